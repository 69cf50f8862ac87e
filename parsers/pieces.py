"""The pieces a text is made of once its words and figures are known for what they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from parsers.reading import Error


class Sort(str):
    """What a piece is. The first block is what a report is made of, the rest is what may or may not stand around it.

    Each is named below by its annotation and is one object, so that `is` tells them apart. It is no `StrEnum`: the rules
    name hundreds of them for every text, and in CPython 3.11 naming an enum's member takes four times as long.
    """

    __slots__ = ()

    KEYWORD: ClassVar[Sort]
    UNIT: ClassVar[Sort]
    NUMBER: ClassVar[Sort]
    BAD: ClassVar[Sort]  # stands where a unit or a number should, and cannot be taken: `error` says why

    SPOKEN: ClassVar[Sort]  # a keyword called by a word of free text
    CALLED: ClassVar[Sort]  # a word by which a keyword may be called, in its own report only: "ton giao"
    OFFICE: ClassVar[Sort]
    MEASURE: ClassVar[Sort]  # what was counted: "may", "ho"
    COMMAND: ClassVar[Sort]
    CORRECT: ClassVar[Sort]

    DAY: ClassVar[Sort]  # "ngay": a date follows
    DATE: ClassVar[Sort]
    MAYBE_DATE: ClassVar[Sort]  # "28/8" with nothing to say so: a date, or two numbers of a pair
    CLOCK: ClassVar[Sort]
    SPAN: ClassVar[Sort]  # "30 phut"
    PERCENT: ClassVar[Sort]
    ASIDE: ClassVar[Sort]  # a number that counts nothing: a telephone, a document, a week
    SERIAL: ClassVar[Sort]  # a word whose number counts nothing: "cong van", "tuan"
    SPAN_WORD: ClassVar[Sort]
    MONTH: ClassVar[Sort]

    FILLER: ClassVar[Sort]  # says nothing about the number
    TITLE: ClassVar[Sort]  # a person's name follows
    NAME: ClassVar[Sort]
    PLACE: ClassVar[Sort]  # "xa", "huyen": a name or a number follows, or nothing
    HAMLET: ClassVar[Sort]
    NUMERAL: ClassVar[Sort]  # a number in words
    SCALE: ClassVar[Sort]  # "nghin", "trieu": after a figure it makes a round number
    DOUBT: ClassVar[Sort]  # "khong", "se", "neu": puts the number in question wherever it stands
    ABOUT: ClassVar[Sort]  # "khoang"
    ABOUT_NEXT: ClassVar[Sort]  # "tren", "gan": only before a number
    RISE: ClassVar[Sort]
    PLAIN: ClassVar[Sort]  # an ordinary word, neither filler nor name
    UNKNOWN: ClassVar[Sort]
    MARK: ClassVar[Sort]
    LINE: ClassVar[Sort]


SORTS = tuple(Sort(name.lower()) for name in Sort.__annotations__)
"""Every sort there is."""

for _sort in SORTS:
    setattr(Sort, _sort.upper(), _sort)


@dataclass(frozen=True, slots=True)
class Sense:
    """What a word or a phrase means."""

    sort: Sort
    text: str


@dataclass(slots=True)
class Piece:
    """One piece. `text` is its plain form (a code, a date, the digits), `start` and `end` its place when folded."""

    sort: Sort
    text: str
    start: int
    end: int
    number: int = -1
    error: Error | None = None
    proper: bool = False  # an unknown word, or one that is a name as well, written as names are


FIGURES = frozenset({Sort.NUMBER, Sort.BAD})
"""What stands where a number does."""

SIGNS = frozenset({Sort.MARK, Sort.LINE})
"""What says nothing by itself."""

CORE = frozenset({Sort.KEYWORD, Sort.UNIT, Sort.NUMBER, Sort.BAD})
