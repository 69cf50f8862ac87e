"""Africa's Talking as it calls: a plain form, with the line's key in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gateway.carriers.africastalking import AfricasTalking
from gateway.carriers.base import Webhook
from gateway.carriers.setup import Setup
from tests.gateway.carriers.rigs import FORM, KEY, NONE, NUMBER, OFFICER, PUBLIC_URL, Changes, Rig, form, webhook

GIVEN = {"key": KEY, "username": "tanchau", "api_key": "a key", "api_base": "https://api.africastalking.com"}
STATUSES = {b"sent": b"Buffered", b"delivered": b"Success", b"failed": b"Failed"}


def line(given: Mapping[str, str] = GIVEN) -> AfricasTalking:
    return AfricasTalking(Setup("africastalking", NUMBER, {**GIVEN, **given}, PUBLIC_URL))


class AfricasTalkingRig(Rig):
    brings_our_number = False

    def __init__(self) -> None:
        self.carrier = line()

    def call(self, body: bytes, room: str = "sms") -> Webhook:
        return webhook(f"/{room}/africastalking", body, {"Content-Type": FORM}, f"key={KEY}")

    def text(self, text: bytes = b"BZ XA01 1234", serial: int = 1, changes: Changes = NONE) -> Webhook:
        fields = {
            b"linkId": b"SampleLinkId123",
            b"text": text,
            b"to": NUMBER.encode(),
            b"id": b"00000000-0000-0000-0000-%012d" % serial,
            b"date": b"2020-08-27 07:29:58",
            b"from": OFFICER.encode(),
            b"networkCode": b"45201",
        }
        return self.call(form([*(fields | {name.encode(): value for name, value in changes.items()}).items()]))

    def sent_by(self, sender: bytes) -> Webhook:
        return self.text(changes={"from": sender})

    def receipt(self, status: bytes, outbound: str = "7") -> Webhook:  # noqa: ARG002 - it takes no number of ours along
        fields = [
            (b"id", b"ATXid_9"),
            (b"status", STATUSES.get(status, status)),
            (b"phoneNumber", OFFICER.encode()),
            (b"networkCode", b"45201"),
            (b"retryCount", b"0"),
        ]
        return self.call(form(fields), "receipts")

    def unproved(self) -> dict[str, Webhook]:
        good = self.text()
        return {
            "no key": replace(good, query=""),
            "empty key": replace(good, query="key="),
            "wrong key": replace(good, query=f"key={KEY[:-1]}"),
            "key twice": replace(good, query=f"key={KEY}&key=x"),
            "key in the body": replace(good, query="", body=good.body + f"&key={KEY}".encode()),
            "too many fields": replace(good, body=good.body + b"&x" * 100),
        }

    def wrong(self) -> dict[str, Webhook]:
        names = (b"text", b"id", b"from")
        fields = [(b"text", b"BZ XA01 1"), (b"id", b"1"), (b"from", OFFICER.encode())]
        missing = {f"no {name.decode()}": self.call(form([one for one in fields if one[0] != name])) for name in names}
        return missing | {
            "no fields": self.call(b""),
            "JSON": self.call(b'{"text": "BZ XA01 1"}'),
            "id with a blank": self.text(changes={"id": b"a b"}),
            "id without an end": self.text(changes={"id": b"a" * 65}),
            "from no number": self.text(changes={"from": b"+0"}),
            "from nobody": self.text(changes={"from": b""}),
            "field twice": self.call(self.text().body + b"&text=BZ+XA01+9"),
        }
