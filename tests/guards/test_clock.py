"""The clock: real unless a demo moves it, and then the same for every process."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clock import Clock
from settings import ROOT, read

LETTER = datetime(2020, 8, 27, 0, 0, tzinfo=UTC)
A_MOMENT = timedelta(seconds=5)


def near(shown: datetime, expected: datetime) -> bool:
    return timedelta(0) <= shown - expected < A_MOMENT


def test_the_real_clock_is_real_and_stays() -> None:
    clock = Clock.of(read({}))
    assert near(clock.now(), datetime.now(UTC) - timedelta(seconds=1))
    with pytest.raises(RuntimeError, match="only be moved in a demo"):
        clock.move_to(LETTER)
    clock.forget()


def test_a_demo_without_a_start_shows_the_real_time_until_it_is_moved(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    assert near(clock.now(), datetime.now(UTC) - timedelta(seconds=1))
    clock.move_to(LETTER)
    assert near(clock.now(), LETTER)


def test_it_runs_on_from_its_start(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "new" / "clock", LETTER)
    first, second = clock.now(), clock.now()
    assert near(first, LETTER)
    assert first < second
    assert first.tzinfo is UTC


def test_the_first_to_come_sets_it_for_all(tmp_path: Path) -> None:
    first = Clock(tmp_path / "clock", LETTER)
    first.now()
    late = Clock(tmp_path / "clock", LETTER + timedelta(days=9))
    assert near(late.now(), LETTER)


def test_all_see_it_move_on_and_back(tmp_path: Path) -> None:
    mine, other = Clock(tmp_path / "clock", LETTER), Clock(tmp_path / "clock", LETTER)
    assert near(other.now(), LETTER)
    for day in (4, 1):
        mine.move_to(LETTER + timedelta(days=day))
        assert near(other.now(), LETTER + timedelta(days=day))


def test_another_process_shows_the_same_time(tmp_path: Path) -> None:
    environment = {"TUNGNGO_DEMO": "1", "TUNGNGO_NOW": "2020-08-27T07:00", "DATA_DIR": str(tmp_path)}
    clock = Clock.of(read(environment))
    clock.move_to(LETTER + timedelta(days=2))
    program = "from clock import Clock; from settings import read; print(Clock.of(read()).now().isoformat())"
    shown = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert near(datetime.fromisoformat(shown.stdout.strip()), LETTER + timedelta(days=2))


def test_forgetting_begins_at_the_start_again(tmp_path: Path) -> None:
    clock, other = Clock(tmp_path / "clock", LETTER), Clock(tmp_path / "clock", LETTER)
    clock.move_to(LETTER + timedelta(days=3))
    assert near(other.now(), LETTER + timedelta(days=3))
    clock.forget()
    assert near(other.now(), LETTER)


def test_nothing_is_left_beside_the_anchor(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock", LETTER)
    clock.now()
    clock.move_to(LETTER)
    assert [path.name for path in tmp_path.iterdir()] == ["clock"]
