"""Africa's Talking, and those who do as it does: a form with all that was pressed, answered by CON or END."""

from __future__ import annotations

from gateway.carriers.base import Answer, Malformed, Webhook
from gateway.carriers.body import crowded, shown
from gateway.carriers.strict import fields
from gateway.ussd.base import Call, Dialect, Said, call, phone


class AfricasTalking(Dialect):
    """`text` grows by each press, parted by `*`; that of the first call is what was typed ahead."""

    repeats_all = True

    def read(self, webhook: Webhook) -> Call | Malformed:
        """Read `sessionId`, `phoneNumber` and `text`."""
        said = Malformed("too many fields") if crowded(webhook.body) else fields(webhook.pairs, {}, {})
        if isinstance(said, Malformed):
            return said
        words = {name: shown(said[name])[0] for name in (b"sessionId", b"phoneNumber", b"text") if name in said}
        text = words.get(b"text")
        return call(words.get(b"sessionId"), phone(words.get(b"phoneNumber")), text, starts=not text)

    def answer(self, webhook: Webhook, said: Said) -> Answer:  # noqa: ARG002 - the same for all
        """Plain text: anything but these two words ends the session."""
        return Answer(200, f"{'CON' if said.goes_on else 'END'} {said.text}".encode())
