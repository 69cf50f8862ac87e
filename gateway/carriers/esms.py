"""eSMS.vn: a short code whose texts come in the address and signed with MD5; answers go by its own API."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from datetime import UTC, datetime
from hashlib import md5
from urllib.parse import parse_qs
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

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
from gateway.carriers.body import crowded, pairs, shown
from gateway.carriers.calling import SECONDS_AFTER_REFUSAL, Caller, document
from gateway.carriers.proof import has_key, is_same
from gateway.carriers.setup import KEY, Ask, Setup
from gateway.carriers.strict import fields
from gateway.numbers import msisdn
from ledger.mail import Arrival, Delivery, Outgoing, Receipt
from rules.segments import is_gsm7
from settings import http_url

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

SUCCESS, KNOWN_REQUEST, NO_MONEY = "100", "124", "103"
# A wrong key, a locked account, no money left, a sender that is not registered: of us, not of the text.
ABOUT_US = frozenset({"101", "102", NO_MONEY, "104", "118", "132"})
NOBODY_KNOWS = "99"

_ID = re.compile(rb"[A-Za-z0-9-]{1,64}")
_PHONE = re.compile(rb"[0-9]{9,15}")
_TIME = re.compile(rb"[0-9]{14}")
_WHOLE = re.compile(rb"[0-9]{1,9}")
_OUTBOUND = re.compile(r"[0-9]{1,18}")


class ESms(Carrier):
    """One short code (8041, 8079, 6088...) at eSMS.vn."""

    methods = frozenset({"GET"})
    asks = (
        KEY,
        Ask("cpid"),
        Ask("private_key"),
        Ask("api_key"),
        Ask("secret_key"),
        Ask("sms_type", default="8"),
        Ask("brandname", default=""),
        Ask("api_base", http_url, "https://rest.esms.vn"),
    )

    def __init__(self, setup: Setup) -> None:
        """Nothing is connected yet."""
        super().__init__(setup)
        self._caller = Caller()
        self._service = f"{setup.given['api_base']}/MainService.svc/json"

    def verify(self, webhook: Webhook) -> bool:
        """The key in the address; and of a text the signature, which does not cover its sender. A receipt has none."""
        if crowded(webhook.query.encode(errors="replace")) or not has_key(webhook, self.setup.given["key"]):
            return False
        if webhook.url.split("?")[0] == self.setup.address("receipts").split("?")[0]:
            return True
        said = dict(_asked(webhook))
        signed = b"".join(said.get(name, b"") for name in (b"cpid", b"smsid", b"content", b"receiverTime"))
        expected = md5(signed + self.setup.given["private_key"].encode(), usedforsecurity=False).hexdigest()
        is_ours = said.get(b"cpid", b"") == self.setup.given["cpid"].encode()
        return is_same(shown(said.get(b"sign", b""))[0].lower(), expected) and is_ours

    def receive(self, webhook: Webhook, now: datetime) -> Arrival | Malformed:
        """Read `smsid`, `sender` (84...), `content` and `receiverTime` (yyyyMMddHHmmss by Vietnam's clock)."""
        wanted = {b"smsid": _ID, b"sender": _PHONE}
        said = fields(_asked(webhook), wanted, {b"receiverTime": _TIME})
        if isinstance(said, Malformed):
            return said
        number = msisdn(said[b"sender"].decode())
        if number is None or b"content" not in said:
            return Malformed("sender or content is not as it must be")
        if said.get(b"serviceNumber", b"").decode(errors="replace") != self.number:
            return Malformed("serviceNumber is another short code")
        text, raw = shown(said[b"content"])
        sent_at = _instant(said.get(b"receiverTime", b"").decode())
        return Arrival(self.line, said[b"smsid"].decode(), number, self.number, text, now, sent_at, raw)

    def receipt(self, webhook: Webhook, now: datetime) -> Receipt | Malformed | None:
        """Read `SMSID`, and how many of the one that we sent succeeded and failed."""
        wanted = {b"SMSID": _ID, b"SendSuccess": _WHOLE, b"SendFailed": _WHOLE}
        said = fields(_asked(webhook), wanted, {})
        ours = parse_qs(webhook.query).get("outbound", [""])[0]
        if isinstance(said, Malformed):
            return said
        if ours and not _OUTBOUND.fullmatch(ours):
            return Malformed("outbound is not as it must be")
        delivery = Delivery.DELIVERED if int(said[b"SendSuccess"]) else Delivery.SENT
        delivery = Delivery.FAILED if int(said[b"SendFailed"]) else delivery
        return Receipt(self.line, said[b"SMSID"].decode(), delivery, now, int(ours) if ours else None)

    def answer(self, entry: Arrival | Receipt | None) -> Answer:
        """The frame without a message: what we have to say would be lost or doubled with the HTTP answer."""
        if not isinstance(entry, Arrival):
            return Answer(200)
        frame = "<ClientResponse><Message></Message><Smsid>{}</Smsid><Receiver>{}</Receiver></ClientResponse>"
        body = frame.format(escape(entry.carrier_id), entry.sender.removeprefix("+"))
        return Answer(200, body.encode(), "text/xml")

    def send(self, outgoing: Outgoing) -> Outcome:
        """Post one message; a `RequestId` that it knows already it does not send again."""
        found = {
            "ApiKey": self.setup.given["api_key"],
            "SecretKey": self.setup.given["secret_key"],
            "Phone": outgoing.recipient.removeprefix("+"),
            "Content": outgoing.text,
            "SmsType": self.setup.given["sms_type"],
            "IsUnicode": "0" if is_gsm7(outgoing.text) else "1",
            "RequestId": outgoing.reference,
            "CallbackUrl": self.setup.address("receipts", outbound=str(outgoing.id)),
        }
        named = {"Brandname": self.setup.given["brandname"]} if self.setup.given["brandname"] else {}
        answer = self._caller.post_json(f"{self._service}/SendMultipleMessage_V4_post_json/", found | named)
        return _outcome(answer, outgoing) if isinstance(answer, Response) else answer

    def find(self, outgoing: Outgoing, since: datetime, known: Container[str] = frozenset()) -> Finding:  # noqa: ARG002
        """Offer it again: under the same RequestId it cannot go out twice."""
        return NotFound()

    def check(self) -> Iterable[str]:
        """Ask for the balance: that needs both keys."""
        keys = {"ApiKey": self.setup.given["api_key"], "SecretKey": self.setup.given["secret_key"]}
        answer = self._caller.post_json(f"{self._service}/GetBalance_json", keys)
        if not isinstance(answer, Response):
            return (f"Không gọi được eSMS: {answer.reason}.",)
        code = str(document(answer).get("CodeResponse", document(answer).get("CodeResult", answer.status_code)))
        return () if code == SUCCESS else (f"eSMS không nhận API_KEY và SECRET_KEY này (mã {code[:16]}).",)

    def steps(self) -> Iterable[str]:
        """The address that eSMS wants to be told."""
        yield f"Báo cho eSMS địa chỉ nhận tin đầu số ngắn (receive_mo): {self.setup.address('sms')}"


def _asked(webhook: Webhook) -> list[tuple[bytes, bytes]]:
    """What stands in the address, but for our key, which is no field of theirs."""
    return [(name, value) for name, value in pairs(webhook.query.encode(errors="replace")) if name != b"key"]


def _instant(given: str) -> datetime | None:
    try:
        return datetime.strptime(given, "%Y%m%d%H%M%S").replace(tzinfo=ZONE).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _outcome(answer: Response, outgoing: Outgoing) -> Outcome:
    said = document(answer)
    code, sms_id = str(said.get("CodeResult", "")), str(said.get("SMSID", ""))
    if code == SUCCESS:
        return Sent(sms_id if _ID.fullmatch(sms_id.encode(errors="replace")) else outgoing.reference)
    if code == KNOWN_REQUEST:
        return Sent(outgoing.reference)
    if code in ABOUT_US or (not code and not answer.ok):
        return Later(f"eSMS refuses our call: {code or answer.status_code}", SECONDS_AFTER_REFUSAL, whole_line=True)
    if code in {"", NOBODY_KNOWS}:
        return Unsure(f"code {code!r}")
    return Refused(code[:8], shown(str(said.get("ErrorMessage", "")).encode(errors="replace"))[0][:200])
