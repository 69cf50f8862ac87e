"""Robots: texts that no person wrote to us, and texts that ask for nothing. None of them is answered."""

from __future__ import annotations

import re

from parsers.pieces import Sense, Sort
from parsers.words import ACKNOWLEDGEMENTS, LABELS, ROBOTS, SENSES

_SHORT_CODE = re.compile("[+]?[0-9]{1,8}")
_FORWARDED = re.compile("(?:[^A-Z0-9\\[(?]|(?:FWD|FW|RE|TR):)*")
_WORDS = re.compile("[A-Z]+")
_LETTER_OR_DIGIT = re.compile("[^\\W_]")
_BESIDE_A_PERSON = frozenset({Sort.FILLER, Sort.TITLE})
_NOTHING = Sense(Sort.UNKNOWN, "")
_LONGEST = 4  # words of an acknowledgement


def unanswerable(sender: str | None) -> bool:
    """Say whether a sender is a short code or a name: nobody reads what we would answer."""
    if not sender:
        return False
    number = sender.strip().replace(" ", "")
    return not number.lstrip("+").isdigit() or _SHORT_CODE.fullmatch(number) is not None


def ours(folded: str, marker: str) -> int:
    """Find our own marker as a word of a text: where it stands, -1 where it does not."""
    at = folded.find(marker) if marker else -1
    if at < 0:
        return -1
    around = folded[at - 1 : at] + folded[at + len(marker) : at + len(marker) + 1]
    return -1 if _LETTER_OR_DIGIT.search(around) else at


def opening(folded: str) -> int:
    """Give the length of what forwarding and quoting put before a text."""
    found = _FORWARDED.match(folded)
    return found.end() if found else 0


def labelled(folded: str) -> bool:
    """Say whether a text bears the label of an advertisement or a notice."""
    return folded.lstrip().startswith(LABELS)


def automatic(folded: str) -> bool:
    """Say whether a text has the phrases of a robot."""
    return any(phrase in folded for phrase in ROBOTS)


def nothing_said(folded: str) -> bool:
    """Say whether a text holds neither a letter nor a digit."""
    return _LETTER_OR_DIGIT.search(folded) is None


def only_a_sign(folded: str) -> bool:
    """Say whether a text without letters and digits is an emoji: a thumb is thanks."""
    return any(ord(sign) > 0x2190 for sign in folded)  # noqa: PLR2004


def acknowledges(folded: str) -> bool:
    """Say whether a text is thanks or an OK, with nothing but polite words around it."""
    if any(sign.isdigit() for sign in folded) or "?" in folded or (not folded.isascii() and _foreign(folded)):
        return False
    words, at, thanked = _WORDS.findall(folded), 0, False
    while at < len(words):
        taken = _longest(words, at)
        thanked = thanked or taken > 0
        if not taken and SENSES.get(words[at], _NOTHING).sort not in _BESIDE_A_PERSON:
            return False
        at += taken or 1
    return thanked


def _longest(words: list[str], at: int) -> int:
    """Give the number of words of the acknowledgement that begins here."""
    lengths = range(_LONGEST, 0, -1)
    return next((n for n in lengths if " ".join(words[at : at + n]) in ACKNOWLEDGEMENTS and at + n <= len(words)), 0)


def _foreign(folded: str) -> bool:
    return any(sign.isalnum() and not sign.isascii() for sign in folded)
