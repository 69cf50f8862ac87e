"""The close of a reporting day: which days are to be closed, what is frozen then, and what changed in it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules import calendar, plausibility
from rules.campaign import Campaign
from rules.overview import Headline, headline
from rules.owing import Excused
from rules.standing import Standing, count
from rules.timeliness import Mark, marks
from rules.verdict import Place, Values

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Held:
    """A figure as it stood at the close: reported on the day `of`, which is an earlier one where it was carried in.

    `before` is what stood at the end of the day before.
    """

    values: Values
    of: date
    moment: datetime
    late: bool
    before: Values | None


@dataclass(frozen=True)
class Snapshot:
    """A closed day: the headline, what it was the day before, every figure, and who kept which deadline of that day."""

    period: date
    headline: Headline
    before: int
    figures: Mapping[Place, Held]
    marks: tuple[Mark, ...]
    silent: tuple[str, ...]
    lowest: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that another snapshot of the same day holds otherwise; None where there was, or is, none."""

    unit: str
    keyword: str
    before: Values | None
    after: Values | None


@dataclass(frozen=True, slots=True)
class Revision:
    """What changed since a snapshot: single figures, the headline's value, and how deadlines were kept."""

    period: date
    changes: tuple[Change, ...]
    headline: tuple[int, int]
    marks: tuple[tuple[Mark, Mark], ...]


def days_to_close(campaign: Campaign, last_closed: date | None, moment: datetime) -> list[date]:
    """The reporting days that are over and not yet closed, oldest first. Of an office that never closed, the last one.

    Empty once they are closed: closing twice does nothing twice.
    """
    last = min(calendar.period_of(campaign, moment) - _DAY, campaign.ends or date.max)
    first = last if last_closed is None else last_closed + _DAY
    return [first + nth * _DAY for nth in range((last - first).days + 1)]


def snapshot(standing: Standing, excused: Excused, period: date) -> Snapshot:
    """Freeze a day. `standing` holds its figures and those of the day before it, and the day's sums."""
    campaign = standing.campaign
    figures = {}
    for unit in campaign.units:
        for keyword in campaign.keywords_of(unit):
            held = _held(standing, (unit, keyword), period)
            if held is not None:
                figures[unit, keyword] = held
    units = campaign.headline_units
    return Snapshot(
        period=period,
        headline=headline(standing, period),
        before=sum(_count_before(standing, (unit, campaign.headline), period) for unit in units),
        figures=figures,
        marks=tuple(marks(standing, excused, (period, period), calendar.closes_at(campaign, period))),
        silent=tuple(unit for unit in units if standing.figure((unit, campaign.headline), period) is None),
        lowest=_lowest(standing, period),
    )


def _held(standing: Standing, place: Place, period: date) -> Held | None:
    figure = standing.stands(place, period)
    if figure is None:
        return None
    before = standing.before(place, period)
    return Held(figure.values, figure.period, figure.moment, figure.late, before.values if before else None)


def _count_before(standing: Standing, place: Place, period: date) -> int:
    """What a unit had at the end of the day before: of a daily count, that day's own."""
    yesterday = standing.last(place, period - _DAY)
    carried = standing.campaign.keywords[place[1]].mode.carried
    return yesterday.values[0] if yesterday and (carried or yesterday.period == period - _DAY) else 0


def _lowest(standing: Standing, period: date) -> tuple[tuple[str, float], ...]:
    """The three headline units with the lowest share of their base, among those whose base is known."""
    shares = [
        (share, unit)
        for unit in standing.campaign.headline_units
        if (share := _share(standing, unit, period)) is not None
    ]
    return tuple((unit, share) for share, unit in sorted(shares)[:3])


def _share(standing: Standing, unit: str, period: date) -> float | None:
    base = plausibility.base_of(standing, (unit, standing.campaign.headline), period)
    return count(standing.stands((unit, standing.campaign.headline), period)) / base if base else None


def revision(before: Snapshot, after: Snapshot) -> Revision | None:
    """What changed in a day since it was frozen; None where nothing did."""
    changes = tuple(
        Change(*place, _values(before, place), _values(after, place))
        for place in dict.fromkeys([*before.figures, *after.figures])
        if _values(before, place) != _values(after, place)
    )
    kept = {(mark.unit, mark.duty): mark for mark in before.marks}
    pairs = [(kept.get((mark.unit, mark.duty), mark), mark) for mark in after.marks]
    moved = tuple((old, new) for old, new in pairs if old.kept is not new.kept)
    if not changes and not moved:
        return None
    return Revision(after.period, changes, (before.headline.value, after.headline.value), moved)


def _values(frozen: Snapshot, place: Place) -> Values | None:
    held = frozen.figures.get(place)
    return held.values if held else None
