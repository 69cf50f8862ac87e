"""What every test may ask for: both databases, migrated and empty, a real Valkey, and no network."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import Engine

from ledger.engine import connect
from ledger.migrating import upgrade
from tests import servers

LOOPBACK = {"127.0.0.1", "::1", "localhost", None}


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for the network fails: tests say the same on a train."""
    real_connect, real_lookup = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and isinstance(address, tuple) and address[0] not in LOOPBACK:
            pytest.fail(f"a test reached for {address[0]}")
        real_connect(self, address)  # type: ignore[arg-type]

    def guarded_lookup(host: str | None, *rest: object, **named: object) -> object:
        if host not in LOOPBACK:
            pytest.fail(f"a test looked {host} up")
        return real_lookup(host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_lookup)


@pytest.fixture(scope="session")
def _valkey_server() -> Iterator[str]:
    with servers.valkey() as url:
        yield url


@pytest.fixture
def valkey(_valkey_server: str) -> str:
    """The URL of a real and empty Valkey; one server for each test process."""
    with Redis.from_url(_valkey_server) as redis:
        redis.flushall()
    return _valkey_server


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    template = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = connect(f"sqlite:///{template}")
    upgrade(engine)
    with engine.connect() as connection:  # fold the log in, so that one file is all there is to copy
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return template


@pytest.fixture
def sqlite(_sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a migrated, empty SQLite database of this test's own."""
    database = tmp_path / "tungngo.db"
    shutil.copy(_sqlite_template, database)
    return f"sqlite:///{database}"


@pytest.fixture(scope="session")
def _postgresql_server() -> Iterator[tuple[servers.PostgreSQL, str]]:
    try:
        with servers.postgresql() as server:
            template = server.make()
            engine = connect(server.url_of(template))
            upgrade(engine)
            engine.dispose()  # a template must have nobody in it
            yield server, template
            server.drop(template)
    except servers.NoPostgreSQLError as why:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL is not tested here: {why}")


@pytest.fixture
def postgresql(_postgresql_server: tuple[servers.PostgreSQL, str]) -> Iterator[str]:
    """The URL of a migrated, empty PostgreSQL database of this test's own."""
    server, template = _postgresql_server
    name = server.make(template)
    yield server.url_of(name)
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database: every test that asks for it runs once on each kind."""
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on such a database."""
    made = connect(database_url)
    yield made
    made.dispose()
