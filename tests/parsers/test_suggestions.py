"""What a text that is one letter off may mean: asked about where there is one answer, and never counted."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import Count, Misreading, Reading, Vocabulary, read
from parsers.spellings import Spellings
from tests.parsers.vocabulary import FLOOD, TAN_CHAU

# The text, what is asked about, and the unit and the numbers of the line to send back; None where nothing is asked.
MEANT = [
    ("BX XA01 1234", "BZ", "XA01", (1234,)),
    ("BX 1234", "BZ", None, (1234,)),
    ("BZZ XA01 1.234", "BZ", "XA01", (1234,)),
    ("bluezoen XA01 1234", "BZ", "XA01", (1234,)),
    ("PX LT0103 3", "PT", "LT0103", (3,)),
    ("CX YT01 85/92", "CB", "YT01", (85, 92)),
    ("BZ Tan Hieq 1234", "XA07", None, (1234,)),
    ("BZ xa Tân Hieq 1234", "XA07", None, (1234,)),
    ("Tan Hieq BZ 1 234", "XA07", None, (1234,)),
    ("BZ Suoi Dayy 1234", "XA06", None, (1234,)),
    ("BZ Sui Ngo 1234", "XA05", None, (1234,)),
    ("BZ Tna Ha 1234", "XA01", None, (1234,)),
    ("BZ TanHiepp 1234", "XA07", None, (1234,)),
    ("BZ AX01 5", "XA01", None, (5,)),
    ("BZ XQ01 5", "XA01", None, (5,)),
    ("Dạ em báo cáo xã Suối Ngop, BZ 1234 máy ạ", "XA05", None, (1234,)),
]
NOT_ASKED = [
    "BZ Tan Hoh 1234",
    "ZB XA01 5",
    "PG XA01 5",
    "QQ XA01 5",
    "BZ XA12 5",
    "BZ Lang Moi 5",
    "BX XA01 12 34",
    "BX XA01",
    "BX XA01 1234 ngay 27/8",
    "BX XA01 khoang 1234",
    "BX XA01 1234?",
    "BX XA01 5; HG XA01 3",
    "BX Tan Hieq 5",
    "PT loa cum 1 Tan Hieq 3",
    "XN BX 3100",
    "HUY BX",
    "DK XQ01",
    "KQ XQ01",
    "GC XQ01 mat song",
]


@pytest.mark.parametrize(("text", "meant", "unit", "values"), MEANT)
def test_one_letter_off_is_asked_about(text: str, meant: str, unit: str | None, values: tuple[int, ...]) -> None:
    found = read(text, TAN_CHAU)
    assert isinstance(found, Misreading)
    assert (found.meant, found.unit, found.values) == (meant, unit, values)


@pytest.mark.parametrize("text", NOT_ASKED)
def test_nothing_is_asked_where_two_are_as_near_or_the_rest_is_in_doubt(text: str) -> None:
    found = read(text, TAN_CHAU)
    assert not isinstance(found, Misreading) or found.meant is None
    assert not isinstance(found, Reading) or not found.counts


def test_the_whole_name_is_the_word_that_was_stumbled_over() -> None:
    found = read("BZ xa Sui Ngô 1234", TAN_CHAU)
    assert isinstance(found, Misreading)
    assert found.word == "Sui Ngô"


@st.composite
def mistyped(draw: st.DrawFn, vocabulary: Vocabulary) -> tuple[Count, str]:
    """A report with one letter of its keyword, code or name dropped, put in, changed, or swapped with the next."""
    keyword = draw(st.sampled_from([*vocabulary.keywords.values()]))
    unit = draw(st.sampled_from([unit for unit in vocabulary.units.values() if unit.group in keyword.groups]))
    values = tuple(sorted(draw(st.lists(st.integers(2, 999_999), min_size=keyword.numbers, max_size=keyword.numbers))))
    words = [keyword.code, draw(st.sampled_from([unit.code, *unit.names])), " ".join(map(str, values))]
    which = draw(st.sampled_from([0, 1]))
    whole, letter = words[which], draw(st.sampled_from(string.ascii_letters))
    at = draw(st.integers(0, len(whole) - 1))
    ways = [whole[:at] + letter + whole[at:], whole[:at] + letter + whole[at + 1 :], whole[:at] + whole[at + 1 :]]
    ways.append(whole[:at] + whole[at : at + 2][::-1] + whole[at + 2 :])
    words[which] = draw(st.sampled_from(ways))
    return Count(keyword.code, unit.code, values), " ".join(words)


@pytest.mark.parametrize("vocabulary", [TAN_CHAU, FLOOD], ids=["tan chau", "flood"])
@given(data=st.data())
@settings(max_examples=600)
def test_what_is_asked_about_names_the_numbers_that_were_sent(vocabulary: Vocabulary, data: st.DataObject) -> None:
    count, text = data.draw(mistyped(vocabulary))
    found = read(text, vocabulary)
    if isinstance(found, Misreading) and found.meant:
        assert found.values == count.values
        assert found.meant in vocabulary.keywords or found.meant in vocabulary.units


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("TANHIEP", {"TANHIEP"}),
        ("TANHIEQ", {"TANHIEP"}),
        ("TANHIE", {"TANHIEP"}),
        ("TANNHIEP", {"TANHIEP"}),
        ("ATNHIEP", {"TANHIEP"}),
        ("TANHO", {"TANHOI", "TANHOA"}),
        ("TANHIXX", set()),
        ("NTAHIEP", set()),
        ("TANHIPE", {"TANHIEP"}),
        ("", set()),
        ("T" * 10_000, set()),
    ],
)
def test_spellings(word: str, near: set[str]) -> None:
    known = Spellings((name, name) for name in ("TANHIEP", "TANHOI", "TANHOA"))
    assert known.near(word) == near


WORDS = st.text("ABC", min_size=1, max_size=5)


@given(WORDS, WORDS)
def test_a_spelling_is_near_exactly_where_one_change_makes_it_the_other(word: str, other: str) -> None:
    changed = {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}
    changed |= {word[:at] + letter + word[at:] for at in range(len(word) + 1) for letter in "ABC"}
    changed |= {word[:at] + letter + word[at + 1 :] for at in range(len(word)) for letter in "ABC"}
    changed |= {word[:at] + word[at : at + 2][::-1] + word[at + 2 :] for at in range(len(word))}
    near = Spellings([(other, other)]).near(word)
    assert bool(near) == (other in changed)
