"""Doubts: what the words around a report say against it - a part of a unit, a plan, a question, a rough number, a stranger."""

from __future__ import annotations

from itertools import pairwise

from parsers.context import PLACES
from parsers.pieces import FIGURES, Piece, Sort
from parsers.reading import Count, Error
from parsers.scene import Scene, distinct
from parsers.telling import HEADED, HEADS, QUANTITIES
from parsers.vocabulary import Keyword
from parsers.words import ASKED, BENEFICIARIES, MISTAKEN, NEGATIONS, OF, OTHERS, SCALES

_STRANGE = frozenset({Sort.UNKNOWN, Sort.PLAIN, Sort.NUMERAL, Sort.SCALE, Sort.COMMAND})
_CUT_OFF = 12  # pieces of a text that a telephone may have cut off
_NAMING = frozenset({Sort.UNKNOWN, Sort.NAME, Sort.NUMBER, Sort.NUMERAL, Sort.PLAIN, Sort.TITLE})
_COUNTED = frozenset({Sort.NUMBER, Sort.NUMERAL, Sort.MEASURE})


def check_whole(scene: Scene) -> None:
    """Ask for the rest of a text that ends before its number: "..., tong so may da cai la"."""
    last, figured = scene.pieces[-1], any(piece.sort in FIGURES for piece in scene.pieces)
    if last.text == "LA" and not figured and len(scene.pieces) >= _CUT_OFF:
        raise scene.stumble(Error.INCOMPLETE_MESSAGE)


def gravest(scene: Scene) -> Error:
    """Give the gravest thing to say of a text without a unit."""
    if "?" in scene.text or scene.has(Sort.DOUBT):
        return Error.AMBIGUOUS_MEANING
    if scene.has(Sort.ABOUT):
        return Error.APPROX_NUMBER
    return Error.INCREMENT_NOT_TOTAL if scene.has(Sort.RISE) else Error.MISSING_UNIT


def undone(scene: Scene) -> Piece | None:
    """Find the word by which a unit says, without a number, that it did not do what is counted: "LT0109 khong phat duoc"."""
    doers = scene.vocabulary.tables.doers
    pairs = pairwise(scene.pieces) if scene.has(Sort.UNIT) else ()
    return next((one for one, other in pairs if one.text in NEGATIONS and doers.get(other.text)), None)


def check_hamlets(scene: Scene) -> None:
    """Refuse a count of a part of a unit: "ap 5", or the health post beside the commune's name."""
    hamlets = scene.of(Sort.HAMLET)
    closed = {id(piece) for piece in scene.closed()} if hamlets else set()
    for at, piece in enumerate(scene.pieces):
        if piece.sort is not Sort.HAMLET or _kind_of_unit(scene, at):
            continue
        belongs = _owns(scene, at)
        if belongs or piece.error or id(piece) in closed:
            raise scene.stumble(Error.SUB_UNIT, piece)


def _kind_of_unit(scene: Scene, at: int) -> bool:
    """Say whether a word for a part of a commune says what the unit is: "cum loa LT1202", or "hom nay cum phat 3 lan".

    It is the unit behind it, or the only one of the text where no name stands behind the word.
    """
    hamlet, *behind = scene.pieces[at : at + 3]
    if hamlet.error or _owns(scene, at):
        return False
    if hamlet.text in HEADS and behind and behind[0].sort is Sort.UNIT:
        return any(name.startswith(HEADED) for name in scene.vocabulary.units[behind[0].text].names)
    unit = next((piece for piece in behind if piece.sort not in (Sort.FILLER, Sort.MARK)), None)
    units = distinct(scene.of(Sort.UNIT))
    if unit is not None and unit.sort is Sort.UNIT:
        units = [unit.text]
    elif (
        len(units) != 1 or (behind and behind[0].sort in _NAMING) or (at > 0 and scene.pieces[at - 1].sort in _COUNTED)
    ):
        return False
    return any(name.startswith(f"{hamlet.text} ") for name in scene.vocabulary.units[units[0]].names)


def _owns(scene: Scene, at: int) -> bool:
    """Say whether a piece stands behind a word of owning: "cua ap Tan Tien"."""
    return at > 0 and scene.pieces[at - 1].text in OF


def check_announced(scene: Scene, units: set[str | None]) -> None:
    """Ask where more or fewer units report than the text says: "2 xa: BZ XA01 1234"."""
    for piece in scene.of(Sort.ASIDE):
        if piece.text == PLACES and piece.number != len(units):
            raise scene.stumble(Error.AMBIGUOUS_MEANING, piece)


def check_doubts(scene: Scene, keywords: list[Keyword]) -> None:
    """Refuse plans, negations and questions; "khong" in the number's place is a number in words."""
    _check_figures(scene)
    _check_others(scene, keywords)
    if asked := _asked(scene):
        raise scene.stumble(Error.AMBIGUOUS_MEANING, asked)
    doubt = scene.first(Sort.DOUBT)
    question = next((piece for piece in scene.pieces if piece.sort is Sort.MARK and piece.text == "?"), None)
    if doubt and doubt.text == "KHONG" and not scene.has(Sort.NUMBER) and scene.pieces[-1] is doubt:
        raise scene.stumble(Error.NOT_A_NUMBER, doubt)
    doubt = doubt or (_mistake(scene) if scene.correction else None) or _owned(scene)
    if doubt or question:
        raise scene.stumble(Error.AMBIGUOUS_MEANING, doubt or question)
    about = scene.first(Sort.ABOUT) or (scene.first(Sort.NUMERAL) if _spelled(scene) else None)
    if about:
        raise scene.stumble(Error.APPROX_NUMBER, about)


def _check_figures(scene: Scene) -> None:
    """Refuse a figure of which a digit is not known, before any word of doubt: "16?8 em nhin khong ro"."""
    many = next((piece for piece in scene.pieces if piece.text in QUANTITIES), None)
    if many and not any(piece.sort in FIGURES for piece in scene.pieces) and scene.pieces[-1] is not many:
        before = scene.pieces[: scene.pieces.index(many)]
        if before and before[-1].sort in (Sort.KEYWORD, Sort.UNIT):
            raise scene.stumble(Error.NOT_A_NUMBER, many)
    unread = next((piece for piece in scene.of(Sort.BAD) if "?" in piece.text), None)
    if unread and unread.error is Error.AMBIGUOUS_NUMBER and not scene.has(Sort.NUMBER):
        raise scene.stumble(Error.AMBIGUOUS_NUMBER, unread)


def _asked(scene: Scene) -> Piece | None:
    """Find a word by which the number behind it is asked for or received: "PC XA01 xin 740"."""
    pairs = pairwise(scene.pieces)
    return next((one for one, other in pairs if other.sort is Sort.NUMBER and one.text in ASKED), None)


def _check_others(scene: Scene, keywords: list[Keyword]) -> None:
    """Refuse a figure beside another day's, a target or an old one: the words part them, but one of them is enough.

    Alone beside yesterday an increase is one: "tang 56 may so voi hom qua".
    """
    figures = scene.of(Sort.NUMBER)
    other = next((piece for piece in scene.pieces if piece.sort is Sort.DOUBT and piece.text in OTHERS), None)
    if (
        other
        and len({piece.number for piece in figures}) > 1
        and len(figures) > sum(keyword.numbers for keyword in keywords)
    ):
        raise scene.stumble(Error.TOO_MANY_VALUES, figures[-1], keyword=keywords[0].code)
    if other and "?" not in scene.text and (rise := scene.first(Sort.RISE)):
        raise scene.stumble(Error.INCREMENT_NOT_TOTAL, rise, keyword=keywords[0].code)


def _mistake(scene: Scene) -> Piece | None:
    """Find a word that makes a number before it, or right behind it, a mistake: "1234 ghi sai", "ghi sai 1234"."""
    number = scene.first(Sort.NUMBER)
    for piece, behind in pairwise([*scene.pieces, Piece(Sort.LINE, "", 0, 0)]):
        wrong = piece.sort is Sort.CORRECT and piece.text in MISTAKEN
        if wrong and number and (piece.start > number.start or behind.sort is Sort.NUMBER):
            return piece
    return None


def _owned(scene: Scene) -> Piece | None:
    """Find those whose the things counted are, where they are some only: "1234 may cua benh nhan"."""
    owned = (at for at, piece in enumerate(scene.pieces) if piece.text in BENEFICIARIES and _owns(scene, at))
    return next((scene.pieces[at] for at in owned), None)


def _spelled(scene: Scene) -> bool:
    """Say whether a number in words stands beside a figure: "1200 (mot nghin hai)"."""
    return scene.has(Sort.NUMBER) and any(piece.sort is Sort.NUMERAL and piece.text in SCALES for piece in scene.pieces)


def check_rises(scene: Scene) -> None:
    """Refuse an increase where a total is asked for."""
    if rise := scene.first(Sort.RISE):
        raise scene.stumble(Error.INCREMENT_NOT_TOTAL, rise)


def check_strangers(scene: Scene, counts: list[Count]) -> None:
    """Refuse words that are neither known to be harmless nor in a sentence part of their own."""
    strange = [piece for piece in scene.closed() if piece.sort in _STRANGE]
    strange += [piece for piece in scene.span() if piece.sort is Sort.NAME]
    if strange:
        raise scene.stumble(Error.AMBIGUOUS_MEANING, strange[0], values=counts[0].values)


def check_measured(scene: Scene) -> None:
    """Ask about a bare "09/10" right behind what is counted ("can bo 09/10"): two numbers, and no date."""
    for first, measure, date in zip(scene.pieces, scene.pieces[1:], scene.pieces[2:], strict=False):
        if date.sort is Sort.MAYBE_DATE and measure.sort is Sort.MEASURE and first.sort is not Sort.NUMBER:
            raise scene.stumble(Error.AMBIGUOUS_NUMBER, date)
