"""Deputies by text: whose number and which day are read, and that no slip of a finger gives a telephone a right."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import Error, Kind, Misreading, Reading, fold, read
from tests.parsers.vocabulary import FLOOD, TAN_CHAU

NUMBER = "+84912345678"

NAMED = [
    ("UQ 0912345678 DEN 30/08", "30/08", None),
    ("UQ 0912 345 678 den 30/8/2020", "30/08/2020", None),
    ("uy quyen cho 0912345678 den ngay 30/8", "30/08", None),
    ("Ủy quyền cho số 0912.345.678 đến hết ngày 30/08", "30/08", None),
    ("Uỷ quyền cho chị Lan 0912345678 báo cáo thay đến hết ngày 30 tháng 8 năm 2020 nhé", "30/08/2020", None),
    ("Em chào chị, UQ +84912345678 den 30/8 a", "30/08", None),
    ("UQ +84 912 345 678 den 30/8", "30/08", None),
    ("UQ 84912345678 den 30/8", "30/08", None),
    ("UQ 0084912345678 den 30/8", "30/08", None),
    ("UQ 09 12 34 56 78 den 30/8", "30/08", None),
    ("UQ 0912-345-678 den 30-8", "30/08", None),
    ("UQ 0912.345.678 den 30.8.20", "30/08/2020", None),
    ("UQ den 30/8 so 0912345678", "30/08", None),
    ("UQ 30/8 0912345678", "30/08", None),
    ("UQ 0912345678 30 / 8", "30/08", None),
    ("UQ 0912345678 den 30", "30", None),
    ("UQ den ngay 5 0912345678", "05", None),
    ("uq0912345678 den30/8", "30/08", None),
    ("UQ: 0912345678; den: 30/8.", "30/08", None),
    ("UQ 0912345678 den 30/8 em di hoc", "30/08", None),
    ("UQ 0912345678 hoac +84912345678 den 30/8, het ngay 30/8", "30/08", None),
    ("anh Huy UQ 0912345678 den 30/8", "30/08", None),
    ("Toi chi Hoa uy quyen em Binh so 0912345678 bao thay den 30/8", "30/08", None),
    ("UQ XA01 0912345678 den 30/8", "30/08", "XA01"),
    ("UQ cho em Binh xa Tan Ha sdt 0912345678 bao cao thay toi den het ngay 30/8", "30/08", "XA01"),
]

REFUSED = [
    ("UQ", Error.DEPUTY_NUMBER),
    ("uy quyen", Error.DEPUTY_NUMBER),
    ("UQ <so dien thoai> DEN <ngay/thang>", Error.DEPUTY_NUMBER),
    ("UQ den 30/8", Error.DEPUTY_NUMBER),
    ("UQ 091234567 den 30/8", Error.DEPUTY_NUMBER),
    ("UQ 09123456789 den 30/8", Error.DEPUTY_NUMBER),
    # A digit is missing, and the day must not stand in for it.
    ("UQ 091234567 8/9", Error.DEPUTY_NUMBER),
    ("UQ 091234567 5.9", Error.DEPUTY_NUMBER),
    ("UQ 09123456 30/8", Error.DEPUTY_NUMBER),
    ("UQ 09123456 30 thang 8", Error.DEPUTY_NUMBER),
    ("UQ 091234567 8 den 30/8", Error.DEPUTY_NUMBER),
    ("UQ den 05/09 09123456", Error.DEPUTY_NUMBER),
    ("UQ 02763875123 den 30/8", Error.DEPUTY_NUMBER),
    ("UQ 0123456789 den 30/8", Error.DEPUTY_NUMBER),
    ("UQ O912345678 den 30/8", Error.DEPUTY_NUMBER),
    ("UQ ٠912345678 den 30/8", Error.DEPUTY_NUMBER),
    ("UQ 0912345678 0987654321 den 30/8", Error.DEPUTY_NUMBER),
    ("UQ 0912345678", Error.DEPUTY_DAY),
    ("UQ 0912345678 den mai", Error.DEPUTY_DAY),
    ("UQ 0912345678 den thu 6", Error.DEPUTY_DAY),
    ("UQ 0912345678 trong 3 ngay", Error.DEPUTY_DAY),
    ("UQ 0912345678 tu 28/8 den 30/8", Error.DEPUTY_DAY),
    ("UQ 0912345678 den 30/8 hoac 31/8", Error.DEPUTY_DAY),
    ("UQ 0912345678 den 32/8", Error.DEPUTY_DAY),
    ("UQ 0912345678 den 30/13", Error.DEPUTY_DAY),
    ("UQ 0912345678 den 30/8 luc 17h", Error.DEPUTY_BESIDE),
    ("UQ 0912345678 den 30/8 khong?", Error.DEPUTY_BESIDE),
    ("UQ 0912345678 den 30/8 chua chac", Error.DEPUTY_BESIDE),
    ("UQ 0912345678 den 30/8, 500", Error.DEPUTY_BESIDE),
    ("UQ XA01 XA02 0912345678 den 30/8", Error.DEPUTY_BESIDE),
    ("UQ XA99 0912345678 den 30/8", Error.DEPUTY_BESIDE),
    ("UQ 0912345678 den 30/8 GC di hoc", Error.DEPUTY_BESIDE),
    ("HUY UQ 0912345678 den 30/8", Error.DEPUTY_BESIDE),
    ("HUY UQ BZ XA01", Error.DEPUTY_BESIDE),
    ("HUY UQ 12", Error.DEPUTY_BESIDE),
    ("Nghe noi ben kia uy quyen cho 0912345678 den 30/8", Error.DEPUTY_BESIDE),
]

WITH_A_REPORT = [
    "UQ 0912345678 den 30/8 BZ XA01 1234",
    "UQ BZ XA01 1234",
    "BZ XA01 1234 UQ 0912345678 den 30/8",
    "BZ XA01 1234\nUQ 0912345678 DEN 30/08",
    "BZ XA01 1234. UQ 0912345678 DEN 30/08",
    "SUA BZ XA01 1234. UQ 0912345678 DEN 30/08",
    "BZ XA01 1234. Toi uy quyen cho so 0912345678 bao thay den 30/8",
    "Uy quyen cho chi Lan bao: BZ XA01 1234",
    "Huy BZ XA01, UQ 0912345678 den 30/8",
]

TALK = [
    ("BZ XA01 1234. Em duoc chi Hoa uy quyen bao thay", Kind.REPORT),
    ("anh Quyen gui BZ XA01 1234", Kind.REPORT),
    ("Xa Tan Ha co uy quyen bao cao khong", Kind.UNKNOWN),
    ("GC UQ 0912345678 den 30/8", Kind.NOTE),
    ("HUY BZ", Kind.CANCEL),
]


@pytest.mark.parametrize(("text", "day", "unit"), NAMED)
def test_a_number_and_a_last_day_name_a_deputy(text: str, day: str, unit: str | None) -> None:
    assert read(text, TAN_CHAU) == Reading(Kind.DEPUTY, unit=unit, date=day, number=NUMBER)


@pytest.mark.parametrize(("text", "error"), REFUSED)
def test_whatever_is_not_sure_names_nobody(text: str, error: Error) -> None:
    found = read(text, TAN_CHAU)
    assert isinstance(found, Misreading)
    assert found.error is error


@pytest.mark.parametrize("text", WITH_A_REPORT)
def test_beside_a_report_neither_is_taken(text: str) -> None:
    found = read(text, TAN_CHAU)
    assert isinstance(found, Misreading)
    assert found.error is Error.DEPUTY_BESIDE


@pytest.mark.parametrize(("text", "kind"), TALK)
def test_elsewhere_the_words_are_talk(text: str, kind: Kind) -> None:
    found = read(text, TAN_CHAU)
    assert isinstance(found, Reading)
    assert found.kind is kind


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("HUY UQ", None),
        ("Hủy ủy quyền", None),
        ("xin huy bo uy quyen 0912 345 678 nhe", NUMBER),
        ("HUY UQ so +84912345678 cam on", NUMBER),
    ],
)
def test_it_is_taken_back(text: str, number: str | None) -> None:
    assert read(text, TAN_CHAU) == Reading(Kind.DEPUTY_END, number=number)


def test_how_to_do_it_can_be_asked() -> None:
    assert read("HD UQ", TAN_CHAU) == Reading(Kind.HELP, keyword="UQ")


numbers = st.tuples(st.sampled_from(["3", "7", "8", "9"]), st.integers(60_000_000, 99_999_999)).map(
    lambda parts: f"{parts[0]}{parts[1]}"
)
groups = st.sampled_from([(9,), (3, 3, 3), (2, 3, 4), (1, 2, 2, 2, 2), (3, 2, 2, 2), (3, 6)])
days = st.tuples(st.integers(1, 31), st.integers(1, 12))


def written(digits: str, parts: tuple[int, ...], sign: str) -> str:
    cut, at = [], 0
    for size in parts:
        cut.append(digits[at : at + size])
        at += size
    cut[0] = f"0{cut[0]}"
    return sign.join(cut)


@given(numbers, groups, st.sampled_from(" .-"), days, st.sampled_from("/.-"), st.booleans())
def test_however_they_are_written_both_are_read(
    digits: str, parts: tuple[int, ...], sign: str, day: tuple[int, int], dot: str, turned: bool
) -> None:
    telephone, date = written(digits, parts, sign), f"{day[0]}{dot}{day[1]}"
    text = f"UQ den {date} {telephone}" if turned else f"UQ {telephone} den {date}"
    for vocabulary in (TAN_CHAU, FLOOD):
        assert read(text, vocabulary) == Reading(Kind.DEPUTY, date=f"{day[0]:02}/{day[1]:02}", number=f"+84{digits}"), (
            text
        )


@given(numbers, groups, st.sampled_from(" .-"), days, st.integers(1, 9), st.sampled_from(["", " ", " den ", ", "]))
def test_a_digit_too_few_or_too_many_names_nobody(
    digits: str, parts: tuple[int, ...], sign: str, day: tuple[int, int], at: int, between: str
) -> None:
    date = f"{day[0]}/{day[1]}"
    telephone = written(digits, parts, sign)
    places = [found.start() for found in re.finditer("[0-9]", telephone)]
    less = telephone[: places[at]] + telephone[places[at] + 1 :]
    more = f"{telephone[: places[at]]}5{telephone[places[at] :]}"
    for text in (f"UQ {less}{between}{date}", f"UQ {more}{between}{date}", f"UQ den {date}{between}{less}"):
        found = read(text, TAN_CHAU)
        assert isinstance(found, Misreading), text


@given(st.text(st.sampled_from("UQHYuyquenBZXA0123456789 .,-/+?\nden²"), max_size=50).map(lambda text: f"UQ {text}"))
def test_whoever_is_named_stands_in_the_text(text: str) -> None:
    found = read(text, TAN_CHAU)
    if isinstance(found, Reading) and found.kind is Kind.DEPUTY:
        said = re.sub("[ .-]", "", fold(text))
        assert found.number
        assert found.number.removeprefix("+84") in said
    else:
        assert isinstance(found, Misreading), "what begins as a command is read as nothing else"
