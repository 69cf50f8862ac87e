"""What came in on a line and what became of it, beside what its carrier says came in: for the day's reconciliation."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, select

from ledger.dialects import among
from ledger.inbound import SAME_ID
from ledger.mail import Delivery
from ledger.tables import inbound, outbound
from rules.verdict import Station

_ANSWERED = (Delivery.SENT.value, Delivery.DELIVERED.value)


@dataclass(frozen=True, slots=True)
class Came:
    """A text that came in: how far it got, and whether its answer has left."""

    carrier_id: str
    sender: str
    moment: datetime
    station: Station
    is_answered: bool


def by_id(connection: Connection, line: str, ids: Collection[str]) -> list[Came]:
    """Those of a carrier's texts that came in, whenever that was."""
    return _came(connection, and_(inbound.c.line == line, among(connection, inbound.c.carrier_id, ids))) if ids else []


def received(connection: Connection, line: str, span: tuple[datetime, datetime]) -> list[Came]:
    """What came in on a line from one moment until before another, by our own clock.

    Another text under the id of one that is known is no text more: the carrier knows of none.
    """
    within = and_(inbound.c.received_at >= span[0], inbound.c.received_at < span[1])
    is_variant = and_(inbound.c.state == Station.SET_ASIDE.value, inbound.c.word == SAME_ID)
    return _came(connection, and_(inbound.c.line == line, within, ~is_variant))


def _came(connection: Connection, which: ColumnElement[bool]) -> list[Came]:
    columns = [inbound.c[name] for name in ("id", "carrier_id", "sender", "received_at", "sent_at", "state")]
    rows = connection.execute(select(*columns).where(which).order_by(inbound.c.id)).all()
    answered = _answered(connection, rows)
    return [
        Came(row.carrier_id, row.sender, row.sent_at or row.received_at, Station(row.state), _key(row.id) in answered)
        for row in rows
    ]


def _answered(connection: Connection, rows: Iterable[Row[Any]]) -> set[str]:
    keys = [_key(row.id) for row in rows]
    sent = select(outbound.c.key).where(among(connection, outbound.c.key, keys), outbound.c.state.in_(_ANSWERED))
    return set(connection.scalars(sent)) if keys else set()


def _key(text: int) -> str:
    return f"confirm:{text}"
