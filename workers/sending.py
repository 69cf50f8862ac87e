"""Hand waiting texts to their carriers.

Each is marked before it leaves, settled by what the carrier said, and asked about where nobody knows.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from gateway.bell import SENDING
from gateway.carriers.base import CannotAsk, Later, NotFound, Outcome, Refused, Sent, Unsure
from gateway.wording import word
from ledger import outbound
from ledger.engine import Connection, reading, writing
from ledger.mail import Delivery, Outgoing
from ledger.outbound import Waiting
from workers.context import CAMPAIGNS, Context, context, real

_HANDS = 8
_LONGEST_SECONDS = 30.0
# A process that froze between marking a text and calling its carrier does not call any more: its lease may be over.
_FRESH_SECONDS = 4.0
_PAUSES = (1.0, 5.0, 15.0, 60.0, 300.0)
_ASK_AGAIN = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
_LINE_IS_OFF = timedelta(seconds=60)

log = logging.getLogger(__name__)

_IsAny: TypeAlias = Callable[[Connection, datetime, datetime], bool]
_Take: TypeAlias = Callable[[Connection, datetime, datetime], Waiting | None]
_Act: TypeAlias = Callable[[Context, Waiting, Outgoing, float], "_Settled"]


@dataclass(frozen=True, slots=True)
class _Settled:
    """What came of a text: how to write it down, and what the log may say of it, which is no number and no words."""

    write: Callable[[Connection], bool]
    state: Delivery
    why: str = ""


def send_waiting() -> None:
    """The job that the bell rings: send until nothing is due, then let the next ring through."""
    with context() as ctx:
        send_with(ctx)


def send_with(ctx: Context, longest: float = _LONGEST_SECONDS) -> None:
    """Send with what is at hand, for so many seconds at most."""
    until = time.monotonic() + longest
    with ThreadPoolExecutor(_HANDS) as hands:
        _all_hands(hands, ctx, until)
        ctx.bell.clear(SENDING)
        # What was written between the last look and the clearing rang at a guarded bell.
        _all_hands(hands, ctx, until)


def _all_hands(hands: ThreadPoolExecutor, ctx: Context, until: float) -> None:
    for done in [hands.submit(_send_until_none, ctx, until) for _ in range(_HANDS)]:
        done.result()


def _send_until_none(ctx: Context, until: float) -> None:
    # By turns: whoever waits to hear what became of his text does not wait until nobody writes any more.
    while time.monotonic() < until and any([_sent_one(ctx), _asked_one(ctx)]):
        pass


def _sent_one(ctx: Context) -> bool:
    return _one(ctx, outbound.any_to_send, outbound.claim, _send)


def _asked_one(ctx: Context) -> bool:
    return _one(ctx, outbound.any_to_ask, outbound.claim_unsure, _ask)


def _one(ctx: Context, is_any: _IsAny, take: _Take, act: _Act) -> bool:
    """Take one text, act on it, write down what came of it. False where none is due."""
    with reading(ctx.engine) as connection:
        if not is_any(connection, real(), ctx.clock.now()):
            return False
    taken_at = time.monotonic()
    with writing(ctx.engine) as connection:
        waiting = take(connection, real(), ctx.clock.now())
        if waiting is None:
            return False
        outgoing = _worded(connection, waiting, ctx.clock.now())
    if outgoing is None:
        return True
    settled = act(ctx, waiting, outgoing, taken_at)
    with writing(ctx.engine) as connection:
        is_ours = settled.write(connection)
    if is_ours and settled.state is not Delivery.SENT:
        log.info("outbound %d %s: %s", waiting.id, settled.state, settled.why)
    return True


def _worded(connection: Connection, waiting: Waiting, now: datetime) -> Outgoing | None:
    """The text as it goes out, kept with its row before it leaves: whoever asks about it later asks for these words.

    None where the campaign, as it is loaded now, has no words for it: it must not hold up those behind it.
    """
    text = waiting.text
    if text is None:
        campaign = CAMPAIGNS.of(connection, waiting.office)
        try:
            text = word(campaign, waiting.sentence, waiting.facts)
        except LookupError as missing:
            log.error("text %s cannot be worded, %r is missing: it is given up", waiting.id, missing)  # noqa: TRY400
            outbound.refused(connection, waiting, f"no words: {missing!r}", now, opted_out=False)
            return None
        outbound.keep_text(connection, waiting, text)
    return Outgoing(waiting.id, waiting.line, waiting.recipient, text)


def _send(ctx: Context, waiting: Waiting, outgoing: Outgoing, taken_at: float) -> _Settled:
    carrier = ctx.lines.get(waiting.line)
    now = ctx.clock.now()
    if carrier is None:
        return _later(waiting, now + _LINE_IS_OFF, "line is off")
    if time.monotonic() - taken_at > _FRESH_SECONDS:
        return _later(waiting, now, "held up before it was handed over")
    return _after_sending(waiting, carrier.send(outgoing), ctx.clock.now())


def _after_sending(waiting: Waiting, outcome: Outcome, now: datetime) -> _Settled:
    match outcome:
        case Sent(carrier_id):
            return _sent(waiting, carrier_id, now)
        case Later(reason, seconds):
            pause = timedelta(seconds=max(seconds, _pause(waiting.attempts)))
            return _later(waiting, now + pause, reason)
        case Refused(code, reason, opted_out):
            # The carrier's own words often quote the number: they stay with the row.
            why = f"{code} {reason}"
            write = partial(outbound.refused, waiting=waiting, reason=why, now=now, opted_out=opted_out)
            return _Settled(write, Delivery.FAILED, code)
        case Unsure(reason):
            return _unsure(waiting, now + outbound.SETTLE, reason)


def _sent(waiting: Waiting, carrier_id: str, now: datetime) -> _Settled:
    return _Settled(partial(outbound.sent, waiting=waiting, carrier_id=carrier_id, now=now), Delivery.SENT)


def _later(waiting: Waiting, at: datetime, reason: str) -> _Settled:
    return _Settled(partial(outbound.later, waiting=waiting, at=at, reason=reason), Delivery.WAITING, reason)


def _unsure(waiting: Waiting, ask_at: datetime, reason: str) -> _Settled:
    return _Settled(partial(outbound.unsure, waiting=waiting, ask_at=ask_at, reason=reason), Delivery.UNSURE, reason)


def _pause(attempts: int) -> float:
    """Longer from try to try, and never quite the same, so that what failed together is not tried together."""
    return _PAUSES[min(attempts, len(_PAUSES)) - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - not a secret


def _ask(ctx: Context, waiting: Waiting, outgoing: Outgoing, _taken_at: float) -> _Settled:
    """The carrier's list decides: what it has is sent, what it has not may be sent again, else a person has to look."""
    carrier = ctx.lines.get(waiting.line)
    with reading(ctx.engine) as connection:
        known = outbound.carrier_ids(connection, waiting.line, waiting.recipient)
    finding = carrier.find(outgoing, waiting.since or real(), known) if carrier else CannotAsk("line is off")
    now = ctx.clock.now()
    match finding:
        case Sent(carrier_id):
            write = partial(outbound.adopted, waiting=waiting, carrier_id=carrier_id, now=now)
            return _Settled(write, Delivery.SENT)
        case NotFound():
            return _later(waiting, now, "not at the carrier")
        case CannotAsk(reason):
            pause = _ASK_AGAIN[min(waiting.asked, len(_ASK_AGAIN)) - 1]
            return _unsure(waiting, now + pause, reason)
