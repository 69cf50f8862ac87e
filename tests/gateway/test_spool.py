"""The spool: what it keeps comes back as it was, whatever else lies in its folder."""

from __future__ import annotations

import os
import stat
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.spool import Entry, Spool
from ledger.mail import Arrival, Delivery, Receipt

NOW = datetime(2020, 8, 27, 7, 30, 1, 234567, tzinfo=UTC)
ARRIVAL = Arrival("twilio", "SM1", "+84912345678", "+84900000001", "Xã 👍 ␀", NOW)
ENTRIES: list[Entry] = [
    ARRIVAL,
    Arrival("twilio", "SM2", "8088", "+84900000001", "a␀", NOW, sent_at=NOW, raw=b"a\0\xff", partial=True),
    Receipt("twilio", "SM3", Delivery.DELIVERED, NOW),
    Receipt("twilio", "SM4", Delivery.FAILED, NOW, 7, "30005"),
]


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


def kept(spool: Spool) -> list[Entry]:
    return [entry for _, entry in spool.read(spool.waiting(100))]


def test_what_is_kept_comes_back_as_it_was_and_in_its_order(spool: Spool) -> None:
    assert all(spool.keep(entry) for entry in ENTRIES)
    assert kept(spool) == ENTRIES
    spool.forget(spool.waiting(2))
    assert kept(spool) == ENTRIES[2:]


def test_what_waits_is_closed_to_others(tmp_path: Path) -> None:
    Spool(tmp_path / "data" / "spool").prepare()
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("data", "data/spool")] == [0o700, 0o700]


def test_an_empty_spool_needs_no_folder(spool: Spool) -> None:
    assert spool.waiting(10) == []


def test_a_full_spool_keeps_no_more(tmp_path: Path) -> None:
    few, small = Spool(tmp_path / "few", most_files=2), Spool(tmp_path / "small", most_bytes=1000)
    assert [few.keep(ARRIVAL) for _ in range(3)] == [True, True, False]
    assert [small.keep(ARRIVAL) for _ in range(5)].count(True) < 5
    assert len(few.waiting(10)) == 2


def test_room_that_was_made_is_seen_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(tmp_path, most_files=1)
    assert [spool.keep(ARRIVAL), spool.keep(ARRIVAL)] == [True, False]
    spool.forget(spool.waiting(10))
    monkeypatch.setattr(spool, "_count_at", 0.0)
    assert spool.keep(ARRIVAL)


@pytest.mark.parametrize("what", ["folder is a file", "folder cannot be made"])
def test_a_spool_that_cannot_be_written_says_so(tmp_path: Path, what: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    spool = Spool(tmp_path / "file" if what == "folder is a file" else tmp_path / "file" / "spool")
    assert not spool.keep(ARRIVAL)
    with pytest.raises((FileExistsError, NotADirectoryError)):
        spool.prepare()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"1", b"\xff", b"{}", b'{"kind": "Arrival"}', b'{"kind": "Letter", "received_at": "2020-08-27"}',
     b'{"kind": "Receipt", "received_at": 1}', b'{"kind": "Receipt", "received_at": "2020-08-27", "delivery": "lost"}',
     b"[" * 100_000],
)  # fmt: skip
def test_what_cannot_be_read_is_set_aside_and_stops_nothing(spool: Spool, tmp_path: Path, content: bytes) -> None:
    spool.keep(ARRIVAL)
    (tmp_path / "spool" / "0.json").write_bytes(content)
    assert kept(spool) == [ARRIVAL]
    assert (tmp_path / "spool" / "0.aside").exists()
    assert kept(spool) == [ARRIVAL]


def test_what_was_set_aside_is_tried_again_now_and_then(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    spool.keep(ARRIVAL)
    spool.set_aside(spool.waiting(1))
    assert kept(spool) == []
    monkeypatch.setattr(spool, "_sweep_at", 0.0)
    assert kept(spool) == [ARRIVAL]


def test_what_a_crash_left_half_written_goes_and_what_is_being_written_stays(tmp_path: Path) -> None:
    old, fresh = tmp_path / "1.tmp", tmp_path / "2.tmp"
    for path in (old, fresh):
        path.write_bytes(b"{")
    an_hour_ago = time.time() - 3600
    os.utime(old, (an_hour_ago, an_hour_ago))
    assert Spool(tmp_path).waiting(10) == []
    assert not old.exists()
    assert fresh.exists()


def test_every_file_is_synced_before_it_has_its_name_and_the_name_after(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    sync, rename = os.fsync, Path.rename

    def synced(handle: int) -> None:
        done.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")  # noqa: PTH112 - a descriptor
        sync(handle)

    def renamed(path: Path, target: Path) -> Path:
        done.append("name")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "rename", renamed)
    assert spool.keep(ARRIVAL)
    assert done == ["file", "name", "folder"]
