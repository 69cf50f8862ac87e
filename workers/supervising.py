"""The supervisor behind `flask up`: starts everything on one machine, restarts what dies, leaves nothing behind."""

from __future__ import annotations

import fcntl
import functools
import gc
import http.client
import json
import logging
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.context import ForkProcess
from pathlib import Path
from types import FrameType
from typing import IO

from clock import Clock
from settings import Settings
from workers import embedded
from workers.embedded import CannotStartError
from workers.parting import be_called, die_with_parent, kill_group
from workers.roles import ROLES, start_logging
from workers.serving import see_to_spool

LOOK_EVERY = 0.1
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
# One that lived this long did not die of its start.
SETTLED_AFTER = 2.0
SECONDS_FOR_VALKEY = 3.0

# In this order, each with the seconds that it may take to finish before it is killed: five in all at most.
STOPPING: Sequence[tuple[tuple[str, ...], float]] = (
    (("web",), 1.5),
    (("intake", "sending"), 1.5),
    (("ticker",), 0.5),
    (("valkey",), 1.0),
)

# Told to stop, an RQ worker first ends its job and a ticker its tick: without us nobody would wait for that.
LAST_SIGNALS = {
    "web": signal.SIGTERM,
    "intake": signal.SIGKILL,
    "sending": signal.SIGKILL,
    "ticker": signal.SIGKILL,
}

# Forked, not started anew: a Python with all our rooms takes a second to load, a fork some milliseconds and little memory.
FORK = multiprocessing.get_context("fork")

log = logging.getLogger(__name__)


class Child:
    """One process that is to run until it is told to stop, and is started again when it ends by itself."""

    def __init__(
        self,
        name: str,
        run: Callable[[], object],
        *,
        last_signal: signal.Signals = signal.SIGTERM,
        before: Callable[[int], None] | None = None,
    ) -> None:
        """`run` is called in a fork of ours, `before` ahead of each start with the number of quick deaths in a row.

        `last_signal` is what the fork gets if we are killed.
        """
        self.name = name
        self._run = run
        self._last_signal = last_signal
        self._before = before
        self._process: ForkProcess | None = None
        self._started_at = 0.0
        self._start_at = 0.0
        self._quick_deaths = 0

    @property
    def pid(self) -> int | None:
        """Its process id, as long as it runs."""
        return self._process.pid if self._process and self._process.is_alive() else None

    def tend(self) -> bool:
        """Start it if it is due, note it if it ended. True where its process changed."""
        if self._process is None:
            return time.monotonic() >= self._start_at and self._start()
        if self._process.is_alive():
            return False
        self._mourn(self._process)
        return True

    def ask_to_stop(self) -> None:
        """SIGTERM, which every one of ours takes as "finish what you hold and go"."""
        if self._process:
            self._process.terminate()

    def bury(self) -> None:
        """Kill what is left of it and of the children in its group."""
        if self._process and self._process.pid:
            kill_group(self._process.pid)
            self._process.kill()  # it may not have come as far as having a group
            self._process.join()
            self._process = None

    def _start(self) -> bool:
        if self._before:
            self._before(self._quick_deaths)
        self._started_at = time.monotonic()
        self._process = FORK.Process(target=_live, args=(self.name, self._run, self._last_signal, os.getpid()))
        self._process.start()
        return True

    def _mourn(self, process: ForkProcess) -> None:
        """Clear up after a death and choose when to start again: at once at first, slower the more it is repeated."""
        if process.pid:
            kill_group(process.pid)
        self._process = None
        lived = time.monotonic() - self._started_at
        self._quick_deaths = 0 if lived > SETTLED_AFTER else self._quick_deaths + 1
        pause = min(FIRST_PAUSE * 2 ** max(0, self._quick_deaths - 1), LONGEST_PAUSE)
        self._start_at = time.monotonic() + pause
        log.warning("%s %s; it starts again in %.1f s", self.name, _ending(process.exitcode or 0), pause)


class Supervisor:
    """Everything on one machine, from an empty data folder to a service that answers."""

    def __init__(
        self, settings: Settings, prepare: Callable[[], None], *, sample: tuple[str, str] | None = None
    ) -> None:
        """Get everything in place; nothing runs yet.

        `prepare` migrates and loads, before anything looks at the database; it must leave no thread and no connection
        behind. `sample` is a sender and a text for the curl line.
        """
        self._settings = settings
        self._prepare = prepare
        self._sample = sample
        self._children = _children(settings)
        self._stopping = False
        self._ready = False

    def run(self) -> int:
        """Serve until SIGTERM or Ctrl-C; gives the exit status. Raises CannotStartError with plain words."""
        start_logging(self._settings)
        _make_data_dir(self._settings.data_dir)
        with _only_one(self._settings.data_dir):
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, self._told_to_stop)
            try:
                self._start()
                while not self._stopping:
                    self._look()
            finally:
                self._stop()
        return 0

    def processes(self) -> dict[str, int]:
        """Which processes run now, by name."""
        return {child.name: child.pid for child in self._children if child.pid}

    def _start(self) -> None:
        _refuse_taken_port(self._settings)
        see_to_spool(self._settings)
        Clock.of(self._settings).forget()
        self._settings.console_key()
        if not self._settings.external_redis_url:
            embedded.end_previous(self._settings)
            self._tend("valkey")
        self._prepare()
        deadline = time.monotonic() + SECONDS_FOR_VALKEY
        while not (self._stopping or embedded.answers(self._settings) or time.monotonic() > deadline):
            self._tend("valkey")
            time.sleep(0.02)
        if threading.active_count() > 1:
            raise RuntimeError(
                f"A fork takes no threads along: {threading.enumerate()} must start in the process that needs them."
            )
        # What is loaded by now is shared with all forks; the collector would write into it, and so copy it.
        gc.collect()
        gc.freeze()

    def _look(self) -> None:
        self._tend(*(child.name for child in self._children))
        if not self._ready and _answers_http(self._settings):
            self._ready = True
            sys.stdout.write(_welcome(self._settings, self._sample))
            sys.stdout.flush()
        time.sleep(LOOK_EVERY)

    def _tend(self, *names: str) -> None:
        changed = [child.tend() for child in self._children if child.name in names]
        if any(changed):
            _write_whole(self._settings.data_dir / "processes.json", json.dumps(self.processes()))

    def _told_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _stop(self) -> None:
        for names, seconds in STOPPING:
            leaving = [child for child in self._children if child.name in names]
            for child in leaving:
                child.ask_to_stop()
            deadline = time.monotonic() + seconds
            while any(child.pid for child in leaving) and time.monotonic() < deadline:
                time.sleep(0.02)
            for child in leaving:
                child.bury()
        _write_whole(self._settings.data_dir / "processes.json", "{}")


def _children(settings: Settings) -> list[Child]:
    children = [
        Child(name, functools.partial(role, settings), last_signal=LAST_SIGNALS[name]) for name, role in ROLES.items()
    ]
    if not settings.external_redis_url:
        command = embedded.command(settings)
        room = functools.partial(embedded.make_room, settings)
        children.insert(0, Child("valkey", functools.partial(os.execv, command[0], command), before=room))
    return children


def _live(name: str, run: Callable[[], object], last_signal: signal.Signals, parent: int) -> None:
    """The life of a fork: out of our session, so that Ctrl-C reaches it in the right order, and not without us."""
    os.setsid()
    die_with_parent(last_signal, parent=parent)
    be_called(f"tungngo-{name}")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    try:
        run()
    except CannotStartError as error:
        sys.exit(str(error))


def _make_data_dir(data_dir: Path) -> None:
    """Closed to others: it holds who reported what, from which number."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStartError(f"{data_dir} cannot be made ({error.strerror}): set another DATA_DIR.") from None
    if not os.access(data_dir, os.R_OK | os.W_OK | os.X_OK):
        raise CannotStartError(f"{data_dir} is closed to this user: change its owner, or set another DATA_DIR.")


def _only_one(data_dir: Path) -> IO[str]:
    """Hold the data folder until the file is closed. The kernel lets go of it if we are killed; our forks never hold it."""
    lock = (data_dir / "up.lock").open("a+", encoding="ascii")
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        lock.seek(0)
        other = lock.read().strip()
        lock.close()
        raise CannotStartError(
            f"It already runs on {data_dir} (process {other}): stop that one, or give this one its own DATA_DIR and PORT."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _refuse_taken_port(settings: Settings) -> None:
    """Granian shares its port, so a second listener would silently take half of the texts."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise CannotStartError(
                f"{settings.host} port {settings.port} cannot be had ({error.strerror}): set another PORT."
            ) from None


def _answers_http(settings: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(host, settings.port, timeout=0.5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _welcome(settings: Settings, sample: tuple[str, str] | None) -> str:
    here = f"http://{settings.host}:{settings.port}"
    lines = [f"Từng Ngõ is ready: {here}/"]
    if settings.demo:
        lines.append(f"  a phone in the browser:  {here}/phone")
    if sample and settings.console_key():
        sender, text = sample
        lines.append("  a text from the shell:")
        lines.append(
            f"    curl --data-urlencode 'from={sender}' --data-urlencode 'text={text}' "
            f"'{here}/sms/console?key={settings.console_key()}'"
        )
    return "\n".join([*lines, "Ctrl-C ends it.", ""])


def _ending(status: int) -> str:
    return f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"


def _write_whole(path: Path, text: str) -> None:
    """Replace a file in one step, so that a reader never sees half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)
