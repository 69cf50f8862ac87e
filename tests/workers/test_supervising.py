"""`flask up` for real: it restarts whatever is killed, ends in five seconds, and leaves nothing behind, however it ends."""

from __future__ import annotations

import functools
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from settings import ROOT, read
from workers import embedded
from workers.parting import die_with_parent

pytestmark = [
    pytest.mark.kill,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc; elsewhere no kernel ends children with us"),
]

NAMES = {"valkey", "web", "intake", "sending", "ticker"}
# Asked are five seconds each; a test machine may be busy with other tests at the same time.
SECONDS_TO_BE_READY = 20
SECONDS_TO_END = 6


def until(happened: Callable[[], object], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


class Up:
    """One `flask up` on a data folder of its own, and all that came of it."""

    def __init__(self, data_dir: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.data_dir = data_dir
        self.said = data_dir.with_suffix(".log")
        self.environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "DATA_DIR": str(data_dir),
            "PORT": str(self.port),
            "TUNGNGO_DEMO": "1",
        }
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "wsgi", "up"],
                cwd=ROOT, env=self.environment, stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=functools.partial(die_with_parent, signal.SIGKILL, parent=os.getpid()),  # noqa: PLW1509 - no threads here
            )  # fmt: skip
        return self.process

    def ready(self) -> bool:
        """Whether it said so; its words are shown where it ended instead."""
        words = self.said.read_text(encoding="utf-8")
        assert self.process.poll() is None, words
        return "is ready" in words

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def processes(self) -> dict[str, int]:
        found: dict[str, int] = json.loads((self.data_dir / "processes.json").read_text(encoding="utf-8"))
        return found

    def replaced(self, name: str, victim: int) -> bool:
        """Whether another process has taken the place of `victim`."""
        return self.processes().get(name, victim) != victim

    def living(self) -> set[int]:
        """Every process that was started for this data folder, children of children included."""
        mark = f"DATA_DIR={self.data_dir}\0".encode()
        return {int(path.name) for path in Path("/proc").glob("[0-9]*") if mark in environ_of(path)}

    def children_of(self, parent: int) -> set[int]:
        listed = Path(f"/proc/{parent}/task/{parent}/children")
        return {int(pid) for pid in listed.read_text(encoding="ascii").split()} if listed.exists() else set()


def environ_of(process: Path) -> bytes:
    """What it was started with; nothing for one that is gone, a zombie, or another user's."""
    try:
        return (process / "environ").read_bytes()
    except OSError:
        return b""


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    """A service that is ready."""
    running = Up(tmp_path / "data")
    try:
        until(running.ready, SECONDS_TO_BE_READY, "not ready in time")
        yield running
    finally:
        for pid in (running.process.pid, *running.living()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        running.process.wait()


def test_whatever_is_killed_comes_back_and_all_ends_when_told(up: Up) -> None:
    assert set(up.processes()) == NAMES
    for name in sorted(NAMES):
        victim = up.processes()[name]
        os.kill(victim, signal.SIGKILL)
        until(functools.partial(up.replaced, name, victim), 10, f"{name} stayed away")
    until(up.answers, 10, "the new web process does not answer")
    (forked,) = up.children_of(up.processes()["web"])
    os.kill(forked, signal.SIGKILL)
    until(up.answers, 10, "granian did not replace its child")
    assert set(up.processes()) == NAMES

    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(SECONDS_TO_END) == 0
    assert up.living() == set()
    assert up.processes() == {}
    with socket.socket() as port:
        port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        port.bind(("127.0.0.1", up.port))


def test_the_web_process_comes_back_also_where_the_spool_cannot_be_written_any_more(up: Up) -> None:
    (up.data_dir / "spool").rmdir()
    (up.data_dir / "spool").touch()
    victim = up.processes()["web"]
    os.kill(victim, signal.SIGKILL)
    until(functools.partial(up.replaced, "web", victim), 10, "the web process stayed away")
    until(up.answers, 10, "the new web process does not answer")


def test_ctrl_c_ends_it_too(up: Up) -> None:
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(SECONDS_TO_END) == 0
    assert up.living() == set()


def test_a_killed_supervisor_leaves_nothing_and_the_next_one_starts_over_a_spoilt_valkey(up: Up) -> None:
    up.process.kill()
    up.process.wait()
    until(lambda: not up.living(), 5, "something outlived its supervisor")
    (log,) = (up.data_dir / "redis" / "appendonlydir").glob("*.incr.aof")
    log.write_bytes(b"*this is no command*" * 9)

    up.start()
    until(up.ready, SECONDS_TO_BE_READY, "not ready in time")
    until(lambda: up.processes().keys() == NAMES, 5, "not all are there")
    until(lambda: embedded.answers(read(up.environment)), 5, "Valkey does not answer")
    assert len(list(up.data_dir.glob("redis-spoilt-*"))) == 1


def test_valkeys_files_may_vanish_while_it_runs(up: Up) -> None:
    victim = up.processes()["valkey"]
    os.kill(victim, signal.SIGKILL)
    for path in sorted((up.data_dir / "redis").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (up.data_dir / "redis").rmdir()
    until(lambda: up.replaced("valkey", victim), 10, "Valkey stayed away")
    until(lambda: embedded.answers(read(up.environment)), 5, "Valkey does not answer")


def test_a_second_one_is_refused_in_plain_words(up: Up) -> None:
    other = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "up"],
        cwd=ROOT, env=up.environment, capture_output=True, text=True, check=False, timeout=SECONDS_TO_BE_READY,
    )  # fmt: skip
    assert other.returncode == 1
    assert f"It already runs on {up.data_dir} (process {up.process.pid})" in other.stderr
    assert "Traceback" not in other.stderr
    assert up.answers()


def test_a_taken_port_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = {"PATH": os.defpath, "DATA_DIR": str(tmp_path / "data"), "PORT": str(taken.getsockname()[1])}
        refused = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "up"],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=SECONDS_TO_BE_READY,
        )  # fmt: skip
    assert refused.returncode == 1
    assert "set another PORT" in refused.stderr
    assert not (tmp_path / "data" / "redis").exists()
