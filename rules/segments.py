"""How many segments a text costs on the air: GSM-7 where its alphabet suffices, else UCS-2. Pure counting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

# 3GPP TS 23.038, 6.2.1 and 6.2.1.1: the default alphabet, and what costs an escape besides.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
)
EXTENSION = frozenset("\f^{}\\[~]|€")

_GSM7 = BASIC | EXTENSION

Encoding = Literal["GSM-7", "UCS-2"]
_ROOM: dict[Encoding, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text takes: `units` are septets or UTF-16 code units, `parts` the segments that are paid for."""

    encoding: Encoding
    units: int
    parts: int


def is_gsm7(text: str) -> bool:
    """Whether the default alphabet and its extension can write the text."""
    return _GSM7.issuperset(text)


def septets(text: str) -> int:
    """The length of a GSM-7 text in septets: an extension character takes two. ValueError if GSM-7 cannot write it."""
    if not is_gsm7(text):
        raise ValueError("not a GSM-7 text")
    return _septets(text)


def _septets(text: str) -> int:
    return len(text) + sum(map(text.count, EXTENSION))


def segments(text: str) -> Segments:
    """Encoding, length and number of segments. A character that takes two units is never split across two parts."""
    encoding: Encoding = "GSM-7" if is_gsm7(text) else "UCS-2"
    alone, joined = _ROOM[encoding]
    units = _septets(text) if encoding == "GSM-7" else len(text) + sum(char > "\uffff" for char in text)
    if units <= alone:  # nearly every text, and a year of them is counted while somebody waits
        return Segments(encoding, units, 1)
    return Segments(encoding, units, len(_starts([_width(char, encoding) for char in text], joined)))


def split(text: str) -> list[str]:
    """The text as the segments carry it: one piece for each, none of which a segment is too small for."""
    found = segments(text)
    if found.parts == 1:
        return [text]
    starts = _starts([_width(char, found.encoding) for char in text], _ROOM[found.encoding][1])
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


def _width(char: str, encoding: Encoding) -> int:
    return 1 + (char in EXTENSION if encoding == "GSM-7" else ord(char) > 0xFFFF)  # noqa: PLR2004 - the first plane


def _starts(widths: Iterable[int], room: int) -> list[int]:
    """At which characters the parts begin."""
    starts, used = [0], 0
    for at, width in enumerate(widths):
        if used + width > room:
            starts.append(at)
            used = 0
        used += width
    return starts
