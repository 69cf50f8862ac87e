"""The parser: how many texts one core reads in a second, of an ordinary day's and of the labelled corpus."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

from bench.ratios import Line, alone, measure
from gateway import folder
from parsers import Vocabulary, read
from settings import ROOT
from tests.parsers.vocabulary import TAN_CHAU

CAMPAIGN = ROOT / "campaigns" / "bluezone-tan-chau"
LABELLED = ROOT / "tests" / "parsers" / "messages.jsonl"
VOICES = sorted((ROOT / "tests" / "corpus").glob("voices*.jsonl"))
TEXTS = 10_000
ROUNDS = 5
CARDS = 0.6
MOST = 3_000  # a commune's largest count

Sent = tuple[str, str | None]


def lines() -> Iterator[Line]:
    """Two lines: what an office gets, and the corpus, nearly each text of which is another way of getting it wrong."""
    campaign = folder.load(CAMPAIGN).vocabulary
    yield _line("parser, a day's texts", a_day(campaign), campaign, "asked: 20.000 a second")
    corpus = [(message["text"], message.get("from")) for message in _messages(LABELLED)]
    yield _line("parser, labelled corpus", corpus, TAN_CHAU, "harder than a day's texts")


def a_day(vocabulary: Vocabulary) -> list[Sent]:
    """Make an ordinary day's texts, the same ones every time.

    Six of ten are in the form of the card, of any unit and any keyword that it may report. Four of ten are reports in
    people's own words, drawn from the voices of the tests: greetings, names for codes, dates, "1.234 may a", typing
    without accents or with the keys of Telex in it. The share is a guess: no district has told us its own.
    """
    chance = Random(28)
    said = [
        (m["text"], m.get("from")) for path in VOICES for m in _messages(path) if m["expect"].get("kind") == "report"
    ]
    return [_card(vocabulary, chance) if chance.random() < CARDS else chance.choice(said) for _ in range(TEXTS)]


def _card(vocabulary: Vocabulary, chance: Random) -> Sent:
    unit = chance.choice(list(vocabulary.units.values()))
    keyword = chance.choice([each for each in vocabulary.keywords.values() if unit.group in each.groups])
    numbers = sorted(chance.randrange(MOST) for _ in range(keyword.numbers))
    return " ".join((keyword.code, unit.code, *map(str, numbers))), None


def _messages(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _line(what: str, texts: list[Sent], vocabulary: Vocabulary, besides: str) -> Line:
    sent = list(islice(cycle(texts), TEXTS))
    rounds = [measure(len(sent), lambda: _read(sent, vocabulary), own=True) for _ in range(ROUNDS)]
    return alone(what, "", rounds, besides=besides)


def _read(texts: list[Sent], vocabulary: Vocabulary) -> None:
    for text, sender in texts:
        read(text, vocabulary, sender)
