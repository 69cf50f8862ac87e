"""A made-up district that reports: its campaign, what its officers text, and the webhooks that bring the texts in."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlencode

from tests.journey.officers import ACCOUNT, NUMBER, TOKEN, make_campaign, phone_of, unit_of

# Each phone is answered six times in an hour: enough of them that no answer of a run is withheld.
UNITS = 4000
PATH = "/sms/twilio"


def campaign(folder: Path) -> Path:
    """The real campaign, with as many communes and a phone for each."""
    return make_campaign(folder / "campaign", UNITS)


def sender(nth: int) -> str:
    """Whose text it is: one unit after the other."""
    return phone_of(nth % UNITS)


def text(nth: int) -> str:
    """A report that is accepted: each unit's running total rises from text to text."""
    return f"BZ {unit_of(nth % UNITS)} {100 + nth // UNITS}"


def carrier_id(nth: int) -> str:
    """Twilio's id of it."""
    return f"SM{nth:032x}"


def environment(folder: Path, port: int, redis_url: str) -> dict[str, str]:
    """The settings of a service for the district whose campaign lies in `folder`, but for its database."""
    return {
        "DATA_DIR": str(folder / f"data-{port}"),
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "REDIS_URL": redis_url,
        "CAMPAIGN": str(folder / "campaign"),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_NUMBER": NUMBER,
    }


def webhooks(port: int, which: Iterable[int], path: str = PATH) -> list[bytes]:
    """Signed HTTP requests, whole, as Twilio posts them."""
    return [_webhook(port, nth, path) for nth in which]


def _webhook(port: int, nth: int, path: str) -> bytes:
    form = {
        "ToCountry": "US",
        "ToState": "",
        "SmsMessageSid": carrier_id(nth),
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": carrier_id(nth),
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": text(nth),
        "FromCountry": "VN",
        "To": NUMBER,
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": carrier_id(nth),
        "AccountSid": ACCOUNT,
        "From": sender(nth),
        "ApiVersion": "2010-04-01",
    }
    signed = f"http://127.0.0.1:{port}{path}" + "".join(name + value for name, value in sorted(form.items()))
    body = urlencode(form).encode()
    lines = (
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8",
        f"Content-Length: {len(body)}",
        f"X-Twilio-Signature: {b64encode(hmac.digest(TOKEN.encode(), signed.encode(), 'sha1')).decode()}",
        "User-Agent: TwilioProxy/1.1",
        "Accept: */*",
        "",
        "",
    )
    return "\r\n".join(lines).encode() + body
