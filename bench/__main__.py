"""`python -m bench`: everything that we say of our speed, measured here and now, as ratios within one run."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from bench import drain, idle, kannel, parsing, road, slow, webhook
from bench.ratios import Line, table

BENCHMARKS: Mapping[str, Callable[[], Iterable[Line]]] = {
    "parser": parsing.lines,
    "webhook": webhook.lines,
    "drain": drain.lines,
    "road": road.lines,
    "idle": idle.lines,
    "slow": slow.lines,
    "kannel": kannel.lines,
}


def main(arguments: list[str]) -> int:
    """Measure what is named, or all; show the table and write it where it is asked for."""
    asked = _asked(arguments)
    found: list[Line] = []
    for name in asked.benchmark or BENCHMARKS:
        print(f"{name} ...", file=sys.stderr, flush=True)
        found += BENCHMARKS[name]()
    print(table(found))
    print(f"\n{os.cpu_count()} cores; load when it ended {os.getloadavg()[0]:.1f}, the benchmark's own included")
    if asked.markdown:
        asked.markdown.write_text(f"{table(found)}\n", encoding="utf-8")
    if asked.json:
        facts = [line.facts() for line in found]
        asked.json.write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the service; a few minutes for all.")
    parser.add_argument("benchmark", nargs="*", choices=[[], *BENCHMARKS], help="one or more of these; all if none")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
