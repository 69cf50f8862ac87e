"""A line's pace: however the texts come, no window holds more than the bucket and what flowed into it meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.breaker import LONGEST, PATIENCE, Health, failed
from rules.pacing import FULL, Bucket, Pace, filled, spent, wait

NOW = datetime(2020, 8, 27, 7, 0, tzinfo=UTC)
PHONE = Pace(30, 1800)
SECOND = timedelta(seconds=1)

paces = st.builds(Pace, st.integers(1, 200), st.integers(1, 7200))
steps = st.lists(st.tuples(st.integers(0, 3600), st.integers(1, 4)), min_size=1, max_size=80)


def sent(pace: Pace, tried: list[tuple[int, int]]) -> list[tuple[datetime, int]]:
    """The texts that went out, offered one after the other: those that had to wait are given up."""
    bucket, now, gone = FULL, NOW, []
    for pause, segments in tried:
        now += pause * SECOND
        bucket = filled(bucket, pace, now)
        if not wait(bucket, pace, segments):
            bucket = spent(bucket, segments)
            gone.append((now, segments))
    return gone


@given(paces, steps)
def test_no_window_holds_more_than_a_bucket_and_what_flowed_in(pace: Pace, tried: list[tuple[int, int]]) -> None:
    gone = sent(pace, [(pause, min(segments, pace.segments)) for pause, segments in tried])
    for first, (begin, _) in enumerate(gone):
        total = 0
        for at, segments in gone[first:]:
            total += segments
            flowed = (at - begin).total_seconds() * pace.segments / pace.seconds
            assert total <= pace.segments + flowed + 1e-6


@given(paces, st.floats(-5, 200), st.integers(1, 8))
def test_after_the_wait_there_is_room(pace: Pace, tokens: float, segments: int) -> None:
    bucket = Bucket(min(tokens, pace.segments), NOW)
    then = filled(bucket, pace, NOW + wait(bucket, pace, segments) + timedelta(microseconds=1))
    assert wait(then, pace, segments) <= timedelta(milliseconds=1)


def test_a_phone_sends_thirty_at_once_and_then_one_a_minute() -> None:
    assert len(sent(PHONE, [(0, 1)] * 40)) == 30
    assert len(sent(PHONE, [(0, 1)] * 30 + [(60, 1)] * 10)) == 40
    assert wait(Bucket(0.0, NOW), PHONE, 1) == timedelta(minutes=1)


def test_a_text_longer_than_the_bucket_waits_for_a_full_one_and_goes() -> None:
    small = Pace(2, 60)
    assert not wait(filled(FULL, small, NOW), small, 3)
    assert spent(filled(FULL, small, NOW), 3).tokens == -1


def test_a_clock_set_back_adds_nothing() -> None:
    assert filled(Bucket(3.0, NOW), PHONE, NOW - timedelta(hours=1)).tokens == 3.0


def test_a_line_is_left_alone_after_some_failures_and_then_longer_and_longer() -> None:
    health, pauses = Health(), []
    for _ in range(12):
        health = failed(health, NOW)
        pauses.append((health.down_until - NOW).total_seconds() if health.down_until else 0)
    assert pauses[:PATIENCE] == [0, 0, 15]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST.total_seconds()
    assert health.is_down(NOW)
    assert not health.is_down(NOW + LONGEST)


def test_a_carrier_that_says_when_to_come_again_is_believed_at_once() -> None:
    health = failed(Health(), NOW, asked=40 * SECOND)
    assert health.is_down(NOW + 39 * SECOND)
    assert not health.is_down(NOW + 40 * SECOND)
    assert failed(Health(), NOW, asked=timedelta(days=1)).down_until == NOW + LONGEST


def test_a_clock_set_back_leaves_no_line_alone_for_an_hour() -> None:
    assert not failed(Health(PATIENCE), NOW).is_down(NOW - timedelta(hours=1))
