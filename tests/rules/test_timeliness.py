"""Completeness, timeliness, streaks and what they cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.standing import Standing
from rules.timeliness import Kept, Mark, by_duty, by_group, by_unit, marks, score
from rules.verdict import Figure
from tests.personas import TAN_CHAU, at

CAMPAIGN = replace(TAN_CHAU, ends=None)
FIRST = date(2020, 8, 1)
EVENING = at("16:00", 31, 8)


def book(reports: dict[tuple[str, str, int], bool]) -> Standing:
    """{(unit, keyword, day of August): late}."""
    standing = Standing(CAMPAIGN)
    for (unit, keyword, nth), late in reports.items():
        day = date(2020, 8, nth)
        standing.figures.setdefault((unit, keyword), {})[day] = Figure((1,), day, at("10:00"), late, 1, 0)
    return standing


def kept(
    reports: dict[tuple[str, str, int], bool],
    unit: str,
    *,
    until: int = 31,
    excused: frozenset[tuple[str, date]] = frozenset(),
    moment: datetime = EVENING,
) -> list[Kept]:
    found = marks(book(reports), excused, (FIRST, date(2020, 8, until)), moment)
    return [mark.kept for mark in found if mark.unit == unit]


def test_each_deadline_is_marked() -> None:
    reports = {("XA01", "BZ", 1): False, ("XA01", "BZ", 2): True}
    excused = frozenset({("XA01", date(2020, 8, 4)), ("XA01", date(2020, 8, 1))})
    assert kept(reports, "XA01", until=4, excused=excused) == [Kept.ON_TIME, Kept.LATE, Kept.MISSING, Kept.EXCUSED]


def test_what_is_not_due_yet_is_not_expected() -> None:
    assert len(kept({}, "XA01", until=5, moment=at("14:59", 3))) == 2
    assert len(kept({}, "XA01", until=5, moment=at("15:00", 3))) == 3


def test_a_duty_with_two_keywords_is_kept_when_both_came() -> None:
    both = {("GD01", "CB", 5): False, ("GD01", "HS", 6): False, ("GD01", "CB", 12): False}
    assert kept(both, "GD01", until=21) == [Kept.ON_TIME, Kept.MISSING, Kept.MISSING]
    assert kept({**both, ("GD01", "HS", 14): True}, "GD01", until=14) == [Kept.ON_TIME, Kept.LATE]


def test_a_score_adds_up() -> None:
    days = {("XA01", "BZ", nth): nth == 5 for nth in range(1, 11) if nth != 3}
    found = list(marks(book(days), frozenset(), (FIRST, date(2020, 8, 10)), EVENING))
    one = score(by_unit(found)["XA01"], segments=23, cost=8050)
    assert (one.expected, one.on_time, one.late, one.missing) == (10, 8, 1, 1)
    assert (one.longest, one.current) == (5, 5)
    assert (one.completeness, one.timeliness, one.cost) == (0.9, 0.8, 8050)
    assert by_duty(found).keys() == {duty.code for duty in CAMPAIGN.duties}
    communes = score(by_group(CAMPAIGN, found)["commune"])
    assert (communes.expected, communes.on_time, communes.current) == (120, 8, 0)
    assert communes.cost is None, "without a price nothing is free"
    assert (score([]).completeness, score([]).timeliness) == (None, None)


@given(st.lists(st.sampled_from(Kept), max_size=60))
def test_streaks_are_those_that_one_counts_by_hand(states: list[Kept]) -> None:
    one = score([Mark("XA01", "1a", FIRST + timedelta(days=nth), each) for nth, each in enumerate(states)])
    told = "".join("x" if each is Kept.ON_TIME else "-" for each in states if each is not Kept.EXCUSED)
    assert one.longest == max(map(len, told.split("-")))
    assert one.current == len(told) - len(told.rstrip("x"))
    assert one.expected == one.on_time + one.late + one.missing == len(told)
    assert one.excused == len(states) - len(told)
