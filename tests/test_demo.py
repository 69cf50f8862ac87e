"""The demo: it plays its days on the whole service, and a single wrong figure makes it fail."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import demo
from demo import DemoError
from settings import ROOT
from tests.personas import FOLDER, TAN_CHAU

DAYS = ("2020-08-27", "2020-08-28", "2020-08-29", "2020-08-30", "2020-08-31")
HEADER = "# made up\nat,unit,text,figures\n# more\n"


def play(campaign: Path) -> subprocess.CompletedProcess[str]:
    """`flask demo`, on the real service."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "CAMPAIGN": str(campaign), "TUNGNGO_DEMO": "1"}
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "demo"],
        cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The campaign, with a script that may be changed."""
    return Path(shutil.copytree(FOLDER, tmp_path / "copy"))


@pytest.mark.days
def test_every_total_of_every_day_is_what_was_sent() -> None:
    told = play(FOLDER)
    assert told.returncode == 0, told.stderr
    days = [line[:10] for line in told.stdout.splitlines() if line.startswith("2020-")]
    assert tuple(days) == DAYS
    assert told.stdout.endswith("\nEvery total of every day equals what was sent.\n")


@pytest.mark.days
def test_a_falsified_figure_is_found_with_its_day_group_and_keyword(copy: Path) -> None:
    script = (copy / demo.SCRIPT).read_text(encoding="utf-8")
    assert script.count("BZ=1314 SM=4390") == 1
    (copy / demo.SCRIPT).write_text(script.replace("BZ=1314 SM=4390", "BZ=1315 SM=4390"), encoding="utf-8")
    told = play(copy)
    assert told.returncode == 1
    words = "Error: 2020-08-27 commune BZ: the office sees ([0-9]+), the texts add up to ([0-9]+)"
    found = re.fullmatch(words, told.stderr.splitlines()[-1])
    assert found, told.stderr
    assert int(found[2]) == int(found[1]) + 1
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2020-08-27T11:00,LT99,PT LT99 3,PT=3", "the campaign knows no LT99."),
        ("2020-08-27T11:00,XA01,BX XA01 3,BX=3", "the campaign knows no BX."),
        ("2020-08-27T11:00,LT99,BX LT99 3,BX=3", "the campaign knows no BX and no LT99."),
        ("at eleven,XA01,BZ XA01 3,BZ=3", "write 2020-08-27T14:00,"),
        ("2020-08-27T11:00,XA01,BZ XA01 3,BZ=three", "write 2020-08-27T14:00,"),
        ("2020-08-27T11:00,XA01,BZ XA01 3,BZ", "write 2020-08-27T14:00,"),
        ("2020-08-27T11:00,XA01", "write 2020-08-27T14:00,"),
    ],
)
def test_a_line_that_cannot_be_played_is_named(tmp_path: Path, row: str, words: str) -> None:
    script = tmp_path / demo.SCRIPT
    script.write_text(f"{HEADER}2020-08-27T10:00,XA01,BZ XA01 3,BZ=3\n{row}\n", encoding="utf-8")
    with pytest.raises(DemoError) as told:
        demo.script(TAN_CHAU, script)
    assert str(told.value).startswith(f"{script}:5: {words}")


def test_a_script_without_lines_is_none(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="is not there"):
        demo.script(TAN_CHAU, tmp_path / demo.SCRIPT)
    (tmp_path / demo.SCRIPT).write_text(HEADER, encoding="utf-8")
    with pytest.raises(DemoError, match="has no line to play"):
        demo.script(TAN_CHAU, tmp_path / demo.SCRIPT)


def test_who_texts_in_it_needs_a_phone(copy: Path) -> None:
    (copy / "phones.csv").write_text("number,unit,name,role\n", encoding="utf-8")
    playing = demo.play(copy)
    with pytest.raises(DemoError, match=r"LT1202.*: in demo.csv, but without a phone in phones.csv"):
        next(playing)
