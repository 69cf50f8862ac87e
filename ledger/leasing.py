"""One leader among processes that could do the same: a lease in the database, renewed while its holder lives."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, select, update

from ledger.dialects import insert_unless_known
from ledger.tables import lease

_LASTS = timedelta(seconds=10)


def take(connection: Connection, name: str, holder: str, real: datetime) -> bool:
    """Take or renew a lease; False while somebody else holds it. `real` is real time."""
    mine = {"name": name, "holder": holder, "until": real + _LASTS, "beat_at": real}
    connection.execute(insert_unless_known(connection, lease, "name"), mine)
    renewed = (
        update(lease)
        .where(lease.c.name == name, or_(lease.c.holder == holder, lease.c.until < real))
        .values(holder=holder, until=real + _LASTS, beat_at=real)
    )
    return connection.execute(renewed).rowcount == 1


def release(connection: Connection, name: str, holder: str, real: datetime) -> None:
    """Let the next one take it at once."""
    connection.execute(update(lease).where(lease.c.name == name, lease.c.holder == holder).values(until=real))


def holder(connection: Connection, name: str) -> str | None:
    """Who took it last."""
    return connection.scalar(select(lease.c.holder).where(lease.c.name == name))


def beat(connection: Connection, name: str) -> datetime | None:
    """When the holder last showed that it lives, in real time."""
    return connection.scalar(select(lease.c.beat_at).where(lease.c.name == name))
