"""A carrier's API that answers as it is told, and stores of gammu's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests import gammu, servers
from tests.gateway.carriers.rig_gammu import POLLED, FilesRig, PolledRig, SqlRig
from tests.peers import NoPeerError


@dataclass
class Call:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Api:
    """It answers each call with `reply`, or with those of `replies` one by one before that, and remembers the calls."""

    url: str
    reply: tuple[int, bytes] = (200, b"OK")
    replies: list[tuple[int, bytes]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)


@pytest.fixture
def api() -> Iterator[Api]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            made.calls.append(Call(self.command, self.path, dict(self.headers), body))
            status, content = made.replies.pop(0) if made.replies else made.reply
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - the names are the library's

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Api(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def _gammu_template(_postgresql_server: tuple[servers.PostgreSQL, str]) -> Iterator[tuple[servers.PostgreSQL, str]]:
    server, _ = _postgresql_server
    template = server.make()
    try:
        gammu.make_tables(_plain(server.url_of(template)))
        yield server, template
    except NoPeerError as why:
        absent(why)
    finally:
        server.drop(template)


@pytest.fixture
def gammu_database(_gammu_template: tuple[servers.PostgreSQL, str]) -> Iterator[str]:
    """The URL of a database with gammu's tables, as psycopg takes it."""
    server, template = _gammu_template
    name = server.make(template)
    yield _plain(server.url_of(name))
    server.drop(name)


@pytest.fixture
def gammu_files(tmp_path: Path) -> FilesRig:
    folder = tmp_path / "spool"
    folder.mkdir()
    return FilesRig(folder)


@pytest.fixture(scope="session")
def _gammu_tables(_gammu_template: tuple[servers.PostgreSQL, str]) -> Iterator[str]:
    server, template = _gammu_template
    name = server.make(template)
    yield _plain(server.url_of(name))
    server.drop(name)


@pytest.fixture
def gammu_sql(_gammu_tables: str) -> SqlRig:
    rig = SqlRig(_gammu_tables)
    rig.execute("TRUNCATE inbox, outbox, outbox_multipart, sentitems, phones RESTART IDENTITY")
    return rig


@pytest.fixture(params=POLLED)
def polled(request: pytest.FixtureRequest) -> PolledRig:
    """Each carrier that is polled, by turns."""
    found: PolledRig = request.getfixturevalue(request.param)
    return found


def absent(why: NoPeerError) -> None:
    """Where all tests have to run, nobody may be missing."""
    if os.environ.get("CI"):
        raise why
    pytest.skip(f"gammu is not tested here: {why}")


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")
