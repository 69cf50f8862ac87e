"""Fill back what a carrier received and we did not: its own list is looked into every few minutes, and after an outage.

The ticker's leader does it, line by line, each in a thread of its own: a carrier that is slow keeps nobody waiting. What
is known already changes nothing, so it may be done twice, by two at once, or break off anywhere.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from gateway.bell import INTAKE
from gateway.carriers.base import CannotAsk, Carrier, Listed
from ledger import inbound, lines, outbound
from ledger.engine import Connection, DatabaseError, reading, writing
from ledger.lines import State
from ledger.mail import Arrival, Receipt
from ledger.offices import NotLoadedError
from workers.context import CAMPAIGNS, Context, real

# A list may be behind by so much, and its clock beside ours.
_OVERLAP = timedelta(minutes=10)
# A line that was never looked into, and the longest outage that is made up.
_AT_FIRST = timedelta(hours=12)
_AT_MOST = timedelta(days=7)
# A look that brought nothing is noted no more often than this: it would cost a write every few seconds.
_NOTED_EVERY = timedelta(minutes=1)
_NAMED_AT_MOST = 20

log = logging.getLogger(__name__)


class Collector:
    """Sees to it that each line's list is looked into when it is due, by one thread a line at most."""

    def __init__(self, ctx: Context) -> None:
        """Nothing is looked into before it is asked for."""
        self._ctx = ctx
        self._lists = {name: each.looks_every for name, each in ctx.lines.items() if each.looks_every is not None}
        self._due_at = dict.fromkeys(self._lists, float("-inf"))
        self._looks: dict[str, threading.Thread] = {}

    def look_where_due(self) -> None:
        """Begin to look into each list that is due; ends at once."""
        due = [name for name, at in self._due_at.items() if time.monotonic() >= at and not self._is_looking(name)]
        if not due:
            return
        with reading(self._ctx.engine) as connection:
            known = lines.states(connection)
        for name in due:
            every = self._lists[name]
            rest = _rest(known[name], every) if name in known else every
            self._due_at[name] = time.monotonic() + (rest or every)
            if not rest:
                self._begin(name, known[name])

    def finish(self) -> None:
        """Wait for those that have begun."""
        for thread in self._looks.values():
            thread.join()

    def _is_looking(self, name: str) -> bool:
        return name in self._looks and self._looks[name].is_alive()

    def _begin(self, name: str, state: State) -> None:
        # A daemon: who is told to stop does not wait for a carrier.
        look = threading.Thread(target=_look, args=(self._ctx, self._ctx.lines[name], state), name=name, daemon=True)
        self._looks[name] = look
        look.start()


def _rest(state: State, every: float) -> float:
    """Seconds until a list is due, whoever looked into it last; none after a clock was set back."""
    since = every if state.looked_at is None else (real() - state.looked_at).total_seconds()
    return max(every - since, 0.0) if since >= 0 else 0.0


def _look(ctx: Context, carrier: Carrier, state: State) -> None:
    try:
        collect(ctx, carrier, state)
    except (DatabaseError, NotLoadedError) as error:
        log.warning("%s: what its list holds is not taken in: %s", carrier.line, error)


def collect(ctx: Context, carrier: Carrier, state: State) -> int:
    """Look into a line's list and take in what is missing; how many texts. The carrier is asked outside of transactions."""
    now = real()
    since = _since(state, now)
    found = carrier.look(since, now)
    if isinstance(found, CannotAsk):
        log.warning("%s: its list cannot be looked into: %s", carrier.line, found.reason)
        return 0
    entries = found.entries if isinstance(found, Listed) else ()
    if isinstance(found, Listed) and not found.is_whole:
        log.error("%s: its list holds more than it gives: see flask line reconcile", carrier.line)
    filled = _taken_in(ctx, state, (carrier.line, since, now), entries)
    carrier.done(entries)
    if filled:
        ids = ", ".join(each.carrier_id for each in filled[:_NAMED_AT_MOST])
        # From a carrier that calls us this should have come before; one that never calls brings everything so.
        level = logging.WARNING if carrier.is_called_back else logging.INFO
        log.log(level, "%s: %d texts taken in from its list: %s", carrier.line, len(filled), ids)
        ctx.bell.ring(INTAKE)
    return len(filled)


def _since(state: State, now: datetime) -> datetime:
    last = now - _AT_FIRST if state.looked_at is None else min(state.looked_at, now)
    return max(last, now - _AT_MOST) - _OVERLAP


def _taken_in(
    ctx: Context, state: State, asked: tuple[str, datetime, datetime], entries: Sequence[Arrival | Receipt]
) -> Sequence[Arrival]:
    """Write down what is new, the oldest first; those texts. Most looks bring nothing, and write nothing."""
    line, since, now = asked
    arrivals = [entry for entry in entries if isinstance(entry, Arrival)]
    news = [replace(entry, received_at=ctx.clock.now()) for entry in entries if isinstance(entry, Receipt)]
    is_noted = state.looked_at is not None and timedelta() <= now - state.looked_at < _NOTED_EVERY
    with reading(ctx.engine) as connection:
        missing = inbound.unknown(connection, line, arrivals)
    if is_noted and not missing and not news:
        return ()
    missing = [replace(each, received_at=ctx.clock.now()) for each in sorted(missing, key=_sent)]
    with writing(ctx.engine) as connection:
        late = _too_late(connection, state, missing, (since, now))
        inbound.fill_back(connection, [each for each in missing if each not in late], late)
        outbound.receipts(connection, news)
        lines.looked(connection, line, now)
    return missing


def _sent(arrival: Arrival) -> datetime:
    return arrival.sent_at or arrival.received_at


def _too_late(
    connection: Connection, state: State, missing: Sequence[Arrival], looked: tuple[datetime, datetime]
) -> list[Arrival]:
    """What was sent in an outage longer than the office believes a carrier's time: it would count for today.

    Who was sent before we looked away says so by a wrong clock, and is judged by ours as any other.
    """
    since, now = looked
    oldest = now - CAMPAIGNS.of(connection, state.office).believed.grace
    return [each for each in missing if each.sent_at is not None and since <= each.sent_at < oldest]
