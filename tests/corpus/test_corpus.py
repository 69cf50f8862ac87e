"""The corpora: no wrong count on any line, and every line read otherwise than labelled listed with its reason.

The voices were written knowing only the card and the principle, `rules` by one who knew the rules, none with the parser in
view; `figures`, `leftovers` and `talk` by those who wrote the rules, before they did. What a label was changed for stands
in relabelled.md, with the first one. `needless.jsonl` lists the lines that are read otherwise than labelled.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway import folder
from parsers import expectation, read

HERE = Path(__file__).parent
VOCABULARY = folder.load(HERE.parents[1] / "campaigns" / "bluezone-tan-chau").vocabulary
CORPORA = (
    "voices1",
    "voices2",
    "voices3",
    "voices4",
    "voices5",
    "voices6",
    "voices7",
    "rules",
    "figures",
    "leftovers",
    "talk",
)

Label = dict[str, Any]


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text("utf-8").split("\n") if line]


NEEDLESS = {(line["corpus"], line["text"]): line["reason"] for line in lines("needless")}
CASES = [(name, line) for name in CORPORA for line in lines(name)]


def counts(label: Label) -> list[tuple[str, str, tuple[int, ...]]]:
    """Give what a label writes down, in order; nothing for a question or a text that reports nothing."""
    if label.get("kind") not in ("report", "correction", "multi"):
        return []
    reports = label.get("reports", [label])
    return sorted((each["keyword"], each["unit"] or "", tuple(each["values"])) for each in reports)


def found(line: dict[str, Any]) -> Label:
    return expectation(read(line["text"], VOCABULARY, line.get("from")))


@pytest.mark.parametrize("name", CORPORA)
def test_no_wrong_count(name: str) -> None:
    read_so = [(line["text"], line["expect"], found(line)) for line in lines(name)]
    assert [case for case in read_so if counts(case[2]) and counts(case[2]) != counts(case[1])] == []


@pytest.mark.parametrize(("name", "line"), CASES, ids=[f"{name} {ascii(line['text'])[:80]}" for name, line in CASES])
def test_a_line_is_read_as_labelled_or_listed(name: str, line: dict[str, Any]) -> None:
    exact = found(line) == line["expect"]
    listed = (name, line["text"]) in NEEDLESS
    assert exact is not listed, "take it from needless.jsonl" if exact else f"{found(line)} for {line['expect']}"


def test_nothing_is_listed_that_is_in_no_corpus() -> None:
    assert NEEDLESS.keys() <= {(name, line["text"]) for name, line in CASES}
    assert all(NEEDLESS.values())
