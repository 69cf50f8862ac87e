"""The clerk with pencil and paper: from the script and the campaign's own table of duties alone, what has to happen when.

Knows none of the service's code: only what the office wrote down (campaign.toml, units.csv, phones.csv, demo.csv). No
holiday falls into the days of a script: a weekly duty is due on its weekday.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from demo.script import Asks, Deputises, Joins, Turn
from rules.campaign import Campaign, Duty

Place: TypeAlias = tuple[str, str]
Values: TypeAlias = tuple[int, ...]

_DAY = timedelta(days=1)
_WEEK = 7
# As many as an SMS has room for, whatever they are called.
_FEW = 2


@dataclass(frozen=True, slots=True)
class Person:
    """A line of phones.csv: a number, the unit or office that it speaks for, as what, and its owner's name."""

    number: str
    unit: str
    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Due:
    """A text that has to go out: to whom, for which purpose, which units it names, and what else it has to say."""

    number: str
    purpose: str
    units: frozenset[str] = frozenset()
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A day as the clerk had it at its close: what stood for each unit, and how each kept its duties."""

    figures: Mapping[Place, Values]
    kept: Mapping[Place, str]


@dataclass(frozen=True, slots=True)
class _Written:
    values: Values
    late: bool


@dataclass(frozen=True, slots=True)
class _Debt:
    unit: str
    keyword: str
    duty: str
    due: datetime


@dataclass
class Paper:
    """What is written down so far."""

    campaign: Campaign
    people: Sequence[Person]
    books: dict[date, Book] = field(default_factory=dict)
    _figures: dict[Place, dict[date, _Written]] = field(default_factory=lambda: defaultdict(dict))
    _joined: list[Person] = field(default_factory=list)
    _deputies: dict[str, Deputises] = field(default_factory=dict)
    _told: set[tuple[str, str, date, str]] = field(default_factory=set)

    def day_of(self, moment: datetime) -> date:
        """The day that a moment counts for: after the close it is the next one."""
        local = moment.astimezone(self.campaign.zone)
        return local.date() + _DAY * (local.time() >= self.campaign.closes)

    def moments(self, day: date) -> list[datetime]:
        """When on a day something goes out by the clock, or ends: the steps, the late lists, the close."""
        if self.campaign.ends and day > self.campaign.ends:
            return []
        reminders = self.campaign.reminders
        due = [self._at(day, duty) for duty in self.campaign.duties if self._falls_due(duty, day)]
        steps = [one + step for one in due for step in (*reminders.steps, *self._patience())]
        return sorted({*steps, self._closes(day)})

    def write(self, turn: Turn) -> Iterator[Due]:
        """Write down what a turn says should hold; the texts to others that follow from it."""
        day = self.day_of(turn.moment)
        for keyword, values in turn.figures.items():
            self._enter((turn.unit, keyword), day, values, turn.moment)
        match turn.then:
            case Asks():
                yield from (Due(number, "registration") for number in self._with_role("clerk"))
            case Joins(number):
                self._joined.append(Person(number, turn.unit, "reporter", ""))
                yield Due(number, "registration", frozenset({turn.unit}))
            case Deputises(number) as deputy:
                self._deputies[self.sender(turn)] = deputy
                yield Due(number, "deputy", frozenset({turn.unit}))

    def sender(self, turn: Turn) -> str:
        """The number that a turn comes from; empty where its unit has none."""
        own = (one.number for one in self.people if one.unit == turn.unit and one.role == "reporter")
        return turn.sender or next(own, "")

    def round(self, now: datetime) -> list[Due]:
        """All that goes out by the clock at a moment, as if nothing could be late."""
        day, yesterday = self.day_of(now), self.day_of(now) - _DAY
        debts = list(self._debts(day)) if self.campaign.ends is None or day <= self.campaign.ends else []
        closes = now == self._closes(yesterday) and yesterday not in self.books
        return [
            *self._escalations(day, debts, now),  # they speak of the reminders until now
            *self._reminders(day, debts, now),
            *(self._close(yesterday) if closes else ()),
        ]

    def total(self, group: str, keyword: str, day: date) -> int:
        """What the units of a group have together on a day."""
        units = [code for code, unit in self.campaign.units.items() if unit.group == group]
        return sum(found[0] for code in units if (found := self._stands((code, keyword), day)))

    def book(self, day: date) -> Book:
        """The day as it would be frozen now."""
        figures = {place: found for place in self._figures if (found := self._stands(place, day))}
        owed = [(code, duty) for code in self.campaign.units for duty in self._duties(code, day)]
        return Book(figures, {(code, duty.code): self._kept(code, duty, day) for code, duty in owed})

    def _enter(self, place: Place, day: date, values: Values, moment: datetime) -> None:
        """Who was on time stays so when he corrects the figure."""
        days = self._figures[place]
        before = next((self._answer(place, duty, day) for duty in self._owing(place)), days.get(day))
        late = any(moment >= self._at(self._due_day(duty, day), duty) for duty in self._owing(place))
        days.pop(day, None)
        if values:
            days[day] = _Written(values, before.late if before else late)

    def _stands(self, place: Place, day: date) -> Values | None:
        carried = self.campaign.keywords[place[1]].mode.carried
        days = [one for one in self._figures.get(place, ()) if one == day or (carried and one < day)]
        return self._figures[place][max(days)].values if days else None

    def _owing(self, place: Place) -> Iterator[Duty]:
        unit, keyword = place
        for duty in self.campaign.duties:
            if keyword in duty.keywords and (self.campaign.units[unit].group in duty.groups or unit in duty.units):
                yield duty

    def _duties(self, unit: str, day: date) -> Iterator[Duty]:
        for duty in self.campaign.duties:
            ours = self.campaign.units[unit].group in duty.groups or unit in duty.units
            if ours and self._falls_due(duty, day):
                yield duty

    def _falls_due(self, duty: Duty, day: date) -> bool:
        return duty.cadence == "daily" or day.weekday() == duty.weekday

    def _due_day(self, duty: Duty, day: date) -> date:
        return day if duty.cadence == "daily" else day + _DAY * ((duty.weekday - day.weekday()) % _WEEK)

    def _at(self, day: date, duty: Duty) -> datetime:
        return datetime.combine(day, duty.due, tzinfo=self.campaign.zone)

    def _closes(self, day: date) -> datetime:
        return datetime.combine(day, self.campaign.closes, tzinfo=self.campaign.zone)

    def _answer(self, place: Place, duty: Duty, day: date) -> _Written | None:
        """What answers for a duty: of a weekly one, what came on any day of its week."""
        last = self._due_day(duty, day)
        days = [last - _DAY * nth for nth in range(1 if duty.cadence == "daily" else _WEEK)]
        return next((self._figures[place][one] for one in days if one in self._figures[place]), None)

    def _kept(self, unit: str, duty: Duty, day: date) -> str:
        found = [self._answer((unit, keyword), duty, day) for keyword in duty.keywords]
        if None in found:
            return "missing"
        return "late" if any(one.late for one in found if one) else "on_time"

    def _debts(self, day: date) -> Iterator[_Debt]:
        for unit in self.campaign.units:
            for duty in self._duties(unit, day):
                missing = [word for word in duty.keywords if self._answer((unit, word), duty, day) is None]
                yield from (_Debt(unit, word, duty.code, self._at(day, duty)) for word in missing)

    def _patience(self) -> Iterator[timedelta]:
        reminders = self.campaign.reminders
        if reminders.escalate_after:
            yield reminders.steps[reminders.escalate_after - 1] + reminders.patience

    def _step(self, debt: _Debt, now: datetime) -> timedelta | None:
        """The step whose time it is: those before the deadline end with it."""
        begun = [step for step in self.campaign.reminders.steps if debt.due + step <= now]
        return None if not begun or (begun[-1] < timedelta() and now >= debt.due) else begun[-1]

    def _reminders(self, day: date, debts: Sequence[_Debt], now: datetime) -> Iterator[Due]:
        for number, units in self._reporters(day).items():
            mine = [
                (debt, step) for debt in debts if debt.unit in units and (step := self._step(debt, now)) is not None
            ]
            keys = {(number, debt.duty, day, str(step)) for debt, step in mine}
            if keys - self._told:
                words = sorted({debt.keyword for debt, _ in mine}) if len(mine) <= _FEW else ()
                yield Due(number, "reminder", frozenset(debt.unit for debt, _ in mine), tuple(words))
            self._told |= keys

    def _reporters(self, day: date) -> Mapping[str, set[str]]:
        """Who is reminded of which units: the officer, or who reports in his place."""
        found: dict[str, set[str]] = defaultdict(set)
        for one in (*self.people, *self._joined):
            if one.role == "reporter":
                deputy = self._deputies.get(one.number)
                found[deputy.number if deputy and day <= deputy.last else one.number].add(one.unit)
        return found

    def _escalations(self, day: date, debts: Sequence[_Debt], now: datetime) -> Iterator[Due]:
        begun = [debt for debt in debts if any(debt.due + wait <= now for wait in self._patience())]
        for one in self.people:
            told = {"leader": "escalation", "clerk": "late_list"}.get(one.role)
            led = [debt for debt in begun if one.role == "clerk" or one.number in self._leaders(debt.unit)]
            keys = {(one.number, debt.duty, day, "late") for debt in led}
            if told and keys - self._told:
                units = frozenset(debt.unit for debt in led)
                says = (str(len(units)),) if told == "late_list" else tuple(self._times(led, day))
                yield Due(one.number, told, units, says)
                self._told |= keys

    def _leaders(self, unit: str) -> set[str]:
        """The unit's own, or those of the nearest above that has any."""
        above = unit
        while above in self.campaign.units and not self._led_by(above):
            above = self.campaign.units[above].parent
        return self._led_by(above)

    def _with_role(self, role: str) -> Iterable[str]:
        return dict.fromkeys(one.number for one in self.people if one.role == role)

    def _led_by(self, code: str) -> set[str]:
        return {one.number for one in self.people if one.unit == code and one.role == "leader"}

    def _times(self, debts: Iterable[_Debt], day: date) -> Iterator[str]:
        """How often each of them was reminded, where that is the same of all."""
        counts = {len(self._steps_told(debt, day)) for debt in debts}
        if len(counts) == 1 and 0 not in counts:
            yield str(*counts)

    def _steps_told(self, debt: _Debt, day: date) -> set[str]:
        ours = {one.number for one in (*self.people, *self._joined) if one.unit == debt.unit}
        ours |= {deputy.number for officer, deputy in self._deputies.items() if officer in ours}
        return {
            step
            for number, duty, of, step in self._told
            if number in ours and (duty, of) == (debt.duty, day) and step != "late"
        }

    def _close(self, day: date) -> Iterator[Due]:
        """Put the day's page away; leaders hear the sum, and who reported in another's place that this is over."""
        self.books[day] = self.book(day)
        headline = self.campaign.headline
        units = [code for code, unit in self.campaign.units.items() if self.campaign.groups[unit.group].headline]
        reported = sum(day in self._figures[code, headline] for code in units)
        whole = sum(found[0] for code in units if (found := self._stands((code, headline), day)))
        says = (str(whole), f"{reported}/{len(units)}")
        yield from (Due(number, "summary", says=says) for number in self._with_role("leader"))
        for officer, deputy in self._deputies.items():
            if deputy.last == day:
                yield Due(officer, "deputy")
                yield Due(deputy.number, "deputy")


def people(phones: Path) -> list[Person]:
    """The lines of phones.csv."""
    with phones.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(line for line in file if line.strip() and not line.startswith("#"))
        return [Person(row["number"], row["unit"], row["role"], row["name"]) for row in rows]
