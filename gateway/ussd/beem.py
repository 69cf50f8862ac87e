"""Beem: JSON with a command, and a payload that holds what was pressed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.carriers.base import Malformed
from gateway.carriers.strict import Document
from gateway.ussd.base import Call, Said, call, phone
from gateway.ussd.json_dialect import JsonDialect, echoed, word


class Beem(JsonDialect):
    """`initiate` brings what was dialled, `continue` one press, `terminate` tells that it is over."""

    def understood(self, said: Document) -> Call | Malformed:
        """Read command, msisdn, session_id and the payload's response."""
        command, payload = word(said, "command"), said.get("payload")
        starts, is_gone = command == "initiate", command == "terminate"
        if not starts and not is_gone and command != "continue":
            return Malformed("a command that is unknown")
        text = word(payload, "response")
        pressed = self.typed_ahead(text or "") if starts else "" if is_gone else text
        return call(word(said, "session_id"), phone(word(said, "msisdn")), pressed, starts=starts, is_gone=is_gone)

    def shown(self, asked: Document, said: Said) -> Mapping[str, Any]:
        """The same shape back: payload.request is the screen."""
        return {
            **echoed(asked, "msisdn", "operator", "session_id"),
            "command": "continue" if said.goes_on else "terminate",
            "payload": {**echoed(asked.get("payload"), "request_id"), "request": said.text},
        }
