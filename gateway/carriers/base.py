"""The contract of a carrier on one page: verify, receive, receipt, answer, send, find."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import ClassVar, Protocol

from gateway.carriers.body import Pairs, pairs
from ledger.mail import Arrival, Outgoing, Receipt


class Headers(Protocol):
    """Request headers whose names are found in any case."""

    def get(self, key: str, default: str) -> str:
        """Give the value of the header `key`, or `default`."""


@dataclass(frozen=True)
class Webhook:
    """One call of a carrier, as it came. Nothing in it is proved before `Carrier.verify` says so.

    `url` is the configured public address with path and query, for that is what carriers sign; what the request says
    of its own host is anybody's word. `query` is undecoded, `remote` the peer's address.
    """

    method: str
    url: str
    headers: Headers
    query: str
    body: bytes
    remote: str

    @cached_property
    def pairs(self) -> Pairs:
        """The body's form fields as bytes, in their order; taken apart once for signature and content."""
        return pairs(self.body)


@dataclass(frozen=True, slots=True)
class Malformed:
    """A verified call that is not what this carrier sends: answered with `status`, stored nowhere."""

    reason: str
    status: int = 403


@dataclass(frozen=True, slots=True)
class Answer:
    """The HTTP answer after which the carrier counts its call as done."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class Sent:
    """The carrier has taken the text, and calls it `carrier_id`."""

    carrier_id: str


@dataclass(frozen=True, slots=True)
class Later:
    """The carrier has certainly not taken the text; it may be offered again after `seconds`."""

    reason: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Refused:
    """The carrier will never take this text. `opted_out`: its recipient has told the carrier STOP."""

    code: str
    reason: str
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Unsure:
    """The text has left us and nobody can say whether the carrier took it: ask with `find`, never send blindly."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotFound:
    """The carrier was asked and has no such text: it may be sent again."""


@dataclass(frozen=True, slots=True)
class CannotAsk:
    """The carrier keeps no list, or did not give it just now."""

    reason: str


Outcome = Sent | Later | Refused | Unsure
Finding = Sent | NotFound | CannotAsk


class Carrier(ABC):
    """One line of one carrier: it knows its number and secrets, and keeps no state that an answer would depend on.

    Every method may be called from several threads at once. None raises for anything that comes from outside.
    """

    methods: ClassVar[frozenset[str]] = frozenset({"POST"})

    def __init__(self, line: str, number: str) -> None:
        """`line` is the line's name in our addresses, `number` the one that officers write to."""
        self.line = line
        self.number = number

    @abstractmethod
    def verify(self, webhook: Webhook) -> bool:
        """Whether the call is proved to come from the carrier; False where no proof is given."""

    @abstractmethod
    def receive(self, webhook: Webhook, now: datetime) -> Arrival | Malformed:
        """Read the text out of a verified call. Whatever the text holds, it is an Arrival."""

    @abstractmethod
    def receipt(self, webhook: Webhook, now: datetime) -> Receipt | Malformed | None:
        """Read a delivery receipt out of a verified call; None for one that tells nothing."""

    @abstractmethod
    def answer(self, entry: Arrival | Receipt | None) -> Answer:
        """Give what the carrier wants to hear once `entry` is safe; the same for its every repetition."""

    @abstractmethod
    def send(self, outgoing: Outgoing) -> Outcome:
        """Hand one text over, within five seconds."""

    @abstractmethod
    def find(self, outgoing: Outgoing, since: datetime, known: Container[str] = frozenset()) -> Finding:
        """After an Unsure, ask whether the carrier took the text. `since` is when the sending began, in real time.

        `known` are the carrier's ids that other rows of the line hold: two rows with one wording never share a text.
        """
