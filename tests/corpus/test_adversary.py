"""Texts of one who tried to have a wrong count written down: none of them is to be counted.

`counted` marks those that still are: faults that are known, each to be mended by a rule. The mark comes off with the fault,
and no other line may take it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gateway import folder
from parsers import Reading, read
from settings import ROOT

VOCABULARY = folder.load(ROOT / "campaigns" / "bluezone-tan-chau").vocabulary
LINES = [json.loads(line) for line in (Path(__file__).parent / "adversary.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("text", "counted"), [(line["text"], line["counted"]) for line in LINES], ids=ascii)
def test_a_trap_is_asked_back_or_marked(text: str, counted: bool) -> None:
    found = read(text, VOCABULARY)
    assert bool(isinstance(found, Reading) and found.counts) is counted
