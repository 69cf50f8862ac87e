"""V-COM as it posts: JSON with a checksum over who and when, but not over what."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from gateway.carriers.base import Webhook
from gateway.carriers.setup import Setup
from gateway.carriers.vcom import VCom
from tests.gateway.carriers.rigs import KEY, NONE, OFFICER, PUBLIC_URL, Changes, Rig, is_text, webhook

CODE = "7068"
GIVEN = {
    "key": KEY,
    "client_id": "demo",
    "secure_key": "5fdc57e97198o1",
    "command_code": "cskh",
    "api_base": "https://sms-api.v-com.vn",
}
SENT = 1598513398


def line(given: Mapping[str, str] = GIVEN) -> VCom:
    return VCom(Setup("vcom", CODE, {**GIVEN, **given}, PUBLIC_URL))


def checksum(*signed: str) -> str:
    return b64encode(sha256("".join(signed).encode()).digest()).decode()


class VComRig(Rig):
    def __init__(self) -> None:
        self.senders = {"84987654321": "+84987654321", "0987654321": "+84987654321"}
        self.carrier = line()

    def carries(self, text: bytes) -> bool:
        return is_text(text)

    def call(self, found: Mapping[str, Any], *, signed: bool = True) -> Webhook:
        proof = checksum(*(str(found.get(name, "")) for name in ("client_id", "request_id", "phone")),
                         GIVEN["secure_key"], str(found.get("time", "")))  # fmt: skip
        body = json.dumps({**found, **({"checksum": proof} if signed else {})}).encode()
        return webhook("/sms/vcom", body, {"Content-Type": "application/json"}, f"key={KEY}")

    def found(self, text: bytes = b"BZ XA01 1234", serial: int = 1, changes: Changes = NONE) -> dict[str, Any]:
        return {
            "type": "new",
            "client_id": "demo",
            "request_id": str(1297875831 + serial),
            "service_id": CODE,
            "command_code": "cskh",
            "message": text.decode(errors="surrogatepass"),
            "telco": "VT",
            "phone": OFFICER.removeprefix("+"),
            "time": SENT,
        } | {name: value.decode() for name, value in changes.items()}

    def text(self, text: bytes = b"BZ XA01 1234", serial: int = 1, changes: Changes = NONE) -> Webhook:
        return self.call(self.found(text, serial, changes))

    def sent_by(self, sender: bytes) -> Webhook:
        return self.text(changes={"phone": sender})

    def receipt(self, status: bytes, outbound: str = "7") -> Webhook | None:  # noqa: ARG002 - it sends none
        return None

    def unproved(self) -> dict[str, Webhook]:
        good = self.text()
        return {
            "no key": replace(good, query=""),
            "wrong key": replace(good, query="key=x"),
            "no checksum": self.call(self.found(), signed=False),
            "checksum no text": self.call({**self.found(), "checksum": 5}, signed=False),
            "wrong checksum": self.call({**self.found(), "checksum": checksum("x")}, signed=False),
            "other phone": replace(good, body=good.body.replace(b"84912345678", b"84912345679")),
            "other id": replace(good, body=good.body.replace(b"1297875832", b"1297875833")),
            "other time": replace(good, body=good.body.replace(str(SENT).encode(), b"1598513399")),
            "other client": self.text(changes={"client_id": b"someone"}),
            "no time": self.text(changes={"time": b""}),
            "time no number": self.text(changes={"time": b"today"}),
            "no JSON": replace(good, body=b"message=BZ"),
            "JSON list": replace(good, body=b"[]"),
        }

    def wrong(self) -> dict[str, Webhook]:
        without = self.found()
        del without["message"]
        return {
            "no message": self.call(without),
            "message no text": self.call({**self.found(), "message": 5}),
            "message null": self.call({**self.found(), "message": None}),
            "phone no number": self.text(changes={"phone": b"84"}),
            "id with a blank": self.text(changes={"request_id": b"a b"}),
            "id without an end": self.text(changes={"request_id": b"1" * 65}),
            "another short code": self.text(changes={"service_id": b"8088"}),
        }
