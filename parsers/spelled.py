"""Numbers in words, for one use only: to see whether a number repeated in words is the same number."""

from __future__ import annotations

from collections.abc import Iterable

DIGITS = {
    "MOT": 1, "HAI": 2, "BA": 3, "BON": 4, "TU": 4, "NAM": 5, "LAM": 5, "NHAM": 5, "SAU": 6, "BAY": 7, "TAM": 8, "CHIN": 9,
}  # fmt: skip
_LARGE = frozenset({"NGHIN", "NGAN"})
_SILENT = frozenset({"LINH", "LE"})
_TEN, _HUNDRED, _THOUSAND = 10, 100, 1000


def spelled(words: Iterable[str]) -> int | None:
    """Give the number that folded words spell ("MOT NGHIN NAM TRAM HAI MUOI LAM": 1525), None where they spell none."""
    whole, part, digit = 0, 0, 0
    for word in words:
        if word in DIGITS:
            digit = DIGITS[word]
        elif word == "MUOI":
            part, digit = part + (digit or 1) * _TEN, 0
        elif word == "TRAM":
            part, digit = part + digit * _HUNDRED, 0
        elif word in _LARGE:
            whole, part, digit = whole + (part + digit) * _THOUSAND, 0, 0
        elif word not in _SILENT and word != "KHONG":
            return None
    return whole + part + digit or None
