"""Commands: what a text asks for by its first word - withdraw, confirm, show, help, register, note, stop, deputise."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, takewhile

from parsers.deputising import depute, speaks_of_it, take_back, take_words_for_it
from parsers.folding import fold, place
from parsers.glance import glance_over
from parsers.pieces import CORE, Piece, Sort
from parsers.reading import Error, Kind, Misreading, Reading
from parsers.reports import like_a_keyword, report
from parsers.robots import acknowledges
from parsers.scene import Scene, bounds, distinct
from parsers.settling import settling
from parsers.values import values
from parsers.vocabulary import Keyword
from parsers.words import HOW, WHAT_STANDS

_BEFORE_A_COMMAND = frozenset({Sort.FILLER, Sort.TITLE, Sort.NAME, Sort.MARK, Sort.LINE})
_SILENT = frozenset({Sort.MARK, Sort.LINE, Sort.FILLER, Sort.TITLE})
_FIGURES = frozenset({Sort.KEYWORD, Sort.NUMBER, Sort.BAD})
_CODES = frozenset({"HD", "DK", "KQ"})
_EXPLAINED = frozenset({"GC", "UQ"})
_SHORTENED = 2
_YES = "DUNG"


def obey(scene: Scene) -> Reading | Misreading:
    """Do what a text says: a plain report at a glance, everything else by the rules."""
    return glance_over(scene) or by_the_rules(scene)


def by_the_rules(scene: Scene) -> Reading | Misreading:
    """Do what the first word of a text says, else read a report."""
    if settles := settling(scene):
        return settles
    command = _command(scene)
    if command is None and _asks_what_stands(scene):
        return _status(scene)
    if command is None:
        return _help(scene) if _only_asks(scene) or _asks_how(scene) else _report_or_note(scene)
    return _COMMANDS[command.text](scene, command)


def _command(scene: Scene) -> Piece | None:
    """Find the command of a text: its first word, polite words apart."""
    _names(scene)
    take_words_for_it(scene, _BEFORE_A_COMMAND)
    piece = next((piece for piece in _behind_a_yes(scene) if piece.sort not in _BEFORE_A_COMMAND), None)
    if piece and piece.sort is Sort.COMMAND:
        return piece
    if scene.has(Sort.NUMBER) or scene.has(Sort.BAD):
        return None
    commands = scene.of(Sort.COMMAND)
    late = next((piece for piece in commands if piece.text in ("HUY", "HD")), None)
    if late and scene.has(Sort.KEYWORD) and not scene.has(Sort.UNKNOWN):
        return late
    return next((piece for piece in commands if _on_the_card(scene, piece)), None)


def _behind_a_yes(scene: Scene) -> list[Piece]:
    """Give the pieces of a text without its first clause, where that only says yes: "Da dung roi chi, em xac nhan 1625"."""
    end = next((at for at, piece in enumerate(scene.pieces) if bounds(piece)), 0)
    said = [piece.text for piece in scene.pieces[:end] if piece.sort not in _SILENT]
    return scene.pieces[end:] if said == [_YES] else scene.pieces


def _on_the_card(scene: Scene, command: Piece) -> bool:
    """Say whether a command is written as on the card, in capitals: such letters are no word of talk ("HD gium em")."""
    return command.text in _CODES and fold(scene.sent(command)) == command.text and scene.sent(command).isupper()


def _names(scene: Scene) -> None:
    """Take a command that is written as a name behind a title for the name: "em Huy", "- Huy"."""
    for before, piece in pairwise(scene.pieces) if scene.has(Sort.COMMAND) else ():
        behind = before.sort is Sort.TITLE or before.text == "-"
        if piece.sort is Sort.COMMAND and piece.text == "HUY" and behind and scene.sent(piece) == "Huy":
            piece.sort = Sort.NAME


def _only_asks(scene: Scene) -> bool:
    """Say whether a text is a question mark, alone or behind a keyword."""
    asked = any(piece.sort is Sort.MARK and piece.text == "?" for piece in scene.pieces)
    return asked and all(piece.sort in _SILENT or piece.sort is Sort.KEYWORD for piece in scene.pieces)


def _asks_how(scene: Scene) -> bool:
    """Say whether a text without any figure asks how to write one."""
    return not any(piece.sort in CORE for piece in scene.pieces) and any(p.text in HOW for p in scene.pieces)


def _asks_what_stands(scene: Scene) -> bool:
    """Say whether a text without any figure asks what a unit has reported, or still owes."""
    figured = any(piece.sort in (Sort.NUMBER, Sort.BAD) for piece in scene.pieces)
    return scene.has(Sort.UNIT) and not figured and any(piece.text in WHAT_STANDS for piece in scene.pieces)


def _report_or_note(scene: Scene) -> Reading | Misreading:
    """Read a report; a note behind it goes with it."""
    note = next((piece for piece in scene.pieces if piece.sort is Sort.COMMAND and piece.text == "GC"), None)
    if note is None:
        _check_commands(scene)
        return report(scene)
    pieces = [piece for piece in scene.pieces if piece.start < note.start]
    found = report(Scene(scene.text, scene.vocabulary, pieces, scene.correction))
    if isinstance(found, Misreading) or found.kind is Kind.UNKNOWN:
        return found
    return Reading(found.kind, found.counts, date=found.date, note=_after(scene, note))


def _check_commands(scene: Scene) -> None:
    """Refuse a report that also withdraws, confirms or deputises; "ket qua" in it only leads to the number."""
    if deputises := speaks_of_it(scene):
        raise scene.stumble(Error.DEPUTY_BESIDE, deputises)
    for piece in scene.of(Sort.COMMAND):
        if piece.text == "KQ" and scene.has(Sort.NUMBER):
            piece.sort = Sort.FILLER
        if piece.text in ("HUY", "XN") and scene.has(Sort.NUMBER):
            raise scene.stumble(Error.AMBIGUOUS_MEANING, piece)


def _after(scene: Scene, piece: Piece) -> str:
    return scene.text[place(scene.text, piece.end) :].strip(" \t\r\n:-.,")


def _named(scene: Scene) -> str | None:
    """Give the one unit that a command names."""
    if bad := next((piece for piece in scene.pieces if piece.error is Error.UNKNOWN_UNIT), None):
        raise scene.stumble(Error.UNKNOWN_UNIT, bad)
    units = distinct(scene.of(Sort.UNIT))
    if len(units) > 1:
        raise scene.stumble(Error.UNIT_CONFLICT)
    if units:
        return units[0]
    for piece, behind in zip(scene.pieces, scene.pieces[1:], strict=False):
        if piece.text in scene.vocabulary.tables.prefixes and behind.sort in (Sort.UNKNOWN, Sort.NUMBER, Sort.BAD):
            raise scene.stumble(Error.UNKNOWN_UNIT, behind if behind.sort is Sort.UNKNOWN else piece)
    return None


def _keyword(scene: Scene) -> str | None:
    keywords = distinct(scene.of(Sort.KEYWORD))
    return keywords[0] if len(keywords) == 1 else None


def _withdraw(scene: Scene, command: Piece) -> Reading | Misreading:
    if speaks_of_it(scene):
        return take_back(scene, command)
    _doubt(scene)
    if scene.has(Sort.NUMBER) and not fold(scene.sent(command)).startswith(command.text):
        raise scene.stumble(Error.AMBIGUOUS_MEANING, command)
    unit, keyword = _named(scene), _keyword(scene)
    if keyword is None:
        strange = scene.first(Sort.UNKNOWN)
        error = Error.UNKNOWN_KEYWORD if strange and len(strange.text) == _SHORTENED else Error.MISSING_KEYWORD
        raise scene.stumble(error, strange or command, unit=unit)
    _for_unit(scene, keyword, unit)
    return Reading(Kind.CANCEL, keyword=keyword, unit=unit)


def _for_unit(scene: Scene, keyword: str, unit: str | None) -> None:
    if unit and scene.vocabulary.units[unit].group not in scene.vocabulary.keywords[keyword].groups:
        raise scene.stumble(Error.KEYWORD_NOT_FOR_UNIT, keyword=keyword, unit=unit)


def _doubt(scene: Scene) -> None:
    doubt = next((piece for piece in scene.pieces if piece.sort is Sort.DOUBT or piece.text == "?"), None)
    if doubt:
        raise scene.stumble(Error.AMBIGUOUS_MEANING, doubt)


def _confirm(scene: Scene, command: Piece) -> Reading | Misreading:
    """Read a confirmation: it must repeat the number, or the pair, and nothing that could be another one; "dung roi" is none."""
    _doubt(scene)
    unit, code = _named(scene), _keyword(scene)
    if strange := next((piece for piece in scene.pieces if like_a_keyword(scene, piece)), None):
        raise scene.stumble(Error.UNKNOWN_KEYWORD, strange)
    keyword = scene.vocabulary.keywords[code] if code else Keyword("", _numbers(scene), frozenset())
    if about := scene.first(Sort.ABOUT, Sort.RISE):
        raise scene.stumble(Error.APPROX_NUMBER, about)
    behind = [piece for piece in scene.pieces if piece.start >= command.end]
    if acknowledges(" ".join(piece.text for piece in behind if piece.sort not in CORE)) and not scene.has(Sort.NUMBER):
        raise scene.stumble(Error.MISSING_VALUE, keyword=code)
    return Reading(Kind.CONFIRM, keyword=code, unit=unit, values=values(scene, keyword, behind))


def _numbers(scene: Scene) -> int:
    """Say how many numbers a confirmation without a keyword holds: two where a stroke joins them."""
    figures = scene.of(Sort.NUMBER)
    stroke = len(figures) == _SHORTENED and figures[0].start == figures[1].start
    return 2 if stroke or scene.has(Sort.MAYBE_DATE) else 1


def _show(scene: Scene, command: Piece) -> Reading | Misreading:
    """Read a question for what stands; "ket qua BZ XA01 1234" is a report."""
    if scene.has(Sort.NUMBER):
        if command.text == "KT":
            raise scene.stumble(Error.AMBIGUOUS_MEANING, command)
        command.sort = Sort.FILLER
        return report(scene)
    return _status(scene)


def _status(scene: Scene) -> Reading:
    """Read what is asked about: a keyword, a unit, the whole district."""
    unit = _named(scene)
    whole = scene.has(Sort.OFFICE) or any("HUYEN" in piece.text for piece in scene.of(Sort.PLACE))
    office = scene.vocabulary.office if unit is None and whole else None
    return Reading(Kind.STATUS, keyword=_keyword(scene), unit=unit or office)


def _guide(scene: Scene, command: Piece) -> Reading | Misreading:
    if scene.has(Sort.NUMBER) and scene.has(Sort.KEYWORD):
        command.sort = Sort.FILLER if " " in scene.sent(command).strip() else Sort.UNKNOWN
        return report(scene)
    return _help(scene)


def _help(scene: Scene) -> Reading:
    """Read a call for help: with a keyword, or with a command that is explained like one."""
    named = next((piece.text for piece in scene.of(Sort.COMMAND) if piece.text in _EXPLAINED), None)
    return Reading(Kind.HELP, keyword=_keyword(scene) or named)


def _register(scene: Scene, command: Piece) -> Reading | Misreading:
    behind = [piece for piece in scene.pieces if piece.start >= command.end]
    unit = _named(Scene(scene.text, scene.vocabulary, behind))
    if unit is None:
        raise scene.stumble(Error.MISSING_UNIT, command)
    return Reading(Kind.REGISTER, unit=unit)


def _note(scene: Scene, command: Piece) -> Reading | Misreading:
    """Read a note: the unit if it comes first, and the rest as it was sent."""
    behind = next((p for p in scene.pieces if p.start >= command.end and p.sort not in (Sort.MARK, Sort.LINE)), None)
    if behind is None:
        raise scene.stumble(Error.MISSING_VALUE, command)
    if behind.error is Error.UNKNOWN_UNIT:
        raise scene.stumble(Error.UNKNOWN_UNIT, behind)
    unit = behind if behind.sort is Sort.UNIT else None
    return Reading(Kind.NOTE, unit=unit.text if unit else None, note=_after(scene, unit or command))


def _stop(scene: Scene, command: Piece) -> Reading | Misreading:
    """Read a refusal of reminders; beside a figure "TC" may be "tong cong"."""
    if any(piece.sort in _FIGURES for piece in scene.pieces):
        raise scene.stumble(Error.AMBIGUOUS_MEANING, command)
    return Reading(Kind.STOP if _alone(scene, command) else Kind.UNKNOWN)


def _alone(scene: Scene, command: Piece) -> bool:
    """Say whether a command stands in a clause of its own, polite words and a unit apart: "TC nha em, chu nghi huu roi"."""
    behind = takewhile(lambda piece: not bounds(piece), (p for p in scene.pieces if p.start >= command.end))
    return all(piece.sort in _SILENT or piece.sort in (Sort.NAME, Sort.UNIT) or piece.text == "NUA" for piece in behind)


_COMMANDS: dict[str, Callable[[Scene, Piece], Reading | Misreading]] = {
    "HUY": _withdraw,
    "XN": _confirm,
    "KQ": _show,
    "KT": _show,
    "HD": _guide,
    "DK": _register,
    "GC": _note,
    "TC": _stop,
    "UQ": depute,
}
