"""Values: the numbers of one report, joined, paired, and checked against the words that say what was counted."""

from __future__ import annotations

from itertools import pairwise

from parsers.pieces import FIGURES, Piece, Sort
from parsers.reading import Error
from parsers.scene import Scene, bounds, clauses
from parsers.telling import DONE, WHOLES
from parsers.vocabulary import Keyword
from parsers.words import OF_A_WHOLE

_WORDS_FOR_NUMBERS = frozenset({Sort.UNKNOWN, Sort.NUMERAL, Sort.SCALE, Sort.PLAIN})
_IN_WORDS = frozenset({Sort.NUMERAL, Sort.SCALE})
_LONGEST_HEAD, _GROUP = 2, 3
_PAIR = 2
_TWO_GROUPS = 100_000  # from here on both groups of a dotted number could be numbers of a pair


def values(scene: Scene, keyword: Keyword, pieces: list[Piece]) -> tuple[int, ...]:
    """Read the one number, or the pair, that a keyword takes."""
    figures = [(at, piece) for at, piece in enumerate(pieces) if piece.sort in FIGURES]
    spaced = keyword.numbers == 1 and _joined(figures) and not figures[0][1].error
    if not spaced and (bad := next((piece for _, piece in figures if piece.error), None)):
        if bad.error in (Error.INCREMENT_NOT_TOTAL, Error.AMBIGUOUS_MEANING) and len(figures) > keyword.numbers:
            raise scene.stumble(Error.TOO_MANY_VALUES, bad, keyword=keyword.code)
        raise scene.stumble(bad.error or Error.AMBIGUOUS_NUMBER, bad, keyword=keyword.code)
    _check_letters(scene, keyword, pieces)
    if keyword.numbers == _PAIR:
        return _pair(scene, keyword, pieces, figures)
    return (_single(scene, keyword, pieces, figures),)


def _check_letters(scene: Scene, keyword: Keyword, pieces: list[Piece]) -> None:
    """Refuse letters that may be digits: an O by itself in the number's place, "1 OOO", "123 O"."""
    alone = not any(piece.sort is Sort.NUMBER for piece in pieces)
    for at, piece in enumerate(pieces):
        if piece.start < piece.end and not piece.text.strip("OIL") and piece.text.isalpha():
            before = pieces[at - 1].sort if at else Sort.LINE
            behind = pieces[at + 1].sort if at + 1 < len(pieces) else Sort.LINE
            beside = Sort.NUMBER in (before, behind) and behind not in (Sort.UNIT, Sort.PLACE, Sort.OFFICE)
            if alone or beside:
                raise scene.stumble(Error.AMBIGUOUS_NUMBER, piece, keyword=keyword.code)


def _check_before(scene: Scene, keyword: Keyword, pieces: list[Piece], at: int) -> None:
    """Refuse a number that the word before it makes another thing: the whole of a share, or another keyword's count."""
    before, deed = (pieces[at - 1] if at else None), (pieces[at - 2] if at > 1 else None)
    what = deed and deed.text in (keyword.code, *keyword.deeds, *keyword.called)
    other = before and before.sort is Sort.SPOKEN and keyword.code not in ("", before.text) and not what
    if before and (other or before.text in OF_A_WHOLE):
        raise scene.stumble(Error.AMBIGUOUS_MEANING, before, keyword=keyword.code)


def _single(scene: Scene, keyword: Keyword, pieces: list[Piece], figures: list[tuple[int, Piece]]) -> int:
    if not figures:
        raise _missing(scene, keyword, pieces)
    last, figure = figures[-1]
    number = figure.number
    if len(figures) > 1:
        if not _joined(figures):
            error = Error.CONFLICTING_VALUES if _again(keyword, pieces) else _several(figures)
            raise scene.stumble(error, figures[1][1], keyword=keyword.code)
        number = int(figures[0][1].text + figure.text)
    _check_before(scene, keyword, pieces, figures[0][0])
    _check_measure(scene, keyword, pieces, last)
    return number


def _again(keyword: Keyword, pieces: list[Piece]) -> bool:
    """Say whether two numbers each stand in a clause of their own beside the keyword, or its word: two values for the same."""
    told = [clause for clause in clauses(pieces) if any(piece.sort is Sort.NUMBER for piece in clause)]
    return len(told) == _PAIR and all(
        any(piece.sort in (Sort.KEYWORD, Sort.SPOKEN) and piece.text == keyword.code for piece in clause)
        and sum(piece.sort is Sort.NUMBER for piece in clause) == 1
        for clause in told
    )


def _together(figures: list[tuple[int, Piece]]) -> bool:
    """Say whether figures are digits that only spaces part."""
    places = [at for at, _ in figures]
    return places == list(range(places[0], places[0] + len(places))) and all(
        f.text.isascii() and f.text.isdigit() for _, f in figures
    )


def _joined(figures: list[tuple[int, Piece]]) -> bool:
    """Say whether two figures are one number with a space for its thousands: "1 234", "12 345"."""
    if len(figures) != _PAIR or not _together(figures):
        return False
    head, tail = figures[0][1].text, figures[1][1].text
    apart = figures[1][1].start - figures[0][1].end
    return len(head) <= _LONGEST_HEAD and head[0] != "0" and len(tail) == _GROUP and apart > 0 and len(head) < _GROUP


def _thousands_apart(figures: list[tuple[int, Piece]]) -> bool:
    """Say whether spaces may part thousands in a pair: "1 410 2 655"."""
    return any(_joined([one, other]) for one, other in pairwise(figures))


def _several(figures: list[tuple[int, Piece]]) -> Error:
    """Say why several figures are no number: groups that are no thousands, a unit's "01" alone, or two numbers."""
    short = all(len(piece.text) <= _GROUP for _, piece in figures) or figures[0][1].text.startswith("0")
    spaced = figures[1][1].start > figures[0][1].end
    return Error.AMBIGUOUS_NUMBER if _together(figures) and short and spaced else Error.TOO_MANY_VALUES


def _pair(scene: Scene, keyword: Keyword, pieces: list[Piece], figures: list[tuple[int, Piece]]) -> tuple[int, ...]:
    """Read a pair: done and total. "7/9" is a pair where nothing else could be it, though it looks like a date."""
    bare = [piece for piece in pieces if piece.sort is Sort.MAYBE_DATE]
    if not figures and len(bare) == 1:
        bare[0].sort = Sort.ASIDE
        done, total = (int(part) for part in bare[0].text.split("/"))
    elif len(figures) == _PAIR:
        done, total = _in_order(pieces, figures)
    elif len(figures) > _PAIR:
        error = Error.AMBIGUOUS_NUMBER if _thousands_apart(figures) else Error.TOO_MANY_VALUES
        raise scene.stumble(error, figures[_PAIR][1], keyword=keyword.code)
    elif len(bare) > 1 or (figures and _either(figures[0][1])):
        raise scene.stumble(Error.AMBIGUOUS_NUMBER, (bare or [figures[0][1]])[0], keyword=keyword.code)
    else:
        raise _missing(scene, keyword, pieces)
    for at, _ in figures:
        _check_measure(scene, keyword, pieces, at)
    if done > total:
        raise scene.stumble(Error.VALUE_ORDER, keyword=keyword.code, values=(done, total))
    return done, total


def _either(figure: Piece) -> bool:
    """Say whether a figure may be a pair as well as one number: "85,92", "410.655"."""
    return figure.text == "," or (figure.text == "." and figure.number >= _TWO_GROUPS)


def _in_order(pieces: list[Piece], figures: list[tuple[int, Piece]]) -> tuple[int, int]:
    """Give done and total: as they stand, or the other way round where both are called so.

    "tong 14, da cai 12"; what stands behind a number in its own clause calls it as well: "25 nguoi co smartphone, cai 23".
    """
    (first, one), (second, other) = figures
    middle = next((at for at in range(first + 1, second) if bounds(pieces[at])), first)
    end = next((at for at in range(second + 1, len(pieces)) if bounds(pieces[at])), len(pieces))
    called = [{piece.text for piece in part} for part in (pieces[:middle], pieces[middle + 1 : end])]
    turned = called[0] & WHOLES and called[1] & DONE and not called[0] & DONE and not called[1] & WHOLES
    return (other.number, one.number) if turned else (one.number, other.number)


def _missing(scene: Scene, keyword: Keyword, pieces: list[Piece]) -> Exception:
    """Say what stands in the number's place: a word in another sentence part does not."""
    for sort, error in ((Sort.PERCENT, Error.PERCENT_NOT_COUNT), (Sort.SPAN, Error.UNIT_WORD_MISMATCH)):
        if piece := next((piece for piece in pieces if piece.sort is sort), None):
            return scene.stumble(error, piece, keyword=keyword.code)
    beside = {id(piece) for piece in scene.closed()}
    words = (piece for piece in pieces if piece.sort in _WORDS_FOR_NUMBERS)
    word = next((piece for piece in words if piece.sort in _IN_WORDS or id(piece) in beside), None)
    return scene.stumble(Error.NOT_A_NUMBER if word else Error.MISSING_VALUE, word, keyword=keyword.code)


def _check_measure(scene: Scene, keyword: Keyword, pieces: list[Piece], at: int) -> None:
    """Refuse a number whose own word says that another thing was counted."""
    behind = pieces[at + 1] if at + 1 < len(pieces) else None
    before = pieces[at - 1] if at else None
    measure = behind if behind and behind.sort is Sort.MEASURE else before
    if measure and measure.sort is Sort.MEASURE and keyword.code and measure.text not in keyword.unit_words:
        raise scene.stumble(Error.UNIT_WORD_MISMATCH, measure, keyword=keyword.code)
