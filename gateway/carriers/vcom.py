"""V-COM: a short code whose texts come as JSON, and on which nothing can be sent but answers to them."""

from __future__ import annotations

import json
import re
import time
from base64 import b64encode
from collections.abc import Container, Iterable
from datetime import UTC, datetime
from hashlib import sha256

from requests import Response

from gateway.carriers.base import (
    Answer,
    Carrier,
    Finding,
    Later,
    Malformed,
    NotFound,
    Outcome,
    Refused,
    Sent,
    Unsure,
    Webhook,
)
from gateway.carriers.body import shown
from gateway.carriers.calling import SECONDS_AFTER_REFUSAL, SERVER_ERROR, Caller, document
from gateway.carriers.proof import has_key, is_same
from gateway.carriers.setup import KEY, Ask, Setup
from gateway.carriers.strict import Document, text_at
from gateway.carriers.strict import document as json_object
from gateway.numbers import msisdn
from ledger.mail import Arrival, Outgoing, Receipt
from settings import http_url

TYPE = "application/json"
# All it understands is 200 and a code in the body; anything else it repeats twice, twenty seconds apart.
TAKEN = Answer(200, b'{"data": {"code": 200, "status": "success", "message": ""}}', TYPE)
REFUSED = Answer(200, b'{"errors": {"code": 106, "status": "error", "message": "Parameter is invalid"}}', TYPE)

SUCCESS, DUPLICATE = 200, 104
# A wrong checksum, an address that is not on their list: of us, not of the text.
ABOUT_US = frozenset({106, 108})

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class VCom(Carrier):
    """One short code and command code at V-COM."""

    answers_only = True
    asks = (
        KEY,
        Ask("client_id"),
        Ask("secure_key"),
        Ask("command_code"),
        Ask("api_base", http_url, "https://sms-api.v-com.vn"),
    )

    def __init__(self, setup: Setup) -> None:
        """Nothing is connected yet."""
        super().__init__(setup)
        self._caller = Caller(headers={"Accept": TYPE})
        self._send_mt = f"{setup.given['api_base']}/api/v2/send-mt"

    def verify(self, webhook: Webhook) -> bool:
        """The key in the address, and the checksum: which covers neither the text nor the code that it was sent to."""
        said = json_object(webhook.body)
        if isinstance(said, Malformed) or not has_key(webhook, self.setup.given["key"]):
            return False
        signed = [text_at(said, name) for name in ("client_id", "request_id", "phone")]
        given, at = text_at(said, "checksum"), _time(said)
        if given is None or at is None or None in signed or signed[0] != self.setup.given["client_id"]:
            return False
        return is_same(given, self._checksum(*map(str, signed), at=at))

    def receive(self, webhook: Webhook, now: datetime) -> Arrival | Malformed:
        """Read `request_id`, `phone`, `message` and `time` (epoch seconds)."""
        said = json_object(webhook.body)
        if isinstance(said, Malformed):
            return said
        request_id, phone, message = (text_at(said, name) for name in ("request_id", "phone", "message"))
        number = msisdn(phone or "")
        if message is None or number is None or not _ID.fullmatch(request_id or ""):
            return Malformed("request_id, phone or message is not as it must be")
        if text_at(said, "service_id") != self.number:
            return Malformed("service_id is another short code")
        text, raw = shown(message.encode(errors="surrogatepass"))
        return Arrival(self.line, str(request_id), number, self.number, text, now, _instant(_time(said)), raw)

    def receipt(self, webhook: Webhook, now: datetime) -> Receipt | Malformed | None:  # noqa: ARG002
        """It sends none."""
        return Malformed("V-COM sends no receipts")

    def answer(self, entry: Arrival | Receipt | None) -> Answer:  # noqa: ARG002 - the same for all
        """Success: our word goes by its API, for the number of what was charged must not hang on an HTTP answer."""
        return TAKEN

    def refuse(self, status: int) -> Answer:
        """Code 106 in a 200, or a true 503, after which it calls again."""
        return Answer(status) if status >= SERVER_ERROR else REFUSED

    def send(self, outgoing: Outgoing) -> Outcome:
        """Answer one text; `mt_code` is ours, and the pair with `request_id` is sent once however often it is offered."""
        if not outgoing.reply_to:
            return Refused("no-mo", "on this short code only a text that came in can be answered")
        at = str(int(time.time()))
        found = {
            "client_id": self.setup.given["client_id"],
            "request_id": outgoing.reply_to,
            "service_id": self.number,
            "command_code": self.setup.given["command_code"],
            "mt_code": outgoing.reference,
            "message": outgoing.text,
            # Nobody pays for a report but the office.
            "is_charged": 0,
            "time": int(at),
            "checksum": self._checksum(
                self.setup.given["client_id"], outgoing.reply_to, outgoing.reference, at=at
            ),
        }  # fmt: skip
        answer = self._caller.post_json(self._send_mt, found)
        return _outcome(answer, outgoing) if isinstance(answer, Response) else answer

    def find(self, outgoing: Outgoing, since: datetime, known: Container[str] = frozenset()) -> Finding:  # noqa: ARG002
        """Offer it again: the same pair of request_id and mt_code cannot go out twice."""
        return NotFound()

    def check(self) -> Iterable[str]:
        """Nothing can be asked but whether it is there: each call of its API would be an answer to some text."""
        answer = self._caller.get(self.setup.given["api_base"], {})
        return () if isinstance(answer, Response) else (f"Không gọi được V-COM: {answer.reason}.",)

    def steps(self) -> Iterable[str]:
        """The address that V-COM wants to be told."""
        yield f"Báo cho V-COM địa chỉ nhận tin (Receive MO API): {self.setup.address('sms')}"

    def _checksum(self, *signed: str, at: str) -> str:
        content = "".join(signed) + self.setup.given["secure_key"] + at
        return b64encode(sha256(content.encode(errors="replace")).digest()).decode()


def _time(said: Document) -> str | None:
    """The signed time as it was signed: epoch seconds, as a number or as text."""
    at = said.get("time")
    found = str(at) if isinstance(at, int) and not isinstance(at, bool) else at
    return found if isinstance(found, str) and re.fullmatch(r"[0-9]{9,10}", found) else None


def _instant(at: str | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(int(at), UTC)


def _outcome(answer: Response, outgoing: Outgoing) -> Outcome:
    """Both success and duplicate mean that it has the text; it gives no id of its own."""
    said = document(answer)
    part = said.get("data") if "data" in said else said.get("errors")
    code = part.get("code") if isinstance(part, dict) else None
    if code in {SUCCESS, DUPLICATE}:
        return Sent(outgoing.reference)
    if code in ABOUT_US:
        return Later(f"V-COM refuses our call: {code}", SECONDS_AFTER_REFUSAL, whole_line=True)
    if code is None:
        return (
            Unsure(f"HTTP {answer.status_code} without a code")
            if answer.ok
            else Later("no V-COM", SECONDS_AFTER_REFUSAL)
        )
    return Refused(str(code)[:8], shown(json.dumps(part).encode())[0][:200])
