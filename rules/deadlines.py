"""A duty's deadline on its day: which reporting days answer for it, when it opens, falls due and closes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from rules import calendar
from rules.campaign import Cadence, Campaign, Duty
from rules.standing import Standing
from rules.verdict import Figure, Place

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A duty on its day. `period` is the reporting day on which it falls due, `first` the first one that answers for it.

    The moments are UTC, so that adding minutes to them is safe on the days of a clock change.
    """

    duty: Duty
    first: date
    period: date
    opens: datetime
    due: datetime
    closes: datetime


def deadline_on(campaign: Campaign, duty: Duty, day: date) -> Deadline:
    """The deadline that reports of this reporting day answer for."""
    due = calendar.due_at(campaign, duty, day)
    period = due.astimezone(campaign.zone).date()
    first = period if duty.cadence is Cadence.DAILY else _first_day(campaign, duty, period)
    return Deadline(
        duty=duty,
        first=first,
        period=period,
        opens=calendar.closes_at(campaign, first - _DAY).astimezone(UTC),
        due=due.astimezone(UTC),
        closes=calendar.closes_at(campaign, period).astimezone(UTC),
    )


def deadline_at(campaign: Campaign, duty: Duty, moment: datetime) -> Deadline | None:
    """The one deadline that a report coming at this moment answers for; None once the campaign is over."""
    deadline = deadline_on(campaign, duty, calendar.period_of(campaign, moment))
    return deadline if campaign.ends is None or deadline.period <= campaign.ends else None


def deadlines_at(campaign: Campaign, moment: datetime) -> list[Deadline]:
    """Each duty's deadline at this moment: of these, figures must be loaded to know who owes what."""
    found = (deadline_at(campaign, duty, moment) for duty in campaign.duties)
    return [deadline for deadline in found if deadline is not None]


def deadlines_between(campaign: Campaign, duty: Duty, first: date, last: date) -> Iterator[Deadline]:
    """The deadlines of a duty that fall due from the one day to the other, in their order."""
    day, last = first, min(last, campaign.ends or last)
    while day <= last:
        deadline = deadline_on(campaign, duty, day)
        if deadline.period > last:
            return
        yield deadline
        day = deadline.period + _DAY


def answer(standing: Standing, place: Place, deadline: Deadline) -> Figure | None:
    """The figure that answers for a deadline: the last one reported on the days that count for it."""
    day = deadline.period
    while day >= deadline.first:
        figure = standing.figure(place, day)
        if figure is not None:
            return figure
        day -= _DAY
    return None


def _first_day(campaign: Campaign, duty: Duty, period: date) -> date:
    """The day after the deadline before: where a holiday moved that one, its free days count for this one."""
    day = period
    while calendar.due_at(campaign, duty, day - _DAY).astimezone(campaign.zone).date() == period:
        day -= _DAY
    return day
