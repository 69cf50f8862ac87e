"""What a watcher asks of the book: whether anything moved, what waits, and how the texts of late have fared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Table, func, select

from ledger.tables import inbound, office, outbound, question, report
from rules.verdict import Station

LATELY = 100_000


@dataclass(frozen=True, slots=True)
class Pulse:
    """Changes whenever a page about an office would.

    What arrived last, what still waits, what was judged last, what is asked back, and the campaign by which all that
    is seen.
    """

    campaign: str
    arrived: int
    waiting: int
    judged: int
    asked: int


def pulse(connection: Connection, code: str) -> Pulse:
    """Feel an office's pulse: five steps into an index, however long the history."""
    open_questions = select(func.count()).where(question.c.office == code, question.c.state == "open")
    return Pulse(
        connection.scalar(select(office.c.digest).where(office.c.code == code)) or "",
        connection.scalar(select(func.max(inbound.c.id))) or 0,
        waiting(connection),
        connection.scalar(select(func.max(report.c.id))) or 0,
        connection.scalar(open_questions) or 0,
    )


def waiting(connection: Connection) -> int:
    """How many texts nobody has judged yet."""
    received = select(func.count()).select_from(inbound).where(inbound.c.state == Station.RECEIVED.value)
    return connection.scalar(received) or 0


def waits_since(connection: Connection) -> datetime | None:
    """When the text arrived that has waited longest, whether or not somebody is at it; by the service's clock."""
    received = select(inbound.c.received_at).where(inbound.c.state == Station.RECEIVED.value)
    return connection.scalar(received.order_by(inbound.c.id).limit(1))


def inbound_by_state(connection: Connection) -> dict[str, int]:
    """How far the last texts that came in have come."""
    return _by_state(connection, inbound, inbound.c.id)


def outbound_by_state(connection: Connection) -> dict[str, int]:
    """How far the last texts that go out have come."""
    return _by_state(connection, outbound, outbound.c.id)


def _by_state(connection: Connection, table: Table, number: Column[int]) -> dict[str, int]:
    """Of the last rows only: a count over everything would get slower year by year, and be asked for all the time."""
    newest = connection.scalar(select(func.max(number))) or 0
    counted = select(table.c.state, func.count()).where(number > newest - LATELY).group_by(table.c.state)
    return {str(state): int(count) for state, count in connection.execute(counted)}
