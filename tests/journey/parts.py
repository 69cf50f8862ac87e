"""The service's processes, each by itself: one of them can be away for as long as a test wants."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import settings
from console import prepare
from settings import ROOT
from tests.journey.killing import wait_until
from tests.peers import Peer

ROLES = ("web", "intake", "sending", "ticker")


class Parts:
    """Web, intake, sending and ticker of one service."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """The database is made; nothing runs yet."""
        self.settings = settings.read(environment)
        self._folder = folder
        self._environment = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(ROOT), **environment}
        self._running: dict[str, Peer] = {}
        prepare(self.settings)

    def start(self, *roles: str) -> None:
        """Start these, and wait until the web process answers if it is among them."""
        for role in roles:
            command = [sys.executable, "-m", "workers", role]
            self._running[role] = Peer(command, self._folder / f"{role}.log", environment=self._environment)
        if "web" in roles:
            wait_until(self._listens, 60, "listening")

    def kill(self, *roles: str) -> None:
        """SIGKILL, for each and for what it has forked."""
        for role in roles:
            self._running.pop(role).end()

    def end(self) -> None:
        """Kill what is left."""
        self.kill(*self._running)

    def said(self) -> str:
        """What the parts have logged, the end of each."""
        return "\n".join(path.read_text(errors="replace")[-4000:] for path in self._folder.glob("*.log"))

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.settings.port)) == 0


@contextmanager
def parts(folder: Path, environment: Mapping[str, str], roles: tuple[str, ...] = ROLES) -> Iterator[Parts]:
    """A service for as long as the block lasts, with these parts at work."""
    made = Parts(folder, environment)
    try:
        made.start(*roles)
        yield made
    finally:
        made.end()
