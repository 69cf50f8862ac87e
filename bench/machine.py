"""What the machine says of the processes that a benchmark has started: CPU seconds and memory, from /proc."""

from __future__ import annotations

import os
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
# Places in /proc/<pid>/stat, counted behind the name: it may hold anything.
PARENT, TIMES = 1, slice(11, 15)


def cpu_seconds() -> float:
    """What all that we have started has used so far, ended children of theirs included; our own use is left out."""
    stats = _stats()
    return sum(sum(map(int, stats[pid][TIMES])) for pid in _below(stats, os.getpid())) / TICKS


def memory_mb(root: int) -> dict[str, float]:
    """Proportional set size of each process from `root` down, by name: what is shared is shared out, so they add up."""
    found: dict[str, float] = defaultdict(float)
    for pid in [root, *_below(_stats(), root)]:
        with suppress(FileNotFoundError, ProcessLookupError):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
            name = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
            found[name] += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
    return dict(found)


def _stats() -> dict[int, list[str]]:
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(FileNotFoundError, ProcessLookupError):
                found[int(folder.name)] = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return found


def _below(stats: dict[int, list[str]], root: int) -> list[int]:
    children = defaultdict(list)
    for pid, stat in stats.items():
        children[int(stat[PARENT])].append(pid)
    found: list[int] = []
    waiting = list(children[root])
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children[pid]
    return found
