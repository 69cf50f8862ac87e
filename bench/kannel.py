"""Through a real Kannel: a district's texts at two hundred a second, and again while our web process is away for a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from statistics import quantiles
from threading import Thread

from bench import service
from bench.ratios import Line
from tests import servers
from tests.journey.behind_kannel import LETTER, District, district
from tests.kannel import Centre
from tests.peers import NoPeerError

TEXTS, LETTERS = 2000, 200
RATE = 200.0
AWAY_AFTER_SECONDS, AWAY_SECONDS = 3.0, 20.0
WHOLE, OUTAGE = "through Kannel", f"through Kannel, web process killed, away for {AWAY_SECONDS:.0f} s"


def lines() -> Iterator[Line]:
    """Each database's lines; where Kannel or Node is missing, what would bring them."""
    try:
        for kind in service.KINDS:
            yield from _measured(kind)
    except NoPeerError as why:
        yield Line(WHOLE, besides=f"not measured: {why}")


def _measured(kind: str) -> Iterator[Line]:
    with ExitStack() as stack:
        folder = stack.enter_context(service.folder())
        environment = {"REDIS_URL": stack.enter_context(servers.valkey()), **_database(kind, stack)}
        here = stack.enter_context(district(folder, Centre(folder), 2 * TEXTS, environment))
        yield _line(WHOLE, kind, here, range(TEXTS), _report)
        yield _line(OUTAGE, kind, here, range(TEXTS, 2 * TEXTS), _report_meanwhile_away)


def _database(kind: str, stack: ExitStack) -> dict[str, str]:
    if kind == "sqlite":
        return {}
    server = stack.enter_context(servers.postgresql())
    return {"DATABASE_URL": server.url_of(server.make())}


def _line(what: str, kind: str, here: District, units: range, report: Callable[[District, range], None]) -> Line:
    began = time.monotonic()
    report(here, units)
    marred = here.hand_over(LETTER.format(unit) for unit in units[:LETTERS])
    here.settle()
    seconds = time.monotonic() - began
    found = here.judge(units)
    shares = quantiles(here.waited(units), n=100)
    told = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in found.items())
    waited = f"answered after {shares[49]:.1f} s (half), {shares[98]:.1f} s (99 of 100)"
    return Line(what, kind, TEXTS / seconds, besides=f"{told}; {waited}; {LETTERS} with all letters, {marred} marred")


def _report(here: District, units: range) -> None:
    here.report(units, RATE)


def _report_meanwhile_away(here: District, units: range) -> None:
    # What forks must be the main thread, so the phones are the other one: workers/parting.py.
    phones = Thread(target=here.report, args=(units, RATE))
    phones.start()
    time.sleep(AWAY_AFTER_SECONDS)
    here.parts.kill("web")
    time.sleep(AWAY_SECONDS)
    here.parts.start("web")
    phones.join()
