"""Deputising: a text that lets another phone report for the sender's units, or takes that back.

"UQ 0912345678 DEN 30/08", "HUY UQ". Only one telephone number and one last day are taken, in whichever order, and only
where every other digit and word of the text says nothing about them: what a telephone gains by a slip it has no right to.
"""

from __future__ import annotations

import re
from itertools import islice, pairwise

from parsers.folding import fold
from parsers.pieces import Piece, Sort
from parsers.reading import Error, Kind, Misreading, Reading
from parsers.scene import Scene, distinct

COMMAND = "UQ"
_IN_WORDS = ("UY", "QUYEN")
_SILENT = frozenset({
    Sort.FILLER, Sort.TITLE, Sort.NAME, Sort.PLACE, Sort.OFFICE, Sort.UNIT, Sort.MARK, Sort.LINE, Sort.MEASURE, Sort.PLAIN,
    Sort.UNKNOWN, Sort.DAY, Sort.MONTH,
})  # fmt: skip
"""What may stand beside the number and the day. The digits among it are looked at apart from that."""

_DAY, _MONTH = "(?P<day>0?[1-9]|[12][0-9]|3[01])", "(?P<month>0?[1-9]|1[0-2])"
_NOT_IN_A_ROW = "(?<![0-9])(?<![0-9][/.-])"
_ENDS = "(?![0-9])(?![/.-][0-9])"
_PARTED = "(?: ?/ ?|[.-])"
_DATE = re.compile(f"{_NOT_IN_A_ROW}{_DAY}{_PARTED}{_MONTH}(?:{_PARTED}(?P<year>(?:20)?[0-9]{{2}}))?{_ENDS}")
_DATE_IN_WORDS = re.compile(f"{_NOT_IN_A_ROW}{_DAY} THANG {_MONTH}(?:(?: NAM | ?/ ?)(?P<year>20[0-9]{{2}}))?{_ENDS}")
_DAY_ALONE = re.compile(f"(?<![A-Z])(?:DEN|TOI|HET|NGAY) {_DAY}{_ENDS}")
_TELEPHONE = re.compile("(?<![0-9+])(?:(?:\\+ ?|00)?84|0)(?P<rest>(?:[ .-]{0,3}[0-9]){9})(?![0-9])")
_MOBILE = re.compile("(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}")
_LONE_DIGIT = re.compile("(?<![0-9])[0-9](?![0-9])")
_COUNTRY = "+84"
_TAKEN = " | "
_DIGIT = re.compile("[0-9]")


def depute(scene: Scene, command: Piece) -> Reading | Misreading:
    """Read `UQ <number> DEN <date>`: who may report for the sender, and until when."""
    if keyword := scene.first(Sort.KEYWORD):
        raise scene.stumble(Error.DEPUTY_BESIDE, keyword)
    said = _Said(scene, command)
    if len(said.numbers) != 1:
        raise scene.stumble(Error.DEPUTY_NUMBER)
    if len(said.days) != 1:
        raise scene.stumble(Error.DEPUTY_DAY)
    _alone(scene, command, said)
    return Reading(Kind.DEPUTY, unit=_unit(scene), date=said.days[0], number=said.numbers[0])


def take_back(scene: Scene, command: Piece) -> Reading | Misreading:
    """Read `HUY UQ`, with or without the number that is to report no longer."""
    said = _Said(scene, command)
    if len(said.numbers) > 1 or said.days:
        raise scene.stumble(Error.DEPUTY_BESIDE)
    _alone(scene, command, said)
    return Reading(Kind.DEPUTY_END, unit=_unit(scene), number=said.numbers[0] if said.numbers else None)


def take_words_for_it(scene: Scene, silent: frozenset[Sort]) -> None:
    """Take "uy quyen" for the command where a text begins with it, or withdraws it: elsewhere it is talk."""
    said = list(islice((piece for piece in scene.pieces if piece.sort not in silent), len(_IN_WORDS) + 1))
    if said and said[0].sort is Sort.COMMAND and said[0].text == "HUY":
        said = said[1:]
    words = said[: len(_IN_WORDS)]
    if tuple(piece.text for piece in words) == _IN_WORDS and all(piece.sort is Sort.UNKNOWN for piece in words):
        words[0].sort, words[0].text = Sort.COMMAND, COMMAND
        words[1].sort = Sort.FILLER


def speaks_of_it(scene: Scene) -> Piece | None:
    """Find a command to deputise anywhere in a text: by its letters, or by its words beside a telephone's number."""
    letters = next((piece for piece in scene.of(Sort.COMMAND) if piece.text == COMMAND), None)
    if letters:
        return letters
    words = next((piece for piece, behind in pairwise(scene.pieces) if (piece.text, behind.text) == _IN_WORDS), None)
    return words if words and _Said(scene, words).numbers else None


def _alone(scene: Scene, command: Piece, said: _Said) -> None:
    """Refuse a text that holds anything else that counts, asks or doubts."""
    if _DIGIT.search(said.rest):
        raise scene.stumble(Error.DEPUTY_BESIDE)
    for piece in scene.pieces:
        if piece is command or said.has_figure(piece) or (piece.sort is Sort.COMMAND and piece.text == COMMAND):
            continue
        if piece.sort not in _SILENT or piece.text == "?":
            raise scene.stumble(Error.DEPUTY_BESIDE, piece)


def _unit(scene: Scene) -> str | None:
    units = distinct(scene.of(Sort.UNIT))
    if len(units) > 1:
        raise scene.stumble(Error.DEPUTY_BESIDE)
    return units[0] if units else None


class _Said:
    """The telephone numbers (in E.164) and days ("30", "30/08", "30/08/2020") behind a command, and what is left of it."""

    def __init__(self, scene: Scene, command: Piece) -> None:
        self._folded = fold(scene.text)
        signs = list(self._folded)
        for piece in scene.of(Sort.UNIT):  # the digits of a code are told by no other form
            signs[piece.start : piece.end] = "|" * (piece.end - piece.start)
        self.rest = "".join(signs[command.end : scene.pieces[-1].end])
        self._days: list[str] = []
        self._numbers: list[str] = []
        self.rest = _DATE.sub(self._day, self.rest)
        self.rest = _DATE_IN_WORDS.sub(self._day, self.rest)
        self.rest = _TELEPHONE.sub(self._number, self.rest)
        self.rest = _DAY_ALONE.sub(self._day, self.rest)

    @property
    def days(self) -> list[str]:
        """Each day once."""
        return list(dict.fromkeys(self._days))

    @property
    def numbers(self) -> list[str]:
        """Each number once."""
        return list(dict.fromkeys(self._numbers))

    def has_figure(self, piece: Piece) -> bool:
        """Say whether a piece was made of digits: those are looked at here and not as what it was taken for."""
        return _DIGIT.search(self._folded, piece.start, piece.end) is not None

    def _day(self, found: re.Match[str]) -> str:
        parts = found.groupdict()
        day = f"{int(parts['day']):02}"
        if parts.get("month"):
            day += f"/{int(parts['month']):02}"
        if parts.get("year"):
            day += f"/20{parts['year'][-2:]}"
        self._days.append(day)
        return _TAKEN

    def _number(self, found: re.Match[str]) -> str:
        """Take a number that a mobile telephone has; a digit that stands alone may be another thing's."""
        digits = "".join(_DIGIT.findall(found["rest"]))
        if not _MOBILE.fullmatch(digits) or _LONE_DIGIT.search(found[0]):
            return found[0]
        self._numbers.append(_COUNTRY + digits)
        return _TAKEN
