"""Proofs that a call is the carrier's: compared in constant time, and only where there is something to compare."""

from __future__ import annotations

import hmac
from urllib.parse import parse_qs

from gateway.carriers.base import Webhook

# How far a signed time may be from ours: beyond that a call may be an old one, played again.
WINDOW_SECONDS = 300.0


def is_same(given: str, expected: str) -> bool:
    """Whether a proof is the expected one; an empty one never is."""
    return bool(expected) and hmac.compare_digest(given.encode(errors="replace"), expected.encode(errors="replace"))


def has_key(webhook: Webhook, key: str) -> bool:
    """Whether the address that was called carries `?key=` with the line's secret, once."""
    return is_same("\n".join(parse_qs(webhook.query).get("key", [])), key)


def is_fresh(signed_at: float, now: float) -> bool:
    """Whether a signed time (epoch seconds) is near enough to ours."""
    return abs(now - signed_at) <= WINDOW_SECONDS


def hex_hmac(key: str, content: bytes) -> str:
    """HMAC-SHA256 in small hexadecimal letters."""
    return hmac.new(key.encode(), content, "sha256").hexdigest()
