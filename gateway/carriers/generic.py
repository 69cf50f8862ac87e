"""An aggregator that nobody has written a carrier for: its field names, its proof and its answers are settings.

Where a field lies deeper in JSON its name is a path: `payload.message`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeAlias
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from requests import Response

from gateway.carriers.base import Answer, Carrier, Later, Malformed, Outcome, Sent, Unsure, Webhook
from gateway.carriers.body import crowded, pairs, shown
from gateway.carriers.calling import SERVER_ERROR, Caller, document, refused
from gateway.carriers.proof import has_key, hex_hmac, is_fresh, is_same
from gateway.carriers.setup import KEY, ZONE, Ask, Setup, Understand
from gateway.carriers.strict import document as json_object
from gateway.carriers.strict import instant
from gateway.numbers import sender as numbered
from ledger.mail import Arrival, Delivery, Outgoing, Receipt
from settings import http_url, wrong

Find: TypeAlias = Callable[[str], bytes | None]

FORMATS = ("form", "json", "query")

_ID = re.compile(r"[\x21-\x7e]{1,128}")
_OUTBOUND = re.compile(r"[0-9]{1,18}")
_SECONDS = re.compile(r"[0-9]{9,10}")


def _one_of(*known: str) -> Understand:
    def understand(raw: str) -> str:
        if raw not in known:
            raise wrong(raw, f"give one of {', '.join(known)}")
        return raw

    return understand


def _status(raw: str) -> str:
    if not re.fullmatch(r"[1-5][0-9]{2}", raw):
        raise wrong(raw, "give an HTTP status such as 200")
    return raw


def _pairs(raw: str) -> str:
    try:
        parse_qsl(raw, strict_parsing=True)
    except ValueError:
        raise ValueError("cannot be read: give name=value&name=value.") from None
    return raw


class Generic(Carrier):
    """Texts come as a form, JSON or a query, by POST or GET; ours go out in the same ways."""

    methods = frozenset({"GET", "POST"})
    asks = (
        KEY,
        Ask("hmac_key", default=""),
        Ask("hmac_header", default="X-Signature"),
        Ask("hmac_time_header", default=""),
        ZONE,
        Ask("format", _one_of(*FORMATS), "form"),
        Ask("id_field", default="id"),
        Ask("from_field", default="from"),
        Ask("text_field", default="text"),
        Ask("time_field", default=""),
        Ask("answer_status", _status, "200"),
        Ask("answer_body", default=""),
        Ask("answer_type", default="text/plain"),
        Ask("refusal_status", _status, "403"),
        Ask("receipt_id_field", default="id"),
        Ask("receipt_status_field", default="status"),
        Ask("receipt_sent", default="sent,accepted,queued,buffered"),
        Ask("receipt_delivered", default="delivered,DELIVRD,success"),
        Ask("receipt_failed", default="failed,undelivered,UNDELIV,REJECTD,EXPIRED,rejected,expired"),
        Ask("send_url", http_url),
        Ask("send_format", _one_of(*FORMATS), "form"),
        Ask("send_headers", _pairs, ""),
        Ask("send_fields", _pairs, ""),
        Ask("send_to_field", default="to"),
        Ask("send_text_field", default="text"),
        Ask("send_from_field", default=""),
        Ask("send_reference_field", default=""),
        Ask("send_callback_field", default=""),
        Ask("send_id_field", default="id"),
    )

    def __init__(self, setup: Setup) -> None:
        """Nothing is connected yet."""
        super().__init__(setup)
        given = setup.given
        self._zone = ZoneInfo(given["zone"])
        self._taken = Answer(int(given["answer_status"]), given["answer_body"].encode(), given["answer_type"])
        self._refused = Answer(int(given["refusal_status"]))
        self._caller = Caller(headers=dict(parse_qsl(given["send_headers"])))
        self._always = dict(parse_qsl(given["send_fields"]))
        self._deliveries = {
            word.strip().casefold(): delivery
            for name, delivery in (
                ("receipt_sent", Delivery.SENT),
                ("receipt_delivered", Delivery.DELIVERED),
                ("receipt_failed", Delivery.FAILED),
            )
            for word in given[name].split(",")
        }

    def verify(self, webhook: Webhook) -> bool:
        """The key in the address; and a signature over the body, where the aggregator makes one."""
        given = self.setup.given
        if crowded(webhook.body) or not has_key(webhook, given["key"]):
            return False
        return not given["hmac_key"] or self._is_signed(webhook)

    def _is_signed(self, webhook: Webhook) -> bool:
        """HMAC-SHA256 in hexadecimal over the raw body, with the signed time behind it where there is one."""
        given = self.setup.given
        signed_at = webhook.headers.get(given["hmac_time_header"], "") if given["hmac_time_header"] else ""
        signature = webhook.headers.get(given["hmac_header"], "").removeprefix("sha256=").lower()
        if not is_same(signature, hex_hmac(given["hmac_key"], webhook.body + signed_at.encode(errors="replace"))):
            return False
        is_timed = bool(given["hmac_time_header"])
        return not is_timed or (bool(_SECONDS.fullmatch(signed_at)) and is_fresh(int(signed_at), time.time()))

    def receive(self, webhook: Webhook, now: datetime) -> Arrival | Malformed:
        """Read the text from the fields that the settings name."""
        find = self._found(webhook)
        if isinstance(find, Malformed):
            return find
        given = self.setup.given
        text, carrier_id = find(given["text_field"]), _plain(find(given["id_field"]))
        sender = numbered(_plain(find(given["from_field"])))
        if text is None or sender is None or not _ID.fullmatch(carrier_id):
            return Malformed("id, sender or text is not as it must be", 400)
        sent_at = _instant(_plain(find(given["time_field"])), self._zone)
        kept, raw = shown(text)
        return Arrival(self.line, carrier_id, sender, self.number, kept, now, sent_at, raw)

    def receipt(self, webhook: Webhook, now: datetime) -> Receipt | Malformed | None:
        """Read what became of a text: by our own number in the address, or by the aggregator's id."""
        find = self._found(webhook)
        if isinstance(find, Malformed):
            return find
        given = self.setup.given
        carrier_id = _plain(find(given["receipt_id_field"]))
        status = _plain(find(given["receipt_status_field"]))
        ours = dict(parse_qsl(webhook.query)).get("outbound", "")
        if not _ID.fullmatch(carrier_id) or not status or (ours and not _OUTBOUND.fullmatch(ours)):
            return Malformed("id or status is not as it must be", 400)
        delivery = self._deliveries.get(status.casefold())
        if delivery is None:
            return None
        return Receipt(self.line, carrier_id, delivery, now, int(ours) if ours else None, status[:32])

    def answer(self, entry: Arrival | Receipt | None) -> Answer:  # noqa: ARG002 - the same for all
        """What the settings say."""
        return self._taken

    def refuse(self, status: int) -> Answer:
        """What the settings say, but where it is to call again."""
        return Answer(status) if status >= SERVER_ERROR else self._refused

    def send(self, outgoing: Outgoing) -> Outcome:
        """Hand one text over under the names that the settings give."""
        given = self.setup.given
        callback = self.setup.address("receipts", outbound=str(outgoing.id))
        named = {
            given["send_to_field"]: outgoing.recipient,
            given["send_text_field"]: outgoing.text,
            given["send_from_field"]: self.number,
            given["send_reference_field"]: str(outgoing.id),
            given["send_callback_field"]: callback,
        }
        answer = self._called({name: value for name, value in named.items() if name} | self._always)
        return self._outcome(answer, outgoing) if isinstance(answer, Response) else answer

    def check(self) -> Iterable[str]:
        """An aggregator of which nothing is known cannot be asked without sending something."""
        return ()

    def steps(self) -> Iterable[str]:
        """The two addresses."""
        yield f"Trang quản trị của nhà mạng, địa chỉ nhận tin đến: {self.setup.address('sms')}"
        yield f"Địa chỉ nhận báo phát: {self.setup.address('receipts')}"

    def _called(self, fields: Mapping[str, str]) -> Response | Later | Unsure:
        url, way = self.setup.given["send_url"], self.setup.given["send_format"]
        if way == "query":
            return self._caller.get(url, fields)
        return self._caller.post(url, fields) if way == "form" else self._caller.post_json(url, _nested(fields))

    def _outcome(self, answer: Response, outgoing: Outgoing) -> Outcome:
        """Taken, with the aggregator's id where it gave one; else ours."""
        if answer.ok and not answer.is_redirect:
            found = _plain(_at(document(answer), self.setup.given["send_id_field"]))
            return Sent(found if _ID.fullmatch(found) else f"{self.line}-{outgoing.id}")
        return refused(answer)

    def _found(self, webhook: Webhook) -> Find | Malformed:
        """What finds a value by its name or path."""
        if self.setup.given["format"] == "json":
            found = json_object(webhook.body)
            return found if isinstance(found, Malformed) else partial(_at, found)
        came = pairs(webhook.body if self.setup.given["format"] == "form" else webhook.query.encode(errors="replace"))
        named = {name.decode(errors="replace"): value for name, value in came}
        return named.get if len(named) == len(came) else Malformed("a field comes twice", 400)


def _at(found: Mapping[str, Any], path: str) -> bytes | None:
    at: Any = found
    for name in path.split("."):
        at = at.get(name) if isinstance(at, Mapping) else None
    is_plain = isinstance(at, str | int) and not isinstance(at, bool)
    return str(at).encode(errors="surrogatepass") if is_plain else None


def _nested(fields: Mapping[str, str]) -> dict[str, Any]:
    """Names that are paths become objects in objects."""
    whole: dict[str, Any] = {}
    for path, value in fields.items():
        at = whole
        *outer, last = path.split(".")
        for name in outer:
            at = at.setdefault(name, {})
        at[last] = value
    return whole


def _plain(value: bytes | None) -> str:
    return "" if value is None else shown(value)[0]


def _instant(given: str, zone: ZoneInfo) -> datetime | None:
    """Epoch seconds, or an ISO time, by the zone's clock where it says none. None for anything else: ours is kept."""
    return datetime.fromtimestamp(int(given), UTC) if _SECONDS.fullmatch(given) else instant(given, zone)
