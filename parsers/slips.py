"""Slips: what a correction says of the report that it corrects - "hoi nay em go nham", "bua qua dem sot mot to".

A person takes the new figure and passes over the story of the old one, where that has a clause of its own and no figure.
What is lacking still ("con sot mot to") is no such story: it must name what was sent before.
"""

from __future__ import annotations

from parsers.pieces import CORE, SIGNS, Piece, Sort
from parsers.scene import Scene, clauses
from parsers.words import EARLIER, MISTAKEN, SLIPS, SUPERSEDED

_TELLING = CORE | {Sort.HAMLET, Sort.PERCENT, Sort.MAYBE_DATE, Sort.RISE, Sort.ABOUT, Sort.COMMAND}


def pass_over_slips(scene: Scene) -> None:
    """Take what is told of an earlier slip for harmless, where the text is a correction anyway.

    It is one where it asks to be, where the slip is told before the figure, or where it is the report before that was wrong.
    """
    figure = scene.first(*CORE)
    slips = [clause for clause in clauses(scene.pieces) if _tells_of_a_slip(clause)]
    told = {id(piece) for clause in slips for piece in clause}
    asked = any(_asks_for_correction(piece) and id(piece) not in told for piece in scene.pieces)
    for clause in slips:
        replaces = any(piece.text in SUPERSEDED for piece in clause)
        if asked or replaces or (figure and clause[-1].end <= figure.start):
            scene.correction = True
            _silence(clause)


def _tells_of_a_slip(clause: list[Piece]) -> bool:
    """Say whether a clause names what was sent before and what was wrong with it, and nothing else in doubt."""
    if any(piece.sort in _TELLING for piece in clause):
        return False
    doubts = (piece for piece in clause if piece.sort is Sort.DOUBT)
    earlier = any(piece.text in EARLIER for piece in clause)
    told = all(piece.text in EARLIER or _is_a_slip(piece) for piece in doubts)
    return earlier and told and any(map(_is_a_slip, clause))


def _is_a_slip(piece: Piece) -> bool:
    return piece.sort is Sort.CORRECT or not SLIPS.isdisjoint(piece.text.split())


def _asks_for_correction(piece: Piece) -> bool:
    return piece.sort is Sort.CORRECT and piece.text not in MISTAKEN


def _silence(clause: list[Piece]) -> None:
    for piece in clause:
        if piece.sort not in SIGNS:
            piece.sort = Sort.FILLER
