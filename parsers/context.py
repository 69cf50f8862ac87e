"""Context: pieces settled by the pieces beside them - "28" after "ngay", "5" after "ap", "12" after "tuan"."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile

from parsers.figures import masked, telephone
from parsers.pieces import FIGURES, SIGNS, Piece, Sort
from parsers.reading import Error
from parsers.spelled import DIGITS
from parsers.telling import ADDRESSED, APPROACHES, CALLING, ONES_OWN, PARTICLES, WORKERS
from parsers.words import AIMS, NAMES, ORDINALS, PRONOUNS, SHARES, SOME, TIMES

PLACES = "PLACES"
"""The text of a number that says for how many places is reported."""

_MONTHS, _DAYS, _HOURS = 12, 31, 24
_SENDINGS = 9
_NAME_WORDS = 4  # a full Vietnamese name, or a title with one
_IN_FIGURES = FIGURES | {Sort.MAYBE_DATE}
_COUNTED = frozenset({Sort.MEASURE, Sort.SPAN_WORD, Sort.NUMERAL, Sort.SCALE})
_NOTHING_NAMED = frozenset({Sort.MEASURE, Sort.LINE, Sort.MARK, Sort.FILLER})
_SOME = frozenset({"TO", "THE", "HO", "LUOT", "LAN", "EM", "NGUOI", "CO SO", "PHIEU"})
_PHONES = "MAY"
_NAMES = frozenset({Sort.UNKNOWN, Sort.TITLE, Sort.NAME})
_SENDER = frozenset({Sort.UNIT, Sort.TITLE, Sort.NAME, Sort.PLACE, Sort.LINE})
_YEAR = re.compile("20[12][0-9]")
_MINUTES = re.compile("[0-5][0-9]")
_TOWNSHIP = "THI TRAN"
_COUNTABLE = frozenset({"XA", "PHUONG", "HUYEN"})
_TOLD_BY = frozenset({"SDT", "TEL", "LH", "LIEN HE", "TONG DAI", "GOI SO", "SO NHA"})
_SAYING = frozenset({Sort.FILLER, Sort.CORRECT})
_ASKED_FOR_ONESELF = frozenset({"GIUP", "GIUM", "CHO"})
_BEYOND = Piece(Sort.LINE, "\n", 0, 0)


def settle(pieces: list[Piece]) -> list[Piece]:
    """Settle each piece that its neighbours decide. Pieces change their sort, none is lost."""
    if len(pieces) > 1:
        _words_for_figures(pieces)
        for index, piece in enumerate(pieces):
            rule = _RULES.get(piece.sort)
            if rule:
                rule(pieces, index)
    return pieces


def _words_for_figures(pieces: list[Piece]) -> None:
    """Take what stands for a number where no figure stands in the text: "ba luot", "tam lam", "vai lan", an "x"."""
    if not _IN_FIGURES.isdisjoint([piece.sort for piece in pieces]):
        return
    for index, piece in enumerate(pieces):
        before, behind = _at(pieces, index - 1), _at(pieces, index + 1)
        counting = behind.sort in _COUNTED or behind.text in DIGITS or before.sort is Sort.NUMERAL
        if piece.text in DIGITS and counting:
            piece.sort = Sort.NUMERAL
        elif piece.text == "X" and behind.sort in _NOTHING_NAMED:
            piece.sort = Sort.UNKNOWN
        elif piece.text in SOME and behind.sort is Sort.MEASURE:
            piece.sort = Sort.NUMERAL


def _at(pieces: list[Piece], index: int) -> Piece:
    return pieces[index] if 0 <= index < len(pieces) else _BEYOND


def _aside(piece: Piece, sort: Sort = Sort.ASIDE) -> None:
    piece.sort = sort


def _number(pieces: list[Piece], index: int) -> None:
    """Settle a number by the word behind it: "30 phut", "14 gio", "45 phan tram", "2 nghin"; or as a telephone."""
    piece, behind = pieces[index], _at(pieces, index + 1)
    if _filed(pieces, index) or _telephone(pieces, index) or _after(pieces, index):
        return
    if behind.sort is Sort.SCALE or behind.text == "HON" or _and_some(pieces, index):
        piece.sort, piece.error = Sort.BAD, Error.APPROX_NUMBER
    elif behind.sort is Sort.SPAN_WORD:
        piece.sort = Sort.SPAN
    elif behind.sort is Sort.PLACE and _of_places(pieces, index):
        piece.sort, piece.text = Sort.ASIDE, PLACES
    elif behind.text == "PHAN TRAM":
        piece.sort = Sort.PERCENT
    elif behind.text == "GIO" and behind.sort is Sort.FILLER and 0 <= piece.number <= _HOURS:
        _clock(pieces, index)
    elif behind.sort in (Sort.DAY, Sort.MONTH) and piece.number <= _DAYS and not _dates(_at(pieces, index + 2)):
        piece.sort = Sort.SPAN


def _of_places(pieces: list[Piece], index: int) -> bool:
    """Say whether a number counts the places that are reported for: "em gui giup 2 xa: ..."."""
    before, behind = _at(pieces, index - 1), _at(pieces, index + 2)
    place = _at(pieces, index + 1).text in _COUNTABLE and behind.sort in (Sort.FILLER, *SIGNS)
    return place and before.sort not in (Sort.KEYWORD, Sort.UNIT, Sort.SPOKEN)


def _unit(pieces: list[Piece], index: int) -> None:
    """Take a unit that a text is addressed to, or that is any of its kind, for no reporter's: "Kinh gui: Phong VHTT", "cac xa, thi tran"."""
    sign = _at(pieces, index - 1).text == ":"
    if _at(pieces, index - 1 - sign).text in ADDRESSED:
        pieces[index].sort = Sort.OFFICE
    general = pieces[index].end - pieces[index].start == len(_TOWNSHIP) and _at(pieces, index - 1).text in (",", "VA")
    if general and _at(pieces, index - 2).text in ("XA", "CAC XA"):
        pieces[index].sort, pieces[index].text = Sort.FILLER, _TOWNSHIP


def _and_some(pieces: list[Piece], index: int) -> bool:
    """Say whether what is behind a number makes it rough: "700 may to" (some), "2300 may hon" (more)."""
    number, first, second = pieces[index].number, _at(pieces, index + 1), _at(pieces, index + 2)
    if first.sort is not Sort.MEASURE:
        return False
    round_one = number > 0 and number % 10 == 0
    some = first.text == _PHONES and round_one and second.sort is Sort.MEASURE and second.text in _SOME
    return some or (second.text == "HON" and _at(pieces, index + 3).sort in SIGNS)


def _filed(pieces: list[Piece], index: int) -> bool:
    """Take the letters of an office that keeps a copy for no unit: "Luu: VT"."""
    if pieces[index].error is not Error.UNKNOWN_UNIT:
        return False
    sign = _at(pieces, index - 1).text == ":"
    filed = _at(pieces, index - 1 - sign).text == "LUU"
    if filed:
        pieces[index].sort, pieces[index].error = Sort.PLAIN, None
    return filed


def _after(pieces: list[Piece], index: int) -> bool:
    """Settle a number by the word before it: "nam 2020" is a year, "sdt 3875" a telephone, "trong ngay 28" unclear."""
    piece, before = pieces[index], _at(pieces, index - 1)
    if before.text == "NAM" and piece.text.startswith(("19", "20")) and len(piece.text) == 4:  # noqa: PLR2004
        before.sort = Sort.FILLER
        _aside(piece)
        return True
    told = before.text in _TOLD_BY and before.sort is Sort.FILLER and piece.sort is Sort.NUMBER
    if told or (before.text == "LAN" and _sent_again(pieces, index)):
        _aside(piece)
        return True
    if before.text == "AM" and before.sort is Sort.UNKNOWN and piece.sort is Sort.NUMBER:
        piece.sort, piece.error = Sort.BAD, Error.NEGATIVE_NUMBER
    elif _at(pieces, index + 1).sort is not Sort.MEASURE and piece.sort is Sort.NUMBER and _may_belong(before, piece):
        piece.sort, piece.error = Sort.BAD, Error.AMBIGUOUS_NUMBER
    return False


def _sent_again(pieces: list[Piece], index: int) -> bool:
    """Say whether a number says which sending this is: "Lan 2: ..." at the head of a text, "(lan 2)" behind the report."""
    opening, sign = _at(pieces, index - 2), _at(pieces, index + 1).text
    if not 0 < pieces[index].number <= _SENDINGS:
        return False
    return (index == 1 and sign in (":", ",", "-")) or (opening.text == "(" and sign == ")")


def _may_belong(before: Piece, piece: Piece) -> bool:
    """Say whether a number may be the rest of the time or the date before it: "14h 30", "ngay 28 8", "28/8 2020"."""
    if before.sort is Sort.CLOCK:
        return before.text[-1:] in ("H", "G") and len(piece.text) == 2 and piece.number < 60  # noqa: PLR2004
    if before.sort is Sort.ASIDE and before.text == "WEEKDAY":
        return True
    if before.sort in (Sort.DATE, Sort.MAYBE_DATE):
        month = 1 <= piece.number <= _MONTHS and "/" not in before.text
        return month or (before.text.count("/") == 1 and _YEAR.fullmatch(piece.text) is not None)
    return before.text in ORDINALS or (before.text == "TRONG NGAY" and piece.number <= _DAYS)


def _dates(piece: Piece) -> bool:
    """Say whether a piece behind "ngay" or "thang" is what that word waits for."""
    return piece.sort in (Sort.DATE, Sort.NUMBER, Sort.BAD)


def _clock(pieces: list[Piece], index: int) -> None:
    """Take "14 gio 30" and "16 gio 00" for a time."""
    pieces[index].sort = Sort.CLOCK
    minutes = _at(pieces, index + 2)
    if minutes.sort in FIGURES and _MINUTES.fullmatch(minutes.text):
        minutes.sort, minutes.error = Sort.CLOCK, None


def _telephone(pieces: list[Piece], index: int) -> bool:
    """Take numbers that only spaces part, and that make a telephone number together, out of counting."""
    digits, at = "", index
    if masked(pieces[index].text):
        pieces[index].sort, pieces[index].error = Sort.ASIDE, None
        return True
    if not pieces[index].text.startswith("0") or len(pieces[index].text) < 3:  # noqa: PLR2004
        return False
    while _at(pieces, at).sort in FIGURES and pieces[at].text.isdigit() and len(digits) < 10:  # noqa: PLR2004
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
    if number.sort in FIGURES:
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
    if number.sort in FIGURES:
        pieces[index].error = Error.SUB_UNIT


def _date(pieces: list[Piece], index: int) -> None:
    """Leave the date of a document to the document: "1989/UBND-VHXH ngay 24/8/2020"."""
    if _at(pieces, index - 1).sort is Sort.DAY and _at(pieces, index - 2).text == "PAPER":
        _aside(pieces[index])


def _about_next(pieces: list[Piece], index: int) -> None:
    """Take "gan", "tren" and their like for an approximation only before a number."""
    behind = _at(pieces, index + 1)
    figure = behind.sort in FIGURES or behind.sort in (Sort.PERCENT, Sort.MAYBE_DATE)
    words = behind.sort is Sort.NUMERAL and _at(pieces, index - 1).sort is not Sort.NUMERAL
    pieces[index].sort = Sort.ABOUT if figure or words else Sort.PLAIN


def _doubt(pieces: list[Piece], index: int) -> None:
    """Settle a doubt by the word behind it.

    "chua toi 2300" is rough, "giam 5" a change. A plan that is a document ("Ke hoach 112/KH-UBND") and a form's label
    ("Chi tieu: BZ") put nothing in doubt.
    """
    behind = _at(pieces, index + 1)
    if pieces[index].text in AIMS and (behind.sort is Sort.ASIDE or _labels(pieces, index)):
        pieces[index].sort = Sort.FILLER
    if pieces[index].text == "RA SOAT":
        _checked(pieces, index)
    if pieces[index].text == "GIAM" and behind.sort in FIGURES:
        pieces[index].sort = Sort.RISE
    if pieces[index].text == "CHUA" and _at(pieces, index + 1).text in APPROACHES:
        pieces[index].sort = Sort.ABOUT if _at(pieces, index + 2).sort in FIGURES else Sort.DOUBT


def _checked(pieces: list[Piece], index: int) -> None:
    """Take "ra soat lai:" for a check that was made where the text opens with it, or with who made it: no request.

    "Ra soat lai la 4870" says what came of it.
    """
    again = _at(pieces, index + 1).text == "LAI"
    leads = _at(pieces, index + 1 + again).text in (":", "TONG SO")
    told = _at(pieces, index + 1).text == "LAI LA" and _at(pieces, index + 2).sort is Sort.NUMBER
    if told:
        _aside(pieces[index], Sort.FILLER)
    if leads and all(piece.sort in _SENDER or piece.text == "BAO CAO" for piece in pieces[:index]):
        for piece in pieces[index : index + 1 + again]:
            piece.sort = Sort.FILLER


def _labels(pieces: list[Piece], index: int) -> bool:
    """Say whether a word labels the keyword behind it on a form, with nothing else behind: "Chi tieu: BZ."."""
    label = _at(pieces, index + 1).text == ":" and _at(pieces, index + 2).sort is Sort.KEYWORD
    return label and _at(pieces, index + 3).sort in SIGNS


def _title(pieces: list[Piece], index: int) -> None:
    """Take the words behind a family name for a person's name; behind "em" and its like only words written so."""
    plain = pieces[index].text in PRONOUNS
    for piece in pieces[index + 1 : index + 1 + _NAME_WORDS]:
        named = piece.proper and piece.text in NAMES
        if not named and (piece.sort not in _NAMES or (plain and piece.sort is Sort.UNKNOWN and not piece.proper)):
            break
        piece.sort = Sort.TITLE if piece.sort is Sort.TITLE else Sort.NAME


def _plain(pieces: list[Piece], index: int) -> None:
    """Take "con" for the sender beside what he does or asks ("con nhan sai", "giup con la 1.275"), or for who is addressed ("roi do con")."""
    if pieces[index].text in WORKERS and _at(pieces, index - 1).sort not in FIGURES:
        pieces[index].sort = Sort.FILLER
    if pieces[index].text != "CON":
        return
    if index == 0 and _at(pieces, 1).sort is Sort.KEYWORD:
        pieces[index].sort = Sort.FILLER
    before, behind = _at(pieces, index - 1), _at(pieces, index + 1)
    speaks = behind.text in ONES_OWN and behind.sort in _SAYING
    asks = before.text in _ASKED_FOR_ONESELF and behind.sort not in FIGURES
    addressed = before.sort is Sort.FILLER and before.text in PARTICLES and behind.sort in SIGNS
    if speaks or asks or addressed:
        pieces[index].sort = Sort.TITLE


def _unknown(pieces: list[Piece], index: int) -> None:
    """Take "thoi" for a particle right behind what was counted, and before a command: "1 lan thoi a", "thoi dung nhac nua".

    "Bai" behind it and before the campaign's subject is what was broadcast: "6 lan bai Bluezone".
    """
    if pieces[index].text == "BAI" and _at(pieces, index - 1).sort is Sort.MEASURE:
        pieces[index].sort = Sort.FILLER if _at(pieces, index + 1).sort is Sort.SPOKEN else Sort.UNKNOWN
    if pieces[index].text != "THOI":
        return
    before, behind = _at(pieces, index - 1), _at(pieces, index + 1)
    counted = before.sort is Sort.NUMBER or (before.sort is Sort.MEASURE and _at(pieces, index - 2).sort is Sort.NUMBER)
    ends = behind.sort in (*SIGNS, Sort.TITLE) or (behind.sort is Sort.FILLER and behind.text in PARTICLES)
    leads = index == 0 and behind.sort is Sort.COMMAND
    if (counted and ends) or leads:
        pieces[index].sort = Sort.FILLER


def _numeral(pieces: list[Piece], index: int) -> None:
    """Take a numeral that is written as a name for the name of who is called: "A Hai oi"."""
    called = _at(pieces, index + 1).text == "OI" and _at(pieces, index - 1).text in CALLING
    if called and pieces[index].proper:
        pieces[index].sort = Sort.NAME


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


def _hour(pieces: list[Piece], index: int) -> None:
    """Take "TG" before a time for "thoi gian", where no number stands between it and the next keyword."""
    behind = _at(pieces, index + (2 if _at(pieces, index + 1).text == ":" else 1))
    if pieces[index].text not in TIMES or behind.sort not in (Sort.CLOCK, Sort.DAY, Sort.DATE):
        return
    own = takewhile(lambda piece: piece.sort is not Sort.KEYWORD, pieces[index + 1 :])
    if not any(piece.sort in FIGURES for piece in own):
        pieces[index].sort = Sort.FILLER


def _keyword(pieces: list[Piece], index: int) -> None:
    """Take a keyword that is also a thing counted for the thing, behind a number and with no number of its own."""
    if _at(pieces, index - 1).sort is not Sort.NUMBER:
        return
    behind, last = _at(pieces, index + 1), _at(pieces, index + 2)
    if behind.sort is Sort.UNIT and behind is not pieces[-1] and last.sort not in SIGNS:
        return
    if behind.sort not in FIGURES:
        pieces[index].sort = Sort.MEASURE


def _measure(pieces: list[Piece], index: int) -> None:
    """Take "NV" before a name for what a person is ("NV Hung 0888123456"), and "to 4" before a number for a part of a hamlet."""
    behind = _at(pieces, index + 1)
    numbers = behind.sort is Sort.NUMBER and _at(pieces, index + 2).sort is Sort.NUMBER
    if pieces[index].text == "TO" and numbers and _at(pieces, index - 1).sort is Sort.UNIT:
        pieces[index].sort, pieces[index].error = Sort.HAMLET, Error.SUB_UNIT
    if pieces[index].text == "NV" and behind.proper and _at(pieces, index - 1).sort not in FIGURES:
        pieces[index].sort = Sort.TITLE
        _title(pieces, index)
        if _at(pieces, index + 2).sort is Sort.ASIDE:
            behind.sort = Sort.FILLER


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
    Sort.UNIT: _unit,
    Sort.DOUBT: _doubt,
    Sort.PLAIN: _plain,
    Sort.UNKNOWN: _unknown,
    Sort.NUMERAL: _numeral,
    Sort.MEASURE: _measure,
}


def _sick(pieces: list[Piece]) -> None:
    """Take the number of the sick and of who met them out of counting: "2 ca F1", "F1: 3"."""
    for index, piece in enumerate(pieces):
        if piece.sort is Sort.ASIDE and piece.text == "CASE":
            counted = _at(pieces, index - 2) if _at(pieces, index - 1).text == "CA" else _BEYOND
            called = _at(pieces, index + (2 if _at(pieces, index + 1).text == ":" else 1))
            for number in (counted, called):
                number.sort = Sort.ASIDE if number.sort in FIGURES else number.sort


def settle_keywords(pieces: list[Piece], measures: frozenset[str]) -> None:
    """Settle what a keyword decides: keywords that are also things counted ("85 cb"), and the sick beside a report."""
    keywords = [index for index, piece in enumerate(pieces) if piece.sort is Sort.KEYWORD]
    if keywords:
        _sick(pieces)
    for index in keywords if len(keywords) > 1 else []:
        _hour(pieces, index)
        if pieces[index].text in measures:
            _keyword(pieces, index)
