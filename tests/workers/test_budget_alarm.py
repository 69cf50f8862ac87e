"""The office is told when a line's budget is nearly spent, and when it is: once a day and line, and the word gets out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select, update

from gateway.carriers.twilio import Twilio
from ledger.tables import line as line_table
from ledger.tables import outbound, phone
from rules.budget import Level, day_began, level
from tests.carrier_server import CarrierServer
from tests.personas import HERE, TAN_CHAU, VAN, at
from tests.road import CutOffError, Road, cut_off
from workers import rounds, sending
from workers.context import Context, real

BUDGET = 10


@pytest.fixture
def thrifty(road: Road, ctx: Context) -> Context:
    """The office's line with a budget, and nothing else to be told: it is early, and no figure is due."""
    road.write(line_table.insert().values(name="twilio", office="706"))
    ctx.clock.move_to(at("08:00"))
    rounds.make(ctx)
    return with_budget(ctx)


def with_budget(ctx: Context) -> Context:
    return replace(ctx, lines={"twilio": Twilio(replace(ctx.lines["twilio"].setup, budget=BUDGET))})


def used(road: Road, segments: int, tried_at: datetime | None = None) -> None:
    """So many segments have gone out on the line."""
    row = {
        "office": "706", "line": "twilio", "recipient": "+84990000101", "purpose": "reminder", "sentence": "stop",
        "facts": {}, "next_at": at("07:00"), "created_at": at("07:00"), "expires_at": at("07:00"), "state": "sent",
    }  # fmt: skip
    key = f"used:{len(road.rows(select(outbound)))}"
    road.write(outbound.insert().values(row | {"key": key, "segments": segments, "tried_at": tried_at or real()}))


def alarms(road: Road) -> list[tuple[str, str]]:
    told = select(outbound).where(outbound.c.purpose == "desk").order_by(outbound.c.id)
    return [(row.sentence, row.recipient) for row in road.rows(told)]


NEAR, SPENT = ("budget_near", VAN.number), ("budget_spent", VAN.number)


def test_each_clerk_is_told_once_of_each(road: Road, thrifty: Context) -> None:
    for segments, told in ((7, []), (1, [NEAR]), (1, [NEAR]), (1, [NEAR, SPENT]), (5, [NEAR, SPENT])):
        used(road, segments)
        for _ in range(2):
            rounds.make(thrifty)
        assert alarms(road) == told


def test_who_is_over_at_once_is_told_only_that(road: Road, thrifty: Context) -> None:
    used(road, 12)
    rounds.make(thrifty)
    assert alarms(road) == [SPENT]


def test_the_word_gets_out_though_the_budget_is_spent_and_reminders_do_not(
    road: Road, thrifty: Context, carrier: CarrierServer
) -> None:
    used(road, 10)
    rounds.make(thrifty)
    now = thrifty.clock.now()
    waiting = {"state": "waiting", "next_at": now, "expires_at": now + timedelta(hours=1)}
    road.write(update(outbound).where(outbound.c.key == "used:0").values(waiting))
    used(road, 10)
    sending.send_with(thrifty)
    (told,) = carrier.bodies_to(VAN.number)
    assert told.startswith(
        "BZTC: So 0900000001 hom nay da gui 10/10 tin, DA HET muc trong ngay. Chi con gui tin tra loi,"
    )
    assert len(carrier.taken) == 1


def test_yesterdays_segments_are_not_todays(road: Road, thrifty: Context) -> None:
    began = day_began(TAN_CHAU.zone, real())
    used(road, 10, began - timedelta(seconds=1))
    rounds.make(thrifty)
    assert alarms(road) == []
    used(road, 10, began)
    rounds.make(thrifty)
    assert alarms(road) == [SPENT]


def test_nobody_is_woken_by_it(road: Road, thrifty: Context) -> None:
    used(road, 10)
    thrifty.clock.move_to(at("23:00"))
    rounds.make(thrifty)
    assert alarms(road) == []


def test_who_wants_no_texts_and_whose_line_it_is_not_is_not_told(road: Road, thrifty: Context) -> None:
    used(road, 10)
    road.write(update(phone).where(phone.c.number == VAN.number).values(refuses_reminders=True))
    rounds.make(thrifty)
    road.write(update(phone).values(refuses_reminders=False), line_table.delete().where(line_table.c.name == "twilio"))
    rounds.make(thrifty)
    assert alarms(road) == []


def test_several_that_look_at_once_tell_once(road: Road, thrifty: Context, another: Callable[[], Context]) -> None:
    used(road, 10)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(rounds.make, [with_budget(another()) for _ in range(3)]))
    assert alarms(road) == [SPENT]


def test_what_is_cut_off_is_told_by_the_next_round(road: Road, thrifty: Context) -> None:
    used(road, 10)
    for statements in count():
        try:
            with cut_off(thrifty.engine, statements):
                rounds.make(thrifty)
        except CutOffError:
            assert alarms(road) == []
        else:
            break
    assert alarms(road) == [SPENT]


@pytest.mark.parametrize(
    ("segments", "budget", "found"),
    [
        (0, None, None), (79, 100, None), (80, 100, Level.NEAR), (99, 100, Level.NEAR), (100, 100, Level.SPENT),
        (3, 4, None), (0, 0, Level.SPENT), (1, 1, Level.SPENT), (0, 1, None),
    ],
)  # fmt: skip
def test_levels(segments: int, budget: int | None, found: Level | None) -> None:
    assert level(segments, budget) is found


def test_a_day_begins_at_the_offices_midnight() -> None:
    assert day_began(HERE, at("00:00")) == at("00:00")
    assert day_began(HERE, at("23:59:59")) == at("00:00")
