"""A mistake in a campaign's files, told to the person who can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Where it is (the line counts from 1), what is wrong, and what to do about it."""

    file: str
    line: int
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} - {self.cure}"


def nearest(word: str, known: Iterable[str]) -> str:
    """A cure for a name that does not exist: the known one that looks most like it, else all of them."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    if close:
        return f'did you mean "{close[0]}"?'
    return f"known are: {', '.join(names)}" if names else "none is known"
