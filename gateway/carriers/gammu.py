"""gammu-smsd, the program behind a USB modem: what both of its stores, files and SQL, have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import ClassVar
from zoneinfo import ZoneInfo

from gateway.carriers.body import shown
from gateway.carriers.polled import Polled
from gateway.carriers.setup import ZONE, Ask, Setup
from gateway.numbers import sender as numbered
from ledger.mail import Arrival, Outgoing
from rules.pacing import Pace
from rules.segments import is_gsm7, split

# Gammu writes the parts of a text one after the other: what is whole needs no waiting, what lacks a part may be in the
# middle of that. The same for a file.
SETTLE_SECONDS = 10.0
# What lies in the outbox for longer than that is not being sent: whoever waits there waits better with us, where it
# can be given up in time, or go by another line.
STUCK_SECONDS = 120.0
AWAY_SECONDS = 30.0

GSM7, UCS2, BYTES = "Default_No_Compression", "Unicode_No_Compression", "8bit"
NOBODY = "unknown"

_EARLIEST = 2000
_SHORT_REFERENCE, _LONG_REFERENCE = 0x00, 0x08
_UNREADABLE = b"\xff"
_SECOND_OF = 0xFF + 1


@dataclass(frozen=True, slots=True)
class Part:
    """One segment as gammu stored it.

    `local_time` is the message centre's clock, without a zone; `udh` the header that says which part of a long text it
    is; `content` UTF-16BE or, where `coding` is BYTES, just bytes. `is_known_whole` is False where nothing tells
    whether it is a part, or all of one.
    """

    sender: str
    local_time: datetime | None
    udh: bytes
    coding: str
    content: bytes
    is_known_whole: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part belongs: the `nth` of `parts`, all of which bear the same `reference`."""

    reference: bytes = b""
    parts: int = 1
    nth: int = 1


class Gammu(Polled):
    """A modem behind gammu-smsd, on this machine or on one that shares its store."""

    usual_pace = Pace(8, 60)
    asks: ClassVar[tuple[Ask, ...]] = (ZONE,)

    def __init__(self, setup: Setup) -> None:
        """Nothing is opened yet."""
        super().__init__(setup)
        self._zone = ZoneInfo(setup.given["zone"])

    def arrival(self, parts: Sequence[Part], name: str, now: datetime) -> Arrival:
        """The text that these parts make; one that lacks a part is partial. `name` is what the store calls it."""
        text, raw = shown(_written(parts))
        return Arrival(
            line=self.line,
            carrier_id=identity(parts, name),
            sender=numbered(parts[0].sender) or NOBODY,
            recipient=self.number,
            text=text,
            received_at=now,
            sent_at=self._sent_at(parts[0].local_time),
            raw=raw,
            partial=not is_whole(parts),
        )

    def _sent_at(self, local_time: datetime | None) -> datetime | None:
        if local_time is None or local_time.year < _EARLIEST:
            return None
        return local_time.replace(tzinfo=self._zone).astimezone(UTC)


def identity(parts: Sequence[Part], name: str) -> str:
    """The id of a text, the same for ever, whatever database or folder it lies in.

    What the message centre's clock and the content say is the same when gammu stores a text twice, having died before
    it could delete it from the SIM, and another one in a new database that counts from one again. Where there is no
    such clock the store's own `name` stands for it, lest the report of one day be taken for a repetition of another's.
    """
    at = parts[0].local_time
    clock = (
        at.strftime("%Y%m%dT%H%M%S") if at and at.year >= _EARLIEST else name.encode("ascii", errors="replace").decode()
    )
    digest = sha256(repr([(part.sender, part.udh, part.coding, part.content) for part in parts]).encode())
    return f"{clock[:64]}-{digest.hexdigest()[:16]}"


def is_whole(parts: Sequence[Part]) -> bool:
    """Whether these are all the parts of one text, in their order."""
    places = [place(part.udh) for part in parts]
    wanted = [Place(places[0].reference, len(parts), nth) for nth in range(1, len(parts) + 1)] if places[0] else []
    return places == wanted and all(part.is_known_whole for part in parts)


def place(udh: bytes) -> Place | None:
    """Read where a part belongs from its header; None for a header that cannot be read."""
    if not udh:
        return Place()
    if udh[0] != len(udh) - 1:
        return None
    elements = dict(_elements(udh[1:]))
    for kind, length in ((_SHORT_REFERENCE, 3), (_LONG_REFERENCE, 4)):
        found = elements.get(kind)
        if found is not None:
            return Place(found[:-2], found[-2], found[-1]) if len(found) == length else None
    return Place() if all(kind >= 0 for kind in elements) else None


def _elements(header: bytes) -> Iterator[tuple[int, bytes]]:
    """The header's elements by their kind; -1 for what is none."""
    while header:
        length = header[1] if len(header) > 1 else len(header)
        if len(header) < length + 2:
            yield -1, header
            return
        yield header[0], header[2 : 2 + length]
        header = header[2 + length :]


def _written(parts: Iterable[Part]) -> bytes:
    """What the parts say together: in UTF-8, so that a letter that two parts share is one; or the bytes that they are."""
    content = b"".join(part.content for part in parts)
    if any(part.coding == BYTES for part in parts):
        return content
    # Of an odd number of bytes the last one is half a letter.
    text = content[: len(content) // 2 * 2].decode("utf-16-be", errors="surrogatepass")
    return text.encode(errors="surrogatepass")


def pieces(outgoing: Outgoing) -> list[Part]:
    """A text of ours as it goes on the air: letters that GSM-7 has not in UCS-2, long ones in parts with a header."""
    texts = split(outgoing.text)
    reference = outgoing.id % _SECOND_OF
    return [
        Part(
            sender="",
            local_time=None,
            udh=bytes([5, 0, 3, reference, len(texts), nth]) if len(texts) > 1 else b"",
            coding=GSM7 if is_gsm7(outgoing.text) else UCS2,
            content=text.encode("utf-16-be"),
        )
        for nth, text in enumerate(texts, 1)
    ]


def from_hex(digits: str) -> bytes:
    """The bytes that stand there in hexadecimal; none where it is something else."""
    try:
        return bytes.fromhex(digits)
    except ValueError:
        return b""


def header(digits: str) -> bytes:
    """A part's header; one that cannot be read is none that says that the part is all."""
    return from_hex(digits) or (_UNREADABLE if digits else b"")


def local_time(digits: str) -> datetime | None:
    """Read the date and time in fourteen digits; None for what is no time."""
    try:
        return datetime.strptime("".join(re.findall("[0-9]", digits)), "%Y%m%d%H%M%S")  # noqa: DTZ007 - it has no zone
    except ValueError:
        return None
