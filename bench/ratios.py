"""What a benchmark found: measures taken in turn, the medians of their ratios, and the table that shows them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from bench import machine

ROUNDS = 3
HEADINGS = ("what", "database", "a second", "CPU s / 1.000", "held against", "rate", "CPU", "asked", "besides")


@dataclass(frozen=True, slots=True)
class Measure:
    """One round: how many texts, in how many seconds, for how many CPU seconds."""

    texts: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Texts a second."""
        return self.texts / self.seconds

    @property
    def cost(self) -> float:
        """CPU seconds for a thousand texts."""
        return self.cpu / self.texts * 1000


Rounds = Sequence[Measure]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; a figure that makes no sense there is None."""

    what: str
    database: str = ""
    rate: float | None = None
    cost: float | None = None
    against: str = ""
    rate_ratio: float | None = None
    cost_ratio: float | None = None
    asked: str = ""
    besides: str = ""

    def cells(self) -> list[str]:
        """The line as it is shown, under HEADINGS."""
        return [
            self.what,
            self.database,
            _shown(self.rate),
            _shown(self.cost),
            self.against,
            _shown(self.rate_ratio),
            _shown(self.cost_ratio),
            self.asked,
            self.besides,
        ]

    def facts(self) -> dict[str, object]:
        """The line as JSON has it."""
        return asdict(self)


def measure(texts: int, work: Callable[[], object], *, own: bool = False) -> Measure:
    """Measure one round of `work`: the processes that we have started, and with `own` this one too."""
    cpu, started = _cpu(own=own), time.perf_counter()
    work()
    return Measure(texts, time.perf_counter() - started, _cpu(own=own) - cpu)


def alone(what: str, database: str, rounds: Rounds, *, besides: str = "") -> Line:
    """A line that is held against nothing."""
    return Line(what, database, _rate(rounds), _cost(rounds), besides=besides)


def held(line: Line, rounds: Rounds, against: str, others: Rounds, asked: str) -> Line:
    """The line with its ratios to what was measured in turn with it: the median of the rounds' own ratios."""
    pairs = list(zip(rounds, others, strict=True))
    return Line(
        line.what,
        line.database,
        line.rate,
        line.cost,
        against,
        median(one.rate / other.rate for one, other in pairs),
        median(one.cost / other.cost for one, other in pairs),
        asked,
        line.besides,
    )


def table(lines: Sequence[Line]) -> str:
    """A Markdown table that can be read as it stands."""
    rows = [list(HEADINGS), *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    padded = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    padded.insert(1, ["-" * width for width in widths])
    return "\n".join(f"| {' | '.join(row)} |" for row in padded)


def _rate(rounds: Rounds) -> float:
    return median(one.rate for one in rounds)


def _cost(rounds: Rounds) -> float:
    return median(one.cost for one in rounds)


def _cpu(*, own: bool) -> float:
    return machine.cpu_seconds() + (time.process_time() if own else 0.0)


def _shown(figure: float | None) -> str:
    """Three figures say all that a measure can."""
    if figure is None:
        return ""
    return f"{figure:,.0f}".replace(",", ".") if figure >= 100 else f"{figure:.3g}"
