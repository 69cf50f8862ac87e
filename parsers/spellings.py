"""Spellings: which known words a word is one letter away from. The work is a look-up for each letter of the word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator


class Spellings:
    """Known words with what each stands for, found by a spelling that has one letter too many, too few or another."""

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        self._meant: defaultdict[str, set[str]] = defaultdict(set)
        self._shortened: defaultdict[str, set[str]] = defaultdict(set)
        for word, meant in known:
            self._meant[word].add(meant)
        for word in self._meant:
            for shorter in _shortened(word):
                self._shortened[shorter].add(word)
        self._longest = max(map(len, self._meant), default=0)

    def near(self, word: str) -> frozenset[str]:
        """Give what a word may stand for: as it is spelled, else as each known word that is one letter off."""
        if word in self._meant:
            return frozenset(self._meant[word])
        if not word or len(word) > self._longest + 1:
            return frozenset()
        alike = {other for shorter in _shortened(word) for other in self._shortened.get(shorter, ())}
        return frozenset(meant for other in alike if _one_off(word, other) for meant in self._meant[other])


def _shortened(word: str) -> Iterator[str]:
    """Give a word and all that it is without one of its letters: two words that are one letter off share one of them."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _one_off(word: str, other: str) -> bool:
    """Say whether one letter put in, left out or changed, or two neighbours swapped, makes one word the other."""
    same = next((at for at, pair in enumerate(zip(word, other, strict=False)) if pair[0] != pair[1]), None)
    if same is None:
        return abs(len(word) - len(other)) == 1
    rest, others = word[same:], other[same:]
    swapped = rest[:2] == others[1::-1] and rest[2:] == others[2:]
    return swapped or rest[1:] in (others, others[1:]) or rest == others[1:]
