"""Who is away: officers with a deputy in their place, and units that owe nothing on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select, update

from ledger.clock_tables import deputy, excused
from ledger.dialects import insert_unless_known, write
from rules.campaign import Campaign
from rules.deputy import Change, Deputy
from rules.owing import Excused


def deputies(connection: Connection, office: str, since: date) -> list[Deputy]:
    """All who were named to report for others until that day or a later one, the first named first."""
    rows = connection.execute(
        select(deputy).where(deputy.c.office == office, deputy.c.last >= since).order_by(deputy.c.since, deputy.c.id)
    )
    return [Deputy(row.officer, row.deputy, tuple(row.units), row.since, row.last, row.ended) for row in rows]


def change_deputy(connection: Connection, office: str, change: Change) -> None:
    """Write down who stands in for an officer from now on: the one before him, if there was one, does no longer."""
    before, after = change.before, change.after
    if before is not None:
        same = (deputy.c.office == office, deputy.c.officer == before.officer, deputy.c.since == before.since)
        still = (deputy.c.last == before.last, deputy.c.ended.is_(None))
        connection.execute(update(deputy).where(*same, *still).values(ended=change.moment))
    if after is not None:
        row = {"officer": after.officer, "deputy": after.deputy, "units": list(after.units), "since": after.since}
        connection.execute(insert(deputy).values(office=office, last=after.last, **row))


def excuses(connection: Connection, office: str, days: Iterable[date]) -> Excused:
    """The units that owe nothing on these days."""
    rows = connection.execute(select(excused).where(excused.c.office == office, excused.c.day.in_(set(days))))
    return frozenset((row.unit, row.day) for row in rows)


def excuses_from(connection: Connection, office: str, first: date) -> list[tuple[str, date]]:
    """The units that owe nothing on a day from `first` on, in the order of the days."""
    known = select(excused.c.unit, excused.c.day).where(excused.c.office == office, excused.c.day >= first)
    return [(row.unit, row.day) for row in connection.execute(known.order_by(excused.c.day, excused.c.unit))]


def excuse(connection: Connection, campaign: Campaign, unit: str, day: date, now: datetime) -> bool:
    """Let a unit owe nothing on a day; False where that was so already."""
    row = {"office": campaign.office.code, "unit": unit, "day": day, "made_at": now}
    return write(connection, insert_unless_known(connection, excused, "office", "day", "unit"), [row]) > 0


def excuse_no_more(connection: Connection, campaign: Campaign, unit: str, day: date) -> bool:
    """Let a unit owe again what is due on that day; False where it did."""
    office = campaign.office.code
    gone = delete(excused).where(excused.c.office == office, excused.c.unit == unit, excused.c.day == day)
    return connection.execute(gone).rowcount > 0
