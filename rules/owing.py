"""Who owes what at a moment. Only an accepted report of that very duty settles it: a question or a refusal does not."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime

from rules.campaign import Campaign
from rules.deadlines import Deadline, answer, deadlines_at
from rules.standing import Standing

Excused = AbstractSet[tuple[str, date]]
"""Units that owe nothing on a day: (unit, reporting day on which the duty falls due)."""


@dataclass(frozen=True, slots=True)
class Item:
    """A keyword that a unit owes by a deadline."""

    unit: str
    keyword: str
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class Owing:
    """All that is owed by the deadlines of a moment: what is still missing, what was reported, what is excused."""

    missing: tuple[Item, ...]
    settled: tuple[Item, ...]
    excused: tuple[Item, ...]


def owing(standing: Standing, excused: Excused, moment: datetime) -> Owing:
    """See who owes what. `standing` holds the figures of the days of `deadlines.deadlines_at(campaign, moment)`."""
    missing, settled, free = [], [], []
    for item in _items(standing.campaign, deadlines_at(standing.campaign, moment)):
        if answer(standing, (item.unit, item.keyword), item.deadline) is not None:
            settled.append(item)
        elif (item.unit, item.deadline.period) in excused:
            free.append(item)
        else:
            missing.append(item)
    return Owing(tuple(missing), tuple(settled), tuple(free))


def _items(campaign: Campaign, deadlines: Iterable[Deadline]) -> list[Item]:
    by_duty = {deadline.duty.code: deadline for deadline in deadlines}
    return [
        Item(unit, keyword, by_duty[duty.code])
        for unit, owed in campaign.owed.items()
        for keyword, duty in owed.items()
        if duty.code in by_duty
    ]
