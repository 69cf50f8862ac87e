"""What a line may cost in a day: when its office is told, and when nothing but answers goes out any more."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from rules.calendar import at

_NEAR_PERCENT = 80


class Level(StrEnum):
    """How much of a day's budget is used up: so much that its office should know, or all of it."""

    NEAR = "near"
    SPENT = "spent"


def level(segments: int, budget: int | None) -> Level | None:
    """Where a line stands that has sent so many segments today; None far from its budget, or without one."""
    if budget is None:
        return None
    if segments >= budget:
        return Level.SPENT
    return Level.NEAR if segments * 100 >= budget * _NEAR_PERCENT else None


def day_began(zone: ZoneInfo, moment: datetime) -> datetime:
    """The midnight, by the clock on the office's wall, from which a day's segments are counted."""
    return at(zone, moment.astimezone(zone).date(), time())
