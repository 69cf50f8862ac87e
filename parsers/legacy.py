"""Legacy letters: texts in the fonts of before Unicode, and UTF-8 that something on the way took for another encoding.

Each has one exact reading, letter by letter, so that a name read here is as good as one sent in Unicode. Only whole
words of letters are touched: none that a digit stands in or against, so that no number and no code is ever made here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from itertools import product

from parsers.folding import fold
from parsers.leftovers import LOST
from parsers.vocabulary import Tables

_SMALL = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_LETTERS = _SMALL + _SMALL.upper()

_TCVN3 = (
    "\u00b5\u00b8\u00b6\u00b7\u00b9\u00a8\u00bb\u00be\u00bc\u00bd\u00c6\u00a9\u00c7\u00ca\u00c8\u00c9\u00cb\u00ae"
    "\u00cc\u00d0\u00ce\u00cf\u00d1\u00aa\u00d2\u00d5\u00d3\u00d4\u00d6\u00d7\u00dd\u00d8\u00dc\u00de"
    "\u00df\u00e3\u00e1\u00e2\u00e4\u00ab\u00e5\u00e8\u00e6\u00e7\u00e9\u00ac\u00ea\u00ed\u00eb\u00ec\u00ee"
    "\u00ef\u00f3\u00f1\u00f2\u00f4\u00ad\u00f5\u00f8\u00f6\u00f7\u00f9\u00fa\u00fd\u00fb\u00fc\u00fe"
    "\u00a1\u00a2\u00a7\u00a3\u00a4\u00a5\u00a6"
)
_FROM_TCVN3 = dict(zip(_TCVN3, _SMALL + "ĂÂĐÊÔƠƯ", strict=True))

# The VNI fonts write a marked letter as the letter and a sign for its marks; a few have a sign of their own.
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}
_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323",
    "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip


def _vni() -> dict[str, str]:
    """Give what each sign of the VNI fonts, or letter with its sign, stands for: small letters, then capitals."""
    found = dict(_VNI_LETTERS)
    for letter, mark in product("aeouyôö", _VNI_MARKS):
        meant = unicodedata.normalize("NFC", _VNI_LETTERS.get(letter, letter) + _VNI_MARKS[mark])
        found |= {letter + mark: meant} if meant in _LETTERS else {}
    return found | {sent.upper(): meant.upper() for sent, meant in found.items()}


_FROM_VNI = _vni()
_OF_VNI = re.compile("|".join(sorted(_FROM_VNI, key=len, reverse=True)))

# What a text in these fonts holds and none in Unicode: letters that Vietnamese lacks, a marked vowel behind a vowel that
# takes none there, and a capital inside a word.
_STRANGE = (
    "[\u00a1-\u00b1\u00b4-\u00b9\u00bb-\u00be\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8\u00db\u00dc\u00de\u00df"
    "\u00e4-\u00e7\u00eb\u00ee-\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ff]"
)
_PAIR = "[aeôAEÔ][\u00c0-\u00d9\u00e0-\u00f9]|[ouyOUY][ùõÙÕ]|[oO][âÂ]"
_CASE = "[a-z][\u00c0-\u00df]|[A-Z]?[\u00c0-\u00de][a-z]"
_SURELY = re.compile(f"{_STRANGE}|{_PAIR}")
_PERHAPS = re.compile(f"{_STRANGE}|{_PAIR}|{_CASE}")
_OF_WORDS = "A-Za-z\u00a1-\u024f\u1e00-\u1eff"
_WORD = re.compile(f"[0-9\uff10-\uff19{_OF_WORDS}]+")
_LONGEST = 16  # letters of a word in a legacy font: a syllable has at most seven, each of at most two signs
_DECOMPOSED = re.compile("[A-Za-z][\u0300-\u036f]{1,3}(?![\u0300-\u036f])")
_LONE = "\u00b9"  # "ạ" of TCVN3, the one word of a single sign that people write


_ASKED = re.compile("(?:[^\\W_]|[?])+")
_DIGIT = re.compile("[0-9\uff10-\uff19]")
_VOWEL = re.compile("[AEIOUY]")
_ASKED_INSIDE = re.compile("[^\\W\\d_][?]+[^\\W\\d_]")


def _from_tcvn3(word: str) -> str:
    return "".join(_FROM_TCVN3.get(letter, letter) for letter in word)


def _from_vni(word: str) -> str:
    return _OF_VNI.sub(lambda found: _FROM_VNI[found[0]], word)


_FONTS: tuple[Callable[[str], str], ...] = (_from_tcvn3, _from_vni)


def _continuations() -> dict[str, int]:
    """Give the bytes that continue a letter of UTF-8 by what they look like in Latin-1 and in CP1252."""
    found = {chr(byte): byte for byte in range(0x80, 0xC0)}
    for byte in range(0x80, 0xA0):
        with suppress(UnicodeDecodeError):
            found[bytes([byte]).decode("cp1252")] = byte
    return found


_CONTINUATIONS = _continuations()
_BYTES = "".join(_CONTINUATIONS)
_MISREAD = re.compile(f"[\u00c2-\u00df][{_BYTES}]|[\u00e1-\u00ef][{_BYTES}]{{2}}")
# The second half of "à" is a no-break space, that of "í" a soft hyphen: the one is made a space on the way, the other lost.
_HALVES = (
    (re.compile("\u00c3 (?=[a-z\u00e0-\u1ef9 ])"), "à"),
    (re.compile("\u00c3(?=[a-z])"), "í"),
    (re.compile("\u00c3(?= )"), "à"),
)
_MENDED = frozenset(
    _LETTERS + "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b\u00a0\u2013\u2014\u2018\u2019\u201c\u201d\u2026\ufeff"
)


def restored(text: str, tables: Tables) -> str:
    """Give a text in Unicode, whatever it was written in; a letter that was lost on the way stands as U+FFFD."""
    if not text.isascii():
        text = _in_unicode(text, tables)
    return _with_lost(text, tables) if "?" in text and _ASKED_INSIDE.search(text) else text


def _in_unicode(text: str, tables: Tables) -> str:
    if _MISREAD.search(text):
        text = _reread(text)
    composed = _DECOMPOSED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
    return _from_fonts(composed, tables) or text if _PERHAPS.search(composed) else text


def _reread(text: str) -> str:
    """Read as UTF-8 again what was read as Latin-1 or CP1252, where that gives letters of Vietnamese."""
    mended = _MISREAD.sub(_letter, text)
    if mended != text:
        for half, whole in _HALVES:
            mended = half.sub(whole, mended)
    return mended


def _letter(found: re.Match[str]) -> str:
    sent = found[0]
    letter = bytes([ord(sent[0]), *map(_CONTINUATIONS.__getitem__, sent[1:])]).decode("utf-8", "replace")
    return letter if letter in _MENDED else found[0]


def _from_fonts(text: str, tables: Tables) -> str:
    """Read a text in the legacy font that makes known words of its strange ones; an empty string where none does."""
    words = [
        word for word in _WORD.findall(text) if not (word.isascii() or len(word) > _LONGEST or _DIGIT.search(word))
    ]
    own = {word for word in words if fold(word) in tables.known}
    meant = [{word for word in words if font(word) != word and _plain(font(word)) in tables.known} for font in _FONTS]
    strange = [{word for word in found if len(word) > 1 and _is_strange(word, own)} for found in meant]
    votes = max(strange, key=len)
    if not votes:
        return ""
    at = strange.index(votes)
    font, whole = _FONTS[at], not own - meant[at]
    taken = votes | {word for word in words if whole and _belongs(word, own, meant[at])}
    return _WORD.sub(lambda found: font(found[0]) if found[0] in taken else found[0], text)


def _is_strange(word: str, own: set[str]) -> bool:
    return _SURELY.search(word) is not None or (word not in own and _PERHAPS.search(word) is not None)


def _belongs(word: str, own: set[str], meant: set[str]) -> bool:
    """Say whether a word of a text in a legacy font is written in it as well."""
    return (word in meant or word not in own) and (len(word) > 1 or word == _LONE)


def _plain(word: str) -> str:
    plain = fold(word)
    return plain if plain.isascii() and plain.isalpha() else ""


def _with_lost(text: str, tables: Tables) -> str:
    """Mark the letters that something on the way made question marks: inside words, and there at words' ends too."""

    def lost(found: re.Match[str]) -> str:
        word = found[0]
        if "?" not in word or _DIGIT.search(word):
            return word
        stem = fold(word.rstrip("?"))
        cut = not _VOWEL.search(stem) and text[max(found.start() - 2, 0) : found.start()].strip()[-1:].isalpha()
        asks = word[0] != "?" and not _ASKED_INSIDE.search(word) and stem in tables.known and not cut
        return word if asks or not tables.lost(_left(word)) else word.replace("?", LOST)

    words = [word for word in _ASKED.findall(text) if "?" in word and not _DIGIT.search(word)]
    inside = any(_ASKED_INSIDE.search(word) and tables.lost(_left(word)) for word in words)
    return _ASKED.sub(lost, text) if inside else text


def _left(word: str) -> str:
    return fold(word.replace("?", LOST))
