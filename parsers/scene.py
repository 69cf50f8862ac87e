"""The scene: a text as settled pieces, the questions the rules ask of it, and how a rule says that it stumbled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parsers.context import settle, settle_keywords
from parsers.folding import place
from parsers.introductions import mark_introduction
from parsers.pieces import CORE, Piece, Sort
from parsers.reading import Error, Misreading
from parsers.remarks import mark_remarks
from parsers.scanning import scan
from parsers.tables import without_headings
from parsers.vocabulary import Vocabulary

SHOWN = 10
"""Characters of a text that an answer has room for."""
_OWN = CORE | {Sort.SPOKEN}
_NOT_A_BOUND = frozenset("\"'-_/*#|=+<>@&^\\")


class StumbleError(Exception):
    """A rule refused the text, over a piece of it or over what it lacks.

    Raised by the rules and caught by `read`, which returns the misreading.
    """

    def __init__(self, misreading: Misreading, piece: Piece | None) -> None:
        super().__init__(misreading.error)
        self.misreading = misreading
        self.piece = piece


@dataclass(slots=True)
class Scene:
    """A text in pieces."""

    text: str
    vocabulary: Vocabulary
    pieces: list[Piece]
    correction: bool = False

    def of(self, *sorts: Sort) -> list[Piece]:
        """Give the pieces of some sorts."""
        return [piece for piece in self.pieces if piece.sort in sorts]

    def has(self, sort: Sort) -> bool:
        """Say whether a piece of a sort is there."""
        for piece in self.pieces:  # noqa: SIM110 - asked many times a text, and a loop is several times faster than `any`
            if piece.sort is sort:
                return True
        return False

    def sent(self, piece: Piece | None) -> str:
        """Give a piece as the sender wrote it."""
        return self.text[place(self.text, piece.start) : place(self.text, piece.end)][:SHOWN] if piece else ""

    def stumble(
        self,
        error: Error,
        piece: Piece | None = None,
        *,
        keyword: str | None = None,
        unit: str | None = None,
        values: tuple[int, ...] = (),
    ) -> StumbleError:
        """Make the refusal that a rule raises, with what was understood all the same."""
        found = unit or next((piece.text for piece in self.pieces if piece.sort is Sort.UNIT), None)
        called = keyword or next((piece.text for piece in self.pieces if piece.sort is Sort.KEYWORD), None)
        return StumbleError(Misreading(error, self.sent(piece), called, found, values, self.correction), piece)

    def first(self, *sorts: Sort) -> Piece | None:
        """Give the first piece of some sorts."""
        return next((piece for piece in self.pieces if piece.sort in sorts), None)

    def closed(self) -> list[Piece]:
        """Give the pieces of the sentence parts that hold the report: nothing unknown may stand in them."""
        begin, end = self._ends()
        if end < 0:
            return []
        while begin > 0 and not bounds(self.pieces[begin - 1]):
            begin -= 1
        while end + 1 < len(self.pieces) and not bounds(self.pieces[end + 1]):
            end += 1
        return self.pieces[begin : end + 1]

    def span(self) -> list[Piece]:
        """Give the pieces from the first to the last of the report's own."""
        begin, end = self._ends()
        return self.pieces[begin : end + 1]

    def _ends(self) -> tuple[int, int]:
        """Give the places of the first and the last of the report's own pieces, 0 and -1 where there is none."""
        core = [at for at, piece in enumerate(self.pieces) if piece.sort in _OWN]
        return (core[0], core[-1]) if core else (0, -1)


def bounds(piece: Piece) -> bool:
    """Say whether a sentence part ends at a piece."""
    return piece.sort is Sort.LINE or (piece.sort is Sort.MARK and piece.text not in _NOT_A_BOUND)


def clauses(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Part pieces at the signs that end a sentence part; the signs are left out, and no clause is empty."""
    clause: list[Piece] = []
    for piece in pieces:
        if not bounds(piece):
            clause.append(piece)
        elif clause:
            yield clause
            clause = []
    if clause:
        yield clause


def scene(text: str, folded: str, vocabulary: Vocabulary) -> Scene:
    """Set a text out in pieces."""
    pieces = settle(without_headings(scan(text, folded, vocabulary), text))
    settle_keywords(pieces, vocabulary.tables.measures)
    mark_introduction(text, pieces)
    mark_remarks(text, pieces)
    set_out = Scene(text, vocabulary, pieces)
    set_out.correction = set_out.has(Sort.CORRECT)
    return set_out


def distinct(pieces: Iterable[Piece]) -> list[str]:
    """Give the texts of some pieces, each once, in order."""
    return list(dict.fromkeys(piece.text for piece in pieces))
