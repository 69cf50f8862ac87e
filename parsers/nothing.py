"""Nothing: a report of zero, whose reasons agree with it - "PT LT0105 0, loa hu chua sua duoc".

"Khong" and "chua" put a figure in doubt, but not a written zero: there they say why nothing was done. A clause that
speaks of the report itself ("chua bao", "chua co so lieu") says that the zero is none, and is left alone.
"""

from __future__ import annotations

from parsers.pieces import Piece, Sort
from parsers.scene import Scene, clauses
from parsers.words import ABOUT_THE_REPORT, NEGATIONS, REASONS, TODAY, UNFINISHED, UNSURE

_FIGURES = (Sort.NUMBER, Sort.BAD, Sort.MAYBE_DATE, Sort.PERCENT)
_STORY = frozenset({Sort.UNKNOWN, Sort.PLAIN, Sort.FILLER, Sort.MEASURE})
_WHY_AND_WHEN = REASONS | TODAY


def settle_nothing(scene: Scene) -> None:
    """Take the reasons for harmless where the only figure of a text is a zero."""
    figures = scene.of(*_FIGURES)
    if len(figures) != 1 or figures[0].sort is not Sort.NUMBER or figures[0].number != 0:
        return
    for clause in clauses(scene.pieces):
        if _gives_a_reason(clause) and not any(_forbids(scene, piece) for piece in clause):
            _silence(clause)


def _silence(clause: list[Piece]) -> None:
    for piece in clause:
        if piece.sort in (Sort.UNKNOWN, Sort.PLAIN) or _denies(piece):
            piece.sort = Sort.FILLER


def _gives_a_reason(clause: list[Piece]) -> bool:
    if clause[-1].text in UNFINISHED:
        return False
    return any(piece.text in REASONS or _denies(piece) for piece in clause)


def _denies(piece: Piece) -> bool:
    return piece.sort is Sort.DOUBT and piece.text in NEGATIONS


def _forbids(scene: Scene, piece: Piece) -> bool:
    """Say whether a piece speaks of the report, or may name a place that another count would be of."""
    named = piece.sort is Sort.UNKNOWN and (piece.proper or piece.text in scene.vocabulary.tables.named)
    about = (
        piece.sort in _STORY and piece.text not in _WHY_AND_WHEN and not ABOUT_THE_REPORT.isdisjoint(piece.text.split())
    )
    return named or about or piece.text in UNSURE
