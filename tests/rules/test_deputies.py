"""Deputies: who is named, until when, who may report, who is reminded, and what each phone is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.wording import word
from rules.deputies import NoDeputy, Told, appoint, deputy_of, reminded_for, run_out, take_back, told, with_deputies
from rules.deputy import Change, Deputy
from rules.verdict import Phone
from tests.personas import BINH, CUC, HOA, LONG, MAI, STRANGER, TAN_CHAU, at, phones

KNOWN = phones()


def change(
    officer: str = HOA.number,
    deputy: str = BINH.number,
    until: str = "30",
    at_: datetime | None = None,
    known: tuple[Deputy, ...] = (),
) -> Change:
    found = appoint(TAN_CHAU, KNOWN[officer], deputy, until, known, at_ or at("09:00"))
    assert isinstance(found, Change)
    return found


def named(
    officer: str = HOA.number, deputy: str = BINH.number, until: str = "30", at_: datetime | None = None
) -> Deputy:
    after = change(officer, deputy, until, at_).after
    assert after
    return after


def said(heard: list[Told]) -> list[tuple[str, str]]:
    return [(one.number, one.sentence.key) for one in heard]


def may_report(deputies: list[Deputy], moment: datetime) -> set[str]:
    return {
        number for number, phone in with_deputies(TAN_CHAU, KNOWN, deputies, moment).items() if "XA01" in phone.units
    }


def test_a_deputy_reports_and_is_reminded_in_the_place_of_the_officer_who_still_may_report() -> None:
    one = named()
    assert one.last == date(2020, 8, 30)
    assert may_report([one], at("29 10:00")) == {HOA.number, BINH.number, "+84990000801", MAI.number}
    reminded = reminded_for(TAN_CHAU, KNOWN.values(), [one], at("29 10:00"))
    assert (reminded[HOA.number], reminded[BINH.number]) == ((), ("XA02", "XA01"))
    assert with_deputies(TAN_CHAU, KNOWN, [one], at("29 10:00"))[BINH.number].units == ("XA02", "XA01")


@pytest.mark.parametrize(
    ("moment", "holds"), [("08:59", False), ("09:00", True), ("30 15:59", True), ("30 16:00", False)]
)
def test_it_begins_when_it_is_said_and_ends_by_itself_with_its_last_day(moment: str, holds: bool) -> None:
    assert named().stands_in(TAN_CHAU, at(moment)) is holds


def test_it_can_be_taken_back_and_given_to_another() -> None:
    first, second = named(), named(deputy=STRANGER, at_=at("29 08:00"))
    assert BINH.number in may_report([first, second], at("28 20:00"))
    numbers = may_report([first, second], at("29 09:00"))
    assert STRANGER in numbers
    assert BINH.number not in numbers
    assert not replace(first, ended=at("28 12:00")).stands_in(TAN_CHAU, at("28 12:00"))


@pytest.mark.parametrize(
    ("officer", "deputy", "until", "reason"),
    [
        (LONG.number, BINH.number, "30", NoDeputy.NO_UNIT),
        (HOA.number, HOA.number, "30", NoDeputy.OWN_NUMBER),
        (HOA.number, BINH.number, "31/2", NoDeputy.NO_SUCH_DAY),
        (HOA.number, BINH.number, "27/8", NoDeputy.DAY_IS_OVER),
        (HOA.number, BINH.number, "27/9", NoDeputy.TOO_LONG),
        (HOA.number, BINH.number, "26/9", None),
        (HOA.number, BINH.number, "28", None),
    ],
)
def test_whom_one_cannot_name(officer: str, deputy: str, until: str, reason: NoDeputy | None) -> None:
    found = appoint(TAN_CHAU, KNOWN[officer], deputy, until, (), at("09:00"))
    assert (found if isinstance(found, NoDeputy) else None) is reason


def test_what_was_said_later_holds_whatever_came_first() -> None:
    later = named(at_=at("11:00"))
    assert appoint(TAN_CHAU, KNOWN[HOA.number], CUC.number, "30", [later], at("10:00")) is NoDeputy.OVERTAKEN
    assert take_back(TAN_CHAU, HOA.number, None, [later], at("10:00")) is NoDeputy.OVERTAKEN
    ended = replace(named(), ended=at("11:00"))
    assert appoint(TAN_CHAU, KNOWN[HOA.number], CUC.number, "30", [ended], at("10:00")) is NoDeputy.OVERTAKEN


def test_only_a_deputy_that_stands_in_can_be_taken_back() -> None:
    one = named()
    assert take_back(TAN_CHAU, HOA.number, None, [one], at("10:00")) == Change(one, None, at("10:00"))
    assert take_back(TAN_CHAU, HOA.number, BINH.number, [one], at("10:00")) == Change(one, None, at("10:00"))
    assert take_back(TAN_CHAU, HOA.number, CUC.number, [one], at("10:00")) is NoDeputy.NONE
    assert take_back(TAN_CHAU, BINH.number, None, [one], at("10:00")) is NoDeputy.NONE
    assert take_back(TAN_CHAU, HOA.number, None, [one], at("30 16:00")) is NoDeputy.NONE


def test_each_phone_is_told_what_is_new_to_it() -> None:
    first = change()
    one = named()
    assert said(told(TAN_CHAU, first)) == [(HOA.number, "deputy_named"), (BINH.number, "deputy_told")]
    again = change(at_=at("10:00"), known=(one,))
    assert said(told(TAN_CHAU, again)) == [(HOA.number, "deputy_named")], "the same again is no news to the deputy"
    longer = change(until="31", at_=at("10:00"), known=(one,))
    assert said(told(TAN_CHAU, longer)) == [(HOA.number, "deputy_named"), (BINH.number, "deputy_told")]
    other = change(deputy=CUC.number, at_=at("10:00"), known=(one,))
    assert said(told(TAN_CHAU, other)) == [
        (HOA.number, "deputy_named"),
        (CUC.number, "deputy_told"),
        (BINH.number, "deputy_over"),
    ]
    assert said(told(TAN_CHAU, Change(one, None, at("10:00")))) == [
        (HOA.number, "deputy_ended"),
        (BINH.number, "deputy_over"),
    ]


def test_what_the_two_phones_hear() -> None:
    one = named(MAI.number, STRANGER)
    heard = [*told(TAN_CHAU, Change(None, one, one.since)), *told(TAN_CHAU, Change(one, None, one.since))]
    assert [word(TAN_CHAU, each.sentence.key, each.sentence.facts) for each in heard] == [
        (
            "BZTC: Da uy quyen: +84912345678 bao cao thay XA01, LT01 den het ngay 30/08, sau do tu het. "
            "Muon thoi truoc, nhan: HUY UQ. Hoi: 02763999000"
        ),
        (
            "BZTC: +84990000701 uy quyen may nay bao cao thay XA01, LT01 den het ngay 30/08. "
            "Nhan: BZ XA01 <so>, truoc 15:00 hang ngay. Can giup, nhan: HD"
        ),
        (
            "BZTC: Da het uy quyen: +84912345678 khong con bao cao thay XA01, LT01. "
            "May nay bao cao lai: BZ XA01 <so>, truoc 15:00 hang ngay. Hoi: 02763999000"
        ),
        (
            "BZTC: Da het uy quyen cua +84990000701: may nay khong con bao cao thay XA01, LT01. "
            "Cam on dong chi. Hoi: 02763999000"
        ),
    ]


@pytest.mark.parametrize(
    ("moment", "heard"),
    [
        ("30 15:59", []),
        ("30 16:00", [(HOA.number, "deputy_ended"), (BINH.number, "deputy_over")]),
        ("31 15:59", [(HOA.number, "deputy_ended"), (BINH.number, "deputy_over")]),
        ("31 16:00", []),
    ],
)
def test_that_it_is_over_is_news_until_the_next_close(moment: str, heard: list[tuple[str, str]]) -> None:
    assert said(run_out(TAN_CHAU, [named()], at(moment))) == heard


def test_who_was_told_already_or_has_a_deputy_again_is_not_told_that_it_is_over() -> None:
    one, moment = named(), at("30 17:00")
    assert run_out(TAN_CHAU, [replace(one, ended=at("29 10:00"))], moment) == []
    assert run_out(TAN_CHAU, [one, named(until="5/9", at_=at("30 16:30"))], moment) == []
    other = named(deputy=CUC.number, until="5/9", at_=at("30 16:30"))
    assert said(run_out(TAN_CHAU, [one, other], moment)) == [(BINH.number, "deputy_over")]


@given(
    st.lists(st.tuples(st.sampled_from(sorted(KNOWN)), st.sampled_from(sorted(KNOWN)), st.integers(28, 31)), max_size=6)
)
def test_each_unit_is_somebodys_business_whoever_is_away(chains: list[tuple[str, str, int]]) -> None:
    known: list[Deputy] = []
    for officer, deputy, day in chains:
        found = appoint(TAN_CHAU, KNOWN[officer], deputy, str(day), known, at("09:00"))
        known += [found.after] if isinstance(found, Change) and found.after else []
    reminded = reminded_for(TAN_CHAU, KNOWN.values(), known, at("10:00"))
    assert {unit for phone in KNOWN.values() if phone.role == "reporter" for unit in phone.units} <= {
        unit for units in reminded.values() for unit in units
    }
    assert all(deputy_of(TAN_CHAU, one.officer, known, at("10:00")) for one in known)


def test_a_deputy_cannot_pass_on_what_it_holds_for_another() -> None:
    assert named(BINH.number, STRANGER).units == ("XA02",)
    assert with_deputies(TAN_CHAU, KNOWN, [named(deputy=STRANGER)], at("10:00"))[STRANGER] == Phone(
        STRANGER, ("XA01",), "deputy"
    )
