"""The ticker: one leads, and what is due is done, with or without a Redis and workers."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from gateway.bell import INTAKE, SENDING
from ledger.engine import connect
from ledger.tables import office, outbound, question
from tests.personas import at
from tests.road import Road
from tests.servers import queued
from workers import rounds, ticking
from workers.context import Context, real
from workers.ticking import Ticker


@pytest.fixture(autouse=True)
def _renews_at_each_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "_RENEW_SECONDS", 0)


@pytest.fixture(autouse=True)
def _is_asked_for_no_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes by the clock is tested beside: here only what was texted waits."""
    monkeypatch.setattr(rounds, "make", lambda _ctx: None)


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(ticking, "real", lambda: real() + timedelta(seconds=seconds))


def waits(road: Road) -> bool:
    return any(text.state == "received" for text in road.texts())


def test_one_leads_and_the_other_follows_when_the_lease_is_over(
    road: Road, deaf: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Ticker(deaf, "here:1"), Ticker(deaf, "there:2")
    first.tick()
    road.bring(("XA01", "BZ 5", at("13:50")))
    second.tick()
    assert waits(road)
    later(monkeypatch, 9)
    second.tick()
    assert waits(road)
    later(monkeypatch, 11)
    second.tick()
    assert not waits(road)
    road.bring(("XA02", "BZ 5", at("13:50")))
    first.tick()
    assert waits(road), "the first one leads no more"


def test_who_resigns_is_followed_at_once(road: Road, deaf: Context) -> None:
    first, second = Ticker(deaf, "here:1"), Ticker(deaf, "there:2")
    first.tick()
    second.resign()
    road.bring(("XA01", "BZ 5", at("13:50")))
    second.tick()
    assert waits(road)
    first.resign()
    second.tick()
    assert not waits(road)


def test_a_leader_that_died_on_this_machine_is_followed_at_once(road: Road, deaf: Context) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    Ticker(deaf, f"{ticking._host()}:{gone.pid}").tick()
    road.bring(("XA01", "BZ 5", at("13:50")))
    Ticker(deaf, "there:2").tick()
    assert not waits(road)


def test_without_a_redis_it_counts_and_answers_itself(road: Road, deaf: Context) -> None:
    road.bring(("XA01", "BZ 5", at("13:50")))
    ticker = Ticker(deaf, "here:1")
    ticker.tick()
    assert [text.state for text in road.texts()] == ["totalled"]
    assert [row.state for row in road.rows(select(outbound))] == ["sent"]


def test_with_a_redis_it_only_rings(road: Road, ctx: Context, valkey: str) -> None:
    road.bring(("XA01", "BZ 5", at("13:50")))
    road.take(at("13:50"))
    road.bring(("XA02", "BZ 5", at("13:50")))
    Ticker(ctx, "here:1").tick()
    assert (queued(valkey, INTAKE), queued(valkey, SENDING)) == (1, 1)
    assert waits(road)


def test_it_gives_the_bell_a_moment(road: Road, ctx: Context, valkey: str) -> None:
    road.bring(("XA01", "BZ 5", ctx.clock.now()))
    Ticker(ctx, "here:1").tick()
    assert queued(valkey, INTAKE) == 0


def test_where_ringing_does_not_help_it_works_itself(road: Road, ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    road.bring(("XA01", "BZ 5", at("13:50")))
    ticker = Ticker(ctx, "here:1")
    ticker.tick()
    assert waits(road)
    monkeypatch.setattr(ticking, "_UNATTENDED_SECONDS", -1)
    ticker.tick()
    assert not waits(road)
    ticker.tick()
    assert [row.state for row in road.rows(select(outbound))] == ["sent"]


def test_questions_end_with_their_day(road: Road, deaf: Context) -> None:
    road.say("XA01", "BZ 1000", at("27 14:00"))
    road.say("XA01", "BZ 9000", at("14:00"))
    ticker = Ticker(deaf, "here:1")
    deaf.clock.move_to(at("15:59:59"))
    ticker.tick()
    assert [row.state for row in road.rows(select(question))] == ["open"]
    deaf.clock.move_to(at("16:00"))
    ticker.tick()
    assert [row.state for row in road.rows(select(question))] == ["stale"]


def test_answers_that_come_too_late_are_given_up(road: Road, deaf: Context) -> None:
    road.say("XA01", "HD", at("07:00"))
    Ticker(deaf, "here:1").tick()
    assert [row.state for row in road.rows(select(outbound))] == ["expired"]


def test_a_database_that_is_away_is_waited_for(ctx: Context, caplog: pytest.LogCaptureFixture) -> None:
    away = Context(ctx.clock, connect("postgresql+psycopg://nobody@127.0.0.1:1/none"), ctx.bell, ctx.lines)
    Ticker(away, "here:1").tick()
    (told,) = [record for record in caplog.records if record.name == ticking.__name__]
    assert (told.levelname, told.getMessage()[:12]) == ("WARNING", "tick missed:")


def test_a_campaign_that_cannot_be_read_is_waited_for(road: Road, deaf: Context) -> None:
    road.write(update(office).values(campaign={"campaign.toml": "nonsense"}, digest="nonsense"))
    Ticker(deaf, "here:1").tick()


def test_a_mistake_of_ours_is_not_taken_for_one(deaf: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    ticker = Ticker(deaf, "here:1")
    monkeypatch.setattr(ticker, "_see_to_texts", {}.popitem)
    with pytest.raises(KeyError):
        ticker.tick()
