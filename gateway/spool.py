"""The spool: one synced file for each thing that arrived while the database was away."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from gateway import synced
from ledger.mail import Arrival, Delivery, Receipt

Entry = Arrival | Receipt

MOST_FILES = 50_000
MOST_BYTES = 256 * 1024 * 1024
COUNT_EVERY_SECONDS = 1.0
STALE_SECONDS = 60.0
SWEEP_EVERY_SECONDS = 600.0
DONE, UNDONE, ASIDE = ".json", ".tmp", ".aside"

log = logging.getLogger(__name__)


class Spool:
    """A folder of entries, safe against power cuts; several processes may keep and flush in it at once."""

    def __init__(self, folder: Path, most_files: int = MOST_FILES, most_bytes: int = MOST_BYTES) -> None:
        """`most_files` and `most_bytes` keep a long outage from filling the disk that the database needs."""
        self._folder = folder
        self._most_files = most_files
        self._most_bytes = most_bytes
        self._count_at = 0.0
        self._sweep_at = 0.0
        self._files = 0
        self._bytes = 0

    def prepare(self) -> None:
        """Make the folder and write to it once. Raises OSError where it cannot be used: better now than in need."""
        self._make_folder()
        trial = self._folder / f"{uuid4().hex}{UNDONE}"
        synced.write(trial, b"")
        trial.unlink()

    def keep(self, entry: Entry) -> bool:
        """Whether `entry` is on disk now, for good. False where the spool is full or cannot be written."""
        content = _told(entry)
        if not self._has_room(len(content)):
            log.error("The spool is full: %s", self._folder)
            return False
        try:
            self._put(content)
        except OSError as error:
            log.error("The spool cannot be written: %s", error)  # noqa: TRY400 - the error says it all
            return False
        return True

    def waiting(self, most: int) -> list[Path]:
        """Name up to `most` kept files, oldest first."""
        if time.monotonic() >= self._sweep_at:
            self._sweep_at = time.monotonic() + SWEEP_EVERY_SECONDS
            self._sweep()
        return [self._folder / name for name in sorted(entry.name for entry in self._entries(DONE))[:most]]

    def read(self, paths: list[Path]) -> Iterator[tuple[Path, Entry]]:
        """Give what `paths` hold. A file that cannot be read is set aside for a person."""
        for path in paths:
            try:
                yield path, _understood(path.read_bytes())
            except FileNotFoundError:  # another process has flushed it
                continue
            except (AttributeError, KeyError, OSError, RecursionError, TypeError, ValueError):
                self.set_aside([path])

    def forget(self, paths: list[Path]) -> None:
        """Remove what the database has now. A crash before the next sync only brings a file back."""
        for path in paths:
            path.unlink(missing_ok=True)

    def set_aside(self, paths: list[Path]) -> None:
        """Keep files out of the way that the database will not have. They are tried again now and then."""
        for path in paths:
            log.error("Set aside, somebody must look at it: %s", path)
            with contextlib.suppress(FileNotFoundError):
                path.rename(path.with_suffix(ASIDE))

    def _sweep(self) -> None:
        """Remove what a crash left half written: nobody was told that it was kept.

        And bring back what was set aside, lest a table missing or a disk full cost a text for ever.
        """
        for entry in self._entries(UNDONE):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - entry.stat().st_mtime > STALE_SECONDS:
                    Path(entry.path).unlink()
        for entry in self._entries(ASIDE):
            with contextlib.suppress(FileNotFoundError):
                Path(entry.path).rename(Path(entry.path).with_suffix(DONE))

    def _entries(self, suffix: str = "") -> list[os.DirEntry[str]]:
        """Name what is there; nothing where the folder cannot be looked into, which a write will tell in plain words."""
        with contextlib.suppress(OSError), os.scandir(self._folder) as entries:
            return [entry for entry in entries if entry.name.endswith(suffix)]
        return []

    def _make_folder(self) -> None:
        """Closed to others, and so is the data folder around it, which we may be the first to need."""
        self._folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def _put(self, content: bytes) -> None:
        self._make_folder()
        path = self._folder / f"{time.time_ns():020d}-{uuid4().hex}"
        synced.write(path.with_suffix(UNDONE), content)
        path.with_suffix(UNDONE).rename(path.with_suffix(DONE))
        synced.folder(self._folder)

    def _has_room(self, size: int) -> bool:
        if time.monotonic() >= self._count_at:
            self._count_at = time.monotonic() + COUNT_EVERY_SECONDS
            self._files, self._bytes = self._counted()
        self._files += 1
        self._bytes += size
        return self._files <= self._most_files and self._bytes <= self._most_bytes

    def _counted(self) -> tuple[int, int]:
        sizes = []
        for entry in self._entries():
            with contextlib.suppress(FileNotFoundError):
                sizes.append(entry.stat().st_size)
        return len(sizes), sum(sizes)


def _told(entry: Entry) -> bytes:
    return json.dumps({"kind": type(entry).__name__, **asdict(entry)}, default=_plain).encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    raise TypeError(type(value).__name__)


def _understood(content: bytes) -> Entry:
    """Raises AttributeError, KeyError, TypeError or ValueError for what `_told` has not written."""
    found: dict[str, Any] = json.loads(content)
    kind = found.pop("kind")
    found["received_at"] = datetime.fromisoformat(found["received_at"])
    if kind == "Receipt":
        return Receipt(**{**found, "delivery": Delivery(found["delivery"])})
    if kind == "Arrival":
        sent_at, raw = found["sent_at"], found["raw"]
        found["sent_at"] = None if sent_at is None else datetime.fromisoformat(sent_at)
        found["raw"] = None if raw is None else b64decode(raw, validate=True)
        return Arrival(**found)
    raise ValueError(kind)
