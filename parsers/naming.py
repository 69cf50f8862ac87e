"""Naming: the keyword that free text speaks of, by what was done and what was counted.

"da phat 740 the" names PC: it was handed out, and cards were counted. "hoc sinh" and "bluezone" name a keyword by
themselves. All of these words are campaign data. A deed with its own thing beside the number says more than a phrase,
and the campaign's subject ("bluezone") names its keyword only where nothing else was done: "ho tro cai Bluezone cho 376
nguoi" counts people helped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from parsers.doubts import check_hamlets
from parsers.grounds import DONE_BY_NOW, TONIGHT
from parsers.pieces import FIGURES, SIGNS, Piece, Sort
from parsers.reading import Error
from parsers.scene import Scene, bounds, distinct
from parsers.telling import COME_TO, DONE, HOMOGRAPHS, INERT, LINKS, REACHED, UNDERGONE, WHOLES
from parsers.vocabulary import Keyword
from parsers.words import DEEDS, REQUESTS, WISHES

_PAIR = 2
_WAS = (" DA DUOC ", " DUOC ", " DEU DA DUOC ", " DEU DUOC ")
_BEFORE = 2  # clauses before a figure that may say what it counts
_THINGS = frozenset({Sort.MEASURE, Sort.CALLED})
_BESIDE_ITEMS = frozenset({Sort.UNIT, Sort.FILLER})
_SILENT = frozenset({Sort.MARK, Sort.LINE, Sort.UNIT, Sort.SPOKEN, Sort.NUMBER, Sort.BAD, Sort.COMMAND, Sort.PLAIN})


@dataclass(slots=True)
class Section:
    """The pieces that belong to one figure, or to several that no sign parts, and the keyword that they name."""

    pieces: list[Piece]
    keyword: str = ""


def sections(scene: Scene) -> list[Section]:
    """Part a text that holds no keyword into its figures, each with the keyword it is of; none where none is named.

    Raises that the keyword is missing where a figure is named as two things, and that the numbers are too many where
    nothing says what one of them is of.
    """
    found = _at_figures(scene.pieces)
    keywords = _reportable(scene)
    named = [_named(keywords, section.pieces) for section in found]
    if not any(named):
        return []
    parted = [_parts_items(section.pieces[-1]) for section in found]
    for section, names, item in zip(found, named, [parted[0], *parted], strict=False):
        listed = names or _listed(keywords, section.pieces) or (_itemised(keywords, section.pieces) if item else set())
        section.keyword = next(iter(listed)) if len(listed) == 1 else ""
    joined = _joined(scene, found)
    if any(not section.keyword for section in joined):
        check_hamlets(scene)
        raise scene.stumble(Error.MISSING_KEYWORD if any(len(names) > 1 for names in named) else Error.TOO_MANY_VALUES)
    for section in joined:
        _mark(section, scene.vocabulary.keywords[section.keyword])
    return joined


def pairs_for_dates(scene: Scene) -> None:
    """Take "7/7 can bo" and "can bo 9/10 da cai" for a pair, where no other number and no date stand in the text."""
    dates = scene.of(Sort.MAYBE_DATE)
    if len(dates) != 1 or scene.has(Sort.NUMBER) or scene.has(Sort.BAD):
        return
    at = scene.pieces.index(dates[0])
    before, behind = scene.pieces[at - 1] if at else dates[0], scene.pieces[at + 1 : at + 2]
    measured = of_a_pair(scene, before) and behind and behind[0].text in DONE
    if not measured and not (behind and of_a_pair(scene, behind[0])):
        return
    start, end = dates[0].start, dates[0].end
    scene.pieces[at : at + 1] = [
        Piece(Sort.NUMBER, part, start, end, int(part)) for part in dates[0].text.split("/")[:2]
    ]


def of_a_pair(scene: Scene, piece: Piece) -> bool:
    """Say whether a word is of what pairs alone count: "can bo", "hoc sinh"."""
    keywords = scene.vocabulary.keywords.values()
    counting = [keyword for keyword in keywords if piece.text in keyword.unit_words | keyword.called]
    return bool(counting) and all(keyword.numbers > 1 for keyword in counting)


def refuse_words(scene: Scene) -> None:
    """Refuse what stands for a number where the words around it name a keyword: "da di duoc tam tram ho", "cai 3 ngan may"."""
    spoken = [piece for piece in scene.pieces if _stands_for_a_number(piece)]
    first = next(
        (one for one, behind in pairwise(scene.pieces) if _stands_for_a_number(one) and _counts(one, behind)), None
    )
    if first is None or not scene.has(Sort.UNIT):
        return
    figure = Piece(Sort.BAD, first.text, first.start, first.end, error=first.error or Error.NOT_A_NUMBER)
    left_out = {id(piece) for piece in spoken if piece is not first}
    pieces = [figure if piece is first else piece for piece in scene.pieces if id(piece) not in left_out]
    if names := _named(_reportable(scene), pieces):
        raise scene.stumble(figure.error or Error.NOT_A_NUMBER, first, keyword=names.pop() if len(names) == 1 else None)


def _stands_for_a_number(piece: Piece) -> bool:
    if piece.sort is Sort.BAD:
        return piece.error is not Error.UNKNOWN_UNIT
    return piece.sort in (Sort.NUMERAL, Sort.SCALE)


def _counts(piece: Piece, behind: Piece) -> bool:
    """Say whether a word for a number counts something: "Hai" alone is a name."""
    return piece.sort is not Sort.NUMERAL or behind.sort in (Sort.NUMERAL, Sort.SCALE, Sort.MEASURE)


def accept(keyword: Keyword, pieces: Sequence[Piece]) -> None:
    """Take the words by which a keyword is called for harmless in its own report; beside another's they are strange.

    Not those that begin with what it counts ("nguoi co smartphone"), those that call the whole of a pair so ("xai
    smartphone"), and those that say of what a percentage is one.
    """
    share = False
    for piece in pieces:
        if piece.sort is Sort.CALLED:
            own = piece.text in keyword.called or piece.text.split()[0] in keyword.unit_words
            own = own or (keyword.numbers > 1 and piece.text in WHOLES)
            piece.sort = Sort.FILLER if own or share else Sort.UNKNOWN
        share = piece.sort is Sort.PERCENT or (share and not bounds(piece))


def _at_figures(pieces: list[Piece]) -> list[Section]:
    """Part pieces behind each figure, at the first sign that ends a clause."""
    cuts, last = [0], -1
    for at, piece in enumerate(pieces):
        if piece.sort in FIGURES:
            end = next((index for index in range(last + 1, at) if bounds(pieces[index])), None) if last >= 0 else None
            cuts += [] if end is None else [end + 1]
            last = at
    return [Section(pieces[begin:end]) for begin, end in pairwise([*cuts, len(pieces)])]


def _named(keywords: list[Keyword], pieces: list[Piece]) -> set[str]:
    """Give the keywords that the words around a figure name, those nearest to it first; none where nothing was done yet.

    Of two numbers that no sign parts only a pair can be meant.
    """
    everything = _said(pieces)
    whole = _codes(keywords, _called, everything)
    topics = {keyword.code for keyword in keywords if keyword.spoken}
    if paired := whole & {keyword.code for keyword in keywords if keyword.numbers == _figures(pieces) > 1}:
        return paired if _labels(pieces) or _installed(keywords, pieces, everything, topics) else set()
    thing = _thing(pieces)
    suffered = _suffered(keywords, pieces)
    for clauses in _widening(pieces):
        told = _told(clauses)
        done = _codes(keywords, _deeds, _said(told)) | suffered
        if done and (_wished(keywords, told) or _by_the_office(clauses)):
            return set()
        spoken = {piece.text for piece in clauses if piece.sort is Sort.SPOKEN}
        said = _codes(keywords, _called, _said(clauses))
        called = {keyword.code for keyword in keywords if keyword.code in said and _did(keyword, done, thing)}
        fitting = {keyword.code for keyword in keywords if keyword.code in done and thing in keyword.unit_words}
        if found := fitting - topics:
            return _narrowed(found, called, whole)
        if found := _staff(keywords, called - topics, clauses):
            alone = not _subject(keywords, pieces, everything) or found & done or _several(keywords, found)
            return found if alone else found | topics
        deed = done - topics or any(piece.text in DEEDS for piece in clauses)
        if found := (whole - topics) & done if deed else spoken or fitting or called:
            return found
        if deed:
            break
    return set()


def _did(keyword: Keyword, done: set[str], thing: str) -> bool:
    """Say whether a phrase may name a keyword: with one of its deeds, where it has any, and no other thing counted."""
    return not keyword.deeds or (keyword.code in done and thing in ("", *keyword.unit_words))


def _staff(keywords: list[Keyword], called: set[str], clauses: list[Piece]) -> set[str]:
    """Leave out what only the whole of a pair is called by, where a pair is called too: "can bo dung smartphone 22"."""
    pairs = {keyword.code for keyword in keywords if keyword.code in called and keyword.numbers > 1}
    if not pairs or len(called) == len(pairs):
        return called
    said = _said([piece for piece in clauses if piece.text not in WHOLES])
    return called & (pairs | _codes(keywords, _called, said))


def _subject(keywords: list[Keyword], pieces: list[Piece], said: str) -> bool:
    """Say whether something was done, or the campaign's subject is named, anywhere about a figure."""
    return bool(_codes(keywords, _deeds, said)) or any(piece.sort is Sort.SPOKEN for piece in pieces)


def _several(keywords: list[Keyword], found: set[str]) -> bool:
    """Say whether keywords take pairs: what is installed is a part of what they call."""
    return all(keyword.numbers > 1 for keyword in keywords if keyword.code in found)


def _installed(keywords: list[Keyword], pieces: list[Piece], said: str, topics: set[str]) -> bool:
    """Say whether the campaign's own deed was done, and no other: "can bo da cai 27/28", not "phat the cho 27/28 can bo"."""
    done = _codes(keywords, _deeds, said)
    return done <= topics and (bool(done) or any(piece.sort is Sort.SPOKEN for piece in pieces))


def _labels(pieces: list[Piece]) -> bool:
    """Say whether a pair stands on a form, behind the name of those it counts and nothing else: "CBCC thi tran: 27/28"."""
    first = next(at for at, piece in enumerate(pieces) if piece.sort in FIGURES)
    colon = pieces[first - 1].text == ":"
    asked = max((at + 1 for at, piece in enumerate(pieces[:first]) if piece.sort is Sort.CORRECT), default=0)
    begin = max((at + 1 for at in range(asked, first - 1) if asked and bounds(pieces[at])), default=asked)
    label = [piece for piece in pieces[begin : first - 1 if colon else first] if piece.text not in LINKS]
    closed = first + _PAIR == len(pieces) or bounds(pieces[first + _PAIR])
    named = any(piece.sort in _THINGS for piece in label) and all(
        piece.sort in _THINGS | {Sort.UNIT} for piece in label
    )
    return closed and named and (colon or pieces[first - 1].sort is Sort.UNIT or pieces[first - 1].text in LINKS)


def _parts_items(piece: Piece) -> bool:
    return piece.sort is Sort.LINE or piece.text == ";"


def _listed(keywords: list[Keyword], pieces: list[Piece]) -> set[str]:
    """Give the keyword of one item of a list, which names a thing that is counted for one only: "to roi: 1300".

    Behind its number the thing must be one that calls the keyword by itself: "630 to huong dan", not "630 to"; before it
    no word that is several without its accents: "to: 5" may be groups.
    """
    said = _of_item(pieces)
    match [piece.sort for piece in said]:
        case [Sort.MEASURE | Sort.CALLED, Sort.MARK, Sort.NUMBER]:
            return _counting(keywords, said[0].text)
        case [Sort.NUMBER, Sort.MEASURE | Sort.CALLED]:
            thing = f" {said[1].text} "
            return {keyword.code for keyword in keywords if any(own in thing for own in _spaced(keyword.called))}
        case _:
            return set()


def _itemised(keywords: list[Keyword], pieces: list[Piece]) -> set[str]:
    """Give the keyword of an item that a line's end or a semicolon parts from the others: it needs no colon, "; ton giao 08"."""
    said = _of_item(pieces)
    match [piece.sort for piece in said]:
        case [Sort.MEASURE | Sort.CALLED, Sort.NUMBER] | [Sort.MEASURE | Sort.CALLED, Sort.NUMBER, Sort.MEASURE]:
            return _counting(keywords, said[0].text)
        case _:
            return set()


def _counting(keywords: list[Keyword], thing: str) -> set[str]:
    named = {keyword.code for keyword in keywords if thing in keyword.unit_words | keyword.called}
    return named if thing not in HOMOGRAPHS else set()


def _of_item(pieces: list[Piece]) -> list[Piece]:
    """Give what an item of a list says: no unit, no filler, of its signs only the colon behind a thing."""
    said = list[Piece]()
    for piece in pieces:
        label = bool(said) and said[-1].sort in _THINGS and piece.text == ":"
        if piece.sort not in _BESIDE_ITEMS and (piece.sort not in SIGNS or label):
            said.append(piece)
    return said


def _told(pieces: list[Piece]) -> list[Piece]:
    """Give the pieces up to the last figure and what it counts: a deed told behind it was done by what was counted.

    Not one by which that is called which it was done to: "1.415 may cai roi", "171 nguoi duoc ho tro", but "34 ho da di".
    """
    last = _last_figure(pieces)
    behind = pieces[last + 1 :][:1]
    called = bool(behind) and behind[0].sort is Sort.CALLED
    undergone = called and any(f" {word} " in f" {behind[0].text} " for word in UNDERGONE)
    return pieces[: last + 1 + (undergone or bool(_thing(pieces)))]


def _suffered(keywords: list[Keyword], pieces: list[Piece]) -> set[str]:
    """Give the keywords of a deed that was done to what was counted: "28 co so ton giao da duoc van dong"."""
    if not _thing(pieces):
        return set()
    behind = pieces[_last_figure(pieces) + 2 :]
    end = next((at for at, piece in enumerate(behind) if bounds(piece)), len(behind))
    said = _said(behind[:end])
    was = next((was for was in _WAS if said.startswith(was)), None)
    if _thing(pieces) in INERT and (came := next((deed for deed in COME_TO if said.startswith(f" {deed} ")), None)):
        return {keyword.code for keyword in keywords if came in keyword.deeds}
    reached = next((deed for deed in REACHED if was and said[len(was) - 1 :].startswith(f" {deed} ")), None)
    return {keyword.code for keyword in keywords if reached in keyword.deeds}


def _wished(keywords: list[Keyword], told: list[Piece]) -> bool:
    """Say whether a deed is asked for, promised or received: "xin phat 740 the", "de nghi phat thanh 3 lan".

    "So nguoi duoc ho tro" is what was counted. "Toi nay" is tonight or until now, which only "da" and "duoc" tell apart
    where no accents do.
    """
    whole = _said(told)
    if f" {TONIGHT} " in whole and DONE_BY_NOW.isdisjoint(whole.split()):
        return True
    said = _said([piece for piece in told if piece.sort is not Sort.CALLED or not piece.text.count(" DUOC ")])
    for counted in (phrase for keyword in keywords for phrase in keyword.called if " DUOC " in phrase):
        said = said.replace(f" {counted} ", " ")
    deeds = {deed for keyword in keywords for deed in keyword.deeds if f" {deed} " in said}
    return any(f" {wish} {deed} " in said for deed in deeds for wish in WISHES)


def _by_the_office(pieces: list[Piece]) -> bool:
    """Say whether the office did it, or is asked to: "Huyen da phat cho Tan Ha 740 the", "Tan Ha de nghi huyen phat 740"."""
    if any(before.text in WISHES and doer.sort is Sort.OFFICE for before, doer in pairwise(pieces)):
        return True
    first = next((piece.sort for piece in pieces if piece.sort in (Sort.OFFICE, Sort.UNIT, *FIGURES)), Sort.UNIT)
    return first is Sort.OFFICE


def _narrowed(found: set[str], *others: set[str]) -> set[str]:
    """Narrow several keywords to the one that other words name as well."""
    return next((found & other for other in others if len(found) > 1 and len(found & other) == 1), found)


def _called(keyword: Keyword) -> frozenset[str]:
    return keyword.called


def _deeds(keyword: Keyword) -> frozenset[str]:
    return keyword.deeds


def _codes(keywords: list[Keyword], words: Callable[[Keyword], frozenset[str]], said: str) -> set[str]:
    """Give the keywords of which a phrase is said."""
    return {keyword.code for keyword in keywords if any(phrase in said for phrase in _spaced(words(keyword)))}


@lru_cache(maxsize=256)
def _spaced(words: frozenset[str]) -> tuple[str, ...]:
    """Put a space around each phrase once, not for every clause."""
    return tuple(f" {phrase} " for phrase in sorted(words))


def _reportable(scene: Scene) -> list[Keyword]:
    """Give the keywords that the unit named may report; all of them where it is not known."""
    units = distinct(scene.of(Sort.UNIT))
    group = scene.vocabulary.units[units[0]].group if len(units) == 1 else None
    return [keyword for keyword in scene.vocabulary.keywords.values() if group is None or group in keyword.groups]


def _widening(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Give the clause that holds the figure, then with the clauses before it, then all there is."""
    figure = next((at for at, piece in enumerate(pieces) if piece.sort in FIGURES), len(pieces))
    ends = [at for at, piece in enumerate(pieces) if bounds(piece)]
    end = next((at for at in ends if at > figure), len(pieces))
    for begin in [at for at in ends if at < figure][: -_BEFORE - 1 : -1]:
        yield pieces[begin:end]
    yield pieces[:end]
    yield pieces


def _thing(pieces: list[Piece]) -> str:
    """Give what was counted: the word behind the last figure, an empty string where none stands there."""
    behind = pieces[_last_figure(pieces) + 1 :][:1]
    return behind[0].text if behind and behind[0].sort is Sort.MEASURE else ""


def _last_figure(pieces: list[Piece]) -> int:
    return max((at for at, piece in enumerate(pieces) if piece.sort in FIGURES), default=len(pieces))


def _said(pieces: list[Piece]) -> str:
    """Give the words of some pieces with a space around each; what is asked of the reader ("nho anh ho tro") left out."""
    words = [piece.text for piece in pieces if piece.sort not in _SILENT and piece.text not in REQUESTS]
    return f" {' '.join(words)} "


def _joined(scene: Scene, found: list[Section]) -> list[Section]:
    """Join the sections of one report: those of the same keyword, and the second number of a pair."""
    keywords = scene.vocabulary.keywords
    joined = [found[0]]
    for section in found[1:]:
        last = joined[-1]
        alone = _figures(last.pieces) == _figures(section.pieces) == 1
        pair = alone and bool(last.keyword) and keywords[last.keyword].numbers > 1 and _both_called(last, section)
        topic = not section.keyword or bool(keywords[section.keyword].spoken)
        if section.keyword == last.keyword or (pair and topic):
            last.pieces += section.pieces
        else:
            joined.append(section)
    return joined


def _both_called(one: Section, other: Section) -> bool:
    """Say whether one of two numbers is called done and the other the whole: "co smartphone 11 nguoi, da cai 10"."""
    said = [_said(one.pieces), _said(other.pieces)]
    done, whole = ([any(f" {word} " in words for word in table) for words in said] for table in (DONE, WHOLES))
    return (done[0] and whole[1]) or (done[1] and whole[0])


def _figures(pieces: list[Piece]) -> int:
    return sum(piece.sort in FIGURES for piece in pieces)


def _mark(section: Section, keyword: Keyword) -> None:
    """Mark the words that name a section's keyword as the report's own, so that nothing strange may stand among them."""
    own = keyword.deeds | keyword.called
    for piece in section.pieces:
        if piece.sort in (Sort.FILLER, Sort.CALLED, Sort.PLAIN) and any(
            f" {phrase} " in f" {piece.text} " for phrase in own
        ):
            piece.sort, piece.text = Sort.SPOKEN, keyword.code
