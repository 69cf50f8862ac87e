"""A deputy: who reports in whose place, for which units, from when until when; and what one text changes about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rules import calendar
from rules.campaign import Campaign


@dataclass(frozen=True, slots=True)
class Deputy:
    """`deputy` reports for `units` in the place of `officer` (both numbers), until the close of the day `last`.

    `since` is when that was said; `ended` when it was taken back, if it was.
    """

    officer: str
    deputy: str
    units: tuple[str, ...]
    since: datetime
    last: date
    ended: datetime | None = None

    def stands_in(self, campaign: Campaign, moment: datetime) -> bool:
        """Whether it holds at this moment."""
        return self.is_named(moment) and calendar.period_of(campaign, moment) <= self.last

    def is_named(self, moment: datetime) -> bool:
        """Whether it was named by this moment, and not taken back."""
        return self.since <= moment and (self.ended is None or self.ended > moment)


@dataclass(frozen=True, slots=True)
class Change:
    """Who stood in for an officer before a moment, and who does after it. The same twice is no change."""

    before: Deputy | None
    after: Deputy | None
    moment: datetime
