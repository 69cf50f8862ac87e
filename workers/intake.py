"""Drain the queue of record: claim texts, take them along the journey batch by batch, until nothing waits."""

from __future__ import annotations

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

import journey
from gateway.bell import INTAKE, SENDING
from ledger import inbound, offices
from ledger.engine import Connection, lock_office, reading, writing
from rules.campaign import Campaign
from rules.verdict import Message, Verdict
from workers.context import CAMPAIGNS, Context, context, real

_LINGER_SECONDS = 0.05
_LONGEST_SECONDS = 30.0
_HOMELESS_WAIT = timedelta(seconds=30)

log = logging.getLogger(__name__)

_Take: TypeAlias = Callable[[Connection, datetime], inbound.Claim]


def drain() -> None:
    """The job that the bell rings: work until nothing has come for a moment, then let the next ring through."""
    with context() as ctx:
        drain_with(ctx)


def drain_with(ctx: Context, longest: float = _LONGEST_SECONDS) -> int:
    """Drain with what is at hand, for about so many seconds at most; the number of texts worked."""
    worked = _until_quiet(ctx, longest)
    ctx.bell.clear(INTAKE)
    # What arrived between the last look and the clearing rang at a guarded bell: nobody else will come for it.
    return worked + _until_quiet(ctx, longest)


def _until_quiet(ctx: Context, longest: float) -> int:
    worked, until = 0, time.monotonic() + longest
    while time.monotonic() < until and (_anything_waits(ctx) or _anything_comes(ctx)):
        worked += _work(ctx, inbound.claim) + _work(ctx, inbound.claim_again)
        ctx.bell.ring(SENDING)
    return worked


def _anything_waits(ctx: Context) -> bool:
    with reading(ctx.engine) as connection:
        return inbound.waiting_since(connection, real()) is not None


def _anything_comes(ctx: Context) -> bool:
    """Linger: a batch of many costs little more than a batch of one."""
    time.sleep(_LINGER_SECONDS)
    return _anything_waits(ctx)


def _work(ctx: Context, take: _Take) -> int:
    """Claim in one transaction, so that the attempt is on record before anything is read; finish in another."""
    with writing(ctx.engine) as connection:
        campaigns = CAMPAIGNS.all(connection)
        lines = offices.of_lines(connection)
        inbound.set_aside_worn(connection, real())
        claim = take(connection, real())
        by_office = _by_office(claim.messages, lines, list(campaigns))
        _postpone(connection, by_office.pop(None, []))
    for office, messages in by_office.items():
        _finish(ctx, claim, campaigns[str(office)], messages)
    return len(claim.messages)


def _finish(ctx: Context, claim: inbound.Claim, campaign: Campaign, messages: Sequence[Message]) -> None:
    parsed = journey.parse(campaign, messages)
    judged: Sequence[tuple[Message, Verdict]] = ()
    with writing(ctx.engine) as connection:
        lock_office(connection, campaign.office.code)
        current = CAMPAIGNS.of(connection, campaign.office.code)
        if current is not campaign:  # it was loaded anew while we read
            parsed = journey.parse(current, messages)
        ours = {message.id: message for message in inbound.held(connection, claim.lease, current.believed)}
        still_ours = [(ours[message.id], reading_) for message, reading_ in parsed if message.id in ours]
        if still_ours:
            judged = journey.take(connection, current, still_ours, ctx.clock.now())
    if judged:
        log.info("%d texts: %s", len(judged), _counted(verdict for _, verdict in judged))


def _counted(verdicts: Iterable[Verdict]) -> str:
    """How many of each kind, as the rows say it, the most first: the log holds no number and no text."""
    counts = Counter(f"{verdict.station}/{verdict.word}" for verdict in verdicts)
    return ", ".join(f"{kind} {count}" for kind, count in counts.most_common())


def _by_office(
    messages: Iterable[Message], lines: Mapping[str, str], loaded: list[str]
) -> dict[str | None, list[Message]]:
    """A text belongs to the office of the line that it came in on; where only one is loaded, a new line is its own."""
    by_office: dict[str | None, list[Message]] = defaultdict(list)
    for message in messages:
        office = lines.get(message.line) or (loaded[0] if len(loaded) == 1 else None)
        by_office[office].append(message)
    return by_office


def _postpone(connection: Connection, homeless: Sequence[Message]) -> None:
    if homeless:
        lines = ", ".join(sorted({message.line for message in homeless}))
        log.error("lines %s belong to no office: load its campaign; their texts wait", lines)
        inbound.postpone(connection, homeless, real() + _HOMELESS_WAIT)
