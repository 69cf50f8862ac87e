"""USSD sessions: begun once, held while a press is worked, kept with the screen that the phone shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from ledger import absence, inbound
from ledger.conversation import confirmation_of
from ledger.desk import open_book
from ledger.dialects import insert_unless_known
from ledger.mail import Arrival
from ledger.menu_tables import session
from ledger.tables import inbound as texts
from ledger.tables import outbound
from parsers.reading import Kind, Reading
from rules.campaign import Campaign
from rules.deadlines import deadlines_at
from rules.menu import Caller
from rules.verdict import Message

MENU = "ussd"
"""How the names of lines begin on which is pressed and not written: no SMS line has a / in its name."""


@dataclass(frozen=True, slots=True)
class Session:
    """One session. `state` is a packed `rules.menu.State`, None before the first screen and where it is over."""

    line: str
    code: str
    number: str
    state: Mapping[str, Any] | None
    heard: str
    mark: str
    screen: str
    over: bool
    pressed_at: datetime


def begun(connection: Connection, line: str, code: str, number: str, now: datetime) -> bool:
    """Begin a session; False where there is one of that code already. Who begins the same at once waits for the first."""
    row = {"line": line, "code": code, "number": number, "started_at": now, "pressed_at": now}
    counted = connection.execution_options(preserve_rowcount=True)
    return counted.execute(insert_unless_known(connection, session, "line", "code"), row).rowcount > 0


def held(connection: Connection, line: str, code: str) -> Session:
    """A session that was begun; nobody else works a press of it before the transaction ends."""
    row = connection.execute(
        select(*_COLUMNS).where(session.c.line == line, session.c.code == code).with_for_update()
    ).one()
    return Session(**row._mapping)  # noqa: SLF001 - SQLAlchemy's own name for it


def left_by(connection: Connection, line: str, number: str, since: datetime) -> Session | None:
    """The last session of a phone on a line, where that broke off since a moment: what came before it is past."""
    last = select(*_COLUMNS).where(
        session.c.number == number,
        session.c.line == line,
        session.c.state.is_not(None),
        session.c.over.is_(False),
        session.c.pressed_at >= since,
    )
    row = connection.execute(last.order_by(session.c.pressed_at.desc()).limit(1).with_for_update()).one_or_none()
    return None if row is None else Session(**row._mapping)  # noqa: SLF001 - as above


def last_of(connection: Connection, line: str, number: str) -> Session | None:
    """The last session of a phone on a line, as its screen shows it; None where it never dialled."""
    mine = select(*_COLUMNS).where(session.c.number == number, session.c.line == line)
    row = connection.execute(mine.order_by(session.c.pressed_at.desc()).limit(1)).one_or_none()
    return None if row is None else Session(**row._mapping)  # noqa: SLF001 - as above


_COLUMNS = [session.c[name] for name in Session.__slots__]


def keep(connection: Connection, one: Session) -> None:
    """Write down how a session stands after a press."""
    values = {name: getattr(one, name) for name in ("state", "heard", "mark", "screen", "over", "pressed_at")}
    connection.execute(update(session).where(session.c.line == one.line, session.c.code == one.code).values(values))


def caller(connection: Connection, campaign: Campaign, message: Message) -> Caller | None:
    """Who calls, with all that the menu can show him; None for a phone that is not registered."""
    standing = open_book(connection, campaign, [(message, Reading(Kind.STATUS))])
    phone = standing.phone(message)
    if phone is None:
        return None
    days = [deadline.period for deadline in deadlines_at(campaign, message.moment)]
    return Caller(standing, message, phone, absence.excuses(connection, campaign.office.code, days))


def arrived(connection: Connection, arrivals: list[Arrival], receipts_line: str) -> list[Message]:
    """Store the texts that a session ends with; each as a message that is answered on `receipts_line`."""
    inbound.receive(connection, arrivals)
    messages = []
    for one in arrivals:
        mine = select(texts.c.id).where(texts.c.line == one.line, texts.c.carrier_id == one.carrier_id)
        messages.append(
            Message(connection.execute(mine).scalar_one(), receipts_line, one.sender, one.text, one.received_at)
        )
    return messages


def take_back_question(connection: Connection, message: Message) -> None:
    """A question that was answered on the screen, in the transaction that asked it, is not sent as well."""
    connection.execute(delete(outbound).where(outbound.c.key == confirmation_of(message.id)))
