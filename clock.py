"""The service's clock: the one place where the present enters; in a demo it can be moved, for every process alike."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from settings import Settings

STILL = timedelta(0)


class Clock:
    """Tells the service's present. Leases and durations belong to real time and are none of its business.

    A moved clock lives in an anchor file: which instant of the service belongs to which real instant. Every process
    of a demo reads that file again when it changes, so they all show the same time, and a restarted one joins in.
    """

    def __init__(self, anchor: Path | None = None, start: datetime | None = None) -> None:
        """Make the real clock; with `anchor` one that can be moved, from `start` on if no other process moved it."""
        self._anchor = anchor
        self._start = start
        self._seen: tuple[int, int] | None = None
        self._ahead = STILL

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Give the clock that the settings ask for."""
        return cls(settings.clock_anchor, settings.start) if settings.demo else cls()

    def now(self) -> datetime:
        """Tell the service's present as an aware UTC datetime."""
        if self._anchor is not None:
            self._look(self._anchor)
        return datetime.now(UTC) + self._ahead

    def move_to(self, instant: datetime) -> None:
        """Let it be `instant` now, in every process. Raises RuntimeError outside a demo."""
        self._written(instant).replace(self._anchor_or_refuse())

    def forget(self) -> None:
        """Throw the anchor away, so that the next look begins at the start again. `up` does this once, at its start."""
        if self._anchor is not None:
            self._anchor.unlink(missing_ok=True)

    def _anchor_or_refuse(self) -> Path:
        if self._anchor is None:
            message = "The clock can only be moved in a demo (TUNGNGO_DEMO=1)."
            raise RuntimeError(message)
        return self._anchor

    def _look(self, anchor: Path) -> None:
        """Take the anchor in if it is new to us: a stat each time, a read only after a change."""
        try:
            found = anchor.stat()
        except FileNotFoundError:
            self._without_anchor(anchor)
            return
        if self._seen != (found.st_ino, found.st_mtime_ns):
            pair = json.loads(anchor.read_text(encoding="ascii"))
            self._ahead = datetime.fromisoformat(pair["service"]) - datetime.fromisoformat(pair["real"])
            self._seen = (found.st_ino, found.st_mtime_ns)

    def _without_anchor(self, anchor: Path) -> None:
        self._seen, self._ahead = None, STILL
        if self._start is not None:
            fresh = self._written(self._start)
            with contextlib.suppress(FileExistsError):  # the first process to come sets the clock for all
                os.link(fresh, anchor)
            fresh.unlink()
            self._look(anchor)

    def _written(self, instant: datetime) -> Path:
        """Write the pair into a file beside the anchor, to be put in its place in one step."""
        anchor = self._anchor_or_refuse()
        anchor.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        pair = {"service": instant.astimezone(UTC).isoformat(), "real": datetime.now(UTC).isoformat()}
        handle, name = tempfile.mkstemp(dir=anchor.parent, prefix=".clock-")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(pair, file)
        return Path(name)
