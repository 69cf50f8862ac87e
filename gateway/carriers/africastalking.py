"""Africa's Talking: plain forms in, its messaging API out. It signs nothing, so its line has a key in the address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from requests import Response

from gateway.carriers.base import Answer, Carrier, Later, Malformed, Outcome, Refused, Sent, Unsure, Webhook
from gateway.carriers.body import crowded, shown
from gateway.carriers.calling import ABOUT_US, SECONDS_AFTER_REFUSAL, Caller, document, refused, refused_us, trouble
from gateway.carriers.proof import has_key
from gateway.carriers.setup import KEY, Ask, Setup
from gateway.carriers.strict import fields, instant
from gateway.numbers import sender
from ledger.mail import Arrival, Delivery, Outgoing, Receipt
from settings import http_url

TAKEN = Answer(200)

# Those that are not final say no more than that it is on its way.
STATUSES = {
    "Sent": Delivery.SENT,
    "Submitted": Delivery.SENT,
    "Buffered": Delivery.SENT,
    "Success": Delivery.DELIVERED,
    "Rejected": Delivery.FAILED,
    "Failed": Delivery.FAILED,
    "Expired": Delivery.FAILED,
    "AbsentSubscriber": Delivery.FAILED,
}
TAKEN_CODES = frozenset({100, 101, 102})
# A sender that is not ours, no money left: of us, not of the text.
OUR_FAULT_CODES = frozenset({402, 405})
OPTED_OUT_CODES = frozenset({406, 409})
THEIR_FAULT_CODES = frozenset({500, 501})

_ID = re.compile(rb"[A-Za-z0-9_-]{1,64}")
_STATUS = re.compile(rb"[A-Za-z]{1,32}")


class AfricasTalking(Carrier):
    """One short code or number at Africa's Talking, both ways."""

    asks = (
        KEY,
        Ask("username"),
        Ask("api_key"),
        Ask("api_base", http_url, "https://api.africastalking.com"),
    )

    def __init__(self, setup: Setup) -> None:
        """Nothing is connected yet."""
        super().__init__(setup)
        self._caller = Caller(headers={"apiKey": setup.given["api_key"], "Accept": "application/json"})
        self._messaging = f"{setup.given['api_base']}/version1/messaging"

    def verify(self, webhook: Webhook) -> bool:
        """The key in the address."""
        return not crowded(webhook.body) and has_key(webhook, self.setup.given["key"])

    def receive(self, webhook: Webhook, now: datetime) -> Arrival | Malformed:
        """Read `id`, `from`, `text` and `date`."""
        said = fields(webhook.pairs, {b"id": _ID}, {})
        if isinstance(said, Malformed):
            return said
        number = sender(shown(said.get(b"from", b""))[0])
        if number is None or b"text" not in said:
            return Malformed("from or text is not as it must be")
        text, raw = shown(said[b"text"])
        sent_at = instant(shown(said.get(b"date", b""))[0], UTC)  # its clock, whether it says so or not
        return Arrival(self.line, said[b"id"].decode(), number, self.number, text, now, sent_at, raw)

    def receipt(self, webhook: Webhook, now: datetime) -> Receipt | Malformed | None:
        """Read `id` and `status`: it takes no number of ours along."""
        said = fields(webhook.pairs, {b"id": _ID, b"status": _STATUS}, {})
        if isinstance(said, Malformed):
            return said
        delivery = STATUSES.get(said[b"status"].decode())
        if delivery is None:
            return None
        why = shown(said.get(b"failureReason", b""))[0][:32]
        return Receipt(self.line, said[b"id"].decode(), delivery, now, error=why)

    def answer(self, entry: Arrival | Receipt | None) -> Answer:  # noqa: ARG002 - the same for all
        """Nothing: an answer costs nothing here, and says nothing."""
        return TAKEN

    def send(self, outgoing: Outgoing) -> Outcome:
        """Post one message to one recipient."""
        form = {
            "username": self.setup.given["username"],
            "to": outgoing.recipient,
            "message": outgoing.text,
            "from": self.number,
            "enqueue": "1",
        }
        answer = self._caller.post(self._messaging, form)
        return _outcome(answer) if isinstance(answer, Response) else answer

    def check(self) -> Iterable[str]:
        """Ask for the account: that needs the name and its key."""
        url = f"{self.setup.given['api_base']}/version1/user"
        answer = self._caller.get(url, {"username": self.setup.given["username"]})
        return trouble("Africa's Talking", answer)

    def steps(self) -> Iterable[str]:
        """The two callbacks."""
        yield f"Dashboard, SMS > SMS Callback URLs > Incoming Messages: {self.setup.address('sms')}"
        yield f"Dashboard, SMS > SMS Callback URLs > Delivery Reports: {self.setup.address('receipts')}"


def _outcome(answer: Response) -> Outcome:
    """What it says of the one recipient; its answer to a wrong key is no JSON."""
    if answer.status_code in ABOUT_US:
        return refused_us(answer)
    recipient = _recipient(document(answer))
    if recipient is None:
        return Unsure("no recipient in the answer") if answer.ok else refused(answer)
    code, status = recipient.get("statusCode"), shown(str(recipient.get("status", "")).encode(errors="replace"))[0]
    found = str(recipient.get("messageId", ""))
    if code in TAKEN_CODES:
        is_id = _ID.fullmatch(found.encode(errors="replace")) and found != "None"
        return Sent(found) if is_id else Unsure("taken without an id")
    if code in OUR_FAULT_CODES or code in THEIR_FAULT_CODES:
        return Later(status[:64], SECONDS_AFTER_REFUSAL, whole_line=True)
    return Refused(str(code)[:8], status[:200], opted_out=code in OPTED_OUT_CODES)


def _recipient(said: dict[str, Any]) -> dict[str, Any] | None:
    data = said.get("SMSMessageData")
    recipients = data.get("Recipients") if isinstance(data, dict) else None
    is_one = isinstance(recipients, list) and len(recipients) == 1 and isinstance(recipients[0], dict)
    return recipients[0] if is_one else None  # type: ignore[index] # it is a list
