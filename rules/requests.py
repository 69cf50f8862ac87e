"""Requests to be registered (`DK`), and what the office decides about them: whoever decides, and by whatever way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

Wish: TypeAlias = tuple[str, str]
"""Who asks (a number in E.164), and for which unit."""

_SAME_REQUEST = timedelta(days=1)


class Decision(StrEnum):
    """What became of a request. The words are the rows' states."""

    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Settled:
    """The end of a request: `by` is the clerk's number, or the way where nobody's number is known ("page", "console")."""

    decision: Decision
    by: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """One request, by the text that made it. `settled` is None as long as it is open."""

    inbound: int
    wish: Wish
    moment: datetime
    settled: Settled | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What follows from a decision: these open requests for one wish (by their texts) are settled with it."""

    wish: Wish
    settled: Settled
    requests: tuple[int, ...]


def rule(known: Sequence[Request], wish: Wish, settled: Settled) -> Ruling | Settled | None:
    """Settle what is open of a wish. `known` are all requests for it, the oldest first.

    Where none is open: how the last one was settled before, or None where nobody ever asked.
    """
    waiting = tuple(one.inbound for one in known if one.settled is None)
    if waiting:
        return Ruling(wish, settled, waiting)
    return known[-1].settled if known else None


def repeated(known: Sequence[Request], moment: datetime) -> Request | None:
    """The request that one of this moment only repeats: of the same day, still open or refused."""
    lately = (one for one in reversed(known) if one.moment > moment - _SAME_REQUEST)
    return next((one for one in lately if not one.settled or one.settled.decision is Decision.REFUSED), None)
