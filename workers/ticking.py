"""The ticker: looks at what is due and not done, and sees that it is done. One leads, a second one stands by.

It works from the database alone: a minute that was missed is made up, and without Redis it does the work itself.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from datetime import datetime, timedelta

from gateway.bell import INTAKE, SENDING
from ledger import inbound, leasing, outbound, questions
from ledger.engine import Connection, DatabaseError, reading, writing
from ledger.offices import NotLoadedError
from settings import Settings
from workers import intake, rounds, routing, sending
from workers.collecting import Collector
from workers.context import CAMPAIGNS, Context, context, real

LEASE = "ticker"
_TICK_SECONDS = 0.5
_RENEW_SECONDS = 2.0
# What goes by the clock goes by its minutes. A clock that was moved, forward or back, is looked at without waiting.
_ROUND = timedelta(seconds=2)
# The bell rang when the text came in. Whatever still waits after this long was not heard.
_UNHEARD = timedelta(seconds=1)
# Ringing did not help, the same one still waits: no worker listens. The ticker is slower than one, but it is there.
_UNATTENDED_SECONDS = 15.0
# What it does itself it does bit by bit: neither its lease, nor what else is due, may wait for a long queue.
_SHARE_SECONDS = 2.0

log = logging.getLogger(__name__)


class Ticker:
    """Ticks for as long as it leads. `holder` names it in the lease."""

    def __init__(self, ctx: Context, holder: str) -> None:
        """Nothing is taken before the first tick."""
        self._ctx = ctx
        self._holder = holder
        self._leads = False
        self._renewed = float("-inf")
        self._went_round: datetime | None = None
        self._texts = _Patience()
        self._answers = _Patience()
        self._collector = Collector(ctx)

    def tick(self) -> None:
        """Do once what is due. A database that is away is waited for: the next tick looks again."""
        try:
            if self._leading():
                self._see_to_texts()
                self._see_to_the_clock()
                self._see_to_answers()
                self._collector.look_where_due()
        except (DatabaseError, NotLoadedError) as error:
            log.warning("tick missed: %s", error)

    def resign(self) -> None:
        """Let another ticker lead at once."""
        if self._leads:
            with writing(self._ctx.engine) as connection:
                leasing.release(connection, LEASE, self._holder, real())

    def _leading(self) -> bool:
        if time.monotonic() - self._renewed >= _RENEW_SECONDS:
            with writing(self._ctx.engine) as connection:
                self._leads = leasing.take(connection, LEASE, self._holder, real()) or self._inherits(connection)
                if self._leads:
                    self._tidy(connection)
            self._renewed = time.monotonic()
        return self._leads

    def _inherits(self, connection: Connection) -> bool:
        """Take the place of a leader that died on this machine, without waiting until its lease is over."""
        holder = leasing.holder(connection, LEASE)
        if holder is None or not _is_gone(holder):
            return False
        leasing.release(connection, LEASE, holder, real())
        return leasing.take(connection, LEASE, self._holder, real())

    def _tidy(self, connection: Connection) -> None:
        """Give up what would come too late, and close the questions of days that are over."""
        now = self._ctx.clock.now()
        outbound.expire(connection, now)
        for campaign in CAMPAIGNS.all(connection).values():
            questions.go_stale(connection, campaign, now)

    def _see_to_texts(self) -> None:
        with reading(self._ctx.engine) as connection:
            since = inbound.waiting_since(connection, real())
        unattended = self._texts.is_over(since)
        if since is None or self._ctx.clock.now() - since < _UNHEARD:
            return
        if not self._ctx.bell.ring(INTAKE) or unattended:
            intake.drain_with(self._ctx, _SHARE_SECONDS)

    def _see_to_the_clock(self) -> None:
        """After the texts: what was reported is not asked for."""
        now = self._ctx.clock.now()
        if self._went_round is None or abs(now - self._went_round) >= _ROUND:
            rounds.make(self._ctx)
            self._went_round = now

    def _see_to_answers(self) -> None:
        with reading(self._ctx.engine) as connection:
            barred = routing.routes(connection, self._ctx).barred
            first = outbound.first_due(connection, real(), self._ctx.clock.now(), barred)
        unattended = self._answers.is_over(first)
        if first is not None and (not self._ctx.bell.ring(SENDING) or unattended):
            sending.send_with(self._ctx, _SHARE_SECONDS)


class _Patience:
    """How long one and the same has stood at the head of a queue. One that moves is attended, however long it is."""

    def __init__(self) -> None:
        self._head: object = None
        self._since = 0.0

    def is_over(self, head: object) -> bool:
        """Whether `head` has been there at each look for too long; None stands for an empty queue."""
        now = time.monotonic()
        if head is None or head != self._head:
            self._head, self._since = head, now
        return now - self._since > _UNATTENDED_SECONDS


def _is_gone(holder: str) -> bool:
    """Whether a lease's holder was a process of this machine that has ended."""
    host, _, pid = holder.rpartition(":")
    if host != _host():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _host() -> str:
    return socket.gethostname()[:48]


def run(settings: Settings) -> None:
    """Tick until told to stop."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with context(settings) as ctx:
        ticker = Ticker(ctx, f"{_host()}:{os.getpid()}")
        while not stopped.wait(_TICK_SECONDS):
            ticker.tick()
        ticker.resign()
