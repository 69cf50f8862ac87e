"""Codes: a unit's code whose digits stand apart from its letters, or have letters that look like them."""

from __future__ import annotations

from parsers import figures
from parsers.leftovers import LOST
from parsers.pieces import Sort
from parsers.reading import Error
from parsers.tokens import Scan, Token

_CODE_JOINS = frozenset("-._")
_SHORT_CODE = 2
_THOUSANDS = 3


def parted_code(work: Scan, index: int) -> int:
    """Read a code whose digits stand apart ("XA 01", "XA-1"); give the index behind them, 0 where there is none."""
    letters, at = work.tokens[index], index + 1
    lost, rest = work.token(at), work.token(at + 1)
    if lost.text == LOST and lost.start == letters.end and rest.start == lost.end and rest.text.isdigit():
        work.refuse(Error.UNKNOWN_UNIT, letters.start, rest.end)
        return at + 2
    if work.token(at).text in _CODE_JOINS and work.token(at).start == letters.end:
        at += 1
    token = work.token(at)
    digits = code_digits(work, token)
    if not _fits(digits, work.tables.prefixes[letters.text]):
        return 0
    if _could_be_thousands(work, at, digits):
        work.refuse(Error.AMBIGUOUS_NUMBER, letters.start, work.token(at + 1).end)
        return at + 2
    take_unit(work, letters.text + digits, letters.start, token.end)
    return at + 1


def _fits(digits: str, lengths: frozenset[int]) -> bool:
    return len(digits) in lengths or (len(digits) == 1 and _SHORT_CODE in lengths)


def _could_be_thousands(work: Scan, at: int, digits: str) -> bool:
    """Say whether the digits of a code could as well begin the count: "XA 1 234", "XA 1.234"."""
    behind = work.token(at + 1)
    if behind.text in (".", ",") and work.sign(behind.end).isdigit() and behind.start == work.token(at).end:
        return True
    return digits[0] != "0" and len(digits) <= _SHORT_CODE and behind.text.isdigit() and len(behind.text) == _THOUSANDS


def code_digits(work: Scan, token: Token, skip: int = 0) -> str:
    """Give the digits of a code, look-alikes resolved: in a code "XA0l" has one reading, so l may end it."""
    text, start = token.text[skip:], token.start + skip
    if text.isascii() and text.isdigit():
        return text
    if not text or not text.isascii():
        return ""
    return figures.digits_of(text + "0", work.sent(start, token.end) + "0")[:-1] if text.strip("OIL") else ""


def take_unit(work: Scan, code: str, start: int, end: int) -> None:
    """Take down the unit that a code is of, or that none has it."""
    if code := work.tables.codes.get(code, ""):
        work.add(Sort.UNIT, code, start, end)
    else:
        work.refuse(Error.UNKNOWN_UNIT, start, end)
