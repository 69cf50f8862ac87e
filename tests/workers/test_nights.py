"""At night a phone rings only for who has just texted: whatever was written before, or failed before, waits or is given up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from clock import Clock
from ledger import offices
from ledger.engine import writing
from ledger.tables import outbound as table
from tests.carrier_server import BREAKS_AFTER, BREAKS_BEFORE, CarrierServer, Reply
from tests.personas import DUNG, HOA, LONG, at
from tests.road import FILES, Road
from workers import rounds, sending
from workers.context import Context
from workers.ticking import Ticker

NIGHT, MORNING = at("27 22:00:00"), at("28 07:00")
BUSY = Reply(429, headers={"Retry-After": "90"})


def texts(road: Road, number: str) -> list[Any]:
    """What was written to a phone, on the carrier's line."""
    return road.rows(select(table).where(table.c.recipient == number).order_by(table.c.id))


def on_the_carriers_line(road: Road) -> None:
    road.write(update(table).values(line="twilio"))


def tick(ctx: Context) -> None:
    ticker = Ticker(ctx, "here:1")
    ticker.tick()
    ticker.resign()


@pytest.fixture
def evening(road: Road, clock: Clock, deaf: Context) -> Context:
    """A second before the night, with the summary of the day written and not yet sent."""
    clock.move_to(at("27 12:00"))
    rounds.make(deaf)
    clock.move_to(at("27 16:00"))
    rounds.make(deaf)
    on_the_carriers_line(road)
    clock.move_to(NIGHT - timedelta(seconds=1))
    return deaf


@pytest.mark.parametrize(
    ("mood", "state"),
    [(BUSY, "expired"), (BREAKS_BEFORE, "expired"), (BREAKS_AFTER, "sent")],
    ids=["was busy", "broke before it took it", "broke after it took it"],
)
def test_what_the_carrier_has_not_taken_when_the_night_begins_waits_for_the_morning(
    road: Road, evening: Context, carrier: CarrierServer, mood: Reply, state: str
) -> None:
    carrier.replies.extend([mood] * 2)  # one for each leader
    sending.send_with(evening)
    taken = len(carrier.taken)
    for seconds in (6, 120, 3600, 8 * 3600):
        evening.clock.move_to(NIGHT + timedelta(seconds=seconds))
        tick(evening)
    assert len(carrier.taken) == taken, "nobody was woken"
    assert [text.state for text in texts(road, LONG.number)] == [state]
    evening.clock.move_to(MORNING)
    rounds.make(evening)
    on_the_carriers_line(road)
    tick(evening)
    tick(evening)
    assert [len(carrier.bodies_to(leader.number)) for leader in (DUNG, LONG)] == [1, 1]
    assert [text.state for text in texts(road, LONG.number)] == ["sent"]


def test_who_texts_at_night_is_answered_at_night(road: Road, evening: Context, carrier: CarrierServer) -> None:
    evening.clock.move_to(at("27 23:30"))
    road.say("hoa", "BZ 1234", at("27 23:30"))
    on_the_carriers_line(road)
    tick(evening)
    [answer] = carrier.bodies_to(HOA.number)
    assert answer.startswith("BZTC: Da nhan XA01 Xa Tan Ha: BZ 1.234, luc 23:30, sau gio chot nen tinh cho ngay 28/08.")
    assert len(carrier.taken) == 1, "nobody else is woken"


def test_a_reminder_that_falls_silent_for_the_quiet_hours_is_said_after_them_where_its_time_lasts(
    engine: Engine, road: Road, clock: Clock, deaf: Context
) -> None:
    files = dict(FILES)
    for name, was, now in (("from", "22:00", "15:20"), ("to", "07:00", "15:40")):
        files["campaign.toml"] = files["campaign.toml"].replace(f"quiet_{name} = {was}", f"quiet_{name} = {now}")
    with writing(engine) as connection:
        offices.load(connection, offices.parsed(files), files, [HOA], at("27 07:00"))
    clock.move_to(at("27 15:16"))
    rounds.make(deaf)
    [written] = texts(road, HOA.number)
    assert (written.state, written.expires_at) == ("waiting", at("27 15:20"))
    for clock_time in ("15:20", "15:39"):
        clock.move_to(at(f"27 {clock_time}"))
        tick(deaf)
    assert [text.state for text in texts(road, HOA.number)] == ["expired"]
    clock.move_to(at("27 15:40"))
    tick(deaf)
    assert [text.state for text in texts(road, HOA.number)] == ["expired", "sent"]
