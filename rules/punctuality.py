"""The table of punctuality: marks and SMS segments of a span by unit, group or duty, each counted in one place only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.campaign import Campaign
from rules.timeliness import Mark, Score, by_duty, by_group, by_unit, score


class By(StrEnum):
    """What a row of the table stands for."""

    UNIT = "unit"
    GROUP = "group"
    DUTY = "duty"


@dataclass(frozen=True, slots=True)
class About:
    """The units and duties that a text was about, as far as they are known."""

    units: frozenset[str] = frozenset()
    duties: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Traffic:
    """SMS segments: those of texts that came in, and of those that went out, and what the latter cost the office.

    `cost` is None where no line says its price.
    """

    inward: int = 0
    outward: int = 0
    cost: int | None = None

    @property
    def both(self) -> int:
        """There and back."""
        return self.inward + self.outward

    def __add__(self, other: Traffic) -> Traffic:
        known = [one.cost for one in (self, other) if one.cost is not None]
        return Traffic(self.inward + other.inward, self.outward + other.outward, sum(known) if known else None)


@dataclass(frozen=True, slots=True)
class Row:
    """One unit, group or duty: its score and its texts. `code` is empty for the whole, and for what no row can claim."""

    code: str
    score: Score
    traffic: Traffic


@dataclass(frozen=True, slots=True)
class Table:
    """All rows in the campaign's order, the texts that are about none of them or about several, and the whole."""

    rows: Sequence[Row]
    shared: Row
    whole: Row


def tabulate(campaign: Campaign, found: Sequence[Mark], texts: Mapping[About, Traffic], by: By) -> Table:
    """Add up. A text is never shared out among rows, so that they add up to the whole."""
    marks = _sorted_out(campaign, found, by)
    codes = _codes(campaign, by)
    traffic: dict[str, Traffic] = defaultdict(Traffic)
    for about, one in texts.items():
        traffic[_whose(campaign, about, by, codes)] += one
    whole = sum(texts.values(), Traffic())
    return Table(
        rows=[_row(code, marks.get(code, []), traffic[code]) for code in codes],
        shared=_row("", [], traffic[""]),
        whole=_row("", found, whole),
    )


def _row(code: str, found: Sequence[Mark], traffic: Traffic) -> Row:
    return Row(code, score(found, traffic.both, traffic.cost), traffic)


def _codes(campaign: Campaign, by: By) -> Collection[str]:
    if by is By.DUTY:
        return [duty.code for duty in campaign.duties]
    return campaign.units if by is By.UNIT else campaign.groups


def _sorted_out(campaign: Campaign, found: Sequence[Mark], by: By) -> Mapping[str, Sequence[Mark]]:
    if by is By.DUTY:
        return by_duty(found)
    return by_unit(found) if by is By.UNIT else by_group(campaign, found)


def _whose(campaign: Campaign, about: About, by: By, codes: Collection[str]) -> str:
    """The one row that a text belongs to; empty where there is none, or more than one."""
    found = about.duties if by is By.DUTY else about.units
    if by is By.GROUP:
        found = frozenset(campaign.units[unit].group for unit in found if unit in campaign.units)
    (one,) = found if len(found) == 1 else ("",)
    return one if one in codes else ""
