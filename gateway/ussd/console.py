"""The console's code: dialled by the demo's phone in the browser, and by nobody over the network."""

from __future__ import annotations

from gateway.carriers.base import Answer, Malformed, Webhook
from gateway.ussd.base import Call, Dialect, Said


class Console(Dialect):
    """It has no address: who dials it is on the demo's own page."""

    asks = ()

    def verify(self, webhook: Webhook) -> bool:  # noqa: ARG002 - whoever it is
        """Nobody calls it from outside."""
        return False

    def read(self, webhook: Webhook) -> Call | Malformed:  # noqa: ARG002 - as above
        """Nothing comes to be read."""
        return Malformed("the console is dialled on the page")

    def answer(self, webhook: Webhook, said: Said) -> Answer:  # noqa: ARG002 - as above
        """The screen alone."""
        return Answer(200, said.text.encode())
