"""Explaining: token by token how a text was read, for whoever has to answer the sender's telephone call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, zip_longest

from parsers.folding import fold, origins
from parsers.legacy import restored
from parsers.pieces import Piece, Sort
from parsers.reader import look
from parsers.reading import Error, Misreading, Reading
from parsers.scene import scene
from parsers.vocabulary import Vocabulary


class Taken(StrEnum):
    """What a piece of a text was taken for."""

    KEYWORD = "keyword"
    UNIT = "unit"
    NUMBER = "number"
    REFUSED = "refused"
    OFFICE = "office"
    MEASURE = "measure"
    COMMAND = "command"
    CORRECTION = "correction"
    DATE = "date"
    ASIDE = "aside"
    FILLER = "filler"
    NAME = "name"
    PLACE = "place"
    HAMLET = "hamlet"
    SPELLED = "spelled"
    DOUBT = "doubt"
    ROUND = "round"
    RISE = "rise"
    UNKNOWN = "unknown"
    SIGN = "sign"
    UNREAD = "unread"


_TAKEN: Mapping[Sort, Taken] = {
    Sort.KEYWORD: Taken.KEYWORD,
    Sort.UNIT: Taken.UNIT,
    Sort.NUMBER: Taken.NUMBER,
    Sort.BAD: Taken.REFUSED,
    Sort.SPOKEN: Taken.KEYWORD,
    Sort.CALLED: Taken.UNKNOWN,
    Sort.OFFICE: Taken.OFFICE,
    Sort.MEASURE: Taken.MEASURE,
    Sort.COMMAND: Taken.COMMAND,
    Sort.CORRECT: Taken.CORRECTION,
    Sort.DAY: Taken.DATE,
    Sort.DATE: Taken.DATE,
    Sort.MAYBE_DATE: Taken.DATE,
    Sort.MONTH: Taken.DATE,
    Sort.CLOCK: Taken.ASIDE,
    Sort.SPAN: Taken.ASIDE,
    Sort.SPAN_WORD: Taken.ASIDE,
    Sort.PERCENT: Taken.ASIDE,
    Sort.ASIDE: Taken.ASIDE,
    Sort.SERIAL: Taken.ASIDE,
    Sort.FILLER: Taken.FILLER,
    Sort.TITLE: Taken.NAME,
    Sort.NAME: Taken.NAME,
    Sort.PLACE: Taken.PLACE,
    Sort.HAMLET: Taken.HAMLET,
    Sort.NUMERAL: Taken.SPELLED,
    Sort.SCALE: Taken.SPELLED,
    Sort.DOUBT: Taken.DOUBT,
    Sort.ABOUT: Taken.ROUND,
    Sort.ABOUT_NEXT: Taken.ROUND,
    Sort.RISE: Taken.RISE,
    Sort.PLAIN: Taken.UNKNOWN,
    Sort.UNKNOWN: Taken.UNKNOWN,
    Sort.MARK: Taken.SIGN,
    Sort.LINE: Taken.SIGN,
}

_CODES = frozenset({Sort.KEYWORD, Sort.SPOKEN, Sort.UNIT, Sort.OFFICE})


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of a text.

    `sent` is the piece as it was sent, whatever it holds (whoever shows it has to escape it), with the letters of an old font
    as they were read. `folded` is its plain spelling, `meaning` the code or the number that it stands for, `error` why it could
    not be taken where it was refused.
    """

    sent: str
    folded: str
    taken: Taken
    meaning: str = ""
    error: Error | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a text was read: its pieces in order, and what it was found to be."""

    found: Reading | Misreading
    steps: tuple[Step, ...]


def explain(text: str, vocabulary: Vocabulary, sender: str | None = None) -> Explanation:
    """Explain how `parsers.read` reads the same text from the same sender: `found` is what it returns."""
    looked = look(text, vocabulary, sender)
    # A card is read at a glance, without pieces; the rules, which cut it into these, see the same in it.
    card = scene(looked.glanced, fold(looked.glanced), vocabulary).pieces if looked.glanced else ()
    as_read = restored(text, vocabulary.tables) if looked.pieces or card else text
    return Explanation(looked.found, tuple(_steps(as_read, (*looked.pieces, *card))))


def _steps(text: str, pieces: tuple[Piece, ...]) -> Iterator[Step]:
    """Give the pieces, and between them what no piece was made of: it was passed over unread."""
    folded, back, read = fold(text), [0, *origins(text)[1:]], 0
    for together, end in _in_order(pieces):
        first = together[0]
        yield from _unread(text, folded, back, (read, first.start))
        sent, plain = text[back[first.start] : back[end]], folded[first.start : end]
        meant = " ".join(filter(None, (_meaning(piece, plain) for piece in together)))
        yield Step(sent, plain, _TAKEN[first.sort], meant, first.error)
        read = end
    yield from _unread(text, folded, back, (read, len(folded)))


def _in_order(pieces: tuple[Piece, ...]) -> Iterator[tuple[list[Piece], int]]:
    """Give the pieces by their places, the two numbers of "85/92" together, and "1234" without the "may" stuck to it."""
    runs = groupby(sorted(pieces, key=lambda piece: (piece.start, -piece.end)), lambda piece: piece.start)
    groups = [list(group) for _, group in runs]
    for group, behind in zip_longest(groups, groups[1:]):
        yield group, min(group[0].end, behind[0].start) if behind else group[0].end


def _unread(text: str, folded: str, back: list[int], between: tuple[int, int]) -> Iterator[Step]:
    passed = folded[slice(*between)]
    if plain := passed.strip(" "):
        start = between[0] + len(passed) - len(passed.lstrip(" "))
        yield Step(text[back[start] : back[start + len(plain)]], plain, Taken.UNREAD)


def _meaning(piece: Piece, plain: str) -> str:
    """What a piece stands for: a code, or what its spelling does not say."""
    if piece.sort in _CODES:
        return piece.text
    meaning = str(piece.number) if piece.sort is Sort.NUMBER else piece.text
    return "" if meaning == plain or piece.sort is Sort.BAD else meaning
