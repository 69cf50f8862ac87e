"""The whole road, from the signed webhook to the reply row, against one RQ job a text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, select

from bench import district, load, service
from bench.ratios import ROUNDS, Line, Measure, alone, held, measure
from ledger.engine import opened, reading
from ledger.tables import outbound
from tests import servers

TEXTS, TEXTS_TEXTBOOK, WARM_UP = 6000, 600, 500
OURS, TEXTBOOK = "whole road", "one RQ job a text"
ASKED = "rate 8; CPU 1/8, aim 1/12"
PATIENCE_SECONDS = 120.0


@dataclass
class Road:
    """A service that is running: where it listens, and the database in which the replies appear."""

    port: int
    engine: Engine
    texts: int
    sent: int = 0

    def travel(self, texts: int) -> Measure:
        """Send so many new texts, and wait until each of them has its reply."""
        requests = district.webhooks(self.port, range(self.sent, self.sent + texts))
        self.sent += texts
        return measure(texts, lambda: self._answered(requests))

    def _answered(self, requests: list[bytes]) -> None:
        load.post(self.port, requests)
        service.wait_until(lambda: self._replies() == self.sent, "the replies", PATIENCE_SECONDS, pause=0.05)

    def _replies(self) -> int:
        with reading(self.engine) as connection:
            return connection.scalar(select(func.count()).select_from(outbound)) or 0


def lines() -> Iterator[Line]:
    """Each database's lines, ours and the textbook's in turn."""
    with service.folder() as folder:
        district.campaign(folder)
        for kind in service.KINDS:
            yield from _compared(kind, folder)


def _compared(kind: str, folder: Path) -> Iterator[Line]:
    with ExitStack() as stack:
        environment = district.environment(folder, service.free_port(), "unix:///unused")
        make = stack.enter_context(service.databases(kind, folder, environment))
        ours = _opened(stack, folder, make("ours"), [["workers", "web"], ["workers", "intake"]], TEXTS)
        roles = [["bench.textbook", "web"], ["bench.textbook", "worker"]]
        textbook = _opened(stack, folder, make("textbook"), roles, TEXTS_TEXTBOOK)
        for road in (ours, textbook):
            road.travel(min(WARM_UP, road.texts))
        rounds = [(ours.travel(ours.texts), textbook.travel(textbook.texts)) for _ in range(ROUNDS)]
    mine, theirs = [one for one, _ in rounds], [other for _, other in rounds]
    yield alone(TEXTBOOK, kind, theirs)
    yield held(alone(OURS, kind, mine), mine, TEXTBOOK, theirs, ASKED)


def _opened(stack: ExitStack, folder: Path, database_url: str, roles: list[list[str]], texts: int) -> Road:
    """Start the two processes of a service with a Valkey of its own; the first one answers HTTP."""
    redis_url = stack.enter_context(servers.valkey())
    environment = district.environment(folder, service.free_port(), redis_url) | {"DATABASE_URL": database_url}
    web, worker = roles
    stack.enter_context(service.running(worker, environment))
    port = stack.enter_context(service.web(web, environment))
    return Road(port, stack.enter_context(opened(database_url)), texts)
