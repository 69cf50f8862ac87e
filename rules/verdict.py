"""What a judgement says: which figures are entered, what is asked, noted or requested, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from rules.deputy import Change
from rules.requests import Ruling

Values: TypeAlias = tuple[int, ...]
Place: TypeAlias = tuple[str, str]
"""A unit's code and a keyword: where a figure stands."""

Facts: TypeAlias = Mapping[str, object]
"""What a sentence is about, in JSON's types; `rules.sentences` says which facts each sentence needs."""


class Station(StrEnum):
    """How far along the road a text came. The words are the page's columns and the log's events too."""

    RECEIVED = "received"
    PARSED = "parsed"
    VALIDATED = "validated"
    TOTALLED = "totalled"
    SET_ASIDE = "set_aside"


class Outcome(StrEnum):
    """What became of one figure: the first five stand (or let stand) in the totals, the others change nothing."""

    ACCEPTED = "accepted"
    UPDATED = "updated"
    CORRECTED = "corrected"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    QUESTIONED = "questioned"
    DUPLICATE = "duplicate"
    OVERTAKEN = "overtaken"
    REFUSED = "refused"

    @property
    def stands(self) -> bool:
        """Whether the figure stood from then on."""
        return self in {Outcome.ACCEPTED, Outcome.UPDATED, Outcome.CORRECTED, Outcome.CONFIRMED}


@dataclass(frozen=True, slots=True)
class Message:
    """A text as the rules see it. `moment` is what it is judged by (aware UTC), `id` its inbound row."""

    id: int
    line: str
    sender: str
    text: str
    moment: datetime
    partial: bool = False


REPORTER = "reporter"
"""The role of a phone that reports for a unit."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A registered number: the units it may report for, and its role.

    `refuses_reminders` is its owner's own wish (`TC`), `opted_out` what the carrier says of it.
    """

    number: str
    units: tuple[str, ...]
    role: str
    refuses_reminders: bool = False
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that stands, with the report that made it: `inbound` and `seq` are that report's key."""

    values: Values
    period: date
    moment: datetime
    late: bool
    inbound: int
    seq: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the report log. `previous` is what stood before it, None where nothing did.

    `restored` is the figure that a withdrawal brings back, None where nothing stood before it on that day.
    """

    unit: str
    keyword: str
    period: date
    values: Values
    outcome: Outcome
    late: bool = False
    previous: Values | None = None
    restored: Figure | None = None

    @property
    def place(self) -> Place:
        """Where the figure stands."""
        return self.unit, self.keyword


@dataclass(frozen=True, slots=True)
class Question:
    """A figure that waits for its `XN`.

    All figures of one text wait together; `doubtful` marks the one that is asked about. `moment` is when it came:
    confirmed, it is judged by that.
    """

    inbound: int
    sender: str
    unit: str
    keyword: str
    period: date
    values: Values
    doubtful: bool
    moment: datetime


@dataclass(frozen=True, slots=True)
class Sentence:
    """An answer before it is worded."""

    key: str
    facts: Facts

    @property
    def unclocked(self) -> tuple[str, Facts]:
        """What is said but for the minute: the same words a few seconds later are the same words."""
        return self.key, {name: fact for name, fact in self.facts.items() if name != "at"}


class Silence(StrEnum):
    """Why a text gets no answer."""

    ROBOT = "robot"
    STRANGER = "stranger"
    CAPPED = "capped"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that follows from one text, to be remembered in one transaction.

    `word` says in one word what became of it (an outcome, an error or a command); `answer` is None where `silence` says
    why. `settled` are the questions that it closes, with how (confirmed, replaced or withdrawn). `registration` is the unit
    that its sender asks for, `ruling` what a clerk says to such a request, `deputies` who reports in the sender's place from
    then on.
    """

    station: Station
    word: str
    entries: tuple[Entry, ...] = ()
    questions: tuple[Question, ...] = ()
    settled: tuple[tuple[Question, str], ...] = ()
    note: tuple[str, str] | None = None
    registration: str | None = None
    ruling: Ruling | None = None
    refuses_reminders: bool = False
    deputies: Change | None = None
    answer: Sentence | None = None
    silence: Silence | None = None
    unit: str | None = None
