"""The judge of the kill test: a carrier in the test's own process, which is never killed and forgets nothing."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from random import Random

from tests.carrier_server import BREAKS_AFTER, BREAKS_BEFORE, OK, CarrierServer, Reply, _Call
from tests.journey.officers import ACCOUNT, NUMBER

# Longer than the service waits for an answer, and shorter than it waits before it asks what became of a text.
HANG_SECONDS = 3.5
FINE, HANGS_BEFORE = "fine", "hangs before"
OUTCOMES: dict[str, tuple[Reply, float]] = {
    FINE: (OK, 97),
    "breaks before": (BREAKS_BEFORE, 1),
    "breaks after": (BREAKS_AFTER, 1),
    HANGS_BEFORE: (OK, 0.5),
    "hangs after": (Reply(takes=True, pause=HANG_SECONDS), 0.5),
}


class Judge(CarrierServer):
    """Of a hundred messages it mishandles three, and of ten it sends one receipt."""

    def __init__(self, chance: Random, post: Callable[[str, dict[str, str]], None]) -> None:
        """`post` brings a receipt to its address."""
        super().__init__()
        self.RequestHandlerClass = _UnreliableCall
        self._chance = chance
        self._post = post
        self._lock = threading.Lock()
        self.outcomes: Counter[str] = Counter()

    def take(self, form: dict[str, str], **more: str) -> dict[str, str]:
        message = super().take(form, **more)
        with self._lock:
            reports = self._chance.random() < 0.1
        if reports:
            receipt = {
                "AccountSid": ACCOUNT,
                "From": NUMBER,
                "MessageSid": message["sid"],
                "MessageStatus": "delivered",
            }
            self._post(form["StatusCallback"], receipt)
        return message

    def drawn(self) -> str:
        """What becomes of the next message."""
        with self._lock:
            (drawn,) = self._chance.choices(list(OUTCOMES), [weight for _, weight in OUTCOMES.values()])
            self.outcomes[drawn] += 1
        return drawn

    def messages(self) -> dict[str, list[dict[str, str]]]:
        """What each number has got."""
        got: dict[str, list[dict[str, str]]] = {}
        for message in self.taken:
            got.setdefault(message["to"], []).append(message)
        return got


class _UnreliableCall(_Call):
    server: Judge

    def _next(self, fields: dict[str, str], otherwise: Reply) -> Reply:
        reply = super()._next(fields, otherwise)
        if otherwise is not OK:  # it is only asked for its list
            return reply
        drawn = self.server.drawn()
        if drawn == HANGS_BEFORE:
            time.sleep(HANG_SECONDS)
        return OUTCOMES[drawn][0]
