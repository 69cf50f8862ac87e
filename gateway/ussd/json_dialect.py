"""What the dialects that speak JSON have in common: a document whose few fields are believed one by one."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from gateway.carriers.base import Answer, Malformed, Webhook
from gateway.carriers.body import shown
from gateway.carriers.strict import Document, document
from gateway.ussd.base import Call, Dialect, Said


class JsonDialect(Dialect):
    """A dialect whose calls and answers are JSON objects."""

    def read(self, webhook: Webhook) -> Call | Malformed:
        """Read the document; which fields, each dialect says."""
        said = document(webhook.body)
        return said if isinstance(said, Malformed) else self.understood(said)

    def answer(self, webhook: Webhook, said: Said) -> Answer:
        """Answer with the call's own session and number, as far as they were texts."""
        asked = document(webhook.body)
        body = self.shown({} if isinstance(asked, Malformed) else asked, said)
        return Answer(200, json.dumps(body).encode(), "application/json")

    @abstractmethod
    def understood(self, said: Document) -> Call | Malformed:
        """Understand a document."""

    @abstractmethod
    def shown(self, asked: Document, said: Said) -> Mapping[str, Any]:
        """The document that shows a screen, in answer to one that may hold anything."""


def word(said: Any, name: str) -> str | None:
    """A text, or a whole number as a text; None for anything else."""
    value = said.get(name) if isinstance(said, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return shown(str(value).encode(errors="surrogatepass"))[0][:_LONGEST]


def echoed(said: Any, *names: str) -> dict[str, str | int]:
    """The fields of a call that its answer repeats, as they came: whole numbers, and texts of a sane length."""
    return {name: _repeated(said, name) for name in names}


def _repeated(said: Any, name: str) -> str | int:
    text, value = word(said, name) or "", said.get(name) if isinstance(said, Mapping) else None
    return value if isinstance(value, int) and text else text[:_LONGEST_ECHO]


_LONGEST = 2000
_LONGEST_ECHO = 128
