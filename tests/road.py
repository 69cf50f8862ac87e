"""The road of a text on a real database, step by step, without the processes that walk it in the service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, Engine, Row, event, select

import journey
from gateway import folder
from gateway.wording import word
from ledger import checking, inbound, offices, totals
from ledger.engine import reading, writing
from ledger.mail import Arrival
from ledger.tables import figure, outbound, total
from ledger.tables import inbound as texts
from rules.campaign import Campaign
from tests.personas import FOLDER, NUMBERS, TAN_CHAU, at

LINE = "console"
FILES = folder.files(FOLDER)
PHONES = [
    offices.Registered(phone.number, phone.units, phone.name, phone.role)
    for phone in folder.phones(FOLDER, TAN_CHAU, demo=True)
]
OFFICER = {phone.units[0]: phone.number for phone in reversed(PHONES) if phone.role == "reporter"}
"""Unit -> the number of its own officer."""


def load(engine: Engine, campaign: Campaign = TAN_CHAU, files: Mapping[str, str] = FILES) -> None:
    """Load a campaign with the demo's phones, as `flask campaign load` does."""
    with writing(engine) as connection:
        offices.load(connection, campaign, files, PHONES, at("07:00"))
        offices.open_lines(connection, campaign.office.code, [LINE])


@dataclass
class Road:
    """An office with its database. Texts are brought in, taken along in batches, and looked at."""

    engine: Engine
    campaign: Campaign = TAN_CHAU
    line: str = LINE
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def bring(self, *said: tuple[str, str, datetime], **more: Any) -> int:
        """Store texts as the webhook does: (persona, unit's code or number, text, moment); how many were new."""
        arrivals = [
            Arrival(self.line, f"id-{next(self._ids)}", _number(who), self.line, text, moment, **more)
            for who, text, moment in said
        ]
        with writing(self.engine) as connection:
            return inbound.receive(connection, arrivals)

    def take(self, now: datetime) -> int:
        """Take all waiting texts along in one batch."""
        with writing(self.engine) as connection:
            claim = inbound.claim(connection, now)
        parsed = journey.parse(self.campaign, claim.messages)
        with writing(self.engine) as connection:
            journey.take(connection, self.campaign, parsed, now)
        return len(parsed)

    def say(self, who: str, text: str, moment: datetime) -> str | None:
        """One text on its own; the answer in words, None where there is none."""
        self.bring((who, text, moment))
        self.take(moment)
        return self.answer()

    def answer(self) -> str | None:
        """The words that answer the last text."""
        last = self.texts()[-1]
        rows = self.rows(select(outbound).where(outbound.c.key == f"confirm:{last.id}"))
        return word(self.campaign, rows[0].sentence, rows[0].facts) if rows else None

    def texts(self) -> list[Row[Any]]:
        """All that ever arrived."""
        return self.rows(select(texts).order_by(texts.c.id))

    def figures(self) -> dict[tuple[str, str, date], tuple[int, ...]]:
        """What was reported of each day and stands."""
        return {
            (row.unit, row.keyword, row.period): (row.value1,) if row.value2 is None else (row.value1, row.value2)
            for row in self.rows(select(figure))
        }

    def totals(self) -> dict[tuple[str, str, str, date], tuple[int, int, int]]:
        """Every total row."""
        return {
            (row.whole, row.grp, row.keyword, row.period): (row.value1, row.value2, row.units)
            for row in self.rows(select(total))
        }

    def whole(self, whole: str, day: date, keyword: str) -> dict[str, int]:
        """Group -> the count that stands for a whole on a day."""
        with reading(self.engine) as connection:
            found = totals.standing_on(connection, self.campaign, whole, day, [keyword])
        return {group: one.values[0] for (group, _), one in found.items()}

    def differences(self) -> list[str]:
        """What the check finds."""
        with reading(self.engine) as connection:
            return list(checking.differences(connection, self.campaign))

    def rows(self, statement: Any) -> list[Row[Any]]:
        """Ask the database."""
        with reading(self.engine) as connection:
            return list(connection.execute(statement))

    def write(self, *statements: Any) -> None:
        """Change the database by hand."""
        with writing(self.engine) as connection:
            for statement in statements:
                connection.execute(statement)


def _number(who: str) -> str:
    return NUMBERS.get(who) or OFFICER.get(who) or who


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that are executed within the block; one that runs with many rows counts once."""
    seen: list[str] = []

    def note(_connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def in_zone(engine: Engine, zone: str) -> Engine:
    """An engine whose sessions keep another time zone, where its database knows such a thing."""
    if engine.dialect.name == "postgresql":

        def move(connection: Any, _record: object) -> None:
            connection.cursor().execute(f"SET timezone = '{zone}'")
            connection.commit()

        event.listen(engine, "connect", move)
    return engine


class CutOffError(Exception):
    """Stands for a process that ends in the middle of its work."""


@contextmanager
def cut_off(engine: Engine, statements: int) -> Iterator[None]:
    """Whatever is done within the block breaks off at its statement of this number, counted from 0."""
    left = iter(range(statements))

    def count(*_: object) -> None:
        if next(left, None) is None:
            raise CutOffError

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", count)


def empty(connection: Connection, tables: Iterable[Any]) -> None:
    """Forget all rows of these tables."""
    for table in tables:
        connection.execute(table.delete())
