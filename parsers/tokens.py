"""Tokens: a folded text cut at its spaces and signs, and the state of a scan over them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from parsers.folding import origins
from parsers.pieces import Piece, Sort
from parsers.reading import Error
from parsers.vocabulary import Tables, Vocabulary

# Letters and digits of any script, and the signs that the TCVN3 fonts use for letters; a line's end; any other sign.
_TOKEN = re.compile("(?:[^\\W_]|[\u00a8\u00b6-\u00b9\u00bd\u00be\u00a9\u00ae\u00a1-\u00a7\u00ac\u00d7\u00f7])+|\\S|\\n")
_ONLY_PLUSES = re.compile("[A-Z0-9]+(?: ?[+] ?[A-Z0-9.,]+){2,}")


class Token(NamedTuple):
    """A run of letters and digits, or a single sign, and its place in the folded text."""

    text: str
    start: int
    end: int


@dataclass
class Scan:
    """A text on its way into pieces."""

    raw: str
    folded: str
    vocabulary: Vocabulary
    tables: Tables
    tokens: list[Token]
    pieces: list[Piece] = field(default_factory=list)

    def add(self, sort: Sort, text: str, start: int, end: int) -> None:
        """Take down a piece."""
        self.pieces.append(Piece(sort, text, start, end))

    def refuse(self, error: Error, start: int, end: int) -> None:
        """Take down that something stands here which cannot be taken."""
        self.pieces.append(Piece(Sort.BAD, self.folded[start:end], start, end, error=error))

    def sent(self, start: int, end: int) -> str:
        """Give a place of the folded text as it was sent."""
        if len(self.raw) == len(self.folded):
            return self.raw[start:end]
        return self.raw[self._origins[start] : self._origins[end]]

    def sign(self, at: int) -> str:
        """Give the sign at a place of the folded text, nothing outside it."""
        return self.folded[at] if 0 <= at < len(self.folded) else ""

    def token(self, index: int) -> Token:
        """Give a token, an empty one beyond the last."""
        return self.tokens[index] if index < len(self.tokens) else Token("", len(self.folded) + 2, len(self.folded) + 2)

    @cached_property
    def parted_by_pluses(self) -> bool:
        """Whether "+" is the sign that parts all items, so that none of them is an increase."""
        return _ONLY_PLUSES.fullmatch(self.folded.strip()) is not None

    @cached_property
    def first_quote(self) -> int:
        """Where the first "'" stands; a large number where none does."""
        at = self.folded.find("'")
        return at if at >= 0 else len(self.folded)

    @cached_property
    def _origins(self) -> list[int]:
        return origins(self.raw)


def cut(folded: str) -> list[Token]:
    """Cut a folded text into tokens."""
    return [Token(found[0], found.start(), found.end()) for found in _TOKEN.finditer(folded)]
