"""What holds for every text: no exception, no invented number, and the same reading under every harmless disguise."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parsers import Count, Kind, Misreading, Reading, Vocabulary, fold, read
from parsers.commands import by_the_rules
from parsers.glance import glance, glance_over
from parsers.reader import heard
from parsers.scene import scene
from tests.parsers.fuzzing import check
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


@dataclass(frozen=True)
class Told:
    """A report as somebody may write it, and its one reading."""

    text: str
    reading: Reading


FORMS = [
    "{keyword} {unit} {numbers}", "{unit} {keyword} {numbers}", "{numbers} {keyword} {unit}", "{keyword} {unit}: {numbers}",
    "{keyword}: {unit}: {numbers}", "{keyword} - {unit} - {numbers}", "{keyword}, {unit}, {numbers}", "{keyword}\n{unit}\n{numbers}",
    "{keyword}/{unit}/{numbers}", "{keyword} {unit} = {numbers}", "{keyword} {unit} => {numbers}", "{keyword};{unit};{numbers}",
    "{keyword}_{unit}_{numbers}", "{keyword}*{unit}*{numbers}", "{keyword}#{unit}#{numbers}", "{keyword}+{unit}+{numbers}",
    "{keyword}.{unit}.{numbers}", "{keyword}{unit} {numbers}",
]  # fmt: skip
BEFORE = [
    "", "Dạ em chào anh, em báo cáo: ", "Kinh gui UBND huyen Tan Chau, ", "Fwd: ", "Báo cáo đã cài: ", "Em Lan ở xã ạ. ",
    "Lũy kế đến 15h30: ",
]  # fmt: skip
AFTER = [
    "", ".", "!", " ạ", " 👍", " - Cảm ơn anh", ". Cảm ơn anh", ". SDT 0912345678", "\n--\nNguyễn Văn A 0912345678", "\nGửi từ iPhone 12 của tôi", " (45,1%)",
    "\nNguyễn Thị Lan", ", SDT 0912345678", " tinh den hom nay",
]  # fmt: skip
TYPING: list[Callable[[str], str]] = [
    str,
    str.lower,
    str.upper,
    str.title,
    str.swapcase,
    lambda text: f"  {text}\r\n",
    lambda text: text.replace(" ", "   "),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace(" ", "\u3000"),
    lambda text: text.replace(" ", "\t"),
    lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "\u200b".join,
    lambda text: "\ufeff" + text,
    lambda text: f"“{text}”",
    lambda text: unicodedata.normalize("NFD", text),
]
NAMED = [(unit.code, name) for unit in TAN_CHAU.units.values() for name in unit.names]


@st.composite
def told(draw: st.DrawFn) -> Told:
    """Give one report in one of its forms, by code or by name, with what people write around it."""
    count = draw(counts())
    form, name = draw(st.sampled_from(FORMS)), draw(st.sampled_from([n for u, n in NAMED if u == count.unit] or [""]))
    by_name = bool(name) and draw(st.booleans()) and form in FORMS[:5]
    numbers = " ".join(map(str, count.values))
    body = form.format(keyword=count.keyword, unit=name if by_name else count.unit, numbers=numbers)
    when = draw(st.sampled_from(["", "", " luc 14h30", " ngay 28/8", " ngay 05/09/2020"]))
    dated = {" ngay 28/8": "28/08", " ngay 05/09/2020": "05/09/2020"}.get(when)
    after = draw(st.sampled_from(AFTER if not when else AFTER[:1]))
    return Told(draw(st.sampled_from(BEFORE)) + body + when + after, Reading(Kind.REPORT, (count,), date=dated))


@st.composite
def corrections(draw: st.DrawFn) -> Told:
    count = draw(counts())
    form = draw(st.sampled_from(["SUA {}", "sửa lại {}", "Đính chính: {}", "Em xin đính chính {}", "{} (sua lai)"]))
    return Told(form.format(written(count)), Reading(Kind.CORRECTION, (count,)))


@st.composite
def multis(draw: st.DrawFn) -> Told:
    found = draw(st.lists(counts(), min_size=2, max_size=4, unique_by=lambda count: (count.keyword, count.unit)))
    mark = draw(st.sampled_from(["\n", "; ", ";\n", "\n\n"]))
    return Told(mark.join(map(written, found)), Reading(Kind.MULTI, tuple(found)))


@given(st.one_of(told(), corrections(), multis()), st.sampled_from(TYPING), st.sampled_from(TYPING))
@settings(max_examples=1000)
def test_a_disguise_changes_nothing(said: Told, inner: Callable[[str], str], outer: Callable[[str], str]) -> None:
    text = outer(inner(said.text))
    assert read(text, TAN_CHAU) == said.reading, ascii(text)


@pytest.mark.parametrize("typing", range(len(TYPING)))
def test_every_name_of_every_unit_is_its_code(typing: int) -> None:
    for unit, name in NAMED:
        keyword = next(code for code, other in allowed(TAN_CHAU) if other == unit)
        count = Count(keyword, unit, (7, 92)[: TAN_CHAU.keywords[keyword].numbers])
        for form in FORMS[:5]:
            text = TYPING[typing](form.format(keyword=keyword, unit=name, numbers=" ".join(map(str, count.values))))
            assert read(text, TAN_CHAU) == Reading(Kind.REPORT, (count,)), ascii(text)


CARDS = st.builds(
    " ".join,
    st.tuples(
        st.sampled_from([*TAN_CHAU.keywords, "BX", "HD", "XA"]),
        st.sampled_from([*TAN_CHAU.units, "XA15", "LT0199", "XX01", "XA1", "XA001"]),
        st.from_regex("[0-9]{1,7}( [0-9]{1,4})?[.]?", fullmatch=True),
    ),
)


AROUND = (
    "", " ", " a", " ạ.", " may", " máy", " ho", " (may)", " (em Ba)", ", trong do ", " cỡ ", " o ", " 1 ", "?", " 30 phut", " xa 30 phut", " luc 14h30", " ngay 28/8 ", ". 29/8. ",
    "Em Lan ", "Kính gửi UBND huyện: ", "Tong ", " da cai ", " trong so ", " lan 2", ". ghi sai", " T6, ", " xa ", ". Em gui anh. ", "XA02 ", " HG ",
)  # fmt: skip


@given(CARDS)
@settings(max_examples=1000)
def test_a_glance_sees_what_the_rules_see(text: str) -> None:
    seen = glance(fold(text), TAN_CHAU)
    assert seen is None or seen == heard(text, fold(text), TAN_CHAU).found


@given(st.one_of(told(), corrections()), st.sampled_from(AROUND), st.sampled_from(AROUND))
@settings(max_examples=1500)
def test_a_glance_over_pieces_sees_what_the_rules_see(said: Told, before: str, behind: str) -> None:
    text = f"{before}{said.text}{behind}"
    seen = glance_over(scene(text, fold(text), TAN_CHAU))
    assert seen is None or seen == by_the_rules(scene(text, fold(text), TAN_CHAU)), ascii(text)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[Told, str]:
    """Give a well-formed report with one character dropped, doubled, put in, changed, or changed with its neighbour."""
    said = draw(st.one_of(told(), told(), corrections(), multis()))
    text = said.text
    at = draw(st.integers(0, len(text) - 1))
    other = draw(st.sampled_from(string.ascii_letters + string.digits + SIGNS))
    ways = [text[:at] + text[at + 1 :], text[:at] + other + text[at:], text[:at] + other + text[at + 1 :]]
    ways += [text[:at] + text[at] + text[at:], text[:at] + text[at : at + 2][::-1] + text[at + 2 :]]
    return said, draw(st.sampled_from(ways))


def spelled_out(count: Count, text: str) -> bool:
    """Say whether the keyword and the unit of a count stand in a text in their plain spelling."""
    letters = re.sub("[^A-Z0-9]", "", fold(text))
    digits = re.sub("(?<=[A-Z0-9])[OIL]", lambda found: found[0].translate(LOOKS), letters)
    unit = TAN_CHAU.units[count.unit or TAN_CHAU.office] if count.unit else None
    ways = [unit.code, unit.code[:2] + unit.code[2:].lstrip("0"), *unit.names] if unit else []
    called = [count.keyword, *TAN_CHAU.keywords[count.keyword].spoken]
    return any(call.replace(" ", "") in letters for call in called) and (
        not unit or any(way.replace(" ", "") in part for way in ways for part in (letters, digits))
    )


@given(damaged())
@settings(max_examples=1200)
def test_damage_gives_the_same_reading_a_question_or_what_the_text_says(case: tuple[Told, str]) -> None:
    said, text = case
    found = check(text)
    if not isinstance(found, Reading) or not found.counts or found == said.reading:
        return
    assert all(spelled_out(count, text) for count in found.counts), ascii(text)
    if len(found.counts) == 1:
        [count] = found.counts
        plainly = written(count).replace("None ", "")
        assert read(plainly, TAN_CHAU) == Reading(Kind.REPORT, (count,)), ascii(text)


@given(told(), st.integers(0, 200))
def test_no_damage_takes_the_unit_away_unseen(said: Told, at: int) -> None:
    text = said.text[:at] + said.text[at + 1 :]
    found = read(text, TAN_CHAU)
    assert not isinstance(found, Reading) or all(count.unit for count in found.counts), ascii(text)


@given(counts(FLOOD))
def test_another_campaign_needs_no_code(count: Count) -> None:
    assert read(written(count), FLOOD) == Reading(Kind.REPORT, (count,))
    assert read(written(count).lower(), FLOOD) == Reading(Kind.REPORT, (count,))
