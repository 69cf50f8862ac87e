"""Introductions: the words right before a report that make it another's - "Van phong da nhan", "Nghe noi", "Gui xa Tan Ha:".

Who reports gives the report, or says that he does. What an office received, what was heard and what is taught is no report,
and the unit that a text speaks to has not sent it.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.folding import fold
from parsers.patterns import Patterns
from parsers.pieces import CORE, SIGNS, Piece, Sort
from parsers.remarks import put_in_question, spoken
from parsers.sayings import ADDRESSES, COMPOUNDS, INTRODUCTIONS, LEADING, TELLING

_INTRODUCTIONS, _ADDRESSES = (Patterns(sayings, LEADING, COMPOUNDS) for sayings in (INTRODUCTIONS, ADDRESSES))
_COLON = ":"


def _last_words(*names: str) -> frozenset[str]:
    phrases = (phrase for name in names for phrase in LEADING[name].split("|"))
    return frozenset(fold(phrase.split("_")[-1]) for phrase in phrases)


_TELLING, _SPEAKING = _last_words(*TELLING) | {"HD"}, _last_words("speak")
"""Words of which one stands in every introduction, and in every address: most texts have none."""


def mark_introduction(text: str, pieces: Sequence[Piece]) -> None:
    """Mark as a doubt what makes a report another's, right before it; a unit that is addressed there does not report."""
    first = next((at for at, piece in enumerate(pieces) if piece.sort in CORE), 0)
    lead = _lead(pieces, first)
    if not lead:
        return
    told = set(fold(" ".join([piece.text for piece in lead])).split())
    if not told.isdisjoint(_TELLING) and _leads(text, lead, _INTRODUCTIONS):
        put_in_question(lead[0])
    if not told.isdisjoint(_SPEAKING) and _named(pieces[first : first + 2]) and _leads(text, lead, _ADDRESSES):
        pieces[first].sort = Sort.OFFICE


def _lead(pieces: Sequence[Piece], first: int) -> Sequence[Piece]:
    """Give the clause right before a report, with its colon, without the word for what the unit is."""
    end = first
    while end and pieces[end - 1].sort is Sort.PLACE:
        end -= 1
    begin = end - 1 if end and pieces[end - 1].text == _COLON else end
    while begin and pieces[begin - 1].sort not in SIGNS:
        begin -= 1
    return pieces[begin:end]


def _leads(text: str, lead: Sequence[Piece], patterns: Patterns) -> bool:
    """Say whether a clause is one of some introductions."""
    return patterns.find(patterns.words([word or _COLON for word, _ in spoken(text, lead)])) is not None


def _named(pieces: Sequence[Piece]) -> bool:
    """Say whether a unit stands here, with a colon behind it."""
    return [piece.sort for piece in pieces] == [Sort.UNIT, Sort.MARK] and pieces[1].text == _COLON
