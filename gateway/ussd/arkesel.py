"""Arkesel: JSON whose newSession is true for the first call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.carriers.base import Malformed
from gateway.carriers.strict import Document
from gateway.ussd.base import Call, Said, call, phone
from gateway.ussd.json_dialect import JsonDialect, echoed, word


class Arkesel(JsonDialect):
    """userData is what was dialled, then one press a call."""

    def understood(self, said: Document) -> Call | Malformed:
        """Read newSession, userData, msisdn and sessionID."""
        starts, text = said.get("newSession"), word(said, "userData")
        if not isinstance(starts, bool):
            return Malformed("newSession is neither true nor false")
        pressed = self.typed_ahead(text or "") if starts else text
        return call(word(said, "sessionID"), phone(word(said, "msisdn")), pressed, starts=starts)

    def shown(self, asked: Document, said: Said) -> Mapping[str, Any]:
        """A true continueSession says that a press is waited for."""
        return {**echoed(asked, "sessionID", "userID", "msisdn"), "message": said.text, "continueSession": said.goes_on}
