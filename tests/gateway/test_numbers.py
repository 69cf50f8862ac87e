from __future__ import annotations

import pytest

from gateway.numbers import masked, msisdn

MOVED = [
    *(("120", "70"), ("121", "79"), ("122", "77"), ("126", "76"), ("128", "78")),
    *(("123", "83"), ("124", "84"), ("125", "85"), ("127", "81"), ("129", "82")),
    *(("162", "32"), ("163", "33"), ("164", "34"), ("165", "35"), ("166", "36"), ("167", "37"), ("168", "38")),
    *(("169", "39"), ("186", "56"), ("188", "58"), ("199", "59")),
]


@pytest.mark.parametrize(("old", "new"), MOVED)
@pytest.mark.parametrize("before", ["0", "+84", "84", "0084", "+84 ", "0."])
def test_the_numbers_of_before_2018_are_moved(before: str, old: str, new: str) -> None:
    assert msisdn(f"{before}{old}3456789") == f"+84{new}3456789"


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("0912345678", "+84912345678"),
        ("+84912345678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0084912345678", "+84912345678"),
        ("0912 345 678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("(0912) 345-678", "+84912345678"),
        (" +84 912\u00a0345 678 ", "+84912345678"),
        ("+84990000101", "+84990000101"),
        ("0990000101", "+84990000101"),
        ("0845678901", "+84845678901"),
        ("02763999000", "+842763999000"),
        ("+14155552671", "+14155552671"),
    ],
)
def test_one_form_for_all_spellings(raw: str, number: str) -> None:
    assert msisdn(raw) == number


@pytest.mark.parametrize(
    "raw",
    ["", "191", "8077", "900", "VIETTEL", "Viettel 18", "+84", "091234567", "01301234567", "09123456789", "٠٩١٢٣٤٥٦٧٨", "0912345678x",
     "+84 9123456789", "0" * 40, "9" * 4000, "0912345678\x00", "+800"],
)  # fmt: skip
def test_no_number_is_none(raw: str) -> None:
    assert msisdn(raw) is None


def test_other_countries_are_not_renumbered() -> None:
    assert msisdn("+11203456789") != "+84703456789"
    assert msisdn("(415) 555-2671", region="US") == "+14155552671"


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+84990000101", "099****101"), ("+84912345678", "091****678"), ("+14155552671", "+14****671"), ("191", "****")],
)
def test_a_masked_number_keeps_its_ends_only(number: str, shown: str) -> None:
    assert masked(number) == shown
