"""Kannel's smsbox: it calls by GET, with everything in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote_from_bytes
from uuid import UUID

from gateway.carriers.base import Webhook
from gateway.carriers.kannel import Kannel
from gateway.carriers.setup import Setup
from tests.gateway.carriers.rigs import KEY, NONE, NUMBER, OFFICER, PUBLIC_URL, Changes, Rig, form, webhook

DEFAULTS = {ask.name: ask.default or "" for ask in Kannel.asks}
GIVEN = {"key": KEY, "username": "tungngo", "password": "a password"}
STATUSES = {b"delivered": b"1", b"failed": b"2", b"invented": b"4", b"sent": b"8"}


def kannel(given: Mapping[str, str] = GIVEN) -> Kannel:
    return Kannel(Setup("kannel", NUMBER, {**DEFAULTS, **GIVEN, **given}, PUBLIC_URL))


class KannelRig(Rig):
    def __init__(self) -> None:
        self.carrier = kannel()

    def call(self, asked: bytes, room: str = "sms", key: str = f"key={KEY}") -> Webhook:
        """A call with this behind the key, byte for byte."""
        called = webhook(f"/{room}/kannel", b"", {"User-Agent": "Kannel/1.4.5"}, f"{key}&{asked.decode('latin-1')}")
        return replace(called, method="GET")

    def text(self, text: bytes = b"BZ XA01 1234", serial: int = 1, changes: Changes = NONE) -> Webhook:
        fields = self.fields(serial, text) | {name.encode(): value for name, value in changes.items()}
        return self.call(form([*fields.items()]))

    def fields(self, serial: int = 1, text: bytes = b"BZ XA01 1234") -> dict[bytes, bytes]:
        return {
            b"id": str(UUID(int=serial)).encode(),
            b"from": OFFICER.encode(),
            b"ts": b"1598513398",
            b"charset": b"UTF-8",
            b"udh": b"",
            b"hex": text.hex().encode(),
        }

    def sent_by(self, sender: bytes) -> Webhook:
        return self.text(changes={"from": sender})

    def odd(self, body: bytes, headers: Mapping[str, str]) -> Webhook:  # noqa: ARG002 - an address has no type
        return self.call(body)

    def receipt(self, status: bytes, outbound: str = "7", reason: bytes = b"ACK/") -> Webhook:
        said = STATUSES.get(status, status)
        return self.call(b"outbound=%b&status=%b&reason=%b" % (outbound.encode(), said, quoted(reason)), "receipts")

    def unproved(self) -> dict[str, Webhook]:
        fields = form([*self.fields().items()])
        keys = {
            "no key": "",
            "empty key": "key=",
            "wrong key": f"key={KEY}x",
            "short key": f"key={KEY[:-1]}",
            "key twice": f"key={KEY}&key={KEY}",
            "key in capitals": f"KEY={KEY}",
            "non-ASCII key": "key=kh%C3%B3a",
            "surrogate key": "key=\udc80",
        }
        cases = {name: replace(self.call(fields), query=f"{key}&{fields.decode()}") for name, key in keys.items()}
        return cases | {"too many fields": self.call(fields + b"&x" * 100)}

    def wrong(self) -> dict[str, Webhook]:
        fields = self.fields()
        changed: dict[str, Changes] = {
            "id no UUID": {"id": b"1"},
            "empty id": {"id": b""},
            "newline after id": {"id": fields[b"id"] + b"\n"},
            "id in capitals": {"id": b"ABCDEFAB" + fields[b"id"][8:]},
            "from no sender": {"from": b"+0"},
            "from Vietnamese": {"from": "Xã".encode()},
            "from empty": {"from": b""},
            "ts a date": {"ts": b"2020-08-27 07:29:58"},
            "ts in milliseconds": {"ts": b"1598513398000"},
            "charset empty": {"charset": b""},
            "half a byte of hex": {"hex": b"425"},
            "hex no hex": {"hex": b"BZ"},
        }
        missing = {
            f"no {name.decode()}": self.call(form([field for field in fields.items() if field[0] != name]))
            for name in fields
        }
        return (
            {name: self.text(changes=changes) for name, changes in changed.items()}
            | missing
            | {
                "field twice": self.call(form([*fields.items(), (b"hex", b"42")])),
                "an escape that Kannel did not know": self.call(b"id=%I&from=%p&ts=%T&charset=%C&udh=%u&hex=%e"),
            }
        )


def quoted(value: bytes) -> bytes:
    return quote_from_bytes(value, safe="").encode()
