"""Texts that go out: leased before they are handed over, ranked by what is known of them, never sent twice blindly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Row, and_, func, literal, or_, select, update

from ledger import offices
from ledger.columns import Moment
from ledger.engine import lock_office
from ledger.mail import BEYOND_BUDGET, Delivery, Outgoing, Receipt
from ledger.tables import outbound

# Longer than any carrier's call can take: whoever still holds a lease after that is dead or frozen.
_LEASE = timedelta(seconds=10)
# How long a carrier may need to list a text that it has taken.
SETTLE = timedelta(seconds=5)
# How long beyond its use a carrier is asked about a text; then it stays for a person, and a receipt may still settle it.
_ASKED_FOR = timedelta(hours=1)
_RANK = {Delivery.SENT: 1, Delivery.DELIVERED: 2, Delivery.FAILED: 2}
_OPEN = (Delivery.WAITING.value, Delivery.SENDING.value, Delivery.UNSURE.value)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text to word and hand over, with the lease it was taken under.

    `since` is when it was first handed over, where that already happened and its outcome is unknown; `asked` how often
    the carrier has been asked about it since, this time included.
    """

    id: int
    lease: str
    office: str
    line: str
    recipient: str
    sentence: str
    facts: dict[str, Any]
    purpose: str
    text: str | None
    attempts: int
    since: datetime | None
    asked: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Barred:
    """What is not to be taken up: nothing on these lines, and on those nothing but what goes out beyond a budget."""

    lines: frozenset[str] = frozenset()
    over_budget: frozenset[str] = frozenset()


NOTHING_BARRED = Barred()


def claim(connection: Connection, real: datetime, now: datetime, barred: Barred = NOTHING_BARRED) -> Waiting | None:
    """Take the next text to send, urgent ones first, and mark it `sending`.

    That is committed before the carrier is called, so that a crash leaves a trace. `real` measures leases, `now` is the
    service's clock.
    """
    values = {"attempts": outbound.c.attempts + 1, "asked": 0, "tried_at": real}
    return _take(connection, _to_send(now, barred), Delivery.SENDING, real, values)


def claim_unsure(connection: Connection, real: datetime, now: datetime) -> Waiting | None:
    """Take the next text that was handed over with an unknown outcome, to ask its carrier about it."""
    return _take(connection, _to_ask(real, now), Delivery.UNSURE, real, {"asked": outbound.c.asked + 1})


def any_to_send(connection: Connection, now: datetime, barred: Barred = NOTHING_BARRED) -> bool:
    """Whether there is a text to send: a look that costs less than a claim."""
    return connection.scalar(select(outbound.c.id).where(_to_send(now, barred)).limit(1)) is not None


def any_to_ask(connection: Connection, real: datetime, now: datetime) -> bool:
    """Whether there is a text to ask its carrier about."""
    return connection.scalar(select(outbound.c.id).where(_to_ask(real, now)).limit(1)) is not None


def first_due(connection: Connection, real: datetime, now: datetime, barred: Barred = NOTHING_BARRED) -> int | None:
    """The text to send or to ask about that has been due for longest; None where nothing is due."""
    due = select(outbound.c.id).where(or_(_to_send(now, barred), _to_ask(real, now)))
    return connection.scalar(due.order_by(outbound.c.next_at, outbound.c.id).limit(1))


def unsent(connection: Connection) -> int:
    """How many texts are on their way to a carrier, or may be."""
    return connection.scalar(select(func.count()).select_from(outbound).where(outbound.c.state.in_(_OPEN))) or 0


def _to_send(now: datetime, barred: Barred) -> ColumnElement[bool]:
    due = and_(outbound.c.state == Delivery.WAITING.value, outbound.c.next_at <= now, outbound.c.expires_at > now)
    if barred.lines:
        due = and_(due, outbound.c.line.not_in(barred.lines))
    if barred.over_budget:
        due = and_(due, or_(outbound.c.line.not_in(barred.over_budget), outbound.c.purpose.in_(BEYOND_BUDGET)))
    return due


def _to_ask(real: datetime, now: datetime) -> ColumnElement[bool]:
    """Left in `sending` by a process that is gone, or settled as unsure, due to be asked about and still of use."""
    orphaned = and_(outbound.c.state == Delivery.SENDING.value, outbound.c.leased_until < real - SETTLE)
    free = or_(outbound.c.leased_until.is_(None), outbound.c.leased_until < real)
    due = and_(outbound.c.next_at <= now, outbound.c.expires_at > now - _ASKED_FOR)
    return or_(orphaned, and_(outbound.c.state == Delivery.UNSURE.value, due, free))


def _take(
    connection: Connection, which: ColumnElement[bool], state: Delivery, real: datetime, values: dict[str, Any]
) -> Waiting | None:
    lease = uuid4().hex
    # The purposes' names sort by their urgency: confirmation, desk, reminder, summary.
    chosen = select(outbound.c.id).where(which).order_by(outbound.c.purpose, outbound.c.id).limit(1)
    taken = connection.scalar(chosen.with_for_update(skip_locked=True))
    if taken is None:
        return None
    connection.execute(
        update(outbound)
        .where(outbound.c.id == taken)
        .values(state=state.value, lease=lease, leased_until=real + _LEASE, **values)
    )
    return _waiting(connection.execute(select(outbound).where(outbound.c.id == taken)).one())


def _waiting(row: Row[tuple[Any, ...]]) -> Waiting:
    return Waiting(
        row.id,
        row.lease,
        row.office,
        row.line,
        row.recipient,
        row.sentence,
        row.facts,
        row.purpose,
        row.text,
        row.attempts,
        row.tried_at,
        row.asked,
        row.expires_at,
    )


def keep_text(connection: Connection, waiting: Waiting, outgoing: Outgoing, segments: int) -> None:
    """Keep the text as it goes out, and the line that it goes by."""
    values = {"line": outgoing.line, "text": outgoing.text, "segments": segments}
    connection.execute(update(outbound).where(outbound.c.id == waiting.id).values(values))


def sent(connection: Connection, waiting: Waiting, carrier_id: str, now: datetime) -> bool:
    """The carrier has it. False where somebody else has settled it meanwhile."""
    return _settle(connection, waiting, state=Delivery.SENT.value, carrier_id=carrier_id, sent_at=now)


def adopted(connection: Connection, waiting: Waiting, carrier_id: str, now: datetime) -> bool:
    """The carrier lists it. Asked about again where another text in the same words has just been found there as this one."""
    lock_office(connection, waiting.office)
    if carrier_id in carrier_ids(connection, waiting.line, waiting.recipient):
        return unsure(connection, waiting, now + SETTLE, "another text in the same words is the one at the carrier")
    return sent(connection, waiting, carrier_id, now)


def later(connection: Connection, waiting: Waiting, at: datetime, reason: str) -> bool:
    """The carrier has not taken it: hand it over again, not before `at`."""
    return _settle(connection, waiting, state=Delivery.WAITING.value, next_at=at, error=reason)


def hurry(connection: Connection, line: str, now: datetime) -> None:
    """What waits for another try on a line need not wait for it: another line takes it."""
    again = (outbound.c.line == line, outbound.c.state == Delivery.WAITING.value, outbound.c.attempts > 0)
    connection.execute(update(outbound).where(*again, outbound.c.next_at > now).values(next_at=now))


def refused(connection: Connection, waiting: Waiting, reason: str, now: datetime, *, opted_out: bool) -> bool:
    """The carrier will never take it."""
    if opted_out:
        offices.mark_opted_out(connection, waiting.office, waiting.recipient)
    return _settle(connection, waiting, state=Delivery.FAILED.value, error=reason, settled_at=now)


def unsure(connection: Connection, waiting: Waiting, ask_at: datetime, reason: str) -> bool:
    """Nobody knows whether the carrier has it: ask, not before `ask_at`."""
    return _settle(connection, waiting, state=Delivery.UNSURE.value, next_at=ask_at, error=reason)


def _settle(connection: Connection, waiting: Waiting, **values: Any) -> bool:
    settled = (
        update(outbound)
        .where(outbound.c.id == waiting.id, outbound.c.lease == waiting.lease, outbound.c.state.in_(_OPEN))
        .values(lease=None, leased_until=None, **values)
    )
    return connection.execute(settled).rowcount == 1


def carrier_ids(connection: Connection, line: str, recipient: str) -> set[str]:
    """The carrier's ids of all texts to a number that are known to be sent: none of them can be another's."""
    known = select(outbound.c.carrier_id).where(
        outbound.c.line == line, outbound.c.recipient == recipient, outbound.c.carrier_id.is_not(None)
    )
    return {str(carrier_id) for carrier_id in connection.scalars(known)}


def receipts(connection: Connection, news: Iterable[Receipt]) -> None:
    """Several receipts, in the order of their rows: two processes that write them do not lock crosswise."""
    for each in sorted(news, key=lambda each: (each.outbound_id or 0, each.carrier_id)):
        receipt(connection, each)


def receipt(connection: Connection, news: Receipt) -> None:
    """Move a text forward by what its carrier says; news that is behind what is known changes nothing."""
    mine = (
        outbound.c.id == news.outbound_id if news.outbound_id is not None else outbound.c.carrier_id == news.carrier_id
    )
    behind = [state.value for state in Delivery if _RANK.get(state, 0) < _RANK[news.delivery]]
    final = _RANK[news.delivery] > _RANK[Delivery.SENT]
    values: dict[str, Any] = {"settled_at": news.received_at} if final else {}
    connection.execute(
        update(outbound)
        .where(mine, outbound.c.line == news.line, outbound.c.state.in_(behind))
        .values(
            state=news.delivery.value,
            carrier_id=news.carrier_id,
            sent_at=func.coalesce(outbound.c.sent_at, literal(news.received_at, Moment)),
            error=news.error,
            lease=None,
            leased_until=None,
            **values,
        )
    )


def expire(connection: Connection, now: datetime) -> int:
    """Give up what would come too late to be of use; the number of such texts."""
    late = update(outbound).where(outbound.c.state == Delivery.WAITING.value, outbound.c.expires_at <= now)
    return connection.execute(late.values(state=Delivery.EXPIRED.value, settled_at=now)).rowcount
