"""A year of fifty units: officers who forget, outages, clocks that jump, two tickers, and the nights between.

What is looked for after every text: its keys were never sent before, it is day, and what it asks for is missing.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules import calendar, quiet
from rules.campaign import Campaign
from rules.closing import days_to_close
from rules.deadlines import answer, deadlines_at
from rules.reminded import Key, Sent
from rules.reminders import Facts, Notice, due_reminders
from rules.stages import steps
from rules.standing import Standing
from rules.verdict import Figure, Phone
from tests.personas import TAN_CHAU

YEAR = replace(TAN_CHAU, ends=None)
PHONES = (
    *(Phone(f"+84{nth:09}", (unit,), "reporter") for nth, unit in enumerate(YEAR.units)),
    Phone("+84700000001", ("XA01", "LT01", "XA02"), "reporter"),
    Phone("+84700000002", ("XA03",), "reporter", refuses_reminders=True),
    Phone("+84800000001", ("XA01",), "leader"),
    Phone("+84800000002", ("706",), "leader"),
    Phone("+84900000001", ("706",), "clerk"),
)
REFUSING = "+84700000002"
NEW_YEAR = date(2026, 1, 1)


@dataclass
class Office:
    """The one database: what was reported, which keys are taken, which texts went out, which days were closed."""

    campaign: Campaign
    standing: Standing
    sent: dict[date, set[Key]] = field(default_factory=dict)
    closed: list[date] = field(default_factory=list)
    texts: int = 0

    def look(self, moment: datetime) -> list[Notice]:
        """What a ticker finds to do when it looks."""
        today: AbstractSet[Key] = self.sent.get(calendar.period_of(self.campaign, moment), frozenset())
        return due_reminders(self.campaign, moment, Facts(self.standing, PHONES, sent=Sent(today)))

    def insert(self, notice: Notice, moment: datetime) -> None:
        """Its keys go in together, or none does."""
        if not any(key in self.sent.get(key.period, ()) for key in notice.keys):
            for key in notice.keys:
                self.sent.setdefault(key.period, set()).add(key)
            self.texts += 1
            self.check(notice, moment)

    def check(self, notice: Notice, moment: datetime) -> None:
        assert not quiet.is_quiet(self.campaign, moment)
        assert not quiet.is_quiet(self.campaign, notice.expires - timedelta(seconds=1))
        assert moment < notice.expires
        assert notice.phone != REFUSING
        for item in notice.items:
            assert answer(self.standing, (item.unit, item.keyword), item.deadline) is None
            assert item.deadline.opens <= moment < item.deadline.closes

    def report(self, chance: random.Random, moment: datetime) -> None:
        """Somebody reports what is owed."""
        deadline = chance.choice(deadlines_at(self.campaign, moment))
        units = [code for code in self.campaign.units if deadline.duty in self.campaign.owed[code].values()]
        unit, keyword = chance.choice(units), chance.choice(deadline.duty.keywords)
        day = calendar.period_of(self.campaign, moment)
        late = moment >= deadline.due
        self.standing.figures.setdefault((unit, keyword), {})[day] = Figure((1,), day, moment, late, 1, 0)


def moments(chance: random.Random, campaign: Campaign, first: date, days: int) -> Iterator[datetime]:
    """When the ticker looks: around everything that can be due, with nights, outages and a clock that jumps."""
    for nth in range(days):
        day = first + timedelta(days=nth)
        start = calendar.at(campaign.zone, day, datetime.min.time())
        dull = [timedelta(hours=hour) for hour in (0, 3, 8, 12, 17, 22)]
        busy = [timedelta(minutes=base + chance.randrange(120)) for base in (540, 840) for _ in range(6)]
        away = chance.uniform(0, 24) if chance.random() < 0.2 else 30
        looks = [one for one in dull + busy if not away <= one / timedelta(hours=1) <= away + 4]
        for one in sorted(looks):
            jump = chance.choice([-60, 60]) if chance.random() < 0.02 else 0
            yield start.astimezone(ZoneInfo("UTC")) + one + timedelta(minutes=jump, seconds=chance.randrange(60))


@pytest.mark.parametrize(
    ("zone", "first", "days"),
    [
        ("Asia/Ho_Chi_Minh", NEW_YEAR, 365),
        ("Europe/Berlin", date(2026, 3, 22), 15),
        ("Europe/Berlin", date(2026, 10, 18), 15),
    ],
)
def test_a_year_of_fifty_units(zone: str, first: date, days: int) -> None:
    chance = random.Random(str(first))
    campaign = replace(YEAR, zone=ZoneInfo(zone))
    office = Office(campaign, Standing(campaign))
    for moment in moments(chance, campaign, first, days):
        for _ in range(chance.randrange(4)):
            office.report(chance, moment)
        together = office.look(moment)
        if together:  # another ticker looks before this one has written
            together += office.look(moment + timedelta(seconds=1))
            chance.shuffle(together)
            for notice in together:
                office.insert(notice, moment)
            assert office.look(moment) == []
        last = office.closed[-1] if office.closed else None
        for each in days_to_close(campaign, last, moment):
            assert office.closed == [] or each == office.closed[-1] + timedelta(days=1)
            office.closed.append(each)
    assert office.texts > 50 * days
    assert max(Counter(office.closed).values()) == 1
    assert len(office.closed) >= days - 1


@pytest.mark.parametrize("seed", range(12))
def test_whoever_owes_all_day_is_reminded_at_each_step_once_however_the_ticker_stumbles(seed: int) -> None:
    """Each step whose time the ticker sees even once is sent once, and no other."""
    chance = random.Random(seed)
    office = Office(YEAR, Standing(YEAR))
    day = date(2026, 7, 1) + timedelta(days=seed)
    morning = calendar.at(YEAR.zone, day, datetime.min.time()).astimezone(ZoneInfo("UTC"))
    looks = [morning + timedelta(minutes=chance.randrange(16 * 60)) for _ in range(chance.randrange(1, 40))]
    for moment in looks:  # in no order: the clock jumps as it likes
        for notice in office.look(moment):
            office.insert(notice, moment)
    duty = YEAR.owed["XA05"]["BZ"]
    [deadline] = [each for each in deadlines_at(YEAR, morning) if each.duty is duty]
    seen = {
        stage.name
        for stage in steps(YEAR, deadline)
        if any(stage.lasts(moment) and not quiet.is_quiet(YEAR, moment) for moment in looks)
    }
    number = next(phone.number for phone in PHONES if phone.units == ("XA05",))
    assert sorted(key.step for key in office.sent.get(day, ()) if key.phone == number) == sorted(seen)
