"""Deputies: who is named, until when, who may report and who is reminded."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.wording import word
from rules import deputies
from rules.deputies import Deputy, NoDeputy, appoint, may_report, reminded_for, with_deputies
from rules.verdict import Phone
from tests.personas import BINH, HOA, LONG, MAI, STRANGER, TAN_CHAU, at, phones

KNOWN = phones()


def named(
    officer: str = HOA.number, deputy: str = BINH.number, until: str = "30", at_: datetime | None = None
) -> Deputy:
    found = appoint(TAN_CHAU, KNOWN[officer], deputy, until, at_ or at("09:00"))
    assert isinstance(found, Deputy)
    return found


def test_a_deputy_reports_and_is_reminded_in_the_place_of_the_officer_who_still_may_report() -> None:
    one = named()
    assert one.last == date(2020, 8, 30)
    assert may_report(TAN_CHAU, KNOWN, [one], "XA01", at("29 10:00")) == (
        HOA.number,
        BINH.number,
        "+84990000801",
        MAI.number,
    )
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
    assert BINH.number in may_report(TAN_CHAU, KNOWN, [first, second], "XA01", at("28 20:00"))
    numbers = may_report(TAN_CHAU, KNOWN, [first, second], "XA01", at("29 09:00"))
    assert STRANGER in numbers
    assert BINH.number not in numbers
    ended = Deputy(first.officer, first.deputy, first.units, first.since, first.last, ended=at("28 12:00"))
    assert not ended.stands_in(TAN_CHAU, at("28 12:00"))


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
    found = appoint(TAN_CHAU, KNOWN[officer], deputy, until, at("09:00"))
    assert (found if isinstance(found, NoDeputy) else None) is reason


def test_both_phones_are_told() -> None:
    (officer, one), (deputy, other) = deputies.told(named(MAI.number, STRANGER))
    assert (officer, deputy) == (MAI.number, STRANGER)
    assert word(TAN_CHAU, one.key, one.facts) == (
        "BZTC: Da uy quyen: +84912345678 bao cao thay XA01, LT01 den het ngay 30/08, sau do tu het. "
        "Muon doi, nhan lai UQ hoac goi 02763999000"
    )
    assert word(TAN_CHAU, other.key, other.facts).startswith(
        "BZTC: +84990000701 uy quyen may nay bao cao thay XA01, LT01 den het ngay 30/08. Nhan: BZ XA01 <so>, truoc 15:00"
    )
    no = deputies.refused(TAN_CHAU, KNOWN[HOA.number], at("09:00"))
    assert "nhieu nhat 30 ngay" in word(TAN_CHAU, no.key, no.facts)


@given(
    st.lists(st.tuples(st.sampled_from(sorted(KNOWN)), st.sampled_from(sorted(KNOWN)), st.integers(28, 31)), max_size=6)
)
def test_each_unit_is_somebodys_business_whoever_is_away(chains: list[tuple[str, str, int]]) -> None:
    found = [appoint(TAN_CHAU, KNOWN[officer], deputy, str(day), at("09:00")) for officer, deputy, day in chains]
    reminded = reminded_for(TAN_CHAU, KNOWN.values(), [one for one in found if isinstance(one, Deputy)], at("10:00"))
    assert {unit for phone in KNOWN.values() if phone.role == "reporter" for unit in phone.units} <= {
        unit for units in reminded.values() for unit in units
    }


def test_a_deputy_cannot_pass_on_what_it_holds_for_another() -> None:
    assert named(BINH.number, STRANGER).units == ("XA02",)
    assert with_deputies(TAN_CHAU, KNOWN, [named(deputy=STRANGER)], at("10:00"))[STRANGER] == Phone(
        STRANGER, ("XA01",), "deputy"
    )
