"""How fast a line may send: a bucket of segments that fills again with time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """No more than so many segments in so many seconds."""

    segments: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """`tokens` segments may go out, as of a moment; None for a line that has not sent yet: its bucket is full."""

    tokens: float
    at: datetime | None = None


FULL = Bucket(float("inf"))


def filled(bucket: Bucket, pace: Pace, now: datetime) -> Bucket:
    """The bucket as it is now. A clock that was set back adds nothing, and takes nothing."""
    gained = 0.0 if bucket.at is None else max((now - bucket.at).total_seconds(), 0.0) * pace.segments / pace.seconds
    return Bucket(min(bucket.tokens + gained, float(pace.segments)), now)


def spent(bucket: Bucket, segments: int) -> Bucket:
    """The bucket after a text of so many segments: see `wait` before."""
    return replace(bucket, tokens=bucket.tokens - segments)


def drained(bucket: Bucket, pace: Pace, segments: int) -> timedelta:
    """How long it takes until so many segments have gone, one text after the other."""
    return timedelta(seconds=max(segments - bucket.tokens, 0.0) * pace.seconds / pace.segments)


def wait(bucket: Bucket, pace: Pace, segments: int) -> timedelta:
    """How long a text of so many segments has to wait. One longer than the whole bucket waits until that is full."""
    missing = min(segments, pace.segments) - bucket.tokens
    return timedelta(seconds=max(missing, 0.0) * pace.seconds / pace.segments)
