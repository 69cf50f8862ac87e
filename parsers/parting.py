"""Parting: the pieces of a text shared out among its reports, by its lines, at its keywords or at its units."""

from __future__ import annotations

from itertools import pairwise

from parsers.pieces import CORE, FIGURES, Piece, Sort
from parsers.scene import bounds
from parsers.vocabulary import Keyword

_SEVERAL = 2


def at_units(pieces: list[Piece], keyword: Keyword) -> list[list[Piece]]:
    """Part one keyword's figures of several units at the signs between them: "PT LT0101 2, LT0102 3"; else give nothing."""
    core = [at for at, piece in enumerate(pieces) if piece.sort in CORE]
    units = [at for at in core if pieces[at].sort is Sort.UNIT]
    each = [Sort.UNIT, *[Sort.NUMBER] * keyword.numbers]
    if len(units) < _SEVERAL or [pieces[at].sort for at in core] != [Sort.KEYWORD, *each * len(units)]:
        return []
    if not all(bounds(pieces[at - 1]) for at in units[1:]):
        return []
    return [pieces[begin:end] for begin, end in pairwise([0, *units[1:], len(pieces)])]


def keyword_of(pieces: list[Piece]) -> str:
    """Give the keyword that some pieces hold, an empty string where they hold none."""
    return next((piece.text for piece in pieces if piece.sort is Sort.KEYWORD), "")


def in_lines(pieces: list[Piece]) -> list[list[Piece]]:
    """Part pieces at the ends of lines, and at semicolons."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.sort is Sort.LINE or (piece.sort is Sort.MARK and piece.text == ";"):
            lines.append([])
        else:
            lines[-1].append(piece)
    return lines


def each_whole(lines: list[list[Piece]]) -> bool:
    """Say whether each line with a number has one keyword, and each with a keyword a number."""
    for line in lines:
        keywords = sum(piece.sort is Sort.KEYWORD for piece in line)
        figures = any(piece.sort in FIGURES for piece in line)
        if keywords > 1 or (keywords == 1) is not figures:
            return False
    return True


def at_keywords(pieces: list[Piece]) -> list[list[Piece]]:
    """Part pieces at each keyword, or at the unit before it where that is the keyword's own.

    It is where the unit leads ("XA01 BZ 1 XA02 BZ 2"), and where the report before has named one ("BZ XA01 1, XA02 HG 2").
    """
    leads = next(piece.sort for piece in pieces if piece.sort in CORE) is Sort.UNIT
    core, named = [at for at, piece in enumerate(pieces) if piece.sort in CORE or piece.sort is Sort.MAYBE_DATE], False
    cuts = []
    for before, at in zip([core[0], *core], core, strict=False):
        if pieces[at].sort is Sort.KEYWORD:
            cuts.append(before if pieces[before].sort is Sort.UNIT and (leads or named) else at)
            named = False
        named = named or (pieces[at].sort is Sort.UNIT and pieces[before].sort is Sort.KEYWORD)
    return [pieces[begin:end] for begin, end in pairwise([0, *cuts[1:], len(pieces)])]
