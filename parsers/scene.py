"""The scene: a text as settled pieces, the questions the rules ask of it, and how a rule says that it stumbled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from parsers.context import settle, settle_keywords
from parsers.folding import place
from parsers.pieces import CORE, Piece, Sort
from parsers.reading import Error, Misreading
from parsers.scanning import scan
from parsers.vocabulary import Vocabulary

_WORD = 10  # characters of a text that an answer has room for
_OWN = CORE | {Sort.SPOKEN}
_NOT_A_BOUND = frozenset("\"'-_/*#|=+<>@&^\\")


class StumbleError(Exception):
    """A rule refused the text. Raised by the rules and caught by `read`, which returns the misreading."""

    def __init__(self, misreading: Misreading) -> None:
        super().__init__(misreading.error)
        self.misreading = misreading


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
        return any(piece.sort is sort for piece in self.pieces)

    def sent(self, piece: Piece | None) -> str:
        """Give a piece as the sender wrote it."""
        return self.text[place(self.text, piece.start) : place(self.text, piece.end)][:_WORD] if piece else ""

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
        return StumbleError(Misreading(error, self.sent(piece), called, found, values, self.correction))

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


def scene(text: str, folded: str, vocabulary: Vocabulary) -> Scene:
    """Set a text out in pieces."""
    pieces = settle(scan(text, folded, vocabulary))
    settle_keywords(pieces, vocabulary.tables.measures)
    return Scene(text, vocabulary, pieces, any(piece.sort is Sort.CORRECT for piece in pieces))


def distinct(pieces: Iterable[Piece]) -> list[str]:
    """Give the texts of some pieces, each once, in order."""
    return list(dict.fromkeys(piece.text for piece in pieces))
