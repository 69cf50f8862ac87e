"""An explanation tells of the reading that is made, leaves nothing of a text out, and knows every sort of piece."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import Error, Kind, Misreading, Reading, Taken, explain, fold, read
from parsers.explaining import _TAKEN
from parsers.legacy import restored
from parsers.pieces import SORTS
from tests.parsers.vocabulary import TAN_CHAU

TESTS = Path(__file__).parents[1]
NEAR = st.text(st.sampled_from("BZXAHGCTSOIl0123456789 .,-/:;+%?'\nabkhoangtngymay\u0301\u200b²"), max_size=60)
CORPORA = [TESTS / "parsers" / "messages.jsonl", *sorted((TESTS / "corpus").glob("[rv]*.jsonl"))]


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda path: path.stem)
def test_an_explanation_finds_what_reading_finds(corpus: Path) -> None:
    lines = [json.loads(line) for line in corpus.read_text("utf-8").split("\n") if line]
    assert lines
    for line in lines:
        text, sender = line["text"], line.get("from")
        assert explain(text, TAN_CHAU, sender).found == read(text, TAN_CHAU, sender), text


@given(st.text(st.characters(exclude_categories=()), max_size=80) | NEAR)
def test_no_sign_of_a_text_is_left_out(text: str) -> None:
    explained = explain(text, TAN_CHAU)
    assert explained.found == read(text, TAN_CHAU)
    told = "".join(step.folded for step in explained.steps).replace(" ", "")
    assert told in {fold(read_so).replace(" ", "") for read_so in (text, restored(text, TAN_CHAU.tables))}


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("BZ XA01 1234", [("BZ", Taken.KEYWORD, "BZ"), ("XA01", Taken.UNIT, "XA01"), ("1234", Taken.NUMBER, "")]),
        ("bz xã Tân Hà: 1.234", [
            ("bz", Taken.KEYWORD, "BZ"), ("xã Tân Hà", Taken.UNIT, "XA01"), (":", Taken.SIGN, ""),
            ("1.234", Taken.NUMBER, "1234"),
        ]),
        ("BXXA01", [("BXXA01", Taken.REFUSED, "")]),
        ("em BZ 5 may?", [
            ("em", Taken.NAME, ""), ("BZ", Taken.KEYWORD, "BZ"), ("5", Taken.NUMBER, ""), ("may", Taken.MEASURE, ""),
            ("?", Taken.SIGN, ""),
        ]),
        ("Fwd: BZ 5 khong", [
            ("Fwd:", Taken.UNREAD, ""), ("BZ", Taken.KEYWORD, "BZ"), ("5", Taken.NUMBER, ""), ("khong", Taken.DOUBT, ""),
        ]),
        ("BZ XA01 5\nGui tu iPhone 12", [
            ("BZ", Taken.KEYWORD, "BZ"), ("XA01", Taken.UNIT, "XA01"), ("5", Taken.NUMBER, ""),
            ("\n", Taken.SIGN, ""), ("Gui tu iPhone 12", Taken.UNREAD, ""),
        ]),
        ("BZ XA01 5 BZTC: Da nhan", [
            ("BZ", Taken.KEYWORD, "BZ"), ("XA01", Taken.UNIT, "XA01"), ("5", Taken.NUMBER, ""),
            ("BZTC: Da nhan", Taken.UNREAD, ""),
        ]),
        ("CB YT01 85/92cb", [
            ("CB", Taken.KEYWORD, "CB"), ("YT01", Taken.UNIT, "YT01"), ("85/92", Taken.NUMBER, "85 92"),
            ("cb", Taken.MEASURE, ""),
        ]),
        ("\ufeffBZ 5\x1f", [("\ufeffBZ", Taken.KEYWORD, "BZ"), ("5", Taken.NUMBER, ""), ("\x1f", Taken.SIGN, "")]),
        ("\xadú", [("ưỳ", Taken.UNKNOWN, "")]),
        ("Huyeän ñoaøn HT 5", [("Huyện đoàn", Taken.UNIT, "HD01"), ("HT", Taken.KEYWORD, "HT"), ("5", Taken.NUMBER, "")]),
        ("[QC] BZ XA01 5", [("[QC] BZ XA01 5", Taken.UNREAD, "")]),
    ],
)  # fmt: skip
def test_each_piece_is_told(text: str, taken: list[tuple[str, Taken, str]]) -> None:
    assert [(step.sent, step.taken, step.meaning) for step in explain(text, TAN_CHAU).steps] == taken


def test_a_piece_is_told_as_it_was_settled_in_the_end() -> None:
    ages = explain("LT0108 PT 2. Nguyen Van Sau, 68 tuoi", TAN_CHAU).steps
    assert [step.taken for step in ages if step.folded.startswith("68")] == [Taken.ASIDE]
    bad = explain("BZ XA01 12,5", TAN_CHAU).steps[-1]
    assert (bad.taken, bad.error) == (Taken.REFUSED, Error.AMBIGUOUS_NUMBER)


def test_a_sender_that_is_never_answered_is_told_so() -> None:
    explained = explain("BZ XA01 5", TAN_CHAU, "VIETTEL")
    assert explained.found == Reading(Kind.IGNORE)
    assert [step.taken for step in explained.steps] == [Taken.UNREAD]


def test_every_sort_of_piece_is_taken_for_something() -> None:
    assert _TAKEN.keys() == set(SORTS)


@pytest.mark.parametrize("error", Error)
def test_every_error_says_what_was_expected(error: Error) -> None:
    assert Misreading(error).expected
