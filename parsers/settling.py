"""Settling: a clerk's word on who asked to be registered, "DUYET 0912345678 XA01" or "KHONG DUYET 0912345678 XA01"."""

from __future__ import annotations

import re

from parsers.figures import telephone
from parsers.folding import fold
from parsers.pieces import SIGNS, Sort
from parsers.reading import Kind, Reading
from parsers.scene import Scene, distinct

_APPROVES = "DUYET"
_NOT = frozenset({"KHONG", "KO"})
_POLITE = frozenset({*SIGNS, Sort.FILLER, Sort.TITLE})
_BESIDE = _POLITE | {Sort.NAME, Sort.PLACE, Sort.UNIT}
_NUMBER = re.compile("(?<![0-9A-Z])[+]?[0-9](?:[ .()-]{0,2}[0-9]){7,14}(?![0-9A-Z])")
_HOME = "84"


def settling(scene: Scene) -> Reading | None:
    """Read an approval or a refusal: a telephone stands in it. Where more is said than one unit, none is given."""
    said = [piece for piece in scene.pieces if piece.sort not in _POLITE]
    kind = Kind.REFUSE if said and said[0].text in _NOT else Kind.APPROVE
    words = said[: 2 if kind is Kind.REFUSE else 1]
    if not words or words[-1].text != _APPROVES:
        return None
    found = _NUMBER.search(fold(scene.text), words[-1].end)
    number = _international(found[0]) if found else None
    if found is None or number is None:
        return None
    for word in words:
        word.sort = Sort.COMMAND
    beside = [piece for piece in said[len(words) :] if not found.start() <= piece.start < found.end()]
    units = distinct(piece for piece in beside if piece.sort is Sort.UNIT)
    asks = any(piece.text == "?" for piece in scene.pieces)
    clear = len(units) == 1 and not asks and all(piece.sort in _BESIDE for piece in beside)
    return Reading(kind, unit=units[0] if clear else None, number=number)


def _international(written: str) -> str | None:
    """Give a telephone in E.164, as a text's sender is known; None where the digits are none."""
    digits = "".join(sign for sign in written if sign.isdigit())
    if written.startswith("+"):
        return f"+{digits}"
    if not telephone(digits):
        return None
    return f"+{digits}" if digits.startswith(_HOME) else f"+{_HOME}{digits[1:]}"
