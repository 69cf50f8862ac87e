"""The journal: whatever arrives stands on disk before anyone is answered, and many arrivals share one commit."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Protocol

from gateway.bell import INTAKE
from gateway.spool import Entry, Spool
from ledger.engine import connect, writing
from ledger.inbound import receive
from ledger.mail import Arrival, Receipt
from ledger.outbound import receipts

PATIENCE_SECONDS = 2.5
LOOK_SECONDS = 1.0
MOST_TOGETHER = 500

log = logging.getLogger(__name__)


class Book(Protocol):
    """Where the journal is written."""

    def write(self, entries: Sequence[Entry]) -> None:
        """Take in all of `entries` for good, or raise and take in none; with no entries, tell so whether it could."""

    def close(self) -> None:
        """Let go of the database."""


class Ledger:
    """The database as a Book. Only the journal's own thread writes in it."""

    def __init__(self, database_url: str) -> None:
        """Nothing is connected before the first write, so a process may still fork."""
        self._engine = connect(database_url)

    def write(self, entries: Sequence[Entry]) -> None:
        """One durable transaction."""
        with writing(self._engine) as connection:
            arrivals = [entry for entry in entries if isinstance(entry, Arrival)]
            if arrivals:
                receive(connection, arrivals)
            receipts(connection, [entry for entry in entries if isinstance(entry, Receipt)])

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()


class Journal:
    """Group commit for all threads of a process: one writer thread, one transaction for all who wait.

    The database is asked first; where it is down or slow, the spool keeps the entry and the writer brings it in later.
    The writer starts with the first entry, and again should it ever be gone.
    """

    def __init__(
        self, book: Book, ring: Callable[[str], object], spool: Spool, patience: float = PATIENCE_SECONDS
    ) -> None:
        """`ring` wakes a worker by the job's name; `patience` is how many seconds an entry waits for the database."""
        self._book = book
        self._ring = ring
        self._spool = spool
        self._patience = patience
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._starting = threading.Lock()
        self._writer: threading.Thread | None = None
        self._up = True
        self._look_at = 0.0

    def keep(self, entry: Entry) -> bool:
        """Whether `entry` is safe on disk, in database or spool: only then may its carrier be thanked."""
        if self._writer is None or not self._writer.is_alive():
            self.start()
        if self._up:
            waiting = _Waiting(entry)
            self._queue.put(waiting)
            if waiting.settled(self._patience):
                return waiting.kept or self._spool.keep(entry)
            self._up = False  # the next ones need not wait as long; the writer will tell when it is back
        # Should the database take it after all, the spool's copy will change nothing there.
        return self._spool.keep(entry)

    def start(self) -> None:
        """Start the writer, so that what an earlier process left in the spool goes in before anything arrives."""
        with self._starting:
            if self._writer is None or not self._writer.is_alive():
                self._writer = threading.Thread(target=self._run, name="journal", daemon=True)
                self._writer.start()

    def close(self) -> None:
        """Write what waits, then end the writer."""
        if self._writer is not None and self._writer.is_alive():
            self._queue.put(None)
            self._writer.join()
        self._book.close()

    def _run(self) -> None:
        going = True
        while going:
            batch = self._gathered()
            going = None not in batch
            self._settle([waiting for waiting in batch if waiting is not None])
            if time.monotonic() >= self._look_at:
                self._look_at = time.monotonic() + (0.0 if self._flushed_some() else LOOK_SECONDS)

    def _gathered(self) -> list[_Waiting | None]:
        """Wait for one, then take all that came meanwhile: while one batch commits, the next one gathers."""
        try:
            first = self._queue.get(timeout=max(0.0, self._look_at - time.monotonic()))
        except Empty:
            return []
        return [first, *(self._queue.get() for _ in range(min(self._queue.qsize(), MOST_TOGETHER)))]

    def _settle(self, batch: list[_Waiting]) -> None:
        if not batch:
            return
        entries = [waiting.entry for waiting in batch]
        kept = self._written(entries)
        for waiting, is_kept in zip(batch, kept, strict=True):
            waiting.release(is_kept=is_kept)
        self._ring_for(entries, kept)

    def _flushed_some(self) -> bool:
        """Bring some of the spool in, so that it never keeps those waiting who arrive meanwhile."""
        try:
            return self._flush()
        except OSError as error:  # files that cannot be removed will be there next time, and change nothing again
            log.error("The spool cannot be emptied: %s", error)  # noqa: TRY400 - the error says it all
            return False

    def _flush(self) -> bool:
        paths = self._spool.waiting(MOST_TOGETHER)
        if (paths or not self._up) and not self._is_up():
            return False
        found = list(self._spool.read(paths))
        entries = [entry for _, entry in found]
        kept = self._written(entries)
        self._spool.forget([path for (path, _), is_kept in zip(found, kept, strict=True) if is_kept])
        if self._up:  # what the database refuses though it is there must not be tried for ever
            self._spool.set_aside([path for (path, _), is_kept in zip(found, kept, strict=True) if not is_kept])
        self._ring_for(entries, kept)
        return self._up and bool(paths)

    def _written(self, entries: list[Entry]) -> list[bool]:
        """Which of `entries` are in the database now: all together, or else each by itself."""
        if not entries or self._wrote(entries):
            return [True] * len(entries)
        return [self._wrote_alone(entry) for entry in entries] if self._is_up() else [False] * len(entries)

    def _wrote_alone(self, entry: Entry) -> bool:
        if not self._up:
            return False
        if self._wrote((entry,)):
            return True
        self._is_up()  # where it is not, the others need not be tried
        return False

    def _is_up(self) -> bool:
        self._up = self._wrote(())
        return self._up

    def _wrote(self, entries: Sequence[Entry]) -> bool:
        try:
            self._book.write(entries)
        except Exception as error:  # noqa: BLE001 - no error, of whatever driver or row, may end the writer or lose a row
            log.warning("%d not written: %s", len(entries), type(error).__name__)
            return False
        self._up = True
        return True

    def _ring_for(self, entries: list[Entry], kept: list[bool]) -> None:
        if any(is_kept and isinstance(entry, Arrival) for entry, is_kept in zip(entries, kept, strict=True)):
            self._ring(INTAKE)


class _Waiting:
    """An entry, and the latch on which its handler waits. A bare lock is the cheapest latch there is."""

    __slots__ = ("_latch", "entry", "kept")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.kept = False
        self._latch = threading.Lock()
        self._latch.acquire()

    def settled(self, patience: float) -> bool:
        return self._latch.acquire(timeout=patience)

    def release(self, *, is_kept: bool) -> None:
        self.kept = is_kept
        self._latch.release()
