"""Which day a moment belongs to, and when it is late."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import calendar
from rules.campaign import Campaign
from tests.personas import SECOND, TAN_CHAU, at

THURSDAY, FRIDAY, SATURDAY = date(2020, 8, 27), date(2020, 8, 28), date(2020, 8, 29)
DAILY = TAN_CHAU.owed["XA01"]["BZ"]
WEEKLY = TAN_CHAU.owed["MT01"]["HT"]
BERLIN = replace(TAN_CHAU, zone=ZoneInfo("Europe/Berlin"))

moments = st.integers(0, 3 * 365 * 86400).map(lambda seconds: datetime(2019, 1, 1, tzinfo=UTC) + seconds * SECOND)
days = st.dates(date(2019, 1, 1), date(2022, 1, 1))


@pytest.fixture(params=["UTC", "Asia/Ho_Chi_Minh", "America/New_York"])
def _machine_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    os.environ.pop("TZ")
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_machine_zone")
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("00:00", 28),
        ("15:59:59.999999", 28),
        ("16:00", 29),
        ("16:00:00.000001", 29),
        ("23:59:59", 29),
        ("27 16:00", 28),
        ("27 15:59:59", 27),
        ("31 16:00", 32),
    ],
)
def test_a_day_runs_from_close_to_close_wherever_the_machine_stands(moment: str, day: int) -> None:
    assert calendar.period_of(TAN_CHAU, at(moment)) == date(2020, 8, 1) + timedelta(days=day - 1)


@given(moments, st.sampled_from([TAN_CHAU, BERLIN]))
def test_every_moment_belongs_to_the_day_that_opens_before_it_and_closes_after_it(
    moment: datetime, campaign: Campaign
) -> None:
    day = calendar.period_of(campaign, moment)
    yesterday = calendar.closes_at(campaign, day - timedelta(days=1))
    assert yesterday <= moment < calendar.closes_at(campaign, day)
    assert calendar.came_after_close(campaign, moment, day) == (moment.astimezone(campaign.zone).date() < day)


def test_the_day_of_a_clock_change_closes_by_the_clock_on_the_wall() -> None:
    assert calendar.closes_at(BERLIN, date(2020, 3, 28)) == datetime(2020, 3, 28, 15, tzinfo=UTC)
    assert calendar.closes_at(BERLIN, date(2020, 3, 29)) == datetime(2020, 3, 29, 14, tzinfo=UTC)
    assert calendar.closes_at(BERLIN, date(2020, 10, 25)) == datetime(2020, 10, 25, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "late"),
    [("14:59:59.999999", False), ("15:00", True), ("15:00:01", True), ("27 16:00", False), ("15:59:59", True)],
)
def test_on_time_is_strictly_before_the_deadline(moment: str, late: bool) -> None:
    assert calendar.is_late(TAN_CHAU, "XA01", "BZ", FRIDAY, at(moment)) is late


def test_what_is_not_owed_is_never_late() -> None:
    assert not calendar.is_late(TAN_CHAU, "XA01", "HG", FRIDAY, at("15:59"))
    assert not calendar.is_late(TAN_CHAU, "XA01", "SM", FRIDAY, at("15:59"))


@pytest.mark.parametrize(
    ("day", "due"),
    [
        # An ordinary week: from Saturday to Friday.
        (date(2020, 8, 22), "2020-08-28"),
        (THURSDAY, "2020-08-28"),
        (FRIDAY, "2020-08-28"),
        (SATURDAY, "2020-09-04"),
        # Friday 1/5/2020 is a holiday, and so is the Thursday before: due on Wednesday.
        (date(2020, 4, 25), "2020-04-29"),
        (date(2020, 4, 29), "2020-04-29"),
        # What is sent on the free days themselves belongs to the next week.
        (date(2020, 4, 30), "2020-05-08"),
        (date(2020, 5, 1), "2020-05-08"),
        # Tết: Thursday 23 to Wednesday 29 January.
        (date(2020, 1, 22), "2020-01-22"),
        (date(2020, 1, 24), "2020-01-31"),
    ],
)
def test_a_weekly_duty_falls_due_on_friday_or_the_working_day_before(day: date, due: str) -> None:
    expected = datetime.fromisoformat(f"{due}T10:00").replace(tzinfo=TAN_CHAU.zone)
    assert calendar.due_at(TAN_CHAU, WEEKLY, day) == expected


@pytest.mark.parametrize(
    ("day", "moment", "late"),
    [
        (FRIDAY, "09:59:59.999", False),
        (FRIDAY, "10:00", True),
        (THURSDAY, "27 15:00", False),
        (SATURDAY, "17:00", False),
    ],
)
def test_a_weekly_figure_is_late_from_ten_on_friday(day: date, moment: str, late: bool) -> None:
    assert calendar.is_late(TAN_CHAU, "MT01", "HT", day, at(moment)) is late


@given(days, st.frozensets(st.dates(date(2020, 8, 1), date(2020, 9, 30)), max_size=25))
def test_a_deadline_is_never_before_its_day_and_is_a_working_day(day: date, holidays: frozenset[date]) -> None:
    campaign = replace(TAN_CHAU, holidays=holidays)
    due = calendar.due_at(campaign, WEEKLY, day).date()
    assert due >= day
    assert due.weekday() < 5
    assert due not in holidays


@given(days)
def test_daily_means_every_day_weekends_and_holidays_too(day: date) -> None:
    due = calendar.due_at(TAN_CHAU, DAILY, day)
    assert (due.date(), due.timetz().replace(tzinfo=None)) == (day, clock_time(15))


def test_days_of_one_week_answer_for_the_same_weekly_deadline_and_only_for_it() -> None:
    monday = date(2020, 8, 24)
    assert calendar.same_deadline(TAN_CHAU, WEEKLY, monday, FRIDAY)
    assert not calendar.same_deadline(TAN_CHAU, WEEKLY, FRIDAY, SATURDAY)
    assert not calendar.same_deadline(TAN_CHAU, DAILY, THURSDAY, FRIDAY)
    assert not calendar.same_deadline(TAN_CHAU, None, THURSDAY, FRIDAY)
    assert calendar.same_deadline(TAN_CHAU, None, FRIDAY, FRIDAY)


@pytest.mark.parametrize(
    ("behind", "believed"),
    [
        (timedelta(0), True),
        (timedelta(hours=2), True),
        (timedelta(hours=24), True),
        (timedelta(hours=24, seconds=1), False),
        (timedelta(minutes=-2), True),
        (timedelta(minutes=-2, seconds=-1), False),
        (timedelta(days=-400), False),
    ],
)
def test_a_carriers_time_is_believed_within_bounds(behind: timedelta, believed: bool) -> None:
    received = at("15:20")
    assert calendar.judged_at(received, received - behind) == (received - behind if believed else received)


def test_without_a_carriers_time_ours_counts() -> None:
    assert calendar.judged_at(at("15:20"), None) == at("15:20")


@pytest.mark.parametrize(
    ("text", "period", "day"),
    [
        ("28", FRIDAY, FRIDAY),
        ("27", FRIDAY, THURSDAY),
        ("1", FRIDAY, date(2020, 9, 1)),
        ("31", date(2020, 9, 1), date(2020, 8, 31)),
        ("31", date(2020, 3, 1), date(2020, 3, 31)),  # no 31st of February: of the months around, the nearest
        ("28/8", FRIDAY, FRIDAY),
        ("28/08", FRIDAY, FRIDAY),
        ("28/08/2020", FRIDAY, FRIDAY),
        ("28/08/20", FRIDAY, FRIDAY),
        ("28/08/2019", FRIDAY, date(2019, 8, 28)),
        ("31/12", date(2021, 1, 1), date(2020, 12, 31)),
        ("01/01", date(2020, 12, 31), date(2021, 1, 1)),
        ("29/2", date(2020, 3, 1), date(2020, 2, 29)),
        ("29/2", date(2021, 3, 1), date(2020, 2, 29)),
        ("31/2", FRIDAY, None),
        ("0", FRIDAY, None),
        ("0/8", FRIDAY, None),
        ("28/13", FRIDAY, None),
        ("28/8/0", FRIDAY, None),
        ("x", FRIDAY, None),
        ("", FRIDAY, None),
        ("٢٨", FRIDAY, None),
    ],
)
def test_a_named_day_is_the_nearest_of_those_it_can_mean(text: str, period: date, day: date | None) -> None:
    assert calendar.named_day(text, period) == day


@given(days, days)
def test_a_day_named_in_full_is_that_day(period: date, day: date) -> None:
    assert calendar.named_day(f"{day:%d/%m/%Y}", period) == day


@given(days, st.integers(-150, 150))
def test_a_day_named_without_its_year_is_found_across_the_turn_of_the_year(period: date, distance: int) -> None:
    day = period + timedelta(days=distance)
    if (day.month, day.day) != (2, 29):
        assert calendar.named_day(f"{day.day}/{day.month}", period) == day
