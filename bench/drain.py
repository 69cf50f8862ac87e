"""The drain: a backlog worked off in batches, one text a transaction, and its rows written by the raw driver alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeAlias
from unittest.mock import patch

from sqlalchemy import Connection, Engine, event

import journey
import settings
from bench import district, driver, service
from bench.ratios import ROUNDS, Line, Measure, alone, held, measure
from ledger import inbound, offices
from ledger.engine import reading, writing
from ledger.mail import Arrival
from ledger.remembering import Judged, remember
from rules.standing import Standing
from rules.verdict import Message
from tests import servers
from tests.journey.officers import NUMBER
from workers import intake
from workers.context import Context, context

TEXTS = 10_000
TEXTS_ONE_BY_ONE = 200
WHOLE, UNREAD, WRITES = "drain", "drain, before parsing", "drain, its writes through Core"
SINGLE, DRIVER = "drain, one text a transaction", "driver, executemany"

Remembered: TypeAlias = tuple[Standing, Judged, datetime]


@dataclass
class Stage:
    """Where backlogs are made: the settings, and what makes databases."""

    environment: service.Environment
    make: service.Databases
    nth: Iterator[int]

    @contextmanager
    def backlog(self, texts: int) -> Iterator[Context]:
        """Let so many texts wait in a database of their own."""
        url = self.make(f"backlog{next(self.nth)}")
        with context(settings.read({**self.environment, "DATABASE_URL": url})) as ctx:
            now = datetime.now(UTC)
            for start in range(0, texts, inbound.BATCH):
                arrivals = [_arrival(nth, now) for nth in range(start, min(start + inbound.BATCH, texts))]
                with writing(ctx.engine) as connection:
                    inbound.receive(connection, arrivals)
            yield ctx


def lines() -> Iterator[Line]:
    """Each database's lines, from rounds in which each way has its turn."""
    with service.folder() as folder, servers.valkey() as redis_url:
        district.campaign(folder)
        environment = district.environment(folder, service.free_port(), redis_url)
        for kind in service.KINDS:
            with service.databases(kind, folder, environment) as make:
                yield from _compared(kind, Stage(environment, make, count()))


def _compared(kind: str, stage: Stage) -> Iterator[Line]:
    found: dict[str, list[Measure]] = defaultdict(list)
    for _ in range(ROUNDS):
        for what, one in _round(stage):
            found[what].append(one)
    statements = f"{_statements(stage)} SQL statements for {inbound.BATCH} texts"
    yield alone(SINGLE, kind, found[SINGLE])
    yield alone(DRIVER, kind, found[DRIVER])
    yield held(alone(WHOLE, kind, found[WHOLE], besides=statements), found[WHOLE], SINGLE, found[SINGLE], "many times")
    yield held(alone(UNREAD, kind, found[UNREAD]), found[UNREAD], DRIVER, found[DRIVER], "")
    yield held(alone(WRITES, kind, found[WRITES]), found[WRITES], DRIVER, found[DRIVER], "rate 0.40, aim 0.60")


def _round(stage: Stage) -> Iterator[tuple[str, Measure]]:
    with stage.backlog(TEXTS_ONE_BY_ONE) as ctx, patch.object(inbound, "BATCH", 1):
        yield SINGLE, _drained(ctx, TEXTS_ONE_BY_ONE)
    judged: list[Remembered] = []
    with stage.backlog(TEXTS) as ctx:
        with _listening(judged):
            yield WHOLE, _drained(ctx, TEXTS)
        written = driver.batches(ctx.engine, inbound.BATCH)
    with stage.backlog(TEXTS) as ctx:
        yield WRITES, measure(TEXTS, lambda: _remember(ctx.engine, judged), own=True)
    with stage.backlog(TEXTS) as ctx, _read_before(ctx):
        yield UNREAD, _drained(ctx, TEXTS)
    with stage.backlog(TEXTS) as ctx:
        yield DRIVER, measure(TEXTS, lambda: driver.write(ctx.engine, written), own=True)


def _drained(ctx: Context, texts: int) -> Measure:
    one = measure(texts, lambda: intake.drain_with(ctx), own=True)
    with reading(ctx.engine) as connection:
        assert inbound.unsettled(connection) == 0
    return one


def _listening(judged: list[Remembered]) -> AbstractContextManager[Any]:
    """Keep what a drain has judged, to have it written again."""

    def kept(connection: Connection, *what: *Remembered) -> None:
        judged.append(what)
        remember(connection, *what)

    return patch.object(journey, "remember", kept)


def _remember(engine: Engine, judged: Sequence[Remembered]) -> None:
    for what in judged:
        with writing(engine) as connection:
            remember(connection, *what)


def _read_before(ctx: Context) -> AbstractContextManager[Any]:
    """Let parsing cost nothing: all is read already."""
    with reading(ctx.engine) as connection:
        campaign = offices.Campaigns().only(connection)
    messages = [Message(0, "", district.sender(nth), district.text(nth), datetime.now(UTC)) for nth in range(TEXTS)]
    known = {message.text: reading_ for message, reading_ in journey.parse(campaign, messages)}
    return patch.object(journey, "parse", lambda _, messages: [(message, known[message.text]) for message in messages])


def _statements(stage: Stage) -> int:
    """How many statements one batch takes, from claim to settled; an executemany is one."""
    seen: list[str] = []
    with stage.backlog(inbound.BATCH) as ctx:
        _listen(ctx.engine, seen)
        intake.drain_with(ctx)
    return len(seen)


def _listen(engine: Engine, seen: list[str]) -> None:
    @event.listens_for(engine, "before_cursor_execute")
    def _note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)


def _arrival(nth: int, now: datetime) -> Arrival:
    return Arrival("twilio", district.carrier_id(nth), district.sender(nth), NUMBER, district.text(nth), now)
