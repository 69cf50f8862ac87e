"""Patterns over words: whether one of many short sayings stands in a sentence, in one pass over its words.

`parsers.sayings` says how a pattern is written. Each begins with known words, so that most words begin none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.accents import plainly
from parsers.folding import fold

SIGN, UNIT, ANY = ",", "@", "any"
"""What stands for a sign, for another unit, and for any word at all."""

Word = frozenset[str]
"""What a word of a sentence may be: words of the patterns, spelt with their accents, and `ANY`; or a sign or a unit."""

_STRANGE = frozenset({ANY})
_HEAD, _END, _GAP = "^", "$", "*"
_MOST = 8  # opening words of a sentence, and words of a class one behind another


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a pattern: which words it takes, alone or two together, and how many may stand before it."""

    words: Word
    phrases: tuple[tuple[str, ...], ...]
    gap: int
    repeats: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in words; `ended` says of each place, and of the end, whether only polite words follow in its clause."""

    words: Sequence[Word]
    ended: Sequence[bool]


class Patterns:
    """Patterns and the classes of words that they are made of."""

    def __init__(self, sayings: Sequence[str], classes: dict[str, str], compounds: str) -> None:
        self._classes = {name: words.split("|") for name, words in classes.items()}
        self._opening, self._polite = (frozenset(self._classes[name]) for name in ("opening", "polite"))
        self._compounds = {fold(compound) for compound in compounds.split("|")}
        self._anywhere, self._heading = (defaultdict[str, list[list[Element]]](list) for _ in range(2))
        self._spelt = defaultdict[str, defaultdict[str, set[str]]](lambda: defaultdict(set))
        for saying in sayings:
            self._learn(saying)
        self._bare = {plain: frozenset({ANY}).union(*spelt.values()) for plain, spelt in self._spelt.items()}

    def _learn(self, saying: str) -> None:
        head, *parts = saying.split() if saying.startswith(_HEAD) else ("", *saying.split())
        gaps = [int(part[1:]) if part.startswith(_GAP) else 0 for part in parts]
        elements = [self._element(part, gap) for gap, part in zip([0, *gaps], parts, strict=False) if part[0] != _GAP]
        first = elements[0]
        begins = first.words | {phrase[0] for phrase in first.phrases} if not first.gap else {ANY}
        for word in begins:
            (self._heading if head else self._anywhere)[word].append(elements)

    def _element(self, part: str, gap: int) -> Element:
        phrases = [phrase for name in part.rstrip("+").split("|") for phrase in self._phrases(name)]
        for word in (word for phrase in phrases for word in phrase):
            self._spelt[fold(word)][plainly(word)].add(word)
        alone = frozenset(phrase[0] for phrase in phrases if len(phrase) == 1)
        together = tuple(phrase for phrase in phrases if len(phrase) > 1)
        return Element(alone - {_END}, together, gap, part.endswith("+"), _END in alone)

    def _phrases(self, name: str) -> list[tuple[str, ...]]:
        named = self._classes.get(name.strip("{}"), []) if name.startswith("{") else [name]
        return [tuple(phrase.split("_")) for phrase in named or [ANY]]

    def words(self, sent: Sequence[str]) -> list[Word]:
        """Say what the words of a sentence may be: without accents all that have their letters, else what is spelt so."""
        if not all(map(str.isascii, sent)):
            return [self._spelt_so(word) for word in sent]
        words = [self._bare.get(word.upper(), _STRANGE) for word in sent]
        for at, (one, other) in enumerate(pairwise(sent)):
            if f"{one} {other}".upper() in self._compounds:
                words[at] = words[at + 1] = _STRANGE
        return words

    def _spelt_so(self, word: str) -> Word:
        meant = self._spelt.get(fold(word))
        return frozenset({ANY, *meant.get(plainly(word), ())}) if meant else _STRANGE

    def find(self, words: Sequence[Word]) -> int | None:
        """Give the place of the first word of a pattern that stands in a sentence, nothing where none does."""
        ended = [True]
        for word in reversed(words):
            ended.append(SIGN in word or (ended[-1] and not self._polite.isdisjoint(word)))
        sentence = Sentence(words, ended[::-1])
        head = next((at for at in self._heads(words) if _begins(self._heading, sentence, at)), None)
        anywhere = (at for at in range(len(words)) if _begins(self._anywhere, sentence, at))
        return next(anywhere, None) if head is None else head

    def _heads(self, words: Sequence[Word]) -> Iterator[int]:
        """Give the places at which a sentence may be said to begin: behind each of its opening words, and their comma."""
        for at, word in enumerate(words[:_MOST]):
            yield at
            if self._opening.isdisjoint(word) and not (at and SIGN in word):
                return


def _begins(patterns: dict[str, list[list[Element]]], sentence: Sentence, at: int) -> bool:
    starting = (elements for word in sentence.words[at] for elements in patterns.get(word, ()))
    return any(_goes_on(sentence, elements, at) for elements in starting)


def _goes_on(sentence: Sentence, elements: Sequence[Element], at: int) -> bool:
    """Say whether the elements of a pattern follow one another from a place on."""
    if not elements:
        return True
    first, *rest = elements
    return any(_goes_on(sentence, rest, behind) for behind in _behind(sentence, first, at))


def _behind(sentence: Sentence, element: Element, at: int) -> Iterator[int]:
    """Give the places behind an element that stands at a place, or behind as many words as may be before it."""
    for start in range(at, min(at + element.gap, len(sentence.words)) + 1):
        yield from _ends(sentence, element, start)
        if start < len(sentence.words) and ANY not in sentence.words[start]:
            return


def _ends(sentence: Sentence, element: Element, start: int) -> Iterator[int]:
    if element.ends and sentence.ended[start]:
        yield start
    for phrase in element.phrases:
        words = sentence.words[start : start + len(phrase)]
        if len(words) == len(phrase) and all(one in word for one, word in zip(phrase, words, strict=True)):
            yield start + len(phrase)
    for at in range(start, min(start + (_MOST if element.repeats else 1), len(sentence.words))):
        if element.words.isdisjoint(sentence.words[at]):
            return
        yield at + 1
