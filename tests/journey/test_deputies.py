"""A deputy's whole road, on both databases: named by text, told, reminded, believed, and told again when it is over."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Engine, event, select

import journey
from gateway.bell import Bell
from gateway.carriers.console import Console
from gateway.wording import word
from ledger import inbound
from ledger.clock_tables import deputy
from ledger.engine import writing
from ledger.tables import outbound
from tests.personas import BINH, HOA, STRANGER, TAN_CHAU, at
from tests.road import Road, load
from tests.standing import StandingClock
from workers import rounds, sending
from workers.context import Context

D28, D29 = date(2020, 8, 28), date(2020, 8, 29)


@pytest.fixture
def road(engine: Engine) -> Road:
    load(engine)
    return Road(engine)


@pytest.fixture
def ctx(road: Road) -> Context:
    """The workers without a Redis, on a Friday morning with the days before closed."""
    lines = {"console": Console("console", lambda: "a-key-of-sixteen-or-more")}
    made = Context(StandingClock(at("28 08:00")), road.engine, Bell("unix:///nowhere/valkey.sock"), lines)
    go(made, "28 08:00")
    return made


def go(ctx: Context, moment: str) -> None:
    """A round of the ticker, and what may leave then leaves."""
    ctx.clock.move_to(at(moment))
    rounds.make(ctx)
    sending.send_with(ctx)


def told(road: Road, *states: str) -> list[tuple[str, str]]:
    """What was written about deputies beside the answers, as far as it left."""
    about = select(outbound).where(outbound.c.purpose == "deputy").order_by(outbound.c.id)
    return [(row.recipient, row.sentence) for row in road.rows(about) if row.state in (states or ("sent", "delivered"))]


def reminded(road: Road) -> set[str]:
    """Who was reminded of XA01 and not taken back."""
    found = road.rows(select(outbound).where(outbound.c.purpose == "reminder", outbound.c.state != "expired"))
    return {row.recipient for row in found if "XA01" in word(TAN_CHAU, row.sentence, row.facts)}


def test_an_officer_names_a_deputy_who_reports_until_the_time_is_over(road: Road, ctx: Context) -> None:
    answer = road.say("hoa", "UQ 0912 345 678 DEN 29/8", at("09:00"))
    assert answer == (
        "BZTC: Da uy quyen: +84912345678 bao cao thay XA01 den het ngay 29/08, sau do tu het. "
        "Muon thoi truoc, nhan: HUY UQ. Hoi: 02763999000"
    )
    go(ctx, "28 09:01")
    assert told(road) == [(STRANGER, "deputy_told")]

    go(ctx, "28 14:00")
    assert STRANGER in reminded(road)
    assert HOA.number not in reminded(road)

    assert "Da nhan XA01 Xa Tan Ha: BZ 500" in str(road.say("stranger", "BZ 500", at("14:30")))
    assert "Da nhan XA01 Xa Tan Ha: BZ 600" in str(road.say("stranger", "BZ 600", at("29 14:30")))
    go(ctx, "29 15:59")
    assert told(road) == [(STRANGER, "deputy_told")]
    for moment in ("29 16:00", "29 16:01", "30 10:00"):
        go(ctx, moment)
        assert told(road)[1:] == [(HOA.number, "deputy_ended"), (STRANGER, "deputy_over")]

    assert road.say("stranger", "BZ XA01 700", at("30 14:31")) == (
        "BZTC: So may nay chua dang ky bao cao. CHUA GHI so nao. "
        "Xin lien he Van phong HDND-UBND huyen, dt 02763999000, de dang ky. Cam on."
    )
    assert road.figures() == {("XA01", "BZ", D28): (500,), ("XA01", "BZ", D29): (600,)}
    assert road.differences() == []


def test_in_one_batch_each_text_is_judged_by_what_was_said_before_it(road: Road) -> None:
    road.bring(
        ("hoa", "UQ 0912345678 DEN 29/8", at("09:00")),
        ("stranger", "BZ 500", at("09:01")),
        ("hoa", "UQ 0990000102 DEN 29/8", at("09:02")),
        ("stranger", "BZ XA01 510", at("09:03")),
        ("binh", "BZ XA01 520", at("09:04")),
        ("hoa", "HUY UQ", at("09:05")),
        ("binh", "BZ XA01 530", at("09:06")),
    )
    road.take(at("09:07"))
    assert [text.word for text in road.texts()] == [
        *("deputy_named", "accepted", "deputy_named", "not_authorised", "updated", "deputy_ended", "not_your_unit")
    ]
    assert road.figures() == {("XA01", "BZ", D28): (520,)}
    rows = road.rows(select(deputy.c.deputy, deputy.c.ended).order_by(deputy.c.id))
    assert [tuple(row) for row in rows] == [(STRANGER, at("09:02")), (BINH.number, at("09:05"))]


def test_who_takes_a_deputy_back_or_changes_him_has_all_phones_told_once(road: Road, ctx: Context) -> None:
    for moment, text in (("09:00", "UQ 0912345678 DEN 29/8"), ("09:10", "UQ 0912345678 DEN 29/8")):
        road.say("hoa", text, at(moment))
        go(ctx, f"28 {moment}")
    assert told(road) == [(STRANGER, "deputy_told")], "the same again is no news"
    road.say("hoa", "UQ 0990000102 DEN 30/8", at("09:20"))
    go(ctx, "28 09:20")
    assert told(road)[1:] == [(BINH.number, "deputy_told"), (STRANGER, "deputy_over")]
    assert "Da het uy quyen: +84990000102" in str(road.say("hoa", "HUY UQ", at("09:30")))
    go(ctx, "28 09:30")
    assert told(road)[3:] == [(BINH.number, "deputy_over")]
    for moment in ("29 16:00", "30 16:00", "31 16:00"):
        go(ctx, moment)
    assert len(told(road)) == 4
    assert road.say("binh", "BZ XA01 5", at("29 09:31"))
    assert road.figures() == {}


def test_who_renews_a_deputy_in_time_hears_nothing_of_an_end(road: Road, ctx: Context) -> None:
    road.say("hoa", "UQ 0912345678 DEN 28/8", at("09:00"))
    go(ctx, "28 09:00")
    road.say("hoa", "UQ 0912345678 DEN 29/8", at("15:59"))
    for moment in ("28 15:59", "28 16:00", "29 15:59"):
        go(ctx, moment)
    assert told(road) == [(STRANGER, "deputy_told")] * 2
    go(ctx, "29 16:00")
    assert told(road)[2:] == [(HOA.number, "deputy_ended"), (STRANGER, "deputy_over")]


def test_nobody_is_told_at_night_nor_of_what_is_over_by_the_morning(road: Road, ctx: Context) -> None:
    road.say("hoa", "UQ 0912345678 DEN 31/8", at("23:00"))
    road.say("binh", "UQ 0990000103 DEN 31/8", at("23:01"))
    go(ctx, "28 23:02")
    assert told(road) == []
    assert "Da het uy quyen" in str(road.say("hoa", "HUY UQ", at("23:03"))), "his own text is answered at any hour"
    go(ctx, "29 06:59")
    assert told(road) == []
    go(ctx, "29 07:00")
    assert told(road) == [("+84990000103", "deputy_told")]


def test_what_ended_long_ago_is_no_news(road: Road, ctx: Context) -> None:
    road.say("hoa", "UQ 0912345678 DEN 28/8", at("09:00"))
    go(ctx, "28 09:00")
    go(ctx, "29 16:00")
    assert told(road) == [(STRANGER, "deputy_told")]


def test_an_end_in_the_night_is_told_in_the_morning(road: Road, ctx: Context) -> None:
    road.say("hoa", "UQ 0912345678 DEN 28/8", at("09:00"))
    go(ctx, "28 09:00")
    go(ctx, "28 22:00")
    assert told(road) == [(STRANGER, "deputy_told")]
    go(ctx, "29 07:00")
    assert told(road)[1:] == [(HOA.number, "deputy_ended"), (STRANGER, "deputy_over")]


def test_two_tickers_tell_it_once(road: Road, ctx: Context) -> None:
    road.say("hoa", "UQ 0912345678 DEN 28/8", at("09:00"))
    ctx.clock.move_to(at("16:00"))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(rounds.make, [ctx] * 4))
    assert told(road, "waiting")[1:] == [(HOA.number, "deputy_ended"), (STRANGER, "deputy_over")]


class CutOffError(Exception):
    """Stands for a process that ends in the middle of its work."""


def cut(engine: Engine, work: Callable[[], object], statements: int) -> bool:
    """Do a work that breaks off at its statement of this number, counted from 0; False where it has fewer."""
    left = iter(range(statements))

    def count(*_: object) -> None:
        if next(left, None) is None:
            raise CutOffError

    event.listen(engine, "before_cursor_execute", count)
    try:
        work()
    except CutOffError:
        return True
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return False


def kept(road: Road) -> tuple[int, list[tuple[str, str]], int]:
    """The deputies, the texts about them that wait, and the answers."""
    answers = road.rows(select(outbound).where(outbound.c.purpose == "confirmation"))
    return len(road.rows(select(deputy))), told(road, "waiting"), len(answers)


def test_wherever_a_crash_cuts_the_deputy_and_all_texts_come_together_or_not_at_all(road: Road, ctx: Context) -> None:
    road.bring(("hoa", "UQ 0912345678 DEN 28/8", at("09:00")))
    with writing(road.engine) as connection:
        parsed = journey.parse(TAN_CHAU, inbound.claim(connection, at("09:00")).messages)

    def take() -> None:
        with writing(road.engine) as connection:
            journey.take(connection, TAN_CHAU, parsed, at("09:00"))

    for step in range(1000):
        if not cut(road.engine, take, step):
            break
        assert kept(road) == (0, [], 0), f"half done after step {step}"
    assert step > 5
    assert kept(road) == (1, [(STRANGER, "deputy_told")], 1)

    ctx.clock.move_to(at("16:00"))
    for step in range(1000):
        if not cut(road.engine, lambda: rounds.make(ctx), step):
            break
        assert len(kept(road)[1]) == 1, f"half done after step {step}"
    assert kept(road)[1][1:] == [(HOA.number, "deputy_ended"), (STRANGER, "deputy_over")]
