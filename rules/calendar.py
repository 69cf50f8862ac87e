"""Which day a moment belongs to, when it is due and when it is late. Aware moments in, local dates out; no clock here."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.campaign import Believed, Cadence, Campaign, Duty
from rules.free_days import is_free

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_USUAL = Believed()
_DATE = re.compile(r"([0-9]{1,2})(?:/([0-9]{1,2})(?:/([0-9]{2,4}))?)?")


def judged_at(received: datetime, sent: datetime | None, believed: Believed = _USUAL) -> datetime:
    """The moment by which a text is judged: the carrier's, where it is believable, else our own."""
    if sent is not None and received - believed.grace <= sent <= received + believed.ahead:
        return sent
    return received


def period_of(campaign: Campaign, moment: datetime) -> date:
    """The reporting day of a moment: a day runs from the close of the day before to its own close."""
    day = moment.astimezone(campaign.zone).date()
    return day if moment < closes_at(campaign, day) else day + _DAY


def came_after_close(campaign: Campaign, moment: datetime, period: date) -> bool:
    """Whether the text came in the evening before its reporting day, after that evening's close."""
    return moment.astimezone(campaign.zone).date() < period


def closes_at(campaign: Campaign, period: date) -> datetime:
    """The moment at which a reporting day closes."""
    return at(campaign.zone, period, campaign.closes)


def due_at(campaign: Campaign, duty: Duty, period: date) -> datetime:
    """The deadline that a report of this reporting day has to meet: a report counts as on time strictly before it."""
    day = period if duty.cadence is Cadence.DAILY else _due_day(campaign, duty, period)
    return at(campaign.zone, day, duty.due)


def at(zone: ZoneInfo, day: date, clock: time) -> datetime:
    """The moment at which the clock on the wall shows that time.

    Where it shows it twice, the first one; where it leaps over it, as long after the leap as it should have been.
    """
    # Gone to UTC and back, since a moment that the clock leaps over equals none in another zone.
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC).astimezone(zone)


def same_deadline(campaign: Campaign, duty: Duty | None, one: date, other: date) -> bool:
    """Whether reports of these two days answer for one deadline: of the same day or, of a weekly duty, the same week."""
    return one == other or (duty is not None and due_at(campaign, duty, one) == due_at(campaign, duty, other))


def is_late(campaign: Campaign, unit: str, keyword: str, period: date, moment: datetime) -> bool:
    """Whether a figure that arrived at `moment` missed its deadline. What is not owed is never late."""
    duty = campaign.owed[unit].get(keyword)
    return duty is not None and moment >= due_at(campaign, duty, period)


def named_day(text: str, period: date) -> date | None:
    """The day that a date in a text means ("28", "28/08", "28/08/2020"); None where there is no such day.

    Of the days that it can mean it is the one nearest to the reporting day.
    """
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    day, month, year = (int(part) if part else None for part in found.groups())
    candidates = [
        candidate
        for candidate_year, candidate_month in _months(period, month, year)
        if (candidate := _calendar_day(candidate_year, candidate_month, int(day or 0))) is not None
    ]
    return min(candidates, key=lambda candidate: abs(candidate - period), default=None)


def _months(period: date, month: int | None, year: int | None) -> list[tuple[int, int]]:
    if month is None:
        around = (period.replace(day=1) - _DAY, period, period.replace(day=28) + timedelta(days=4))
        return [(near.year, near.month) for near in around]
    if year is None:
        return [(period.year + offset, month) for offset in (-1, 0, 1)]
    return [(year if year >= 100 else 2000 + year, month)]  # noqa: PLR2004 - "20" is 2020


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _due_day(campaign: Campaign, duty: Duty, period: date) -> date:
    """The first deadline from this day on: one that a holiday moved to before it belongs to the week before."""
    nominal = period + timedelta(days=(duty.weekday - period.weekday()) % 7)
    while (day := _working_day_until(campaign, nominal)) < period:
        nominal += _WEEK
    return day


def _working_day_until(campaign: Campaign, day: date) -> date:
    while is_free(campaign, day):
        day -= _DAY
    return day
