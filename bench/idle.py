"""From `flask up` to ready, and what the whole service then holds of the memory while nothing happens."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from bench import machine, service
from bench.ratios import ROUNDS, Line

UP = ["flask", "--app", "wsgi", "up"]
SETTLED_SECONDS = 3.0


def lines() -> Iterator[Line]:
    """On SQLite and the embedded Valkey, with the real campaign: as `make run` starts it."""
    seconds, memory = zip(*(_once() for _ in range(ROUNDS)), strict=True)
    sums = [sum(one.values()) for one in memory]
    parts = ", ".join(f"{name} {size:.0f}" for name, size in sorted(memory[0].items(), key=lambda part: -part[1]))
    first, others = seconds[0], seconds[1:]
    yield Line("flask up until ready, s", "sqlite", asked="5", besides=f"{first:.1f} first, then {median(others):.1f}")
    yield Line("idle, PSS of all, MB", "sqlite", asked="200, aim 160", besides=f"{median(sums):.0f}: {parts}")


def _once() -> tuple[float, dict[str, float]]:
    with service.folder() as folder:
        environment = {"DATA_DIR": str(folder / "data"), "PORT": str(service.free_port()), "TUNGNGO_DEMO": "1"}
        started = time.perf_counter()
        with service.running(UP, environment) as process:
            assert process.stdout is not None
            assert process.stdout.readline(), "it did not start"
            seconds = time.perf_counter() - started
            time.sleep(SETTLED_SECONDS)
            return seconds, machine.memory_mb(process.pid)
