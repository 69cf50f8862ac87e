"""Suggestions: what a text that is asked back would report with its one odd word mended.

A question for the answer, never a count. The mended text is read by the same rules: only where it is one plain report are
its numbers shown in the line to send back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from parsers.commands import obey
from parsers.folding import fold, place
from parsers.glance import glance
from parsers.reading import Count, Error, Misreading
from parsers.scene import SHOWN, Scene, StumbleError, scene
from parsers.vocabulary import Vocabulary

_DIGIT = re.compile("[0-9]")
_NOT_OF_A_CODE = re.compile("[^A-Z0-9]")
_WORD = re.compile("[A-Z]+")
_PARTS_NO_NAME = frozenset(("", " ", ".", "-", ". ", " - "))
_AROUND = 24  # characters on either side of a word in which the rest of its name may stand
_WORDS_OF_A_NAME = 5

Spot: TypeAlias = tuple[int, int]
"""Where a word of the folded text begins and ends."""


@dataclass(frozen=True, slots=True)
class Odd:
    """A text as it was sent and folded, and the place in the folded one where it was stumbled over, if at a place."""

    text: str
    folded: str
    vocabulary: Vocabulary
    misreading: Misreading
    spot: Spot | None

    @property
    def word(self) -> str:
        """The word that was stumbled over, folded; nothing where something lacks."""
        return self.folded[slice(*self.spot)] if self.spot else ""

    def sent(self, spot: Spot) -> str:
        """What stands at a spot, as it was sent, as much of it as an answer has room for."""
        start, end = (place(self.text, at) for at in spot)
        return self.text[start:end][:SHOWN]

    def mended(self, spot: Spot, word: str) -> Count | None:
        """Give the one count of the text with another word at a spot, and nothing else in it: no date, no doubt."""
        start, end = (place(self.text, at) for at in spot)
        text = self.text[:start] + word + self.text[end:]
        folded = fold(text)
        try:
            found = glance(folded, self.vocabulary) or obey(scene(text, folded, self.vocabulary))
        except StumbleError:
            return None
        if isinstance(found, Misreading) or found.date or len(found.counts) != 1:
            return None
        return found.counts[0]

    def showing(self, count: Count | None) -> Misreading:
        """The misreading with the numbers to show in the line to send back: those of a count, or none."""
        return replace(self.misreading, values=count.values if count else ())


def helped(stumble: StumbleError, said: Scene, start: int, end: int) -> Misreading:
    """Give a misreading with what the answer needs. What was said stands between two places of the folded text."""
    misreading = stumble.misreading
    mend = _MENDS.get(misreading.error)
    if mend is None or (mend is _word and not misreading.values):
        return misreading
    text = said.text[place(said.text, start) : place(said.text, end)]
    spot = (stumble.piece.start - start, stumble.piece.end - start) if stumble.piece else None
    return mend(Odd(text, fold(text), said.vocabulary, misreading, spot))


def _keyword(odd: Odd) -> Misreading:
    """Ask about the one keyword that an unknown one may be, of those that the unit may report."""
    unit = odd.vocabulary.units.get(odd.misreading.unit or "")
    keywords = odd.vocabulary.keywords
    near = [
        code
        for code in odd.vocabulary.keywords_alike.near(odd.word)
        if unit is None or unit.group in keywords[code].groups
    ]
    count = odd.mended(odd.spot, near[0]) if odd.spot and len(near) == 1 else None
    if count is None:
        return odd.misreading
    return replace(odd.showing(count), meant=count.keyword, unit=count.unit)


def _unit(odd: Odd) -> Misreading:
    """Ask about the one unit that an unknown code or name may be; else show the numbers with the sender's own."""
    near = _units_alike(odd)
    if len(near) == 1:
        [(unit, spot)] = near.items()
        count = odd.mended(spot, unit)
        if count and count.unit == unit:
            return replace(odd.showing(count), word=odd.sent(spot), meant=unit, keyword=count.keyword)
    return odd.showing(_beside_some_unit(odd))


def _units_alike(odd: Odd) -> dict[str, Spot]:
    """Give the units whose code or name a text may mean, each with the place where it stands."""
    if odd.spot is None:
        return {}
    if _DIGIT.search(odd.word):
        return dict.fromkeys(odd.vocabulary.codes_alike.near(_NOT_OF_A_CODE.sub("", odd.word)), odd.spot)
    names = odd.vocabulary.names_alike
    return {unit: (start, end) for start, end, letters in _names(odd) for unit in names.near(letters)}


def _names(odd: Odd) -> Iterator[tuple[int, int, str]]:
    """Give each run of words that holds some of the odd one, with its place: "Ngo" was odd in "Sui Ngo"."""
    begin, finish = odd.spot or (0, 0)
    words = list(_WORD.finditer(odd.folded, max(begin - _AROUND, 0), finish + _AROUND))
    for at, first in enumerate(words):
        letters, end = "", first.start()
        for word in words[at : at + _WORDS_OF_A_NAME]:
            if letters and odd.folded[end : word.start()] not in _PARTS_NO_NAME:
                break
            letters, end = letters + word[0], word.end()
            if first.start() < finish and begin < end:
                yield first.start(), end, letters


def _beside_some_unit(odd: Odd) -> Count | None:
    """Give what a text would report if a unit that may say it stood where none, or an unknown one, is named."""
    keyword = odd.vocabulary.keywords.get(odd.misreading.keyword or "")
    units = odd.vocabulary.units.values()
    stand_in = next((unit.code for unit in units if keyword and unit.group in keyword.groups), None)
    if stand_in is None:
        return None
    unknown = odd.misreading.error is Error.UNKNOWN_UNIT
    return odd.mended(odd.spot, stand_in) if odd.spot and unknown else odd.mended((0, 0), f"{stand_in} ")


def _word(odd: Odd) -> Misreading:
    """Show the number of a text in which one word is strange only where the line to send back says all of the rest."""
    count = odd.mended(odd.spot, "") if odd.spot else None
    return odd.showing(count if count and count.values == odd.misreading.values else None)


_MENDS: Mapping[Error, Callable[[Odd], Misreading]] = {
    Error.UNKNOWN_KEYWORD: _keyword,
    Error.UNKNOWN_UNIT: _unit,
    Error.MISSING_UNIT: _unit,
    Error.AMBIGUOUS_MEANING: _word,
}
