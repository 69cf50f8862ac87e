"""Kannel: its smsbox calls us by GET with every text, and takes ours at sendsms. The one file that knows Kannel."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from requests import Response

from gateway.carriers.base import Answer, Carrier, Later, Malformed, Outcome, Refused, Sent, Unsure, Webhook
from gateway.carriers.body import NUL_SYMBOL, crowded, pairs, shown
from gateway.carriers.calling import AWAY_SECONDS, SERVER_ERROR, Caller, Refusals
from gateway.carriers.proof import has_key
from gateway.carriers.setup import KEY, Ask, Setup
from gateway.carriers.strict import Patterns, fields
from gateway.numbers import sender as numbered
from ledger.mail import Arrival, Delivery, Outgoing, Receipt
from rules.segments import is_gsm7
from settings import http_url

# Kannel's escapes. %e is the text as bytes in hexadecimal and %C their alphabet: as %b a Vietnamese text would be raw UTF-16
# within an address. %u is the header of a part of a long text. Kannel joins those: where %u is not empty, other parts never
# came.
ESCAPES = "id=%I&from=%p&ts=%T&charset=%C&udh=%u&hex=%e"
RECEIPT_ESCAPES = "status=%d&reason=%A"
# Every report that Kannel makes: delivered, failed, kept by the carrier, taken by the carrier, refused by it.
ALL_REPORTS = "31"

# With max-messages = 0 in Kannel's sms-service that is the end of it. Without, the officer gets "<Empty reply from service
# provider>", at our cost.
TAKEN = Answer(200)
# Kannel calls again for every status but 200 and 202, and brings the same again.
NEVER_AGAIN = 200

DELIVERIES = {
    "1": Delivery.DELIVERED,
    "2": Delivery.FAILED,
    "8": Delivery.SENT,
    "16": Delivery.FAILED,
}

_TEXT = {
    b"id": re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    b"from": re.compile(rb"[\x20-\x7e]{1,32}"),
    b"ts": re.compile(rb"[0-9]{9,10}"),
    b"charset": re.compile(rb"[A-Za-z0-9_.:-]{1,32}"),
    b"udh": re.compile(rb"(?s:.*)"),
    b"hex": re.compile(rb"(?:[0-9A-Fa-f]{2})*"),
}
_RECEIPT = {b"outbound": re.compile(rb"[0-9]{1,18}"), b"status": re.compile(rb"[0-9]{1,3}")}
_CODECS = {"UTF-16BE": "utf-16-be", "UCS-2": "utf-16-be", "WINDOWS-1252": "cp1252", "ISO-8859-1": "latin-1"}
_STAT = re.compile(r"stat:(\w+) err:(\w+)")

_ACCEPTED, _BAD_REQUEST, _FORBIDDEN = 202, 400, 403
# A number that is none; one that no operator of this Kannel reaches. What it says where it does not know us looks alike.
_OF_THE_TEXT = frozenset({_BAD_REQUEST, _FORBIDDEN})
_OF_US = "Authorization failed"
# What smsbox says where its bearerbox has not taken the text.
_NOT_TAKEN = ("Temporal failure", "Sending failed")
_ONLINE = re.compile(r"<smsc>.*?<status>online", re.DOTALL)


class Kannel(Carrier):
    """One number behind a Kannel, both ways."""

    methods = frozenset({"GET"})
    asks = (
        KEY,
        Ask("sendsms_url", http_url, "http://127.0.0.1:13013/cgi-bin/sendsms"),
        Ask("username"),
        Ask("password"),
        Ask("smsc", default=""),
        Ask("admin_url", http_url, ""),
        Ask("admin_password", default=""),
    )

    def __init__(self, setup: Setup) -> None:
        """Nothing is connected yet."""
        super().__init__(setup)
        self._caller = Caller()
        self._refusals = Refusals("Kannel", setup.line)
        self._login = {"username": setup.given["username"], "password": setup.given["password"]}

    def verify(self, webhook: Webhook) -> bool:
        """The key in the address: Kannel signs nothing."""
        return not crowded(webhook.query.encode(errors="replace")) and has_key(webhook, self.setup.given["key"])

    def receive(self, webhook: Webhook, now: datetime) -> Arrival | Malformed:
        """Read the text from its bytes. A part without its siblings is never counted, whatever it says."""
        found = _fields(webhook, _TEXT)
        if isinstance(found, Malformed):
            return found
        sender = numbered(found[b"from"].decode())
        if sender is None:
            return Malformed("from is no sender", NEVER_AGAIN)
        text, raw = _text(bytes.fromhex(found[b"hex"].decode()), found[b"charset"].decode())
        return Arrival(
            line=self.line,
            carrier_id=found[b"id"].decode(),
            sender=sender,
            recipient=self.number,
            text=text,
            received_at=now,
            sent_at=datetime.fromtimestamp(int(found[b"ts"]), UTC),
            raw=raw,
            partial=found[b"udh"] != b"",
        )

    def receipt(self, webhook: Webhook, now: datetime) -> Receipt | Malformed | None:
        """By our own number, which stands in the address: Kannel has none for a text."""
        found = _fields(webhook, _RECEIPT)
        if isinstance(found, Malformed):
            return found
        delivery = DELIVERIES.get(found[b"status"].decode())
        if delivery is None:
            return None
        outbound = int(found[b"outbound"])
        reason = _reason(shown(found.get(b"reason", b""))[0]) if delivery is Delivery.FAILED else ""
        return Receipt(self.line, self._id_of(outbound), delivery, now, outbound, reason)

    def answer(self, entry: Arrival | Receipt | None) -> Answer:  # noqa: ARG002 - Kannel hears the same for all
        """Never a text: an answer that rides in Kannel's own is lost or doubled with it, and loses its letters."""
        return TAKEN

    def send(self, outgoing: Outgoing) -> Outcome:
        """Hand one text over. Without coding and charset Kannel would make `?` of every Vietnamese letter."""
        given = self.setup.given
        asked = {
            "from": self.number,
            "to": outgoing.recipient,
            "text": outgoing.text,
            "charset": "UTF-8",
            "coding": "0" if is_gsm7(outgoing.text) else "2",
            "dlr-mask": ALL_REPORTS,
            "dlr-url": f"{self.setup.address('receipts', outbound=str(outgoing.id))}&{RECEIPT_ESCAPES}",
            "validity": _validity(outgoing.expires_at, datetime.now(UTC)),
            "smsc": given["smsc"],
        }
        answer = self._caller.ask(
            given["sendsms_url"], self._login | {name: said for name, said in asked.items() if said}
        )
        return self._outcome(answer, outgoing) if isinstance(answer, Response) else answer

    def check(self) -> Iterable[str]:
        """Ask sendsms for a text to nobody: it says whether it knows us. The admin's page says what is connected."""
        answer = self._caller.ask(self.setup.given["sendsms_url"], self._login)
        if not isinstance(answer, Response):
            return (f"Không gọi được smsbox của Kannel: {answer.reason}.",)
        if answer.status_code == _FORBIDDEN:
            return ("Kannel không nhận USERNAME và PASSWORD này (nhóm sendsms-user; xem cả user-allow-ip).",)
        if answer.status_code != _BAD_REQUEST:
            return (f"sendsms của Kannel trả lời HTTP {answer.status_code}.",)
        return self._connected() if self.setup.given["admin_url"] else ()

    def steps(self) -> Iterable[str]:
        """The lines of kannel.conf that hang on this line's settings; docs/carriers/kannel.md has them all."""
        yield (
            "kannel.conf, nhóm sms-service: keyword = default, max-messages = 0, omit-empty = true, "
            f'get-url = "{self.setup.address("sms")}&{ESCAPES}"'
        )
        yield "kannel.conf, nhóm smsbox: http-request-retry = 100000, http-queue-delay = 10, mo-recode = false"
        yield (
            f"kannel.conf, nhóm sendsms-user: username = {self.setup.given['username']}, max-messages = 10, "
            "concatenation = true"
        )

    def _id_of(self, outbound: int) -> str:
        return f"{self.line}-{outbound}"

    def _outcome(self, answer: Response, outgoing: Outgoing) -> Outcome:
        said = shown(answer.content[:200])[0].strip()
        if answer.status_code == _ACCEPTED:
            return Sent(self._id_of(outgoing.id))
        if answer.status_code in _OF_THE_TEXT and not said.startswith(_OF_US):
            return Refused(str(answer.status_code), said)
        if answer.status_code < SERVER_ERROR:  # a login or an address that is wrong, or no Kannel at all
            return self._refusals.later(answer)
        # A proxy between us says no such words: then nobody knows.
        is_kept_out = said.startswith(_NOT_TAKEN)
        return Later(said, AWAY_SECONDS) if is_kept_out else Unsure(f"HTTP {answer.status_code}")

    def _connected(self) -> Iterable[str]:
        given = self.setup.given
        answer = self._caller.ask(f"{given['admin_url']}/status.xml", {"password": given["admin_password"]})
        if not isinstance(answer, Response) or not answer.ok:
            return ("Không xem được trang quản trị của Kannel (status.xml).",)
        if "<gateway>" not in answer.text:
            return ("Kannel không nhận ADMIN_PASSWORD này.",)
        return () if _ONLINE.search(answer.text) else ("Kannel chưa nối được với tổng đài nhà mạng nào (smsc).",)


def _fields(webhook: Webhook, required: Patterns) -> dict[bytes, bytes] | Malformed:
    """The fields of the address: each is there, though it may be empty."""
    found = fields(pairs(webhook.query.encode(errors="replace")), required, {})
    if isinstance(found, Malformed):
        return Malformed(found.reason, NEVER_AGAIN)
    missing = b", ".join(name for name in required if name not in found).decode()
    return Malformed(f"{missing} is missing in the address", NEVER_AGAIN) if missing else found


def _text(data: bytes, charset: str) -> tuple[str, bytes | None]:
    """A text that every database keeps, and the bytes, where that lost some. What is of no known alphabet is shown as UTF-8."""
    codec = _CODECS.get(charset.upper(), "utf-8")
    text = data.decode(codec, errors="replace").replace("\0", NUL_SYMBOL)
    return text, None if text.encode(codec, errors="replace") == data else data


def _reason(said: str) -> str:
    """Why a text failed: out of the carrier's report, or out of its refusal (`NACK/0x0000000b/Invalid Destination`)."""
    found = _STAT.search(said)
    return " ".join(found.groups()) if found else said.removeprefix("NACK/").replace("/", " ")[:32]


def _validity(expires_at: datetime | None, now: datetime) -> str:
    """Whole minutes, at least one; nothing where the clocks do not agree, as in a demo."""
    seconds = (expires_at - now).total_seconds() if expires_at else 0.0
    return str(max(int(seconds // 60), 1)) if seconds > 0 else ""
