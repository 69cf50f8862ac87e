"""What a carrier received and we did not is filled back from its own list, once, whoever looks and whatever breaks off."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from threading import Event

import pytest
from sqlalchemy import select, update

from gateway.bell import INTAKE
from gateway.carriers.base import Brings, Carrier, Listed
from gateway.carriers.console import Console
from ledger import inbound, lines
from ledger.engine import connect, reading, writing
from ledger.mail import Arrival, Delivery, Receipt
from ledger.tables import line as line_table
from ledger.tables import outbound as outbound_table
from ledger.tables import report as reports
from tests.carrier_server import CarrierServer, Reply
from tests.personas import HOA
from tests.road import CutOffError, Road, counted, cut_off
from tests.servers import queued
from workers import collecting, intake, ticking
from workers.collecting import Collector
from workers.context import Context, real
from workers.ticking import Ticker

KNOWN = "SM" + "1" * 32


@pytest.fixture(autouse=True)
def _now(ctx: Context, road: Road) -> None:
    """Carriers live in real time; the line is the office's."""
    ctx.clock.move_to(real())
    road.write(line_table.insert().values(name="twilio", office="706"))


def ago(**time: float) -> datetime:
    return (real() - timedelta(**time)).replace(microsecond=0)


def looked(road: Road, at: datetime | None) -> None:
    road.write(update(line_table).where(line_table.c.name == "twilio").values(looked_at=at))


def looked_at(road: Road) -> datetime | None:
    (row,) = road.rows(select(line_table).where(line_table.c.name == "twilio"))
    moment: datetime | None = row.looked_at
    return moment


def look(ctx: Context) -> int:
    with reading(ctx.engine) as connection:
        state = lines.states(connection)["twilio"]
    return collecting.collect(ctx, ctx.lines["twilio"], state)


def called(road: Road, text: str, at: datetime) -> None:
    """A text that came by the webhook."""
    with writing(road.engine) as connection:
        inbound.receive(connection, [Arrival("twilio", KNOWN, HOA.number, "+84900000001", text, at)])


def test_what_is_missing_is_taken_in_once(
    road: Road, ctx: Context, carrier: CarrierServer, valkey: str, caplog: pytest.LogCaptureFixture
) -> None:
    carrier.receive(HOA.number, "BZ 1", ago(minutes=7), sid=KNOWN)
    called(road, "BZ 1", ago(minutes=7))
    sent = ago(minutes=5)
    sid = carrier.receive(HOA.number, "BZ 1234", sent)["sid"]
    assert [look(ctx), look(ctx)] == [1, 0]
    assert [(text.carrier_id, text.text, text.sent_at) for text in road.texts()] == [
        (KNOWN, "BZ 1", None),
        (sid, "BZ 1234", sent),
    ]
    assert queued(valkey, INTAKE) == 1
    (told,) = [record.getMessage() for record in caplog.records if record.name == collecting.__name__]
    assert told == f"twilio: 1 texts taken in from its list: {sid}"


def test_what_is_known_changes_nothing_whatever_the_list_says_of_it(
    road: Road, ctx: Context, carrier: CarrierServer
) -> None:
    called(road, " BZ 1 ", ago(minutes=7))
    carrier.receive(HOA.number, "BZ 1", ago(minutes=7), sid=KNOWN)
    assert look(ctx) == 0
    assert [(text.text, text.state) for text in road.texts()] == [(" BZ 1 ", "received")]


def test_a_call_that_comes_after_all_changes_nothing(road: Road, ctx: Context, carrier: CarrierServer) -> None:
    carrier.receive(HOA.number, "BZ 1", ago(minutes=7), sid=KNOWN)
    assert look(ctx) == 1
    called(road, "BZ 1", real())
    assert len(road.texts()) == 1


def test_a_text_that_is_filled_back_is_judged_by_when_it_was_sent(
    road: Road, ctx: Context, carrier: CarrierServer
) -> None:
    looked(road, ago(hours=10))
    sent = ago(hours=9)
    carrier.receive(HOA.number, "BZ XA01 1234", sent)
    look(ctx)
    intake.drain_with(ctx)
    (report,) = road.rows(select(reports))
    assert report.moment == sent


def test_they_are_read_in_the_order_in_which_they_were_sent(road: Road, ctx: Context, carrier: CarrierServer) -> None:
    for minutes in (5, 9, 7):
        carrier.receive(HOA.number, f"BZ {minutes}", ago(minutes=minutes))
    look(ctx)
    assert [text.text for text in road.texts()] == ["BZ 9", "BZ 7", "BZ 5"]


def test_what_was_sent_longer_ago_than_a_carrier_is_believed_is_for_a_person(
    road: Road, ctx: Context, carrier: CarrierServer
) -> None:
    """By our own clock it would count for today."""
    looked(road, ago(days=3))
    carrier.receive(HOA.number, "BZ 1", ago(hours=25))
    carrier.receive(HOA.number, "BZ 2", ago(hours=23))
    assert look(ctx) == 2
    intake.drain_with(ctx)
    assert sorted((text.text, text.state, text.word) for text in road.texts()) == [
        ("BZ 1", "set_aside", "filled_late"),
        ("BZ 2", "totalled", "accepted"),
    ]


class Modem(Console):
    """A line whose list is what a test says, and that remembers what it may forget."""

    listed: Listed | Brings = Listed(())
    looks_every = 300.0
    may_answer: Event
    forgotten: tuple[Arrival | Receipt, ...] = ()
    asked: tuple[datetime, datetime] | None = None

    def look(self, since: datetime, now: datetime) -> Listed | Brings:
        self.asked = (since, now)
        self.may_answer.wait()
        return self.listed

    def done(self, entries: Iterable[Arrival | Receipt]) -> None:
        self.forgotten += tuple(entries)


@pytest.fixture
def modem() -> Modem:
    made = Modem("twilio", lambda: None)
    made.may_answer = Event()
    made.may_answer.set()
    return made


def on(ctx: Context, carrier: Carrier) -> Context:
    return replace(ctx, lines={"twilio": carrier})


def entry(serial: int, sent_at: datetime | None) -> Arrival:
    return Arrival("twilio", f"modem-{serial}", HOA.number, "+84900000001", f"BZ {serial}", real(), sent_at)


def test_a_wrong_clock_is_no_outage(road: Road, ctx: Context, modem: Modem) -> None:
    looked(road, ago(minutes=1))
    modem.listed = Listed([entry(1, ago(days=400)), entry(2, None)])
    look(on(ctx, modem))
    assert {text.state for text in road.texts()} == {"received"}


def test_what_is_safe_is_forgotten_and_only_that(road: Road, ctx: Context, modem: Modem) -> None:
    modem.listed = Listed([entry(1, None)])
    for statements in count():
        modem.forgotten = ()
        try:
            with cut_off(ctx.engine, statements):
                look(on(ctx, modem))
        except CutOffError:
            assert modem.forgotten == ()
            assert road.texts() == [], "all or nothing"
            assert looked_at(road) is None
        else:
            break
    assert statements > 3
    assert modem.forgotten == tuple(modem.listed.entries)
    assert [text.carrier_id for text in road.texts()] == ["modem-1"]


def test_who_died_before_the_carrier_forgot_lets_it_forget_the_next_time(
    road: Road, ctx: Context, modem: Modem
) -> None:
    modem.listed = Listed([entry(1, None)])
    assert [look(on(ctx, modem)), look(on(ctx, modem))] == [1, 0]
    assert modem.forgotten == tuple(modem.listed.entries) * 2


def test_receipts_of_the_list_settle_what_went_out(road: Road, ctx: Context, modem: Modem) -> None:
    road.line = "twilio"
    road.say("hoa", "HD", ctx.clock.now())
    (row,) = road.rows(select(outbound_table))
    modem.listed = Listed([Receipt("twilio", "m1", Delivery.DELIVERED, real(), outbound_id=row.id)])
    look(on(ctx, modem))
    assert [(row.state, row.carrier_id) for row in road.rows(select(outbound_table))] == [("delivered", "m1")]


def test_it_looks_back_to_the_last_look_and_a_little_further(road: Road, ctx: Context, modem: Modem) -> None:
    spans = []
    for at in (None, ago(hours=2), ago(days=300), ago(days=-1)):
        looked(road, at)
        look(on(ctx, modem))
        assert modem.asked is not None
        spans.append(round((modem.asked[1] - modem.asked[0]) / timedelta(minutes=1)))
    assert spans == [12 * 60 + 10, 2 * 60 + 10, 7 * 24 * 60 + 10, 10]


def test_a_list_that_is_not_given_is_asked_for_again_as_far_back(
    road: Road, ctx: Context, carrier: CarrierServer
) -> None:
    before = ago(hours=1)
    looked(road, before)
    carrier.receive(HOA.number, "BZ 1", ago(minutes=50))
    carrier.replies.append(Reply(503))
    assert look(ctx) == 0
    assert looked_at(road) == before
    assert look(ctx) == 1


def test_a_list_that_holds_more_than_it_gives_is_told(
    road: Road, ctx: Context, modem: Modem, caplog: pytest.LogCaptureFixture
) -> None:
    modem.listed = Listed([entry(1, None)], is_whole=False)
    assert look(on(ctx, modem)) == 1
    assert "twilio: its list holds more than it gives" in caplog.text


def test_a_look_that_brings_nothing_new_writes_nothing(road: Road, ctx: Context, modem: Modem) -> None:
    modem.listed = Listed([entry(1, None)])
    look(on(ctx, modem))
    with counted(ctx.engine) as statements:
        look(on(ctx, modem))
    assert [one for one in statements if one.startswith(("INSERT", "UPDATE"))] == []


def test_a_phone_that_brings_by_itself_is_not_asked_again_for_the_same(road: Road, ctx: Context, modem: Modem) -> None:
    modem.listed = Brings()
    look(on(ctx, modem))
    assert looked_at(road) is not None


def test_several_that_look_at_once_take_in_each_once(
    road: Road, carrier: CarrierServer, another: Callable[[], Context]
) -> None:
    for minutes in range(1, 9):
        carrier.receive(HOA.number, f"BZ {minutes}", ago(minutes=minutes))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(look, [another() for _ in range(4)]))
    assert len(road.texts()) == 8


def test_the_ticker_looks_when_it_is_due_whoever_looked_before(
    road: Road, deaf: Context, carrier: CarrierServer
) -> None:
    for at, calls in ((None, 1), (ago(minutes=4), 1), (ago(minutes=6), 2), (ago(minutes=-3), 3)):
        looked(road, at)
        collector = Collector(deaf)
        for _ in range(3):
            collector.look_where_due()
            collector.finish()
        assert len(carrier.calls) == calls


def test_between_two_looks_nobody_is_asked(road: Road, deaf: Context, carrier: CarrierServer) -> None:
    collector = Collector(deaf)
    collector.look_where_due()
    collector.finish()
    with counted(deaf.engine) as statements:
        collector.look_where_due()
    assert statements == []


def test_a_carrier_that_keeps_silent_holds_up_nobody(
    road: Road, deaf: Context, modem: Modem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticking, "_RENEW_SECONDS", 0)
    modem.may_answer.clear()
    ticker = Ticker(on(deaf, modem), "here:1")
    ticker.tick()
    called(road, "BZ 5", ago(minutes=1))
    ticker.tick()
    assert [text.state for text in road.texts()] == ["totalled"]
    assert looked_at(road) is None, "the carrier has not answered yet"
    modem.may_answer.set()
    ticker._collector.finish()
    assert looked_at(road) is not None


def test_a_database_that_is_away_meanwhile_is_waited_for(
    road: Road, ctx: Context, modem: Modem, caplog: pytest.LogCaptureFixture
) -> None:
    modem.listed = Listed([entry(1, None)])
    with reading(ctx.engine) as connection:
        state = lines.states(connection)["twilio"]
    away = replace(ctx, engine=connect("postgresql+psycopg://nobody@127.0.0.1:1/none"))
    collecting._look(away, modem, state)
    assert "twilio: what its list holds is not taken in" in caplog.text
    assert modem.forgotten == ()
