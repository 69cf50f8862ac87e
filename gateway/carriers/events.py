"""Carriers that post JSON events: texts and receipts come to one address, told apart by the event's name."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from gateway.carriers.base import Answer, Carrier, Malformed, Webhook
from gateway.carriers.strict import Document, document, text_at
from ledger.mail import Arrival, Delivery, Receipt

TAKEN = Answer(200)


class Events(Carrier):
    """A carrier of such calls. What stands in an event, each says itself."""

    event: ClassVar[str]
    """Where the event's name stands."""
    received: ClassVar[str]
    """The name of the event that brings a text."""
    deliveries: ClassVar[Mapping[str, Delivery]]
    """The names of those that say what became of one of ours."""

    def receive(self, webhook: Webhook, now: datetime) -> Arrival | Receipt | Malformed | None:
        """Read what an event tells, whichever it is."""
        said = document(webhook.body)
        if isinstance(said, Malformed):
            return said
        return self.arrival(said, now) if text_at(said, self.event) == self.received else self._became(said, now)

    def receipt(self, webhook: Webhook, now: datetime) -> Receipt | Malformed | None:
        """Read what became of a text; None for an event that tells nothing of one."""
        said = document(webhook.body)
        return said if isinstance(said, Malformed) else self._became(said, now)

    def _became(self, said: Document, now: datetime) -> Receipt | Malformed | None:
        name = text_at(said, self.event)
        if name is None:
            return Malformed(f"{self.event} is missing", 400)
        delivery = self.deliveries.get(name)
        return None if delivery is None else self.delivered(said, delivery, now)

    def answer(self, entry: Arrival | Receipt | None) -> Answer:  # noqa: ARG002 - the same for all
        """Any success will do."""
        return TAKEN

    @abstractmethod
    def arrival(self, said: Document, now: datetime) -> Arrival | Malformed:
        """Read the text out of its event."""

    @abstractmethod
    def delivered(self, said: Document, delivery: Delivery, now: datetime) -> Receipt | Malformed:
        """Read which text an event is about, that says how far it came."""
