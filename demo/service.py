"""The service that a demo plays on: the whole of it, in a folder of its own, with a clock that is moved by hand."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import requests

import settings
from clock import Clock
from demo.script import DemoError
from gateway.bell import Bell
from gateway.carriers import CARRIERS
from gateway.lines import CONSOLE, lines
from ledger import conversation, inbound, outbound
from ledger.conversation import Said, Sent
from ledger.engine import Engine, opened, reading
from rules.campaign import Campaign
from settings import ROOT, Settings
from workers import rounds
from workers.context import Context

_MINUTE = timedelta(minutes=1)
_PATIENCE_SECONDS = 30.0
_LOOK_SECONDS = 0.05
_START_SECONDS = 30.0


@dataclass
class Service:
    """The running service, as those see it who text to it and get its texts."""

    configured: Settings
    campaign: Campaign
    engine: Engine
    clock: Clock
    _officers: requests.Session = field(default_factory=requests.Session)
    _seen: int = 0

    @property
    def _context(self) -> Context:
        """What the service's own ticker works with."""
        return Context(self.clock, self.engine, Bell(self.configured.redis_url), lines(self.configured))

    def move_to(self, minute: datetime) -> None:
        """Let it be this minute. Within it the clock runs on: who texts twice in it must not be heard in the wrong order."""
        if not minute <= self.clock.now() < minute + _MINUTE:
            self.clock.move_to(minute)

    def text(self, sender: str, words: str, sent: datetime | None) -> None:
        """A text arrives now. DemoError where the webhook does not take it."""
        url = f"{self.configured.public_url}/sms/{CONSOLE}"
        said = {"from": sender, "text": words} | ({"at": sent.isoformat()} if sent else {})
        answer = self._officers.post(url, params={"key": self.configured.console_key()}, data=said, timeout=10)
        if not answer.ok:
            raise DemoError(f"the webhook answered {answer.status_code} to {words!r}")

    def became(self, sender: str, last: int) -> list[Said]:
        """How far the last texts of a number came, the oldest of them first."""
        with reading(self.engine) as connection:
            turns = conversation.conversation(connection, self.campaign.office.code, CONSOLE, sender)
        return [one for one in turns if isinstance(one, Said)][-last:]

    def new_texts(self) -> list[Sent]:
        """What has gone out since the last look, once nothing waits and nothing is due at this moment any more.

        The ticker makes its round as it always does. DemoError where that does not come about.
        """
        until = time.monotonic() + _PATIENCE_SECONDS
        while not self._is_quiet():
            if time.monotonic() > until:
                raise DemoError(f"something still waits after {_PATIENCE_SECONDS:.0f} s")
            time.sleep(_LOOK_SECONDS)
        with reading(self.engine) as connection:
            new = conversation.left_since(connection, self.campaign.office.code, self._seen)
        self._seen = max([self._seen, *(one.id for one in new)])
        return new

    def _is_quiet(self) -> bool:
        with reading(self.engine) as connection:
            if inbound.unsettled(connection) or outbound.unsent(connection):
                return False
            return not rounds.is_anything_due(self._context, connection, self.campaign)


@contextmanager
def running(campaign: Campaign, campaign_folder: Path, data_dir: Path, start: datetime) -> Iterator[Service]:
    """The whole service, started as `make run` starts it, and ended at the end. DemoError where it does not start."""
    environment = _environment(data_dir, campaign_folder, start)
    configured = settings.read(environment)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "up"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    try:
        _wait_until_ready(configured, process)
        with opened(configured.database_url) as engine:
            yield Service(configured, campaign, engine, Clock.of(configured))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)


def _environment(data_dir: Path, campaign_folder: Path, start: datetime) -> dict[str, str]:
    """The operator's environment, but for what would reach his own data, numbers and carriers."""
    ours = ("DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "CONSOLE_KEY", "LINES_FILE")
    carriers = tuple(f"{name}_".upper() for name in CARRIERS)
    kept = {name: value for name, value in os.environ.items() if name not in ours and not name.startswith(carriers)}
    return kept | {
        "DATA_DIR": str(data_dir),
        "PORT": str(_free_port()),
        "CAMPAIGN": str(campaign_folder),
        "TUNGNGO_DEMO": "1",
        "TUNGNGO_NOW": start.isoformat(),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(configured: Settings, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(f"{configured.public_url}/healthz", timeout=1).ok:
                return
        except requests.ConnectionError:
            time.sleep(_LOOK_SECONDS)
    raise DemoError("the service did not start")
