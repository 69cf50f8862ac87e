"""The parser: how many texts of the labelled corpus one core reads in a second."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bench.ratios import Line, alone, measure
from parsers import read
from settings import ROOT
from tests.parsers.vocabulary import TAN_CHAU

CORPUS = ROOT / "tests" / "parsers" / "messages.jsonl"
TIMES = 40
ROUNDS = 5


def lines() -> Iterator[Line]:
    """The corpus is harder than a day's texts: nearly each of them is another way of getting it wrong."""
    corpus = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines() if line]
    texts = [(message["text"], message.get("from")) for message in corpus] * TIMES
    rounds = [measure(len(texts), lambda: _read(texts), own=True) for _ in range(ROUNDS)]
    yield alone("parser, labelled corpus", "", rounds, besides="asked later: 20.000 a second")


def _read(texts: list[tuple[str, str | None]]) -> None:
    for text, sender in texts:
        read(text, TAN_CHAU, sender)
