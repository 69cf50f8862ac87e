"""Parts of the service, started for a benchmark as its supervisor starts them, and the databases they work on."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import settings
from console import prepare
from ledger.engine import opened
from settings import ROOT
from tests import servers

READY_SECONDS = 30.0
STOP_SECONDS = 10.0
KINDS = ("sqlite", "postgresql")

Environment = dict[str, str]
Databases = Callable[[str], str]
Web = AbstractContextManager[int]


@contextmanager
def databases(kind: str, folder: Path, environment: Environment) -> Iterator[Databases]:
    """Give what makes databases of a kind, by their names, with the campaign of `environment` loaded; it gives URLs."""
    if kind == "sqlite":
        template = folder / "template.db"
        _load(f"sqlite:///{template}", environment)
        yield lambda name: f"sqlite:///{shutil.copy(template, folder / f'{name}.db')}"
        return
    with servers.postgresql() as server:
        original = server.make()
        _load(server.url_of(original), environment)
        yield lambda name: server.url_of(server.make(original, name))


def _load(database_url: str, environment: Environment) -> None:
    configured = settings.read({**environment, "DATABASE_URL": database_url})
    prepare(configured)
    with opened(configured.database_url) as engine, engine.connect() as connection:
        if engine.dialect.name == "sqlite":  # fold the log in, so that one file is all there is to copy
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for a benchmark's data. TMPDIR moves it to the disk that is to be measured."""
    with tempfile.TemporaryDirectory(prefix="tungngo-bench-") as made:
        yield Path(made)


@contextmanager
def running(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """`python -m` with these arguments, for as long as the block lasts."""
    command = [sys.executable, "-m", *arguments]
    inherited = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    whole = {**inherited, "LOG_LEVEL": "ERROR", **environment}
    process = subprocess.Popen(
        command, cwd=ROOT, env=whole, stdout=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.communicate(timeout=STOP_SECONDS)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def web(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[int]:
    """The same for one that answers HTTP: the block begins when its port, which it gives, is open."""
    port = int(environment["PORT"])
    with running(arguments, environment):
        wait_until(lambda: _listens(port), "the web process")
        yield port


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(happened: Callable[[], bool], what: str, seconds: float = READY_SECONDS, pause: float = 0.02) -> None:
    """Raises TimeoutError where it does not happen."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: nothing within {seconds:.0f} s")
        time.sleep(pause)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
