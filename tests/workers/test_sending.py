"""Sending: each answer goes out once, whatever the carrier says or does not say."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.bell import SENDING
from ledger import outbound
from ledger.engine import writing
from ledger.mail import Outgoing
from ledger.tables import outbound as table
from ledger.tables import phone
from tests.carrier_server import BREAKS_AFTER, BREAKS_BEFORE, HANGS_UP_AFTER, OK, CarrierServer, Reply
from tests.personas import HOA, at
from tests.road import OFFICER, Road
from tests.servers import queued
from workers import routing, sending
from workers.context import Context, real

HELP = "BZTC: Nhan vd: BZ XA01 1234. "


@pytest.fixture
def answers(road: Road) -> list[Any]:
    """Three answers that wait on Twilio's line, each to another officer."""
    return written(road, "XA01", "XA02", "XA03")


def written(road: Road, *units: str) -> list[Any]:
    road.bring(*((unit, "HD", at("14:00")) for unit in units))
    road.take(at("14:00"))
    road.write(update(table).values(line="twilio"))
    return rows(road)


def rows(road: Road) -> list[Any]:
    return road.rows(select(table).order_by(table.c.id))


def states(road: Road) -> list[str]:
    return [row.state for row in rows(road)]


def pass_time(ctx: Context, seconds: float) -> None:
    ctx.clock.move_to(ctx.clock.now() + timedelta(seconds=seconds))


def test_each_answer_goes_out_once_as_it_is_kept(
    road: Road, ctx: Context, carrier: CarrierServer, answers: list[Any]
) -> None:
    sending.send_with(ctx)
    sending.send_with(ctx)
    assert states(road) == ["sent"] * 3
    assert [row.text for row in rows(road)] == [carrier.bodies_to(row.recipient)[0] for row in answers]
    assert {row.carrier_id for row in rows(road)} == {message["sid"] for message in carrier.taken}
    assert len(carrier.taken) == 3
    assert carrier.bodies_to(HOA.number)[0].startswith(HELP)


def test_the_console_sends_at_once(road: Road, ctx: Context, answers: list[Any]) -> None:
    road.write(update(table).values(line="console"))
    sending.send_with(ctx)
    assert [(row.state, row.carrier_id) for row in rows(road)] == [("sent", f"console-{n}") for n in (1, 2, 3)]


def test_sendings_at_once_send_each_once(road: Road, carrier: CarrierServer, another: Callable[[], Context]) -> None:
    written(road, *list(OFFICER)[:30])
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(sending.send_with, [another() for _ in range(2)]))
    assert states(road) == ["sent"] * 30
    assert len(carrier.taken) == 30


@pytest.mark.parametrize("lost", [BREAKS_AFTER, HANGS_UP_AFTER], ids=["broke after", "hung up after"])
def test_what_the_carrier_took_without_saying_so_is_adopted(
    road: Road, ctx: Context, carrier: CarrierServer, lost: Reply
) -> None:
    written(road, "XA01")
    carrier.replies.append(lost)
    sending.send_with(ctx)
    assert states(road) == ["unsure"]
    pass_time(ctx, 4)
    sending.send_with(ctx)
    assert states(road) == ["unsure"], "the carrier gets its time to list it"
    pass_time(ctx, 2)
    sending.send_with(ctx)
    assert [(row.state, row.carrier_id) for row in rows(road)] == [("sent", carrier.taken[0]["sid"])]
    assert len(carrier.taken) == 1


def test_one_text_at_the_carrier_is_not_taken_for_two_that_say_the_same(
    road: Road, ctx: Context, carrier: CarrierServer
) -> None:
    written(road, "XA01", "XA02")
    road.write(update(table).values(recipient=HOA.number, text="the same"))
    carrier.replies.extend([BREAKS_AFTER, BREAKS_BEFORE])
    sending.send_with(ctx)
    pass_time(ctx, 6)
    found = []
    for _ in range(2):  # both are asked about before either is written down
        with writing(road.engine) as connection:
            waiting = outbound.claim_unsure(connection, real(), ctx.clock.now())
            assert waiting
        outgoing = Outgoing(waiting.id, "twilio", HOA.number, "the same")
        found.append(sending._ask(ctx, waiting, outgoing))
    for settled in found:
        with writing(road.engine) as connection:
            assert settled.write(connection)
    assert sorted(states(road)) == ["sent", "unsure"]
    pass_time(ctx, 6)
    sending.send_with(ctx)
    assert (states(road), len(carrier.taken)) == (["sent", "sent"], 2)


def test_what_the_carrier_did_not_take_is_sent_again(road: Road, ctx: Context, carrier: CarrierServer) -> None:
    written(road, "XA01")
    carrier.replies.append(BREAKS_BEFORE)
    sending.send_with(ctx)
    pass_time(ctx, 6)
    sending.send_with(ctx)
    assert (states(road), len(carrier.taken), rows(road)[0].attempts) == (["sent"], 1, 2)


def test_what_cannot_be_asked_about_is_held_and_asked_about_again(
    road: Road, ctx: Context, carrier: CarrierServer
) -> None:
    written(road, "XA01")
    carrier.replies.extend([BREAKS_AFTER, Reply(503)])
    sending.send_with(ctx)
    pass_time(ctx, 6)
    sending.send_with(ctx)
    sending.send_with(ctx)
    assert (states(road), len(carrier.taken)) == (["unsure"], 1)
    pass_time(ctx, 31)
    sending.send_with(ctx)
    assert (states(road), len(carrier.taken)) == (["sent"], 1)


def test_a_carrier_that_cannot_be_asked_is_asked_less_and_less_and_at_last_no_more(
    road: Road, ctx: Context, carrier: CarrierServer
) -> None:
    written(road, "XA01")
    carrier.replies.extend([BREAKS_AFTER, *[Reply(503)] * 60])
    sending.send_with(ctx)
    pauses = []
    while True:
        (row,) = rows(road)
        ctx.clock.move_to(row.next_at + timedelta(seconds=1))
        before, calls = ctx.clock.now(), len(carrier.calls)
        sending.send_with(ctx)
        if len(carrier.calls) == calls:
            break
        pauses.append(round((rows(road)[0].next_at - before).total_seconds()))
    assert pauses[:4] == [30, 120, 600, 600]
    assert len(pauses) < 50
    assert before > row.expires_at
    assert states(road) == ["unsure"]


def test_answers_wait_while_our_credentials_are_refused(road: Road, ctx: Context, carrier: CarrierServer) -> None:
    written(road, "XA01")
    carrier.replies.append(Reply(401, {"code": 20003, "message": "Authenticate"}))
    sending.send_with(ctx)
    assert states(road) == ["waiting"]
    pass_time(ctx, 55)
    sending.send_with(ctx)
    assert len(carrier.calls) == 1
    pass_time(ctx, 10)
    sending.send_with(ctx)
    assert states(road) == ["sent"]


def test_the_orphan_of_a_sender_that_died_is_asked_about(
    road: Road, ctx: Context, carrier: CarrierServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = written(road, "XA01")
    with writing(road.engine) as connection:
        waiting = outbound.claim(connection, real(), ctx.clock.now())
        assert waiting
        outgoing = sending._made_ready(connection, ctx, routing.routes(connection, ctx), waiting)
    assert outgoing == Outgoing(row.id, "twilio", HOA.number, rows(road)[0].text, row.expires_at, urgent=True)
    ctx.lines["twilio"].send(outgoing)  # and dies before it can write that down
    sending.send_with(ctx)
    assert states(road) == ["sending"]
    monkeypatch.setattr(sending, "real", lambda: real() + timedelta(seconds=20))
    sending.send_with(ctx)
    assert [(row.state, row.carrier_id) for row in rows(road)] == [("sent", carrier.taken[0]["sid"])]


def test_who_was_held_up_does_not_call_the_carrier_any_more(road: Road, ctx: Context, carrier: CarrierServer) -> None:
    written(road, "XA01")
    with writing(road.engine) as connection:
        waiting = outbound.claim(connection, real(), ctx.clock.now())
        assert waiting
        outgoing = sending._made_ready(connection, ctx, routing.routes(connection, ctx), waiting)
    assert outgoing
    settled = sending._send(ctx, waiting, outgoing, time.monotonic() - 5)
    with writing(road.engine) as connection:
        assert settled.write(connection)
    assert (states(road), carrier.calls) == (["waiting"], [])


def test_a_throttled_text_waits_longer_from_try_to_try(road: Road, ctx: Context, carrier: CarrierServer) -> None:
    written(road, "XA01")
    pauses = []
    for _ in range(4):
        carrier.replies.append(Reply(429))
        before = ctx.clock.now()
        sending.send_with(ctx)
        (row,) = rows(road)
        assert row.state == "waiting"
        pauses.append((row.next_at - before).total_seconds())
        ctx.clock.move_to(row.next_at)
    assert 10 <= pauses[0] < pauses[2] < pauses[3]
    sending.send_with(ctx)
    assert (states(road), len(carrier.taken)) == (["sent"], 1)


def test_a_number_that_the_carrier_may_not_reach_is_marked(road: Road, ctx: Context, carrier: CarrierServer) -> None:
    written(road, "XA01")
    carrier.replies.append(Reply(400, {"code": 21610, "message": "unsubscribed"}))
    sending.send_with(ctx)
    assert [(row.state, row.error) for row in rows(road)] == [("failed", "21610 unsubscribed")]
    assert [row.number for row in road.rows(select(phone).where(phone.c.opted_out))] == [HOA.number]


def test_an_answer_that_comes_hours_late_is_not_sent(road: Road, ctx: Context, carrier: CarrierServer) -> None:
    written(road, "XA01")
    pass_time(ctx, 6 * 3600)
    sending.send_with(ctx)
    assert (states(road), carrier.calls) == (["waiting"], [])


def test_answers_of_a_line_that_is_off_wait(road: Road, ctx: Context, carrier: CarrierServer) -> None:
    written(road, "XA01", "XA02")
    road.write(update(table).where(table.c.id == 1).values(line="kannel"))
    sending.send_with(ctx)
    assert states(road) == ["waiting", "sent"]
    assert rows(road)[0].error == "line is off"


@pytest.mark.parametrize("broken", [{"sentence": "gone"}, {"facts": {}}], ids=["no sentence", "no facts"])
def test_an_answer_without_words_is_given_up_and_holds_up_nobody(
    road: Road, ctx: Context, carrier: CarrierServer, broken: dict[str, Any]
) -> None:
    written(road, "XA01", "XA02")
    road.write(update(table).where(table.c.id == 1).values(**broken))
    sending.send_with(ctx)
    assert states(road) == ["failed", "sent"]
    assert "no words" in rows(road)[0].error


def test_one_bad_answer_of_the_carrier_concerns_one_text(
    road: Road, ctx: Context, carrier: CarrierServer, answers: list[Any]
) -> None:
    carrier.replies.extend([OK, Reply(400, {"code": 21211, "message": "invalid"}), OK])
    sending.send_with(ctx)
    assert sorted(states(road)) == ["failed", "sent", "sent"]


def test_the_next_ring_is_let_through(ctx: Context, valkey: str) -> None:
    ctx.bell.ring(SENDING)
    sending.send_with(ctx)
    ctx.bell.ring(SENDING)
    assert queued(valkey, SENDING) == 2
