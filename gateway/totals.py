"""A day's totals as plain data: what the reading API answers and `flask totals` prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

from ledger.desk import open_day
from ledger.engine import Connection
from ledger.totals import Total, standing_on
from rules.campaign import Campaign, Unit
from rules.overview import Headline, Line, Overview, State, overview
from rules.verdict import Figure

Sums: TypeAlias = Mapping[tuple[str, str], Total]


def totals_of(connection: Connection, campaign: Campaign, on: date, moment: datetime) -> dict[str, Any]:
    """What stands on a day, seen at `moment`. Sums are the ledger's own total rows; times are the office's local ones."""
    day = overview(open_day(connection, campaign, on), on, moment)
    sums = standing_on(connection, campaign, campaign.office.code, on)
    return {
        "on": on.isoformat(),
        "at": _local(campaign, moment),
        "closes_at": _local(campaign, day.closes),
        "closed": moment >= day.closes,
        "office": {"code": campaign.office.code, "name": campaign.office.name},
        "headline": _headline(day.headline),
        "totals": _totals(campaign, sums),
        "groups": _groups(campaign, sums),
        "units": _units(campaign, day),
    }


def _local(campaign: Campaign, moment: datetime) -> str:
    return moment.astimezone(campaign.zone).isoformat(timespec="seconds")


def _headline(headline: Headline) -> dict[str, Any]:
    return {
        "keyword": headline.keyword,
        "value": headline.value,
        "base": headline.base or None,
        "share": headline.share,
        "reported": headline.reported,
        "expected": headline.expected,
    }


def _totals(campaign: Campaign, sums: Sums) -> dict[str, int | list[int]]:
    """The headline groups together: only they count each thing once."""
    groups = {group.code for group in campaign.groups.values() if group.headline}
    return {
        keyword.code: _shaped(
            campaign,
            keyword.code,
            [sums[group, keyword.code] for group in sorted(groups) if (group, keyword.code) in sums],
        )
        for keyword in campaign.keywords.values()
        if keyword.groups & groups
    }


def _shaped(campaign: Campaign, keyword: str, parts: Sequence[Total]) -> int | list[int]:
    done, whole = (sum(part.values[place] for part in parts) for place in (0, 1))
    return done if campaign.keywords[keyword].numbers == 1 else [done, whole]


def _groups(campaign: Campaign, sums: Sums) -> dict[str, dict[str, Any]]:
    return {
        group: {
            keyword: {"value": _shaped(campaign, keyword, [one]), "units": one.units}
            for keyword in campaign.keywords
            if (one := sums.get((group, keyword)))
        }
        for group in campaign.groups
    }


def _units(campaign: Campaign, day: Overview) -> list[dict[str, Any]]:
    lines: dict[str, list[Line]] = {code: [] for code in campaign.units}
    for line in day.lines:
        lines[line.unit.code].append(line)
    return [_unit(campaign, campaign.units[code], of_unit) for code, of_unit in lines.items()]


def _unit(campaign: Campaign, unit: Unit, lines: Sequence[Line]) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "group": unit.group,
        "figures": {line.keyword: _figure(campaign, line.figure, line.state) for line in lines if line.figure},
        **{state.value: _in(lines, state) for state in (State.MISSING, State.WAITING, State.QUESTIONED)},
    }


def _figure(campaign: Campaign, figure: Figure, state: State) -> dict[str, Any]:
    return {
        "values": list(figure.values),
        "on": figure.period.isoformat(),
        "at": _local(campaign, figure.moment),
        "late": figure.late,
        "state": state.value,
    }


def _in(lines: Sequence[Line], state: State) -> list[str]:
    return [line.keyword for line in lines if line.state is state]
