"""The load tool: many connections, one request on the way on each, in one process that the figures leave out."""

from __future__ import annotations

import re
import select
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

CONNECTIONS = 64
PATIENCE_SECONDS = 30.0
_LENGTH = re.compile(rb"content-length: ([0-9]+)", re.IGNORECASE)


@dataclass
class Load:
    """How a load went: how long it took in all, and each answer's time in seconds."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    @property
    def p99(self) -> float:
        """The time in which 99 of 100 answers came."""
        return sorted(self.latencies)[len(self.latencies) * 99 // 100]


class _Connection:
    """One connection to the server, and since when its request is on the way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self._answer = b""

    def ask(self, request: bytes) -> None:
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        """Take in what has come; RuntimeError for anything but a success."""
        self._answer += self.socket.recv(4096)
        head, end, body = self._answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 20"):
            raise RuntimeError(f"answered {self._answer!r}")
        length = _LENGTH.search(head)
        if not end or (length and len(body) < int(length[1])):
            return False
        self._answer = b""
        return True


def post(port: int, requests: Sequence[bytes], connections: int = CONNECTIONS) -> Load:
    """Send each request once and wait for its answer. TimeoutError where nothing comes any more."""
    load, coming = Load(), iter(requests)
    with select.epoll() as poll:
        open_ = _opened(port, poll, min(connections, len(requests)))
        started = time.perf_counter()
        for one in open_.values():
            one.ask(next(coming))
        while len(load.latencies) < len(requests):
            _turn(poll, open_, coming, load)
        load.seconds = time.perf_counter() - started
        for one in open_.values():
            one.socket.close()
    return load


def _opened(port: int, poll: select.epoll, count: int) -> dict[int, _Connection]:
    made = [_Connection(port) for _ in range(count)]
    for one in made:
        poll.register(one.socket, select.EPOLLIN)
    return {one.socket.fileno(): one for one in made}


def _turn(poll: select.epoll, open_: dict[int, _Connection], coming: Iterator[bytes], load: Load) -> None:
    events = poll.poll(PATIENCE_SECONDS)
    if not events:
        raise TimeoutError(f"no answer in {PATIENCE_SECONDS} s after {len(load.latencies)} answers")
    for descriptor, _ in events:
        one = open_[descriptor]
        if one.is_answered():
            load.latencies.append(time.perf_counter() - one.sent_at)
            request = next(coming, None)
            if request is not None:
                one.ask(request)
