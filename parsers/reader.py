"""The reader: a text in, a reading or a misreading out, whatever the text."""

from __future__ import annotations

import re

from parsers import robots
from parsers.commands import obey
from parsers.folding import fold, place
from parsers.glance import glance
from parsers.pieces import Sort
from parsers.reading import Error, Kind, Misreading, Reading
from parsers.scene import Scene, StumbleError, scene
from parsers.vocabulary import Vocabulary
from parsers.words import SIGNED_FROM

LONGEST = 10_000
"""Characters of a text. A longer one is refused unread, as incomplete: the answer asks for one short message."""

_PART = re.compile("[(\\[]([1-9])/([2-9])[)\\]]")
_DIGIT = re.compile("[0-9]")
_SIGNATURE = re.compile("\\n ?-- ?\\n|" + "|".join(SIGNED_FROM))
_IGNORED = Reading(Kind.IGNORE)


def read(text: str, vocabulary: Vocabulary, sender: str | None = None) -> Reading | Misreading:
    """Read a text as it was sent. `sender` is the number or name it came from: short codes and names are ignored.

    Never raises and never guesses: a number that is returned stands in the text.
    """
    if robots.unanswerable(sender):
        return _IGNORED
    if len(text) > LONGEST:
        return Misreading(Error.INCOMPLETE_MESSAGE)
    folded = fold(text)
    if plainly := glance(folded, vocabulary):
        return plainly
    if robots.nothing_said(folded) and "?" not in folded:
        return Reading(Kind.ACK) if robots.only_a_sign(folded) else Misreading(Error.EMPTY)
    return heard(text, folded, vocabulary)


def heard(text: str, folded: str, vocabulary: Vocabulary) -> Reading | Misreading:
    """Read a text that says something, and leave out what a machine put into it."""
    ours = robots.ours(folded, vocabulary.marker)
    start = robots.opening(folded)
    if robots.labelled(folded[start:]) or 0 <= ours <= start:
        return _IGNORED
    if ours > 0:
        return _before_ours(text[: place(text, ours)], vocabulary)
    if _in_part(folded):
        return Misreading(Error.INCOMPLETE_MESSAGE)
    if robots.acknowledges(folded):
        return Reading(Kind.ACK)
    return _read(text, folded, start, vocabulary)


def _before_ours(text: str, vocabulary: Vocabulary) -> Reading | Misreading:
    """Read what an officer wrote before quoting us; a machine that quotes us has reported nothing."""
    found = read(text, vocabulary)
    return found if isinstance(found, Reading) and found.counts else _IGNORED


def _in_part(folded: str) -> bool:
    """Say whether a text is marked as one part of several."""
    stripped = folded.strip()
    found = _PART.match(stripped) or _PART.match(stripped[-5:])
    return found is not None and found[1] <= found[2]


def _read(text: str, folded: str, start: int, vocabulary: Vocabulary) -> Reading | Misreading:
    set_out = scene(text, folded[: _signature(folded, start)], vocabulary)
    set_out.pieces = [piece for piece in set_out.pieces if piece.end > start]
    if not _reports(set_out) and robots.automatic(folded):
        return _IGNORED
    try:
        return obey(set_out)
    except StumbleError as stumble:
        return stumble.misreading


def _reports(set_out: Scene) -> bool:
    return set_out.has(Sort.KEYWORD) and set_out.has(Sort.UNIT)


def _signature(folded: str, start: int) -> int:
    """Find where the signature of a person or of a telephone begins: what stands there counts nothing.

    It stands behind what was reported: before any digit "gui tu may" is said by a person.
    """
    found = _SIGNATURE.search(folded, start)
    return found.start() if found and _DIGIT.search(folded, start, found.start()) else len(folded)
