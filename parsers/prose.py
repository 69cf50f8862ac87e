"""Prose: the clauses of a text that speak of other things than the report, and put nothing of it in doubt.

A person knows the report by its keyword and number, and what is said of it by the words for it: a clause that names
neither, and has a matter of its own, is talk. What is left without a matter of its own ("chua xong") is about the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from parsers.pieces import CORE, SIGNS, Piece, Sort
from parsers.reading import Error
from parsers.scene import Scene, bounds, distinct
from parsers.telling import LATER
from parsers.words import ABOUT_THE_REPORT, COMPANY, DWELLINGS, EXCUSES, MATTERS, MILD, OWNERS, SUBJECTS

_FIGURES = frozenset({Sort.KEYWORD, Sort.NUMBER, Sort.BAD, Sort.CORRECT, Sort.PERCENT, Sort.MAYBE_DATE})
_COUNTED = frozenset({Sort.NUMBER, Sort.MAYBE_DATE})
_MEANT = frozenset({Sort.DOUBT, Sort.ABOUT, Sort.RISE, Sort.SCALE})
_RISKY = _MEANT | {Sort.HAMLET, Sort.UNIT}
_MATTER = frozenset({Sort.UNKNOWN, Sort.PLAIN, Sort.NAME})
_KEPT = SIGNS | {Sort.DATE}
_OPENING = frozenset({Sort.FILLER, Sort.TITLE, Sort.NAME, Sort.MARK, Sort.LINE})
_ENDS = frozenset(".!;")
_ASKING = frozenset({"HUY", "XN", "GC", "TC", "UQ"})
_ON = "TIEP"
_BACK = frozenset({"LAI", "SO", "CON", "DU"})
_LETTERS = 2  # the most of a word that a dot shortens: "x. Tan Ha"
_NAME = 2  # the most words of a hamlet's name
_SHORTEST = 6  # pieces of a text with a report and something else
_OWN_MATTER = 2  # words of a clause's own, at least; else it leans on the report
_LEANING = 1  # the same behind a clause of the same sentence that is talk: it leans on that
_BESIDE, _ABROAD = 3, 3  # the same in the report's own sentence, and beside another unit's name


@dataclass(slots=True)
class Prose:
    """What a clause is judged by: the units that report, and whether they stand beside their figures."""

    units: list[str]
    own: bool


def leave_prose(scene: Scene) -> None:
    """Leave the talk of a text out, its dates apart. Only where the report stands whole."""
    if len(distinct(scene.of(Sort.UNIT))) == 1 and scene.has(Sort.NUMBER):
        _settle_whereabouts(scene.pieces)
    if len(scene.pieces) < _SHORTEST:
        return
    sentences = list(_sentences(scene.pieces))
    prose = _prose(scene, sentences)
    if prose is not None:
        _settle_whereabouts(scene.pieces)
        scene.pieces = [piece for sentence in sentences for piece in _without_talk(prose, sentence)]


def _settle_whereabouts(pieces: list[Piece]) -> None:
    """Take "ben" before a unit for the word that says where someone is: "em Thao ben xa Suoi Ngo"."""
    for before, piece in pairwise(pieces):
        if piece.sort is Sort.UNIT and before.sort is Sort.UNKNOWN and before.text == "BEN":
            before.sort = Sort.FILLER


def _sentences(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Part pieces at the ends of sentences; a dot that shortens a word ends none."""
    sentence: list[Piece] = []
    for piece in pieces:
        before = sentence[-1] if sentence else piece
        shortens = piece.text == "." and before.sort is Sort.PLACE and len(before.text) <= _LETTERS
        sentence.append(piece)
        if piece.sort is Sort.LINE or (piece.sort is Sort.MARK and piece.text in _ENDS and not shortens):
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _clauses(sentence: list[Piece]) -> Iterator[list[Piece]]:
    """Part a sentence at its signs; each clause has the sign that ends it."""
    clause: list[Piece] = []
    for piece in sentence:
        clause.append(piece)
        if bounds(piece):
            yield clause
            clause = []
    if clause:
        yield clause


def _prose(scene: Scene, sentences: list[list[Piece]]) -> Prose | None:
    """See whether a report stands whole: with its unit in one sentence, or under the only unit of the text."""
    figured = [sentence for sentence in sentences if any(piece.sort in _FIGURES for piece in sentence)]
    whole = [sentence for sentence in figured if _has(sentence, Sort.UNIT) and _counts(sentence)]
    if whole:
        own = len(whole) == len(figured)
        return Prose(distinct(p for sentence in whole for p in sentence if p.sort is Sort.UNIT) if own else [], own)
    reporting = (piece for before, piece in pairwise(_led(scene.pieces)) if _reports(before, piece))
    units = distinct(reporting) or distinct(scene.of(Sort.UNIT))
    headed = len(units) == 1 and bool(figured) and all(map(_counts, figured))
    return Prose(units, own=False) if headed else None


def _led(pieces: list[Piece]) -> list[Piece]:
    """Put a line's end before some pieces, so that each has one before it."""
    return [Piece(Sort.LINE, "", 0, 0), *pieces]


def _reports(before: Piece, piece: Piece) -> bool:
    """Say whether a piece is a unit, and not one that took part ("phoi hop voi ...") or that a person is from."""
    return piece.sort is Sort.UNIT and not _in_company(before)


def _needed(prose: Prose, before: Piece, piece: Piece) -> bool:
    """Say whether a piece is the unit at the head of a text, or may be another one that reports."""
    return _reports(before, piece) or (piece.sort is Sort.UNIT and piece.text in prose.units)


def _in_company(before: Piece) -> bool:
    return before.text in COMPANY or before.sort is Sort.NAME


def _has(pieces: Iterable[Piece], sort: Sort) -> bool:
    return any(piece.sort is sort for piece in pieces)


def _counts(sentence: list[Piece]) -> bool:
    """Say whether a keyword, or the campaign's subject, and a number stand in a sentence."""
    measured = any(one.sort is Sort.NUMBER and other.sort is Sort.MEASURE for one, other in pairwise(sentence))
    named = _has(sentence, Sort.KEYWORD) or _has(sentence, Sort.SPOKEN) or measured
    return named and any(piece.sort in _COUNTED for piece in sentence)


def _without_talk(prose: Prose, sentence: list[Piece]) -> Iterator[Piece]:
    """Give the pieces of a sentence, of its talk only the dates and signs."""
    if any(piece.text == "?" or _asks(piece) for piece in sentence):
        yield from sentence
        return
    if _goes_on_later(sentence):
        yield from (piece for piece in sentence if piece.sort in SIGNS)
        return
    core = [piece for piece in sentence if piece.sort in CORE and piece.sort is not Sort.UNIT]
    figured = any(piece.sort in _FIGURES for piece in sentence)
    if not figured and _speaks_of_the_report(sentence):
        _mark_parts(sentence)
        yield from sentence
        return
    least = _BESIDE if figured else _OWN_MATTER
    for clause in _clauses(sentence):
        if _is_a_place(clause):
            _mark_parts(clause)
        beside = figured and (not core or core[0].start < clause[-1].end <= core[-1].end or _has_figures(clause))
        talk = not beside and _is_talk(prose, clause, least, figured=figured)
        yield from (piece for piece in clause if not talk or piece.sort in _KEPT)
        if talk and not figured and _matter(clause) >= _OWN_MATTER:
            least = _LEANING
        elif talk and any(piece.text in EXCUSES for piece in clause):
            least = min(least, _OWN_MATTER)


def _goes_on_later(sentence: list[Piece]) -> bool:
    """Say whether a sentence tells nothing but what is done next, and when: "Mai tui em di tiep ap Tan Trung"."""
    told = [piece for piece in sentence if piece.sort not in _OPENING]
    if not told or told[0].text not in LATER:
        return False
    harmful = (piece for piece in told[1:] if piece.sort in _MEANT | CORE or piece.sort in (Sort.COMMAND, Sort.CORRECT))
    goes_on = next((other for one, other in pairwise(sentence) if one.sort is Sort.FILLER and other.text == _ON), None)
    if goes_on is None or any(piece.sort is Sort.HAMLET and piece.start < goes_on.start for piece in told):
        return False
    return not any(harmful) and not any(piece.text in _BACK for piece in told)


def _is_a_place(clause: list[Piece]) -> bool:
    """Say whether a clause only names a part of a unit: "Ap Tan Tien"."""
    first, *others = [piece for piece in clause if piece.sort not in SIGNS] or [clause[0]]
    return first.text in DWELLINGS and len(others) <= _NAME and all(piece.sort in _MATTER for piece in others)


def _mark_parts(pieces: list[Piece]) -> None:
    """Take the parts of a unit in a sentence about the report for what was counted: "so nay cua may tram y te"."""
    for piece in pieces:
        if piece.sort is Sort.HAMLET:
            piece.error = Error.SUB_UNIT


def _has_figures(clause: list[Piece]) -> bool:
    return any(piece.sort in _FIGURES or piece.sort is Sort.UNIT for piece in clause)


def _asks(piece: Piece) -> bool:
    return piece.sort is Sort.COMMAND and piece.text in _ASKING


def _speaks_of_the_report(sentence: list[Piece]) -> bool:
    """Say whether a sentence begins with the report: what follows behind its commas goes on about it."""
    clause = next(_clauses(sentence))
    if clause[-1].text == ":":
        return False
    for piece in clause:
        if piece.text in SUBJECTS:
            return True
        if piece.sort not in _OPENING:
            return False
    return False


def _is_talk(prose: Prose, clause: list[Piece], least: int, *, figured: bool) -> bool:
    """Say whether a clause without a figure speaks of other things. `least`: how many words of its own it needs."""
    risky = [piece for piece in clause if _risks(prose, piece)]
    if not prose.own and any(_needed(prose, before, piece) for before, piece in pairwise(_led(clause))):
        return False
    if not risky:
        return not figured
    if not all(_is_mild(piece, behind) for piece, behind in pairwise([*clause, clause[-1]])):
        return False
    if any(piece.text in OWNERS and behind.sort in (Sort.HAMLET, Sort.DOUBT) for piece, behind in pairwise(clause)):
        return False
    return _own_matter(prose, clause, least)


def _risks(prose: Prose, piece: Piece) -> bool:
    """Say whether a piece could change what was reported."""
    return piece.sort in _RISKY and not (piece.sort is Sort.UNIT and piece.text in prose.units)


def _is_mild(piece: Piece, behind: Piece) -> bool:
    """Say whether a piece may stand in talk: a doubt only where it is an everyday one, a part of a unit only by itself."""
    if piece.sort is Sort.HAMLET:
        return piece.text not in DWELLINGS and behind.sort is not Sort.UNIT
    return piece.sort not in _MEANT or piece.text in MILD


def _own_matter(prose: Prose, clause: list[Piece], least: int) -> bool:
    """Say whether a clause has a matter of its own, and no word for the report."""
    foreign = [before for before, piece in pairwise(_led(clause)) if _reports(before, piece) and _risks(prose, piece)]
    personal = any(before.sort is Sort.NAME and piece.sort is Sort.UNIT for before, piece in pairwise(clause))
    if not foreign and not personal and _only_units(prose, clause):
        return True
    if any(before.text in OWNERS for before in foreign) or any(map(_about_the_report, clause)):
        return False
    excused = any(piece.text in EXCUSES for piece in clause)
    return _matter(clause) + excused >= (_ABROAD if foreign else least)


def _matter(clause: list[Piece]) -> int:
    return sum(piece.sort in _MATTER or piece.text in MATTERS for piece in clause)


def _only_units(prose: Prose, clause: list[Piece]) -> bool:
    return all(piece.sort is Sort.UNIT for piece in clause if _risks(prose, piece))


def _about_the_report(piece: Piece) -> bool:
    """Say whether a piece speaks of the report itself; what is risky anyway does not count twice, nor does lateness."""
    if piece.sort in _RISKY or piece.sort is Sort.NAME or piece.text in EXCUSES:
        return False
    words = () if piece.sort is Sort.PLAIN else piece.text.split()
    return not ABOUT_THE_REPORT.isdisjoint((piece.text, *words))
