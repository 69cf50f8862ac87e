"""A district of a thousand communes, what their officers text, and the carrier's hand that posts it until it is taken."""

from __future__ import annotations

import http.client
import shutil
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from settings import ROOT

CAMPAIGN = ROOT / "campaigns" / "bluezone-tan-chau"
ACCOUNT = f"AC{'5' * 32}"
TOKEN = "the-token-of-the-kill-test"
NUMBER = "+12025550142"
DEADLY = "PHAO NO"
"""What tests/journey/poison looks for."""

TAKEN = 200
GIVE_UP_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Text:
    """One text of one officer: each unit has one phone, and each phone sends one text."""

    sid: str
    sender: str
    unit: str
    body: str
    value: int | None
    """The figure that must stand in the end; None where there must be none."""

    @property
    def deadly(self) -> bool:
        return DEADLY in self.body


def make_campaign(folder: Path, communes: int) -> Path:
    """The real campaign, but with so many communes and a phone for each."""
    shutil.copytree(CAMPAIGN, folder)
    listed = (CAMPAIGN / "units.csv").read_text(encoding="utf-8").splitlines()
    offices = [line for line in listed if line.split(",")[3] not in {"commune", "loudspeaker"}]
    units = [f"{unit_of(nth)},UBND xã {nth:04},Xa {nth:04},commune,706,," for nth in range(communes)]
    phones = [f"{phone_of(nth)},{unit_of(nth)},Cán bộ {nth:04},reporter" for nth in range(communes)]
    (folder / "units.csv").write_text("\n".join([*offices, *units, ""]), encoding="utf-8")
    (folder / "phones.csv").write_text("\n".join(["number,unit,name,role", *phones, ""]), encoding="utf-8")
    return folder


def unit_of(nth: int) -> str:
    return f"XA{nth:04}"


def phone_of(nth: int) -> str:
    return f"+8490{1_000_000 + nth}"


def make_texts(chance: Random, count: int, deadly: int) -> list[Text]:
    """In the order in which they are sent; some are nonsense, and the deadly ones come early: they need three deaths."""
    texts = [_text(chance, nth) for nth in range(count)]
    chance.shuffle(texts)
    for nth in chance.sample(range(count // 4), deadly):
        was = texts[nth]
        texts[nth] = Text(was.sid, was.sender, was.unit, f"BZ {was.unit} 999 {DEADLY}", None)
    return texts


def _text(chance: Random, nth: int) -> Text:
    unit, value = unit_of(nth), chance.randrange(3000)
    said = chance.choice([f"BZ {unit} {value}", f"bz {unit.lower()} {value} may", f"BZ {value}", f"{unit} BZ: {value}"])
    is_nonsense = chance.random() < 0.03
    body = "chieu nay hop luc may gio vay em" if is_nonsense else said
    return Text(f"SM{chance.getrandbits(128):032x}", phone_of(nth), unit, body, None if is_nonsense else value)


class Hand:
    """Posts signed webhooks as Twilio does, but stubbornly: whatever it holds is taken in the end, some of it twice."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._public_url = f"http://127.0.0.1:{port}"
        self._validator = RequestValidator(TOKEN)
        self._pool = ThreadPoolExecutor(24, thread_name_prefix="hand")
        self._futures: list[Future[None]] = []
        self.answers: Counter[str] = Counter()

    def text(self, one: Text) -> None:
        """Bring one text in, beside whatever else is on the way."""
        form = {
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "Body": one.body,
            "From": one.sender,
            "FromCountry": "VN",
            "MessageSid": one.sid,
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsMessageSid": one.sid,
            "SmsSid": one.sid,
            "SmsStatus": "received",
            "To": NUMBER,
        }
        self.post(f"{self._public_url}/sms/twilio", form)

    def post(self, url: str, form: Mapping[str, str]) -> None:
        """Post a signed form, again and again until it is taken."""
        self._futures.append(self._pool.submit(self._deliver, url, form))

    def wait(self) -> None:
        """Until all is taken. Raises what went wrong."""
        while self._futures:
            self._futures.pop().result()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    def _deliver(self, url: str, form: Mapping[str, str]) -> None:
        signature: str = self._validator.compute_signature(url, form)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
        until = time.monotonic() + GIVE_UP_SECONDS
        while self._post(url.removeprefix(self._public_url), urlencode(form), headers) != TAKEN:
            assert time.monotonic() < until, f"not taken: {self.answers}"
            time.sleep(0.1)

    def _post(self, path: str, body: str, headers: Mapping[str, str]) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=15)
        try:
            connection.request("POST", path, body, dict(headers))
            status = connection.getresponse().status
            self.answers[str(status)] += 1
        except (OSError, http.client.HTTPException) as error:
            self.answers[type(error).__name__] += 1
            return 0
        else:
            return status
        finally:
            connection.close()


def send_all(hand: Hand, texts: list[Text], chance: Random, seconds: float) -> None:
    """Send the texts evenly over so many seconds; of a hundred one comes twice at once, and one again at the end."""
    started = time.monotonic()
    for nth, text in enumerate(texts):
        time.sleep(max(0.0, started + seconds * nth / len(texts) - time.monotonic()))
        hand.text(text)
        if nth % 100 == 7:
            hand.text(text)
    hand.wait()
    for text in chance.sample(texts, len(texts) // 100):
        hand.text(text)
    hand.wait()
