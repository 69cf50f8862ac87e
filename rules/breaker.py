"""When a line is left alone: a carrier that fails again and again is asked more and more rarely."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

PATIENCE = 3
"""So many failures in a row before a line counts as down; but a carrier that says itself when to come again is believed."""
SHORTEST = timedelta(seconds=15)
LONGEST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Health:
    """How often in a row a line failed, and until when it is left alone."""

    failures: int = 0
    down_until: datetime | None = None

    def is_down(self, now: datetime) -> bool:
        """Whether nothing is offered to it at this moment. After that the next text tries it.

        A clock that was set back would leave it alone for as long: more than the longest pause is none.
        """
        return self.down_until is not None and now < self.down_until <= now + LONGEST


def failed(health: Health, now: datetime, asked: timedelta | None = None) -> Health:
    """The line after another failure; `asked` is how long the carrier itself wants to be left alone."""
    failures = health.failures + 1
    if asked is None and failures < PATIENCE:
        return Health(failures, health.down_until)
    doubled = SHORTEST * 2 ** min(max(failures - PATIENCE, 0), 10)
    pause = min(max(doubled if failures >= PATIENCE else timedelta(), asked or timedelta()), LONGEST)
    return Health(failures, now + pause)
