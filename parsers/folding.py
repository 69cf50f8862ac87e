"""Folding: one plain spelling for the many ways in which telephones write the same letter, space or dash."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_SPACES = (0x09, 0x0B, 0x0C, 0x0D, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_LINES = (0x85, 0x2028, 0x2029)
_DASHES = (*range(0x2010, 0x2016), 0x2043, 0x2212, 0xFE58, 0xFE63)
_DROPPED = (
    (0xAD, 0x61C, 0x180E, 0xFEFF, 0x20E3),  # soft hyphen, bidi mark, vowel separator, byte order mark, keycap
    range(0x0300, 0x0370),  # combining marks: the accents of decomposed text
    range(0x200B, 0x2010),  # zero-width characters, direction marks
    range(0x202A, 0x202F),  # direction embeddings
    range(0x2060, 0x2070),  # word joiner, isolates
    range(0xFE00, 0xFE10),  # variation selectors
    range(0xE0020, 0xE0080),  # tags
    range(0xE0100, 0xE01F0),  # more variation selectors
)
_SIGNS = {
    "'": "\u2018\u2019\u201a\u201b\u2032\u02bc",
    '"': "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb",
    ".": "\u2026\u3002",
    ",": "\u3001",
    "*": "\u2022\u00d7",
    "/": "\u2044\u2215",
    "%": "\u2030\u066a\ufe6a",
    "~": "\u2248\u223c\u2264\u2265\u00b1",
    ":": "\u2192\u21d2\u27a1\u2794",
}
_D_WITH_STROKE = "\u0110\u0111\u00d0\u00f0"

# A mark on a digit is no accent: a struck-through 1234 is not 1234, whatever stands between unseen. It becomes a letter
# that no number may hold. The keycap and the signs that choose between forms are no such marks.
_UNSEEN = "\u00ad\u061c\u180e\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef"
_BEHIND_A_DIGIT = re.compile(f"([0-9\uff10-\uff19][{_UNSEEN}]*)([^\\x00-\\x7f])")
_SPOILT = "\u00aa"
_NO_MARKS = frozenset({"\u20e3", *map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0))})


def _base(code: int) -> str | None:
    """Give the plain capital of an accented Latin letter. Letters that do not decompose stay what they are."""
    first = unicodedata.normalize("NFD", chr(code))[0]
    return first.upper() if first.isascii() and first.isalpha() else None


def _each(codes: Iterable[int], to: str) -> dict[int, str]:
    return dict.fromkeys(codes, to)


def _table() -> dict[int, str]:
    latin = {code: base for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if (base := _base(code))}
    wide = {code: chr(code - 0xFEE0).upper() for code in range(0xFF01, 0xFF5F)}
    lower = {code: chr(code).upper() for code in range(ord("a"), ord("z") + 1)}
    table = latin | wide | lower | _each(map(ord, _D_WITH_STROKE), "D")
    table |= _each(_SPACES, " ") | _each(_LINES, "\n") | _each(_DASHES, "-")
    for sign, others in _SIGNS.items():
        table |= _each(map(ord, others), sign)
    for dropped in _DROPPED:
        table |= _each(dropped, "")
    return table


_TABLE = _table() | _each(range(0x1C, 0x20), "\x00")
_UNPRINTED = _each(range(0x1C, 0x20), "\x00")  # Python takes these separators for spaces; a person sees none
_ASCII_SPACES = _each(_SPACES[:4], " ") | _UNPRINTED


def fold(text: str) -> str:
    """Write a text in plain capitals: no accents, no full-width forms, no invisible characters, one kind of space.

    Character by character, so that it takes linear time however many marks are heaped up, and each character gives
    one or none: `place` finds the way back. Nothing that merely resembles a digit becomes one.
    """
    if text.isascii():
        return text.upper().translate(_ASCII_SPACES)
    return _marked(text).translate(_TABLE)


def _marked(text: str) -> str:
    """Spoil the digits that bear a mark, each character in its place."""
    return _BEHIND_A_DIGIT.sub(_spoilt, text)


def _spoilt(found: re.Match[str]) -> str:
    mark = unicodedata.category(found[2]).startswith("M") and found[2] not in _NO_MARKS
    return found[1] + _SPOILT if mark else found[0]


def place(text: str, position: int) -> int:
    """Find where in the text as it was sent the folded character at `position` stands."""
    return position if text.isascii() or len(fold(text)) == len(text) else origins(text)[position]


def origins(text: str) -> list[int]:
    """Give for each folded character, and for the folded text's end, its place in the text as it was sent."""
    kept = [at for at, letter in enumerate(_marked(text)) if _TABLE.get(ord(letter)) != ""]
    return [*kept, len(text)]
