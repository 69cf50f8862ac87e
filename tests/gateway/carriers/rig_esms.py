"""eSMS.vn as it calls: all in the address, signed with MD5 over some of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import md5

from gateway.carriers.base import Webhook
from gateway.carriers.esms import ESms
from gateway.carriers.setup import Setup
from tests.gateway.carriers.rigs import KEY, NONE, OFFICER, PUBLIC_URL, Changes, Fields, Rig, form, webhook

CODE = "8041"
GIVEN = {
    "key": KEY,
    "cpid": "42",
    "private_key": "a private key",
    "api_key": "an api key",
    "secret_key": "a secret key",
    "sms_type": "8",
    "brandname": "",
    "api_base": "https://rest.esms.vn",
}
COUNTS = {b"sent": (b"0", b"0"), b"delivered": (b"1", b"0"), b"failed": (b"0", b"1")}


def line(given: Mapping[str, str] = GIVEN) -> ESms:
    return ESms(Setup("esms", CODE, {**GIVEN, **given}, PUBLIC_URL))


class ESmsRig(Rig):
    def __init__(self) -> None:
        self.senders = {"84987654321": "+84987654321", "0987654321": "+84987654321"}
        self.carrier = line()

    def call(self, fields: Fields, room: str = "sms", key: str = f"key={KEY}") -> Webhook:
        query = "&".join(part for part in (key, form(fields).decode()) if part)
        return replace(webhook(f"/{room}/esms", b"", {}, query), method="GET")

    def fields(self, text: bytes = b"BZ XA01 1234", serial: int = 1, changes: Changes = NONE) -> dict[bytes, bytes]:
        return {
            b"sender": OFFICER.removeprefix("+").encode(),
            b"content": text,
            b"serviceNumber": CODE.encode(),
            b"keyword": b"BZ",
            b"cpid": b"42",
            b"smsid": b"dc712784-9c5f-4c69-b9a8-%012d" % serial,
            b"receiverTime": b"20200827142958",
        } | {name.encode(): value for name, value in changes.items()}

    def signed(self, fields: dict[bytes, bytes], key: str = f"key={KEY}") -> Webhook:
        content = b"".join(fields.get(name, b"") for name in (b"cpid", b"smsid", b"content", b"receiverTime"))
        sign = md5(content + GIVEN["private_key"].encode(), usedforsecurity=False).hexdigest().encode()
        return self.call([*fields.items(), (b"sign", sign)], key=key)

    def text(self, text: bytes = b"BZ XA01 1234", serial: int = 1, changes: Changes = NONE) -> Webhook:
        return self.signed(self.fields(text, serial, changes))

    def sent_by(self, sender: bytes) -> Webhook:
        return self.text(changes={"sender": sender})

    def receipt(self, status: bytes, outbound: str = "7") -> Webhook | None:
        if status not in COUNTS:
            return None
        success, failed = COUNTS[status]
        counted = [(b"SMSID", b"dc712784-9c5f"), (b"SendFailed", failed), (b"SendStatus", b"5")]
        more = [(b"SendSuccess", success), (b"TotalReceiver", b"1"), (b"phonenumber", b"0912345678")]
        return self.call([(b"outbound", outbound.encode()), *counted, *more], "receipts")

    def odd(self, body: bytes, headers: Mapping[str, str]) -> Webhook:  # noqa: ARG002 - it has no body
        return replace(self.text(), query=body.decode(errors="surrogateescape"))

    def unproved(self) -> dict[str, Webhook]:
        good = self.text()
        return {
            "no key": self.signed(self.fields(), key=""),
            "wrong key": self.signed(self.fields(), key="key=x"),
            "no sign": self.call([*self.fields().items()]),
            "empty sign": self.call([*self.fields().items(), (b"sign", b"")]),
            "non-ASCII sign": self.call([*self.fields().items(), (b"sign", "chữ ký".encode())]),
            "changed text": replace(good, query=good.query.replace("1234", "9234")),
            "changed time": replace(good, query=good.query.replace("20200827142958", "20200827142959")),
            "another partner": self.text(changes={"cpid": b"43"}),
            "too many fields": replace(good, query=good.query + "&x" * 100),
        }

    def wrong(self) -> dict[str, Webhook]:
        missing = {}
        for name in (b"sender", b"content", b"smsid", b"serviceNumber"):
            fields = self.fields()
            del fields[name]
            missing[f"no {name.decode()}"] = self.signed(fields)
        doubled = self.text()
        return missing | {
            "sender no number": self.text(changes={"sender": b"84"}),
            "sender a name": self.text(changes={"sender": b"VNPT"}),
            "id with a blank": self.text(changes={"smsid": b"a b"}),
            "time no time": self.text(changes={"receiverTime": b"today"}),
            "another short code": self.text(changes={"serviceNumber": b"8088"}),
            "field twice": replace(doubled, query=doubled.query + "&content=BZ+XA01+1234"),
        }
