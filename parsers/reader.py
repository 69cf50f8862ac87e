"""The reader: a text in, a reading or a misreading out, whatever the text."""

from __future__ import annotations

import re
from typing import NamedTuple

from parsers import robots
from parsers.commands import obey
from parsers.folding import fold, place
from parsers.glance import glance
from parsers.legacy import restored
from parsers.pieces import Piece, Sort
from parsers.reading import Error, Kind, Misreading, Reading
from parsers.scene import Scene, StumbleError, scene
from parsers.suggestions import helped
from parsers.vocabulary import Vocabulary
from parsers.words import DEEDS, SIGNED_FROM

LONGEST = 10_000
"""Characters of a text. A longer one is refused unread, as incomplete: the answer asks for one short message."""

_PART = re.compile("[(\\[]([1-9])/([2-9])[)\\]]")
_DIGIT = re.compile("[0-9]")
_SIGNATURE = re.compile("\\n ?-- ?\\n|" + "|".join(phrase.replace(" ", " +") for phrase in SIGNED_FROM))
_IGNORED = Reading(Kind.IGNORE)


class Looked(NamedTuple):
    """What a text was found to be, and what it was read from.

    `pieces` are all that it was cut into, as they were settled in the end; none where it was known for what it is before
    any word of it was read. `glanced` is a text that was read at a glance, without pieces.
    """

    found: Reading | Misreading
    pieces: tuple[Piece, ...] = ()
    glanced: str = ""


def read(text: str, vocabulary: Vocabulary, sender: str | None = None) -> Reading | Misreading:
    """Read a text as it was sent. `sender` is the number or name it came from: short codes and names are ignored.

    Never raises and never guesses: a number that is returned stands in the text.
    """
    return look(text, vocabulary, sender).found


def look(text: str, vocabulary: Vocabulary, sender: str | None = None) -> Looked:
    """Read a text, and keep what it was read from."""
    if robots.unanswerable(sender):
        return Looked(_IGNORED)
    if len(text) > LONGEST:
        return Looked(Misreading(Error.INCOMPLETE_MESSAGE))
    text = restored(text, vocabulary.tables)
    folded = fold(text)
    if plainly := glance(folded, vocabulary):
        return Looked(plainly, glanced=text)
    if robots.nothing_said(folded) and "?" not in folded:
        return Looked(_without_words(folded))
    return heard(text, folded, vocabulary)


def _without_words(folded: str) -> Reading | Misreading:
    """Read a text without letters and digits: a thumb is thanks, other pictures say nothing, and dots are no text."""
    if robots.only_a_sign(folded):
        return Reading(Kind.ACK)
    return Reading(Kind.UNKNOWN) if robots.only_pictures(folded) else Misreading(Error.EMPTY)


def heard(text: str, folded: str, vocabulary: Vocabulary) -> Looked:
    """Read a text that says something, and leave out what a machine put into it."""
    ours = robots.ours(folded, vocabulary.marker)
    start = robots.opening(folded)
    if robots.labelled(folded[start:]) or 0 <= ours <= start:
        return Looked(_IGNORED)
    if ours > 0:
        return _before_ours(text[: place(text, ours)], vocabulary)
    if _in_part(folded):
        return Looked(Misreading(Error.INCOMPLETE_MESSAGE))
    if robots.acknowledges(folded):
        return Looked(Reading(Kind.ACK))
    return _read(text, folded, start, vocabulary)


def _before_ours(text: str, vocabulary: Vocabulary) -> Looked:
    """Read what an officer wrote before quoting us; a machine that quotes us has reported nothing."""
    looked = look(text, vocabulary)
    reported = isinstance(looked.found, Reading) and looked.found.counts
    return looked if reported else looked._replace(found=_IGNORED)


def _in_part(folded: str) -> bool:
    """Say whether a text is marked as one part of several."""
    if "/" not in folded:
        return False
    stripped = folded.strip()
    found = _PART.match(stripped) or _PART.match(stripped[-5:])
    return found is not None and found[1] <= found[2]


def _read(text: str, folded: str, start: int, vocabulary: Vocabulary) -> Looked:
    end = _signature(folded, start)
    set_out = scene(text, folded[:end], vocabulary)
    if start:
        set_out.pieces = [piece for piece in set_out.pieces if piece.end > start]
    pieces = tuple(set_out.pieces)
    if not _reports(set_out) and robots.automatic(folded):
        return Looked(_IGNORED, pieces)
    return Looked(_obeyed(set_out, start, end), pieces)


def _obeyed(set_out: Scene, start: int, end: int) -> Reading | Misreading:
    try:
        return obey(set_out)
    except StumbleError as stumble:
        return helped(stumble, set_out, start, end)


def _reports(set_out: Scene) -> bool:
    """Say whether a unit reports: beside a keyword, or a number and a word for what was done, a robot's words are quoted."""
    done = any(piece.sort is Sort.SPOKEN or piece.text in DEEDS for piece in set_out.pieces)
    return set_out.has(Sort.UNIT) and (set_out.has(Sort.KEYWORD) or (set_out.has(Sort.NUMBER) and done))


def _signature(folded: str, start: int) -> int:
    """Find where the signature of a person or of a telephone begins: what stands there counts nothing.

    It stands behind what was reported: before any digit "gui tu may" is said by a person.
    """
    found = _SIGNATURE.search(folded, start)
    return found.start() if found and _DIGIT.search(folded, start, found.start()) else len(folded)
