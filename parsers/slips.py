"""Slips: what a correction says of the report that it corrects - "hoi nay em go nham", "bua qua dem sot mot to".

A person takes the new figure and passes over the story of the old one, where that has a clause of its own and no figure.
What is lacking still ("con sot mot to") is no such story: it must name what was sent before. A figure is passed over only
where the words deny it and affirm the other: "1345 chu khong phai 1435", "so 1.800 la danh may nham".
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.pieces import CORE, FIGURES, SIGNS, Piece, Sort
from parsers.scene import Scene, bounds, clauses
from parsers.telling import AFFIRMING, DENIALS, FIRST_PERSON, MISCOUNTED, TAKING_DOWN, WRONG
from parsers.words import EARLIER, MISTAKEN, SLIPS, SUPERSEDED

_TELLING = CORE | {Sort.HAMLET, Sort.PERCENT, Sort.MAYBE_DATE, Sort.RISE, Sort.ABOUT, Sort.COMMAND}
_HARMLESS = SIGNS | {Sort.FILLER, Sort.UNKNOWN, Sort.PLAIN, Sort.TITLE, Sort.NAME}
_PAIR = 2
_TWO_DIGITS = 10


def pass_over_slips(scene: Scene) -> None:
    """Pass over the figure that the words deny, and over what is told of a slip, where the text is a correction anyway.

    It is one where it denies a figure or asks to be, where the slip is told before the figure, or where it is the report
    before that was wrong.
    """
    _pass_over_digits(scene)
    denied = _pass_over_denied(scene)
    figure = scene.first(*CORE)
    earlier = not EARLIER.isdisjoint([piece.text for piece in scene.pieces])  # hardly a text tells of it
    slips = [clause for clause in clauses(scene.pieces) if _tells_of_a_slip(clause)] if earlier else []
    told = {id(piece) for clause in slips for piece in clause}
    asked = denied or any(_asks_for_correction(piece) and id(piece) not in told for piece in scene.pieces)
    for clause in slips:
        replaces = any(piece.text in SUPERSEDED for piece in clause)
        if asked or replaces or (figure and clause[-1].end <= figure.start):
            scene.correction = True
            _silence(clause)
    if denied or any(_asks_for_correction(piece) and figure and piece.end <= figure.start for piece in scene.pieces):
        for clause in filter(_owns_up, clauses(scene.pieces)):
            _silence(clause)


def _pass_over_digits(scene: Scene) -> None:
    """Take the digits that were one too many or too few out of counting, beside a number that is denied: "go du 1 so 0"."""
    pieces = scene.pieces
    if not any(piece.text in DENIALS for piece in pieces):
        return
    for told in zip(pieces, pieces[1:], pieces[2:], pieces[3:], strict=False):
        slip, many, of_digits, digit = told
        few = many.sort is digit.sort is Sort.NUMBER and max(many.number, digit.number) < _TWO_DIGITS
        if slip.text in MISCOUNTED and of_digits.text == "SO" and few:
            _silence(told)


def _owns_up(clause: list[Piece]) -> bool:
    """Say whether a clause is nothing but the sender's own slip: "em bam lon so", "e dem thieu"; not "con dem thieu"."""
    said = [piece for piece in clause if piece.sort not in SIGNS]
    slips = [piece for piece in said if _is_a_slip(piece) and piece.sort in (Sort.CORRECT, Sort.DOUBT)]
    others = [piece for piece in said if not any(piece is slip for slip in slips)]
    did = any(len(slip.text.split()) > 1 for slip in slips) or any(piece.text in TAKING_DOWN for piece in others)
    owner = bool(others) and others[0].text in FIRST_PERSON
    return len(slips) == 1 and owner and did and all(_is_of_the_slip(piece) for piece in others)


def _is_of_the_slip(piece: Piece) -> bool:
    return piece.text in FIRST_PERSON or piece.text in TAKING_DOWN or piece.text in EARLIER or piece.sort is Sort.FILLER


def _pass_over_denied(scene: Scene) -> bool:
    """Take the one number, or the pair, that is denied out of counting; say whether there is one.

    The other must be the only one besides. Where the denied one stands first, the other must be called right: "khong phai
    1735 dau, BZ 1753 moi dung".
    """
    pieces = scene.pieces
    if not any(piece.text in DENIALS or piece.text in WRONG for piece in pieces):
        return False
    figures = [at for at, piece in enumerate(pieces) if piece.sort in FIGURES]
    half = len(figures) // 2
    if len(figures) not in (_PAIR, 2 * _PAIR) or any(pieces[at].error for at in figures):
        return False
    one, other = figures[:half], figures[half:]
    affirmed = any(piece.text in AFFIRMING for piece in pieces)
    for denied, kept in ((other, one), (one, other)) if affirmed else ((other, one),):
        if (words := _denial(pieces, denied)) and _alike(pieces, kept, denied):
            scene.correction = True
            _silence([*words, *(pieces[at] for at in denied)])
            return True
    return False


def _denial(pieces: list[Piece], denied: list[int]) -> list[Piece]:
    """Give the words that deny figures: "khong phai" right before them, or "la nham" in a clause of their own."""
    first, last = denied[0], denied[-1]
    if first and pieces[first - 1].text in DENIALS:
        return [pieces[first - 1]]
    begin = next((at + 1 for at in range(first - 1, -1, -1) if bounds(pieces[at])), 0)
    end = next((at for at in range(last + 1, len(pieces)) if bounds(pieces[at])), len(pieces))
    told = [*pieces[begin:first], *pieces[last + 1 : end]]
    wrong = any(piece.text in WRONG for piece in pieces[last + 1 : end])
    plain = all(piece.text in WRONG or _is_of_the_slip(piece) for piece in told)
    return told if begin < first and wrong and plain else []


def _alike(pieces: list[Piece], kept: list[int], denied: list[int]) -> bool:
    """Say whether the denied figures count nothing else than the others, and are other ones."""
    one, other = (_counted(pieces[each[-1] + 1 :]) for each in (kept, denied))
    return other in ("", one) and [pieces[at].number for at in kept] != [pieces[at].number for at in denied]


def _counted(behind: list[Piece]) -> str:
    """Give the word for what a figure counts, or what else than harmless words stands right behind it."""
    return behind[0].text if behind and behind[0].sort not in _HARMLESS else ""


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


def _silence(clause: Sequence[Piece]) -> None:
    for piece in clause:
        if piece.sort not in SIGNS:
            piece.sort = Sort.FILLER
