"""Asides: numbers that a text itself shows to be no count, because they come out.

"46 (12 cho, 34 nha tro)", "sang 2, chieu 3, tong 5", "tong 92, da cai 85, con 7", "1525 (mot nghin nam tram hai muoi lam)".
An aside is taken out of counting only where arithmetic proves it: sums must come out, words must say the same number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.grounds import KINDS
from parsers.naming import of_a_pair
from parsers.pieces import Piece, Sort
from parsers.reading import Error
from parsers.scene import Scene, clauses, distinct
from parsers.spelled import spelled
from parsers.telling import DAYTIMES, FINISHED, LACKING
from parsers.words import AIMS, PAST, REST, SCALES, TOTALS

_QUIET = frozenset({Sort.FILLER, Sort.TITLE, Sort.NAME, Sort.MARK, Sort.LINE, Sort.MEASURE, Sort.PERCENT, Sort.CLOCK})
_NEVER = frozenset({Sort.KEYWORD, Sort.UNIT, Sort.SPOKEN, Sort.BAD, Sort.DOUBT, Sort.ABOUT, Sort.RISE, Sort.COMMAND})
_BEHIND_TOTALS = frozenset({Sort.MARK, Sort.FILLER, Sort.PLACE, Sort.SPOKEN, Sort.KEYWORD})
_KINDS = frozenset({Sort.NUMBER, Sort.HAMLET, Sort.NAME, Sort.DAY, Sort.DATE, Sort.MARK, Sort.LINE})
_WHOLE_UNITS = frozenset({"XA", "X", "PHUONG", "HUYEN", "TOAN", "CA"})
_LEAST = 2
_ROUND = 100
_TIMES = 4  # the most times of a day that something is counted at
_AMONG = "TRONG DO"
_PARTS = {"(": ")", _AMONG: ".;!"}
"""What opens the parts of a count, and what ends them."""


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
    things = _things(scene)
    if numbers == 1 and len(scene.of(Sort.KEYWORD)) <= 1:
        _summed(scene, things)
    _said_again(scene)
    if numbers > 1 or not scene.has(Sort.KEYWORD):
        _whole_again(scene)
    agreed = _agreed(_numbers(scene.pieces))
    pairs = numbers > 1 or not scene.has(Sort.KEYWORD)
    for clause in _clauses(scene.pieces):
        if clause.count and (_aside(clause, things, agreed=agreed) or (agreed and pairs and _lacking(clause))):
            _silence(clause.pieces)
        elif clause.count and (_other_words(clause) or (numbers > 1 and _disagrees(scene, clause))):
            raise scene.stumble(Error.CONFLICTING_VALUES, clause.telling[-1])


def _said_again(scene: Scene) -> None:
    """Take a number out of counting that is given twice, once behind the keyword's word: "bluezone 1325 BZ 1325"."""
    numbers, keywords = scene.of(Sort.NUMBER), distinct(scene.of(Sort.KEYWORD))
    if len(numbers) != _LEAST or numbers[0].number != numbers[1].number or numbers[0].start == numbers[1].start:
        return
    for before, piece in pairwise(scene.pieces):
        if before.sort is Sort.SPOKEN and [before.text] == keywords and piece.sort is Sort.NUMBER:
            piece.sort = Sort.ASIDE
            return


def _whole_again(scene: Scene) -> None:
    """Take the whole of a pair out of counting where it is given alone before: "ca 23 can bo da cai, 23/23"."""
    numbers = scene.of(Sort.NUMBER)
    if len(numbers) != _LEAST + 1:
        return
    alone, done, whole = numbers
    if done.start == whole.start and alone.number == whole.number and alone.start < done.start:
        alone.sort = Sort.ASIDE


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
        opens = piece.text == _AMONG and sign not in _PARTS
        if sign in _PARTS and piece.text not in _PARTS[sign] and piece.sort is not Sort.LINE:
            found.append(piece)
        elif opens or piece.sort is Sort.LINE or (piece.sort is Sort.MARK and piece.text in "(),.;!"):
            yield Clause(sign, found, count)
            sign, found, count = piece.text, [], last
        else:
            found.append(piece)
        last = piece if piece.sort is Sort.NUMBER and sign not in _PARTS else last
    if sign != "(":
        yield Clause(sign, found, count)


def _aside(clause: Clause, things: frozenset[str], *, agreed: bool) -> bool:
    """Say whether a clause proves itself; what is left to do is proved by the other numbers, where they are `agreed`."""
    if _rest(clause.telling):
        return agreed
    return clause.sign in _PARTS and (_parts_of(clause, things) or _in_words(clause))


def _disagrees(scene: Scene, clause: Clause) -> bool:
    """Say whether what is left to do is not what the two numbers of a pair leave: "tong 8, da cai 6, con lai 3"."""
    return _rest(clause.telling) and len(_numbers(scene.pieces)) == _LEAST + 1


def _rest(telling: list[Piece]) -> bool:
    """See what is left to do: ", con 420 ho"."""
    return len(telling) == _LEAST and telling[0].text in REST and telling[1].sort is Sort.NUMBER


def _lacking(clause: Clause) -> bool:
    """See who of a pair is left and why: ", con 01 dong chi chua cai do may hu", ", 2 nguoi dang nghi"."""
    if len(_numbers(clause.pieces)) != 1 or any(p.sort in _NEVER - {Sort.DOUBT} for p in clause.pieces):
        return False
    said = f" {' '.join(piece.text for piece in clause.pieces)} "
    return any(piece.text in LACKING for piece in clause.pieces) and not any(f" {word} " in said for word in FINISHED)


def _numbers(pieces: Sequence[Piece]) -> list[Piece]:
    """Give the numbers of some pieces, those of hamlets ("ap 2") left out where another number follows."""
    found = []
    for before, piece in pairwise([_START, *pieces]):
        if piece.sort is Sort.NUMBER and before.sort is not Sort.HAMLET:
            found.append(piece)
    return found


def _things(scene: Scene) -> frozenset[str]:
    """Give the words for what the keywords of a text count; of a text without one, those of all keywords."""
    keywords = scene.vocabulary.keywords
    codes = distinct(scene.of(Sort.KEYWORD)) or keywords
    return frozenset[str]().union(*(keywords[code].unit_words | keywords[code].called for code in codes))


def _is_a_kind(piece: Piece, things: frozenset[str]) -> bool:
    """Say whether a piece may tell a part from the others: a thing, a place, a day; "chua" may be a pagoda.

    Anything else may say of a part that it is none of what was counted: "12 da cai, 34 chua", "12 loi, 34 tot".
    """
    if piece.sort in (Sort.MEASURE, Sort.CALLED) or piece.text == "CHUA":
        return piece.text in things
    if piece.sort is Sort.PLACE:
        return piece.text.split()[0] not in _WHOLE_UNITS
    named = piece.sort is Sort.UNKNOWN and piece.proper
    return named or piece.sort in _KINDS or piece.text in KINDS


def _told_apart(pieces: list[Piece], things: frozenset[str]) -> bool:
    """Say whether each part has a thing of its own, which a strange word only describes: "12 quan an, 34 nha tro"."""
    heads = [piece for before, piece in pairwise(pieces) if before.sort is Sort.NUMBER]
    kinds = all(_is_a_kind(head, things) and head.sort not in (Sort.NUMBER, Sort.MARK) for head in heads)
    return kinds and len({head.text for head in heads}) == sum(piece.sort is Sort.NUMBER for piece in pieces)


def _parts_of(clause: Clause, things: frozenset[str]) -> bool:
    """See the parts of a count in brackets, which add up to it: "46 (12 cho, 34 nha tro)"."""
    parts = _numbers(clause.pieces)
    if clause.count is None or len(parts) < _LEAST:
        return False
    apart = _told_apart(clause.pieces, things)
    if not all(_is_a_kind(piece, things) or (apart and piece.sort is Sort.UNKNOWN) for piece in clause.pieces):
        return False
    return sum(part.number for part in parts) == clause.count.number > 0


def _spelled(clause: Clause) -> int | None:
    """Give the number that all the words of a clause spell."""
    spoken = [piece for piece in clause.pieces if piece.sort not in (Sort.MARK, Sort.LINE, Sort.MEASURE)]
    words = " ".join(piece.text for piece in spoken).removeprefix("BANG CHU ").split()
    return spelled(words) if words else None


def _in_words(clause: Clause) -> bool:
    """See the count again in words: "1525 (mot nghin nam tram hai muoi lam)"."""
    return clause.count is not None and _spelled(clause) == clause.count.number


def _other_words(clause: Clause) -> bool:
    """See another number in words behind the count; one that ends with "nghin" or "tram" may only round it."""
    other = _spelled(clause) if clause.sign == "(" else None
    return other is not None and other > _ROUND and clause.telling[-1].text not in SCALES


def _summed(scene: Scene, things: frozenset[str]) -> None:
    """Take the parts of an announced sum out of counting where they add up to it, and a target that what is left meets."""
    numbers = _parts_and_whole(scene)
    if len(numbers) <= _LEAST:
        return
    *parts, whole = numbers
    announced = _announced(scene.pieces, whole) or _by_parts_of_the_day(scene.pieces, numbers)
    counted = {id(part) for part in parts}
    others = any(id(one) in counted and other.sort is Sort.SERIAL for one, other in pairwise(scene.pieces))
    if announced and not others and sum(part.number for part in parts) == whole.number:
        _silence_all(scene, parts, things)
    elif announced and scene.has(Sort.HAMLET):
        raise scene.stumble(Error.CONFLICTING_VALUES, whole)
    elif len(numbers) == _LEAST + 1:
        _left_of_whole(scene, numbers)


def _parts_and_whole(scene: Scene) -> list[Piece]:
    """Give the numbers of a text; one that says how many hamlets follow ("gom 3 ap: ap 1 ...") is passed over."""
    numbers = _numbers(scene.pieces)
    hamlets = sum(piece.error is not None for piece in scene.of(Sort.HAMLET))
    for piece, behind in pairwise(scene.pieces) if numbers and hamlets > 1 else ():
        if piece is numbers[0] and behind.sort is Sort.HAMLET and not behind.error and piece.number == hamlets:
            piece.sort = behind.sort = Sort.ASIDE
            return numbers[1:]
    return numbers


def _announced(pieces: list[Piece], number: Piece) -> bool:
    """Say whether a word for a sum stands before a number."""
    at = next(at for at, piece in enumerate(pieces) if piece is number) - 1
    while at > 0 and pieces[at].sort in _BEHIND_TOTALS and pieces[at].text not in TOTALS:
        at -= 1
    return at >= 0 and pieces[at].text in TOTALS and pieces[at].sort in (Sort.FILLER, Sort.COMMAND, Sort.ASIDE)


def _by_parts_of_the_day(pieces: list[Piece], numbers: list[Piece]) -> bool:
    """Say whether each part has its own time of the day and the sum is told as one: "sang 1 lan chieu 2 lan la 3 lan"."""
    *parts, whole = [id(number) for number in numbers]
    times, told, since = list[str](), "", ""
    for before, piece in pairwise([_START, *pieces]) if len(parts) <= _TIMES else ():
        since = piece.text if piece.text in DAYTIMES else since
        if id(piece) in parts:
            times.append(since)
            since = ""
        told = before.text if id(piece) == whole else told
    return told in ("LA", "LA DUOC") and all(times) and len(set(times)) == len(parts)


def _silence_all(scene: Scene, parts: list[Piece], things: frozenset[str]) -> None:
    """Take the parts of a sum out of counting, with the hamlets and the days they are of; "chua" before a part is a pagoda."""
    for total in scene.of(Sort.COMMAND):
        total.sort = Sort.FILLER if total.text in TOTALS else total.sort
    silent = {id(part) for part in parts}
    led: list[Piece] = []
    for piece, behind in pairwise([*scene.pieces, _START]):
        if piece.sort is Sort.HAMLET or piece.sort is Sort.RISE or piece.text in PAST or led:
            led.append(piece)
        if piece.sort is Sort.DOUBT and id(behind) in silent and _is_a_kind(piece, things):
            silent.add(id(piece))
        if id(piece) in silent:
            silent |= {id(each) for each in led}
            led = []
        elif piece.sort in (Sort.LINE, Sort.KEYWORD, Sort.UNIT) or (piece.sort is Sort.MARK and piece.text != ":"):
            led = []
    _silence([piece for piece in scene.pieces if id(piece) in silent])


def _left_of_whole(scene: Scene, numbers: list[Piece]) -> None:
    """Read "chi tieu 2000, da cai 1640, con lai 360", where the three numbers agree: the smaller of the first two is done."""
    *both, left = numbers
    done, whole = sorted(both, key=lambda piece: piece.number)
    rest = next(
        (piece for piece in scene.pieces if piece.text in REST and both[1].end <= piece.start < left.start), None
    )
    named = not scene.has(Sort.KEYWORD)
    paired = named and (both[0].start == both[1].start or any(of_a_pair(scene, piece) for piece in scene.pieces))
    if rest is None or paired or whole.number != done.number + left.number or done is left:
        return
    aims = [piece for piece in scene.of(Sort.DOUBT) if piece.text in AIMS and piece.end <= whole.start]
    if not aims and not _is_done(scene, done):
        return
    _silence([*aims, whole, rest, left])


def _is_done(scene: Scene, number: Piece) -> bool:
    """Say whether a keyword's own deed stands before a number in its clause; one without deeds needs none."""
    keyword = next((scene.vocabulary.keywords[piece.text] for piece in scene.of(Sort.KEYWORD)), None)
    if keyword is None or not keyword.deeds:
        return True
    clause = next(clause for clause in clauses(scene.pieces) if any(piece is number for piece in clause))
    doers = scene.vocabulary.tables.doers
    return any(keyword.code in doers.get(piece.text, ()) for piece in clause if piece.end <= number.start)
