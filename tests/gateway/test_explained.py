"""An explanation in words: every word is there, and a hostile text shows nothing that a screen would obey."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.explained import ERRORS, EXPECTED, KINDS, TAKEN, explained, visible
from parsers import Error, Expected, Kind, Taken, explain
from tests.personas import TAN_CHAU


def test_every_word_is_there() -> None:
    assert (set(TAKEN), set(ERRORS)) == (set(Taken), set(Error))
    assert (set(EXPECTED), set(KINDS)) == (set(Expected), set(Kind))


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Xã Tân Hà", "Xã Tân Hà"),
        (unicodedata.normalize("NFD", "Xã Tân Hà"), "Xã Tân Hà"),
        ("a\x1b[31mb\r\n", "a\\u001b[31mb\\u000d\\u000a"),
        ("\u202e1234", "\\u202e1234"),
        ("Z\u0301\u0301", "Ź\\u0301"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("x" * 50, "x" * 40 + "..."),
    ],
)
def test_what_no_reader_sees_is_shown_by_its_number(sent: str, shown: str) -> None:
    assert visible(sent) == shown


@given(st.text(st.characters(exclude_categories=()), max_size=60))
@example("BZ XA01 12\u202e34 \x1b]0;x\x07")
@example("a" + "\u0301" * 5000)
@example("GC \u2066\x00\n\x9b31m")
def test_no_line_holds_anything_that_a_screen_obeys(text: str) -> None:
    for line in explained(explain(text, TAN_CHAU.vocabulary), TAN_CHAU):
        assert line.isprintable()
        assert not any(unicodedata.category(sign).startswith("M") for sign in line)
        assert len(line) < 400


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("SUA BX XA01 5", ["xin nhắn lại: SUA BZ XA01 5"]),
        ("2300", ["xin nhắn lại: <từ khóa> <mã đơn vị, nếu máy có nhiều đơn vị> <số>"]),
        ("BX XA01 5 HG XA01 3", ["xin nhắn lại: <từ khóa> XA01 <số>"]),
        ("CB YT01 85 92 ngay 28/8 GC mất sóng", ["CB YT01 85 92", "ngày ghi trong tin: 28/08", 'ghi chú: "mất sóng"']),
        ("XN BZ 3100", ["Hiểu là: xác nhận", "BZ 3100"]),
        ("bluezone XA01 5", ['"bluezone" -> BLUEZONE: từ khóa BZ (Tổng số máy đã cài Bluezone (lũy kế))']),
    ],
)
def test_the_outcome_is_told(text: str, says: list[str]) -> None:
    lines = [line.strip() for line in explained(explain(text, TAN_CHAU.vocabulary), TAN_CHAU)]
    assert set(says) <= set(lines)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (
            "UQ 0912 345 678 den 30/8",
            [
                "Hiểu là: ủy quyền cho máy khác báo cáo thay",
                "  số điện thoại: +84912345678",
                "  ngày ghi trong tin: 30/08",
            ],
        ),
        ("HUY UQ", ["Hiểu là: thôi ủy quyền"]),
        (
            "UQ 091234567 den 30/8",
            [
                "Không nhận: ủy quyền mà không rõ số điện thoại (deputy_number). CHƯA GHI số nào.",
                "  cần có: một số điện thoại di động đủ mười chữ số",
                "  xin nhắn lại: UQ <số điện thoại> DEN <ngày/tháng>",
            ],
        ),
    ],
)
def test_a_deputy_is_explained_with_the_line_to_send(text: str, last: list[str]) -> None:
    assert list(explained(explain(text, TAN_CHAU.vocabulary), TAN_CHAU))[-len(last) :] == last
