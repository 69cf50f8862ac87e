"""The web process does not start where it could not keep a text through an outage of the database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from settings import ROOT, read
from workers.embedded import CannotStartError
from workers.serving import see_to_spool


def test_a_spool_that_can_be_written_is_left_empty(tmp_path: Path) -> None:
    see_to_spool(read({"DATA_DIR": str(tmp_path / "data")}))
    assert list((tmp_path / "data").rglob("*")) == [tmp_path / "data" / "spool"]


def test_a_spool_that_cannot_be_written_stops_it_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "spool").touch()
    words = f"{tmp_path}/spool cannot be written (File exists): change its owner, or set another DATA_DIR."
    with pytest.raises(CannotStartError) as told:
        see_to_spool(read({"DATA_DIR": str(tmp_path)}))
    assert str(told.value) == words
    refused = subprocess.run(
        [sys.executable, "-m", "workers", "web"],
        cwd=ROOT, env={"PATH": os.defpath, "DATA_DIR": str(tmp_path)}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (refused.returncode, refused.stderr) == (1, f"{words}\n")
