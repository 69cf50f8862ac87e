"""Three apps that make a carrier of an Android phone: each posts JSON events, and signs them in its own way."""

from __future__ import annotations

import hmac
import json
import time
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from werkzeug.datastructures import Headers

from gateway.carriers.android import Android
from gateway.carriers.base import Webhook
from gateway.carriers.httpsms import HttpSms
from gateway.carriers.setup import Setup
from gateway.carriers.textbee import TextBee
from tests.gateway.carriers.rigs import NONE, NUMBER, OFFICER, PUBLIC_URL, Changes, Rig, is_text, webhook

SIGNING_KEY = "a key that only the phone and we know"
REFERENCE = f"7-{'0' * 16}"
ODD: dict[str, object] = {"none": None, "number": 5, "list": [], "object": {}, "yes": True}
JSON = {"Content-Type": "application/json"}


def sha256_of(content: bytes) -> str:
    return hmac.new(SIGNING_KEY.encode(), content, "sha256").hexdigest()


class PhoneRig(Rig):
    """What the three have in common."""

    line: str

    def carries(self, text: bytes) -> bool:
        return is_text(text)

    @abstractmethod
    def found(self, text: str, serial: int) -> dict[str, Any]:
        """The event of one text."""

    @abstractmethod
    def told(self, status: str) -> dict[str, Any]:
        """The event of a receipt."""

    @abstractmethod
    def headers(self, body: bytes) -> dict[str, str]:
        """The headers that prove a body."""

    @abstractmethod
    def place(self, name: str) -> tuple[str, ...]:
        """Where a field stands: id, sender or message."""

    def call(self, body: bytes) -> Webhook:
        return webhook(f"/sms/{self.line}", body, JSON | self.headers(body))

    def said(self, found: Mapping[str, Any]) -> Webhook:
        return self.call(json.dumps(found).encode())

    def text(self, text: bytes = b"BZ XA01 1234", serial: int = 1, changes: Changes = NONE) -> Webhook:
        found = self.found(text.decode(errors="surrogatepass"), serial)
        for name, value in changes.items():
            put(found, self.place(name), value.decode())
        return self.said(found)

    def sent_by(self, sender: bytes) -> Webhook:
        return self.text(changes={"sender": sender})

    def receipt(self, status: bytes, outbound: str = "7") -> Webhook:  # noqa: ARG002 - it stands in the id
        return self.said(self.told(status.decode()))

    def under(self, headers: Mapping[str, str]) -> Webhook:
        good = self.text()
        return replace(good, headers=Headers({**dict(good.headers), **headers}))  # type: ignore[call-overload]

    def wrong(self) -> dict[str, Webhook]:
        cases = {
            "no fields": self.call(b"{}"),
            "JSON list": self.call(b"[]"),
            "no JSON": self.call(b"BZ XA01 1"),
            "JSON without end": self.call(b"[" * 60_000),
            "not UTF-8": self.call(b'{"event": "\xff"}'),
            "sender no number": self.text(changes={"sender": b"+0"}),
            "id with a blank": self.text(changes={"id": b"a b"}),
            "id without an end": self.text(changes={"id": b"a" * 65}),
        }
        for name in ("id", "sender", "message"):
            for kind, value in ODD.items():
                found = self.found("BZ XA01 1", 1)
                put(found, self.place(name), value)
                cases[f"{name} is {kind}"] = self.said(found)
        return cases


def put(found: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    *outer, last = path
    at = found
    for name in outer:
        at = at[name]
    at[last] = value


class AndroidRig(PhoneRig):
    line = "android"

    def __init__(self, **given: str) -> None:
        defaults = {ask.name: ask.default or "" for ask in Android.asks}
        usual = {"api_base": "https://phone.example.org", "user": "u", "password": "p", "signing_key": SIGNING_KEY}
        self.carrier = Android(Setup("android", NUMBER, {**defaults, **usual, **given}, PUBLIC_URL))

    def headers(self, body: bytes, age: int = 0) -> dict[str, str]:
        at = str(int(time.time()) - age)
        return {"X-Signature": sha256_of(body + at.encode()), "X-Timestamp": at}

    def place(self, name: str) -> tuple[str, ...]:
        return ("payload", {"id": "messageId", "received": "receivedAt"}.get(name, name))

    def found(self, text: str, serial: int) -> dict[str, Any]:
        return {
            "deviceId": "ffffffffceb0b1db0000018e937c815b",
            "event": "sms:received",
            "id": "Ey6ECgOkVVFjz3CL48B8C",
            "payload": {
                "messageId": f"{serial:08x}",
                "message": text,
                "sender": OFFICER,
                "recipient": None,
                "simNumber": 1,
                "receivedAt": "2020-08-27T14:29:58.000+07:00",
            },
            "webhookId": "LreFUt-Z3sSq0JufY9uWB",
        }

    def told(self, status: str) -> dict[str, Any]:
        return {
            "event": f"sms:{status}",
            "payload": {"messageId": REFERENCE, "recipient": OFFICER, "reason": "no signal"},
        }

    def unproved(self) -> dict[str, Webhook]:
        good = self.text()
        return {
            "no signature": self.under({"X-Signature": ""}),
            "no time": self.under({"X-Timestamp": ""}),
            "wrong signature": self.under({"X-Signature": "0" * 64}),
            "non-ASCII signature": self.under({"X-Signature": "chữ ký"}),
            "other time": self.under({"X-Timestamp": str(int(time.time()) - 1)}),
            "time no number": self.under({"X-Timestamp": "now"}),
            "changed text": replace(good, body=good.body.replace(b"1234", b"9234")),
            "old": replace(good, headers=Headers(JSON | self.headers(good.body, 301))),
            "from the future": replace(good, headers=Headers(JSON | self.headers(good.body, -302))),
        }


class HttpSmsRig(PhoneRig):
    line = "httpsms"

    def __init__(self, **given: str) -> None:
        usual = {"api_key": "k", "signing_key": SIGNING_KEY, "api_base": "https://api.httpsms.com"}
        self.carrier = HttpSms(Setup("httpsms", NUMBER, {**usual, **given}, PUBLIC_URL))

    def token(self, key: str = SIGNING_KEY, algorithm: str = "HS256", **claims: Any) -> str:
        now = datetime.now(UTC)
        usual = {
            "aud": [f"{PUBLIC_URL}/sms/httpsms"],
            "exp": now + timedelta(minutes=10),
            "iat": now,
            "iss": "api.httpsms.com",
            "nbf": now - timedelta(minutes=10),
            "sub": "a user",
        }
        return jwt.encode(
            {name: value for name, value in {**usual, **claims}.items() if value}, key, algorithm=algorithm
        )

    def headers(self, body: bytes) -> dict[str, str]:  # noqa: ARG002 - the token does not cover it
        return {"Authorization": f"Bearer {self.token()}", "X-Event-Type": "message.phone.received"}

    def place(self, name: str) -> tuple[str, ...]:
        return ("data", {"id": "message_id", "sender": "contact", "message": "content"}.get(name, name))

    def found(self, text: str, serial: int) -> dict[str, Any]:
        data = {
            "message_id": f"32343a19-da5e-4b1b-a767-{serial:012d}",
            "user_id": "a user",
            "owner": NUMBER,
            "encrypted": False,
            "contact": OFFICER,
            "timestamp": "2020-08-27T07:29:58.123456Z",
            "content": text,
            "sim": "SIM1",
        }
        return {"specversion": "1.0", "id": "an event", "type": "message.phone.received", "data": data}

    def told(self, status: str) -> dict[str, Any]:
        event = "message.send.failed" if status == "failed" else f"message.phone.{status}"
        data = {"id": "32343a19-da5e", "owner": NUMBER, "request_id": REFERENCE, "error_message": "NO_SERVICE"}
        return {"type": event, "data": data}

    def unproved(self) -> dict[str, Webhook]:
        now = datetime.now(UTC)
        tokens = {
            "wrong key": self.token("another key that is long enough to sign with"),
            "another algorithm": self.token("a" * 64, "HS512"),
            "for another address": self.token(aud=["https://sms.example.com/sms/httpsms"]),
            "for nobody": self.token(aud=None),
            "from somebody else": self.token(iss="api.example.com"),
            "from nobody": self.token(iss=None),
            "too old": self.token(exp=now - timedelta(seconds=1)),
            "for ever": self.token(exp=None),
            "not yet": self.token(nbf=now + timedelta(minutes=1)),
            "unsigned": jwt.encode(
                {"aud": f"{PUBLIC_URL}/sms/httpsms", "iss": "api.httpsms.com"}, "", algorithm="none"
            ),
            "no token": "",
            "no JWT": "a.b",
            "non-ASCII": "chữ.ký.số",
        }
        cases = {name: self.under({"Authorization": f"Bearer {token}"}) for name, token in tokens.items()}
        return cases | {
            "no header": self.under({"Authorization": ""}),
            "another scheme": self.under({"Authorization": f"Basic {self.token()}"}),
        }


class TextBeeRig(PhoneRig):
    line = "textbee"
    brings_our_number = False

    def __init__(self, **given: str) -> None:
        usual = {
            "device_id": "d1",
            "api_key": "k",
            "signing_secret": SIGNING_KEY,
            "api_base": "https://api.textbee.dev",
        }
        self.carrier = TextBee(Setup("textbee", NUMBER, {**usual, **given}, PUBLIC_URL))

    def headers(self, body: bytes) -> dict[str, str]:
        return {"X-Signature": sha256_of(body)}

    def place(self, name: str) -> tuple[str, ...]:
        return ({"id": "smsId"}.get(name, name),)

    def found(self, text: str, serial: int) -> dict[str, Any]:
        return {
            "smsId": f"68b0000000000000{serial:08x}",
            "message": text,
            "deviceId": "d1",
            "webhookSubscriptionId": "s1",
            "webhookEvent": "MESSAGE_RECEIVED",
            "idempotencyKey": "0d9f7a1e-0000-4000-8000-000000000000",
            "sender": OFFICER,
            "receivedAt": "2020-08-27T07:29:58.000Z",
        }

    def told(self, status: str) -> dict[str, Any]:
        return {"webhookEvent": f"MESSAGE_{status.upper()}", "smsId": "s9", "smsBatchId": "b9", "errorCode": "E1"}

    def unproved(self) -> dict[str, Webhook]:
        good = self.text()
        return {
            "no signature": self.under({"X-Signature": ""}),
            "wrong signature": self.under({"X-Signature": "0" * 64}),
            "short signature": self.under({"X-Signature": good.headers.get("X-Signature", "")[:-1]}),
            "non-ASCII signature": self.under({"X-Signature": "chữ ký"}),
            "changed text": replace(good, body=good.body.replace(b"1234", b"9234")),
        }
