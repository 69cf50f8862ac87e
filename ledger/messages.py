"""Texts as the office looks at them: each with what it changed, and every answer that it got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, select

from ledger import offices
from ledger.conversation import confirmation_of
from ledger.desk import values_of
from ledger.sessions import MENU
from ledger.tables import inbound, outbound, phone, report
from rules.calendar import closes_at
from rules.campaign import Campaign
from rules.verdict import Values

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Came:
    """A text that came in. `station` is how far it came, `word` what became of it, `silence` why it got no answer.

    `name` is whose phone it is, None where it is nobody's; `sent_at` is the carrier's time, where it said one.
    """

    id: int
    line: str
    sender: str
    name: str | None
    text: str
    received_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    station: str
    word: str | None
    silence: str | None
    is_part: bool

    @property
    def by_menu(self) -> bool:
        """Whether it was pressed in the menu of USSD, and this is the text that the presses stand for."""
        return self.line.startswith(f"{MENU}/")


@dataclass(frozen=True, slots=True)
class Effect:
    """What a text did to one figure: its number, what stood before, and the outcome (accepted, corrected, ...)."""

    unit: str
    keyword: str
    values: Values
    before: Values | None
    outcome: str
    late: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A text that went out in answer; None for its words until they are found."""

    text: str | None
    state: str
    line: str
    created_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    error: str


def on_day(connection: Connection, campaign: Campaign, day: date, most: int) -> Sequence[Came]:
    """The latest texts that came in while a reporting day was open, the last one first."""
    came = inbound.c.received_at
    return _found(
        connection, campaign, came >= closes_at(campaign, day - _DAY), came < closes_at(campaign, day), most=most
    )


def one(connection: Connection, campaign: Campaign, number: int) -> Came | None:
    """The text with this number of ours; None where there is none."""
    found = _found(connection, campaign, inbound.c.id == number, most=1)
    return found[0] if found else None


def _found(connection: Connection, campaign: Campaign, *which: ColumnElement[bool], most: int) -> list[Came]:
    code = campaign.office.code
    lines = [line for line, owner in offices.of_lines(connection).items() if owner == code]
    theirs = (phone.c.office == code) & (phone.c.number == inbound.c.sender)
    texts = select(inbound, phone.c.name).outerjoin(phone, theirs).where(inbound.c.line.in_(lines), *which)
    rows = connection.execute(texts.order_by(inbound.c.received_at.desc(), inbound.c.id.desc()).limit(most))
    return [
        Came(
            row.id,
            row.line,
            row.sender,
            row.name,
            row.text,
            row.received_at,
            row.sent_at,
            row.settled_at,
            row.state,
            row.word,
            row.silence,
            row.partial,
        )
        for row in rows
    ]


def effects(connection: Connection, number: int) -> list[Effect]:
    """What a text did to the figures, in the order in which it names them."""
    rows = connection.execute(select(report).where(report.c.inbound == number).order_by(report.c.seq))
    return [
        Effect(row.unit, row.keyword, values_of(row), _before(row.previous1, row.previous2), row.outcome, row.late)
        for row in rows
    ]


def _before(first: int | None, second: int | None) -> Values | None:
    if first is None:
        return None
    return (first,) if second is None else (first, second)


def answers(connection: Connection, number: int) -> list[Answer]:
    """What was said in answer to a text."""
    rows = connection.execute(select(outbound).where(outbound.c.key == confirmation_of(number)))
    return [
        Answer(row.text, row.state, row.line, row.created_at, row.sent_at, row.settled_at, row.error) for row in rows
    ]
