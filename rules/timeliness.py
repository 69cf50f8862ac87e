"""Completeness and timeliness: how each unit kept each deadline of a span, and that added up, with its price in SMS."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.campaign import Campaign, Duty
from rules.deadlines import Deadline, answer, deadlines_between
from rules.owing import Excused
from rules.standing import Standing


class Kept(StrEnum):
    """How a deadline was kept: on time if all of its keywords were, missing as long as one of them is."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class Mark:
    """How one unit kept one deadline."""

    unit: str
    duty: str
    period: date
    kept: Kept


@dataclass(frozen=True, slots=True)
class Score:
    """Marks added up. Streaks count deadline days on which everything was on time; an excused day does not break one.

    `excused` marks are not among the expected. `segments` is how many SMS segments it took, there and back, and `cost`
    what they cost: None where no price is known.
    """

    expected: int
    on_time: int
    late: int
    missing: int
    excused: int
    longest: int
    current: int
    segments: int = 0
    cost: int | None = None

    @property
    def completeness(self) -> float | None:
        """The share of what was expected that was reported at all; None where nothing was."""
        return (self.on_time + self.late) / self.expected if self.expected else None

    @property
    def timeliness(self) -> float | None:
        """The share of what was expected that was reported on time; None where nothing was."""
        return self.on_time / self.expected if self.expected else None


def marks(standing: Standing, excused: Excused, span: tuple[date, date], moment: datetime) -> Iterator[Mark]:
    """How each deadline was kept that fell due in the span and lies behind. `standing` holds all figures of its days."""
    campaign = standing.campaign
    for duty in campaign.duties:
        passed = [each for each in deadlines_between(campaign, duty, *span) if each.due <= moment]
        for unit in units_of(campaign, duty):
            for deadline in passed:
                yield Mark(unit, duty.code, deadline.period, _kept(standing, excused, unit, deadline))


def units_of(campaign: Campaign, duty: Duty) -> list[str]:
    """The units that have this duty."""
    return [code for code, unit in campaign.units.items() if unit.group in duty.groups or code in duty.units]


def _kept(standing: Standing, excused: Excused, unit: str, deadline: Deadline) -> Kept:
    """An excused unit that reports all the same is counted: it wanted to be."""
    figures = [answer(standing, (unit, keyword), deadline) for keyword in deadline.duty.keywords]
    if all(figure is not None and not figure.late for figure in figures):
        return Kept.ON_TIME
    if None not in figures:
        return Kept.LATE
    return Kept.EXCUSED if (unit, deadline.period) in excused else Kept.MISSING


def score(found: Sequence[Mark], segments: int = 0, cost: int | None = None) -> Score:
    """Add marks up, whosever they are: of one unit, a group, a duty or all. The caller picks them."""
    expected = [mark for mark in found if mark.kept is not Kept.EXCUSED]
    counts = {kept: sum(mark.kept is kept for mark in expected) for kept in Kept}
    longest, current = _streaks(expected)
    return Score(
        expected=len(expected),
        on_time=counts[Kept.ON_TIME],
        late=counts[Kept.LATE],
        missing=counts[Kept.MISSING],
        excused=len(found) - len(expected),
        longest=longest,
        current=current,
        segments=segments,
        cost=cost,
    )


def _streaks(expected: Sequence[Mark]) -> tuple[int, int]:
    """The longest row of days on which all was on time, and the one that lasts until the last day."""
    days: dict[date, bool] = defaultdict(lambda: True)
    for mark in expected:
        days[mark.period] &= mark.kept is Kept.ON_TIME
    longest = current = 0
    for day in sorted(days):
        current = current + 1 if days[day] else 0
        longest = max(longest, current)
    return longest, current


def by_unit(found: Iterable[Mark]) -> dict[str, list[Mark]]:
    """Marks by whose they are."""
    return _by((mark.unit, mark) for mark in found)


def by_duty(found: Iterable[Mark]) -> dict[str, list[Mark]]:
    """Marks by the duty that they are about."""
    return _by((mark.duty, mark) for mark in found)


def by_group(campaign: Campaign, found: Iterable[Mark]) -> dict[str, list[Mark]]:
    """Marks by the group of the unit."""
    return _by((campaign.units[mark.unit].group, mark) for mark in found)


def _by(pairs: Iterable[tuple[str, Mark]]) -> dict[str, list[Mark]]:
    sorted_out: dict[str, list[Mark]] = defaultdict(list)
    for key, mark in pairs:
        sorted_out[key].append(mark)
    return dict(sorted_out)
