"""Robots: texts that no person wrote to us, and texts that ask for nothing. None of them is answered."""

from __future__ import annotations

import re
from itertools import takewhile

from parsers.pieces import Sense, Sort
from parsers.tokens import ENCLOSED
from parsers.words import ACKNOWLEDGEMENTS, LABELS, NAMES, ROBOTS, SENSES, THUMBS

_SHORT_CODE = re.compile("[+]?[0-9]{1,8}")
_FORWARDED = re.compile(f"(?:[^\\w{ENCLOSED}\\[(?]|_|(?:FWD|FW|RE|TR):)*")
_ROBOTS = re.compile(f"(?<![A-Z])(?:{'|'.join(ROBOTS)})(?![A-Z])")
_LINK = re.compile("(?:HTTPS?://)?(?:[A-Z0-9-]+[.])+(?:VN|COM|NET|ORG|INFO|ME)(?:/.*)?")
_WORDS = re.compile("[A-Z]+")
_DIGIT = re.compile("[0-9]")
_LETTER_OR_DIGIT = re.compile("[^\\W_]")
_BESIDE_A_PERSON = frozenset({Sort.FILLER, Sort.TITLE})
_NOTHING = Sense(Sort.UNKNOWN, "")
_LONGEST = 4  # words of an acknowledgement
_THANKS = ["CAM", "ON"]
_MUCH = frozenset({"NHIEU", "LAM", "RAT", "THIET"})
_VOWELS = frozenset("AEIOUY")
_LONGEST_NAME = 2  # words of a name behind a title, as people are called: "anh Nam", "chi Thu Ba"


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
    """Say whether a text has the phrases of a robot, or is nothing but a link."""
    return _ROBOTS.search(folded) is not None or _only_a_link(folded)


def _only_a_link(folded: str) -> bool:
    return "." in folded and all(_LINK.fullmatch(word) for word in folded.split())


def nothing_said(folded: str) -> bool:
    """Say whether a text holds neither a letter nor a digit."""
    return _LETTER_OR_DIGIT.search(folded) is None


def only_a_sign(folded: str) -> bool:
    """Say whether a text without letters and digits is a sign of thanks or consent: a thumb, folded hands, a tick."""
    return not THUMBS.isdisjoint(folded)


def only_pictures(folded: str) -> bool:
    """Say whether a text without letters and digits has emoji, which say nothing."""
    return any(ord(sign) > 0x2190 for sign in folded)  # noqa: PLR2004


def acknowledges(folded: str) -> bool:
    """Say whether a text is thanks or an OK, with nothing but polite words around it."""
    if _DIGIT.search(folded) or "?" in folded or (not folded.isascii() and _foreign(folded)):
        return False
    words, at, thanked = _WORDS.findall(folded), 0, False
    while at < len(words):
        taken = _longest(words, at)
        if words[at : at + taken] == _THANKS:
            taken += _to_whom(words[at + taken :])
        thanked = thanked or taken > 0
        if not taken and SENSES.get(words[at], _NOTHING).sort not in _BESIDE_A_PERSON:
            return False
        at += taken or 1
    return thanked


def _to_whom(words: list[str]) -> int:
    """Give the number of words that say who is thanked, and how much: "(cam on) anh Nam nhieu lam"."""
    at = len(list(takewhile(lambda word: SENSES.get(word, _NOTHING).sort is Sort.TITLE, words)))
    named = len(list(takewhile(_may_be_a_name, words[at : at + _LONGEST_NAME]))) if at else 0
    return at + named + len(list(takewhile(_MUCH.__contains__, words[at + named :])))


def _may_be_a_name(word: str) -> bool:
    """Say whether a word may be a name: one that is known as one or not known at all, and that can be spoken, as "BZ" cannot."""
    return (word in NAMES or word not in SENSES) and not _VOWELS.isdisjoint(word)


def _longest(words: list[str], at: int) -> int:
    """Give the number of words of the acknowledgement that begins here."""
    lengths = range(_LONGEST, 0, -1)
    return next((n for n in lengths if " ".join(words[at : at + n]) in ACKNOWLEDGEMENTS and at + n <= len(words)), 0)


def _foreign(folded: str) -> bool:
    return any(sign.isalnum() and not sign.isascii() for sign in folded)
