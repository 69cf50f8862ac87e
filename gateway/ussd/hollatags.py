"""Hollatags: everything in the address of a GET, answered by JSON of the same names."""

from __future__ import annotations

import json

from gateway.carriers.base import Answer, Malformed, Webhook
from gateway.carriers.body import pairs, shown
from gateway.carriers.strict import fields
from gateway.ussd.base import Call, Dialect, Said, call, phone
from gateway.ussd.json_dialect import echoed

_NAMES = ("session_operation", "session_msg", "session_msisdn", "session_id", "session_from", "session_type")


class Hollatags(Dialect):
    """`begin` brings what was dialled, `continue` one press, `end` tells that it is over."""

    methods = frozenset({"GET"})

    def read(self, webhook: Webhook) -> Call | Malformed:
        """Read session_operation, session_msg, session_msisdn and session_id."""
        said = _said(webhook)
        if isinstance(said, Malformed):
            return said
        operation, text = said.get("session_operation"), said.get("session_msg")
        starts, is_gone = operation == "begin", operation in {"end", "abort"}
        if not starts and not is_gone and operation != "continue":
            return Malformed("a session_operation that is unknown")
        pressed = self.typed_ahead(text or "") if starts else "" if is_gone else text
        return call(said.get("session_id"), phone(said.get("session_msisdn")), pressed, starts=starts, is_gone=is_gone)

    def answer(self, webhook: Webhook, said: Said) -> Answer:
        """session_operation says whether a press is waited for."""
        asked = _said(webhook)
        known = {} if isinstance(asked, Malformed) else asked
        body = {
            **echoed(known, "session_type", "session_id", "session_from", "session_msisdn"),
            "session_operation": "continue" if said.goes_on else "end",
            "session_msg": said.text,
        }
        return Answer(200, json.dumps(body).encode(), "application/json")


def _said(webhook: Webhook) -> dict[str, str] | Malformed:
    found = fields(pairs(webhook.query.encode()), {}, {})
    if isinstance(found, Malformed):
        return found
    return {name: shown(found[name.encode()])[0] for name in _NAMES if name.encode() in found}
