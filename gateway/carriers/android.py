"""SMS Gateway for Android (sms-gate.app): an Android phone with a SIM of the office's own, both ways."""

from __future__ import annotations

import re
import time
from collections.abc import Container, Iterable
from datetime import UTC, datetime

from requests import Response
from requests.auth import HTTPBasicAuth

from gateway.carriers.base import (
    Brings,
    CannotAsk,
    Finding,
    Later,
    Malformed,
    NotFound,
    Outcome,
    Sent,
    Unsure,
    Webhook,
)
from gateway.carriers.body import shown
from gateway.carriers.calling import THROTTLED_SECONDS, Caller, document, refused, trouble, why_not
from gateway.carriers.events import Events
from gateway.carriers.proof import hex_hmac, is_fresh, is_same
from gateway.carriers.setup import Ask, Setup
from gateway.carriers.strict import Document, instant, text_at
from gateway.numbers import sender
from ledger.mail import Arrival, Delivery, Outgoing, Receipt, number_of
from rules.pacing import Pace
from settings import http_url, wrong

RECEIVED = "sms:received"
# A receipt comes for each part of a long text: the first one that arrived is taken for all.
DELIVERIES = {
    "sms:sent": Delivery.SENT,
    "sms:delivered": Delivery.DELIVERED,
    "sms:failed": Delivery.FAILED,
    "sms:cancelled": Delivery.FAILED,
}
EVENTS = (RECEIVED, *DELIVERIES)

KNOWN_ALREADY, QUEUE_IS_FULL, NOT_THERE = 409, 503, 404
LEAST_TTL_SECONDS = 5
# A phone's clock and ours.
LOOK_BACK_SECONDS = 60

_SECONDS = re.compile(r"[0-9]{9,10}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SIM = re.compile(r"[0-9]?")


def _sim(raw: str) -> str:
    if not _SIM.fullmatch(raw):
        raise wrong(raw, "give the number of the SIM's slot, 1 or 2")
    return raw


class Android(Events):
    """One SIM of one phone, in the app's local, cloud or private mode."""

    asks = (
        Ask("api_base", http_url),
        Ask("user"),
        Ask("password"),
        Ask("signing_key"),
        Ask("device_id", default=""),
        Ask("sim", _sim, ""),
    )
    # Android asks its user before an app may send more; and each part counts.
    usual_pace = Pace(30, 1800)
    looks_every = 300.0
    event, received, deliveries = "event", RECEIVED, DELIVERIES

    def __init__(self, setup: Setup) -> None:
        """Nothing is connected yet."""
        super().__init__(setup)
        self._caller = Caller(HTTPBasicAuth(setup.given["user"], setup.given["password"]))
        self._api = setup.given["api_base"]

    def verify(self, webhook: Webhook) -> bool:
        """The signature over the raw body and the phone's time. The time is of this very try, however late it comes."""
        signed_at = webhook.headers.get("X-Timestamp", "")
        if not _SECONDS.fullmatch(signed_at):
            return False
        expected = hex_hmac(self.setup.given["signing_key"], webhook.body + signed_at.encode())
        given = webhook.headers.get("X-Signature", "").lower()
        return is_same(given, expected) and is_fresh(int(signed_at), time.time())

    def arrival(self, said: Document, now: datetime) -> Arrival | Malformed:
        """The id is the text's own, not the call's."""
        given = text_at(said, "payload", "sender") or text_at(said, "payload", "phoneNumber") or ""
        number, message = sender(given), text_at(said, "payload", "message")
        carrier_id = _carrier_id(text_at(said, "payload", "messageId"), text_at(said, "payload", "receivedAt"))
        if message is None or number is None or carrier_id is None:
            return Malformed("messageId, receivedAt, sender or message is not as it must be", 400)
        text, raw = shown(message.encode(errors="surrogatepass"))
        sent_at = instant(text_at(said, "payload", "receivedAt"))
        return Arrival(self.line, carrier_id, number, self.number, text, now, sent_at, raw)

    def delivered(self, said: Document, delivery: Delivery, now: datetime) -> Receipt | Malformed:
        """Its id is the one that we gave it."""
        reference = text_at(said, "payload", "messageId") or ""
        if not _ID.fullmatch(reference):
            return Malformed("messageId is not as it must be", 400)
        why = shown((text_at(said, "payload", "reason") or "").encode(errors="replace"))[0][:32]
        return Receipt(self.line, reference, delivery, now, number_of(reference), why)

    def send(self, outgoing: Outgoing) -> Outcome:
        """Post one message under our own id, which it takes once: offered again, it answers that it has it."""
        found = {
            "id": outgoing.reference,
            "textMessage": {"text": outgoing.text},
            "phoneNumbers": [outgoing.recipient],
            "withDeliveryReport": True,
        }
        ttl = {"ttl": _ttl(outgoing.expires_at)} if outgoing.expires_at else {}
        sim = {"simNumber": int(self.setup.given["sim"])} if self.setup.given["sim"] else {}
        device = {"deviceId": self.setup.given["device_id"]} if self.setup.given["device_id"] else {}
        answer = self._caller.post_json(f"{self._api}/messages", {**found, **ttl, **sim, **device})
        return _outcome(answer, outgoing)

    def find(self, outgoing: Outgoing, since: datetime, known: Container[str] = frozenset()) -> Finding:  # noqa: ARG002
        """Ask for our own id."""
        answer = self._caller.get(f"{self._api}/messages/{outgoing.reference}", {})
        if isinstance(answer, Response) and answer.status_code == NOT_THERE:
            return NotFound()
        if isinstance(answer, Response) and answer.ok and document(answer).get("id") == outgoing.reference:
            return Sent(outgoing.reference)
        return CannotAsk(why_not(answer, "the message"))

    def look(self, since: datetime, now: datetime) -> Brings | CannotAsk:
        """Ask the phone to bring what it received since: it calls with what it did not bring before, under the same ids."""
        device = self.setup.given["device_id"]
        if not device:
            return CannotAsk("DEVICE_ID is not given")
        earliest = datetime.fromtimestamp(since.timestamp() - LOOK_BACK_SECONDS, UTC)
        asked = {"deviceId": device, "since": _iso(earliest), "until": _iso(now)}
        answer = self._caller.post_json(f"{self._api}/messages/inbox/export", asked)
        if isinstance(answer, Response) and answer.ok:
            return Brings()
        return CannotAsk(why_not(answer, "an export"))

    def check(self) -> Iterable[str]:
        """Ask for the webhooks: that needs the account, and shows whether the phone knows where to call."""
        answer = self._caller.get(f"{self._api}/webhooks", {})
        yield from trouble("Ứng dụng SMS Gateway", answer)
        if isinstance(answer, Response) and answer.ok:
            yield from self._not_registered(answer)

    def steps(self) -> Iterable[str]:
        """One webhook for each event."""
        for event in EVENTS:
            body = f'{{"event": "{event}", "url": "{self.setup.address("sms")}"}}'
            yield f"curl -u USER:PASSWORD -H 'Content-Type: application/json' -d '{body}' {self._api}/webhooks"
        yield "Trên điện thoại, Settings > Webhooks > Signing Key: đặt giống SIGNING_KEY."

    def _not_registered(self, answer: Response) -> Iterable[str]:
        try:
            listed = answer.json()
        except ValueError:
            listed = []
        hooks = [hook for hook in listed if isinstance(hook, dict)] if isinstance(listed, list) else []
        known = {(hook.get("event"), hook.get("url")) for hook in hooks}
        for event in EVENTS:
            if (event, self.setup.address("sms")) not in known:
                yield f"Điện thoại chưa biết địa chỉ nhận {event}: {self.setup.address('sms')}"


def _carrier_id(message_id: str | None, received_at: str | None) -> str | None:
    """The id of the text, not of the call: it stays the same where the phone brings the text again after an outage."""
    moment = instant(received_at)
    if moment is None or not _ID.fullmatch(message_id or ""):
        return None
    return f"{message_id}-{int(moment.timestamp() * 1000)}"


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _ttl(expires_at: datetime) -> int:
    return max(int(expires_at.timestamp() - time.time()), LEAST_TTL_SECONDS)


def _outcome(answer: Response | Later | Unsure, outgoing: Outgoing) -> Outcome:
    if not isinstance(answer, Response):
        # A full queue is told with the status of a server that broke; both can be offered again under the same id.
        return Later(answer.reason, THROTTLED_SECONDS) if answer.reason == f"HTTP {QUEUE_IS_FULL}" else answer
    if answer.ok or answer.status_code == KNOWN_ALREADY:
        return Sent(outgoing.reference)
    return refused(answer)
