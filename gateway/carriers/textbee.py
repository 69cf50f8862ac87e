"""textbee: an Android phone with a SIM of the office's own, through the cloud of textbee.dev or one's own server."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from requests import Response

from gateway.carriers.base import (
    CannotAsk,
    Listed,
    Malformed,
    Outcome,
    Sent,
    Unsure,
    Webhook,
)
from gateway.carriers.body import shown
from gateway.carriers.calling import Caller, document, refused, trouble, why_not
from gateway.carriers.events import Events
from gateway.carriers.proof import hex_hmac, is_same
from gateway.carriers.setup import Ask, Setup
from gateway.carriers.strict import Document, instant, text_at
from gateway.numbers import sender
from ledger.mail import Arrival, Delivery, Outgoing, Receipt
from rules.pacing import Pace
from settings import http_url

RECEIVED = "MESSAGE_RECEIVED"
DELIVERIES = {
    "MESSAGE_SENT": Delivery.SENT,
    "MESSAGE_DELIVERED": Delivery.DELIVERED,
    "MESSAGE_FAILED": Delivery.FAILED,
}
MOST_LISTED = 100

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class TextBee(Events):
    """One phone at textbee."""

    asks = (
        Ask("device_id"),
        Ask("api_key"),
        Ask("signing_secret"),
        Ask("api_base", http_url, "https://api.textbee.dev"),
    )
    usual_pace = Pace(30, 1800)
    looks_every = 300.0
    event, received, deliveries = "webhookEvent", RECEIVED, DELIVERIES

    def __init__(self, setup: Setup) -> None:
        """Nothing is connected yet."""
        super().__init__(setup)
        self._caller = Caller(headers={"x-api-key": setup.given["api_key"]})
        self._device = f"{setup.given['api_base']}/api/v1/gateway/devices/{setup.given['device_id']}"

    def verify(self, webhook: Webhook) -> bool:
        """The signature over the raw body. It holds no time: an old call played again has an old id, and changes nothing."""
        expected = hex_hmac(self.setup.given["signing_secret"], webhook.body)
        return is_same(webhook.headers.get("X-Signature", "").lower(), expected)

    def arrival(self, said: Document, now: datetime) -> Arrival | Malformed:
        """The text that the phone got."""
        return self._arrival(said, "smsId", now)

    def _arrival(self, said: Document, id_name: str, now: datetime) -> Arrival | Malformed:
        number, message = sender(text_at(said, "sender") or ""), text_at(said, "message")
        sms_id = text_at(said, id_name) or ""
        if message is None or number is None or not _ID.fullmatch(sms_id):
            return Malformed("smsId, sender or message is not as it must be", 400)
        text, raw = shown(message.encode(errors="surrogatepass"))
        sent_at = instant(text_at(said, "receivedAt"))
        return Arrival(self.line, sms_id, number, self.number, text, now, sent_at, raw)

    def delivered(self, said: Document, delivery: Delivery, now: datetime) -> Receipt | Malformed:
        """Found by its batch: each text of ours is a batch of one."""
        batch = text_at(said, "smsBatchId") or ""
        if not _ID.fullmatch(batch):
            return Malformed("smsBatchId is not as it must be", 400)
        why = shown((text_at(said, "errorCode") or "").encode(errors="replace"))[0][:32]
        return Receipt(self.line, batch, delivery, now, error=why)

    def send(self, outgoing: Outgoing) -> Outcome:
        """Post one message to one recipient."""
        found = {"recipients": [outgoing.recipient], "message": outgoing.text}
        answer = self._caller.post_json(f"{self._device}/send-sms", found)
        return _outcome(answer) if isinstance(answer, Response) else answer

    def look(self, since: datetime, now: datetime) -> Listed | CannotAsk:
        """List what the phone received last, the newest first: at most a hundred texts."""
        answer = self._caller.get(f"{self._device}/get-received-sms", {"page": "1", "limit": str(MOST_LISTED)})
        listed = _data(document(answer)) if isinstance(answer, Response) and answer.ok else None
        if not isinstance(listed, list):
            return CannotAsk(why_not(answer, "a list"))
        read = [self._arrival(one, "_id", now) for one in listed if isinstance(one, dict)]
        found = [one for one in read if isinstance(one, Arrival) and one.sent_at is not None and one.sent_at >= since]
        return Listed(found, is_whole=len(listed) < MOST_LISTED or len(found) < len(read))

    def check(self) -> Iterable[str]:
        """Ask for the last text that it received: that needs the key and the phone."""
        return trouble("textbee", self._caller.get(f"{self._device}/get-received-sms", {"page": "1", "limit": "1"}))

    def steps(self) -> Iterable[str]:
        """One webhook with four events."""
        yield f"app.textbee.dev, Webhooks: Delivery URL {self.setup.address('sms')}, Signing Secret như SIGNING_SECRET."
        yield f"Events: {RECEIVED}, {', '.join(DELIVERIES)}."


def _data(said: Mapping[str, Any]) -> Any:
    """What is wrapped in `data`, once, or twice as its server does."""
    data = said.get("data")
    return data.get("data") if isinstance(data, dict) and "data" in data else data


def _outcome(answer: Response) -> Outcome:
    """Without the server's own queue it answers with what Google's push service said, and without an id of the batch."""
    if answer.ok:
        data = _data(document(answer))
        found = str(data.get("smsBatchId", "")) if isinstance(data, dict) else ""
        return Sent(found) if _ID.fullmatch(found) else Unsure("taken without an id")
    return refused(answer)
