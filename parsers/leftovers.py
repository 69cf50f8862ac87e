"""Leftovers of Vietnamese typing: Telex and VNI keystrokes undone word by word, and words that lost their accents.

Each function gives the plain words that may have been meant. The caller takes only those that it knows: nothing here
is ever used inside a number or a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LOST = "\ufffd"
"""What stands for a letter that was lost on the way."""

_TONES = "SFRXJ"
_EARLY_TONE = re.compile(f"(?<=[AEIOUYW])[{_TONES}](?=[A-Z])")
_TELEX = (("DD", "D"), ("AA", "A"), ("EE", "E"), ("OO", "O"), ("AW", "A"), ("OW", "O"), ("UW", "U"), ("W", "U"))
_VNI = re.compile("(?:[A-Z]+[1-9]{1,2})+[A-Z]*")
_MOST_KEYS = 4
_PARTICLE = 2  # letters of a word of one letter with its tone: "aj"
_VOWELS = frozenset("AEIOUY")
_LOSABLE = "AEIOUYD"  # the letters that accents and strokes stand on
_SOME_LOSABLE = re.compile(f"[{_LOSABLE}{LOST}]+")
_LOST_OR_LEFT = re.compile(f"{LOST}+|.")


def from_telex(word: str) -> str:
    """Undo Telex in a folded word: "TAAN" for "tân", "HAF" for "hà"."""
    plain = word.rstrip(_TONES)
    for typed, meant in _TELEX:
        plain = plain.replace(typed, meant)
    return plain if len(plain) > 1 or (len(word) == _PARTICLE and plain in _VOWELS) else ""


def from_loose_telex(word: str) -> tuple[str, str]:
    """Undo Telex with the tone typed before the word's end ("BASO"), or the horn behind it ("NGUOIWF")."""
    toneless = _EARLY_TONE.sub("", word.rstrip(_TONES))
    return from_telex(toneless), from_telex(toneless.replace("W", ""))


def from_vni(word: str) -> str:
    """Undo VNI in a folded word: "TA6N" for "tân", "HA2" for "hà". At most four keys a word, each after a letter."""
    if word.isalpha() or not word[:1].isalpha():
        return ""
    plain = "".join(letter for letter in word if letter.isalpha())
    return plain if 1 < len(plain) >= len(word) - _MOST_KEYS and _VNI.fullmatch(word) else ""


def skeleton(word: str) -> str:
    """Give what of a folded word cannot be lost: a word and what is left of it have the same."""
    return _SOME_LOSABLE.sub("*", word)


def may_be(left: str, word: str) -> bool:
    """Say whether a folded word may be what is left of another: a mark for each letter lost, or several."""
    places = {0}
    for run in _LOST_OR_LEFT.finditer(left):
        places = {end for start in places for end in _ends(run[0], word, start)}
    return len(word) in places


def _ends(run: str, word: str, start: int) -> Iterator[int]:
    """Give the places in a word where a letter, or what a run of lost ones may have been, ends that begins at `start`."""
    if not run.startswith(LOST):
        yield from (start + 1,) if word.startswith(run, start) else ()
        return
    for end in range(start + 1, min(start + len(run), len(word)) + 1):
        if word[end - 1] not in _LOSABLE:
            return
        yield end
