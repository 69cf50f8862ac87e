"""Twilio: signed form webhooks in, its REST API out. The one file that knows Twilio."""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs

from requests import Response
from requests.auth import HTTPBasicAuth
from twilio.request_validator import (  # type: ignore[import-untyped] # annotated where it is used
    RequestValidator,
    get_signature_algorithm,
)

from gateway.carriers.base import (
    Answer,
    CannotAsk,
    Carrier,
    Finding,
    Listed,
    Malformed,
    NotFound,
    Outcome,
    Refused,
    Sent,
    Unsure,
    Webhook,
)
from gateway.carriers.body import Pairs, crowded, shown
from gateway.carriers.calling import ABOUT_US, Caller, Refusals, document, throttled, trouble, why_not
from gateway.carriers.setup import Ask, Setup
from gateway.carriers.strict import Patterns, fields
from ledger.mail import Arrival, Delivery, Outgoing, Receipt
from settings import http_url, wrong

SIGNATURE = "X-Twilio-Signature"
SIGNATURE_SETTINGS = "X-Twilio-Webhooks-Signature-Settings"
FORM = "application/x-www-form-urlencoded"

# Nothing to say: of a text/plain answer Twilio texts the body to the officer, and of an empty one nothing. TwiML would
# do as well, but then our word would travel on an HTTP answer that may be lost, or asked for twice.
TAKEN = Answer(200)

STATUSES = {
    "accepted": Delivery.SENT,
    "scheduled": Delivery.SENT,
    "queued": Delivery.SENT,
    "sending": Delivery.SENT,
    "sent": Delivery.SENT,
    "partially_delivered": Delivery.SENT,
    "delivered": Delivery.DELIVERED,
    "read": Delivery.DELIVERED,
    "undelivered": Delivery.FAILED,
    "failed": Delivery.FAILED,
    "canceled": Delivery.FAILED,
}
OPTED_OUT = "21610"
THROTTLED = "20429"
TRIAL_PREFIX = "Sent from your Twilio trial account - "
# Its clock and ours, and its dates are cut to whole seconds.
CLOCK_SKEW = timedelta(seconds=30)
PAGE_SIZE = "200"
# The most that it gives on a page, and more pages than an office fills in a week.
LONG_PAGE_SIZE = "1000"
MOST_PAGES = 10

_SID = re.compile(rb"(?:SM|MM)[0-9a-f]{32}")
# E.164, a short code, or a name of at most eleven characters.
_SENDER = re.compile(rb"\+[1-9][0-9]{6,14}|[0-9]{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ._&'-]{1,11}")
_DIGITS = re.compile(rb"[0-9]{1,3}")
_STATUS = re.compile(rb"[a-z_]{1,32}")
_OUTBOUND = re.compile(r"[0-9]{1,18}")
_OPTIONAL = {b"NumMedia": _DIGITS, b"SmsMessageSid": _SID, b"SmsSid": _SID}
# Names and values are signed with nothing between them, so a signed request can be cut anew into other fields. Who
# does that for another id or sender has to leave the true ones in some field behind it, where no honest one has them.
_TRUE_ONES = re.compile(rb"MessageSid(?:SM|MM)[0-9a-f]{32}|From\+[0-9]")
_SID_NAMES = frozenset({b"MessageSid", b"SmsMessageSid", b"OriginalRepliedMessageSid"})


def _account_sid(raw: str) -> str:
    if not re.fullmatch(r"AC[0-9a-f]{32}", raw):
        raise wrong(raw, "an account SID is AC and 32 characters of 0-9 and a-f")
    return raw


class Twilio(Carrier):
    """One Twilio number, both ways."""

    asks = (
        Ask("account_sid", _account_sid),
        Ask("auth_token"),
        Ask("api_base", http_url, "https://api.twilio.com"),
    )
    looks_every = 300.0

    def __init__(self, setup: Setup) -> None:
        """Nothing is connected yet."""
        super().__init__(setup)
        sid, token = setup.given["account_sid"], setup.given["auth_token"]
        self._key = token.encode()
        self._validator = RequestValidator(token)
        self._caller = Caller(HTTPBasicAuth(sid, token))
        self._api = setup.given["api_base"]
        self._path = f"/2010-04-01/Accounts/{sid}/Messages.json"
        self._messages = self._api + self._path
        ours = {b"MessageSid": _SID, b"AccountSid": re.compile(re.escape(sid.encode()))}
        to_us = re.compile(re.escape(self.number.encode()))
        self._text_fields = {**ours, b"To": to_us, b"From": _SENDER}
        self._receipt_fields = {**ours, b"MessageStatus": _STATUS}
        self._refusals = Refusals("Twilio", setup.line)

    def verify(self, webhook: Webhook) -> bool:
        """Check the signature over the public address and the form: docs/adr/0006-own-twilio-signature.md."""
        signature = webhook.headers.get(SIGNATURE, "")
        if not signature or not signature.isascii() or crowded(webhook.body):
            return False
        signed = dict(webhook.pairs)
        is_plain = _is_plain(webhook) and len(signed) == len(webhook.pairs)
        if is_plain and hmac.compare_digest(signature, self._signature(webhook.url, signed)):
            return True
        return self._validated(webhook, signature)

    def receive(self, webhook: Webhook, now: datetime) -> Arrival | Malformed:
        """Every field is matched whole before one is believed: a signature alone leaves room for other cuts."""
        said = _strict(webhook.pairs, self._text_fields)
        if isinstance(said, Malformed):
            return said
        if b"Body" not in said:
            return Malformed("Body is missing")
        text, raw = shown(said[b"Body"])
        return Arrival(
            line=self.line,
            carrier_id=said[b"MessageSid"].decode(),
            sender=said[b"From"].decode(),
            recipient=self.number,
            text=text,
            received_at=now,
            raw=raw,
        )

    def receipt(self, webhook: Webhook, now: datetime) -> Receipt | Malformed | None:
        """Our own number of the text stands in the address, which the signature covers."""
        said = _strict(webhook.pairs, self._receipt_fields)
        if isinstance(said, Malformed):
            return said
        delivery = STATUSES.get(said[b"MessageStatus"].decode())
        if delivery is None:  # a status that Twilio invented since; not worth a retry
            return None
        return Receipt(
            line=self.line,
            carrier_id=said[b"MessageSid"].decode(),
            delivery=delivery,
            received_at=now,
            outbound_id=_outbound_id(webhook.query),
            error=shown(said.get(b"ErrorCode", b""))[0][:32],
        )

    def answer(self, entry: Arrival | Receipt | None) -> Answer:  # noqa: ARG002 - Twilio hears the same for all
        """Never a text: an answer that rides in TwiML would be lost or doubled with the HTTP answer."""
        return TAKEN

    def send(self, outgoing: Outgoing) -> Outcome:
        """Create one message."""
        form = {
            "To": outgoing.recipient,
            "From": self.number,
            "Body": outgoing.text,
            "StatusCallback": self.setup.address("receipts", outbound=str(outgoing.id)),
        }
        answer = self._caller.post(self._messages, form)
        if isinstance(answer, Response) and answer.status_code in ABOUT_US:
            return self._refusals.later(answer)
        return _outcome(answer) if isinstance(answer, Response) else answer

    def find(self, outgoing: Outgoing, since: datetime, known: Container[str] = frozenset()) -> Finding:
        """List what went to that number: Twilio's own filter by date only knows days."""
        wanted = {"To": outgoing.recipient, "From": self.number, "PageSize": PAGE_SIZE}
        answer = self._caller.get(self._messages, wanted)
        listed = document(answer).get("messages") if isinstance(answer, Response) and answer.ok else None
        if not isinstance(listed, list):
            return CannotAsk(why_not(answer, "a list"))
        try:
            mine = [found for found in listed if self._is(found, outgoing, since - CLOCK_SKEW)]
        except (AttributeError, KeyError, TypeError, ValueError):
            return CannotAsk("a list that cannot be read")
        # The list begins with the newest; of several the first one made is the likeliest to be this row's.
        free = [found["sid"] for found in reversed(mine) if found["sid"] not in known]
        return Sent(free[0]) if free else NotFound()

    def look(self, since: datetime, now: datetime) -> Listed | CannotAsk:
        """List what came to our number, page by page, the newest first: the list is cut to days, so it ends with `since`.

        The list tells when Twilio received each text, which the webhook does not.
        """
        found: list[Arrival] = []
        first_day = f"{since.astimezone(UTC):%Y-%m-%d}"
        url, asked = self._messages, {"To": self.number, "DateSent>": first_day, "PageSize": LONG_PAGE_SIZE}
        for _ in range(MOST_PAGES):
            answer = self._caller.get(url, asked)
            page = document(answer) if isinstance(answer, Response) and answer.ok else {}
            listed = page.get("messages")
            if not isinstance(listed, list):
                return CannotAsk(why_not(answer, "a list"))
            read = [one for one in (self._listed(message, now) for message in listed) if one is not None]
            found += [one for one in read if one.sent_at is None or one.sent_at >= since]
            url, asked = self._following(page), {}
            if not url or _is_before(read, since):
                return Listed(found)
        return Listed(found, is_whole=False)

    def _following(self, page: Mapping[str, Any]) -> str:
        """The address of the next page, within our own account's messages; empty where there is none."""
        path = page.get("next_page_uri")
        return f"{self._api}{path}" if isinstance(path, str) and path.startswith(f"{self._path}?") else ""

    def _listed(self, message: object, now: datetime) -> Arrival | None:
        """A text out of the list, as the webhook would have brought it; None for what is no such text."""
        if not isinstance(message, dict):
            return None
        sid, sender, body = (str(message.get(name, "")) for name in ("sid", "from", "body"))
        is_taken = message.get("direction") == "inbound" and message.get("status") == "received"
        if not is_taken or message.get("to") != self.number or not isinstance(message.get("body"), str):
            return None
        if not _SID.fullmatch(sid.encode(errors="replace")) or not _SENDER.fullmatch(sender.encode(errors="replace")):
            return None
        text, raw = shown(body.encode(errors="surrogatepass"))
        sent_at = _moment(message.get("date_sent") or message.get("date_created"))
        return Arrival(self.line, sid, sender, self.number, text, now, sent_at, raw)

    def check(self) -> Iterable[str]:
        """Ask for one message: that needs the account and its token."""
        answer = self._caller.get(self._messages, {"PageSize": "1"})
        return trouble("Twilio", answer)

    def steps(self) -> Iterable[str]:
        """Where the webhook's address goes."""
        yield f'Twilio Console, số {self.number}, "A message comes in": Webhook, {self.setup.address("sms")}, HTTP POST.'

    def _signature(self, url: str, form: Mapping[bytes, bytes]) -> str:
        signed = url.encode() + b"".join([name + form[name] for name in sorted(form)])
        return b64encode(hmac.digest(self._key, signed, "sha1")).decode()

    def _validated(self, webhook: Webhook, signature: str) -> bool:
        """Let Twilio's own code decide whatever the short check did not: ports, other algorithms, JSON, odd bytes."""
        content: _Fields | str
        if webhook.headers.get("Content-Type", "").startswith(FORM):
            content = _Fields(webhook.pairs)
        elif "bodySHA256=" in webhook.query:
            content = webhook.body.decode(errors="replace")
        else:
            return False
        algorithm = get_signature_algorithm(webhook.headers.get(SIGNATURE_SETTINGS, ""))
        return bool(self._validator.validate(webhook.url, content, signature, algorithm))

    def _is(self, found: dict[str, Any], outgoing: Outgoing, earliest: datetime) -> bool:
        """Whether a listed message can be this row's.

        Raises AttributeError, KeyError, TypeError or ValueError for what is no message.
        """
        return (
            found.get("body") in {outgoing.text, TRIAL_PREFIX + outgoing.text}
            and found.get("from") == self.number
            and bool(_SID.fullmatch(found["sid"].encode()))
            and parsedate_to_datetime(found["date_created"]) >= earliest
        )


class _Fields(dict[str, list[str]]):
    """A form as Twilio's validator wants it, unreadable bytes replaced as every framework does."""

    def __init__(self, found: Pairs) -> None:
        super().__init__()
        for name, value in found:
            self.setdefault(name.decode(errors="replace"), []).append(value.decode(errors="replace"))

    def getlist(self, name: str) -> list[str]:
        return self[name]


def _is_plain(webhook: Webhook) -> bool:
    return webhook.headers.get("Content-Type", "").startswith(FORM) and not webhook.headers.get(SIGNATURE_SETTINGS, "")


def _strict(found: Pairs, required: Patterns) -> dict[bytes, bytes] | Malformed:
    matched = fields(found, required, _OPTIONAL)
    behind = b"".join([value if name in _SID_NAMES else name + value for name, value in found if name > b"From"])
    # Plain finds first: searching each honest text with the expression would cost as much as its signature.
    hidden = (b"MessageSid" in behind or b"From+" in behind) and _TRUE_ONES.search(behind)
    return Malformed("another message is hidden in it") if hidden else matched


def _outbound_id(query: str) -> int | None:
    given = parse_qs(query).get("outbound", [""])[0]
    return int(given) if _OUTBOUND.fullmatch(given) else None


def _outcome(answer: Response) -> Outcome:
    said = document(answer)
    if answer.ok and not answer.is_redirect:
        sid = str(said.get("sid", ""))
        return Sent(sid) if _SID.fullmatch(sid.encode(errors="replace")) else Unsure("taken without an id")
    code = str(said.get("code", answer.status_code))
    if code == THROTTLED:
        return throttled(answer)
    reason, _ = shown(str(said.get("message", answer.reason)).encode(errors="replace"))
    return Refused(code, reason[:200], opted_out=code == OPTED_OUT)


def _moment(given: object) -> datetime | None:
    """A date of Twilio's, in UTC; None for what is none: our own clock counts then."""
    try:
        moment = parsedate_to_datetime(str(given))
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (OverflowError, ValueError):
        return None


def _is_before(page: Sequence[Arrival], since: datetime) -> bool:
    """Whether a page, and so all behind it, goes back further than anybody asked."""
    return any(one.sent_at is not None and one.sent_at < since for one in page)
