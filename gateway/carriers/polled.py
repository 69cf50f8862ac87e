"""Carriers that call nobody: their own store is looked into, every few seconds, for what came and what became of ours."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from gateway.carriers.base import Answer, Carrier, Malformed, Webhook
from ledger.mail import Arrival, Receipt

NOBODY_CALLS = Malformed("this carrier calls nobody")


class Polled(Carrier):
    """A carrier whose texts and receipts come through `look` alone; `done` takes them out of its store."""

    methods = frozenset[str]()
    is_called_back = False
    looks_every: ClassVar[float | None] = 2.0

    def verify(self, webhook: Webhook) -> bool:  # noqa: ARG002 - whoever calls is somebody else
        """Nothing that calls is the carrier."""
        return False

    def receive(self, webhook: Webhook, now: datetime) -> Malformed:  # noqa: ARG002
        """Nothing is read out of a call."""
        return NOBODY_CALLS

    def receipt(self, webhook: Webhook, now: datetime) -> Malformed:  # noqa: ARG002
        """Nothing is read out of a call."""
        return NOBODY_CALLS

    def answer(self, entry: Arrival | Receipt | None) -> Answer:  # noqa: ARG002
        """Nobody hears it."""
        return Answer(403)
