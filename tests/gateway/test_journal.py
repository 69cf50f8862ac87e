"""The journal: many share one commit; a database that is away, slow or choosy costs no one his text."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from gateway.bell import INTAKE
from gateway.journal import Book, Journal, Ledger
from gateway.spool import Entry, Spool
from ledger.engine import connect, writing
from ledger.mail import Arrival, Delivery, Receipt
from ledger.tables import inbound
from settings import ROOT

NOW = datetime(2020, 8, 27, 7, 30, tzinfo=UTC)
Make = Callable[..., Journal]


def arrival(serial: int, text: str = "BZ XA01 1234") -> Arrival:
    return Arrival("twilio", f"SM{serial:032x}", "+84912345678", "+84900000001", text, NOW)


class ObedientBook(Book):
    """A book that does as it is told, and remembers what was written together."""

    def __init__(self) -> None:
        self.pages: list[list[Entry]] = []
        self.away = False
        self.slow = 0.0
        self.poison: set[Entry] = set()

    def write(self, entries: Sequence[Entry]) -> None:
        time.sleep(self.slow)
        if self.away:
            raise ConnectionError
        if self.poison & set(entries):
            raise ValueError
        if entries:
            self.pages.append(list(entries))

    def close(self) -> None:
        """Nothing is open."""

    @property
    def written(self) -> list[Entry]:
        return [entry for page in self.pages for entry in page]


@pytest.fixture
def book() -> ObedientBook:
    return ObedientBook()


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


@pytest.fixture
def rung() -> list[str]:
    return []


@pytest.fixture
def make(spool: Spool, rung: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    monkeypatch.setattr("gateway.journal.LOOK_SECONDS", 0.05)
    made: list[Journal] = []

    def journal(book: Book, patience: float = 5.0) -> Journal:
        made.append(Journal(book, rung.append, spool, patience))
        return made[-1]

    yield journal
    for one in made:
        one.close()


def eventually(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)
    return holds()


def keep_all(journal: Journal, entries: Sequence[Entry]) -> list[bool]:
    with ThreadPoolExecutor(len(entries)) as hands:
        return list(hands.map(journal.keep, entries))


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(inbound)) or 0


def test_who_comes_while_a_batch_commits_shares_the_next_one(make: Make, book: ObedientBook, rung: list[str]) -> None:
    book.slow = 0.1
    entries = [arrival(serial) for serial in range(40)]
    assert all(keep_all(make(book), entries))
    assert sorted(book.written, key=lambda entry: entry.carrier_id) == entries
    assert len(book.pages) <= 4
    assert eventually(lambda: rung == [INTAKE] * len(book.pages))


def test_receipts_wake_nobody(make: Make, book: ObedientBook, rung: list[str]) -> None:
    journal = make(book)
    assert journal.keep(Receipt("twilio", "SM1", Delivery.SENT, NOW))
    journal.close()
    assert rung == []


def test_a_poisoned_entry_takes_no_other_with_it_and_is_set_aside(
    make: Make, book: ObedientBook, spool: Spool, tmp_path: Path
) -> None:
    book.slow = 0.05
    entries: list[Entry] = [arrival(serial) for serial in range(10)]
    book.poison = {entries[3]}
    assert all(keep_all(make(book), entries))
    assert eventually(lambda: len(list((tmp_path / "spool").glob("*.aside"))) == 1)
    assert set(book.written) == set(entries) - book.poison
    assert spool.waiting(10) == []


def test_a_database_that_is_away_fills_the_spool_and_gets_it_when_it_is_back(
    make: Make, book: ObedientBook, spool: Spool, rung: list[str]
) -> None:
    book.away = True
    journal = make(book)
    entries = [arrival(serial) for serial in range(20)]
    assert all(keep_all(journal, entries))
    assert len(spool.waiting(100)) == 20
    assert rung == []
    book.away = False
    assert eventually(lambda: spool.waiting(100) == [])
    assert set(book.written) == set(entries)
    assert INTAKE in rung
    assert journal.keep(arrival(99))
    assert eventually(lambda: arrival(99) in book.written)


def test_nobody_waits_longer_than_his_patience_and_the_next_ones_do_not_wait_at_all(
    make: Make, book: ObedientBook, spool: Spool
) -> None:
    book.slow = 1.0
    journal = make(book, patience=0.2)
    took = []
    for serial in range(3):
        began = time.monotonic()
        assert journal.keep(arrival(serial))
        took.append(time.monotonic() - began)
    assert took[0] < 0.6
    assert took[1] + took[2] < 0.2
    assert len(spool.waiting(10)) == 3
    book.slow = 0.0
    assert eventually(lambda: spool.waiting(10) == [])
    assert set(book.written) == {arrival(serial) for serial in range(3)}


def test_without_database_and_spool_nobody_is_thanked(book: ObedientBook, tmp_path: Path) -> None:
    book.away = True
    (tmp_path / "file").write_bytes(b"")
    journal = Journal(book, lambda _: None, Spool(tmp_path / "file"))
    assert not journal.keep(arrival(1))
    journal.close()


def test_a_full_spool_empties_batch_by_batch_while_others_are_served(
    make: Make, book: ObedientBook, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for serial in range(50):
        spool.keep(arrival(serial))
    monkeypatch.setattr("gateway.journal.MOST_TOGETHER", 5)
    book.slow = 0.02
    journal = make(book)
    assert journal.keep(arrival(99))
    assert spool.waiting(100) != []
    assert eventually(lambda: spool.waiting(100) == [])
    assert len(set(book.written)) == 51


def test_a_writer_that_died_is_started_again(make: Make, book: ObedientBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    journal = make(book)
    monkeypatch.setattr(journal, "_settle", lambda _: sys.exit())
    assert journal.keep(arrival(1)) is False or journal._spool.waiting(1)
    monkeypatch.undo()
    assert journal.keep(arrival(2))
    assert eventually(lambda: arrival(2) in book.written)


def test_a_forked_child_has_a_writer_of_its_own(make: Make, book: ObedientBook) -> None:
    journal = make(book)
    assert journal.keep(arrival(1))
    child = os.fork()
    if child == 0:  # pragma: no cover - another process
        kept = journal.keep(arrival(2)) and arrival(2) in book.written
        os._exit(0 if kept else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_the_database_has_each_entry_once_however_often_it_came(
    make: Make, database_url: str, engine: Engine, spool: Spool
) -> None:
    journal = make(Ledger(database_url))
    entries = [arrival(serial % 10) for serial in range(30)]
    assert all(keep_all(journal, entries))
    assert count(engine) == 10
    for _ in range(2):  # the same files again, as after a crash between commit and removal
        spool.keep(arrival(3))
        assert eventually(lambda: spool.waiting(10) == [])
    assert count(engine) == 10


def test_a_real_database_that_refuses_one_row_keeps_the_others(
    make: Make, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    naive = Arrival("twilio", "SMx", "+84912345678", "+84900000001", "BZ", NOW.replace(tzinfo=None))
    journal = make(Ledger(database_url))
    assert all(keep_all(journal, [arrival(1), naive, arrival(2)]))
    assert count(engine) == 2
    assert eventually(lambda: len(list((tmp_path / "spool").glob("*.aside"))) == 1)


def test_a_file_that_is_moved_away_and_put_back_gets_what_was_acknowledged_meanwhile(
    make: Make, sqlite: str, spool: Spool, tmp_path: Path
) -> None:
    here, backup = tmp_path / "tungngo.db", tmp_path / "backup.db"
    shutil.copy(here, backup)
    journal = make(Ledger(sqlite))
    assert journal.keep(arrival(1))
    for one in tmp_path.glob("tungngo.db*"):
        one.rename(one.with_name(f"old-{one.name}"))
    assert journal.keep(arrival(2))
    assert journal.keep(arrival(3))
    backup.rename(here)
    assert eventually(lambda: not any((tmp_path / "spool").iterdir()))
    engine = connect(sqlite)
    with engine.connect() as connection:
        kept = connection.scalars(select(inbound.c.carrier_id).order_by(inbound.c.id)).all()
    engine.dispose()
    assert kept == [arrival(2).carrier_id, arrival(3).carrier_id]


def test_a_locked_database_keeps_nobody_waiting(make: Make, sqlite: str, spool: Spool) -> None:
    engine = connect(sqlite)
    journal = make(Ledger(sqlite), patience=0.3)
    with writing(engine):
        began = time.monotonic()
        assert journal.keep(arrival(1))
        assert time.monotonic() - began < 2
        assert len(spool.waiting(10)) == 1
    assert eventually(lambda: spool.waiting(10) == [] and count(engine) == 1)
    engine.dispose()


WRITER = """
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from concurrent.futures import ThreadPoolExecutor
from gateway.journal import Journal, Ledger
from gateway.spool import Spool
from ledger.mail import Arrival

url, folder, first = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
book = Ledger(url)
if first % 2:  # every other process finds its database away now and then
    write, calls = book.write, iter(range(10**9))
    def flaky(entries):
        if next(calls) % 3 == 0:
            raise ConnectionError
        write(entries)
    book.write = flaky
journal = Journal(book, lambda _: None, Spool(folder))

def keep(serial):
    arrival = Arrival("twilio", f"SM{serial:032x}", "+84912345678", "+84900000001", "BZ", datetime.now(UTC))
    if journal.keep(arrival):
        os.write(1, b"%d\\n" % serial)

with ThreadPoolExecutor(8) as hands:
    list(hands.map(keep, range(first * 1_000_000, (first + 1) * 1_000_000)))
"""


@pytest.mark.kill
def test_kill_9_loses_nothing_that_was_acknowledged(
    make: Make, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    chance, acknowledged, folder = random.Random(7), set[int](), tmp_path / "spool"
    for turn in range(6):
        command = [sys.executable, "-c", WRITER, database_url, str(folder), str(turn)]
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as writer:
            assert writer.stdout is not None
            acknowledged.update(int(writer.stdout.readline()) for _ in range(chance.randint(5, 60)))
            writer.kill()
            acknowledged.update(int(line) for line in writer.stdout if line.endswith("\n"))
    journal = make(Ledger(database_url))
    journal.start()
    assert eventually(lambda: not list(folder.glob("*.json")))
    with engine.connect() as connection:
        there = {
            int(carrier_id.removeprefix("SM"), base=16)
            for carrier_id in connection.scalars(select(inbound.c.carrier_id))
        }
    assert len(acknowledged) > 100
    assert acknowledged <= there
