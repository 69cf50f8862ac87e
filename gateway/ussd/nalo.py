"""Nalo: JSON in capitals, whose MSGTYPE is true for the first call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.carriers.base import Malformed
from gateway.carriers.strict import Document
from gateway.ussd.base import Call, Said, call, phone
from gateway.ussd.json_dialect import JsonDialect, echoed, word


class Nalo(JsonDialect):
    """USERDATA is what was dialled, then one press a call."""

    def understood(self, said: Document) -> Call | Malformed:
        """Read MSGTYPE, USERDATA, MSISDN and SESSIONID, or where there is none the user's own session."""
        starts, text = said.get("MSGTYPE"), word(said, "USERDATA")
        if not isinstance(starts, bool):
            return Malformed("MSGTYPE is neither true nor false")
        pressed = self.typed_ahead(text or "") if starts else text
        return call(word(said, "SESSIONID"), phone(word(said, "MSISDN")), pressed, starts=starts)

    def shown(self, asked: Document, said: Said) -> Mapping[str, Any]:
        """MSGTYPE is true where a press is waited for."""
        return {**echoed(asked, "USERID", "MSISDN"), "MSG": said.text, "MSGTYPE": said.goes_on}
