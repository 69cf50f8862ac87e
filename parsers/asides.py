"""Asides: numbers that a text itself announces as another thing than the count, once the count stands.

"1420 (hom qua 1385)", "1118, tang 35 so voi hom qua", "46 (12 cho, 34 nha tro)", "sang 2, chieu 3, tong 5". An aside is
taken out of counting only where the number beside it is unmistakable: sums must come out, words must say the same number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.pieces import Piece, Sort
from parsers.scene import Scene
from parsers.spelled import spelled
from parsers.words import AIMS, EARLIER, MISTAKEN, PLANS, REST, TOTALS

_QUIET = frozenset({Sort.FILLER, Sort.TITLE, Sort.NAME, Sort.MARK, Sort.LINE, Sort.MEASURE, Sort.PERCENT, Sort.CLOCK})
_NEVER = frozenset({Sort.KEYWORD, Sort.UNIT, Sort.SPOKEN, Sort.BAD, Sort.DOUBT, Sort.ABOUT, Sort.RISE, Sort.COMMAND})
_GRAVE = frozenset({Sort.KEYWORD, Sort.UNIT, Sort.SPOKEN, Sort.BAD, Sort.ABOUT, Sort.CORRECT, Sort.COMMAND})
_BESIDE = frozenset({Sort.FILLER, Sort.MEASURE, Sort.TITLE})
_TODAY = frozenset({"HOM NAY", "TRONG NGAY", "NGAY HOM NAY"})
_LEAST = 2


_START = Piece(Sort.LINE, "", 0, 0)


def _continues(before: Piece, piece: Piece) -> bool:
    """Say whether a number is the rest of the one before it, which a space parts in thousands."""
    if not (before.sort is piece.sort is Sort.NUMBER) or piece.start != before.end + 1:
        return False
    return len(piece.text) == 3 and 0 < len(before.text) < 3 and before.text[0] != "0" and piece.text.isdigit()  # noqa: PLR2004


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
    """Take what is announced as no count out of counting. `numbers` is how many the keyword takes."""
    if len(scene.of(Sort.NUMBER, Sort.NUMERAL)) < _LEAST:
        return
    if numbers == 1 and len(scene.of(Sort.KEYWORD)) <= 1:
        _summed(scene)
    agreed = numbers == 1 or _agreed(_numbers(scene.pieces))
    for clause in _clauses(scene.pieces):
        if clause.count and (agreed or not _rest(clause.telling)) and _aside(scene, clause):
            _silence(clause.pieces)
    _negated(scene)


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


def _aside(scene: Scene, clause: Clause) -> bool:
    telling = clause.telling
    if clause.sign == "(" and (_parts_of(clause) or _in_words(clause)):
        return True
    if not telling or len(telling) > _LEAST + 1:
        return _planned(clause)
    if _mistaken(telling):
        scene.correction = True
        return True
    return _compares(clause, telling) or _earlier(clause, telling) or _rest(telling) or _planned(clause)


def _compares(clause: Clause, telling: list[Piece]) -> bool:
    """See an increase that says since when: ", tang 35 so voi hom qua", "(hom nay them 23 may)"."""
    first, *others = telling
    if first.sort is not Sort.RISE or not others or others[0].sort is not Sort.NUMBER:
        return False
    if any(other.text not in EARLIER for other in others[1:]):
        return False
    return len(others) > 1 or any(piece.text in _TODAY for piece in clause.pieces)


def _earlier(clause: Clause, telling: list[Piece]) -> bool:
    """See the number of another day in brackets: "(hom qua 1385)"."""
    return (
        clause.sign == "(" and len(telling) == _LEAST and telling[0].text in EARLIER and telling[1].sort is Sort.NUMBER
    )


def _rest(telling: list[Piece]) -> bool:
    """See what is left to do: ", con 420 ho"."""
    return len(telling) == _LEAST and telling[0].text in REST and telling[1].sort is Sort.NUMBER


def _mistaken(telling: list[Piece]) -> bool:
    """See the number that was wrong: "(tin truoc ghi sai 163)"."""
    *before, number = telling
    said = bool(before) and before[-1].text in MISTAKEN
    return said and number.sort is Sort.NUMBER and all(piece.text in EARLIER for piece in before[:-1])


def _planned(clause: Clause) -> bool:
    """See a plan in a sentence of its own, with its own number: ". Chieu nay phan dau dat 1650"."""
    telling = clause.telling
    plans = [piece for piece in telling if piece.sort is Sort.DOUBT]
    if clause.sign not in (".", "!", "\n") or not plans or any(piece.sort in _GRAVE for piece in telling):
        return False
    numbers = sum(piece.sort is Sort.NUMBER for piece in telling)
    asked = any(piece.text == "?" for piece in clause.pieces)
    return telling[0] is plans[0] and not asked and numbers == 1 and all(plan.text in PLANS for plan in plans)


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


def _negated(scene: Scene) -> None:
    """Take "chu khong phai 1180" behind a number for what it corrects."""
    for at, piece in enumerate(scene.pieces):
        if piece.text not in ("CHU KHONG PHAI", "CHU KO PHAI", "KHONG PHAI", "KO PHAI") or at == 0:
            continue
        if not (piece.text.startswith("CHU ") or scene.correction):
            continue
        before, behind = _beside(scene.pieces, at, -1), _beside(scene.pieces, at, 1)
        if before and behind:
            _silence([piece, behind, *(each for each in scene.pieces if each.text in MISTAKEN)])
            scene.correction = True
            return


def _beside(pieces: list[Piece], at: int, step: int) -> Piece | None:
    """Find the number beside a piece, with nothing but harmless words between."""
    at += step
    while 0 <= at < len(pieces) and pieces[at].sort in _BESIDE:
        at += step
    return pieces[at] if 0 <= at < len(pieces) and pieces[at].sort is Sort.NUMBER else None


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
