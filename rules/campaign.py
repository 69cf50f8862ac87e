"""A campaign as values: who reports what, by when, within which bounds. Everything an office may change is in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from parsers import vocabulary
from parsers.vocabulary import Vocabulary


class Mode(StrEnum):
    """How a keyword's figure lives on: a running total and a level stand until replaced, a daily count does not."""

    CUMULATIVE = "cumulative"
    LEVEL = "level"
    DAILY = "daily"

    @property
    def carried(self) -> bool:
        """Whether the figure of an earlier day still stands today."""
        return self is not Mode.DAILY


class Cadence(StrEnum):
    """How often a duty falls due."""

    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Keyword:
    """One indicator. `meaning` is for pages and paper, `brief` for SMS; `numbers` is 1, or 2 for (done, total).

    `base` names the keyword whose figure this one is a share of, `target` that share (0.5 is half), `cap` the most that
    all units together can reach. `unit_words`, `spoken`, `deeds` and `called` are what a text may say, folded.
    """

    code: str
    meaning: str
    brief: str
    numbers: int
    mode: Mode
    groups: frozenset[str]
    unit_words: frozenset[str] = frozenset()
    spoken: frozenset[str] = frozenset()
    deeds: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()
    base: str | None = None
    target: float | None = None
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of unit; `headline` says whether its figures make the office's headline total."""

    code: str
    name: str
    headline: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """Who reports. `brief` is the name in SMS (unaccented), `parent` the code of the unit or office above."""

    code: str
    name: str
    brief: str
    group: str
    parent: str
    gso: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """What is owed: these keywords, from these groups or units, before this local time.

    A weekly one is due on this weekday (Monday is 0), or on the working day before where that day is free.
    """

    code: str
    name: str
    keywords: tuple[str, ...]
    groups: frozenset[str]
    units: frozenset[str]
    cadence: Cadence
    due: time
    weekday: int = 4


@dataclass(frozen=True, slots=True)
class Plausibility:
    """A rise over max(`floor`, `share` of the base) in one report is questioned."""

    floor: int = 300
    share: float = 0.1


@dataclass(frozen=True, slots=True)
class Believed:
    """How far from our own clock a carrier's time may be, to be judged by: what lies outside shows a wrong clock.

    `grace` is how long it may have held a text back, `ahead` how far its clock may be before ours.
    """

    grace: timedelta = timedelta(hours=24)
    ahead: timedelta = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Reminders:
    """When who owes is reminded: `steps` in time from the deadline, those before it negative, in their order.

    `patience` after step number `escalate_after` (counted from 1; 0 for never) the unit's leader is told, and the
    clerk gets the list. Nothing of all this is sent from `quiet_from` until `quiet_to`.
    """

    steps: tuple[timedelta, ...] = ()
    escalate_after: int = 0
    patience: timedelta = timedelta(minutes=15)
    quiet_from: time = time(22)
    quiet_to: time = time(7)


@dataclass(frozen=True, slots=True)
class ReplyCaps:
    """The most answers one number gets, and how long the same words are not said twice (seconds).

    `strangers` is the most answers an hour that all unregistered numbers get together.
    """

    hour: int = 6
    day: int = 20
    repeat: int = 60
    strangers: int = 20


@dataclass(frozen=True, slots=True)
class Office:
    """The whole: the district office that receives. `names` are its folded names, no unit's; `phone` is to be called."""

    code: str
    name: str
    phone: str
    province: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notes:
    """The command that leaves a note: no count, so no keyword, but explained and listed like one."""

    code: str
    meaning: str
    brief: str


@dataclass(frozen=True)
class Campaign:
    """One campaign, checked: every code that is named exists, every sentence is there in every language.

    `country` (ISO 3166, or none) is whose holidays hold; `holidays` and `working_days` are the office's own table, which
    goes before them. `deputy_days` is the longest for which a deputy is named.
    """

    name: str
    office: Office
    zone: ZoneInfo
    marker: str
    language: str
    closes: time
    headline: str
    ends: date | None
    groups: Mapping[str, Group]
    keywords: Mapping[str, Keyword]
    units: Mapping[str, Unit]
    duties: tuple[Duty, ...]
    holidays: frozenset[date]
    plausibility: Plausibility
    caps: ReplyCaps
    wording: Mapping[str, Mapping[str, str]]
    demo_numbers: str = ""
    notes: Notes | None = None
    country: str = ""
    working_days: frozenset[date] = frozenset()
    believed: Believed = Believed()
    reminders: Reminders = Reminders()
    deputy_days: int = 30
    fallback_line: str = ""
    """The line that sends where the one that a text came in on is down; none where it is empty."""

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words that a text may use."""
        return Vocabulary(
            keywords={
                k.code: vocabulary.Keyword(
                    k.code, k.numbers, k.groups, k.unit_words, k.spoken, k.deeds, k.called, daily=k.mode is Mode.DAILY
                )
                for k in self.keywords.values()
            },
            units={u.code: vocabulary.Unit(u.code, u.group, u.names) for u in self.units.values()},
            office=self.office.code,
            office_names=self.office.names,
            marker=self.marker,
        )

    @cached_property
    def owed(self) -> Mapping[str, Mapping[str, Duty]]:
        """Unit code -> keyword -> the duty by which that unit owes that keyword."""
        return {
            unit.code: {
                keyword: duty
                for duty in self.duties
                if unit.group in duty.groups or unit.code in duty.units
                for keyword in duty.keywords
            }
            for unit in self.units.values()
        }

    @cached_property
    def ancestors(self) -> Mapping[str, tuple[str, ...]]:
        """Unit code -> the units above it, nearest first, the office last."""
        return {code: tuple(self._above(code)) for code in self.units}

    @cached_property
    def headline_units(self) -> tuple[str, ...]:
        """The units whose figures make the headline's total."""
        return tuple(code for code, unit in self.units.items() if self.groups[unit.group].headline)

    def _above(self, code: str) -> list[str]:
        above = [self.units[code].parent]
        while above[-1] in self.units:
            above.append(self.units[above[-1]].parent)
        return above

    def keywords_of(self, unit: str) -> tuple[str, ...]:
        """The keywords that a unit may report: what it owes first, then the rest in the campaign's order."""
        owed = self.owed[unit]
        may = [code for code, keyword in self.keywords.items() if self.units[unit].group in keyword.groups]
        return (*owed, *(code for code in may if code not in owed))
