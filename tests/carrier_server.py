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
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit
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


NUMBER = "+84900000001"


def _made(message: dict[str, str]) -> datetime:
    return parsedate_to_datetime(message["date_created"])


class CarrierServer(ThreadingHTTPServer):
    """Twilio's two calls, create and list. `replies` are used up one by one; after them every message is taken."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Call)
        self.replies: deque[Reply] = deque()
        self.taken: list[dict[str, str]] = []
        self.received: list[dict[str, str]] = []
        """What officers sent to it, whether or not it called us."""
        self.page_size = 1000
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

    def receive(self, sender: str, body: str, at: datetime, **more: str) -> dict[str, str]:
        """Record a text that an officer sent, at a moment by its clock."""
        message = {
            "sid": f"SM{uuid4().hex}",
            "to": NUMBER,
            "from": sender,
            "body": body,
            "direction": "inbound",
            "status": "received",
            "date_created": format_datetime(at),
            "date_sent": format_datetime(at),
        } | more
        self.received.append(message)
        return message

    def page(self, wanted: dict[str, str], path: str) -> dict[str, Any]:
        """One page of its list, the newest first, by recipient, sender and the day of sending."""
        begins, size = int(wanted.get("PageToken", "0")), min(int(wanted.get("PageSize", "50")), self.page_size)
        by = {"to": wanted.get("To"), "from": wanted.get("From")}
        mine = [
            message
            for message in sorted(self.taken + self.received, key=_made)[::-1]
            if all(value is None or message[name] == value for name, value in by.items())
            and f"{_made(message):%Y-%m-%d}" >= wanted.get("DateSent>", "")
        ]
        more = urlencode(wanted | {"PageToken": str(begins + size)}) if len(mine) > begins + size else ""
        return {"messages": mine[begins : begins + size], "next_page_uri": f"{path}?{more}" if more else None}

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
        self._say(reply, self.server.page(wanted, urlsplit(self.path).path))

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
