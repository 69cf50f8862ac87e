"""Reports: the rules by which pieces become counts. Where two readings are possible the text is asked back."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from parsers.asides import set_aside
from parsers.pieces import CORE, Piece, Sort
from parsers.prose import leave_prose
from parsers.reading import Count, Error, Kind, Misreading, Reading
from parsers.scene import Scene, StumbleError, distinct
from parsers.values import values
from parsers.vocabulary import Keyword
from parsers.words import DEEDS, MISTAKEN, OF, SCALES

_CONSONANTS = frozenset("BCDFGHJKLMNPQRSTVWXZ")
_STRANGE = frozenset({Sort.UNKNOWN, Sort.PLAIN, Sort.NUMERAL, Sort.SCALE, Sort.COMMAND})
_FIGURES = frozenset({Sort.NUMBER, Sort.BAD})
_CODE_LETTERS = 2


@dataclass(slots=True)
class Part:
    """One report of a text: its keyword, the units named with it, and the pieces between them."""

    keyword: Keyword
    pieces: list[Piece]
    unit: str | None = None


def report(scene: Scene) -> Reading | Misreading:
    """Read a report, a correction, or several reports: all of it, or nothing."""
    if scene.correction or scene.has(Sort.NUMBER) or any(piece.sort in CORE for piece in scene.pieces):
        return _counted(scene)
    return _talk(scene)


def _counted(scene: Scene) -> Reading | Misreading:
    leave_prose(scene)
    called = _keywords(scene)
    if not called:
        return without_keyword(scene)
    _check_keywords(scene)
    set_aside(scene, scene.vocabulary.keywords[called[0].text].numbers)
    parts = _parts(scene, called)
    _check_units(scene, parts)
    _check_doubts(scene)
    counts = [_count(scene, part) for part in parts]
    _check_rises(scene)
    _check_strangers(scene, counts)
    return _reading(scene, _merge(scene, counts))


def _talk(scene: Scene) -> Reading | Misreading:
    """Read a text in which nothing is reported."""
    if scene.has(Sort.SPOKEN) and scene.has(Sort.UNIT):
        raise scene.stumble(Error.MISSING_VALUE)
    return Reading(Kind.UNKNOWN)


def _keywords(scene: Scene) -> list[Piece]:
    """Find the keywords of a text. One called by a word of free text counts only beside a unit."""
    if keywords := scene.of(Sort.KEYWORD):
        return _without_echoes(scene, keywords)
    spoken = scene.of(Sort.SPOKEN)
    if not spoken or not scene.has(Sort.NUMBER):
        return []
    if len(distinct(spoken)) > 1 or any(piece.text in DEEDS for piece in scene.pieces):
        raise scene.stumble(Error.MISSING_KEYWORD)
    if not scene.has(Sort.UNIT):
        bad = _bad_unit(scene)
        raise scene.stumble(Error.UNKNOWN_UNIT if bad else Error.MISSING_UNIT, bad, keyword=spoken[0].text)
    return spoken[:1]


def _check_keywords(scene: Scene) -> None:
    """Refuse a second report whose keyword is none: "BZ XA01 1234; HX XA01 560"."""
    for piece, behind in pairwise(scene.pieces):
        if like_a_keyword(scene, piece) and behind.sort in (Sort.UNIT, Sort.NUMBER):
            raise scene.stumble(Error.UNKNOWN_KEYWORD, piece)


def like_a_keyword(scene: Scene, piece: Piece) -> bool:
    """Say whether an unknown word looks like a keyword: two consonants, and not the letters of a unit's code."""
    if piece.sort is not Sort.UNKNOWN or len(piece.text) != _CODE_LETTERS:
        return False
    return _CONSONANTS.issuperset(piece.text) and piece.text not in scene.vocabulary.tables.prefixes


def _without_echoes(scene: Scene, keywords: list[Piece]) -> list[Piece]:
    """Leave out a keyword said twice for one number."""
    figures = scene.of(Sort.NUMBER, Sort.BAD)
    if len(keywords) > 1 and len(distinct(keywords)) == 1 and len(figures) <= 1:
        return keywords[:1]
    return keywords


def without_keyword(scene: Scene) -> Reading | Misreading:
    """Read a text that names no keyword: one with a mistyped keyword, one that lacks it, or no report at all."""
    strange = _strange_keyword(scene)
    if strange:
        raise scene.stumble(Error.UNKNOWN_KEYWORD, strange)
    bad = _bad_unit(scene)
    lonely = not scene.has(Sort.UNKNOWN) and not scene.has(Sort.PLAIN)
    if bad and scene.has(Sort.NUMBER):
        raise scene.stumble(Error.UNKNOWN_UNIT, bad)
    if scene.has(Sort.UNIT) and (lonely or scene.has(Sort.NUMBER)):
        raise _missing_keyword(scene)
    if lonely and (scene.has(Sort.NUMBER) or scene.has(Sort.BAD) or scene.correction):
        raise _missing_keyword(scene)
    return Reading(Kind.UNKNOWN)


def _missing_keyword(scene: Scene) -> StumbleError:
    """Ask for the keyword; carry the number only where no word stands beside it: acceptance may count it as it is."""
    allowed = (Sort.NUMBER, Sort.UNIT, Sort.MARK, Sort.LINE, Sort.CORRECT)
    figures = scene.of(Sort.NUMBER)
    if "?" in scene.text or any(piece.sort not in allowed for piece in scene.pieces):
        return scene.stumble(Error.MISSING_KEYWORD)
    plain = Keyword("", 1, frozenset())
    try:
        found = values(scene, plain, scene.pieces) if figures else ()
    except StumbleError:
        found = ()
    return scene.stumble(Error.MISSING_KEYWORD, values=found)


def _strange_keyword(scene: Scene) -> Piece | None:
    """Find the word that stands where the keyword should."""
    core = [piece for piece in scene.pieces if piece.sort in CORE]
    if not core:
        return None
    for piece in scene.pieces:
        if like_a_keyword(scene, piece):
            return piece
    words = [piece for piece in scene.pieces if piece.sort not in (Sort.MARK, Sort.LINE)]
    alone = [piece for piece in words if piece.sort in _STRANGE]
    if words[0].sort is Sort.UNKNOWN and len(alone) == 1 and scene.has(Sort.UNIT) and scene.has(Sort.NUMBER):
        return words[0]
    return None


def _parts(scene: Scene, keywords: list[Piece]) -> list[Part]:
    """Part a text into its reports, by its lines where each line is one, else at its keywords."""
    by_code = scene.vocabulary.keywords
    if len(keywords) == 1:
        return [Part(by_code[keywords[0].text], scene.pieces)]
    lines = _lines(scene)
    groups = lines if _each_whole(lines) else _at_keywords(scene.pieces)
    return [Part(by_code[_keyword_of(group)], group) for group in groups if _keyword_of(group)]


def _keyword_of(pieces: list[Piece]) -> str:
    return next((piece.text for piece in pieces if piece.sort is Sort.KEYWORD), "")


def _lines(scene: Scene) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for piece in scene.pieces:
        if piece.sort is Sort.LINE or (piece.sort is Sort.MARK and piece.text == ";"):
            lines.append([])
        else:
            lines[-1].append(piece)
    return lines


def _each_whole(lines: list[list[Piece]]) -> bool:
    """Say whether each line with a number has one keyword, and each with a keyword a number."""
    for line in lines:
        keywords = sum(piece.sort is Sort.KEYWORD for piece in line)
        figures = any(piece.sort in _FIGURES for piece in line)
        if keywords > 1 or (keywords == 1) is not figures:
            return False
    return True


def _at_keywords(pieces: list[Piece]) -> list[list[Piece]]:
    """Part pieces at each keyword; where the unit leads ("XA01 BZ 1 XA02 BZ 2"), at the unit before it."""
    core = [at for at, piece in enumerate(pieces) if piece.sort in CORE]
    leads = pieces[core[0]].sort is Sort.UNIT
    cuts = []
    for before, at in zip([-1, *core], core, strict=False):
        if pieces[at].sort is Sort.KEYWORD:
            cuts.append(before if leads and before >= 0 and pieces[before].sort is Sort.UNIT else at)
    bounds = [0, *cuts[1:], len(pieces)]
    return [pieces[begin:end] for begin, end in pairwise(bounds)]


def _bad_unit(scene: Scene) -> Piece | None:
    return next((piece for piece in scene.pieces if piece.error is Error.UNKNOWN_UNIT), None)


def _check_units(scene: Scene, parts: list[Part]) -> None:
    """Give each report its unit: its own, else that of the report before, else the only one of the text."""
    if bad := _bad_unit(scene):
        raise scene.stumble(Error.UNKNOWN_UNIT, bad)
    everywhere = distinct(scene.of(Sort.UNIT))
    unit = everywhere[0] if len(everywhere) == 1 else _leading_unit(scene)
    for part in parts:
        named = distinct(piece for piece in part.pieces if piece.sort is Sort.UNIT)
        if len(named) > 1:
            _check_hamlets(scene)
            raise scene.stumble(Error.UNIT_CONFLICT, keyword=part.keyword.code)
        part.unit = unit = named[0] if named else unit
    _check_hamlets(scene)
    if not everywhere:
        _check_bare(scene, parts)
    for part in parts:
        group = scene.vocabulary.units[part.unit].group if part.unit else None
        if group and group not in part.keyword.groups:
            raise scene.stumble(Error.KEYWORD_NOT_FOR_UNIT, keyword=part.keyword.code, unit=part.unit)


def _leading_unit(scene: Scene) -> str | None:
    core = [piece for piece in scene.pieces if piece.sort in CORE]
    return core[0].text if core and core[0].sort is Sort.UNIT else None


def _check_hamlets(scene: Scene) -> None:
    """Refuse a count of a part of a unit: "ap 5", or the health post beside the commune's name."""
    hamlets = scene.of(Sort.HAMLET)
    closed = {id(piece) for piece in scene.closed()} if hamlets else set()
    for at, piece in enumerate(scene.pieces):
        if piece.sort is not Sort.HAMLET or _kind_of_unit(scene, at):
            continue
        belongs = at > 0 and scene.pieces[at - 1].text in OF
        if belongs or piece.error or id(piece) in closed:
            raise scene.stumble(Error.SUB_UNIT, piece)


def _kind_of_unit(scene: Scene, at: int) -> bool:
    """Say whether a word for a part of a commune says what the unit behind it is: "cum loa LT1202"."""
    hamlet, *behind = scene.pieces[at : at + 3]
    unit = next((piece for piece in behind if piece.sort not in (Sort.FILLER, Sort.MARK)), None)
    if unit is None or unit.sort is not Sort.UNIT or hamlet.error:
        return False
    return any(name.startswith(f"{hamlet.text} ") for name in scene.vocabulary.units[unit.text].names)


def _check_bare(scene: Scene, parts: list[Part]) -> None:
    """Hold a report without a unit to its bare form: keyword, number, and nothing that could name another unit."""
    closed = scene.closed()
    strangers = [piece for piece in scene.pieces if piece.sort in _STRANGE]
    tables = scene.vocabulary.tables
    for at, piece in enumerate(closed):
        behind = closed[at + 1] if at + 1 < len(closed) else None
        lacks = piece.text in tables.prefixes and piece.sort is not Sort.NUMBER
        if lacks and behind and behind.sort in (Sort.NUMBER, Sort.UNKNOWN):
            raise scene.stumble(
                Error.UNKNOWN_UNIT, _name_from(closed, behind) if behind.sort is Sort.UNKNOWN else piece
            )
    if not scene.has(Sort.NUMBER) and not scene.has(Sort.MAYBE_DATE):
        return
    named = [piece for piece in strangers if piece.text in tables.named and piece.sort is Sort.UNKNOWN]
    if named:
        raise scene.stumble(Error.UNKNOWN_UNIT, _name_from(closed, named[0]))
    if scene.has(Sort.OFFICE) or not all(map(_plainly, parts)):
        raise scene.stumble(_bare_error(scene), keyword=parts[0].keyword.code)
    figures = scene.of(Sort.NUMBER, Sort.BAD)
    backwards = bool(figures) and figures[0].start < scene.of(Sort.KEYWORD)[0].start
    if len(figures) == parts[0].keyword.numbers and (strangers or backwards) and not _graver(scene):
        raise scene.stumble(Error.MISSING_UNIT, strangers[0] if strangers else None)


def _plainly(part: Part) -> bool:
    """Say whether a report has its keyword and its number beside each other: "so may da cai BZ la 1234" is talk."""
    called = next((at for at, piece in enumerate(part.pieces) if piece.sort in (Sort.KEYWORD, Sort.SPOKEN)), 0)
    if any(piece.sort is Sort.MEASURE or piece.text in DEEDS for piece in part.pieces[:called]):
        return False
    behind = next((p for p in part.pieces[called + 1 :] if p.sort not in (Sort.MARK, Sort.LINE, Sort.KEYWORD)), None)
    return behind is None or behind.sort not in (Sort.FILLER, Sort.TITLE)


def _bare_error(scene: Scene) -> Error:
    """Give the gravest thing to say of a text without a unit."""
    if "?" in scene.text or scene.has(Sort.DOUBT):
        return Error.AMBIGUOUS_MEANING
    if scene.has(Sort.ABOUT):
        return Error.APPROX_NUMBER
    return Error.INCREMENT_NOT_TOTAL if scene.has(Sort.RISE) else Error.MISSING_UNIT


def _name_from(pieces: list[Piece], first: Piece) -> Piece:
    """Give all the words of a name that no unit has."""
    end = first.end
    for piece in pieces:
        if piece.sort is Sort.UNKNOWN and 0 <= piece.start - end <= 1:
            end = piece.end
    return Piece(Sort.UNKNOWN, first.text, first.start, end)


def _graver(scene: Scene) -> bool:
    """Say whether something else is wrong that the answer should rather be about."""
    return any(scene.has(sort) for sort in (Sort.DOUBT, Sort.ABOUT, Sort.RISE, Sort.BAD)) or "?" in scene.text


def _check_doubts(scene: Scene) -> None:
    """Refuse plans, negations and questions; "khong" in the number's place is a number in words."""
    doubt = next((piece for piece in scene.pieces if piece.sort is Sort.DOUBT), None)
    question = next((piece for piece in scene.pieces if piece.sort is Sort.MARK and piece.text == "?"), None)
    if doubt and doubt.text == "KHONG" and not scene.has(Sort.NUMBER) and scene.pieces[-1] is doubt:
        raise scene.stumble(Error.NOT_A_NUMBER, doubt)
    doubt = doubt or (_mistake(scene) if scene.correction else None)
    if doubt or question:
        raise scene.stumble(Error.AMBIGUOUS_MEANING, doubt or question)
    about = scene.first(Sort.ABOUT) or (scene.first(Sort.NUMERAL) if _spelled(scene) else None)
    if about:
        raise scene.stumble(Error.APPROX_NUMBER, about)


def _mistake(scene: Scene) -> Piece | None:
    """Find a word that makes a number before it, or right behind it, a mistake: "1234 ghi sai", "ghi sai 1234"."""
    number = scene.first(Sort.NUMBER)
    for piece, behind in pairwise([*scene.pieces, Piece(Sort.LINE, "", 0, 0)]):
        wrong = piece.sort is Sort.CORRECT and piece.text in MISTAKEN
        if wrong and number and (piece.start > number.start or behind.sort is Sort.NUMBER):
            return piece
    return None


def _spelled(scene: Scene) -> bool:
    """Say whether a number in words stands beside a figure: "1200 (mot nghin hai)"."""
    return scene.has(Sort.NUMBER) and any(piece.sort is Sort.NUMERAL and piece.text in SCALES for piece in scene.pieces)


def _check_rises(scene: Scene) -> None:
    """Refuse an increase where a total is asked for."""
    if rise := scene.first(Sort.RISE):
        raise scene.stumble(Error.INCREMENT_NOT_TOTAL, rise)


def _check_strangers(scene: Scene, counts: list[Count]) -> None:
    """Refuse words that are neither known to be harmless nor in a sentence part of their own."""
    strange = [piece for piece in scene.closed() if piece.sort in _STRANGE]
    strange += [piece for piece in scene.span() if piece.sort is Sort.NAME]
    if strange:
        raise scene.stumble(Error.AMBIGUOUS_MEANING, strange[0], values=counts[0].values)


def _count(scene: Scene, part: Part) -> Count:
    return Count(part.keyword.code, part.unit, values(scene, part.keyword, part.pieces))


def _merge(scene: Scene, counts: list[Count]) -> tuple[Count, ...]:
    """Take identical counts for one, and refuse two values for the same thing."""
    merged = tuple(dict.fromkeys(counts))
    if len({(count.keyword, count.unit) for count in merged}) < len(merged):
        raise scene.stumble(Error.CONFLICTING_VALUES)
    return merged


def _reading(scene: Scene, counts: tuple[Count, ...]) -> Reading:
    dates = distinct(piece for piece in scene.pieces if piece.sort in (Sort.DATE, Sort.MAYBE_DATE))
    if len(dates) > 1:
        raise scene.stumble(Error.AMBIGUOUS_MEANING, scene.first(Sort.DATE, Sort.MAYBE_DATE))
    _not_measured(scene)
    kind = Kind.CORRECTION if scene.correction else Kind.REPORT if len(counts) == 1 else Kind.MULTI
    return Reading(kind, counts, date=dates[0] if dates else None)


def _not_measured(scene: Scene) -> None:
    """Ask about a bare "09/10" right behind what is counted ("can bo 09/10"): two numbers, and no date."""
    for first, measure, date in zip(scene.pieces, scene.pieces[1:], scene.pieces[2:], strict=False):
        if date.sort is Sort.MAYBE_DATE and measure.sort is Sort.MEASURE and first.sort is not Sort.NUMBER:
            raise scene.stumble(Error.AMBIGUOUS_NUMBER, date)
