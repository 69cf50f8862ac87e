"""`flask up` on a folder of its own, and who kills its processes."""

from __future__ import annotations

import functools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random

from settings import ROOT
from workers.parting import die_with_parent

POISON = Path(__file__).parent / "poison"
# The name of a process, with "child" for what it has forked: how often it is chosen.
VICTIMS = {
    "web": 1,
    "web child": 3,
    "intake": 2,
    "intake child": 4,
    "sending": 2,
    "sending child": 4,
    "ticker": 2,
}

FROZEN_SECONDS = 11.0


class Service:
    """The whole service, as `make run` starts it."""

    def __init__(self, folder: Path, port: int, environment: Mapping[str, str]) -> None:
        self.data_dir = folder / "data"
        self.log = folder / "service.log"
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": os.pathsep.join((str(POISON), str(ROOT))),
            "DATA_DIR": str(self.data_dir),
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            **environment,
        }
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "up"]
        self.end_seconds = 0.0
        with self.log.open("wb") as said:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=functools.partial(die_with_parent, signal.SIGTERM, parent=os.getpid()),  # noqa: PLW1509 - the child only asks the kernel
            )

    def wait_until_ready(self) -> None:
        def is_ready() -> bool:
            assert self.process.poll() is None, self.said()
            return "is ready" in self.said()

        wait_until(is_ready, 60, "ready")

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def find(self, victim: str) -> int | None:
        """The process of that name now; None where it is being replaced, or has no child."""
        name, _, child = victim.partition(" ")
        listed: dict[str, int] = json.loads((self.data_dir / "processes.json").read_text(encoding="ascii"))
        pid = listed.get(name)
        if pid not in children_of(self.process.pid):
            return None
        return pid if not child else next(iter(children_of(pid)), None)

    def living(self) -> set[int]:
        """Every process on this data folder, however it came to be."""
        return {int(path.name) for path in Path("/proc").glob("[0-9]*") if self._is_ours(path)}

    def _is_ours(self, process: Path) -> bool:
        """By what it was started with, or by where it is at work: Valkey overwrites the former with its title."""
        try:
            started_with = (process / "environ").read_bytes()
            at_work_in = (process / "cwd").readlink()
        except OSError:  # gone, a zombie, or another user's
            return False
        return f"DATA_DIR={self.data_dir}\0".encode() in started_with or at_work_in.is_relative_to(self.data_dir)

    def stop(self) -> int:
        """SIGTERM; gives the exit status."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(30)
        self.end_seconds = time.monotonic() - began
        return status

    def end(self) -> None:
        """Kill what is left, for a test that failed."""
        for pid in (self.process.pid, *self.living()):
            strike(pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def service(folder: Path, environment: Mapping[str, str]) -> Iterator[Service]:
    running = Service(folder, int(environment["PORT"]), environment)
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.end()


class Killer:
    """Kills one process after the other, Valkey thrice among them, once with its data; a worker is frozen once."""

    def __init__(self, service: Service, chance: Random, seconds: float, strikes: int) -> None:
        """`strikes` are spread over so many seconds; those at Valkey come on top."""
        self._service = service
        self._chance = chance
        self._deeds = [self._kill_any] * strikes
        for share, deed in ((0.2, self._kill_valkey), (0.4, self._freeze), (0.6, self._wipe), (0.9, self._kill_valkey)):
            self._deeds.insert(int(share * len(self._deeds)), deed)
        self._pause = seconds / len(self._deeds)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="killer")
        self._thaw: threading.Timer | None = None
        self.killed: Counter[str] = Counter()
        self.log: list[str] = []

    def start(self) -> None:
        self._thread.start()

    def join(self) -> None:
        self._thread.join()
        if self._thaw:
            self._thaw.join()

    def stop(self) -> None:
        self._stopped.set()
        self.join()

    def _run(self) -> None:
        started = time.monotonic()
        for nth, deed in enumerate(self._deeds):
            due = started + self._pause * (nth + self._chance.random())
            if self._stopped.wait(max(0.0, due - time.monotonic())):
                return
            what = deed()
            self.log.append(f"{time.monotonic() - started:5.1f} s: {what}")

    def _kill_any(self) -> str:
        """One of those that are there now: a worker has a child only while there is work."""
        while not self._stopped.is_set():
            there = [victim for victim in VICTIMS if self._service.find(victim) is not None]
            (victim,) = self._chance.choices(there, [VICTIMS[one] for one in there]) if there else [""]
            pid = self._service.find(victim) if victim else None
            if pid is not None and strike(pid, signal.SIGKILL):
                self.killed[victim] += 1
                return f"{victim} {pid}"
            time.sleep(0.01)
        return "none was left"

    def _kill_valkey(self) -> str:
        pid = self._awaited("valkey")
        self.killed["valkey"] += strike(pid, signal.SIGKILL)
        return f"valkey {pid}"

    def _wipe(self) -> str:
        pid = self._awaited("valkey")
        redis = self._service.data_dir / "redis"
        redis.rename(redis.with_name("redis-wiped"))
        self.killed["wiped valkey"] += strike(pid, signal.SIGKILL)
        return f"valkey {pid}, with all that it knew"

    def _freeze(self) -> str:
        """Stop a worker in its work, for longer than any lease lasts."""
        victim = self._chance.choice(["intake child", "sending child"])
        try:
            pid = self._awaited(victim, seconds=3)
        except TimeoutError as none:
            return str(none)
        if not strike(pid, signal.SIGSTOP):
            return f"{victim} {pid} was quicker"
        self._thaw = threading.Timer(FROZEN_SECONDS, strike, (pid, signal.SIGCONT))
        self._thaw.start()
        return f"{victim} {pid} froze"

    def _awaited(self, victim: str, seconds: float = 60) -> int:
        """Its process, as soon as there is one."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._stopped.is_set():
            pid = self._service.find(victim)
            if pid is not None:
                return pid
            time.sleep(0.005)
        raise TimeoutError(f"{victim} stays away")


def strike(pid: int, number: signal.Signals) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def children_of(pid: int) -> set[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return set()
    return {int(child) for child in listed.split()}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def wait_until(happened: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"not {what} within {seconds:.0f} s"
        time.sleep(0.05)
