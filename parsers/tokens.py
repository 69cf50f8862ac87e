"""Tokens: a folded text cut at its spaces and signs, and the state of a scan over them."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from parsers.folding import origins
from parsers.leftovers import LOST
from parsers.pieces import Piece, Sort
from parsers.reading import Error
from parsers.vocabulary import Tables, Vocabulary

# Letters and digits of any script, letters in circles and squares, and the signs that the TCVN3 fonts use for letters;
# a line's end; any other sign.
ENCLOSED = "\u24b6-\u24e9\U0001f110-\U0001f189"
_TCVN3 = "\u00a8\u00b6-\u00b9\u00bd\u00be\u00a9\u00ae\u00a1-\u00a7\u00ac\u00d7\u00f7"
_TOKEN = re.compile(f"(?:[^\\W_]|[{ENCLOSED}{_TCVN3}])+|\\S|\\n")
_FIRST_ITEM, _SECOND_ITEM = (
    re.compile(f"(?:^|[\\n:.;,]) ?{item}[.)/-] ?[A-Z]{beside}")
    for item, beside in ((1, ""), (2, "|[0-9A-Z] 2[)] ?[A-Z]"))
)
_TCVN3_WORD = re.compile(f"[A-Z][{_TCVN3}]|[{_TCVN3}][A-Z]")
_MOST_LOST = 3  # signs for a letter that was lost, where a word begins with it
_ONLY_PLUSES = re.compile("[A-Z0-9]+(?: ?[+] ?[A-Z0-9.,]+){2,}")


class Token(NamedTuple):
    """A run of letters and digits, or a single sign, and its place in the folded text."""

    text: str
    start: int
    end: int


_BEYOND = Token("", sys.maxsize, sys.maxsize)


@dataclass
class Scan:
    """A text on its way into pieces."""

    raw: str
    folded: str
    vocabulary: Vocabulary
    tables: Tables
    tokens: list[Token]
    pieces: list[Piece] = field(default_factory=list)
    items: int = 0  # the number of the list's item that was passed last
    half_read: list[Piece] = field(default_factory=list)  # names of units that leftovers only let guess
    meant: dict[Token, tuple[str, ...]] = field(default_factory=dict)  # what the leftovers in a token may stand for

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
        return self.tokens[index] if index < len(self.tokens) else _BEYOND

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
    def bracketed(self) -> bool:
        """Whether bracketed numbers count on through the text as a list's: "(1) ...; (2) ..."."""
        return "(1)" in self.folded and "(2)" in self.folded

    @cached_property
    def listed(self) -> bool:
        """Whether items "1." and "2." (or "1)" and "2)") stand in the text, each where a sentence part begins."""
        first = _FIRST_ITEM.search(self.folded)
        return first is not None and _SECOND_ITEM.search(self.folded, first.end()) is not None

    @cached_property
    def in_tcvn3(self) -> bool:
        """Whether a word of the text shows that it was written in a TCVN3 font."""
        return _TCVN3_WORD.search(self.folded) is not None

    @cached_property
    def _origins(self) -> list[int]:
        return origins(self.raw)


def cut(folded: str) -> list[Token]:
    """Cut a folded text into tokens."""
    tokens = [Token(found[0], found.start(), found.end()) for found in _TOKEN.finditer(folded)]
    return tokens if LOST not in folded else _with_lost(folded, tokens)


def _with_lost(folded: str, tokens: list[Token]) -> list[Token]:
    """Join the tokens of words of which some letters were lost; never beside a digit."""
    joined: list[Token] = []
    run: list[Token] = []
    for token in [*tokens, Token("", len(folded) + 1, len(folded) + 1)]:
        if not run or token.start != run[-1].end or not _may_be_left(token):
            joined += _as_word(folded, run)
            run = []
        if _may_be_left(token):
            run.append(token)
        else:
            joined.append(token)
    return joined[:-1]


def _may_be_left(token: Token) -> bool:
    return token.text == LOST or (token.text.isascii() and token.text.isalpha())


def _as_word(folded: str, run: list[Token]) -> list[Token]:
    """Give tokens that stand together as the one word that they are left of, or as they are."""
    if not run:
        return []
    start, end = run[0].start, run[-1].end
    text = folded[start:end]
    beside = folded[start - 1 : start] + folded[end : end + 1]
    lost = len(text) - len(text.lstrip(LOST))
    word = LOST in text and lost <= min(_MOST_LOST, len(text) - 1) and not any(sign.isalnum() for sign in beside)
    return [Token(text, start, end)] if word else run
