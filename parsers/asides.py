"""Asides: numbers that a text itself shows to be no count, because they come out.

"46 (12 cho, 34 nha tro)", "sang 2, chieu 3, tong 5", "tong 92, da cai 85, con 7", "1525 (mot nghin nam tram hai muoi lam)".
An aside is taken out of counting only where arithmetic proves it: sums must come out, words must say the same number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.pieces import Piece, Sort
from parsers.scene import Scene
from parsers.spelled import spelled
from parsers.words import AIMS, REST, TOTALS

_QUIET = frozenset({Sort.FILLER, Sort.TITLE, Sort.NAME, Sort.MARK, Sort.LINE, Sort.MEASURE, Sort.PERCENT, Sort.CLOCK})
_NEVER = frozenset({Sort.KEYWORD, Sort.UNIT, Sort.SPOKEN, Sort.BAD, Sort.DOUBT, Sort.ABOUT, Sort.RISE, Sort.COMMAND})
_LEAST = 2


_START = Piece(Sort.LINE, "", 0, 0)


def _continues(before: Piece, piece: Piece) -> bool:
    """Say whether a number is the rest of the one before it, which a space parts in thousands."""
    if not (before.sort is piece.sort is Sort.NUMBER) or piece.start != before.end + 1:
        return False
    plain = before.text.isascii() and piece.text.isascii() and piece.text.isdigit()
    return plain and len(piece.text) == 3 and 0 < len(before.text) < 3 and before.text[0] != "0"  # noqa: PLR2004


@dataclass(slots=True)
class Clause:
    """Pieces between two signs: `sign` stands before them, `count` is the number that stood last before the sign."""

    sign: str
    pieces: list[Piece]
    count: Piece | None

    @property
    def telling(self) -> list[Piece]:
        """The pieces that say something of a number; "1 385" is one."""
        told = [piece for piece in self.pieces if piece.sort not in _QUIET]
        return [piece for before, piece in pairwise([_START, *told]) if not _continues(before, piece)]


def set_aside(scene: Scene, numbers: int) -> None:
    """Take what is shown to be no count out of counting. `numbers` is how many the keyword takes."""
    if len(scene.of(Sort.NUMBER, Sort.NUMERAL)) < _LEAST:
        return
    if numbers == 1 and len(scene.of(Sort.KEYWORD)) <= 1:
        _summed(scene)
    agreed = _agreed(_numbers(scene.pieces))
    for clause in _clauses(scene.pieces):
        if clause.count and _aside(clause, agreed=agreed):
            _silence(clause.pieces)


def _agreed(numbers: list[Piece]) -> bool:
    """Say whether the last of three numbers is what the other two leave."""
    if len(numbers) != _LEAST + 1:
        return False
    first, second, left = (piece.number for piece in numbers)
    return abs(first - second) == left


def _silence(pieces: Sequence[Piece]) -> None:
    for piece in pieces:
        if piece.sort not in (Sort.MARK, Sort.LINE):
            piece.sort, piece.error = Sort.ASIDE, None


def _clauses(pieces: list[Piece]) -> Iterator[Clause]:
    """Part pieces at brackets and, outside of them, at commas, stops and line ends."""
    sign, found, count, last = "\n", list[Piece](), None, None
    for piece in pieces:
        if sign == "(" and piece.text != ")":
            found.append(piece)
        elif piece.sort is Sort.LINE or (piece.sort is Sort.MARK and piece.text in "(),.;!"):
            yield Clause(sign, found, count)
            sign, found, count = piece.text, [], last
        else:
            found.append(piece)
        last = piece if piece.sort is Sort.NUMBER and sign != "(" else last
    if sign != "(":
        yield Clause(sign, found, count)


def _aside(clause: Clause, *, agreed: bool) -> bool:
    """Say whether a clause proves itself; what is left to do is proved by the other numbers, where they are `agreed`."""
    if _rest(clause.telling):
        return agreed
    return clause.sign == "(" and (_parts_of(clause) or _in_words(clause))


def _rest(telling: list[Piece]) -> bool:
    """See what is left to do: ", con 420 ho"."""
    return len(telling) == _LEAST and telling[0].text in REST and telling[1].sort is Sort.NUMBER


def _numbers(pieces: Sequence[Piece]) -> list[Piece]:
    """Give the numbers of some pieces, those of hamlets ("ap 2") left out where another number follows."""
    found = []
    for before, piece in pairwise([_START, *pieces]):
        if piece.sort is Sort.NUMBER and before.sort is not Sort.HAMLET:
            found.append(piece)
    return found


def _forbids(piece: Piece) -> bool:
    """Say whether a piece may not stand in the parts of a sum; "chua" behind its number is a pagoda."""
    return piece.sort in _NEVER and piece.text != "CHUA"


def _parts_of(clause: Clause) -> bool:
    """See the parts of a count in brackets, which add up to it: "46 (12 cho, 34 nha tro)"."""
    parts = _numbers(clause.pieces)
    if clause.count is None or len(parts) < _LEAST or any(map(_forbids, clause.pieces)):
        return False
    return sum(part.number for part in parts) == clause.count.number > 0


def _in_words(clause: Clause) -> bool:
    """See the count again in words: "1525 (mot nghin nam tram hai muoi lam)"."""
    spoken = [piece for piece in clause.pieces if piece.sort not in (Sort.MARK, Sort.LINE, Sort.MEASURE)]
    words = " ".join(piece.text for piece in spoken).removeprefix("BANG CHU ").split()
    return clause.count is not None and bool(words) and spelled(words) == clause.count.number


def _summed(scene: Scene) -> None:
    """Take the parts of an announced sum out of counting where they add up to it, and a target that what is left meets."""
    numbers = _numbers(scene.pieces)
    if len(numbers) <= _LEAST:
        return
    *parts, whole = numbers
    if _announced(scene.pieces, whole) and sum(part.number for part in parts) == whole.number:
        _silence_all(scene, parts)
    elif len(numbers) == _LEAST + 1:
        _left_of_target(scene, numbers)


def _announced(pieces: list[Piece], number: Piece) -> bool:
    """Say whether a word for a sum stands before a number."""
    at = next(at for at, piece in enumerate(pieces) if piece is number) - 1
    while at > 0 and pieces[at].sort in (Sort.MARK, Sort.FILLER) and pieces[at].text not in TOTALS:
        at -= 1
    return at >= 0 and pieces[at].text in TOTALS and pieces[at].sort in (Sort.FILLER, Sort.COMMAND, Sort.ASIDE)


def _silence_all(scene: Scene, parts: list[Piece]) -> None:
    for total in scene.of(Sort.COMMAND):
        total.sort = Sort.FILLER if total.text in TOTALS else total.sort
    silent = {id(part) for part in parts}
    for before, piece in pairwise([_START, *scene.pieces]):
        if before.sort is Sort.HAMLET and piece.sort is Sort.NUMBER:
            silent |= {id(before), id(piece)}
    _silence([piece for piece in scene.pieces if id(piece) in silent])


def _left_of_target(scene: Scene, numbers: list[Piece]) -> None:
    """Read "chi tieu 2000, da cai 1640, con lai 360", where the three numbers agree."""
    target, done, left = numbers
    aim = next((piece for piece in scene.pieces if piece.sort is Sort.DOUBT and piece.text in AIMS), None)
    rest = next((piece for piece in scene.pieces if piece.text in REST and piece.end < left.start), None)
    if (
        aim
        and rest
        and aim.end <= target.start
        and done.end <= rest.start
        and target.number == done.number + left.number
    ):
        _silence([aim, target, rest, left])
