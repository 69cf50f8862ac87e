"""The menu of USSD, played by people who press keys: what they see, what it asks, and what counts in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import folder
from rules.campaign import Campaign, Unit
from rules.campaign_file import parse
from rules.menu import At, State, say
from rules.menu.screens import ROOM_GSM7, ROOM_UCS2, SCREENS, Screen, code_of, length
from rules.segments import is_gsm7
from rules.verdict import Outcome
from settings import ROOT
from tests.calling import NOON, Call
from tests.hearing import Hearing
from tests.personas import FOLDER, NUMBERS, TAN_CHAU, at

FLOOD = folder.load(ROOT / "campaigns" / "flood-example")


def outcome(call: Call) -> Outcome | str:
    return call.verdicts[-1].word


def test_the_shortest_way_is_dial_number_one() -> None:
    call = Call("hoa")
    assert call.dial() == (
        "XA01 Xa Tan Ha, han 15:00 hang ngay\nBZ: tong so may da cai Bluezone\nTruoc: chua co\nNhap so (khong co: 00)\n0 muc khac"
    )
    assert call.press("1234") == "XA01 Xa Tan Ha 28/08\nBZ 1.234. Truoc: chua co\n1 dung, ghi\n0 nhap lai"
    assert call.sent == []
    call.press("1")
    assert call.sent == ["BZ XA01 1234"]
    assert outcome(call) == Outcome.ACCEPTED
    assert call.hearing.stands("XA01", "BZ", 28) == (1234,)


def test_the_shortest_way_typed_ahead() -> None:
    call = Call("hoa")
    call.dial("1234", "1")
    assert call.sent == ["BZ XA01 1234"]


TYPED_AHEAD = {
    "report: the unit's own figure": ("hoa", "1 1234", ()),
    "and confirmed": ("hoa", "1 1234 1", ("BZ XA01 1234",)),
    "correct": ("hoa", "2 1234 1", ("SUA BZ XA01 1234",)),
    "another figure of the unit, by its place in the campaign": ("hoa", "1 0 3 57 1", ("HG XA01 57",)),
    "one that stands on a later page": ("hoa", "1 0 8 57 1", ("CS XA01 57",)),
    "beyond the 9 that turns the page": ("hoa", "1 0 11 57 1", ("HT XA01 57",)),
    "after looking through the pages": ("hoa", "1 0 9 9 11 57 1", ("HT XA01 57",)),
    "a pair is two numbers": ("hoa", "1 0 6 8 9 1", ("CB XA01 8 9",)),
    "two units: the unit first": ("mai", "1 2 3 1", ("PT LT01 3",)),
    "the other one": ("mai", "1 1 1234 1", ("BZ XA01 1234",)),
    "nothing at all is 00": ("lien", "00 1", ("PT LT0103 0",)),
    "a small number is the menu's code, never a figure": ("lien", "3 1", ()),
    "a figure of one is not confirmed by a one": ("lien", "1 1 1", ()),
    "but by a two": ("lien", "1 1 2", ("PT LT0103 1",)),
    "more than the menu asks for counts nothing": ("hoa", "1 1234 1 1", ()),
    "what comes behind a slip is not used": ("hoa", "1 12a4 1234 1", ()),
    "more than six digits are none": ("hoa", "1 1234567 1", ()),
    "done is never more than the total": ("hoa", "1 0 6 9 8 1", ()),
    "a leader of the whole office reports nothing": ("long", "1 1234 1", ()),
}


@pytest.mark.parametrize(("who", "typed", "sent"), TYPED_AHEAD.values(), ids=TYPED_AHEAD)
def test_what_is_typed_ahead_means_the_same_before_and_after_the_report(
    who: str, typed: str, sent: tuple[str, ...]
) -> None:
    call = Call(who)
    call.dial(*typed.split())
    assert call.sent == list(sent)
    if not typed.startswith("00"):  # that one is the first screen's number, and needs a duty that is open
        for text in ("BZ XA01 1200", "PT LT01 3", "PT LT0103 2"):
            call.hearing.hear("mai" if "03" not in text else "lien", text, NOON)
        call.dial(*typed.split())
        assert call.sent == list(sent)


def test_a_phone_with_nothing_left_to_report_begins_with_the_menu() -> None:
    call = Call("hoa")
    call.hearing.hear("hoa", "BZ 1234", at("11:00"))
    menu = "XA01 Xa Tan Ha 28/08\n1 bao cao\n2 sua so\n3 con thieu\n4 so da co\n5 tro giup\n0 thoat"
    assert call.dial() == menu
    assert call.press("3") == "28/08: khong con thieu so nao.\n0 lui"
    assert call.press("0") == menu
    assert call.press("0") == "Chua ghi gi. Xin goi lai khi can."
    assert call.turn is not None
    assert call.turn.screen.ends


def test_an_excused_unit_owes_nothing() -> None:
    call = Call("hoa", excused=frozenset({("XA01", at("12:00").date())}))
    assert "1 bao cao" in call.dial()


def test_more_duties_than_one_begin_with_the_menu_and_are_listed_with_their_deadlines() -> None:
    call = Call("mai")
    call.dial()
    assert call.press("3") == "Con thieu 28/08:\nBZ XA01 15:00\nPT LT01 15:00\n0 lui"


def test_what_stands_is_listed_with_its_day() -> None:
    call = Call("hoa")
    call.hearing.hear("hoa", "BZ 1000 HG 20", at("27 11:00"))
    call.hearing.hear("hoa", "BZ 1100", at("11:00"))
    call.dial("4")
    assert call.screen == "Dang co 28/08:\nXA01 BZ 1.100\nXA01 HG 20 27/08\n0 lui"


def test_a_leader_sees_the_districts_total() -> None:
    hearing = Hearing()
    hearing.hear("hoa", "BZ 1100", at("11:00"))
    hearing.standing.headline["BZ", at("12:00").date()] = 1100
    whole = "Ca huyen BZ 1.100, chua ro, 1/12 don vi"
    assert Call("long", hearing).dial("4") == f"Dang co 28/08:\n{whole}\n0 lui"
    assert Call("dung", hearing).dial("4") == f"Dang co 28/08:\n{whole}\nXA01 BZ 1.100\n0 lui"
    assert whole not in Call("hoa", hearing).dial("4")


DOUBTS = {
    "lower": ("900", "THAP HON"),
    "much more": ("1900", "TANG NHIEU"),
    "more than there are": ("4200", "NHIEU HON SM 4.000"),
}


@pytest.mark.parametrize(("number", "words"), DOUBTS.values(), ids=DOUBTS)
def test_an_implausible_figure_is_questioned_and_a_one_does_not_answer(number: str, words: str) -> None:
    call = Call("hoa")
    call.hearing.hear("hoa", "BZ 1000 SM 4000", at("27 11:00"))
    call.dial()
    assert words in call.press(number)
    assert "CHUA GHI" in call.screen
    assert call.press("1").startswith("Khong hieu")
    assert call.sent == []
    assert call.hearing.stands("XA01", "BZ", 28) == (1000,)
    call.press("3")
    assert call.sent == [f"BZ XA01 {number}", f"XN BZ XA01 {number}"]
    assert [verdict.word for verdict in call.verdicts] == [Outcome.QUESTIONED, Outcome.CONFIRMED]
    assert call.hearing.stands("XA01", "BZ", 28) == (int(number),)


def test_what_would_be_refused_is_said_before_it_is_sent() -> None:
    call = Call("hoa")
    call.hearing.standing.sums["PC", at("12:00").date()] = 990
    call.dial("1", "0", "5", "20")
    assert call.screen == "XA01 Xa Tan Ha: PC 20 lam tong vuot 1.000. CHUA GHI. Hoi 02763999000\n0 nhap lai"
    for key in "1234":
        call.press(key)
        assert call.sent == []
    call.press("0", "10", "1")
    assert call.sent == ["PC XA01 10"]


def test_the_day_that_ends_in_between_is_asked_about_again() -> None:
    call = Call("hoa", moment=at("15:59"))
    call.dial()
    call.press("1234")
    call.moment = at("16:00")
    assert (
        call.press("1")
        == "So lieu vua doi. Xem lai:\nXA01 Xa Tan Ha 29/08\nBZ 1.234. Truoc: chua co\n2 dung, ghi\n0 nhap lai"
    )
    assert call.sent == []
    call.press("2")
    assert call.sent == ["BZ XA01 1234"]


def test_a_colleagues_report_in_between_is_shown_before_anything_is_confirmed() -> None:
    call = Call("hoa")
    call.dial()
    call.press("1234")
    call.hearing.hear("dung", "BZ 1500", NOON - timedelta(seconds=1))
    assert "THAP HON truoc (1.500)" in call.press("1")
    assert call.sent == []


def test_a_phone_that_lost_its_unit_in_between_reports_nothing_for_it() -> None:
    call = Call("hoa")
    call.dial()
    call.press("1234")
    standing = call.hearing.standing
    standing.phones[NUMBERS["hoa"]] = replace(standing.phones[NUMBERS["hoa"]], units=("XA02",))
    call.press("1")
    assert call.sent == []
    assert call.state == State()


def test_a_lost_session_is_gone_on_with_or_begun_anew() -> None:
    call = Call("hoa")
    call.dial("1", "0", "3", "57")
    left = call.state
    assert call.dial(left=left) == "Lan truoc do dang: XA01 Xa Tan Ha, HG 57\n1 tiep tuc\n2 lam lai"
    assert "HG 57" in call.press("1")
    assert call.press("1").startswith("Khong hieu")  # a doubled press
    assert call.sent == []
    call.press("2")
    assert call.sent == ["HG XA01 57"]
    call.dial(left=left)
    assert call.press("2").startswith("XA01 Xa Tan Ha, han 15:00")


def test_nothing_is_gone_on_with_where_nothing_was_chosen_or_codes_are_typed_ahead() -> None:
    call = Call("hoa")
    first = call.dial()
    assert call.dial(left=call.state) == first
    call.press("1234")
    left = call.state
    assert "BZ 57" in call.dial("1", "57", left=left)


@pytest.mark.parametrize("pressed", ["12*34", "*", "1*1"])
def test_a_star_is_asked_about_and_never_counted(pressed: str) -> None:
    call = Call("hoa")
    call.dial()
    assert call.press(pressed).startswith("Dau sao khong dung duoc.")
    assert call.state.at is At.NUMBER
    call.press("1234")
    assert call.press("1*1").startswith("Dau sao")
    assert call.sent == []


def test_the_codes_of_a_list_are_never_its_page_turner_or_the_way_back() -> None:
    codes = [code_of(place) for place in range(60)]
    assert len(set(codes)) == 60
    assert not {0, 9} & set(codes)


# --- no screen is ever too long ---------------------------------------------------------------------------------------


def fits(call: Call) -> None:
    fits_text(call.screen)


def fits_text(screen: str) -> None:
    assert is_gsm7(screen)
    assert length(screen) <= ROOM_GSM7, screen


@pytest.mark.parametrize("campaign", [TAN_CHAU, FLOOD], ids=["letter", "flood"])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_fits_for_every_unit_and_keyword(campaign: Campaign, language: str, screen: str) -> None:
    spoken = replace(campaign, language=language)
    for unit in spoken.units.values():
        for keyword in spoken.keywords_of(unit.code):
            fits_text(say(spoken, longest(spoken, screen, unit, keyword)))


def longest(campaign: Campaign, screen: str, unit: Unit, keyword: str) -> Screen:
    figure = [999_999] * campaign.keywords[keyword].numbers
    facts = {
        "unit": unit.code,
        "keyword": keyword,
        "at": NOON.isoformat(),
        "day": "2020-08-28",
        "value": figure,
        "previous": figure,
        "base": 999_999,
        "cap": 9_999_999,
        "ok": "1",
    }
    items = tuple(f"{place} {unit.code} {unit.brief}" for place in range(10, 40))
    notice = max(
        ("wrong", "star", "surplus", "changed"),
        key=lambda each: len(campaign.wording[campaign.language][f"screens.{each}"]),
    )
    return Screen(screen, facts, items if "items" in SCREENS[screen] else (), notice=notice)


def test_a_screen_that_does_not_fit_is_named_with_its_worst_case() -> None:
    files = dict(folder.files(FOLDER))
    files["wording/vi.toml"] = files["wording/vi.toml"].replace("Nhap so dau (khong co: 00)\\n0 lui", "x" * 160)
    faults = parse(files)
    assert isinstance(faults, list)
    assert any('the screen "number_pair" takes' in fault.what for fault in faults)


ACCENTED = {
    "short": ("Chào {u}", 'bye = "Chưa ghi gì."', True),
    "long": ("", f'bye = "{"Chưa ghi gì, xin gọi lại khi cần. " * 3}"', False),
}


@pytest.mark.parametrize(("_", "line", "is_right"), ACCENTED.values(), ids=ACCENTED)
def test_a_screen_is_accented_only_where_it_fits(_: str, line: str, is_right: bool) -> None:
    files = dict(folder.files(FOLDER))
    files["wording/vi.toml"] = files["wording/vi.toml"].replace('bye = "Chua ghi gi. Xin goi lai khi can."', line)
    found = parse(files)
    assert isinstance(found, Campaign) is is_right
    if not isinstance(found, Campaign):
        assert f"a screen of such letters holds {ROOM_UCS2}" in found[0].cure


# --- random people ----------------------------------------------------------------------------------------------------

KEYS = st.sampled_from(
    ["0", "1", "2", "3", "4", "5", "6", "8", "9", "11", "00", "7", "57", "1234", "999999", "1*2", "", "x"]
)


@settings(max_examples=150, deadline=None)
@given(
    who=st.sampled_from(["hoa", "mai", "lien", "yen", "long"]),
    presses=st.lists(st.tuples(KEYS, st.booleans()), max_size=14),
)
def test_nothing_counts_but_what_was_shown_and_confirmed_by_its_own_key(
    who: str, presses: list[tuple[str, bool]]
) -> None:
    """Presses at random, each perhaps doubled: the model is a person who reads the screen and knows what he typed."""
    call = Call(who)
    call.dial()
    fits(call)
    before = ""
    for key, is_doubled in presses:
        for press in [key, key] if is_doubled else [key]:
            asked, state = call.screen, call.state
            call.press(press)
            fits(call)
            if call.sent:
                number = "/".join(f"{value:,}".replace(",", ".") for value in state.values)
                assert number in asked
                assert state.keyword in asked
                assert press in "1234"
                assert f"{press} " in asked
                assert press != before, "an echo confirmed what nobody had read"
                assert call.hearing.stands(state.unit, state.keyword, 28) == state.values
                return
            before = press
            assert call.turn is not None
            if call.turn.screen.ends:
                return
