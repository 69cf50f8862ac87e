"""Totals, moved by differences in the transaction that moves the figures.

A total row says what stands that day: what the days before carry in is in it, so that a page reads a few rows however
long the history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, insert, select, update

from ledger.dialects import among
from ledger.tables import figure, total
from rules.campaign import Campaign
from rules.standing import Standing
from rules.verdict import Figure, Place

Cell: TypeAlias = tuple[Place, date]
_Key: TypeAlias = tuple[str, str, str]
"""What is added up: the whole, the group, the keyword."""

_Parts: TypeAlias = tuple[int, int, int]
"""Two values and the number of units that have them."""

_NOTHING: _Parts = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Total:
    """What the units of one group have together, and how many of them have a figure."""

    values: tuple[int, int]
    units: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A total that moves: from this day on, for a carried keyword until the unit's next own figure."""

    whole: str
    grp: str
    keyword: str
    period: date
    until: date | None


def move(connection: Connection, standing: Standing, cells: Iterable[Cell]) -> None:
    """Move the totals by what changed in these cells since the book was opened, the oldest day first."""
    campaign = standing.campaign
    by_day: dict[date, list[Place]] = defaultdict(list)
    for place, period in cells:
        by_day[period].append(place)
    for period in sorted(by_day):
        moves = _moves(connection, standing, period, by_day[period])
        _ensure(connection, campaign, period, {(row.whole, row.grp, row.keyword) for row in moves})
        _apply(connection, campaign, moves)


def _moves(connection: Connection, standing: Standing, period: date, places: list[Place]) -> Mapping[_Row, _Parts]:
    campaign = standing.campaign
    following = _following(connection, campaign, period, places)
    moves: dict[_Row, _Parts] = defaultdict(lambda: _NOTHING)
    for place in places:
        change = _change(standing, place, period)
        for whole in campaign.ancestors[place[0]]:
            row = _Row(whole, campaign.units[place[0]].group, place[1], period, following.get(place))
            moves[row] = _plus(moves[row], change)
    return moves


def _change(standing: Standing, place: Place, period: date) -> _Parts:
    carried = standing.before(place, period)
    old = _parts(standing.origins[place, period] or carried)
    new = _parts(standing.figure(place, period) or carried)
    return _plus(new, old, -1)


def _plus(one: _Parts, other: _Parts, sign: int = 1) -> _Parts:
    return one[0] + sign * other[0], one[1] + sign * other[1], one[2] + sign * other[2]


def _parts(one: Figure | None) -> _Parts:
    if one is None:
        return _NOTHING
    return one.values[0], one.values[1] if len(one.values) > 1 else 0, 1


def _following(connection: Connection, campaign: Campaign, period: date, places: list[Place]) -> dict[Place, date]:
    """The next day for which a unit reported itself: there what was carried ends."""
    carried = [place for place in places if campaign.keywords[place[1]].mode.carried]
    later = (
        select(figure.c.unit, figure.c.keyword, func.min(figure.c.period).label("day"))
        .where(
            figure.c.office == campaign.office.code,
            among(connection, figure.c.unit, {unit for unit, _ in carried}),
            figure.c.keyword.in_({keyword for _, keyword in carried}),
            figure.c.period > period,
        )
        .group_by(figure.c.unit, figure.c.keyword)
    )
    return {(row.unit, row.keyword): row.day for row in connection.execute(later)} if carried else {}


def _ensure(connection: Connection, campaign: Campaign, period: date, keys: set[_Key]) -> None:
    """Open the day's rows: with what the days before carry in, or at nothing."""
    last = {(row.whole, row.grp, row.keyword): row for row in _last_rows(connection, campaign, period, keys)}
    missing = [
        _opened(campaign, period, key, last.get(key))
        for key in sorted(keys)
        if key not in last or last[key].period < period
    ]
    if missing:
        connection.execute(insert(total), missing)


def _opened(campaign: Campaign, period: date, key: _Key, last: Row[Any] | None) -> dict[str, Any]:
    whole, grp, keyword = key
    carries = last is not None and campaign.keywords[keyword].mode.carried
    values = {name: getattr(last, name) if carries else 0 for name in ("value1", "value2", "units")}
    return {
        "office": campaign.office.code,
        "whole": whole,
        "grp": grp,
        "keyword": keyword,
        "period": period,
        **values,
    }


def _last_rows(connection: Connection, campaign: Campaign, period: date, keys: set[_Key]) -> Sequence[Row[Any]]:
    """The last row until that day of each key."""
    wholes, groups, keywords = ({key[part] for key in keys} for part in range(3))
    key = (total.c.office, total.c.whole, total.c.grp, total.c.keyword)
    last = (
        select(*key, func.max(total.c.period).label("period"))
        .where(
            total.c.office == campaign.office.code,
            total.c.whole.in_(wholes),
            total.c.grp.in_(groups),
            total.c.keyword.in_(keywords),
            total.c.period <= period,
        )
        .group_by(*key)
        .subquery()
    )
    same = and_(*(column == last.c[column.name] for column in (*key, total.c.period)))
    return connection.execute(select(total).join(last, same)).all()


def _apply(connection: Connection, campaign: Campaign, moves: Mapping[_Row, _Parts]) -> None:
    statement = (
        update(total)
        .where(
            total.c.office == campaign.office.code,
            total.c.whole == bindparam("whole_"),
            total.c.grp == bindparam("grp_"),
            total.c.keyword == bindparam("keyword_"),
            total.c.period >= bindparam("from_"),
            total.c.period < bindparam("until_"),
        )
        .values(
            value1=total.c.value1 + bindparam("value1_"),
            value2=total.c.value2 + bindparam("value2_"),
            units=total.c.units + bindparam("units_"),
        )
    )
    connection.execute(statement, [_parameters(campaign, row, change) for row, change in moves.items()])


def _parameters(campaign: Campaign, row: _Row, change: _Parts) -> dict[str, Any]:
    carried = campaign.keywords[row.keyword].mode.carried
    next_day = date.fromordinal(row.period.toordinal() + 1)
    return {
        "whole_": row.whole,
        "grp_": row.grp,
        "keyword_": row.keyword,
        "from_": row.period,
        "until_": (row.until or date.max) if carried else next_day,
        "value1_": change[0],
        "value2_": change[1],
        "units_": change[2],
    }


def rebuild(connection: Connection, campaign: Campaign) -> None:
    """Add all totals up again from the figures, by the units, groups and modes that the campaign has now."""
    office = campaign.office.code
    connection.execute(delete(total).where(total.c.office == office))
    changes = _all_changes(connection, campaign)
    rows = [
        {"office": office, "whole": whole, "grp": grp, "keyword": keyword, "period": period}
        | dict(zip(("value1", "value2", "units"), parts, strict=True))
        for (whole, grp, keyword), days in changes.items()
        for period, parts in _running(days, carried=campaign.keywords[keyword].mode.carried)
    ]
    if rows:
        connection.execute(insert(total), rows)


def _all_changes(connection: Connection, campaign: Campaign) -> Mapping[_Key, dict[date, _Parts]]:
    """Of each total, by how much its units' figures change it on a day."""
    changes: dict[_Key, dict[date, _Parts]] = defaultdict(dict)
    before: dict[Place, _Parts] = {}
    figures = select(figure).where(figure.c.office == campaign.office.code).order_by(figure.c.period)
    for row in connection.execute(figures):
        now = (row.value1, row.value2 or 0, 1)
        carried = campaign.keywords[row.keyword].mode.carried
        change = _plus(now, before.get((row.unit, row.keyword), _NOTHING), -1) if carried else now
        before[row.unit, row.keyword] = now
        for whole in campaign.ancestors[row.unit]:
            days = changes[whole, campaign.units[row.unit].group, row.keyword]
            days[row.period] = _plus(days.get(row.period, _NOTHING), change)
    return changes


def _running(days: Mapping[date, _Parts], *, carried: bool) -> Iterator[tuple[date, _Parts]]:
    stands = _NOTHING
    for period in sorted(days):
        stands = _plus(stands, days[period]) if carried else days[period]
        yield period, stands


def standing_on(
    connection: Connection, campaign: Campaign, whole: str, period: date, keywords: Iterable[str] | None = None
) -> dict[tuple[str, str], Total]:
    """(group, keyword) -> what stands for a whole on a day: the day's own row, or, carried, the last one before it."""
    wanted = campaign.keywords if keywords is None else keywords
    keys = {(whole, group, keyword) for group in campaign.groups for keyword in wanted}
    return {
        (row.grp, row.keyword): Total((row.value1, row.value2), row.units)
        for row in _last_rows(connection, campaign, period, keys)
        if row.period == period or campaign.keywords[row.keyword].mode.carried
    }
