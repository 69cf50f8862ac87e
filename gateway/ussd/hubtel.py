"""Hubtel: JSON with a Type for each call, and a Sequence that counts the presses where it sends one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.carriers.base import Malformed
from gateway.carriers.strict import Document
from gateway.ussd.base import Call, Said, call, phone
from gateway.ussd.json_dialect import JsonDialect, echoed, word

_GONE = frozenset({"release", "timeout", "hijacksession"})


class Hubtel(JsonDialect):
    """`Initiation` brings what was dialled, `Response` one press; `Release` and `Timeout` tell that it is over."""

    def understood(self, said: Document) -> Call | Malformed:
        """Read Type, Message, Mobile, SessionId and Sequence."""
        kind = (word(said, "Type") or "").lower()
        text, starts, is_gone = word(said, "Message"), kind == "initiation", kind in _GONE
        if not starts and not is_gone and kind != "response":
            return Malformed("a Type that is unknown")
        pressed = self.typed_ahead(text or "") if starts else "" if is_gone else text
        mark = word(said, "Sequence") or ""
        more = {"starts": starts, "is_gone": is_gone, "mark": mark[:64]}
        return call(word(said, "SessionId"), phone(word(said, "Mobile")), pressed, **more)

    def shown(self, asked: Document, said: Said) -> Mapping[str, Any]:
        """A Response that waits for a press, or a Release."""
        return {
            **echoed(asked, "SessionId"),
            "Type": "Response" if said.goes_on else "Release",
            "Message": said.text,
            "ClientState": "",
        }
