"""Slow clients: how fast a signed webhook is answered while many connections send their requests byte by byte."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bench import district, load, service
from bench.ratios import Line
from tests import servers

TEXTS = 200
BYTE_EVERY_SECONDS = 0.25
CROWDS = (0, 60, 500)
HEADERS, BODY = "headers", "body"


def lines() -> Iterator[Line]:
    """On SQLite: the database plays no part in it."""
    with ExitStack() as stack:
        folder = stack.enter_context(service.folder())
        district.campaign(folder)
        environment = district.environment(folder, service.free_port(), stack.enter_context(servers.valkey()))
        make = stack.enter_context(service.databases("sqlite", folder, environment))
        port = stack.enter_context(service.web(["workers", "web"], {**environment, "DATABASE_URL": make("slow")}))
        first = 0
        for part in (HEADERS, BODY):
            for crowd in CROWDS:
                yield _crowded(port, part, crowd, range(first, first + TEXTS))
                first += TEXTS


def _crowded(port: int, part: str, crowd: int, which: range) -> Line:
    what = f"{crowd} connections with slow {part}"
    with _dawdling(port, part, crowd):
        try:
            done = load.post(port, district.webhooks(port, which), connections=4)
        except (OSError, RuntimeError, TimeoutError) as error:
            return Line(what, "sqlite", besides=f"others are not answered: {type(error).__name__}")
    return Line(what, "sqlite", done.rate, besides=f"others p99 {done.p99 * 1000:.0f} ms, 4 at a time")


@contextmanager
def _dawdling(port: int, part: str, crowd: int) -> Iterator[None]:
    """Hold so many connections, each of which sends one byte now and then, for as long as the block lasts."""
    request = district.webhooks(port, range(1))[0]
    head, _, _ = request.partition(b"\r\n\r\n")
    at_once = 20 if part == HEADERS else len(head) + 5
    ended = threading.Event()
    with ExitStack() as stack:
        open_ = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(crowd)]
        for one in open_:
            one.sendall(request[:at_once])
        thread = threading.Thread(target=_trickle, args=(open_, request[at_once:], ended))
        thread.start()
        ended.wait(1.0)
        try:
            yield
        finally:
            ended.set()
            thread.join()


def _trickle(open_: list[socket.socket], rest: bytes, ended: threading.Event) -> None:
    for byte in rest:
        if ended.wait(BYTE_EVERY_SECONDS):
            return
        for one in open_:
            _send(one, bytes([byte]))


def _send(one: socket.socket, byte: bytes) -> None:
    """A server may have lost its patience: that is its right."""
    try:
        one.sendall(byte)
    except OSError:
        return
