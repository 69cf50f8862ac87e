"""Reports: the rules by which pieces become counts. Where two readings are possible the text is asked back."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from parsers.asides import set_aside
from parsers.belying import belied
from parsers.bystanders import pass_over_bystanders
from parsers.doubts import (
    check_announced,
    check_doubts,
    check_hamlets,
    check_measured,
    check_rises,
    check_strangers,
    check_whole,
    gravest,
    undone,
)
from parsers.naming import accept, pairs_for_dates, refuse_words, sections
from parsers.nothing import settle_nothing
from parsers.parting import at_keywords, at_units, each_whole, in_lines, keyword_of
from parsers.pieces import CORE, FIGURES, Piece, Sort
from parsers.prose import leave_prose
from parsers.reading import Count, Error, Kind, Misreading, Reading
from parsers.scene import Scene, StumbleError, distinct
from parsers.slips import pass_over_slips
from parsers.telling import DONE
from parsers.values import values
from parsers.vocabulary import Keyword
from parsers.words import DEEDS

_CONSONANTS = frozenset("BCDFGHJKLMNPQRSTVWXZ")
_STRANGE = frozenset({Sort.UNKNOWN, Sort.PLAIN, Sort.NUMERAL, Sort.SCALE, Sort.COMMAND})
_CODE_LETTERS = 2
_SEVERAL = 2
_LINKS = frozenset({"VAN", "VAN LA"})
_FEW = 2  # the pieces before a bare keyword that say nothing else than that it comes: "con HG la 533"
_LETTERS_FOR_DIGITS = str.maketrans("2568", "ZSGB")


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
    pass_over_slips(scene)
    settle_nothing(scene)
    leave_prose(scene)
    pass_over_bystanders(scene)
    check_whole(scene)
    parts = _by_keyword(scene) if scene.has(Sort.KEYWORD) else _by_name(scene)
    for part in parts:
        accept(part.keyword, part.pieces)
        _settle(part)
    if not parts:
        return without_keyword(scene)
    _check_units(scene, parts)
    check_doubts(scene, [part.keyword for part in parts])
    counts = [_count(scene, part) for part in parts]
    check_rises(scene)
    check_strangers(scene, counts)
    for part in parts:
        if found := belied(scene.vocabulary, part.keyword, part.pieces):
            raise scene.stumble(*found, keyword=part.keyword.code, unit=part.unit)
    return _reading(scene, _merge(scene, counts))


def _talk(scene: Scene) -> Reading | Misreading:
    """Read a text in which nothing is reported."""
    if scene.has(Sort.SPOKEN) and scene.has(Sort.UNIT):
        raise scene.stumble(Error.MISSING_VALUE)
    return Reading(Kind.UNKNOWN)


def _settle(part: Part) -> None:
    """Settle words that a keyword makes plain: "23 tren 25" is a pair, "3000 tam" says what was counted."""
    numbers = [at for at, piece in enumerate(part.pieces) if piece.sort is Sort.NUMBER]
    paired = len(numbers) == part.keyword.numbers > 1
    for at, piece in enumerate(part.pieces):
        if piece.text == "TREN" and paired and numbers[0] < at < numbers[-1]:
            piece.sort = Sort.MARK
        elif piece.sort is Sort.ABOUT and piece.text in part.keyword.unit_words and at - 1 in numbers:
            piece.sort = Sort.MEASURE


def _by_keyword(scene: Scene) -> list[Part]:
    """Part a text into its reports by the keywords that stand in it."""
    _check_keywords(scene)
    keywords = _without_echoes(scene, scene.of(Sort.KEYWORD))
    set_aside(scene, scene.vocabulary.keywords[keywords[0].text].numbers)
    return _parts(scene, keywords)


def _by_name(scene: Scene) -> list[Part]:
    """Part a text into its reports by what its words name, which counts only beside a unit."""
    pairs_for_dates(scene)
    if not (scene.has(Sort.NUMBER) or scene.has(Sort.PERCENT)):
        refuse_words(scene)
        return []
    if scene.has(Sort.UNIT) and scene.has(Sort.SPOKEN) and not any(piece.sort in FIGURES for piece in scene.pieces):
        raise scene.stumble(Error.PERCENT_NOT_COUNT, scene.first(Sort.PERCENT))
    _check_card(scene)
    set_aside(scene, 1)
    named = sections(scene)
    if named and not scene.has(Sort.UNIT):
        bad = _bad_unit(scene) or _unknown_name(scene)
        raise scene.stumble(Error.UNKNOWN_UNIT if bad else Error.MISSING_UNIT, bad, keyword=named[0].keyword)
    return [Part(scene.vocabulary.keywords[section.keyword], section.pieces) for section in named]


def _check_card(scene: Scene) -> None:
    """Refuse two strange capitals where the card has the keyword, whatever words stand behind: "LU XA03 14 ho di doi"."""
    first, *behind = scene.pieces[:3]
    if [piece.sort for piece in behind] != [Sort.UNIT, Sort.NUMBER] or len(first.text) != _CODE_LETTERS:
        return
    if first.sort is Sort.UNKNOWN and scene.sent(first).isupper():
        raise scene.stumble(Error.UNKNOWN_KEYWORD, first)


def _check_keywords(scene: Scene) -> None:
    """Refuse a second report whose keyword is none, and such letters in the unit's place: "BZ TD 1234"."""
    for before, (piece, behind) in zip([None, *scene.pieces], pairwise(scene.pieces), strict=False):
        if like_a_keyword(scene, piece) and behind.sort in (Sort.UNIT, Sort.NUMBER):
            for_unit = before and before.sort is Sort.KEYWORD and not scene.has(Sort.UNIT)
            raise scene.stumble(Error.UNKNOWN_UNIT if for_unit else Error.UNKNOWN_KEYWORD, piece)


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
    if lonely and scene.has(Sort.UNIT) and scene.has(Sort.SPOKEN) and not scene.has(Sort.NUMBER):
        raise scene.stumble(Error.MISSING_VALUE)
    if scene.has(Sort.UNIT) and (lonely or scene.has(Sort.NUMBER)):
        raise _missing_keyword(scene)
    if not_done := undone(scene):
        raise scene.stumble(Error.AMBIGUOUS_MEANING, not_done)
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
    if nearly := _nearly_a_keyword(scene):
        return nearly
    words = [piece for piece in scene.pieces if piece.sort not in (Sort.MARK, Sort.LINE)]
    alone = [piece for piece in words if piece.sort in _STRANGE]
    as_on_the_card = [piece.sort for piece in words[1:3]] == [Sort.UNIT, Sort.NUMBER]
    counted = scene.has(Sort.UNIT) and scene.has(Sort.NUMBER)
    if words[0].sort is Sort.UNKNOWN and counted and (len(alone) == 1 or as_on_the_card):
        return words[0]
    return None


def _nearly_a_keyword(scene: Scene) -> Piece | None:
    """Find a keyword whose letters stand apart ("B Z") or that has a digit for a letter ("B2"): never mended, asked back."""
    keywords = scene.vocabulary.keywords
    for piece, behind in pairwise([*scene.pieces, Piece(Sort.LINE, "", 0, 0)]):
        letters = piece.text + behind.text
        if len(letters) == _CODE_LETTERS and letters in keywords and behind.start == piece.end + 1:
            return Piece(Sort.UNKNOWN, letters, piece.start, behind.end)
        written = scene.sent(piece).upper() if piece.end - piece.start == _CODE_LETTERS else ""
        if not written.isdigit() and written.translate(_LETTERS_FOR_DIGITS) in keywords:
            return piece
    return None


def _parts(scene: Scene, keywords: list[Piece]) -> list[Part]:
    """Part a text into its reports, by its lines where each line is one, else at its keywords."""
    by_code = scene.vocabulary.keywords
    if len(keywords) == 1:
        keyword = by_code[keywords[0].text]
        return [Part(keyword, pieces) for pieces in at_units(scene.pieces, keyword) or [scene.pieces]]
    lines = in_lines(scene.pieces)
    groups = lines if each_whole(lines) else at_keywords(scene.pieces)
    return [Part(by_code[keyword_of(group)], group) for group in groups if keyword_of(group)]


def _bad_unit(scene: Scene) -> Piece | None:
    return next((piece for piece in scene.pieces if piece.error is Error.UNKNOWN_UNIT), None)


def _unknown_name(scene: Scene) -> Piece | None:
    """Find a name behind "xa" that begins as a unit's does and is none's: "xa Tan Hoh"."""
    for place, name in pairwise([Piece(Sort.PLACE, "", 0, 0), *scene.pieces]):
        if place.sort is Sort.PLACE and name.sort is Sort.UNKNOWN and name.text in scene.vocabulary.tables.named:
            return _name_from(scene.pieces, name)
    return None


def _check_units(scene: Scene, parts: list[Part]) -> None:
    """Give each report its unit: its own, else that of the report before, else the only one of the text."""
    if bad := _bad_unit(scene):
        raise scene.stumble(Error.UNKNOWN_UNIT, bad)
    everywhere = distinct(scene.of(Sort.UNIT))
    unit = everywhere[0] if len(everywhere) == 1 else _leading_unit(scene)
    for part in parts:
        named = _named(scene, parts, part)
        if len(named) > 1:
            check_hamlets(scene)
            raise scene.stumble(Error.UNIT_CONFLICT, keyword=part.keyword.code)
        part.unit = unit = named[0] if named else unit
    check_hamlets(scene)
    check_announced(scene, {part.unit for part in parts})
    if not everywhere:
        _check_bare(scene, parts)
    for part in parts:
        group = scene.vocabulary.units[part.unit].group if part.unit else None
        if group and group not in part.keyword.groups:
            raise scene.stumble(Error.KEYWORD_NOT_FOR_UNIT, keyword=part.keyword.code, unit=part.unit)


def _for_others(parts: list[Part]) -> bool:
    """Say whether each report of several has its unit right behind its keyword: a unit before them all only sends them."""
    return len(parts) > 1 and all(
        any(one.sort is Sort.KEYWORD and other.sort is Sort.UNIT for one, other in pairwise(part.pieces))
        for part in parts
    )


def _named(scene: Scene, parts: list[Part], part: Part) -> list[str]:
    """Give the units that a report names, without the one that only sends it or that a cluster is part of."""
    named = distinct(piece for piece in part.pieces if piece.sort is Sort.UNIT)
    if len(named) > 1 and _for_others(parts):
        named = named[1:]
    cluster = _cluster(scene, part, named) if len(named) == _SEVERAL else None
    return [cluster] if cluster else named


def _cluster(scene: Scene, part: Part, named: list[str]) -> str | None:
    """Give the unit before the number where the only other one is the commune it is part of: "LT1201 thi tran"."""
    number = next((piece for piece in part.pieces if piece.sort is Sort.NUMBER), None)
    units = (piece for piece in part.pieces if piece.sort is Sort.UNIT)
    before = distinct(piece for piece in units if number and piece.start < number.start)
    both = (named, named[::-1])
    return next((unit for unit, whole in both if unit in before and _part_of(scene, unit, whole)), None)


def _part_of(scene: Scene, unit: str, whole: str) -> bool:
    """Say whether a unit's names say that it is part of another: "cum loa 3 xa Tan Ha"."""
    units = scene.vocabulary.units
    ends = tuple(f" {name}" for name in units[whole].names)
    return any(name.endswith(ends) for name in units[unit].names)


def _leading_unit(scene: Scene) -> str | None:
    core = [piece for piece in scene.pieces if piece.sort in CORE]
    return core[0].text if core and core[0].sort is Sort.UNIT else None


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
    named += [one for one, other in pairwise(closed) if one.sort is Sort.UNKNOWN and other.text in tables.named]
    if named:
        raise scene.stumble(Error.UNKNOWN_UNIT, _name_from(closed, named[0]))
    if scene.has(Sort.OFFICE) or not all(map(_plainly, parts)):
        raise scene.stumble(gravest(scene), keyword=parts[0].keyword.code)
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
    done = part.keyword.numbers > 1 and behind is not None and behind.text in DONE
    leads = behind is not None and (behind.text in _LINKS or (behind.text == "LA" and called < _FEW))
    return behind is None or done or leads or behind.sort not in (Sort.FILLER, Sort.TITLE)


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
    check_measured(scene)
    kind = Kind.CORRECTION if scene.correction else Kind.REPORT if len(counts) == 1 else Kind.MULTI
    return Reading(kind, counts, date=dates[0] if dates else None)
