"""Fields of a verified call, each matched whole before one is believed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeAlias

from gateway.carriers.base import Malformed
from gateway.carriers.body import Pairs

Patterns: TypeAlias = Mapping[bytes, re.Pattern[bytes]]
Document: TypeAlias = Mapping[str, Any]


def fields(found: Pairs, required: Patterns, optional: Patterns) -> dict[bytes, bytes] | Malformed:
    """The fields by name; Malformed where one comes twice, lacks, or is not as it must be. Others are left as they are."""
    named = dict(found)
    if len(named) != len(found):
        return Malformed("a field comes twice")
    for name, pattern in required.items():
        if not pattern.fullmatch(named.get(name, b"")):
            return Malformed(f"{name.decode()} is not as it must be")
    for name, pattern in optional.items():
        if name in named and not pattern.fullmatch(named[name]):
            return Malformed(f"{name.decode()} is not as it must be")
    return named


def document(body: bytes) -> Document | Malformed:
    """The JSON object of a body."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return Malformed("no JSON", 400)
    return found if isinstance(found, dict) else Malformed("no JSON object", 400)


def text_at(found: Document, *path: str) -> str | None:
    """The text that stands under a path of names ("payload", "message"); None where there is none."""
    at: Any = found
    for name in path:
        at = at.get(name) if isinstance(at, dict) else None
    return at if isinstance(at, str) else None


def instant(given: str | None, zone: tzinfo | None = None) -> datetime | None:
    """An ISO time in UTC, by the `zone`'s clock where it has no offset; None for what is no such time: ours counts then."""
    try:
        moment = datetime.fromisoformat(given or "")
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (OverflowError, ValueError):
        return None
