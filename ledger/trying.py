"""A text by which an operator tries a line, on the road that all texts take, and what has become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select

from ledger import notices
from ledger.mail import TEST, Delivery
from ledger.notices import Text
from ledger.tables import inbound, outbound
from rules.calendar import period_of
from rules.campaign import Campaign
from rules.verdict import Sentence

_LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Try:
    """How far the text came, by which line it went, what the carrier said where it failed, and whether one came back."""

    delivery: Delivery
    line: str
    error: str
    came_back: bool


def write(connection: Connection, campaign: Campaign, line: str, number: str, now: datetime) -> int:
    """Write the text to a number; its outbound row."""
    about = {"at": now.isoformat(), "day": period_of(campaign, now).isoformat()}
    key = f"test:{line}:{number}:{now.isoformat()}"
    text = Text(key, number, Sentence("line_test", about), now, now + _LASTS)
    row = insert(outbound).values(notices.row(campaign, TEST, text, line)).returning(outbound.c.id)
    return int(connection.scalar(row) or 0)


def seen(connection: Connection, tried: int) -> Try:
    """What has become of it so far."""
    row = connection.execute(select(outbound).where(outbound.c.id == tried)).one()
    back = select(inbound.c.id).where(
        inbound.c.sender == row.recipient, inbound.c.received_at >= row.created_at, inbound.c.line == row.line
    )
    return Try(Delivery(row.state), row.line, row.error, connection.scalar(back.limit(1)) is not None)
