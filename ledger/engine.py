"""The way to the database: SQLite or PostgreSQL, durable or not at all. One write transaction at a time on SQLite."""

from __future__ import annotations

import fcntl
import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError as DatabaseError

__all__ = [
    "Connection",
    "DatabaseError",
    "Engine",
    "connect",
    "lock_office",
    "make_file",
    "opened",
    "reading",
    "writing",
]

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

_BUSY_MS = 5000
_TURN_SECONDS = 3.0
_POLL_SECONDS = 0.0005
_FILE = "tungngo_file"
# What a statement was given are phone numbers and texts: an error that is logged must not tell them.
_HIDE_PARAMETERS = True
# A commit is only answered for when it would survive a power cut; a session that hangs in a transaction is ended by the
# server, since it holds the office's lock.
_POSTGRESQL_OPTIONS = (
    "-c synchronous_commit=on -c lock_timeout=15000 -c idle_in_transaction_session_timeout=20000 -c timezone=UTC"
    # A plan made for any list of phones compares each row with each of them; one made for this list looks them up.
    " -c plan_cache_mode=force_custom_plan"
)


def connect(url: str) -> Engine:
    """An engine for a database URL; nothing is opened before the first use, so it can be made before a fork is not."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=5,
        hide_parameters=_HIDE_PARAMETERS,
        connect_args={"options": _POSTGRESQL_OPTIONS, "connect_timeout": 3},
    )


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine whose connections are closed at the end of the block."""
    engine = connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection inside one durable write transaction, committed at the end of the block."""
    with _turn(engine), engine.connect() as connection:
        connection.execution_options(tungngo_writes=True)
        with connection.begin():
            yield connection
            _refuse_moved_file(engine, connection)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database throughout, and writes nothing."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


def lock_office(connection: Connection, office: str) -> None:
    """Hold an office's figures until the transaction ends: one judgement after the other.

    SQLite has one writer as it is.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:office))"), {"office": f"office:{office}"})


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=_HIDE_PARAMETERS,
        connect_args={"timeout": _BUSY_MS / 1000, "check_same_thread": False},
    )

    @event.listens_for(engine, "do_connect")
    def _open(
        _dialect: object, record: ConnectionPoolEntry, given: list[str], named: dict[str, Any]
    ) -> sqlite3.Connection:
        # Never made here: an empty file in the place of one that is being put back would take in what is lost with it.
        # Looked at before it is opened: if it is another one by then, that is an error more, and not one less.
        record.info[_FILE] = _file_at(given[0])
        made: sqlite3.Connection = sqlite3.connect(f"{Path(given[0]).as_uri()}?mode=rw", uri=True, **named)
        return made

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        # The driver's own BEGIN would come too late for a read that a write depends on: we say it ourselves, below.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={_BUSY_MS}", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("tungngo_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """Queue for SQLite's one writer with a file lock, since its own way of waiting lets the unlucky starve.

    Who gets no turn in time tries all the same and is told by SQLite. Raises DatabaseError where the folder is away: a
    connection that is still open would go on writing into a file that nobody finds again.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    try:
        descriptor = os.open(f"{engine.url.database}.turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DatabaseError(f"the folder of the database is away: {error.strerror}") from error
    try:
        _wait_for_lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def _refuse_moved_file(engine: Engine, connection: Connection) -> None:
    """Raise DatabaseError where a SQLite file that we have open is no longer the one under its name.

    Who moves it away to put another in its place would never see again what is written into it.
    """
    if _FILE not in connection.info or connection.info[_FILE] == _file_at(str(engine.url.database)):
        return
    engine.dispose()
    raise DatabaseError("the database's file was moved away while it was open")


def _file_at(path: str) -> tuple[int, int] | None:
    """What tells a file from any other, whatever their names; None where there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _wait_for_lock(descriptor: int) -> None:
    until = time.monotonic() + _TURN_SECONDS
    while time.monotonic() < until:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_POLL_SECONDS * (1 + random.random()))  # noqa: S311 - only to spread the waiters
        else:
            return


def make_file(engine: Engine) -> None:
    """Make SQLite's file, empty, and its folder, closed to others, where there is none. DatabaseError where it cannot."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return
    database = Path(engine.url.database)
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        database.touch()
    except OSError as error:
        raise DatabaseError(f"{error.filename} cannot be made: {error.strerror}") from error
