"""What a job works with. Made anew in each forked process, except for the campaigns, which outlive it in the parent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import settings
from clock import Clock
from gateway.bell import Bell
from gateway.lines import Lines, lines
from ledger.engine import Engine, opened, reading
from ledger.offices import Campaigns
from settings import Settings

CAMPAIGNS = Campaigns()


@dataclass(frozen=True, slots=True)
class Context:
    """The service's clock, its database, its bell and its lines."""

    clock: Clock
    engine: Engine
    bell: Bell
    lines: Lines


@contextmanager
def context(configured: Settings | None = None) -> Iterator[Context]:
    """A context for the process that asks; its connections are closed at the end."""
    configured = configured or settings.read()
    with opened(configured.database_url) as engine:
        yield Context(Clock.of(configured), engine, Bell(configured.redis_url), lines(configured))


def real() -> datetime:
    """The real time, by which leases are measured: no demo moves it."""
    return datetime.now(UTC)


def warm() -> None:
    """Read the campaigns before a worker forks, so that no job has to; the connections stay behind."""
    with context() as ctx, reading(ctx.engine) as connection:
        CAMPAIGNS.all(connection)
