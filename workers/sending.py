"""Hand waiting texts to their carriers.

Each is marked before it leaves, settled by what the carrier said, and asked about where nobody knows.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from gateway.bell import SENDING
from gateway.carriers.base import CannotAsk, Later, NotFound, Outcome, Refused, Sent, Unsure
from gateway.wording import by_another_line, word
from ledger import lines, outbound
from ledger.engine import Connection, reading, writing
from ledger.mail import CONFIRMATION, Delivery, Outgoing
from ledger.outbound import Waiting
from rules.breaker import failed
from rules.segments import segments
from workers import routing
from workers.context import CAMPAIGNS, Context, context, real
from workers.routing import Routes

_HANDS = 8
_LONGEST_SECONDS = 30.0
# A process that froze between marking a text and calling its carrier does not call any more: its lease may be over.
_FRESH_SECONDS = 4.0
_PAUSES = (1.0, 5.0, 15.0, 60.0, 300.0)
_ASK_AGAIN = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
_LINE_IS_OFF = timedelta(seconds=60)
_NONE = timedelta()

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Settled:
    """What came of a text: how to write it down, and what the log may say of it, which is no number and no words."""

    write: Callable[[Connection], bool]
    state: Delivery
    why: str = ""
    learn: Callable[[Connection], None] = lambda _: None


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
    """Take one text, hand it over, write down what came of it. False where none may go now."""
    with reading(ctx.engine) as connection:
        if not outbound.any_to_send(connection, ctx.clock.now(), routing.routes(connection, ctx).barred):
            return False
    taken_at = time.monotonic()
    with writing(ctx.engine) as connection:
        # Looked at anew: a line may have failed since, and its texts are the fallback's.
        found = routing.held(connection, ctx)
        waiting = outbound.claim(connection, real(), ctx.clock.now(), found.barred)
        if waiting is None:
            return False
        outgoing = _made_ready(connection, ctx, found, waiting)
    if outgoing is not None:
        _settle(ctx, waiting, _send(ctx, waiting, outgoing, taken_at))
    return True


def _asked_one(ctx: Context) -> bool:
    """Take one text of which nobody knows, ask its carrier, write down what it said. False where none is due."""
    with reading(ctx.engine) as connection:
        if not outbound.any_to_ask(connection, real(), ctx.clock.now()):
            return False
    with writing(ctx.engine) as connection:
        waiting = outbound.claim_unsure(connection, real(), ctx.clock.now())
        if waiting is None:
            return False
        text = _text(connection, ctx, waiting)
    if text is not None:
        _settle(ctx, waiting, _ask(ctx, waiting, Outgoing(waiting.id, waiting.line, waiting.recipient, text)))
    return True


def _settle(ctx: Context, waiting: Waiting, settled: _Settled) -> None:
    with writing(ctx.engine) as connection:
        is_ours = settled.write(connection)
        settled.learn(connection)
    if is_ours and settled.state is not Delivery.SENT:
        log.info("outbound %d %s: %s", waiting.id, settled.state, settled.why)


def _made_ready(connection: Connection, ctx: Context, routes: Routes, waiting: Waiting) -> Outgoing | None:
    """The text as it goes out, and by which line, kept with its row before it leaves.

    Whoever asks about it later asks for these words. None where it has to wait for the line's pace, or has no words.
    """
    text = _text(connection, ctx, waiting)
    if text is None:
        return None
    campaign, is_answer = CAMPAIGNS.of(connection, waiting.office), waiting.purpose == CONFIRMATION
    name = routes.by(campaign, waiting.line, is_answer=is_answer)
    was, carrier = ctx.lines.get(waiting.line), ctx.lines.get(name)
    if name != waiting.line and was is not None:
        text = by_another_line(campaign, text, was.number)
    only_answers = carrier is not None and carrier.answers_only
    outgoing = Outgoing(
        id=waiting.id,
        line=name,
        recipient=waiting.recipient,
        text=text,
        expires_at=waiting.expires_at,
        urgent=is_answer,
        reply_to=lines.last_text(connection, name, waiting.recipient) if only_answers else "",
    )
    parts = segments(text).parts
    outbound.keep_text(connection, waiting, outgoing, parts)
    pause = (
        lines.spend(connection, name, carrier.setup.pace, parts, ctx.clock.now())
        if carrier and carrier.setup.pace
        else _NONE
    )
    if pause:
        outbound.later(connection, waiting, ctx.clock.now() + pause, "the line's pace")
    return None if pause else outgoing


def _text(connection: Connection, ctx: Context, waiting: Waiting) -> str | None:
    """The words of a text. None where the campaign, as it is loaded now, has none: it must not hold up those behind it."""
    if waiting.text is not None:
        return waiting.text
    try:
        return word(CAMPAIGNS.of(connection, waiting.office), waiting.sentence, waiting.facts)
    except LookupError as missing:
        log.error("text %s cannot be worded, %r is missing: it is given up", waiting.id, missing)  # noqa: TRY400
        outbound.refused(connection, waiting, f"no words: {missing!r}", ctx.clock.now(), opted_out=False)
        return None


def _send(ctx: Context, waiting: Waiting, outgoing: Outgoing, taken_at: float) -> _Settled:
    carrier = ctx.lines.get(outgoing.line)
    now = ctx.clock.now()
    if carrier is None:
        return _later(waiting, now + _LINE_IS_OFF, "line is off")
    if time.monotonic() - taken_at > _FRESH_SECONDS:
        return _later(waiting, now, "held up before it was handed over")
    outcome = carrier.send(outgoing)
    return replace(
        _after_sending(waiting, outcome, ctx.clock.now()),
        learn=partial(_learn, outgoing, waiting.office, outcome, ctx.clock.now()),
    )


def _learn(outgoing: Outgoing, office: str, outcome: Outcome, now: datetime, connection: Connection) -> None:
    """Remember how the line is: one that refuses a text works as well as one that takes it."""
    match outcome:
        case Sent() | Refused():
            lines.worked(connection, outgoing.line)
            return
        case Later(_, seconds, whole_line):
            asked = timedelta(seconds=seconds) if whole_line else None
        case Unsure():
            asked = None
    health = failed(lines.health(connection, outgoing.line), now, asked)
    lines.keep_health(connection, outgoing.line, health)
    if health.is_down(now) and CAMPAIGNS.of(connection, office).fallback_line not in {"", outgoing.line}:
        outbound.hurry(connection, outgoing.line, now)


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


def _ask(ctx: Context, waiting: Waiting, outgoing: Outgoing) -> _Settled:
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
