"""The pieces a text is made of once its words and figures are known for what they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from parsers.reading import Error


class Sort(StrEnum):
    """What a piece is. The first block is what a report is made of, the rest is what may or may not stand around it."""

    KEYWORD = auto()
    UNIT = auto()
    NUMBER = auto()
    BAD = auto()  # stands where a unit or a number should, and cannot be taken: `error` says why

    SPOKEN = auto()  # a keyword called by a word of free text
    CALLED = auto()  # a word by which a keyword may be called, in its own report only: "ton giao"
    OFFICE = auto()
    MEASURE = auto()  # what was counted: "may", "ho"
    COMMAND = auto()
    CORRECT = auto()

    DAY = auto()  # "ngay": a date follows
    DATE = auto()
    MAYBE_DATE = auto()  # "28/8" with nothing to say so: a date, or two numbers of a pair
    CLOCK = auto()
    SPAN = auto()  # "30 phut"
    PERCENT = auto()
    ASIDE = auto()  # a number that counts nothing: a telephone, a document, a week
    SERIAL = auto()  # a word whose number counts nothing: "cong van", "tuan"
    SPAN_WORD = auto()
    MONTH = auto()

    FILLER = auto()  # says nothing about the number
    TITLE = auto()  # a person's name follows
    NAME = auto()
    PLACE = auto()  # "xa", "huyen": a name or a number follows, or nothing
    HAMLET = auto()
    NUMERAL = auto()  # a number in words
    SCALE = auto()  # "nghin", "trieu": after a figure it makes a round number
    DOUBT = auto()  # "khong", "se", "neu": puts the number in question wherever it stands
    ABOUT = auto()  # "khoang"
    ABOUT_NEXT = auto()  # "tren", "gan": only before a number
    RISE = auto()
    PLAIN = auto()  # an ordinary word, neither filler nor name
    UNKNOWN = auto()
    MARK = auto()
    LINE = auto()


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
