"""The webhook: signature, strict fields, durable row and ring, against a bare Flask route on the same server."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from bench import district, load, service
from bench.ratios import ROUNDS, Line, Measure, alone, held, measure
from tests import servers

TEXTS = 8000
WARM_UP = 1000
BARE = "bare Flask route"
ASKED = "rate 0.33, aim 0.50"


def lines() -> Iterator[Line]:
    """One round of each after the other, as often as it takes; all of them wait for their turn in the same run."""
    measures: dict[str, list[Measure]] = defaultdict(list)
    slowest: dict[str, list[float]] = defaultdict(list)
    with _doors() as doors:
        for port, path in doors.values():
            _round(port, path, range(ROUNDS * TEXTS, ROUNDS * TEXTS + WARM_UP))
        for nth in range(ROUNDS):
            for name, (port, path) in doors.items():
                one, p99 = _round(port, path, range(nth * TEXTS, (nth + 1) * TEXTS))
                measures[name].append(one)
                slowest[name].append(p99)
    bare = measures.pop(BARE)
    yield alone(BARE, "", bare, besides=_p99(slowest[BARE]))
    for kind, rounds in measures.items():
        line = alone("signed webhook", kind, rounds, besides=_p99(slowest[kind]))
        yield held(line, rounds, BARE, bare, ASKED)


@contextmanager
def _doors() -> Iterator[dict[str, tuple[int, str]]]:
    """Port and path of each web process; the ones of ours have a Valkey to ring and a database each."""
    with ExitStack() as stack:
        folder = stack.enter_context(service.folder())
        redis_url = stack.enter_context(servers.valkey())
        district.campaign(folder)
        doors = {BARE: (stack.enter_context(_bare(folder)), "/bare")}
        for kind in service.KINDS:
            environment = district.environment(folder, service.free_port(), redis_url)
            make = stack.enter_context(service.databases(kind, folder, environment))
            ours = service.web(["workers", "web"], {**environment, "DATABASE_URL": make("webhook")})
            doors[kind] = (stack.enter_context(ours), district.PATH)
        yield doors


def _bare(folder: Path) -> service.Web:
    return service.web(["bench.bare"], {"PORT": str(service.free_port()), "DATA_DIR": str(folder / "bare")})


def _round(port: int, path: str, which: range) -> tuple[Measure, float]:
    requests = district.webhooks(port, which, path)
    posted: list[load.Load] = []
    one = measure(len(which), lambda: posted.append(load.post(port, requests)))
    return one, posted[0].p99


def _p99(seconds: list[float]) -> str:
    return f"p99 {median(seconds) * 1000:.0f} ms"
