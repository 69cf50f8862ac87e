"""What a request asks about: which office, and which of its days or moments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from gateway.edge import edge
from ledger.engine import Connection, reading
from rules.calendar import at
from rules.campaign import Campaign

_DAY = re.compile(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}")
_SHOWN = 40  # characters of what was asked for
_USUAL = timedelta(days=29)
_LONGEST = timedelta(days=365)


class CannotShowError(ValueError):
    """What was asked for cannot be shown: `title` says what, `words` why, and how to ask."""

    def __init__(self, title: str, words: str) -> None:
        super().__init__(words)
        self.title = title
        self.words = words


class UnknownDayError(CannotShowError):
    """No day that could be shown. `given` is what was asked for, `not_yet` whether such a day is still to come."""

    def __init__(self, given: str, *, not_yet: bool = False) -> None:
        none = f"“{given[:_SHOWN]}” không phải là một ngày. Xin ghi năm-tháng-ngày, ví dụ 2020-08-28."
        super().__init__("Không có ngày này", f"Ngày “{given}” chưa đến." if not_yet else none)
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


def span_asked(first: str | None, last: str | None, current: date) -> tuple[date, date]:
    """The days that two dates enclose; thirty days until the current one where they are empty. Raises CannotShowError."""
    until = day_asked(last, current)
    since = day_asked(first, current) if first else until - _USUAL
    title = "Không có khoảng ngày này"
    if since > until:
        raise CannotShowError(title, f"Ngày đầu {since:%d/%m/%Y} ở sau ngày cuối {until:%d/%m/%Y}.")
    if until - since > _LONGEST:
        raise CannotShowError(title, "Mỗi lần chỉ xem được nhiều nhất một năm: xin chọn ngày đầu muộn hơn.")
    return since, until


def moment_asked(campaign: Campaign, given: str | None, now: datetime) -> datetime:
    """The moment that `given` names by the office's clock, of today where it is only a time; now where it is empty.

    Raises CannotShowError, also where it lies more than a year away: nothing could be said of it.
    """
    if not given:
        return now
    today = now.astimezone(campaign.zone).date()
    title = "Không có giờ này"
    try:
        found = datetime.fromisoformat(f"{today}T{given}" if ":" in given[:3] else given)
    except ValueError:
        cure = "Xin ghi giờ:phút, hoặc cả ngày và giờ: 15:10 hay 2020-08-28T15:10."
        raise CannotShowError(title, f"“{given[:_SHOWN]}” không phải là một giờ. {cure}") from None
    if abs(found.date() - today) > _LONGEST:
        raise CannotShowError(title, f"“{given[:_SHOWN]}” cách hôm nay quá một năm.")
    return found if found.tzinfo else at(campaign.zone, found.date(), found.time())


def _day(given: str) -> date:
    if not _DAY.fullmatch(given):
        raise UnknownDayError(given)
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise UnknownDayError(given) from None
