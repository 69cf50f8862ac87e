"""What holds for every text: no exception, no invented number, and the same reading under every harmless disguise."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from parsers import Count, Kind, Misreading, Reading, Vocabulary, fold, read
from parsers.glance import glance
from parsers.reader import heard
from tests.parsers.vocabulary import FLOOD, TAN_CHAU

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
SIGNS = " .,-/:;+*#()~<>%?'\n"
NEAR = st.text(st.sampled_from("BZXAHGCTSOIl0123456789 .,-/:;+%?'\nabkhoangtngy\u0301\u200b²"), max_size=60)
LOOKS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def allowed(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Give every keyword with every unit that may report it."""
    return [
        (keyword.code, unit.code)
        for keyword in vocabulary.keywords.values()
        for unit in vocabulary.units.values()
        if unit.group in keyword.groups
    ]


@st.composite
def counts(draw: st.DrawFn, vocabulary: Vocabulary = TAN_CHAU) -> Count:
    keyword, unit = draw(st.sampled_from(allowed(vocabulary)))
    numbers = st.integers(0, 999_999)
    found = sorted(draw(st.lists(numbers, min_size=n, max_size=n)) for n in [vocabulary.keywords[keyword].numbers])
    return Count(keyword, unit, tuple(sorted(found[0])))


def written(count: Count) -> str:
    return f"{count.keyword} {count.unit} {' '.join(map(str, count.values))}"


def found_numbers(found: Reading | Misreading) -> list[int]:
    values = [*found.values]
    if isinstance(found, Reading):
        values += [value for count in found.counts for value in count.values]
    return values


def stands_in(number: int, text: str) -> bool:
    """Say whether a number's digits stand together in a text, thousands marks and look-alikes allowed."""
    digits = re.sub("(?<=[0-9])[., ]+(?=[0-9])", "", fold(text).translate(LOOKS))
    return str(number) in digits


@given(ANY_TEXT)
@example("\ud800\udfff\x00BZ XA01 1234")
@example("\x00")
@example("BZ" * 5000)
@settings(max_examples=400)
def test_no_text_raises(text: str) -> None:
    assert isinstance(read(text, TAN_CHAU), Reading | Misreading)


@given(NEAR)
@settings(max_examples=1500)
def test_a_returned_number_stands_in_the_text(text: str) -> None:
    found = read(text, TAN_CHAU)
    assert all(stands_in(number, text) for number in found_numbers(found))


@given(NEAR, st.sampled_from(["BZ XA01", "CB YT01", "PT LT0104", "XA02 BZ", "BZ"]))
@settings(max_examples=1500)
def test_a_number_beside_a_code_is_never_invented(text: str, start: str) -> None:
    found = read(f"{start} {text}", TAN_CHAU)
    assert all(stands_in(number, f"{start} {text}") for number in found_numbers(found))


@given(st.text(st.characters(categories=["Nd", "No", "Nl"]), min_size=1, max_size=6))
def test_no_digit_but_ascii_is_counted(digits: str) -> None:
    found = read(f"BZ XA01 {digits}", TAN_CHAU)
    ascii_digits = "".join(chr(ord(digit) - 0xFEE0) if "０" <= digit <= "９" else digit for digit in digits)
    if not ascii_digits.isascii():
        assert isinstance(found, Misreading)


def accented(text: str) -> str:
    return "Báo cáo đã cài: " + text


DISGUISES: list[Callable[[str], str]] = [
    str.lower,
    str.title,
    str.swapcase,
    lambda text: f"  {text}\r\n",
    lambda text: text.replace(" ", "   "),
    lambda text: text.replace(" ", "\n", 1),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace(" ", "\u3000"),
    lambda text: "".join(chr(ord(c) + 0xFEE0) if c in string.ascii_letters + string.digits else c for c in text),
    "\u200b".join,
    lambda text: "\ufeff" + text,
    lambda text: text.replace(" ", ": ", 1),
    lambda text: text.replace(" ", " - "),
    lambda text: text.replace(" ", "", 1),
    lambda text: text + ".",
    lambda text: text + " a",
    lambda text: f"“{text}”",
    lambda text: text + " 👍",
    lambda text: "Fwd: " + text,
    lambda text: "Dạ em chào anh, em báo cáo: " + text + ". Cảm ơn anh",
    lambda text: "Kinh gui UBND huyen Tan Chau, " + text,
    lambda text: unicodedata.normalize("NFD", accented(text)),
    accented,
    lambda text: text + "\n--\nNguyễn Văn A 0912345678",
    lambda text: text + "\nGửi từ iPhone 12 của tôi",
    lambda text: text + " luc 14h30",
    lambda text: text + " (45,1%)",
]


@given(counts(), st.sampled_from(DISGUISES), st.sampled_from(DISGUISES))
@settings(max_examples=1500)
def test_a_disguise_changes_nothing(count: Count, inner: Callable[[str], str], outer: Callable[[str], str]) -> None:
    text = inner(written(count))
    assert read(text, TAN_CHAU) == Reading(Kind.REPORT, (count,)), ascii(text)
    found = read(outer(text), TAN_CHAU)
    assert isinstance(found, Misreading) or found.counts in ((count,), ()), ascii(outer(text))


CARDS = st.builds(
    " ".join,
    st.tuples(
        st.sampled_from([*TAN_CHAU.keywords, "BX", "HD", "XA"]),
        st.sampled_from([*TAN_CHAU.units, "XA15", "LT0199", "XX01", "XA1", "XA001"]),
        st.from_regex("[0-9]{1,7}( [0-9]{1,4})?[.]?", fullmatch=True),
    ),
)


@given(CARDS)
@settings(max_examples=1000)
def test_a_glance_sees_what_the_rules_see(text: str) -> None:
    seen = glance(fold(text), TAN_CHAU)
    assert seen is None or seen == heard(text, fold(text), TAN_CHAU)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[Count, str]:
    """Give a well-formed report with one character dropped, doubled, put in, changed, or changed with its neighbour."""
    count = draw(counts())
    text = written(count)
    at = draw(st.integers(0, len(text) - 1))
    other = draw(st.sampled_from(string.ascii_letters + string.digits + SIGNS))
    ways = [text[:at] + text[at + 1 :], text[:at] + other + text[at:], text[:at] + other + text[at + 1 :]]
    ways += [text[:at] + text[at] + text[at:], text[:at] + text[at : at + 2][::-1] + text[at + 2 :]]
    return count, draw(st.sampled_from(ways))


@given(damaged())
@settings(max_examples=3000)
def test_damage_to_one_character_invents_no_number(case: tuple[Count, str]) -> None:
    _, text = case
    found = read(text, TAN_CHAU)
    assert all(stands_in(number, text) for number in found_numbers(found)), ascii(text)
    if isinstance(found, Reading) and found.counts:
        plain = "; ".join(written(count).replace("None ", "") for count in found.counts)
        assert read(plain, TAN_CHAU) == Reading(Kind.REPORT, found.counts) or len(found.counts) > 1


@given(counts(FLOOD))
def test_another_campaign_needs_no_code(count: Count) -> None:
    assert read(written(count), FLOOD) == Reading(Kind.REPORT, (count,))
    assert read(written(count).lower(), FLOOD) == Reading(Kind.REPORT, (count,))
