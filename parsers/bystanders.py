"""Bystanders: numbers of those who did it, and of other things, in a clause of their own - "sang nay ra quan co 25 ban".

A report has its keyword, or what was counted, beside its number. What another clause counts with a word that no report
counts with is none: the sick, those who went, their groups and vehicles. Only where that clause speaks of nothing else.
"""

from __future__ import annotations

from itertools import pairwise

from parsers.pieces import FIGURES, Piece, Sort
from parsers.scene import Scene, clauses
from parsers.telling import BYSTANDERS, LACKING
from parsers.words import ABOUT_THE_REPORT, OWNERS, REST, TOTALS

_REPORTING = frozenset({Sort.KEYWORD, Sort.SPOKEN, Sort.UNIT})
_NEVER = frozenset({
    Sort.DOUBT, Sort.ABOUT, Sort.RISE, Sort.CORRECT, Sort.COMMAND, Sort.PERCENT, Sort.MAYBE_DATE, Sort.BAD, Sort.SCALE, Sort.MEASURE,
})  # fmt: skip
_MATTER = frozenset({Sort.UNKNOWN, Sort.PLAIN})
_HAMLETS = "AP"
_TWO_DIGITS = 100


def pass_over_bystanders(scene: Scene) -> None:
    """Take the numbers of bystanders out of counting, where one other clause of the text reports."""
    figured = [clause for clause in clauses(scene.pieces) if any(piece.sort in FIGURES for piece in clause)]
    told = [clause for clause in figured if _counts_bystanders(scene, clause)]
    reporting = [clause for clause in figured if not any(clause is each for each in told)]
    if not told or len(reporting) != 1 or not _reports(scene, reporting[0]):
        return
    total = any(piece.text in TOTALS for piece in reporting[0])
    for clause in told if total else (each for each in told if not any(piece.sort is Sort.HAMLET for piece in each)):
        for piece in clause:
            if piece.sort in (Sort.NUMBER, Sort.HAMLET):
                piece.sort, piece.error = Sort.ASIDE, None


def _reports(scene: Scene, clause: list[Piece]) -> bool:
    """Say whether a clause has one number, and its keyword or the word for what it counts."""
    numbers = [at for at, piece in enumerate(clause) if piece.sort in FIGURES]
    named = any(piece.sort in (Sort.KEYWORD, Sort.SPOKEN) for piece in clause)
    measured = any(piece.sort is Sort.MEASURE for piece in clause[numbers[0] + 1 : numbers[0] + 2])
    pairs = any(scene.vocabulary.keywords[piece.text].numbers > 1 for piece in clause if piece.sort is Sort.KEYWORD)
    return len(numbers) == 1 and (named or measured) and not pairs


def _counts_bystanders(scene: Scene, clause: list[Piece]) -> bool:
    """Say whether each number of a clause is followed by a word for bystanders, and nothing in it speaks of a report."""
    doers = scene.vocabulary.tables.doers
    counted = [behind for piece, behind in pairwise([*clause, clause[0]]) if piece.sort is Sort.NUMBER]
    small = all(0 < piece.number < _TWO_DIGITS for piece in clause if piece.sort is Sort.NUMBER)
    if not small or not all(_is_bystander(piece) for piece in counted):
        return False
    others = [piece for piece in clause if not any(piece is each for each in counted)]
    if any(piece.sort in _REPORTING | _NEVER or piece.sort is Sort.HAMLET for piece in others):
        return False
    words = {word for piece in others for word in (piece.text, *piece.text.split())}
    about = ABOUT_THE_REPORT - {"HOM NAY"} | LACKING | OWNERS | REST
    done = any(doers.get(piece.text) for piece in others if piece.text != "DI")
    matter = any(piece.sort in _MATTER for piece in clause)
    return matter and not done and about.isdisjoint(words)


def _is_bystander(piece: Piece) -> bool:
    return piece.text in BYSTANDERS or (piece.sort is Sort.HAMLET and piece.text == _HAMLETS and not piece.error)
