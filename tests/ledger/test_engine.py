"""The way to the database: what its errors tell, and that what was moved away is told as the database's own error."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from ledger.engine import DatabaseError, connect, make_file, writing
from tests.personas import HOA


def test_an_error_tells_no_number(engine: Engine) -> None:
    with pytest.raises(DatabaseError) as told, writing(engine) as connection:
        connection.execute(text("SELECT :number FROM nowhere"), {"number": HOA.number})
    assert HOA.number not in str(told.value)


def test_a_folder_that_goes_away_is_a_database_that_is_away_though_its_file_is_still_open(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    engine = connect(f"sqlite:///{tmp_path / 'here' / 'tungngo.db'}")
    make_file(engine)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE one (number INTEGER)"))
    (tmp_path / "here").rename(tmp_path / "away")
    with pytest.raises(DatabaseError, match="away"), writing(engine):
        pass
    engine.dispose()


def written(engine: Engine, number: int) -> None:
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO one VALUES (:number)"), {"number": number})


def move(file: Path, name: str) -> None:
    """Give a database another name, with the log that belongs to it."""
    for one in file.parent.glob(f"{file.name}*"):
        if not one.name.endswith(".turn"):
            one.rename(file.with_name(name + one.name.removeprefix(file.name)))


def numbers(file: Path) -> list[int]:
    with sqlite3.connect(file) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM one ORDER BY number")]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return tmp_path / "tỉnh 100% #1.db"


@pytest.fixture
def open_engine(here: Path) -> Iterator[Engine]:
    """An engine whose file holds the number 1, with a copy of it in backup.db, and a connection that is still open."""
    engine = connect(f"sqlite:///{here}")
    make_file(engine)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE one (number INTEGER)"))
    written(engine, 1)
    with sqlite3.connect(here) as source, sqlite3.connect(here.with_name("backup.db")) as backup:
        source.backup(backup)
    yield engine
    engine.dispose()


def test_nothing_is_acknowledged_into_a_file_that_was_moved_away(open_engine: Engine, here: Path) -> None:
    written(open_engine, 2)
    move(here, "moved.db")
    for _ in range(2):
        with pytest.raises(DatabaseError):
            written(open_engine, 3)
    assert not here.exists(), "an empty one in its place would be taken for the database"
    shutil.copy(here.with_name("backup.db"), here)
    written(open_engine, 4)
    assert numbers(here) == [1, 4]
    assert numbers(here.with_name("moved.db")) == [1, 2]


def test_a_file_that_was_replaced_is_refused_once_and_then_the_new_one_is_written(
    open_engine: Engine, here: Path
) -> None:
    written(open_engine, 2)
    move(here, "moved.db")
    here.with_name("backup.db").rename(here)
    with pytest.raises(DatabaseError, match="moved away"):
        written(open_engine, 3)
    written(open_engine, 4)
    assert numbers(here) == [1, 4]


def test_a_file_that_is_moved_within_a_transaction_takes_in_nothing(open_engine: Engine, here: Path) -> None:
    def write_and_move() -> None:
        with writing(open_engine) as connection:
            connection.execute(text("INSERT INTO one VALUES (2)"))
            move(here, "moved.db")

    with pytest.raises(DatabaseError, match="moved away"):
        write_and_move()
    move(here.with_name("moved.db"), here.name)
    written(open_engine, 3)
    assert numbers(here) == [1, 3]
