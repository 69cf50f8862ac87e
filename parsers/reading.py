"""What a text can turn out to be: a reading, or a misreading that says what was missing. Plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the sender wants. The values are the words of the published corpus."""

    REPORT = "report"
    CORRECTION = "correction"
    MULTI = "multi"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    STATUS = "status"
    HELP = "help"
    NOTE = "note"
    REGISTER = "register"
    APPROVE = "approve"
    REFUSE = "refuse"
    STOP = "stop"
    DEPUTY = "deputy"
    DEPUTY_END = "deputy_end"
    ACK = "ack"
    IGNORE = "ignore"
    UNKNOWN = "unknown"


class Error(StrEnum):
    """Why a text could not be taken as it stands: each has its own answer, which says what to send instead."""

    EMPTY = "empty"
    MISSING_KEYWORD = "missing_keyword"
    UNKNOWN_KEYWORD = "unknown_keyword"
    MISSING_UNIT = "missing_unit"
    UNKNOWN_UNIT = "unknown_unit"
    UNIT_CONFLICT = "unit_conflict"
    SUB_UNIT = "sub_unit"
    MISSING_VALUE = "missing_value"
    TOO_MANY_VALUES = "too_many_values"
    AMBIGUOUS_NUMBER = "ambiguous_number"
    VALUE_OUT_OF_RANGE = "value_out_of_range"
    VALUE_ORDER = "value_order"
    NOT_A_NUMBER = "not_a_number"
    APPROX_NUMBER = "approx_number"
    NEGATIVE_NUMBER = "negative_number"
    PERCENT_NOT_COUNT = "percent_not_count"
    INCREMENT_NOT_TOTAL = "increment_not_total"
    UNIT_WORD_MISMATCH = "unit_word_mismatch"
    KEYWORD_NOT_FOR_UNIT = "keyword_not_for_unit"
    AMBIGUOUS_MEANING = "ambiguous_meaning"
    CONFLICTING_VALUES = "conflicting_values"
    INCOMPLETE_MESSAGE = "incomplete_message"
    DEPUTY_NUMBER = "deputy_number"
    DEPUTY_DAY = "deputy_day"
    DEPUTY_BESIDE = "deputy_beside"


class Expected(StrEnum):
    """What should have stood where a text was stumbled over, or have been sent instead."""

    WORDS = "words"
    KEYWORD = "keyword"
    ITS_KEYWORD = "its_keyword"
    UNIT = "unit"
    ONE_UNIT = "one_unit"
    NUMBER = "number"
    ONE_NUMBER = "one_number"
    PAIR = "pair"
    WHOLE_UNIT = "whole_unit"
    TOTAL = "total"
    COUNTED = "counted"
    DONE = "done"
    ONE_TEXT = "one_text"
    TELEPHONE = "telephone"
    LAST_DAY = "last_day"
    ALONE = "alone"


EXPECTED: Mapping[Error, Expected] = {
    Error.EMPTY: Expected.WORDS,
    Error.MISSING_KEYWORD: Expected.KEYWORD,
    Error.UNKNOWN_KEYWORD: Expected.KEYWORD,
    Error.MISSING_UNIT: Expected.UNIT,
    Error.UNKNOWN_UNIT: Expected.UNIT,
    Error.UNIT_CONFLICT: Expected.ONE_UNIT,
    Error.SUB_UNIT: Expected.WHOLE_UNIT,
    Error.MISSING_VALUE: Expected.NUMBER,
    Error.TOO_MANY_VALUES: Expected.ONE_NUMBER,
    Error.AMBIGUOUS_NUMBER: Expected.NUMBER,
    Error.VALUE_OUT_OF_RANGE: Expected.NUMBER,
    Error.VALUE_ORDER: Expected.PAIR,
    Error.NOT_A_NUMBER: Expected.NUMBER,
    Error.APPROX_NUMBER: Expected.NUMBER,
    Error.NEGATIVE_NUMBER: Expected.NUMBER,
    Error.PERCENT_NOT_COUNT: Expected.NUMBER,
    Error.INCREMENT_NOT_TOTAL: Expected.TOTAL,
    Error.UNIT_WORD_MISMATCH: Expected.COUNTED,
    Error.KEYWORD_NOT_FOR_UNIT: Expected.ITS_KEYWORD,
    Error.AMBIGUOUS_MEANING: Expected.DONE,
    Error.CONFLICTING_VALUES: Expected.ONE_NUMBER,
    Error.INCOMPLETE_MESSAGE: Expected.ONE_TEXT,
    Error.DEPUTY_NUMBER: Expected.TELEPHONE,
    Error.DEPUTY_DAY: Expected.LAST_DAY,
    Error.DEPUTY_BESIDE: Expected.ALONE,
}


@dataclass(frozen=True, slots=True)
class Count:
    """One figure as it was read.

    `values` holds one number, or two (done, total) where the keyword asks for a pair; `unit` is None where the text
    names none and the sender's registration has to supply it.
    """

    keyword: str
    unit: str | None
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text understood.

    `counts` holds one count for a report or a correction, two or more for a multi. A confirmation, a withdrawal, help
    and a status question use `keyword`, `unit` and `values` instead, each None or empty where the text does not name it;
    the unit of a status question about the whole office is the office's own code. `date` is what stood in the text,
    as "28", "28/08" or "28/08/2020": only the calendar knows which day that is. `note` is a note's text as it was sent.
    `number` is another telephone that the text speaks of, in E.164: whose registration it settles, or who is to report for
    the sender until that date, or no longer.
    """

    kind: Kind
    counts: tuple[Count, ...] = ()
    keyword: str | None = None
    unit: str | None = None
    values: tuple[int, ...] = ()
    date: str | None = None
    note: str = ""
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Misreading:
    """A text not understood, or not well enough to write a number down.

    `word` is the piece that was stumbled over, as the sender wrote it, at most ten characters; `keyword`, `unit` and
    `values` are what was understood all the same, so that the answer can show the line to send back. `meant` is the
    keyword of an unknown_keyword, or the unit of an unknown_unit or a missing_unit, that is one letter off: to be asked
    about, never to be counted. With it `values` are the numbers that the text would report if it were so.
    """

    error: Error
    word: str = ""
    keyword: str | None = None
    unit: str | None = None
    values: tuple[int, ...] = ()
    correction: bool = False
    meant: str | None = None

    @property
    def expected(self) -> Expected:
        """What should have been there instead."""
        return EXPECTED[self.error]
