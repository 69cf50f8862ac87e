"""Belying: what the words of a report's own clause say against its figure.

A person who reads "BZ XA01 da phat 740" sees that the keyword is one thing and the deed another, in "may so 3" which telephone
and not how many, in "theo anh Bay noi" whose figure it is. None of it makes a number wrong; all of it makes one ask. A clause
of its own ("BZ XA01 1234, da phat to roi") belies nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from parsers.grounds import (
    ADDED,
    AIMED,
    AT,
    DAY_PARTS,
    GIVEN,
    HEARD,
    HELD,
    KEPT,
    LONG_SPANS,
    NUMBERED,
    OFFICES,
    OPEN_SPANS,
    OWNING,
    SENT,
    SHARES_OF,
    SOURCES,
    TAKEN,
    THINGS,
    TOLD,
    TONIGHT,
    UNTIL,
    WHICH,
)
from parsers.pieces import Piece, Sort
from parsers.reading import Error
from parsers.scene import bounds
from parsers.telling import DONE, WHOLES
from parsers.vocabulary import Keyword, Tables, Vocabulary
from parsers.words import TOTALS, WISHES

_TELLING = frozenset({Sort.FILLER, Sort.CALLED, Sort.PLAIN, Sort.UNKNOWN, Sort.SPOKEN})
_WHOSE = frozenset({Sort.OFFICE, Sort.TITLE, Sort.NAME})
_AN_HOUR = 24
_PAIR = 2
_NOTHING = Piece(Sort.LINE, "", 0, 0)


class Told(NamedTuple):
    """One figure of a report: its number, the pieces of its clause before it and behind it, and what it counts."""

    keyword: Keyword
    tables: Tables
    number: Piece
    before: Sequence[Piece]
    behind: Sequence[Piece]
    carded: bool

    @property
    def last(self) -> Piece:
        """The piece right before the number."""
        return self.before[-1] if self.before else _NOTHING

    @property
    def measure(self) -> str:
        """What the number counts, by the word right behind it; an empty string where none stands there."""
        return self.behind[0].text if self.behind and self.behind[0].sort is Sort.MEASURE else ""

    @property
    def rest(self) -> Sequence[Piece]:
        """The pieces behind the number and what it counts."""
        return self.behind[1:] if self.measure else self.behind

    @property
    def deeds(self) -> list[Piece]:
        """The keyword's own deeds before the number."""
        code, doers = self.keyword.code, self.tables.doers
        return [piece for piece in self.before if code in doers.get(piece.text, ()) or _speaks_of(piece, code)]

    @property
    def gives(self) -> bool:
        """Whether the keyword counts things that change hands: these can be wished for, received and kept."""
        return not self.keyword.daily and not GIVEN.isdisjoint(self.keyword.deeds)


def belied(vocabulary: Vocabulary, keyword: Keyword, pieces: Sequence[Piece]) -> tuple[Error, Piece] | None:
    """Give what belies the first figure of a report that can be belied, and how; None where nothing does."""
    tables = vocabulary.tables
    if keyword.numbers == _PAIR and (whole := _not_done(pieces)):
        return Error.AMBIGUOUS_MEANING, whole
    spans = Sort.SPAN in [piece.sort for piece in pieces]
    if not spans and tables.weighty[keyword.code].isdisjoint([piece.text for piece in pieces]):
        return None
    carded = any(piece.sort is Sort.KEYWORD for piece in pieces)
    for at, piece in enumerate(pieces):
        if piece.sort is Sort.NUMBER:
            before = list(takewhile(_same_clause, reversed(pieces[:at])))[::-1]
            behind = list(takewhile(_about_it, pieces[at + 1 :]))
            told = Told(keyword, tables, piece, before, behind, carded)
            if found := next(filter(None, (rule(told) for rule in _RULES)), None):
                return found
    return None


def _speaks_of(piece: Piece, code: str) -> bool:
    return piece.sort is Sort.SPOKEN and piece.text == code


def _not_done(pieces: Sequence[Piece]) -> Piece | None:
    """Find what calls the first number of a pair no part that is done: "85 co smartphone tren tong 92", "85 can bo, 92 nhan vien".

    Nothing does where it is called done; where both numbers are called the same, they are a part and its whole.
    """
    numbers = [at for at, piece in enumerate(pieces) if piece.sort is Sort.NUMBER]
    if len(numbers) != _PAIR:
        return None
    first, second = numbers
    between = pieces[first + 1 : second]
    told_done = (*pieces[:first], *between, *pieces[second + 1 : second + 3])
    if any(piece.text.removeprefix("NGUOI ") in DONE for piece in told_done):
        return None
    things = [piece for piece in between[:1] if piece.sort is Sort.MEASURE]
    beside = [*pieces[max(first - 1, 0) : first], *between[len(things) : len(things) + 1]]
    if owning := next((piece for piece in beside if piece.text.removeprefix("NGUOI ") in OWNING), None):
        return owning
    behind = [] if any(piece.text in WHOLES for piece in between) else pieces[second + 1 : second + 2]
    if things and behind and behind[0].sort is Sort.MEASURE and behind[0].text != things[0].text:
        return things[0]
    return None


def _same_clause(piece: Piece) -> bool:
    """Say whether a piece before a figure still belongs to its clause: "da phat: 740"."""
    return piece.text == ":" or not bounds(piece)


def _about_it(piece: Piece) -> bool:
    """Say whether a piece behind a figure still speaks of it; behind a percentage it says of what that is one."""
    return piece.sort is not Sort.PERCENT and not bounds(piece)


def _another_deed(told: Told) -> tuple[Error, Piece] | None:
    """See a deed that is another keyword's, where none of its own is told and no thing is its alone: "BZ XA01 da phat 740"."""
    if not told.carded:
        return None
    doers = [piece for piece in (*told.before, *told.behind) if _doers(told, piece)]
    others = frozenset[str]().union(*(_doers(told, piece) for piece in doers))
    if not others or any(told.keyword.code in _doers(told, piece) for piece in doers):
        return None
    shared = told.measure in frozenset[str]().union(*(told.tables.things[code] for code in others))
    return None if told.measure in told.keyword.unit_words and not shared else (Error.UNIT_WORD_MISMATCH, doers[0])


def _doers(told: Told, piece: Piece) -> frozenset[str]:
    """Give the keywords that a piece names; beside one that counts what is there, any deed names another.

    What is installed is a part of every pair, and who has a smartphone may be its whole.
    """
    if piece.sort is Sort.SPOKEN:
        plain = told.keyword.numbers == 1 and not told.keyword.deeds
        return frozenset({piece.text}) if plain else frozenset()
    found = told.tables.doers.get(piece.text, frozenset()) if piece.sort in _TELLING else frozenset()
    of_a_pair = told.keyword.numbers > 1 and (found & told.tables.topics or piece.text in WHOLES)
    return frozenset() if of_a_pair else found


def _label(told: Told) -> tuple[Error, Piece] | None:
    """See a word that the number behind it belongs to: "so nha 34", "may so 3", "toi 2", "1530 gio"."""
    last, named = told.last, not told.measure
    second = told.before[-2] if len(told.before) > 1 else _NOTHING
    hour = last.text in WHICH and told.number.number <= _AN_HOUR
    thing = last.text == "SO" and (second.sort is Sort.MEASURE or second.text in NUMBERED or told.keyword.daily)
    if named and (last.text in NUMBERED or hour or thing):
        return Error.AMBIGUOUS_NUMBER, last
    if len(told.behind) == 1 and told.behind[0].text == "GIO":
        return Error.AMBIGUOUS_NUMBER, told.behind[0]
    if (told.keyword.numbers == 1 and last.text in SHARES_OF) or (
        second.text in SHARES_OF and last.text in ("TONG SO", "TONG")
    ):
        return Error.AMBIGUOUS_MEANING, last
    share = next((piece for piece in told.before if piece.text in ("TY LE", "TI LE")), None)
    percent = any(piece.sort is Sort.PERCENT for piece in told.before)
    return (Error.PERCENT_NOT_COUNT, share) if share and not percent else None


def _thing(told: Told) -> tuple[Error, Piece] | None:
    """See another thing than the one that the first word behind the number names: "3 loa", "12 may tinh", "34 nguoi F1"."""
    if told.number.number == 0:
        return None
    words = " ".join(piece.text for piece in told.behind)
    other = words == "MAY TINH" or (told.behind and told.behind[0].text in THINGS)
    last = told.rest[0] if told.rest else _NOTHING
    places = words in ("XA", "HUYEN")
    fitting = told.keyword.unit_words | (WHOLES if told.keyword.numbers > 1 else frozenset())
    strange = places or last.text == "CASE" or (last.sort is Sort.MEASURE and last.text not in fitting)
    return (Error.UNIT_WORD_MISMATCH, told.behind[0]) if other or strange else None


def _hearsay(told: Told) -> tuple[Error, Piece] | None:
    """See whose figure it is: "theo anh Bay noi", "theo bao cao cua huyen", "noi la 1300"."""
    last = told.last
    if last.text == "LA" and len(told.before) > 1 and told.before[-2].text in HEARD:
        return Error.AMBIGUOUS_MEANING, told.before[-2]
    if last.text in TOLD:
        return Error.AMBIGUOUS_MEANING, last
    clause = [*told.before, told.number, *told.behind]
    theirs = None
    for piece in clause:
        if theirs and piece.sort in _WHOSE:
            return Error.AMBIGUOUS_MEANING, theirs
        theirs = piece if piece.text == "THEO" else theirs if piece.text in SOURCES else None
    return None


def _wish(told: Told) -> tuple[Error, Piece] | None:
    """See what is asked for, promised, received or aimed at: "xin gui 740 the", "duoc phat 740", "de dat 1234"."""
    own = {deed.text for deed in told.deeds} | AIMED
    for wish, deed in pairwise(told.before):
        if deed.text in own and wish.text in WISHES and told.carded:
            return Error.AMBIGUOUS_MEANING, wish
    last = told.last
    if last.text.startswith(("NHO ", "MONG ")) and last.sort is Sort.FILLER:
        return Error.AMBIGUOUS_MEANING, last
    end = told.rest[-1] if told.rest else _NOTHING
    if end.text in TAKEN:
        return Error.AMBIGUOUS_MEANING, end
    verb = told.before[-2] if last.text == "DUOC" and len(told.before) > 1 else last
    held = verb if verb.text in HELD or SENT in verb.text.split() else None
    held = held or next((piece for piece in told.rest[:1] if piece.text in KEPT), None)
    return (Error.AMBIGUOUS_MEANING, held) if held and told.gives and not told.deeds else None


def _span(told: Told) -> tuple[Error, Piece] | None:
    """See a figure of another span of time: beside a daily keyword a longer one, beside a running total a shorter one."""
    clause = [*told.before, *told.behind]
    if told.keyword.daily:
        pairs = pairwise([*clause, _NOTHING])
        longer = next((one for one, other in pairs if one.text in LONG_SPANS or _since_a_day(one, other)), None)
        return (Error.AMBIGUOUS_MEANING, longer) if longer else None
    if told.keyword.numbers > 1:
        return None
    total = any(piece.text in TOTALS for piece in told.before)
    headed = max((piece.start for piece in told.before if piece.sort is Sort.KEYWORD), default=-1)
    if told.last.text in ADDED:
        return Error.INCREMENT_NOT_TOTAL, told.last
    for before, piece, behind in zip([_NOTHING, *clause], clause, [*clause[1:], _NOTHING], strict=False):
        days = piece.sort is Sort.SPAN and behind.sort in (Sort.DAY, Sort.MONTH)
        begun = piece.text == "TU DAU" and behind.sort in (Sort.DAY, Sort.MONTH)
        free = not (told.carded or total) and before.text not in UNTIL
        part = piece.text in DAY_PARTS and (free or before.text == "TRONG")
        if days or begun or part or (piece.text in OPEN_SPANS and piece.start > headed):
            return Error.INCREMENT_NOT_TOTAL, piece
    return None


def _since_a_day(piece: Piece, behind: Piece) -> bool:
    """Say whether a weekday is named from which on was counted: "tu thu 2"."""
    return piece.text == "TU" and (behind.text == "WEEKDAY" or behind.text.startswith("THU"))


def _tonight(told: Told) -> tuple[Error, Piece] | None:
    """See a plan for tonight, which without accents may be "until now": of a day it is a plan, and behind the figure."""
    tonight = next((piece for piece in told.before if piece.text == TONIGHT), None) if told.keyword.daily else None
    late = tonight or next((piece for piece in told.behind if piece.text == TONIGHT), None)
    return (Error.AMBIGUOUS_MEANING, late) if late else None


def _place(told: Told) -> tuple[Error, Piece] | None:
    """See a place where some were counted: "34 nguoi tai cho", "34 nguoi UBND"."""
    for one, other in pairwise(told.behind):
        market = other.text == "CHO" and other is told.behind[-1]
        if (one.text in AT and (market or other.text in OFFICES)) or (
            one.sort is Sort.MEASURE and other.text in OFFICES
        ):
            return Error.SUB_UNIT, other
    return None


_RULES: tuple[Callable[[Told], tuple[Error, Piece] | None], ...] = (
    _another_deed,
    _label,
    _thing,
    _hearsay,
    _wish,
    _span,
    _tonight,
    _place,
)
