"""Remarks: sentences behind a report that speak of its figure - "Em ghi dai", "Nua xa ben nay thoi", "Dung cong bo nghen".

Whoever takes down a report listens to what follows it: most is talk of the weather, of health and of thanks, and some
makes him ask. What does is known by how it is said, for it names neither keyword nor number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsers.folding import fold, origins
from parsers.patterns import ANY, SIGN, UNIT, Patterns
from parsers.pieces import SIGNS, Piece, Sort
from parsers.sayings import CLASSES, COMPOUNDS, SAYINGS
from parsers.telling import TO_DATE
from parsers.words import EARLIER, MISTAKEN

_PATTERNS = Patterns(SAYINGS, CLASSES, COMPOUNDS)
_FIGURED = frozenset({Sort.KEYWORD, Sort.NUMBER, Sort.BAD, Sort.MAYBE_DATE, Sort.PERCENT, Sort.COMMAND})
_END_SIGNS = frozenset(".!;")


def mark_remarks(text: str, pieces: Sequence[Piece]) -> None:
    """Mark as a doubt what speaks of the figure in the sentences behind the last number of a text.

    A zero alone has its reasons, and a correction may tell what was sent before: both have rules of their own.
    """
    at = len(pieces) - 1
    while at > 0 and pieces[at].sort is not Sort.NUMBER:
        at -= 1
    behind = _behind(pieces[at + 1 :])
    if not behind or not any(piece.sort is Sort.NUMBER and piece.number for piece in pieces):
        return
    own = {piece.text for piece in pieces[:at] if piece.sort is Sort.UNIT}
    corrects = any(piece.sort is Sort.CORRECT for piece in pieces)
    back = _back(text)
    for sentence in behind:
        slip = any(piece.sort is Sort.CORRECT and piece.text in MISTAKEN for piece in sentence)
        if _speaks(sentence) and not slip and not (corrects and any(piece.text in EARLIER for piece in sentence)):
            _mark(_spoken(text, back, sentence), own)


def _behind(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Give what is said behind a figure's own clause: the rest of its sentence, and each sentence behind."""
    if not any(piece.sort in SIGNS for piece in pieces[:-1]):
        return []
    own, *behind = _sentences(pieces)
    comma = next((at for at, piece in enumerate(own) if piece.text == ","), len(own))
    return [own[comma + 1 :], *behind]


def _sentences(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    sentence: list[Piece] = []
    for piece in pieces:
        sentence.append(piece)
        if _ends(piece):
            yield sentence
            sentence = []
    yield sentence


def _ends(piece: Piece) -> bool:
    return piece.sort is Sort.LINE or (piece.sort is Sort.MARK and piece.text in _END_SIGNS)


def _speaks(sentence: list[Piece]) -> bool:
    """Say whether a sentence has words and no figure of its own."""
    return not any(piece.sort in _FIGURED for piece in sentence) and any(piece.sort not in SIGNS for piece in sentence)


def _mark(said: list[tuple[str, Piece]], own: set[str]) -> None:
    words = _PATTERNS.words([word for word, _ in said])
    for at, (_, piece) in enumerate(said):
        if piece.sort in SIGNS:
            words[at] = frozenset({SIGN})
        elif piece.sort is Sort.UNIT:
            words[at] = frozenset({ANY if piece.text in own or not own else UNIT})
    found = _PATTERNS.find(words)
    if found is not None:
        put_in_question(said[found][1])


def put_in_question(piece: Piece) -> None:
    """Take a word for one that puts the figure in question."""
    piece.sort, piece.text = Sort.DOUBT, "?"


def spoken(text: str, pieces: Sequence[Piece]) -> list[tuple[str, Piece]]:
    """Give the words of some pieces as they were sent, each with its piece; an empty one for a unit or a sign."""
    return _spoken(text, _back(text), pieces)


def _back(text: str) -> list[int]:
    """Give the way back to the text as it was sent, nothing where each letter has its place."""
    return [] if text.isascii() or len(fold(text)) == len(text) else origins(text)


def _spoken(text: str, back: list[int], pieces: Sequence[Piece]) -> list[tuple[str, Piece]]:
    return [(word, piece) for piece in pieces for word in _sent(text, back, piece)]


def _sent(text: str, back: list[int], piece: Piece) -> list[str]:
    """Give the words of a piece as they were sent, or plain where typing keys were undone in them."""
    written = text[back[piece.start] : back[piece.end]] if back else text[piece.start : piece.end]
    if piece.sort is Sort.UNIT or piece.sort in SIGNS:
        return [""]
    if piece.text in TO_DATE:
        return []
    return (piece.text if written.isascii() and piece.text.isupper() else written).split()
