"""Leftovers of Vietnamese typing: Telex and VNI keystrokes, and letters of legacy fonts, undone word by word.

Each function gives the plain word that was meant, or an empty string. The caller takes it only where it is a word it
knows: nothing here is ever used inside a number or a code.
"""

from __future__ import annotations

import re

_TONE = re.compile("[SFRXJ]+$")
_TONES = re.compile("[SFRXJ]+$|(?<=[AEIOUYW])[SFRXJ](?=[A-Z])")
_TELEX = (("DD", "D"), ("AA", "A"), ("EE", "E"), ("OO", "O"), ("AW", "A"), ("OW", "O"), ("UW", "U"), ("W", "U"))
_VNI = re.compile("(?:[A-Z]+[1-9]{1,2})+[A-Z]*")
_MOST_KEYS = 4
_SHORTEST = 2

_TCVN3 = {
    "A": "\u00b8\u00b5\u00b6\u00b7\u00b9\u00a8\u00be\u00bb\u00bc\u00bd\u00c6\u00a9\u00ca\u00c7\u00c8\u00c9\u00cb\u00a1\u00a2",
    "D": "\u00ae\u00a7",
    "E": "\u00d0\u00cc\u00ce\u00cf\u00d1\u00aa\u00d5\u00d2\u00d3\u00d4\u00d6\u00a3",
    "I": "\u00dd\u00d7\u00d8\u00dc\u00de",
    "O": "\u00e3\u00df\u00e1\u00e2\u00e4\u00ab\u00e8\u00e5\u00e6\u00e7\u00e9\u00ac\u00ed\u00ea\u00eb\u00ec\u00ee\u00a4\u00a5",
    "U": "\u00f3\u00ef\u00f1\u00f2\u00f4\u00ad\u00f8\u00f5\u00f6\u00f7\u00f9\u00a6",
    "Y": "\u00fd\u00fa\u00fb\u00fc\u00fe",
}
_FROM_TCVN3 = {ord(letter): plain for plain, letters in _TCVN3.items() for letter in letters}
_LATIN = re.compile("[\u00c0-\u00ff]")
_SIGNS = re.compile("[\u00a1-\u00be\u00d7]")


def from_telex(word: str) -> str:
    """Undo Telex in a folded word: "TAAN" for "tân", "HAF" for "hà"."""
    plain = _TONE.sub("", word)
    for typed, meant in _TELEX:
        plain = plain.replace(typed, meant)
    return plain if len(plain) >= _SHORTEST else ""


def from_loose_telex(word: str) -> str:
    """Undo Telex with the tone typed before the word's end: "BASO" for "báo". Too loose for a name."""
    return from_telex(_TONES.sub("", word))


def from_vni(word: str) -> str:
    """Undo VNI in a folded word: "TA6N" for "tân", "HA2" for "hà". At most four keys a word, each after a letter."""
    plain = "".join(letter for letter in word if letter.isalpha())
    return plain if len(word) - len(plain) <= _MOST_KEYS and _VNI.fullmatch(word) else ""


def from_tcvn3(raw: str) -> str:
    """Read a word as it was sent as text of the TCVN3 fonts ("B\u00b8o"); only where a sign shows that it is."""
    plain = raw.translate(_FROM_TCVN3).upper() if _SIGNS.search(raw) else ""
    return plain if plain.isascii() and plain.isalpha() else ""


def from_vni_font(raw: str) -> str:
    """Read a word as it was sent as text of the VNI fonts ("Ba\u00f9o"): a letter, and a mark written as a letter."""
    plain = _LATIN.sub("", raw).upper()
    return plain if plain.isascii() and plain.isalpha() else ""
