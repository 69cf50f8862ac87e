"""The console: a carrier without a network, for the demo's phone in the browser and for tests."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Container, Iterable
from datetime import UTC, datetime
from uuid import uuid4

from gateway.carriers.base import Answer, Carrier, Finding, Malformed, Outcome, Sent, Webhook
from gateway.carriers.body import crowded, flat_json, pairs, shown
from gateway.carriers.proof import has_key
from gateway.carriers.setup import Setup
from gateway.locality import is_local
from gateway.numbers import SENDER
from ledger.mail import Arrival, Delivery, Outgoing, Receipt

TAKEN = Answer(200, b"OK\n")
STATUSES = {"sent": Delivery.SENT, "delivered": Delivery.DELIVERED, "failed": Delivery.FAILED}

_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_OUTBOUND = re.compile(r"[0-9]{1,18}")
# Who types a form by hand forgets that its + means a blank.
_PLUS_LOST = re.compile(r"^ (?=[0-9]{7})| (?=[0-9]{2}:[0-9]{2}$)")


class Console(Carrier):
    """Takes texts from this machine alone, in a demo alone; what it sends is sent the moment it is handed over."""

    is_called_back = False

    def __init__(self, line: str, key: Callable[[], str | None]) -> None:
        """`key` gives the secret that every call carries as `?key=`; it is asked for once, by the first call."""
        super().__init__(Setup(line, line))
        self._key = functools.cache(key)

    def verify(self, webhook: Webhook) -> bool:
        """The key, and a caller on this very machine."""
        return has_key(webhook, self._key() or "") and is_local(webhook.remote, webhook.headers)

    def receive(self, webhook: Webhook, now: datetime) -> Arrival | Malformed:
        """Take `from` and `text`; `id` where a repetition is to be known as one; `at` for the time it was sent."""
        fields = _fields(webhook)
        if isinstance(fields, Malformed):
            return fields
        sender = _PLUS_LOST.sub("+", _word(fields, b"from"))
        carrier_id = _word(fields, b"id") or uuid4().hex
        if b"text" not in fields or not SENDER.fullmatch(sender) or not _ID.fullmatch(carrier_id):
            return Malformed("from, text or id is not as it must be", 400)
        sent_at = _instant(_word(fields, b"at"))
        if isinstance(sent_at, Malformed):
            return sent_at
        text, raw = shown(fields[b"text"])
        return Arrival(self.line, carrier_id, sender, self.number, text, now, sent_at, raw)

    def receipt(self, webhook: Webhook, now: datetime) -> Receipt | Malformed | None:
        """Take `id` and `status` (sent, delivered, failed); `outbound`, our own number; `error`."""
        fields = _fields(webhook)
        if isinstance(fields, Malformed):
            return fields
        carrier_id, outbound = _word(fields, b"id"), _word(fields, b"outbound")
        if not _ID.fullmatch(carrier_id) or (outbound and not _OUTBOUND.fullmatch(outbound)):
            return Malformed("id or outbound is not as it must be", 400)
        delivery = STATUSES.get(_word(fields, b"status"))
        if delivery is None:
            return None
        error = _word(fields, b"error")[:32]
        return Receipt(self.line, carrier_id, delivery, now, int(outbound) if outbound else None, error)

    def answer(self, entry: Arrival | Receipt | None) -> Answer:  # noqa: ARG002 - the same for all
        """A word for whoever typed the call."""
        return TAKEN

    def send(self, outgoing: Outgoing) -> Outcome:
        """Nothing can go wrong here; the id is the same however often it is asked for."""
        return Sent(f"{self.line}-{outgoing.id}")

    def find(self, outgoing: Outgoing, since: datetime, known: Container[str] = frozenset()) -> Finding:  # noqa: ARG002
        """Whatever was handed over is there."""
        return Sent(f"{self.line}-{outgoing.id}")

    def check(self) -> Iterable[str]:
        """Nothing can be wrong."""
        return ()

    def steps(self) -> Iterable[str]:
        """Nothing is to be set."""
        return ()


def _fields(webhook: Webhook) -> dict[bytes, bytes] | Malformed:
    if crowded(webhook.body):
        return Malformed("too many fields", 400)
    is_json = webhook.headers.get("Content-Type", "").startswith("application/json")
    try:
        found = flat_json(webhook.body) if is_json else pairs(webhook.body)
    except ValueError:
        return Malformed("no flat JSON object", 400)
    fields = dict(found)
    return fields if len(fields) == len(found) else Malformed("a field comes twice", 400)


def _word(fields: dict[bytes, bytes], name: bytes) -> str:
    return shown(fields.get(name, b""))[0]


def _instant(given: str) -> datetime | Malformed | None:
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(_PLUS_LOST.sub("+", given))
        return moment.astimezone(UTC) if moment.tzinfo else Malformed("at has no offset", 400)
    except (OverflowError, ValueError):
        return Malformed("at is no ISO instant", 400)
