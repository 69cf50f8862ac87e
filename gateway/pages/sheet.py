"""The day's sheet: what the office's page shows, group by group and unit by unit, before it becomes HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from ledger.desk import open_day
from ledger.engine import Connection
from ledger.totals import Total, standing_on
from rules.campaign import Campaign, Group, Keyword, Unit
from rules.overview import Line, Overview, State, overview


@dataclass(frozen=True)
class Row:
    """A unit: what it owes, and what else it has told. `base` is its line of the headline's base, if it has one."""

    unit: Unit
    owed: Sequence[Line]
    extra: Sequence[Line]
    base: Line | None

    @property
    def height(self) -> int:
        """How many lines it takes."""
        return max(1, len(self.owed))

    def share(self, line: Line) -> float | None:
        """The unit's share of its own base, where both are known."""
        if line.figure is None or self.base is None or self.base.figure is None or not self.base.figure.values[0]:
            return None
        return line.figure.values[0] / self.base.figure.values[0]


@dataclass(frozen=True)
class Block:
    """A group of units, never added to another. `sums` are the ledger's totals of what the group owes."""

    group: Group
    rows: Sequence[Row]
    sums: Mapping[str, Total]
    base: str | None

    @cached_property
    def keywords(self) -> tuple[str, ...]:
        """What units of this group owe."""
        return tuple(dict.fromkeys(line.keyword for row in self.rows for line in row.owed))

    @property
    def height(self) -> int:
        """How many lines it takes."""
        return sum(row.height for row in self.rows)

    def reported(self, keyword: str) -> int:
        """How many units have answered for that day."""
        return sum(line.state in {State.REPORTED, State.LATE} for line in self._lines(keyword))

    def owing(self, keyword: str) -> int:
        """How many units owe it."""
        return len(self._lines(keyword))

    def _lines(self, keyword: str) -> list[Line]:
        return [line for row in self.rows for line in row.owed if line.keyword == keyword]


@dataclass(frozen=True)
class Sheet:
    """A day as the page shows it."""

    campaign: Campaign
    day: Overview
    sums: Mapping[tuple[str, str], Total]

    @property
    def keyword(self) -> Keyword:
        """The headline's keyword."""
        return self.campaign.keywords[self.day.headline.keyword]

    @property
    def headline_groups(self) -> list[Group]:
        """The groups that the headline adds up."""
        return [group for group in self.campaign.groups.values() if group.headline]

    @property
    def closed(self) -> bool:
        """Whether the day was over when it was looked at."""
        return self.day.moment >= self.day.closes

    @property
    def known(self) -> bool:
        """Whether any unit has a figure in the headline: a sum of nothing is no figure."""
        sums = [self.sums.get((group.code, self.keyword.code)) for group in self.headline_groups]
        return any(one is not None and one.units for one in sums)

    @cached_property
    def with_base(self) -> int:
        """How many of the headline's units have given their base."""
        return sum(
            row.base is not None and row.base.figure is not None
            for block in self.blocks
            if block.group.headline
            for row in block.rows
        )

    @cached_property
    def blocks(self) -> list[Block]:
        """The groups that have units, those of the headline first."""
        lines: dict[str, list[Line]] = {code: [] for code in self.campaign.units}
        for line in self.day.lines:
            lines[line.unit.code].append(line)
        groups = sorted(self.campaign.groups.values(), key=lambda group: not group.headline)
        blocks = [self._block(group, lines) for group in groups]
        return [block for block in blocks if block.rows]

    @property
    def columns(self) -> tuple[Sequence[Block], Sequence[Block]]:
        """The blocks in two columns of about the same height, in their order."""
        columns: tuple[list[Block], list[Block]] = ([], [])
        heights = [0, 0]
        for block in self.blocks:
            place = 0 if block.group.headline or heights[0] <= heights[1] else 1
            columns[place].append(block)
            heights[place] += block.height
        return columns

    def _block(self, group: Group, lines: Mapping[str, Sequence[Line]]) -> Block:
        units = sorted(
            (unit for unit in self.campaign.units.values() if unit.group == group.code),
            key=self._place,
        )
        sums = {keyword: total for (code, keyword), total in self.sums.items() if code == group.code}
        base = self.keyword.base if group.headline else None
        return Block(group, [self._row(unit, lines[unit.code], base) for unit in units], sums, base)

    def _place(self, unit: Unit) -> tuple[int, ...]:
        """In the campaign's order, and what stands below a unit in that unit's order."""
        order = {code: place for place, code in enumerate(self.campaign.units)}
        return order.get(unit.parent, -1), order[unit.code]

    def _row(self, unit: Unit, lines: Iterable[Line], base: str | None) -> Row:
        owed = self.campaign.owed[unit.code]
        of_unit = list(lines)
        return Row(
            unit,
            [line for line in of_unit if line.keyword in owed],
            [line for line in of_unit if line.keyword not in {*owed, base} and _worth_showing(line)],
            next((line for line in of_unit if line.keyword == base), None),
        )


def _worth_showing(line: Line) -> bool:
    """What nobody owes is shown where it was told, or asked back."""
    return line.figure is not None or line.asked is not None


def sheet(connection: Connection, campaign: Campaign, on: date, moment: datetime) -> Sheet:
    """The sheet of a day, as it stands at `moment`."""
    day = overview(open_day(connection, campaign, on), on, moment)
    return Sheet(campaign, day, standing_on(connection, campaign, campaign.office.code, on))
