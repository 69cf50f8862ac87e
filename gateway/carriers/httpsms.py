"""httpSMS: an Android phone with a SIM of the office's own, through the cloud of httpsms.com."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from typing import Any

import jwt
from requests import Response

from gateway.carriers.base import (
    CannotAsk,
    Finding,
    Malformed,
    NotFound,
    Outcome,
    Sent,
    Unsure,
    Webhook,
)
from gateway.carriers.body import shown
from gateway.carriers.calling import Caller, document, refused, trouble, why_not
from gateway.carriers.events import Events
from gateway.carriers.setup import Ask, Setup
from gateway.carriers.strict import Document, instant, text_at
from gateway.numbers import sender
from ledger.mail import Arrival, Delivery, Outgoing, Receipt, number_of
from rules.pacing import Pace
from settings import http_url

ISSUER = "api.httpsms.com"
RECEIVED = "message.phone.received"
DELIVERIES = {
    "message.phone.sent": Delivery.SENT,
    "message.phone.delivered": Delivery.DELIVERED,
    "message.send.failed": Delivery.FAILED,
}

_ID = re.compile(r"[A-Za-z0-9-]{1,64}")


class HttpSms(Events):
    """One phone number at httpSMS."""

    asks = (
        Ask("api_key"),
        Ask("signing_key"),
        Ask("api_base", http_url, "https://api.httpsms.com"),
    )
    usual_pace = Pace(10, 60)
    event, received, deliveries = "type", RECEIVED, DELIVERIES

    def __init__(self, setup: Setup) -> None:
        """Nothing is connected yet."""
        super().__init__(setup)
        self._caller = Caller(headers={"x-api-key": setup.given["api_key"], "Accept": "application/json"})
        self._api = setup.given["api_base"]

    def verify(self, webhook: Webhook) -> bool:
        """A token of ten minutes for this very address. It does not cover the body: use https."""
        scheme, _, token = webhook.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return False
        try:
            jwt.decode(
                token,
                self.setup.given["signing_key"],
                algorithms=["HS256"],
                audience=self.setup.address("sms"),
                issuer=ISSUER,
                options={"require": ["exp", "aud", "iss"]},
            )
        except (jwt.PyJWTError, ValueError):
            return False
        return True

    def arrival(self, said: Document, now: datetime) -> Arrival | Malformed:
        """The text that the phone got."""
        number, content = sender(text_at(said, "data", "contact") or ""), text_at(said, "data", "content")
        message_id = text_at(said, "data", "message_id") or ""
        if content is None or number is None or not _ID.fullmatch(message_id):
            return Malformed("message_id, contact or content is not as it must be", 400)
        text, raw = shown(content.encode(errors="surrogatepass"))
        sent_at = instant(text_at(said, "data", "timestamp"))
        return Arrival(self.line, message_id, number, self.number, text, now, sent_at, raw)

    def delivered(self, said: Document, delivery: Delivery, now: datetime) -> Receipt | Malformed:
        """`request_id` is the name that we gave it."""
        message_id = text_at(said, "data", "id") or ""
        if not _ID.fullmatch(message_id):
            return Malformed("id is not as it must be", 400)
        ours = number_of(text_at(said, "data", "request_id") or "")
        why = shown((text_at(said, "data", "error_message") or "").encode(errors="replace"))[0][:32]
        return Receipt(self.line, message_id, delivery, now, ours, why)

    def send(self, outgoing: Outgoing) -> Outcome:
        """Post one message under a request_id of ours."""
        found = {
            "from": self.number,
            "to": outgoing.recipient,
            "content": outgoing.text,
            "request_id": outgoing.reference,
        }
        answer = self._caller.post_json(f"{self._api}/v1/messages/send", found)
        return _outcome(answer) if isinstance(answer, Response) else answer

    def find(self, outgoing: Outgoing, since: datetime, known: Container[str] = frozenset()) -> Finding:  # noqa: ARG002
        """List the last messages with that phone, and look for our request_id."""
        wanted = {"owner": self.number, "contact": outgoing.recipient, "limit": "20"}
        answer = self._caller.get(f"{self._api}/v1/messages", wanted)
        listed = document(answer).get("data") if isinstance(answer, Response) and answer.ok else None
        if not isinstance(listed, list):
            return CannotAsk(why_not(answer, "a list"))
        mine = [one for one in listed if isinstance(one, dict) and one.get("request_id") == outgoing.reference]
        return Sent(str(mine[0].get("id"))) if mine else NotFound()

    def check(self) -> Iterable[str]:
        """Ask for the phones: that needs the key, and shows whether ours is there."""
        answer = self._caller.get(f"{self._api}/v1/phones", {"limit": "20"})
        yield from trouble("httpSMS", answer)
        if isinstance(answer, Response) and answer.ok and self.number not in _numbers(document(answer)):
            yield f"httpSMS không có số {self.number} trong tài khoản này."

    def steps(self) -> Iterable[str]:
        """One webhook with four events."""
        yield f"httpsms.com, Settings > Webhooks: Callback URL {self.setup.address('sms')}, Signing Key như SIGNING_KEY."
        yield f"Events: {RECEIVED}, {', '.join(DELIVERIES)}."


def _numbers(said: Mapping[str, Any]) -> set[str]:
    phones = said.get("data")
    return (
        {str(phone.get("phone_number")) for phone in phones if isinstance(phone, dict)}
        if isinstance(phones, list)
        else set()
    )


def _outcome(answer: Response) -> Outcome:
    data = document(answer).get("data")
    found = str(data.get("id", "")) if isinstance(data, dict) else ""
    if answer.ok:
        return Sent(found) if _ID.fullmatch(found) else Unsure("taken without an id")
    return refused(answer)
