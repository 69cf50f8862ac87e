"""Deadlines, free days and quiet hours, in any zone, on the days of a clock change too."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import calendar, quiet
from rules.campaign import Believed, Campaign, Duty
from rules.deadlines import deadline_at, deadline_on, deadlines_at, deadlines_between
from rules.free_days import countries, is_free
from tests.personas import TAN_CHAU, at

ENDLESS = replace(TAN_CHAU, ends=None)
DAILY = TAN_CHAU.owed["XA01"]["BZ"]
WEEKLY = TAN_CHAU.owed["MT01"]["HT"]
BERLIN = replace(ENDLESS, zone=ZoneInfo("Europe/Berlin"))
# Closes and falls due within the hour that is left out in March and comes twice in October.
SLEEPLESS = replace(BERLIN, closes=time(2, 30))
EARLY = replace(DAILY, due=time(2, 15))
ZONES = ("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "UTC")

START = datetime(2018, 1, 1, tzinfo=UTC)

moments = st.integers(0, 10 * 365 * 86400).map(lambda seconds: START + timedelta(seconds=seconds))
days = st.dates(date(2018, 1, 1), date(2028, 1, 1))
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@st.composite
def campaigns(draw: st.DrawFn) -> tuple[Campaign, Duty]:
    """Any zone, close, deadline, holidays and swapped days."""
    due, closes = sorted([draw(clocks), draw(clocks)])
    duty = replace(draw(st.sampled_from([DAILY, WEEKLY])), due=due, weekday=draw(st.integers(0, 6)))
    campaign = replace(
        ENDLESS,
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        closes=closes,
        country=draw(st.sampled_from(["", "VN", "DE"])),
        holidays=draw(st.frozensets(days, max_size=8)),
        working_days=draw(st.frozensets(days, max_size=8)),
        duties=(duty,),
    )
    return campaign, duty


@given(campaigns(), moments)
def test_every_moment_belongs_to_one_deadline_that_is_open_then(made: tuple[Campaign, Duty], moment: datetime) -> None:
    campaign, duty = made
    deadline = deadline_at(campaign, duty, moment)
    assert deadline is not None
    assert deadline.opens <= moment < deadline.closes
    assert deadline.opens <= deadline.due <= deadline.closes


@given(campaigns(), days)
def test_deadlines_follow_each_other_without_gap_or_overlap(made: tuple[Campaign, Duty], day: date) -> None:
    campaign, duty = made
    found = list(deadlines_between(campaign, duty, day, day + timedelta(days=40)))
    assert all(one.closes == other.opens for one, other in pairwise(found))
    for one in found:
        for answering in (one.first, one.period):
            assert deadline_on(campaign, duty, answering) == one


@pytest.mark.parametrize(("day", "hours"), [(date(2020, 3, 29), 23), (date(2020, 10, 25), 25), (date(2020, 7, 1), 24)])
def test_days_of_23_and_25_hours(day: date, hours: int) -> None:
    deadline = deadline_on(BERLIN, DAILY, day)
    assert deadline.closes - deadline.opens == timedelta(hours=hours)
    assert deadline.due.astimezone(BERLIN.zone).time() == DAILY.due


def test_a_deadline_in_the_hour_that_is_left_out_comes_as_much_later() -> None:
    deadline = deadline_on(SLEEPLESS, EARLY, date(2020, 3, 29))
    assert deadline.due == datetime(2020, 3, 29, 1, 15, tzinfo=UTC)
    assert calendar.due_at(SLEEPLESS, EARLY, deadline.period).time() == time(3, 15)
    assert deadline.closes == datetime(2020, 3, 29, 1, 30, tzinfo=UTC)


def test_a_deadline_in_the_hour_that_comes_twice_is_its_first_and_the_day_does_not_come_back() -> None:
    deadline = deadline_on(SLEEPLESS, EARLY, date(2020, 10, 25))
    assert deadline.due == datetime(2020, 10, 25, 0, 15, tzinfo=UTC)
    # 02:10 for the second time: the wall says before the close, the day is closed all the same.
    assert calendar.period_of(SLEEPLESS, datetime(2020, 10, 25, 1, 10, tzinfo=UTC)) == date(2020, 10, 26)


def test_several_free_days_in_a_row_move_a_friday_to_the_day_before_them() -> None:
    # Tết 2020: Thursday 23 to Wednesday 29 January. Sent on the free days, it counts for the next week.
    assert deadline_on(ENDLESS, WEEKLY, date(2020, 1, 20)).period == date(2020, 1, 22)
    after = deadline_on(ENDLESS, WEEKLY, date(2020, 1, 25))
    assert (after.first, after.period) == (date(2020, 1, 23), date(2020, 1, 31))
    assert deadline_on(ENDLESS, WEEKLY, date(2020, 4, 27)).period == date(2020, 4, 29)


def test_the_offices_table_goes_before_the_packages() -> None:
    friday = date(2026, 1, 2)  # announced late as free, worked off on Saturday the 10th: the package does not know
    assert not is_free(ENDLESS, friday)
    swapped = replace(ENDLESS, holidays=frozenset({friday}), working_days=frozenset({date(2026, 1, 10)}))
    assert deadline_on(swapped, WEEKLY, date(2025, 12, 30)).period == date(2025, 12, 31)
    assert not is_free(swapped, date(2026, 1, 10))
    worked = replace(ENDLESS, working_days=frozenset({date(2020, 9, 2)}))
    assert is_free(ENDLESS, date(2020, 9, 2))
    assert not is_free(worked, date(2020, 9, 2))


def test_a_swap_that_the_package_knows_needs_no_table() -> None:
    assert is_free(ENDLESS, date(2026, 8, 31))
    assert not is_free(ENDLESS, date(2026, 8, 22))


def test_without_a_country_only_weekends_are_free() -> None:
    nowhere = replace(ENDLESS, country="")
    assert [is_free(nowhere, date(2020, 9, day)) for day in (2, 4, 5, 6)] == [False, False, True, True]
    assert {"VN", "DE"} <= countries()


def test_a_campaign_that_is_over_has_no_deadlines() -> None:
    assert {each.period for each in deadlines_at(TAN_CHAU, at("31 15:59"))} == {date(2020, 8, 31)}
    assert deadlines_at(TAN_CHAU, at("31 16:00")) == []
    assert list(deadlines_between(TAN_CHAU, DAILY, date(2020, 8, 30), date(2020, 9, 9)))[-1].period == TAN_CHAU.ends


@given(st.integers(0, 3000), st.integers(0, 3000), st.integers(-3000, 3000))
def test_the_campaign_says_how_far_a_carriers_clock_is_believed(grace: int, ahead: int, behind: int) -> None:
    bound = Believed(timedelta(seconds=grace), timedelta(seconds=ahead))
    ours = at("15:20")
    theirs = ours - timedelta(seconds=behind)
    assert calendar.judged_at(ours, theirs, bound) == (theirs if -ahead <= behind <= grace else ours)


@given(moments, clocks, clocks, st.sampled_from(ZONES))
def test_quiet_hours_are_of_the_clock_on_the_wall(moment: datetime, begins: time, ends: time, zone: str) -> None:
    campaign = replace(
        ENDLESS,
        zone=ZoneInfo(zone),
        reminders=replace(ENDLESS.reminders, quiet_from=begins, quiet_to=ends),
    )
    wall = moment.astimezone(campaign.zone).time()
    expected = begins <= wall < ends if begins <= ends else not ends <= wall < begins
    assert quiet.is_quiet(campaign, moment) is expected
    assert quiet.awake_from(campaign, moment) >= moment
    until = quiet.awake_until(campaign, moment)
    assert until is None if begins == ends else until is not None and until > moment
