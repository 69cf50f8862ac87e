"""A carrier's server that does as it is told: it stands for Twilio's REST API, and forgets nothing that it has taken."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4


@dataclass(frozen=True)
class Reply:
    """What the server says next: after taking the message or without, after a pause, or by hanging up."""

    status: int = 201
    content: dict[str, Any] | str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    takes: bool = False
    pause: float = 0.0
    hangs_up: bool = False


OK = Reply(takes=True)
BREAKS_BEFORE = Reply(500, {"message": "broken before"})
BREAKS_AFTER = Reply(500, {"message": "broken after"}, takes=True)
HANGS_UP_AFTER = Reply(takes=True, hangs_up=True)


class CarrierServer(ThreadingHTTPServer):
    """Twilio's two calls, create and list. `replies` are used up one by one; after them every message is taken."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Call)
        self.replies: deque[Reply] = deque()
        self.taken: list[dict[str, str]] = []
        self.calls: list[tuple[str, dict[str, str], dict[str, str]]] = []
        """Path, headers and fields of every call, whatever was said to it."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def take(self, form: dict[str, str], **more: str) -> dict[str, str]:
        """Record a message for good."""
        message = {
            "sid": f"SM{uuid4().hex}",
            "to": form["To"],
            "from": form["From"],
            "body": form["Body"],
            "date_created": format_datetime(datetime.now(UTC)),
        } | more
        self.taken.append(message)
        return message

    def bodies_to(self, number: str) -> list[str]:
        """What that number has got, the oldest first."""
        return [message["body"] for message in self.taken if message["to"] == number]


Server = TypeVar("Server", bound=CarrierServer)


class _Call(BaseHTTPRequestHandler):
    server: CarrierServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True))
        reply = self._next(form, OK)
        message = self.server.take(form) if reply.takes else {}
        self._say(reply, message)

    def do_GET(self) -> None:
        wanted = dict(parse_qsl(urlsplit(self.path).query))
        reply = self._next(wanted, Reply(200))
        listed = [message for message in reversed(self.server.taken) if message["to"] == wanted.get("To")]
        self._say(reply, {"messages": listed})

    def _next(self, fields: dict[str, str], otherwise: Reply) -> Reply:
        self.server.calls.append((urlsplit(self.path).path, dict(self.headers), fields))
        return self.server.replies.popleft() if self.server.replies else otherwise

    def _say(self, reply: Reply, otherwise: dict[str, Any]) -> None:
        time.sleep(reply.pause)
        self.close_connection = reply.hangs_up
        if reply.hangs_up:
            return
        content = otherwise if reply.content is None else reply.content
        body = (content if isinstance(content, str) else json.dumps(content)).encode()
        self.send_response(reply.status)
        for name, value in (
            {"Content-Type": "application/json", "Content-Length": str(len(body))} | reply.headers
        ).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # whoever called did not wait
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def carrier_server() -> Iterator[CarrierServer]:
    """A server that listens as long as the block lasts."""
    with listening(CarrierServer()) as server:
        yield server


@contextmanager
def listening(server: Server) -> Iterator[Server]:
    """Let a server of one's own listen as long as the block lasts."""
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
