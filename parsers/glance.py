"""At a glance: plain reports, which need none of the rules.

Most texts are such: the plain form of the card, which needs not even be cut into pieces, and one number of one unit with
nothing but polite and official words around it. What is read here is exactly what the rules would read, or nothing; tests
hold it to that.
"""

from __future__ import annotations

import re

from parsers.belying import belied
from parsers.context import PLACES
from parsers.pieces import Piece, Sort
from parsers.reading import Count, Kind, Reading
from parsers.scene import Scene, distinct
from parsers.telling import DONE, WHOLES
from parsers.vocabulary import Keyword, Vocabulary
from parsers.words import ASKED, MISTAKEN, OF_A_WHOLE

_CARD = re.compile(" *([A-Z]{2}) +([A-Z]{2}[0-9]{2,4}) +(0|[1-9][0-9]{0,5})(?: +(0|[1-9][0-9]{0,5}))?\\s*(?:\\.\\s*)?")
_CORE = frozenset({Sort.KEYWORD, Sort.UNIT, Sort.NUMBER})
_NAMED = 2  # pieces of a report besides its numbers: the keyword and the unit
_SAID = frozenset({Sort.FILLER, Sort.TITLE, Sort.NAME, Sort.PLACE, Sort.OFFICE})
_TELLING = _SAID | {Sort.MEASURE, Sort.MARK, Sort.CORRECT}
_NO_COUNT = frozenset({Sort.DAY, Sort.DATE, Sort.CLOCK, Sort.SPAN, Sort.SPAN_WORD, Sort.ASIDE, Sort.LINE})
_ORDERING = WHOLES | DONE | {"TRONG DO"}
"""Words that say which number of a pair is which."""


def glance(folded: str, vocabulary: Vocabulary) -> Reading | None:
    """Read KEYWORD UNIT NUMBER, or NUMBER NUMBER for a pair; None for everything else."""
    found = _CARD.fullmatch(folded)
    keyword = vocabulary.keywords.get(found[1]) if found else None
    unit = vocabulary.units.get(found[2]) if found else None
    if found is None or keyword is None or unit is None or unit.group not in keyword.groups:
        return None
    values = tuple(int(digits) for digits in found.groups()[2:] if digits)
    if len(values) != keyword.numbers or values[0] > values[-1] or keyword.code == vocabulary.marker:
        return None
    return Reading(Kind.REPORT, (Count(keyword.code, unit.code, values),))


def glance_over(scene: Scene) -> Reading | None:
    """Read pieces of which one is the keyword, one the unit, and all the rest its numbers and harmless; else None."""
    parted = _parted(scene.pieces)
    if parted is None:
        return None
    core, told = parted
    texts = {piece.sort: piece.text for piece in core}
    numbers = tuple(piece.number for piece in core if piece.sort is Sort.NUMBER)
    if len(texts) < len(_CORE) or len(core) - len(numbers) > _NAMED:
        return None
    keyword, unit = scene.vocabulary.keywords[texts[Sort.KEYWORD]], scene.vocabulary.units[texts[Sort.UNIT]]
    if unit.group not in keyword.groups or len(numbers) != keyword.numbers or numbers[0] > numbers[-1]:
        return None
    dates = distinct(scene.of(Sort.DATE))
    if len(dates) > 1 or not keyword.code.strip("OIL") or any(_odd(piece, keyword, core) for piece in told):
        return None
    if belied(scene.vocabulary, keyword, scene.pieces):
        return None
    kind = Kind.CORRECTION if scene.correction else Kind.REPORT
    return Reading(kind, (Count(keyword.code, unit.code, numbers),), date=dates[0] if dates else None)


def _parted(pieces: list[Piece]) -> tuple[list[Piece], list[Piece]] | None:
    """Give the report's own pieces and those that may tell something of it; None where one of the others does harm."""
    core, told = list[Piece](), list[Piece]()
    for piece in pieces:
        if piece.error or piece.text == PLACES:  # also one that a word behind made harmless: "xa 30 phut" may be a code
            return None
        if piece.sort in _CORE:
            core.append(piece)
        elif piece.sort in _TELLING:
            told.append(piece)
        elif piece.sort not in _NO_COUNT:
            return None
    return core, told


def _odd(piece: Piece, keyword: Keyword, core: list[Piece]) -> bool:
    """Say whether a piece asks, counts another thing, could be digits or a stranger, or makes a number a whole or wrong."""
    sort, text = piece.sort, piece.text
    if sort is Sort.MARK:
        return text == "?" or (text == "(" and keyword.numbers > 1)
    if sort in _SAID:
        within = sort is Sort.NAME and core[0].start < piece.start < core[-1].start
        return (
            within
            or text in OF_A_WHOLE
            or text in ASKED
            or not text.strip("OIL")
            or (keyword.numbers > 1 and text in _ORDERING)
        )
    return text in MISTAKEN if sort is Sort.CORRECT else text not in keyword.unit_words
