"""What a clerk says to a request: only with a telephone behind the first word, for one unit, and never a report."""

from __future__ import annotations

import pytest

from parsers import Kind, Reading, expectation, read
from tests.personas import TAN_CHAU

NUMBER = "+84912345678"
VOCABULARY = TAN_CHAU.vocabulary


@pytest.mark.parametrize(
    "text",
    [
        "DUYET 0912345678 XA01",
        "duyet 0912345678 xa01",
        "Duyệt 0912.345.678 xã Tân Hà nhé",
        "DUYET +84 912 345 678 XA01. Cam on",
        "DUYET 84912345678 XA1",
        "DUYET 0912-345-678 - Tan Ha",
        "DUYET: 0912345678, XA01",
        "DUYET XA01 0912345678",
        "Da, duyet 0912345678 XA01 a",
        "DUYET 0912345678 XA01 Tan Ha",
    ],
)
def test_an_approval_in_the_ways_in_which_a_clerk_writes_it(text: str) -> None:
    assert read(text, VOCABULARY) == Reading(Kind.APPROVE, unit="XA01", number=NUMBER)


@pytest.mark.parametrize(
    "text", ["KHONG DUYET 0912345678 XA01", "không duyệt 0912 345 678 XA01", "ko duyet XA01 0912345678"]
)
def test_a_refusal(text: str) -> None:
    assert read(text, VOCABULARY) == Reading(Kind.REFUSE, unit="XA01", number=NUMBER)


@pytest.mark.parametrize(
    "text",
    [
        "DUYET 0912345678",
        "DUYET 0912345678 XA99",
        "DUYET 0912345678 XA01 XA02",
        "DUYET 0912345678 XA01 thi khong duoc",
        "DUYET 0912345678 XA01 neu du giay to",
        "DUYET 0912345678 XA01?",
        "DUYET 0912345678 BZ XA01 1234",
        "DUYET 0912345678 XA01 1234",
        "DUYET 0912345678 0987654321 XA01",
    ],
)
def test_where_more_or_less_is_said_than_one_unit_none_is_given(text: str) -> None:
    found = read(text, VOCABULARY)
    assert isinstance(found, Reading)
    assert (found.kind, found.unit, found.counts) == (Kind.APPROVE, None, ())


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("BZ XA01 1234. Duyet 0912345678", {"kind": "report", "keyword": "BZ", "unit": "XA01", "values": [1234]}),
        ("Duyet XA01", {"kind": "unknown"}),
        ("DUYET", {"kind": "unknown"}),
        ("KHONG 0912345678 XA01", {"error": "missing_keyword"}),
        ("DK XA01 0912345678", {"kind": "register", "unit": "XA01"}),
    ],
)
def test_without_its_first_word_or_a_telephone_a_text_reads_as_ever(text: str, label: dict[str, object]) -> None:
    assert expectation(read(text, VOCABULARY)) == label


def test_the_label_names_the_number() -> None:
    found = read("DUYET 0912345678 XA01", VOCABULARY)
    assert expectation(found) == {"kind": "approve", "number": NUMBER, "unit": "XA01"}


def test_a_number_of_another_country_is_taken_as_it_is_written() -> None:
    assert read("DUYET +85512345678 XA01", VOCABULARY) == Reading(Kind.APPROVE, unit="XA01", number="+85512345678")
