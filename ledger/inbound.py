"""The queue of record: what arrived, claimed for work under a lease, settled with what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, tuple_, update

from ledger.dialects import among, insert_unless_known, update_each, write
from ledger.mail import Arrival
from ledger.tables import inbound
from rules.calendar import judged_at
from rules.campaign import Believed
from rules.verdict import Message, Station, Verdict

SAME_ID = "same_id"
CRASHED = "crashed"
FILLED_LATE = "filled_late"
"""Why a text was set aside: another one came under its id; its readers died; it was found too long after it was sent."""

BATCH = 500
# A worker that has not finished a batch by then is taken for dead. Its rows are fenced: it can settle them no more.
_LEASE = timedelta(seconds=5)
# Among many, among a few, and twice alone: who was only near when a worker died is not set aside for it.
_ATTEMPTS = 4
_FEW = 25
_USUAL = Believed()
_MESSAGE = [inbound.c[name] for name in ("id", "line", "sender", "text", "received_at", "sent_at", "partial")]


@dataclass(frozen=True, slots=True)
class Claim:
    """Texts taken for work, and the lease that they were taken under."""

    lease: str
    messages: Sequence[Message]


def receive(connection: Connection, arrivals: Sequence[Arrival]) -> int:
    """Store what arrived, each carrier's id once for ever; the number of new rows. The caller commits.

    The same id with other content is kept beside the first and set aside for a person: it is never counted.
    """
    rows = [_row(arrival) for arrival in arrivals]
    new = write(connection, insert_unless_known(connection, inbound, "line", "carrier_id"), rows)
    if new < len(rows):
        _keep_variants(connection, rows)
    return new


def unknown(connection: Connection, line: str, arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Those of a line's texts whose ids have never come in, whatever stands in them."""
    ids = [arrival.carrier_id for arrival in arrivals]
    found = select(inbound.c.carrier_id).where(inbound.c.line == line, among(connection, inbound.c.carrier_id, ids))
    known = set(connection.scalars(found)) if ids else set()
    return [arrival for arrival in arrivals if arrival.carrier_id not in known]


def fill_back(connection: Connection, to_read: Sequence[Arrival], to_set_aside: Sequence[Arrival]) -> int:
    """Store what a carrier's list holds and never came in; the number of new rows. What is known changes nothing.

    `to_set_aside` is for a person to look at: nobody can say any more for which day it should count.
    """
    aside = {"state": Station.SET_ASIDE.value, "word": FILLED_LATE}
    rows = [_row(arrival) | {"state": Station.RECEIVED.value, "word": None} for arrival in to_read]
    rows += [_row(arrival) | aside for arrival in to_set_aside]
    return write(connection, insert_unless_known(connection, inbound, "line", "carrier_id"), rows)


def _row(arrival: Arrival) -> dict[str, Any]:
    return {
        "line": arrival.line,
        "carrier_id": arrival.carrier_id,
        "sender": arrival.sender,
        "recipient": arrival.recipient,
        "text": arrival.text,
        "raw": arrival.raw,
        "received_at": arrival.received_at,
        "sent_at": arrival.sent_at,
        "partial": arrival.partial,
    }


def _keep_variants(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    known = {
        (row.line, row.carrier_id): (row.sender, row.text)
        for row in connection.execute(
            select(inbound.c.line, inbound.c.carrier_id, inbound.c.sender, inbound.c.text).where(
                tuple_(inbound.c.line, inbound.c.carrier_id).in_([(row["line"], row["carrier_id"]) for row in rows])
            )
        )
    }
    variants = [
        row | {"carrier_id": _variant_id(row), "state": Station.SET_ASIDE.value, "word": SAME_ID}
        for row in rows
        if known[row["line"], row["carrier_id"]] != (row["sender"], row["text"])
    ]
    if variants:
        write(connection, insert_unless_known(connection, inbound, "line", "carrier_id"), variants)


def _variant_id(row: dict[str, Any]) -> str:
    content = f"{row['sender']}\n{row['text']}".encode()
    return f"{row['carrier_id'][:100]}#{sha256(content).hexdigest()[:16]}"


def claim(connection: Connection, now: datetime) -> Claim:
    """Take the next texts that nobody has tried yet. `now` is the real time, never a demo's.

    The attempt is counted by the caller's commit, before any of them is read: a text that kills its reader leaves a
    trace.
    """
    return _claim(connection, inbound.c.attempts == 0, BATCH, now)


def claim_again(connection: Connection, now: datetime) -> Claim:
    """Take a few texts whose worker has died; where that happened twice, one alone, since it may be what kills."""
    few = _claim(connection, inbound.c.attempts == 1, _FEW, now)
    return few if few.messages else _claim(connection, inbound.c.attempts > 1, 1, now)


def _claim(connection: Connection, which: ColumnElement[bool], limit: int, now: datetime) -> Claim:
    lease = uuid4().hex
    chosen = (
        select(inbound.c.id)
        .where(_waiting(now), which, inbound.c.attempts < _ATTEMPTS)
        .order_by(inbound.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    # Two statements: within one, PostgreSQL may look twice for rows that nobody holds, and take more than it was told.
    ids = connection.scalars(chosen).all()
    if ids:
        connection.execute(
            update(inbound)
            .where(among(connection, inbound.c.id, ids))
            .values(attempts=inbound.c.attempts + 1, lease=lease, leased_until=now + _LEASE)
        )
    return Claim(lease, held(connection, lease))


def _waiting(now: datetime) -> ColumnElement[bool]:
    free = or_(inbound.c.leased_until.is_(None), inbound.c.leased_until < now)
    return and_(inbound.c.state == Station.RECEIVED.value, free)


def held(connection: Connection, lease: str, believed: Believed = _USUAL) -> list[Message]:
    """The texts of a lease that are still ours, oldest first; locked, lest somebody takes them while they are settled.

    Which of its two clocks each is judged by depends on how far its office believes the carrier's.
    """
    rows = connection.execute(
        select(*_MESSAGE)
        .where(inbound.c.lease == lease, inbound.c.state == Station.RECEIVED.value)
        .order_by(inbound.c.id)
        .with_for_update()
    )
    return [
        Message(
            row.id,
            row.line,
            row.sender,
            row.text,
            judged_at(row.received_at, row.sent_at, believed),
            partial=row.partial,
        )
        for row in rows
    ]


def postpone(connection: Connection, messages: Sequence[Message], until: datetime) -> None:
    """Give back texts that cannot be worked before something else has changed: the attempt does not count."""
    connection.execute(
        update(inbound)
        .where(inbound.c.id.in_([message.id for message in messages]))
        .values(attempts=inbound.c.attempts - 1, lease=None, leased_until=until)
    )


def set_aside_worn(connection: Connection, now: datetime) -> int:
    """Set aside for a person what has outlived its last worker; the number of such texts."""
    worn = update(inbound).where(_waiting(now), inbound.c.attempts >= _ATTEMPTS)
    return connection.execute(worn.values(state=Station.SET_ASIDE.value, word=CRASHED, lease=None)).rowcount


def waiting_since(connection: Connection, now: datetime) -> datetime | None:
    """When the oldest text arrived that somebody could work on now; None where nothing waits."""
    return connection.scalar(select(inbound.c.received_at).where(_waiting(now)).order_by(inbound.c.id).limit(1))


def unsettled(connection: Connection) -> int:
    """How many texts have arrived that nothing has become of yet."""
    waiting = select(func.count()).select_from(inbound).where(inbound.c.state == Station.RECEIVED.value)
    return connection.scalar(waiting) or 0


def settle(
    connection: Connection, judged: Sequence[tuple[Message, Verdict]], periods: dict[int, Any], now: datetime
) -> None:
    """Write down what became of each text."""
    rows = [
        {
            "id": message.id,
            "state": verdict.station.value,
            "word": str(verdict.word),
            "silence": verdict.silence,
            "unit": verdict.unit,
            "period": periods[message.id],
            "lease": None,
            "settled_at": now,
        }
        for message, verdict in judged
    ]
    update_each(connection, inbound, "id", rows)
