"""The lines as all processes that send know them together: how fast, whether at all, and how much today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, Select, func, or_, select, update

from ledger.mail import Delivery
from ledger.tables import inbound, outbound
from ledger.tables import line as table
from rules.breaker import Health
from rules.pacing import FULL, Bucket, Pace, filled, spent, wait

_UNSENT = (Delivery.WAITING.value, Delivery.SENDING.value)


@dataclass(frozen=True, slots=True)
class State:
    """One line: its bucket, its health, and when its carrier's own list was looked into last."""

    office: str
    bucket: Bucket
    health: Health
    looked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits to be handed over on a line."""

    texts: int
    segments: int


def is_dialled(name: str) -> bool:
    """Whether it is a USSD code: it stands among its office's lines, but no SMS comes or goes by it."""
    return "/" in name


def states(connection: Connection) -> dict[str, State]:
    """Every line that an office has, by name."""
    return {row.name: _state(row) for row in connection.execute(select(table))}


def _state(row: Row[tuple[object, ...]]) -> State:
    bucket = FULL if row.tokens is None else Bucket(row.tokens, row.tokens_at)
    return State(row.office, bucket, Health(row.failures, row.down_until), row.looked_at)


def spend(connection: Connection, name: str, pace: Pace, segments: int, now: datetime) -> timedelta:
    """Take a text's segments out of the line's bucket; else how long it has to wait, and nothing is taken."""
    row = connection.execute(_locked(name)).one_or_none()
    if row is None:
        return timedelta()
    bucket = filled(_state(row).bucket, pace, now)
    needs = wait(bucket, pace, segments)
    left = spent(bucket, segments) if not needs else bucket
    connection.execute(update(table).where(table.c.name == name).values(tokens=left.tokens, tokens_at=left.at))
    return needs


def hold(connection: Connection, names: Iterable[str]) -> None:
    """Nobody else takes up a text for these lines until the transaction ends: what is counted has to be counted in turn."""
    connection.execute(
        select(table.c.name).where(table.c.name.in_(list(names))).order_by(table.c.name).with_for_update()
    )


def _locked(name: str) -> Select[tuple[object, ...]]:
    return select(table).where(table.c.name == name).with_for_update()


def health(connection: Connection, name: str) -> Health:
    """How a line is, and nobody else changes it until the transaction ends."""
    row = connection.execute(_locked(name)).one_or_none()
    return Health() if row is None else _state(row).health


def keep_health(connection: Connection, name: str, found: Health) -> None:
    """Write down how a line is."""
    values = {"failures": found.failures, "down_until": found.down_until}
    connection.execute(update(table).where(table.c.name == name).values(values))


def worked(connection: Connection, name: str) -> None:
    """The carrier answered: whatever failed before is forgotten. Of a line that never failed nothing is written."""
    was_ill = or_(table.c.failures > 0, table.c.down_until.is_not(None))
    connection.execute(update(table).where(table.c.name == name, was_ill).values(failures=0, down_until=None))


def looked(connection: Connection, name: str, now: datetime) -> None:
    """Its carrier's list was looked into."""
    connection.execute(update(table).where(table.c.name == name).values(looked_at=now))


def segments_since(connection: Connection, name: str, since: datetime) -> int:
    """How many segments were handed over on a line since a moment (real time), or are about to be."""
    tried = (outbound.c.line == name, outbound.c.tried_at >= since, outbound.c.state != Delivery.WAITING.value)
    return connection.scalar(select(func.coalesce(func.sum(outbound.c.segments), 0)).where(*tried)) or 0


def backlog(connection: Connection, now: datetime) -> dict[str, Backlog]:
    """Line -> what is due on it, or was tried already, and has not been handed over yet."""
    is_due = or_(outbound.c.next_at <= now, outbound.c.attempts > 0)
    # Before its first try nobody has counted a text's segments; almost all of ours are one.
    waiting = select(
        outbound.c.line, func.count().label("texts"), func.sum(func.coalesce(outbound.c.segments, 1)).label("segments")
    ).where(outbound.c.state.in_(_UNSENT), is_due, outbound.c.expires_at > now)
    found = connection.execute(waiting.group_by(outbound.c.line))
    return {row.line: Backlog(row.texts, int(row.segments)) for row in found}


def last_text(connection: Connection, name: str, sender: str) -> str:
    """The carrier's id of the last text that a number sent on a line; empty where it sent none."""
    texts = select(inbound.c.carrier_id).where(inbound.c.sender == sender, inbound.c.line == name)
    return connection.scalar(texts.order_by(inbound.c.received_at.desc(), inbound.c.id.desc()).limit(1)) or ""
