"""What an office was promised of the texts that go by the clock, in the words of the promise and not in those of the code.

Who reports for what stands here by hand. Of the service it sees what its carrier took, and which figures stand.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from tests.personas import BINH, DUNG, HERE, HOA, LIEN, LONG, MAI, THU, VAN, YEN

Place: TypeAlias = tuple[str, str]
Step: TypeAlias = tuple[str, date, str]

REPORT: Mapping[str, tuple[str, ...]] = {one.number: one.units for one in (HOA, BINH, MAI, LIEN, YEN, THU)}
LEADERS = (DUNG.number, LONG.number)
CLERK = VAN.number
# The unit's own leader, or the one above: Dũng has Tân Hà with all its loudspeakers.
LED_BY = {"XA01": DUNG.number, "LT01": DUNG.number, "LT0103": DUNG.number}

DAILY = {("XA01", "BZ"): "1a", ("XA02", "BZ"): "1a", ("LT01", "PT"): "1b", ("LT0103", "PT"): "1b", ("YT01", "CB"): "2"}
WEEKLY = {("MT01", "HT"): "8, 10"}
FRIDAY = date(2020, 8, 28)
LAST_DAY = date(2020, 8, 31)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)

_BEFORE = re.compile(r"Nhac (?P<unit>\w+) .*: chua co (?P<keyword>\w+) ngay")
_AFTER = re.compile(r"BZTC: (?P<unit>\w+) .* qua han .* chua co (?P<keyword>\w+)\.")
_LATE = re.compile(r"Kinh bao: (?P<unit>\w+) .* chua bao cao (?P<keyword>\w+) ngay")
_MANY = re.compile(r"\b(?P<keyword>BZ|PT|CB|HT) (?P<unit>[A-Z]{2}\d+) \d\d:\d\d")
_LISTED = re.compile(r"chua bao cao: (?P<units>.*)\.")
_TIMES = re.compile(r"[Dd]a nhac (\d+) lan")
_SUMMARY = re.compile(r"Ngay (\d\d/\d\d)(, don vi thap nhat)?")


def day_of(moment: datetime) -> date:
    """A day ends at 16:00."""
    local = moment.astimezone(HERE)
    return local.date() + DAY * (local.time() >= time(16))


def on(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=HERE)


@dataclass(frozen=True)
class Taken:
    """A text as the carrier took it, and when by the office's clock."""

    row: int
    number: str
    body: str
    moment: datetime

    @property
    def places(self) -> AbstractSet[Place]:
        """What it says is missing, as far as it says it."""
        for pattern in (_BEFORE, _AFTER, _LATE):
            if found := pattern.search(self.body):
                return {(found["unit"], found["keyword"])}
        return {(found["unit"], found["keyword"]) for found in _MANY.finditer(self.body)}


@dataclass(frozen=True)
class Known:
    """What was so when a round was last made: who owed what, to whom it is to be said, and how often that was said."""

    missing: AbstractSet[Place]
    units: Mapping[str, AbstractSet[str]]
    silent: AbstractSet[str]
    times: Mapping[Place, int]


@dataclass
class Promises:
    """The office as its people know it. `quiet` is from when until when nobody is to be woken."""

    quiet: tuple[time, time]
    reported: AbstractSet[tuple[str, str, date]] = frozenset()
    excused: set[tuple[str, date]] = field(default_factory=set)
    deputies: list[tuple[str, str, datetime, date]] = field(default_factory=list)
    wants_nothing: set[str] = field(default_factory=set)
    known: Known = field(default_factory=lambda: Known(frozenset(), {}, frozenset(), {}))
    said: dict[str, set[Step]] = field(default_factory=lambda: defaultdict(set))
    steps: dict[Place, set[Step]] = field(default_factory=lambda: defaultdict(set))
    summaries: Counter[tuple[str, str, bool]] = field(default_factory=Counter)

    def is_night(self, moment: datetime) -> bool:
        begins, ends = self.quiet
        clock = moment.astimezone(HERE).time()
        return begins <= clock < ends if begins <= ends else not ends <= clock < begins

    def owed(self, moment: datetime) -> Iterator[tuple[Place, str, datetime]]:
        """What is due on the day and still missing, with its duty and its deadline."""
        day = day_of(moment)
        if day > LAST_DAY:
            return
        for place, duty in DAILY.items():
            yield from self._missing(place, duty, day, {day})
        for place, duty in WEEKLY.items() if day == FRIDAY else ():
            yield from self._missing(place, duty, day, {day - nth * DAY for nth in range(7)})

    def _missing(
        self, place: Place, duty: str, day: date, days: Iterable[date]
    ) -> Iterator[tuple[Place, str, datetime]]:
        if (place[0], day) not in self.excused and not any((*place, each) in self.reported for each in days):
            yield place, duty, on(day, time(15) if place in DAILY else time(10))

    def responsible(self, moment: datetime) -> dict[str, set[str]]:
        """Whom to remind of which units: the officer, or who stands in for him."""
        newest = {officer: (deputy, last) for officer, deputy, since, last in self.deputies if since <= moment}
        found: dict[str, set[str]] = defaultdict(set)
        for number, units in REPORT.items():
            deputy, last = newest.get(number, (number, LAST_DAY))
            found[deputy if day_of(moment) <= last else number].update(units)
        return found

    def due(self, moment: datetime) -> Iterator[tuple[str, Step]]:
        """Who is to have been told what by now, each phone and step: nothing at night, and nothing to who wants none."""
        if self.is_night(moment):
            return
        responsible = self.responsible(moment)
        for (unit, _), duty, deadline in self.owed(moment):
            step = step_at(deadline, moment)
            tell = [number for number, units in responsible.items() if unit in units] if step else []
            late = [LED_BY.get(unit, LONG.number), CLERK] if moment >= deadline + 30 * MINUTE else []
            for number, name in [*((one, step) for one in tell), *((one, "late") for one in late)]:
                if number not in self.wants_nothing:
                    yield number, (duty, day_of(moment), str(name))

    def round_made(self, moment: datetime) -> None:
        """From now on only what is true now may leave."""
        missing = frozenset(place for place, _, _ in self.owed(moment))
        silent = frozenset(self.wants_nothing)
        times = {
            place: len({step for step in steps if step[1] == day_of(moment)}) for place, steps in self.steps.items()
        }
        self.known = Known(missing, self.responsible(moment), silent, times)

    def took(self, text: Taken, purpose: str) -> None:
        """The carrier took a text: it may not be a second time, and has to be right."""
        if purpose != "confirmation":
            assert not self.is_night(text.moment), f"at night: {text}"
        if purpose in {"reminder", "escalation", "late_list", "summary"}:
            assert text.number not in self.known.silent, f"wants none: {text}"
        check = {"reminder": self._reminder, "escalation": self._escalation, "late_list": self._list}.get(purpose)
        if check:
            check(text)
        if purpose == "summary":
            self._summary(text)

    def _reminder(self, text: Taken) -> None:
        assert text.places, text
        assert text.places <= self.known.missing, f"has reported: {text}"
        assert {unit for unit, _ in text.places} <= self.known.units[text.number], f"not his: {text}"
        now = {place: self._step(place, text.moment) for place in text.places}
        new = {step for step in now.values() if step} - self.said[text.number]
        assert new, f"told already: {text}"
        self.said[text.number] |= new
        for place, step in now.items():
            if step:
                self.steps[place].add(step)

    def _step(self, place: Place, moment: datetime) -> Step | None:
        day = day_of(moment)
        step = step_at(on(day, time(15) if place in DAILY else time(10)), moment)
        return ((DAILY | WEEKLY)[place], day, step) if step else None

    def _escalation(self, text: Taken) -> None:
        ours = {place for place in text.places if place in DAILY | WEEKLY}
        assert ours <= self.known.missing, f"has reported: {text}"
        if found := _TIMES.search(text.body):
            assert int(found[1]) > 0, text
            for place in ours:
                assert self.known.times.get(place, 0) == int(found[1]), f"not so often: {text}"

    def _list(self, text: Taken) -> None:
        found = _LISTED.search(text.body)
        assert found, text
        ours = {unit for unit, _ in DAILY | WEEKLY} & set(re.split(r"[ ,]+", found["units"]))
        assert ours <= {unit for unit, _ in self.known.missing}, f"has reported: {text}"

    def _summary(self, text: Taken) -> None:
        found = _SUMMARY.search(text.body)
        assert found, text
        which = (text.number, found[1], bool(found[2]))
        self.summaries[which] += 1
        assert self.summaries[which] == 1, f"told already: {text}"
        assert text.number in LEADERS, text


def step_at(deadline: datetime, moment: datetime) -> str | None:
    """The reminder whose time it is: an hour and a quarter of an hour before the deadline, and one after it."""
    close = on(deadline.astimezone(HERE).date(), time(16))
    if deadline - 60 * MINUTE <= moment < deadline - 15 * MINUTE:
        return "-60"
    if deadline - 15 * MINUTE <= moment < deadline:
        return "-15"
    return "15" if deadline + 15 * MINUTE <= moment < close else None
