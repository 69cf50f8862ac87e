"""What a request asks about: which office, and which of its days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from gateway.edge import edge
from ledger.engine import Connection, reading
from rules.campaign import Campaign

_DAY = re.compile(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}")


class UnknownDayError(ValueError):
    """No day that could be shown. `given` is what was asked for, `not_yet` whether such a day is still to come."""

    def __init__(self, given: str, *, not_yet: bool = False) -> None:
        super().__init__(given)
        self.given = given
        self.not_yet = not_yet


@contextmanager
def opened() -> Iterator[tuple[Connection, Campaign]]:
    """The database at one moment, and the office's campaign. Raises NotLoadedError, or the database's own error."""
    with reading(edge().engine) as connection:
        yield connection, edge().campaigns.only(connection)


def day_asked(given: str | None, current: date) -> date:
    """The day that `given` names, YYYY-MM-DD; the current one where it is empty. Raises UnknownDayError."""
    if not given:
        return current
    day = _day(given)
    if day > current:
        raise UnknownDayError(given, not_yet=True)
    return day


def _day(given: str) -> date:
    if not _DAY.fullmatch(given):
        raise UnknownDayError(given)
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise UnknownDayError(given) from None
