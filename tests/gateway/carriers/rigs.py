"""One rig a carrier: makes the calls that the real one makes, for the shared table of cases."""

from __future__ import annotations

import hmac
from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha1
from urllib.parse import quote_from_bytes

from werkzeug.datastructures import Headers

from gateway.carriers.base import Carrier, Webhook
from gateway.carriers.console import Console
from gateway.carriers.setup import Setup
from gateway.carriers.twilio import Twilio

PUBLIC_URL = "https://sms.example.org"
OFFICER = "+84912345678"
KEY = "a-key-of-sixteen-or-more"
ACCOUNT = {"account_sid": "AC" + "0" * 32, "auth_token": "a token", "api_base": "https://api.twilio.com"}
NUMBER = "+84900000001"
FORM = "application/x-www-form-urlencoded; charset=UTF-8"

Fields = list[tuple[bytes, bytes]]
Changes = Mapping[str, bytes]
NONE: Changes = {}


def webhook(path: str, body: bytes, headers: dict[str, str], query: str = "", remote: str = "54.172.60.1") -> Webhook:
    url = PUBLIC_URL + path + (f"?{query}" if query else "")
    return Webhook("POST", url, Headers(headers), query, body, remote)


def form(fields: Fields) -> bytes:
    return b"&".join(
        quote_from_bytes(name).encode() + b"=" + quote_from_bytes(value).encode() for name, value in fields
    )


def is_text(text: bytes) -> bool:
    """Whether JSON can carry it: letters, and half surrogates as escapes, but no other bytes."""
    try:
        text.decode(errors="surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


class Rig(ABC):
    """What a carrier needs to stand in the table."""

    carrier: Carrier
    brings_our_number = True
    """Whether a receipt carries our own number of the text; else it is found by the carrier's."""
    senders: Mapping[str, str] = {name: name for name in ("8088", "19001234", "VNPT-KT1", "A.B & C's_", "+8491234567")}
    """Who else can send, and as whom he is kept: short codes, and names where the carrier passes them on."""

    def carries(self, text: bytes) -> bool:  # noqa: ARG002 - a form carries any bytes
        """Whether such bytes can stand in this carrier's call at all."""
        return True

    @abstractmethod
    def text(self, text: bytes = b"BZ XA01 1234", serial: int = 1, changes: Changes = NONE) -> Webhook:
        """One text as the carrier hands it over; `changes` are fields in place of the usual ones."""

    @abstractmethod
    def sent_by(self, sender: bytes) -> Webhook:
        """One text of another sender."""

    @abstractmethod
    def receipt(self, status: bytes, outbound: str = "7") -> Webhook | None:
        """One delivery receipt; None where the carrier sends no such one."""

    def odd(self, body: bytes, headers: Mapping[str, str]) -> Webhook:
        """A call with anything in place of its content."""
        return replace(self.text(), body=body, headers=Headers(dict(headers)))

    @abstractmethod
    def unproved(self) -> dict[str, Webhook]:
        """A good text without a good proof, in every way that this carrier's proof can fail."""

    @abstractmethod
    def wrong(self) -> dict[str, Webhook]:
        """Well proved calls that are not what the carrier sends."""


class TwilioRig(Rig):
    def __init__(self, api_base: str = "https://api.twilio.com", public_url: str = PUBLIC_URL) -> None:
        self.carrier = Twilio(Setup("twilio", NUMBER, ACCOUNT | {"api_base": api_base}, public_url))
        self._public_url = public_url

    def fields(self, text: bytes = b"BZ XA01 1234", serial: int = 1) -> dict[bytes, bytes]:
        sid = b"SM%032x" % serial
        return {
            b"ToCountry": b"VN",
            b"SmsMessageSid": sid,
            b"NumMedia": b"0",
            b"FromCity": b"",
            b"SmsStatus": b"received",
            b"Body": text,
            b"To": NUMBER.encode(),
            b"NumSegments": b"1",
            b"MessageSid": sid,
            b"AccountSid": ACCOUNT["account_sid"].encode(),
            b"From": OFFICER.encode(),
            b"ApiVersion": b"2010-04-01",
        }

    def signed(self, fields: Fields, path: str = "/sms/twilio", query: str = "") -> Webhook:
        """Sign by the recipe of Twilio's page, byte by byte; the twilio package's own code is asked elsewhere."""
        call = webhook(path, form(fields), {"Content-Type": FORM}, query)
        call = replace(call, url=call.url.replace(PUBLIC_URL, self._public_url))
        content = call.url.encode() + b"".join(name + value for name, value in sorted(set(fields)))
        call.headers["X-Twilio-Signature"] = b64encode(hmac.new(b"a token", content, sha1).digest()).decode()  # type: ignore[index]
        return call

    def text(self, text: bytes = b"BZ XA01 1234", serial: int = 1, changes: Changes = NONE) -> Webhook:
        return self.signed(
            [*(self.fields(text, serial) | {name.encode(): value for name, value in changes.items()}).items()]
        )

    def sent_by(self, sender: bytes) -> Webhook:
        return self.text(changes={"From": sender})

    def receipt(self, status: bytes, outbound: str = "7", changes: Changes = NONE) -> Webhook:
        fields = {
            b"AccountSid": ACCOUNT["account_sid"].encode(),
            b"From": NUMBER.encode(),
            b"MessageSid": b"SM%032x" % 9,
            b"MessageStatus": status,
            b"SmsStatus": status,
            b"To": OFFICER.encode(),
        } | {name.encode(): value for name, value in changes.items()}
        return self.signed([*fields.items()], "/receipts/twilio", f"outbound={outbound}")

    def unproved(self) -> dict[str, Webhook]:
        good = self.text()
        signature = good.headers.get("X-Twilio-Signature", "")

        def under(given: str) -> Webhook:
            return replace(good, headers=Headers({"Content-Type": FORM, "X-Twilio-Signature": given}))

        return {
            "missing": replace(good, headers=Headers({"Content-Type": FORM})),
            "empty": under(""),
            "wrong": under(b64encode(bytes(20)).decode()),
            "short": under(signature[:-1]),
            "no base64": under("%%%"),
            "non-ASCII": under("chữ ký"),
            "twice": under(f"{signature},{signature}"),
            "changed text": replace(good, body=good.body.replace(b"1234", b"9234")),
            "field added": replace(good, body=good.body + b"&MediaUrl0=x"),
            "field gone": replace(good, body=good.body.replace(b"&NumMedia=0", b"")),
            "http": replace(good, url=good.url.replace("https:", "http:")),
            "other host": replace(good, url=good.url.replace("example.org", "example.com")),
            "slash more": replace(good, url=good.url + "/"),
            "query added": replace(good, url=good.url + "?a=b", query="a=b"),
            "receipt's address": replace(good, url=good.url.replace("/sms/", "/receipts/")),
            "no form": replace(good, headers=Headers({"Content-Type": "text/plain", "X-Twilio-Signature": signature})),
            "unknown algorithm": replace(
                good,
                headers=Headers(
                    {
                        "Content-Type": FORM,
                        "X-Twilio-Signature": signature,
                        "X-Twilio-Webhooks-Signature-Settings": "key=k,algorithm=MD5",
                    }
                ),
            ),
            "too many fields": self.signed([*self.fields().items(), *((b"Extra%d" % n, b"") for n in range(100))]),
        }

    def wrong(self) -> dict[str, Webhook]:
        fields = [*self.fields().items()]
        captured = self.fields()
        del captured[b"NumMedia"]
        captured[b"MessageSid"] += b"NumMedia0"
        texts = {
            "foreign To": {"To": b"+84900000002"},
            "no E.164 From": {"From": b"+0912345678"},
            "newline after From": {"From": OFFICER.encode() + b"\n"},
            "other digits in From": {"From": "+84９12345678".encode()},
            "foreign account": {"AccountSid": b"AC" + b"1" * 32},
            "capitals in MessageSid": {"MessageSid": b"SM" + b"A" * 32},
            "call's sid": {"MessageSid": b"CA" + b"0" * 32},
            "NumMedia no number": {"NumMedia": b"one"},
        }
        missing = {
            f"no {name.decode()}": self.signed([field for field in fields if field[0] != name])
            for name in (b"Body", b"From", b"To", b"MessageSid", b"AccountSid")
        }
        return (
            {name: self.text(changes=more) for name, more in texts.items()}
            | missing
            | {
                "field twice": self.signed([*fields, (b"Body", b"BZ XA01 9234")]),
                "field twice, the same": self.signed([*fields, (b"NumSegments", b"1")]),
                "cut anew for another id": self.signed([*captured.items()]),
                "no fields": self.signed([]),
            }
        )


class ConsoleRig(Rig):
    def __init__(self) -> None:
        self.carrier = Console("console", lambda: KEY)

    def call(self, fields: Fields, path: str = "/sms/console") -> Webhook:
        return webhook(path, form(fields), {"Content-Type": FORM}, f"key={KEY}", "127.0.0.1")

    def text(self, text: bytes = b"BZ XA01 1234", serial: int = 1, changes: Changes = NONE) -> Webhook:
        fields = {b"from": OFFICER.encode(), b"text": text, b"id": b"%d" % serial}
        return self.call([*(fields | {name.encode(): value for name, value in changes.items()}).items()])

    def sent_by(self, sender: bytes) -> Webhook:
        return self.text(changes={"from": sender})

    def receipt(self, status: bytes, outbound: str = "7") -> Webhook:
        fields = [(b"id", b"console-7"), (b"status", status), (b"outbound", outbound.encode())]
        return self.call(fields, "/receipts/console")

    def unproved(self) -> dict[str, Webhook]:
        good = self.text()
        forwarded = {"Content-Type": FORM, "X-Forwarded-For": "127.0.0.1"}
        return {
            "missing": replace(good, query=""),
            "empty": replace(good, query="key="),
            "wrong": replace(good, query=f"key={KEY}x"),
            "non-ASCII": replace(good, query="key=kh%C3%B3a"),
            "surrogate": replace(good, query="key=\udc80"),
            "from elsewhere": replace(good, remote="192.168.1.7"),
            "from nowhere": replace(good, remote=""),
            "through a proxy": replace(good, headers=Headers(forwarded)),
            "through a proxy by its standard": replace(good, headers=Headers({"Forwarded": "for=127.0.0.1"})),
        }

    def wrong(self) -> dict[str, Webhook]:
        def json(body: bytes) -> Webhook:
            return replace(self.text(), body=body, headers=Headers({"Content-Type": "application/json"}))

        return {
            "no from": self.call([(b"text", b"BZ XA01 1")]),
            "no text": self.call([(b"from", OFFICER.encode())]),
            "from no number": self.text(changes={"from": b"+0"}),
            "id with a blank": self.text(changes={"id": b"a b"}),
            "at no instant": self.text(changes={"at": b"today"}),
            "at without offset": self.text(changes={"at": b"2020-08-27T14:30:00"}),
            "at before all time": self.text(changes={"at": b"0001-01-01T00:00:00+14:00"}),
            "field twice": self.call([(b"from", b"8088"), (b"text", b"a"), (b"text", b"b")]),
            "too many fields": self.call([(b"f%d" % n, b"") for n in range(101)]),
            "broken JSON": json(b"{"),
            "JSON list": json(b"[1, 2]"),
            "JSON null": json(b"null"),
            "JSON nested": json(b'{"from": "8088", "text": {"a": 1}}'),
            "JSON nested without end": json(b"[" * 60_000),
            "JSON endless number": json(b'{"from": "8088", "text": ' + b"9" * 60_000 + b"}"),
            "JSON twice": json(b'{"from": "8088", "text": "a", "text": "b"}'),
            "JSON not UTF-8": json(b'{"from": "8088", "text": "\xff"}'),
        }
