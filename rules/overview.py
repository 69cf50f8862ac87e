"""How a reporting day stands: the headline, and each unit's figures with their state. What is not known says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules import calendar, plausibility
from rules.campaign import Campaign, Duty, Unit
from rules.standing import Standing, count
from rules.verdict import Figure, Place, Values


class State(StrEnum):
    """Where a unit is with one keyword on a day.

    Only REPORTED and LATE are figures of that day (or, for a weekly duty, of that week); the others show what stood
    before, if anything.
    """

    REPORTED = "reported"
    LATE = "late"
    QUESTIONED = "questioned"
    WAITING = "waiting"
    MISSING = "missing"
    NOT_OWED = "not_owed"


@dataclass(frozen=True, slots=True)
class Line:
    """One keyword of one unit: its state, and the figure that stands (its `period` says of which day it is).

    `asked` is the number that waits for its confirmation, `due` the deadline where there is one.
    """

    unit: Unit
    keyword: str
    state: State
    figure: Figure | None
    asked: Values | None
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline's total: the `value` of all headline units, and how many `reported` that day of how many `expected`.

    `base` is the sum of the known bases and `based` the number of units that gave one; `share` is that of these units
    alone, since a unit without a base would only swell the numerator. None where no base is known.
    """

    keyword: str
    value: int
    base: int
    based: int
    share: float | None
    reported: int
    expected: int


@dataclass(frozen=True, slots=True)
class Overview:
    """A day as the office sees it at a moment."""

    period: date
    moment: datetime
    closes: datetime
    headline: Headline
    lines: Sequence[Line]


def overview(standing: Standing, period: date, moment: datetime) -> Overview:
    """See a day whose figures have been loaded."""
    campaign = standing.campaign
    lines = [
        _line(standing, (unit.code, keyword), period, moment)
        for unit in campaign.units.values()
        for keyword in campaign.keywords_of(unit.code)
    ]
    return Overview(period, moment, calendar.closes_at(campaign, period), headline(standing, period), lines)


def headline(standing: Standing, period: date) -> Headline:
    """See the whole of a day. Needs the day's sums and the headline units' figures and bases."""
    campaign = standing.campaign
    keyword = campaign.keywords[campaign.headline]
    units = campaign.headline_units
    bases = [plausibility.base_of(standing, (unit, keyword.code), period) for unit in units]
    figures = [count(standing.stands((unit, keyword.code), period)) for unit in units]
    known = [(figure, base) for figure, base in zip(figures, bases, strict=True) if base]
    whole = sum(base for _, base in known)
    return Headline(
        keyword=keyword.code,
        value=standing.headline[keyword.code, period],
        base=whole,
        based=len(known),
        share=sum(figure for figure, _ in known) / whole if whole else None,
        reported=sum(standing.figure((unit, keyword.code), period) is not None for unit in units),
        expected=len(units),
    )


def _line(standing: Standing, place: Place, period: date, moment: datetime) -> Line:
    campaign = standing.campaign
    duty = campaign.owed[place[0]].get(place[1])
    asked = [one for one in standing.open_questions({place}, period) if (one.unit, one.keyword) == place]
    last = standing.last(place, period)
    return Line(
        unit=campaign.units[place[0]],
        keyword=place[1],
        state=_state(campaign, duty, last, period, moment, asked=bool(asked)),
        figure=standing.stands(place, period),
        asked=asked[-1].values if asked else None,
        due=calendar.due_at(campaign, duty, period) if duty else None,
    )


def _state(
    campaign: Campaign, duty: Duty | None, last: Figure | None, period: date, moment: datetime, *, asked: bool
) -> State:
    if last is not None and calendar.same_deadline(campaign, duty, last.period, period):
        return State.LATE if last.late else State.REPORTED
    if asked:
        return State.QUESTIONED
    if duty is None:
        return State.NOT_OWED
    return State.MISSING if moment >= calendar.due_at(campaign, duty, period) else State.WAITING
