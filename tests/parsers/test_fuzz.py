"""The fuzzing target, driven a bounded way: the same texts at every run. TUNGNGO_FUZZ=20000 drives it further."""

from __future__ import annotations

import os

import pytest

from parsers import LONGEST, Error, Misreading, read
from tests.parsers.fuzzing import DIGITS, check, drive, standing
from tests.parsers.vocabulary import TAN_CHAU

ROUNDS = int(os.environ.get("TUNGNGO_FUZZ", "1000"))


@pytest.mark.parametrize("seed", range(4))
def test_fuzzing_finds_nothing(seed: int) -> None:
    drive(ROUNDS // 4, seed)


@pytest.mark.parametrize("text", ["BZ XA01 12{}4", "BZ XA01 {}", "BZ XA01 {}1234", "BZ XA01 1234{}", "BZ XA01 1.{}34"])
def test_no_digit_of_another_kind_is_counted(text: str) -> None:
    for digit in DIGITS:
        found = check(text.format(digit))
        assert isinstance(found, Misreading), ascii(digit)


@pytest.mark.parametrize("letter", ["\u00d4", "\u1ed9", "\u00ec", "\u1e2d", "\u0129", "\u013a"], ids=ascii)
@pytest.mark.parametrize("text", ["BZ XA01 107{}", "BZ XA01 8{}5", "BZ XA01 {}12"])
def test_an_accented_letter_is_no_digit(text: str, letter: str) -> None:
    assert isinstance(check(text.format(letter)), Misreading)


@pytest.mark.parametrize("filling", ["A", " ", "1", "\u200b", "\U0001f44d", "\ud800"], ids=ascii)
def test_a_text_too_long_is_refused_unread(filling: str) -> None:
    longer = "BZ XA01 1234 " + filling * (LONGEST - 12)
    assert len(longer) == LONGEST + 1
    assert check(longer) == Misreading(Error.INCOMPLETE_MESSAGE)
    assert read(longer[:-1], TAN_CHAU) != Misreading(Error.INCOMPLETE_MESSAGE)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1 234", {1, 234, 1234}),
        ("1.234.567", {1, 234, 567, 1234, 234567, 4567, 34567}),
        ("\uff11\uff12O", {120, 12}),
        ("12\u00b2", set()),
        ("1\u03364", set()),
        ("1\u00d4", {1}),
        ("12\u06632", set()),
    ],
    ids=ascii,
)
def test_the_oracle_sees_which_numbers_stand_in_a_text(text: str, numbers: set[int]) -> None:
    assert standing(text) == numbers
