"""From data of the right shape to a campaign. Names that stand for nothing are the checks' business, not this one's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from parsers import fold
from rules.campaign import (
    Believed,
    Cadence,
    Campaign,
    Duty,
    Group,
    Keyword,
    Mode,
    Notes,
    Office,
    Plausibility,
    Reminders,
    ReplyCaps,
    Unit,
)
from rules.campaign_file.shape import WEEKDAYS

Table = Mapping[str, object]


def campaign(data: Table, units: Iterable[Unit], wording: Mapping[str, Mapping[str, str]]) -> Campaign:
    """The campaign of a campaign.toml whose shape was found right, with the units and sentences beside it."""
    return Campaign(
        name=str(data["name"]),
        office=_office(_table(data, "office")),
        zone=ZoneInfo(str(data["zone"])),
        marker=str(data["marker"]),
        language=str(data["language"]),
        closes=cast("time", data["closes"]),
        headline=str(data["headline"]),
        ends=cast("date | None", data.get("ends")),
        groups={code: _group(code, table) for code, table in _tables(data, "groups")},
        keywords={code: _keyword(code, table) for code, table in _tables(data, "keywords")},
        units={unit.code: unit for unit in units},
        duties=tuple(_duty(table) for table in cast("Sequence[Table]", data["duties"])),
        country=str(_table(data, "calendar").get("country", "")),
        holidays=_days(_table(data, "calendar"), "holidays"),
        working_days=_days(_table(data, "calendar"), "working_days"),
        believed=_believed(_table(data, "receiving")),
        reminders=_reminders(_table(data, "reminders")),
        deputy_days=cast("int", _table(data, "deputies").get("days", 30)),
        plausibility=_plausibility(_table(data, "plausibility")),
        caps=_caps(_table(data, "replies")),
        wording=wording,
        demo_numbers=str(data.get("demo_numbers", "")),
        fallback_line=str(data.get("fallback_line", "")),
        notes=_notes(_table(data, "notes")),
    )


def _table(data: Table, name: str) -> Table:
    return cast("Table", data.get(name, {}))


def _tables(data: Table, name: str) -> Iterable[tuple[str, Table]]:
    return cast("Mapping[str, Table]", data[name]).items()


def _strings(table: Table, name: str) -> Sequence[str]:
    return cast("Sequence[str]", table.get(name, ()))


def _folded(table: Table, name: str) -> tuple[str, ...]:
    return tuple(fold(word).strip() for word in _strings(table, name))


def _office(table: Table) -> Office:
    return Office(
        code=str(table["code"]),
        name=str(table["name"]),
        phone=str(table["phone"]),
        province=str(table.get("province", "")),
        names=_folded(table, "names"),
    )


def _group(code: str, table: Table) -> Group:
    return Group(code, str(table["name"]), bool(table["headline"]))


def _keyword(code: str, table: Table) -> Keyword:
    target = table.get("target")
    return Keyword(
        code=code,
        meaning=str(table["meaning"]),
        brief=str(table["brief"]),
        numbers=cast("int", table["numbers"]),
        mode=Mode(str(table["mode"])),
        groups=frozenset(_strings(table, "groups")),
        unit_words=frozenset(_folded(table, "unit_words")),
        spoken=frozenset(_folded(table, "spoken")),
        deeds=frozenset(_folded(table, "deeds")),
        called=frozenset(_folded(table, "called")),
        base=cast("str | None", table.get("base")),
        target=None if target is None else float(cast("float", target)),
        cap=cast("int | None", table.get("cap")),
    )


def _duty(table: Table) -> Duty:
    return Duty(
        code=str(table["code"]),
        name=str(table["name"]),
        keywords=tuple(_strings(table, "keywords")),
        groups=frozenset(_strings(table, "groups")),
        units=frozenset(_strings(table, "units")),
        cadence=Cadence(str(table["cadence"])),
        due=cast("time", table["due"]),
        weekday=WEEKDAYS.index(str(table.get("weekday", "friday"))),
    )


def _plausibility(table: Table) -> Plausibility:
    usual = Plausibility()
    return Plausibility(
        floor=cast("int", table.get("floor", usual.floor)), share=float(cast("float", table.get("share", usual.share)))
    )


def _caps(table: Table) -> ReplyCaps:
    return ReplyCaps(**cast("dict[str, int]", dict(table)))


def _days(table: Table, name: str) -> frozenset[date]:
    return frozenset(cast("Sequence[date]", table.get(name, ())))


def _minutes(count: object) -> timedelta:
    return timedelta(minutes=cast("int", count))


def _believed(table: Table) -> Believed:
    return Believed(_minutes(table["grace"]), _minutes(table["ahead"])) if table else Believed()


def _reminders(table: Table) -> Reminders:
    """Without the table nobody is reminded: what costs money is not done unasked."""
    if not table:
        return Reminders()
    return Reminders(
        steps=tuple(_minutes(step) for step in cast("Sequence[int]", table["steps"])),
        escalate_after=cast("int", table["escalate_after"]),
        patience=_minutes(table["patience"]),
        quiet_from=cast("time", table["quiet_from"]),
        quiet_to=cast("time", table["quiet_to"]),
    )


def _notes(table: Table) -> Notes:
    return Notes(str(table["keyword"]), str(table["meaning"]), str(table["brief"]))
