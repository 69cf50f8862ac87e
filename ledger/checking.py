"""Follow every total down to its reports again, and name each difference. There must be none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

from sqlalchemy import Connection, select

from ledger.desk import figure_of, values_of
from ledger.tables import figure, report, total
from rules.campaign import Campaign
from rules.verdict import Figure, Outcome, Place, Values

_Cell: TypeAlias = tuple[Place, date]
_Sum: TypeAlias = tuple[int, int, int]


def differences(connection: Connection, campaign: Campaign) -> Iterator[str]:
    """Each figure and each total that does not follow from the reports, in words."""
    stood = _replayed(connection, campaign)
    yield from _figures_off(connection, campaign, stood)
    yield from _totals_off(connection, campaign, stood)


def _replayed(connection: Connection, campaign: Campaign) -> dict[_Cell, Figure]:
    """What the report log says stands, cell by cell."""
    logs: dict[_Cell, list[Figure]] = defaultdict(list)
    rows = connection.execute(select(report).where(report.c.office == campaign.office.code).order_by(report.c.id))
    for row in rows:
        log = logs[(row.unit, row.keyword), row.period]
        if Outcome(row.outcome).stands:
            log.append(figure_of(row))
        elif row.outcome == Outcome.WITHDRAWN and log:
            log.pop()
    return {cell: log[-1] for cell, log in logs.items() if log}


def _figures_off(connection: Connection, campaign: Campaign, stood: dict[_Cell, Figure]) -> Iterator[str]:
    rows = connection.execute(select(figure).where(figure.c.office == campaign.office.code))
    kept: dict[_Cell, Values] = {((row.unit, row.keyword), row.period): values_of(row) for row in rows}
    for cell in sorted(kept.keys() | stood.keys()):
        reported = stood[cell].values if cell in stood else None
        if kept.get(cell) != reported:
            (unit, keyword), period = cell
            yield f"figure {unit} {keyword} {period}: {kept.get(cell)} stands, its reports say {reported}"


def _totals_off(connection: Connection, campaign: Campaign, stood: dict[_Cell, Figure]) -> Iterator[str]:
    by_place: dict[Place, dict[date, Values]] = defaultdict(dict)
    for (place, period), one in stood.items():
        by_place[place][period] = one.values
    rows = connection.execute(select(total).where(total.c.office == campaign.office.code)).all()
    for row in rows:
        kept = (row.value1, row.value2, row.units)
        added = _added(campaign, by_place, row.whole, row.grp, row.keyword, row.period)
        if kept != added:
            yield f"total {row.whole} {row.grp} {row.keyword} {row.period}: {kept} kept, its figures add up to {added}"
    yield from _missing(campaign, stood, {(row.whole, row.grp, row.keyword, row.period) for row in rows})


def _added(
    campaign: Campaign, by_place: dict[Place, dict[date, Values]], whole: str, grp: str, keyword: str, period: date
) -> _Sum:
    carried = campaign.keywords[keyword].mode.carried
    one, two, units = 0, 0, 0
    for (unit, code), days in by_place.items():
        if code != keyword or campaign.units[unit].group != grp or whole not in campaign.ancestors[unit]:
            continue
        until = [day for day in days if day == period or (carried and day < period)]
        if until:
            values = days[max(until)]
            one, two, units = one + values[0], two + (values[1] if len(values) > 1 else 0), units + 1
    return one, two, units


def _missing(campaign: Campaign, stood: dict[_Cell, Figure], kept: set[tuple[str, str, str, date]]) -> Iterator[str]:
    for (unit, keyword), period in stood:
        for whole in campaign.ancestors[unit]:
            key = (whole, campaign.units[unit].group, keyword, period)
            if key not in kept:
                yield f"total {' '.join(str(part) for part in key)}: no row, though {unit} reported"
