"""The contract of a carrier on one page: verify, receive, receipt, answer, send, find, look."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import ClassVar, Protocol

from gateway.carriers.body import Pairs, pairs
from gateway.carriers.setup import Ask, Setup
from ledger.mail import Arrival, Outgoing, Receipt
from rules.pacing import Pace


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
    """The carrier has certainly not taken the text; it may be offered again after `seconds`.

    `whole_line` says that the carrier would take no other text before that either.
    """

    reason: str
    seconds: float
    whole_line: bool = False


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


@dataclass(frozen=True, slots=True)
class Listed:
    """What a carrier's own list holds: every text that came in, and what became of those that went out.

    `is_whole` is False where there were more than it gives.
    """

    entries: Sequence[Arrival | Receipt]
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Brings:
    """The carrier shows no list: it was asked to call us with whatever it has and did not bring yet."""


class Carrier(ABC):
    """One line of one carrier: it knows its number and secrets, and keeps no state that an answer would depend on.

    Every method may be called from several threads at once. None raises for anything that comes from outside.
    """

    methods: ClassVar[frozenset[str]] = frozenset({"POST"})
    asks: ClassVar[tuple[Ask, ...]] = ()
    is_called_back: ClassVar[bool] = True
    """Whether the carrier calls us, and so has to know our address."""
    answers_only: ClassVar[bool] = False
    """Whether it can text only in answer to a text: `Outgoing.reply_to` is then that text's id."""
    usual_pace: ClassVar[Pace | None] = None
    looks_every: ClassVar[float | None] = None
    """Seconds between two looks into the carrier's list; None where it keeps none."""

    def __init__(self, setup: Setup) -> None:
        """`line` is the line's name in our addresses, `number` the one that officers write to."""
        self.setup = setup
        self.line = setup.line
        self.number = setup.number

    @abstractmethod
    def verify(self, webhook: Webhook) -> bool:
        """Whether the call is proved to come from the carrier; False where no proof is given."""

    @abstractmethod
    def receive(self, webhook: Webhook, now: datetime) -> Arrival | Receipt | Malformed | None:
        """Read the text out of a verified call; whatever the text holds, it is an Arrival.

        A carrier that has one address for all brings its receipts here too; None is a call that tells nothing.
        """

    @abstractmethod
    def receipt(self, webhook: Webhook, now: datetime) -> Receipt | Malformed | None:
        """Read a delivery receipt out of a verified call; None for one that tells nothing."""

    @abstractmethod
    def answer(self, entry: Arrival | Receipt | None) -> Answer:
        """Give what the carrier wants to hear once `entry` is safe; the same for its every repetition."""

    def refuse(self, status: int) -> Answer:
        """Give what the carrier hears where nothing was taken: 403 without proof, 503 to call again, or a Malformed's."""
        return Answer(status)

    @abstractmethod
    def send(self, outgoing: Outgoing) -> Outcome:
        """Hand one text over, within five seconds."""

    def find(self, outgoing: Outgoing, since: datetime, known: Container[str] = frozenset()) -> Finding:  # noqa: ARG002
        """After an Unsure, ask whether the carrier took the text. `since` is when the sending began, in real time.

        `known` are the carrier's ids that other rows of the line hold: two rows with one wording never share a text.
        """
        return CannotAsk("this carrier keeps no list")

    def look(self, since: datetime, now: datetime) -> Listed | Brings | CannotAsk:  # noqa: ARG002
        """List what came in since a moment (real time), as `receive` would have given it: the same ids, the same texts.

        What was taken in long ago may be in it again.
        """
        return CannotAsk("this carrier keeps no list")

    def done(self, entries: Iterable[Arrival | Receipt]) -> None:  # noqa: B027 - most have nothing to forget
        """Let the carrier forget what it listed: it is safe with us."""

    @abstractmethod
    def check(self) -> Iterable[str]:
        """Ask the carrier whether the line works; a plain sentence, in Vietnamese, for each thing that is wrong."""

    @abstractmethod
    def steps(self) -> Iterable[str]:
        """What has to be set at the carrier, in plain Vietnamese: which address to paste where."""
