"""Hostile texts: the work grows with the length and no faster. Counted in steps, so that a busy machine says the same."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from parsers import LONGEST, Misreading, Reading, read
from tests.parsers.vocabulary import TAN_CHAU

SEEDS = [
    "1", "1 ", "1.", "1,1", "1/", "1-", "+1 ", "~1 ", "-1 ", "1%", "1'", "' 1' ", "A", "A ", "O ", "l1 ", "BZ ", "BZ1 ", "BZ XA01 ",
    "BZ XA01 1 ", "BZ XA01 1\n", "XA ", "XA 1 ", "XA01", "XA01 ", "BZXA01", "CB 1 ", "CB ", "ap ", "ap 1 ", "ngay ", "ngay 1 ",
    "thang 1 ", "khong ", "khoang 1 ", "mot nghin ", "nghin ", "thi ", "thi tran ", "xa Tan ", "Nguyen ", "em Lan ", "1/UBND-", "1/UBND ",
    "\n", "\n--\n", "\n1. ", " ", "\u0301", "a\u0301", "1\u0301", "\u200b", "\u00a0", "²", "٢ ", "á ", "Ba\u00f9o ", "B\u00b8o ", "éé", "ma1y ",
    "khoangr ", "(", "(1", "<1", "?", "*#", "👍", "\ud800", "\x00", "\x001", "BZTC", "BZTC: ", "bluezone ", "0912 345 ", "09", "OTP ",
    "SUA ", "XN 1 ", "GC ", "KQ ", "ok ", "cam on ", ">> ", "14h ", "14 gio ", "28/8 ", "1: ", "_1", "*1", "a1a1", "TT.", "TT-", "Tan-",
    "(1", "(1) ", "(hom qua 1) ", ", tang 1 so voi hom qua ", "1 chu khong phai 1 ", "ghi sai ", "cum ", "cum loa ", "tong 1 ", "ap 1 1, tong 2 ",
    "mot nghin ", "(mot ", ". phan dau 1 ", "con 1, ", "a b c d e f g h. ", "+ 1 ", "1cua hang ", "la62n ", "baso ", "em Mai ",
    "s", "as", "a1", "+A", "\t", "\u00d4", "1\u00d4", "\uff11", "1.234.", "1 234 ", "28/8/", "sua ", "BZ XA01 1; ", "CB YT01 7/9; ", "xa xa ", "TAN HA ", "X TAN ",
    "> ", "Fwd: ", "14h30 ", "tong ", "tong 1, ", "(1, ", "[1/2] ", "\n- ", "gui tu ", "BZTC", '"', "\u3000", "\U0001d7d9", "\u202e", "\u0301\u200b",
]  # fmt: skip


def steps(text: str) -> int:
    """Count the calls and lines that reading a text takes, the vocabulary's tables once built."""
    taken = 0
    read("", TAN_CHAU)
    assert TAN_CHAU.tables.codes

    def count(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal taken
        taken += event in ("call", "line")
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        read(text, TAN_CHAU)
    finally:
        sys.settrace(before)
    return taken


@pytest.mark.parametrize("seed", SEEDS, ids=ascii)
def test_the_steps_grow_with_the_length_only(seed: str) -> None:
    short, long = (seed * (length // len(seed)) for length in (500, 2000))
    assert steps(long) < 5 * steps(short) + 2000


@pytest.mark.parametrize("seed", ["theo so ", "de dat ", "sang nay ", "xin gui ", "noi la ", "theo CB "], ids=ascii)
def test_the_steps_of_a_report_buried_in_words_grow_with_their_length_only(seed: str) -> None:
    short, long = ("BZ XA01 " + seed * (length // len(seed)) + "1234" for length in (500, 2000))
    assert steps(long) < 5 * steps(short) + 2000


@pytest.mark.parametrize("seed", SEEDS, ids=ascii)
@pytest.mark.parametrize("start", ["", "BZ XA01 1234 ", "BZ XA01 "])
def test_the_longest_text_is_read(seed: str, start: str) -> None:
    text = (start + seed * LONGEST)[:LONGEST]
    assert isinstance(read(text, TAN_CHAU), Reading | Misreading)
