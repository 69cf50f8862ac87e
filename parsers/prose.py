"""Prose: the sentences of a long text that speak of other things than the report, and put nothing of it in doubt."""

from __future__ import annotations

from parsers.pieces import Piece, Sort
from parsers.scene import Scene
from parsers.words import ABOUT_THE_REPORT, DWELLINGS, MILD

_FIGURES = frozenset({Sort.KEYWORD, Sort.NUMBER, Sort.BAD, Sort.CORRECT, Sort.PERCENT, Sort.MAYBE_DATE})
_HARMLESS = frozenset(
    {Sort.DOUBT, Sort.ABOUT, Sort.RISE, Sort.HAMLET, Sort.NUMERAL, Sort.SCALE, Sort.SPOKEN, Sort.OFFICE}
)
_MEANT = frozenset({Sort.DOUBT, Sort.ABOUT, Sort.RISE})
_RISKY = _MEANT | {Sort.HAMLET, Sort.UNIT}
_STRANGE = frozenset({Sort.UNKNOWN, Sort.PLAIN, Sort.NAME})
_REPORT = frozenset({Sort.KEYWORD, Sort.UNIT})
_ENDS = frozenset(".!")
_ASKING = frozenset({"HUY", "XN", "GC", "TC"})
_WORDS, _STRANGE_WORDS = 7, 3  # at least: a shorter sentence is more likely about the report


def leave_prose(scene: Scene) -> None:
    """Take the words of prose for what they are: ordinary words. Only where the report stands whole in one sentence."""
    if len(scene.pieces) < _WORDS + len(_REPORT):
        return
    sentences = _sentences(scene.pieces)
    if len(sentences) == 1 or not any(map(_whole, sentences)):
        return
    own = all(_whole(sentence) for sentence in sentences if any(piece.sort in _FIGURES for piece in sentence))
    for sentence in sentences:
        if _is_prose(sentence, own=own):
            for piece in sentence:
                piece.sort = Sort.PLAIN if piece.sort in _HARMLESS or piece.sort is Sort.UNIT else piece.sort


def _sentences(pieces: list[Piece]) -> list[list[Piece]]:
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        found[-1].append(piece)
        if piece.sort is Sort.LINE or (piece.sort is Sort.MARK and piece.text in _ENDS):
            found.append([])
    return found


def _whole(sentence: list[Piece]) -> bool:
    """Say whether a sentence holds a report with its unit."""
    sorts = {piece.sort for piece in sentence}
    return sorts >= _REPORT and (Sort.NUMBER in sorts or Sort.MAYBE_DATE in sorts)


def _about_the_report(piece: Piece) -> bool:
    """Say whether a piece speaks of the report itself; what is risky anyway does not count twice."""
    return piece.sort not in _RISKY and not ABOUT_THE_REPORT.isdisjoint((piece.text, *piece.text.split()))


def _asks(piece: Piece) -> bool:
    return piece.sort is Sort.COMMAND and piece.text in _ASKING


def _is_prose(sentence: list[Piece], *, own: bool) -> bool:
    """Say whether a sentence speaks of other things. `own`: whether each figure stands beside a unit of its own."""
    words = [piece for piece in sentence if piece.sort not in (Sort.MARK, Sort.LINE)]
    if len(words) < _WORDS or sum(word.sort in _STRANGE for word in words) < _STRANGE_WORDS:
        return False
    if any(piece.sort in _FIGURES or piece.text == "?" or _asks(piece) for piece in sentence):
        return False
    if not own and any(piece.sort is Sort.UNIT for piece in sentence):
        return False
    risky = [piece for piece in sentence if piece.sort in _RISKY]
    if any(piece.sort in _MEANT and piece.text not in MILD for piece in risky):
        return False
    if any(piece.sort is Sort.HAMLET and piece.text in DWELLINGS for piece in risky):
        return False
    return not (risky and any(map(_about_the_report, sentence)))
