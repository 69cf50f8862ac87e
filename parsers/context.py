"""Context: pieces settled by the pieces beside them - "28" after "ngay", "5" after "ap", "12" after "tuan"."""

from __future__ import annotations

import re
from collections.abc import Callable

from parsers.figures import telephone
from parsers.pieces import NAMELIKE, Piece, Sort
from parsers.reading import Error
from parsers.words import AIMS, ORDINALS, PRONOUNS, SHARES

_MONTHS, _DAYS, _HOURS = 12, 31, 24
_NAME_WORDS = 4  # a full Vietnamese name, or a title with one
_FIGURES = frozenset({Sort.NUMBER, Sort.BAD})
_NAMES = frozenset({Sort.UNKNOWN, Sort.TITLE, Sort.NAME})
_YEAR = re.compile("20[12][0-9]")
_BEYOND = Piece(Sort.LINE, "\n", 0, 0)


def settle(pieces: list[Piece]) -> list[Piece]:
    """Settle each piece that its neighbours decide. Pieces change their sort, none is lost."""
    if len(pieces) > 1:
        for index, piece in enumerate(pieces):
            rule = _RULES.get(piece.sort)
            if rule:
                rule(pieces, index)
    return pieces


def _at(pieces: list[Piece], index: int) -> Piece:
    return pieces[index] if 0 <= index < len(pieces) else _BEYOND


def _aside(piece: Piece, sort: Sort = Sort.ASIDE) -> None:
    piece.sort = sort


def _number(pieces: list[Piece], index: int) -> None:
    """Settle a number by the word behind it: "30 phut", "14 gio", "45 phan tram", "2 nghin"; or as a telephone."""
    piece, behind = pieces[index], _at(pieces, index + 1)
    if _telephone(pieces, index) or _after(pieces, index):
        return
    if behind.sort is Sort.SCALE or behind.text == "HON":
        piece.sort, piece.error = Sort.BAD, Error.APPROX_NUMBER
    elif behind.sort is Sort.SPAN_WORD:
        piece.sort = Sort.SPAN
    elif behind.text == "PHAN TRAM":
        piece.sort = Sort.PERCENT
    elif behind.text == "GIO" and behind.sort is Sort.FILLER and 0 <= piece.number <= _HOURS:
        _clock(pieces, index)
    elif behind.sort in (Sort.DAY, Sort.MONTH) and piece.number <= _DAYS and not _dates(_at(pieces, index + 2)):
        piece.sort = Sort.SPAN


def _after(pieces: list[Piece], index: int) -> bool:
    """Settle a number by the word before it: "nam 2020" is a year, "lan 2" the second time, "trong ngay 28" unclear."""
    piece, before = pieces[index], _at(pieces, index - 1)
    if before.text == "NAM" and piece.text.startswith(("19", "20")) and len(piece.text) == 4:  # noqa: PLR2004
        before.sort = Sort.FILLER
        _aside(piece)
        return True
    if _at(pieces, index + 1).sort is not Sort.MEASURE and piece.sort is Sort.NUMBER and _may_belong(before, piece):
        piece.sort, piece.error = Sort.BAD, Error.AMBIGUOUS_NUMBER
    return False


def _may_belong(before: Piece, piece: Piece) -> bool:
    """Say whether a number may be the rest of the time or the date before it: "14h 30", "ngay 28 8", "28/8 2020"."""
    if before.sort is Sort.CLOCK:
        return before.text[-1:] in ("H", "G") and len(piece.text) == 2 and piece.number < 60  # noqa: PLR2004
    if before.sort in (Sort.DATE, Sort.MAYBE_DATE):
        month = 1 <= piece.number <= _MONTHS and "/" not in before.text
        return month or (before.text.count("/") == 1 and _YEAR.fullmatch(piece.text) is not None)
    return before.text in ORDINALS or (before.text == "TRONG NGAY" and piece.number <= _DAYS)


def _dates(piece: Piece) -> bool:
    """Say whether a piece behind "ngay" or "thang" is what that word waits for."""
    return piece.sort in (Sort.DATE, Sort.NUMBER, Sort.BAD)


def _clock(pieces: list[Piece], index: int) -> None:
    """Take "14 gio 30" for a time."""
    pieces[index].sort = Sort.CLOCK
    minutes = _at(pieces, index + 2)
    if minutes.sort is Sort.NUMBER and len(minutes.text) == 2 and minutes.number < 60:  # noqa: PLR2004
        minutes.sort = Sort.CLOCK


def _telephone(pieces: list[Piece], index: int) -> bool:
    """Take numbers that only spaces part, and that make a telephone number together, out of counting."""
    digits, at = "", index
    if not pieces[index].text.startswith("0") or len(pieces[index].text) < 3:  # noqa: PLR2004
        return False
    while _at(pieces, at).sort in _FIGURES and pieces[at].text.isdigit() and len(digits) < 10:  # noqa: PLR2004
        digits += pieces[at].text
        at += 1
    if not telephone(digits):
        return False
    for piece in pieces[index:at]:
        _aside(piece)
    return True


def _serial(pieces: list[Piece], index: int) -> None:
    """Take the number of a document, a week or a disease out of counting."""
    skip = 1 if _at(pieces, index + 1).text in ("SO", "-") else 0
    number = _at(pieces, index + 1 + skip)
    if number.sort in _FIGURES:
        _aside(number)


def _month(pieces: list[Piece], index: int) -> None:
    """Read "ngay 28 thang 8 [nam 2020]", and take the month out of counting."""
    month, day, year = _at(pieces, index + 1), _at(pieces, index - 1), _at(pieces, index + 3)
    if month.sort is not Sort.NUMBER or not 1 <= month.number <= _MONTHS:
        return
    _aside(month)
    if day.sort is Sort.NUMBER and 1 <= day.number <= _DAYS:
        day.sort, day.text = Sort.DATE, f"{day.number:02}"
    if day.sort is not Sort.DATE or "/" in day.text:
        return
    day.text = f"{day.text}/{month.number:02}"
    if _at(pieces, index + 2).text == "NAM" and year.sort is Sort.NUMBER and len(year.text) == 4:  # noqa: PLR2004
        day.text += f"/{year.text}"


def _hamlet(pieces: list[Piece], index: int) -> None:
    number = _at(pieces, index + 1)
    if number.sort in _FIGURES:
        pieces[index].error = Error.SUB_UNIT


def _date(pieces: list[Piece], index: int) -> None:
    """Leave the date of a document to the document: "1989/UBND-VHXH ngay 24/8/2020"."""
    if _at(pieces, index - 1).sort is Sort.DAY and _at(pieces, index - 2).text == "PAPER":
        _aside(pieces[index])


def _about_next(pieces: list[Piece], index: int) -> None:
    """Take "gan", "tren" and their like for an approximation only before a number."""
    behind = _at(pieces, index + 1)
    pieces[index].sort = Sort.ABOUT if behind.sort in _FIGURES or behind.sort is Sort.PERCENT else Sort.PLAIN


def _title(pieces: list[Piece], index: int) -> None:
    """Take the words behind a family name for a person's name; behind "em" and its like only words written so."""
    plain = pieces[index].text in PRONOUNS
    for piece in pieces[index + 1 : index + 1 + _NAME_WORDS]:
        named = piece.sort in NAMELIKE and piece.proper and " " not in piece.text
        if not named and (piece.sort not in _NAMES or (plain and piece.sort is Sort.UNKNOWN and not piece.proper)):
            break
        piece.sort = Sort.TITLE if piece.sort is Sort.TITLE else Sort.NAME


def _percent(pieces: list[Piece], index: int) -> None:
    """See whether a percentage is given of the number behind it: then that number is no count."""
    whole, behind = _at(pieces, index + 1), _at(pieces, index + 2)
    if whole.text in SHARES and behind.sort is Sort.NUMBER:
        behind.sort, behind.error = Sort.BAD, Error.AMBIGUOUS_MEANING
    if whole.sort is Sort.DOUBT and whole.text in AIMS:
        whole.sort = Sort.FILLER


def _scale(pieces: list[Piece], index: int) -> None:
    """Take "nghin" in "mot nghin hai" for a numeral: it is refused in every part of a text that has a figure."""
    if Sort.NUMERAL in (_at(pieces, index - 1).sort, _at(pieces, index + 1).sort):
        pieces[index].sort = Sort.NUMERAL


def _keyword(pieces: list[Piece], index: int) -> None:
    """Take a keyword that is also a thing counted for the thing, behind a number and with no number of its own."""
    behind = _at(pieces, index + 1).sort
    if _at(pieces, index - 1).sort is Sort.NUMBER and behind not in (Sort.NUMBER, Sort.BAD, Sort.UNIT):
        pieces[index].sort = Sort.MEASURE


_RULES: dict[Sort, Callable[[list[Piece], int], None]] = {
    Sort.NUMBER: _number,
    Sort.BAD: _number,
    Sort.SERIAL: _serial,
    Sort.MONTH: _month,
    Sort.HAMLET: _hamlet,
    Sort.DATE: _date,
    Sort.ABOUT_NEXT: _about_next,
    Sort.TITLE: _title,
    Sort.PERCENT: _percent,
    Sort.SCALE: _scale,
}


def settle_keywords(pieces: list[Piece], measures: frozenset[str]) -> None:
    """Settle the keywords that are also things counted ("85 cb")."""
    keywords = [index for index, piece in enumerate(pieces) if piece.sort is Sort.KEYWORD]
    for index in keywords if len(keywords) > 1 else []:
        if pieces[index].text in measures:
            _keyword(pieces, index)
