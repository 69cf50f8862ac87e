"""Which line a text leaves by, how fast, and what a day may cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.carriers.base import Carrier
from gateway.carriers.setup import Setup
from gateway.carriers.twilio import Twilio
from ledger.tables import line as line_table
from ledger.tables import office as office_table
from ledger.tables import outbound as table
from rules.pacing import Pace
from tests.carrier_server import OK, CarrierServer, Reply
from tests.gateway.carriers.rig_vcom import VComRig
from tests.personas import at
from tests.road import OFFICER, Road
from workers import sending
from workers.context import Context

MODEM = "+84900000002"
AWAY = Reply(429, headers={"Retry-After": "40"})


@pytest.fixture
def lines(ctx: Context, carrier: CarrierServer, road: Road) -> dict[str, Carrier]:
    """Two numbers at one carrier: which of them a text left by stands in its From."""
    given = ctx.lines["twilio"].setup.given
    on: dict[str, Carrier] = {
        "twilio": ctx.lines["twilio"],
        "modem": Twilio(Setup("modem", MODEM, given, "https://sms.example.org")),
    }
    for name in on.keys() - {row.name for row in road.rows(select(line_table))}:
        road.write(line_table.insert().values(name=name, office="706"))
    return on


@pytest.fixture
def fallback(road: Road) -> None:
    """The campaign as it is loaded names the modem as the line that stands in."""
    (office,) = road.rows(select(office_table))
    toml = office.campaign["campaign.toml"].replace("closes =", 'fallback_line = "modem"\ncloses =', 1)
    changed = {**office.campaign, "campaign.toml": toml}
    road.write(update(office_table).values(campaign=changed, digest="0" * 64))


def written(road: Road, count: int) -> None:
    road.bring(*((unit, "HD", at("14:00")) for unit in list(OFFICER)[:count]))
    road.take(at("14:00"))
    road.write(update(table).values(line="twilio"))


def states(road: Road) -> list[str]:
    return sorted(row.state for row in road.rows(select(table)))


def paced(ctx: Context, lines: dict[str, Carrier], **setup: Any) -> Context:
    carrier = lines["twilio"]
    return replace(ctx, lines={**lines, "twilio": Twilio(replace(carrier.setup, **setup))})


def later(ctx: Context, seconds: float) -> None:
    ctx.clock.move_to(ctx.clock.now() + timedelta(seconds=seconds))


def test_a_line_keeps_to_its_pace(road: Road, ctx: Context, lines: dict[str, Carrier], carrier: CarrierServer) -> None:
    written(road, 8)
    slow = paced(ctx, {"twilio": lines["twilio"]}, pace=Pace(5, 300))
    sending.send_with(slow)
    assert len(carrier.taken) == 5
    later(ctx, 61)
    sending.send_with(slow)
    assert len(carrier.taken) == 6
    later(ctx, 300)
    sending.send_with(slow)
    assert states(road) == ["sent"] * 8
    assert {row.segments for row in road.rows(select(table))} == {1}


def test_answers_go_before_all_else_where_not_all_may_go(
    road: Road, ctx: Context, lines: dict[str, Carrier], carrier: CarrierServer
) -> None:
    written(road, 4)
    first, *_ = road.rows(select(table).order_by(table.c.id))
    road.write(update(table).where(table.c.id == first.id).values(purpose="reminder"))
    sending.send_with(paced(ctx, {"twilio": lines["twilio"]}, pace=Pace(3, 300)))
    assert {row.purpose for row in road.rows(select(table).where(table.c.state == "sent"))} == {"confirmation"}


def test_a_line_that_is_down_is_left_alone(
    road: Road, ctx: Context, lines: dict[str, Carrier], carrier: CarrierServer
) -> None:
    written(road, 1)
    only = replace(ctx, lines={"twilio": lines["twilio"]})
    carrier.replies.append(AWAY)
    sending.send_with(only)
    road.write(update(table).values(next_at=at("14:00")))
    sending.send_with(only)
    assert len(carrier.calls) == 1
    later(ctx, 41)
    sending.send_with(only)
    assert states(road) == ["sent"]
    (row,) = road.rows(select(line_table).where(line_table.c.name == "twilio"))
    assert (row.failures, row.down_until) == (0, None)


@pytest.mark.usefixtures("fallback")
def test_the_fallback_line_sends_and_says_where_reports_go(
    road: Road, ctx: Context, lines: dict[str, Carrier], carrier: CarrierServer
) -> None:
    written(road, 2)
    both = replace(ctx, lines=lines)
    carrier.replies.extend([AWAY, OK])
    sending.send_with(both)
    assert states(road) == ["sent"] * 2
    by_modem = [message for message in carrier.taken if message["from"] == MODEM]
    assert by_modem
    assert all(message["body"].endswith("Bao cao xin gui ve so +84900000001.") for message in by_modem)
    assert len(carrier.taken) == 2
    assert {row.line for row in road.rows(select(table))} >= {"modem"}


@pytest.mark.usefixtures("fallback")
def test_a_line_that_is_switched_off_is_stood_in_for(
    road: Road, ctx: Context, lines: dict[str, Carrier], carrier: CarrierServer
) -> None:
    written(road, 1)
    sending.send_with(replace(ctx, lines={"modem": lines["modem"]}))
    assert [message["from"] for message in carrier.taken] == [MODEM]


@pytest.mark.usefixtures("fallback")
def test_a_line_that_can_only_answer_leaves_reminders_to_the_fallback(
    road: Road, ctx: Context, lines: dict[str, Carrier], carrier: CarrierServer
) -> None:
    written(road, 1)
    road.write(update(table).values(purpose="reminder"))
    mute: Carrier = VComRig().carrier
    sending.send_with(replace(ctx, lines={"twilio": mute, "modem": lines["modem"]}))
    assert [message["from"] for message in carrier.taken] == [MODEM]


def test_beyond_its_budget_a_line_sends_nothing_but_answers(
    road: Road, ctx: Context, lines: dict[str, Carrier], carrier: CarrierServer
) -> None:
    written(road, 4)
    first, second, *_ = road.rows(select(table).order_by(table.c.id))
    thrifty = paced(ctx, {"twilio": lines["twilio"]}, budget=1)
    road.write(update(table).where(table.c.id.in_([first.id, second.id])).values(purpose="reminder"))
    sending.send_with(thrifty)
    sending.send_with(thrifty)
    assert states(road) == ["sent", "sent", "waiting", "waiting"]
    assert {row.purpose for row in road.rows(select(table).where(table.c.state == "waiting"))} == {"reminder"}
