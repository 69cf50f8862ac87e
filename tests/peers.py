"""Who our tests talk to besides our own parts: found where they are installed, or named with the way to get them."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from settings import ROOT
from workers.parting import die_with_parent

NODE_MODULES = ROOT / "tests" / "node" / "node_modules"
_PLACES = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/lib/kannel/test"))


class NoPeerError(Exception):
    """Somebody whom a test needs is not installed here."""


def program(name: str, package: str) -> str:
    """Where a program is. NoPeerError with what installs it."""
    found = shutil.which(name, path=_PLACES)
    if found is None:
        raise NoPeerError(f"{name} is not here; on Debian and Ubuntu: apt install {package}")
    return found


def node_module(name: str) -> str:
    """Node, given that a package of tests/node is installed. NoPeerError with what installs them."""
    node = program("node", "nodejs npm, then make test")
    if not (NODE_MODULES / name).is_dir():
        raise NoPeerError(f"Node's package {name} is not here; make .venv/node.stamp brings it")
    return node


class Peer:
    """A program that runs beside the tests and ends with them; what it writes is heard line by line, and kept in a log."""

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        hear: Callable[[str], object] = str,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Without an `environment` it has ours."""
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=functools.partial(die_with_parent, signal.SIGKILL, parent=os.getpid()),  # noqa: PLW1509 - the child only asks the kernel
        )
        self._log = log
        self._hear = hear
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._listen, name=f"hearing {log.stem}")
        self._thread.start()

    def say(self, line: str) -> None:
        """Write one line to it."""
        assert self.process.stdin
        with self._lock:
            self.process.stdin.write(f"{line}\n".encode())
            self.process.stdin.flush()

    def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Stop it and whatever it has forked, by force unless it is told otherwise."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait(30)
        self._thread.join()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe
            pipe.close()

    def _listen(self) -> None:
        assert self.process.stdout
        with self._log.open("ab") as log:
            for line in self.process.stdout:
                log.write(line)
                log.flush()
                self._hear(line.decode(errors="replace").rstrip("\n"))
