"""A clock for tests: what they say of seconds must not depend on how fast the machine is."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from clock import Clock


class StandingClock(Clock):
    """Shows what it was set to until it is set again, but never the same microsecond twice."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.moment = moment
        self._looks = count()

    def now(self) -> datetime:
        return self.moment + timedelta(microseconds=next(self._looks))

    def move_to(self, instant: datetime) -> None:
        self.moment = instant
