"""Closed days to look at: which there are, how often each was changed since, and what leaders were told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from ledger.clock_tables import snapshot
from ledger.closing import SUMMARY
from ledger.mail import Delivery
from ledger.tables import outbound
from rules.overview import Headline


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A closed day in one line: its headline at the close, and now. `made_at` are the moments of its editions."""

    period: date
    made_at: Sequence[datetime]
    frozen: Headline
    now: Headline

    @property
    def revised(self) -> int:
        """How often it was changed since."""
        return len(self.made_at) - 1


@dataclass(frozen=True, slots=True)
class Told:
    """A text with a day's summary to a leader; `text` is None until it is worded."""

    number: str
    sentence: str
    facts: Mapping[str, Any]
    text: str | None
    state: str
    sent_at: datetime | None


def closed_days(connection: Connection, office: str, until: date, most: int) -> list[ClosedDay]:
    """The closed days until one of them, that one included: the last one first, no more than `most`."""
    first = select(snapshot.c.period).where(snapshot.c.office == office, snapshot.c.revision == 0)
    newest_first = first.where(snapshot.c.period <= until).order_by(snapshot.c.period.desc()).limit(most)
    days = connection.scalars(newest_first).all()
    headline = snapshot.c.data["headline"].label("headline")
    kept = select(snapshot.c.period, snapshot.c.made_at, headline).where(
        snapshot.c.office == office, snapshot.c.period.in_(days)
    )
    found: dict[date, list[tuple[datetime, Headline]]] = {day: [] for day in days}
    for row in connection.execute(kept.order_by(snapshot.c.revision)):
        found[row.period].append((row.made_at, Headline(**row.headline)))
    return [
        ClosedDay(day, [made_at for made_at, _ in those], those[0][1], those[-1][1]) for day, those in found.items()
    ]


def told_of(connection: Connection, office: str, period: date) -> list[Told]:
    """The texts with a day's summary, as leaders got them or will."""
    rows = connection.execute(
        select(outbound)
        .where(
            # All states there are: then the index on state and purpose leads there, and not through every text.
            outbound.c.state.in_([state.value for state in Delivery]),
            outbound.c.purpose == SUMMARY,
            outbound.c.key.startswith(f"{SUMMARY}:{office}:{period}:", autoescape=True),
        )
        .order_by(outbound.c.id)
    )
    return [Told(row.recipient, row.sentence, row.facts, row.text, row.state, row.sent_at) for row in rows]
