"""Questions that nobody answered: they end with their day, and wait for the office's eyes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, update

from ledger.tables import question
from rules.calendar import period_of
from rules.campaign import Campaign


def go_stale(connection: Connection, campaign: Campaign, now: datetime) -> int:
    """Close the questions of days that are over; the number of their figures."""
    over = update(question).where(
        question.c.office == campaign.office.code,
        question.c.state == "open",
        question.c.period < period_of(campaign, now),
    )
    return connection.execute(over.values(state="stale")).rowcount
