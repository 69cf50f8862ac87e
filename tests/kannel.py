"""A real Kannel for tests and benchmarks, set up by deploy/kannel.conf, and the two operators that it can stand before."""

from __future__ import annotations

import json
import re
import signal
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from rules.segments import is_gsm7
from settings import ROOT
from tests import peers
from tests.journey.killing import free_port, wait_until
from tests.peers import Peer

CONF = ROOT / "deploy" / "kannel.conf"
CENTRE = ROOT / "tests" / "node" / "smsc.js"
NUMBER = "8041"
KEY = "key-of-the-kannel-tests"
PASSWORD = "password-of-the-kannel-tests"
READY_SECONDS = 60.0
PART = 60
"""Characters that fit in one part of a long text, in either alphabet."""

Conf = Mapping[tuple[str, str], str]


@dataclass
class Boxes:
    """Kannel's bearerbox and smsbox, each of which can be stopped, killed and started again."""

    folder: Path
    conf: Path
    admin: int
    sendsms: int
    _running: dict[str, Peer] = field(default_factory=dict)

    def start(self, box: str) -> None:
        """Start one, and wait until it is at work."""
        command = [peers.program(box, "kannel kannel-extras"), "-v", "1", str(self.conf)]
        self._running[box] = Peer(command, self.folder / f"{box}.log")
        wait_until(lambda: self._is_at_work(box), READY_SECONDS, f"{box} at work")

    def kill(self, box: str, number: signal.Signals = signal.SIGKILL) -> None:
        """End one, without warning unless it is told otherwise."""
        self._running.pop(box).end(number)

    def end(self) -> None:
        """Kill what runs."""
        for box in list(self._running):
            self.kill(box)

    def environment(self) -> dict[str, str]:
        """How a line of ours is told of them."""
        return {
            "KANNEL_NUMBER": NUMBER,
            "KANNEL_KEY": KEY,
            "KANNEL_SENDSMS_URL": f"http://127.0.0.1:{self.sendsms}/cgi-bin/sendsms",
            "KANNEL_USERNAME": "tungngo",
            "KANNEL_PASSWORD": PASSWORD,
            "KANNEL_ADMIN_URL": f"http://127.0.0.1:{self.admin}",
            "KANNEL_ADMIN_PASSWORD": PASSWORD,
        }

    def status(self) -> str:
        """What the admin's page says; nothing while there is none."""
        url = f"http://127.0.0.1:{self.admin}/status.xml?password={PASSWORD}"
        with suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:
            return str(answer.read().decode())
        return ""

    def _is_at_work(self, box: str) -> bool:
        log = self.folder / f"{box}.log"
        assert self._running[box].process.poll() is None, log.read_text(errors="replace")[-2000:]
        return "<gateway>" in self.status() if box == "bearerbox" else "<type>smsbox</type>" in self.status()

    def waiting(self) -> int:
        """How many texts of either way are in their store: those that wait for smsbox or for the operator."""
        found = re.search(r"<storesize>(-?[0-9]+)", self.status())
        assert found, "the admin's page is away"
        return int(found[1])

    def is_connected(self) -> bool:
        """Whether the operator is there."""
        return re.search(r"<smsc>.*?<status>online", self.status(), re.DOTALL) is not None


class Centre:
    """An operator's short message centre over SMPP: GSM-7 and UCS-2, long texts in parts, receipts."""

    def __init__(self, folder: Path) -> None:
        """NoPeerError where Node or its package smpp is missing."""
        self.smsc: Conf = {}
        self.taken: set[int] = set()
        self.submitted: list[dict[str, Any]] = []
        self._listening = threading.Event()
        self._serial = count(1)
        self._peer = Peer([peers.node_module("smpp"), str(CENTRE)], folder / "centre.log", self._hear)
        assert self._listening.wait(30), "the message centre does not listen"

    def connect(self) -> None:
        """Wait to be dialled: bearerbox does that."""

    def text(self, sender: str, text: str) -> None:
        """Let a phone send one text; a long one goes in parts."""
        parts = [text[start : start + PART] for start in range(0, len(text), PART)] or [""]
        reference = next(self._serial) % 256
        for nth, part in enumerate(parts, 1):
            self.part(sender, part, (reference, len(parts), nth) if len(parts) > 1 else None)

    def part(self, sender: str, text: str, part: tuple[int, int, int] | None = None) -> None:
        """Let a phone send one segment; `part` is reference, parts and which of them it is."""
        udh = "050003" + bytes(part).hex() if part else ""
        coding = 0 if is_gsm7(text) else 8
        self._say(**{"from": sender.lstrip("+"), "to": NUMBER, "text": text, "coding": coding, "udh": udh})

    def _say(self, **what: Any) -> None:
        self._peer.say(json.dumps({"deliver": next(self._serial), **what}))

    def answer(self, *statuses: int, stat: str = "") -> None:
        """What the next submissions hear, and what all receipts say from now on."""
        self._peer.say(json.dumps({"answer": statuses, "stat": stat}))

    def got(self) -> dict[str, list[str]]:
        """Whole texts by phone: parts are joined as a phone does it."""
        whole: dict[str, list[str]] = {}
        parts: dict[tuple[str, str], dict[int, str]] = {}
        for one in list(self.submitted):
            header = bytes.fromhex(one["udh"])
            if not header:
                whole.setdefault(f"+{one['to']}", []).append(one["text"])
                continue
            reference, total, nth = header[2:5]
            came = parts.setdefault((one["to"], f"{reference}"), {})
            came[nth] = one["text"]
            if len(came) == total:
                whole.setdefault(f"+{one['to']}", []).append("".join(came[at] for at in sorted(came)))
                del parts[one["to"], f"{reference}"]
        return whole

    def end(self) -> None:
        """Hang up."""
        self._peer.end()

    def _hear(self, line: str) -> None:
        event: dict[str, Any] = json.loads(line) if line.startswith("{") else {}
        if "listening" in event:
            self.smsc = {("smsc", "host"): "127.0.0.1", ("smsc", "port"): str(event["listening"])}
            self._listening.set()
        if "taken" in event:
            self.taken.add(event["taken"])
        if "submitted" in event:
            self.submitted.append({**event["submitted"], "at": time.monotonic()})


class Fake:
    """Kannel's own fakesmsc, which reads texts from its input and logs those that it gets."""

    _GOT = re.compile(r"Got message [0-9]+: <(\S+) (\S+) (\S+) (.*)>$")

    def __init__(self, folder: Path) -> None:
        """NoPeerError where it is missing."""
        self._program = peers.program("fakesmsc", "kannel kannel-extras")
        self._log = folder / "fakesmsc.log"
        self._port = free_port()
        self._peer: Peer | None = None
        self._got: list[tuple[str, str]] = []
        self.smsc: Conf = {
            ("smsc", "smsc"): "fake",
            ("smsc", "port"): str(self._port),
            ("smsc", "connect-allow-ip"): "127.0.0.1",
        }

    def connect(self) -> None:
        """Dial in: bearerbox listens for it."""
        # Its input is read unbuffered, else the second of two lines waits for a third.
        command = ["stdbuf", "-i0", self._program, "-H", "127.0.0.1", "-r", str(self._port), "-i", "0.001", "-v", "0"]
        self._peer = Peer(command, self._log, self._hear)

    def text(self, sender: str, text: str) -> None:
        """Let a phone send one text."""
        assert self._peer
        self._peer.say(f"{sender} {NUMBER} text {text}")

    def got(self) -> dict[str, list[str]]:
        """What each phone has got."""
        whole: dict[str, list[str]] = {}
        for number, text in list(self._got):
            whole.setdefault(number, []).append(text)
        return whole

    def end(self) -> None:
        """Hang up."""
        if self._peer:
            self._peer.end()

    def _hear(self, line: str) -> None:
        found = self._GOT.search(line)
        if found:
            _, number, kind, content = found.groups()
            data = unquote_to_bytes(content.replace("+", " "))
            self._got.append((number, data.decode("utf-16-be") if kind == "ucs-2" else content))


@contextmanager
def kannel(folder: Path, operator: Centre | Fake, web_port: int) -> Iterator[Boxes]:
    """Kannel between that operator and a service on `web_port`, at work when the block begins."""
    spool = folder / "kannel-spool"
    spool.mkdir()
    admin, smsbox, sendsms = free_port(), free_port(), free_port()
    settings: Conf = {
        ("core", "admin-port"): str(admin),
        ("core", "status-password"): PASSWORD,
        ("core", "smsbox-port"): str(smsbox),
        ("core", "store-location"): str(spool),
        ("core", "sms-combine-concatenated-mo-timeout"): "2",
        ("smsc", "throughput"): "1000",
        ("smsc", "reconnect-delay"): "1",
        ("smsbox", "sendsms-port"): str(sendsms),
        ("smsbox", "http-queue-delay"): "1",
        ("sendsms-user", "password"): PASSWORD,
        **operator.smsc,
    }
    text = CONF.read_text(encoding="utf-8").replace("https://sms.example.org", f"http://127.0.0.1:{web_port}")
    conf = folder / "kannel.conf"
    conf.write_text(configured(text.replace("change-me-16-letters", KEY), settings), encoding="utf-8")
    boxes = Boxes(folder, conf, admin, sendsms)
    try:
        boxes.start("bearerbox")
        operator.connect()
        boxes.start("smsbox")
        wait_until(boxes.is_connected, READY_SECONDS, "connected")
        yield boxes
    finally:
        operator.end()
        boxes.end()


def configured(conf: str, changes: Conf) -> str:
    """A kannel.conf with other values; what is not in its group is added to it."""
    left = dict(changes)
    lines: list[str] = []
    group = ""
    for line in [*conf.splitlines(), ""]:
        name, _, value = (part.strip() for part in line.partition("="))
        if not name:
            lines += [f"{added} = {left.pop((group, added))}" for of, added in list(left) if of == group]
        group = value if name == "group" else group if name else ""
        lines.append(f"{name} = {left.pop((group, name))}" if (group, name) in left else line)
    assert not left, f"deploy/kannel.conf has no group for {left}"
    return "\n".join(lines)
