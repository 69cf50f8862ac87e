"""The drain: everything that waits is taken along once, whoever dies and whoever else drains."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

import journey
from gateway import folder
from gateway.bell import INTAKE, SENDING
from ledger import inbound, offices
from ledger.engine import writing
from ledger.tables import inbound as texts
from ledger.tables import outbound, report
from rules.campaign import Campaign
from rules.verdict import Message
from settings import ROOT
from tests.personas import at
from tests.road import FILES, OFFICER, Road, load
from tests.servers import queued
from workers import intake
from workers.context import Context, real

FLOOD = ROOT / "campaigns" / "flood-example"


def busy(road: Road, number: int) -> None:
    units = list(OFFICER)
    road.bring(*((units[n % len(units)], f"HT {n}" if n % 5 else "HD", at("13:50")) for n in range(number)))


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let leases see so much more of real time gone by."""
    monkeypatch.setattr(intake, "real", lambda: real() + timedelta(seconds=seconds))


def test_a_drain_leaves_nothing_and_answers_once(road: Road, ctx: Context) -> None:
    busy(road, 120)
    ctx.bell.ring(INTAKE)
    assert intake.drain_with(ctx) == 120
    assert intake.drain_with(ctx) == 0
    assert {text.state for text in road.texts()} <= {"parsed", "validated", "totalled"}
    answers = road.rows(select(outbound.c.key))
    assert len(answers) == len({row.key for row in answers}) == sum(text.silence is None for text in road.texts())
    assert road.differences() == []


def test_a_drain_wakes_the_senders_and_lets_the_next_ring_through(road: Road, ctx: Context, valkey: str) -> None:
    busy(road, 1)
    ctx.bell.ring(INTAKE)
    intake.drain_with(ctx)
    assert (queued(valkey, INTAKE), queued(valkey, SENDING)) == (1, 1)
    ctx.bell.ring(INTAKE)
    assert queued(valkey, INTAKE) == 2


def test_drains_at_once_take_each_text_once(road: Road, another: Callable[[], Context]) -> None:
    busy(road, 150)
    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(intake.drain_with, [another() for _ in range(3)])) == 150
    assert {text.attempts for text in road.texts()} == {1}
    assert road.differences() == []


def test_what_kills_its_reader_is_set_aside_and_all_others_are_counted(
    road: Road, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = journey.parse

    def explode(campaign: Campaign, messages: Sequence[Message]) -> Any:
        if any(message.text == "BOOM" for message in messages):
            raise MemoryError
        return honest(campaign, messages)

    monkeypatch.setattr(journey, "parse", explode)
    road.bring(("XA01", "BZ 5", at("13:50")), ("XA02", "BOOM", at("13:50")), ("XA03", "BZ 7", at("13:50")))
    for deaths in range(inbound._ATTEMPTS + 2):
        later(monkeypatch, deaths * 20)
        try:
            intake.drain_with(ctx)
        except MemoryError:
            continue
    assert [(text.state, text.word) for text in road.texts()] == [
        ("totalled", "accepted"),
        ("set_aside", "crashed"),
        ("totalled", "accepted"),
    ]
    assert road.differences() == []


def test_a_worker_that_lost_its_lease_while_reading_writes_nothing(
    road: Road, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = journey.parse

    def slowly(campaign: Campaign, messages: Sequence[Message]) -> Any:
        monkeypatch.setattr(journey, "parse", honest)
        later(monkeypatch, 20)
        intake.drain_with(ctx)
        return honest(campaign, messages)

    monkeypatch.setattr(journey, "parse", slowly)
    busy(road, 3)
    intake.drain_with(ctx)
    assert [text.attempts for text in road.texts()] == [2, 2, 2]
    assert len(road.rows(select(outbound.c.id))) == 3


def test_texts_of_a_line_without_an_office_wait_untried_until_it_has_one(
    road: Road, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(road.engine)
    flood = folder.load(FLOOD)
    with writing(road.engine) as connection:
        offices.load(connection, flood, folder.files(FLOOD), [], at("07:00"))
    road.bring(("XA01", "BZ 5", at("13:50")))
    road.write(update(texts).values(line="new"))
    for minutes in range(5):
        later(monkeypatch, minutes * 60)
        intake.drain_with(ctx)
    assert [(text.state, text.attempts) for text in road.texts()] == [("received", 0)]
    with writing(road.engine) as connection:
        offices.open_lines(connection, "706", ["new"])
    later(monkeypatch, 600)
    intake.drain_with(ctx)
    assert [text.state for text in road.texts()] == ["totalled"]


def test_a_campaign_that_is_loaded_while_a_drain_reads_is_the_one_that_judges(
    road: Road, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = journey.parse
    files = {**FILES, "campaign.toml": FILES["campaign.toml"].replace("cap = 1000", "cap = 10")}

    def meanwhile(campaign: Campaign, messages: Sequence[Message]) -> Any:
        monkeypatch.setattr(journey, "parse", honest)
        load(road.engine, offices.parsed(files), files)
        return honest(campaign, messages)

    monkeypatch.setattr(journey, "parse", meanwhile)
    road.bring(("XA01", "PC 11", at("13:50")))
    intake.drain_with(ctx)
    assert [text.word for text in road.texts()] == ["over_cap"]


def test_phones_of_the_whole_office_and_of_units_that_are_gone_spoil_no_batch(road: Road, ctx: Context) -> None:
    with writing(road.engine) as connection:
        offices.register(connection, "706", [offices.Registered("+84990000999", ("ZZ99",), "Ai", "reporter")])
    road.bring(
        ("long", "KQ HUYEN", at("13:50")),
        ("van", "BZ XA01 5", at("13:50")),
        ("+84990000999", "BZ 5", at("13:50")),
        ("+84990000999", "KQ", at("13:50")),
        ("XA01", "BZ 6", at("13:50")),
    )
    assert intake.drain_with(ctx) == 5
    assert [text.word for text in road.texts()] == ["status", "not_authorised", "not_authorised", "status", "accepted"]


def test_how_far_a_carriers_clock_is_believed_is_the_campaigns_to_say(road: Road, ctx: Context) -> None:
    strict = {**FILES, "campaign.toml": FILES["campaign.toml"].replace("grace = 1440", "grace = 10")}
    load(ctx.engine, offices.parsed(strict), strict)
    road.bring(("hoa", "BZ 5", at("15:05")), sent_at=at("14:56"))
    road.bring(("binh", "BZ 5", at("15:05")), sent_at=at("14:54"))
    intake.drain_with(ctx)
    assert [row.late for row in road.rows(select(report).order_by(report.c.id))] == [False, True]
