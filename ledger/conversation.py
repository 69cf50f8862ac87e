"""One phone's conversation with the office: what it texted, how far each text came, and what it was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from ledger.mail import Delivery
from ledger.tables import inbound, outbound, phone, phone_unit

LATEST = 30


@dataclass(frozen=True, slots=True)
class Officer:
    """Whose phone it is, and for which units it reports."""

    number: str
    name: str
    role: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A text from the phone. `station` is how far it came, `word` what became of it, `silence` why it got no answer."""

    id: int
    moment: datetime
    text: str
    station: str
    word: str | None
    silence: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A text to the phone, as it went out: None until it is worded. `about` is the text it answers, if any."""

    moment: datetime
    text: str | None
    state: str
    about: int | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A text as it left, to whoever it was. `purpose` is why, `about` the text that it answers, if any."""

    id: int
    number: str
    purpose: str
    sentence: str
    text: str
    about: int | None


def officers(connection: Connection, office: str) -> list[Officer]:
    """All registered phones of an office, by number."""
    rows = connection.execute(
        select(phone.c.number, phone.c.name, phone.c.role, phone_unit.c.unit)
        .outerjoin(phone_unit, phone.c.id == phone_unit.c.phone_id)
        .where(phone.c.office == office)
        .order_by(phone.c.number, phone_unit.c.place)
    )
    known: dict[str, Officer] = {}
    for row in rows:
        units = known[row.number].units if row.number in known else ()
        known[row.number] = Officer(row.number, row.name, row.role, (*units, row.unit) if row.unit else units)
    return list(known.values())


def conversation(connection: Connection, office: str, line: str, number: str) -> list[Said | Told]:
    """The latest texts between a phone and a line, the oldest first; an answer stands behind what it answers."""
    said = _said(connection, line, number)
    told = _told(connection, office, line, number)
    return sorted([*said, *told], key=lambda one: (one.moment, isinstance(one, Told)))


def left_since(connection: Connection, office: str, last: int) -> list[Sent]:
    """All texts of an office that left, of those written after the one with this number, in the order of their writing."""
    left = outbound.c.state.in_([Delivery.SENT.value, Delivery.DELIVERED.value])
    newer = select(outbound).where(outbound.c.office == office, outbound.c.id > last, left)
    return [
        Sent(row.id, row.recipient, row.purpose, row.sentence, row.text, answered(row.key))
        for row in connection.execute(newer.order_by(outbound.c.id))
    ]


def _said(connection: Connection, line: str, number: str) -> list[Said]:
    mine = select(inbound).where(inbound.c.sender == number, inbound.c.line == line)
    rows = connection.execute(mine.order_by(inbound.c.received_at.desc(), inbound.c.id.desc()).limit(LATEST))
    return [Said(row.id, row.received_at, row.text, row.state, row.word, row.silence) for row in reversed(rows.all())]


def _told(connection: Connection, office: str, line: str, number: str) -> list[Told]:
    mine = select(outbound).where(outbound.c.office == office, outbound.c.recipient == number, outbound.c.line == line)
    rows = connection.execute(mine.order_by(outbound.c.created_at.desc(), outbound.c.id.desc()).limit(LATEST))
    return [Told(row.created_at, row.text, row.state, answered(row.key)) for row in reversed(rows.all())]


def confirmation_of(number: int) -> str:
    """The key of the answer to an inbound text."""
    return f"confirm:{number}"


def answered(key: str) -> int | None:
    """The inbound text that an outbound one answers, by its key; None where it was sent for another reason."""
    purpose, _, about = key.partition(":")
    return int(about) if purpose == "confirm" and about.isdigit() else None
