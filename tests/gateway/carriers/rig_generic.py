"""An aggregator that posts forms, signs them, and calls its fields as it likes."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import replace

from werkzeug.datastructures import Headers

from gateway.carriers.base import Webhook
from gateway.carriers.generic import Generic
from gateway.carriers.setup import Setup
from tests.gateway.carriers.rigs import FORM, KEY, NONE, NUMBER, OFFICER, PUBLIC_URL, Changes, Rig, form, webhook

SIGNING_KEY = "what only the two of us know"
DEFAULTS = {ask.name: ask.default or "" for ask in Generic.asks}
SIGNED = {
    "key": KEY,
    "hmac_key": SIGNING_KEY,
    "hmac_time_header": "X-Time",
    "id_field": "sms_id",
    "from_field": "msisdn",
    "text_field": "content",
    "receipt_id_field": "sms_id",
    "send_url": "https://sms.example.net/send",
}


def generic(given: Mapping[str, str] = SIGNED) -> Generic:
    return Generic(Setup("generic", NUMBER, {**DEFAULTS, **given}, PUBLIC_URL))


class GenericRig(Rig):
    def __init__(self) -> None:
        self.carrier = generic()

    def call(self, body: bytes, path: str = "/sms/generic", query: str = f"key={KEY}", *, age: int = 0) -> Webhook:
        at = str(int(time.time()) - age)
        signature = hmac.new(SIGNING_KEY.encode(), body + at.encode(), "sha256").hexdigest()
        return webhook(path, body, {"Content-Type": FORM, "X-Signature": signature, "X-Time": at}, query)

    def text(self, text: bytes = b"BZ XA01 1234", serial: int = 1, changes: Changes = NONE) -> Webhook:
        fields = {b"msisdn": OFFICER.encode(), b"content": text, b"sms_id": b"%d" % serial}
        return self.call(form([*(fields | {name.encode(): value for name, value in changes.items()}).items()]))

    def sent_by(self, sender: bytes) -> Webhook:
        return self.text(changes={"msisdn": sender})

    def receipt(self, status: bytes, outbound: str = "7") -> Webhook:
        body = form([(b"sms_id", b"a-9"), (b"status", status)])
        return self.call(body, "/receipts/generic", f"key={KEY}&outbound={outbound}")

    def unproved(self) -> dict[str, Webhook]:
        good = self.text()

        def under(**changed: str) -> Webhook:
            return replace(good, headers=Headers({**dict(good.headers), **changed}))  # type: ignore[call-overload]

        return {
            "no key": replace(good, query=""),
            "empty key": replace(good, query="key="),
            "wrong key": replace(good, query=f"key={KEY}x"),
            "key twice": replace(good, query=f"key={KEY}&key={KEY}"),
            "no signature": under(**{"X-Signature": ""}),
            "wrong signature": under(**{"X-Signature": "0" * 64}),
            "non-ASCII signature": under(**{"X-Signature": "chữ ký"}),
            "changed text": replace(good, body=good.body.replace(b"1234", b"9234")),
            "other time": under(**{"X-Time": str(int(time.time()) - 1)}),
            "no time": under(**{"X-Time": ""}),
            "old": self.call(good.body, age=301),
            "from the future": self.call(good.body, age=-302),
            "too many fields": self.call(good.body + b"&x" * 100),
        }

    def wrong(self) -> dict[str, Webhook]:
        return {
            "no fields": self.call(b""),
            "no id": self.call(form([(b"msisdn", OFFICER.encode()), (b"content", b"BZ XA01 1")])),
            "no sender": self.call(form([(b"sms_id", b"1"), (b"content", b"BZ XA01 1")])),
            "no text": self.call(form([(b"sms_id", b"1"), (b"msisdn", OFFICER.encode())])),
            "id with a blank": self.text(changes={"sms_id": b"a b"}),
            "id without an end": self.text(changes={"sms_id": b"a" * 129}),
            "sender no number": self.text(changes={"msisdn": b"+0"}),
            "field twice": self.call(self.text().body + b"&content=BZ+XA01+9"),
        }


class JsonRig(GenericRig):
    """The same aggregator with JSON, whose fields lie deeper."""

    def __init__(self) -> None:
        deep = {"format": "json", "id_field": "data.id", "from_field": "data.from", "text_field": "data.body.text"}
        self.carrier = generic(SIGNED | deep | {"hmac_key": "", "time_field": "data.at"})

    def text(self, text: bytes = b"BZ XA01 1234", serial: int = 1, changes: Changes = NONE) -> Webhook:
        data = {"id": serial, "from": OFFICER, "body": {"text": text.decode()}, "at": "2020-08-27T14:29:58"}
        data |= {name: value.decode() for name, value in changes.items()}
        return self.call(json.dumps({"data": data}).encode())
