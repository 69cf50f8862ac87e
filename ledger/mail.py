"""What crosses the edge, as values: a text that arrived, a text to send, and what its carrier said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

CONFIRMATION = "confirmation"
"""The purpose of a text that answers one: it goes before all others, and where nothing else may go."""

DESK = "desk"
"""The purpose of a text to the office itself about how its lines are."""

TEST = "test"
"""The purpose of a text by which an operator tries a line."""

BEYOND_BUDGET = frozenset({CONFIRMATION, DESK, TEST})
"""What still goes out on a line whose day's budget is spent: answers, the word that it is, and what somebody tries by hand."""

_REFERENCE = re.compile(r"([0-9]{1,18})-[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One inbound text as a carrier handed it over.

    `carrier_id` is the carrier's own id of it, the same on every retry; `sender` E.164, or as given where it is a short
    code or a name; `text` holds no NUL and no lone surrogate (they are shown as symbols), `raw` the bytes as they came
    where that lost something. `received_at` is our clock (aware UTC), `sent_at` the carrier's where it has one. A text
    of which the carrier lost a part is `partial`: it is never counted.
    """

    line: str
    carrier_id: str
    sender: str
    recipient: str
    text: str
    received_at: datetime
    sent_at: datetime | None = None
    raw: bytes | None = None
    partial: bool = False


class Delivery(StrEnum):
    """How far an outbound text came. Ranked: a receipt never takes a text back."""

    WAITING = "waiting"
    SENDING = "sending"
    UNSURE = "unsure"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A carrier's delivery receipt.

    `outbound_id` is our own number, carried in the callback's address, where it came back; `delivery` is one of sent,
    delivered, failed; `error` the carrier's code for it.
    """

    line: str
    carrier_id: str
    delivery: Delivery
    received_at: datetime
    outbound_id: int | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One text to hand to a carrier: to an E.164 number, with our own number for it.

    `expires_at` is when it is of no use any more, for carriers that can be told; `urgent` says that somebody waits for it.
    `reply_to` is the carrier's id of the text that it answers, for carriers on which nothing but an answer can be sent.
    """

    id: int
    line: str
    recipient: str
    text: str
    expires_at: datetime | None = None
    urgent: bool = False
    reply_to: str = ""

    @property
    def reference(self) -> str:
        """Our name for it at a carrier that takes each name once (36 characters at most).

        It stays the same when the text is handed over again, and is another one where a new database counts anew.
        """
        digest = sha256(f"{self.line}\n{self.recipient}\n{self.text}".encode(errors="replace")).hexdigest()
        return f"{self.id}-{digest[:16]}"


def number_of(reference: str) -> int | None:
    """Our own number of the text that goes by this `Outgoing.reference`; None for another one's."""
    found = _REFERENCE.fullmatch(reference)
    return int(found[1]) if found else None
