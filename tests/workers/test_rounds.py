"""What goes by the clock: each reminder once, each day closed once, whoever looks, how often, and whatever is cut off."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from clock import Clock
from gateway import timetable
from gateway.wording import word
from ledger import absence, closing, reminding
from ledger.clock_tables import reminded, snapshot
from ledger.engine import reading, writing
from ledger.offices import Registered
from ledger.tables import outbound as table
from ledger.tables import phone, phone_unit, question
from rules import quiet
from rules.closing import revision
from rules.frozen import from_data
from settings import ROOT
from tests.carrier_server import BREAKS_AFTER, CarrierServer, Reply
from tests.personas import BINH, DUNG, HOA, LONG, MAI, TAN_CHAU, VAN, at
from tests.road import CutOffError, Road, cut_off, in_zone
from workers import rounds, sending, ticking
from workers.context import Context
from workers.ticking import Ticker

THURSDAY, FRIDAY = date(2020, 8, 27), date(2020, 8, 28)
STEPS = {"-60": "14:00", "-15": "14:45", "15": "15:15", "late": "15:30"}
OF_THE_CLOCK = ("reminder", "escalation", "late_list", "summary")
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _before_anything_is_due(clock: Clock, road: Road, ctx: Context) -> None:
    """Thursday at noon, with the days before closed: only the daily duty falls due, at 15:00."""
    clock.move_to(at("27 12:00"))
    rounds.make(ctx)
    assert texts(road) == []


def go(ctx: Context, clock_time: str) -> None:
    ctx.clock.move_to(at(clock_time))
    rounds.make(ctx)


def live(ctx: Context, clock_time: str) -> None:
    """A round, and everything that waits leaves."""
    go(ctx, clock_time)
    sending.send_with(ctx)


def texts(road: Road, number: str | None = None) -> list[Any]:
    """What was written because of the clock, in its order: to one phone, or to all."""
    found = select(table).where(table.c.purpose.in_(OF_THE_CLOCK)).order_by(table.c.id)
    return road.rows(found if number is None else found.where(table.c.recipient == number))


def said(road: Road, number: str) -> list[str]:
    return [word(TAN_CHAU, text.sentence, text.facts) for text in texts(road, number)]


def keys(road: Road) -> list[tuple[str, date, str, str]]:
    columns = (reminded.c.duty, reminded.c.period, reminded.c.step, reminded.c.phone)
    return [tuple(row) for row in road.rows(select(*columns))]


def snapshots(road: Road) -> list[tuple[date, int, str]]:
    columns = (snapshot.c.period, snapshot.c.revision, snapshot.c.reason)
    return [tuple(row) for row in road.rows(select(*columns).order_by(snapshot.c.period, snapshot.c.revision))]


def is_consistent(road: Road) -> bool:
    """Each key leads to a text of its phone, and each text that may still go out has its keys."""
    by_id = {text.id: text for text in texts(road)}
    with_keys = {row.outbound for row in road.rows(select(reminded))}
    left = {id_ for id_, text in by_id.items() if text.purpose != "summary" and text.state != "expired"}
    return with_keys == left


def only(road: Road, *people: Registered) -> None:
    """Take everybody else off the office's list: a round of few statements can be broken off at each of them."""
    others = select(phone.c.id).where(phone.c.number.not_in([one.number for one in people]))
    road.write(
        phone_unit.delete().where(phone_unit.c.phone_id.in_(others)), phone.delete().where(phone.c.id.in_(others))
    )


def is_cut(ctx: Context, statements: int) -> bool:
    """Make a round that breaks off at its statement of this number, counted from 0; False where it has fewer."""
    try:
        with cut_off(ctx.engine, statements):
            rounds.make(ctx)
    except CutOffError:
        return True
    return False


def test_who_owes_is_reminded_at_each_step_once_however_often_one_looks(road: Road, ctx: Context) -> None:
    for clock_time in STEPS.values():
        for _ in range(3):
            live(ctx, f"27 {clock_time}")
    assert sorted(step for _, _, step, phone in keys(road) if phone == HOA.number) == ["-15", "-60", "15"]
    assert [text.sentence for text in texts(road, HOA.number)] == ["reminder_before"] * 2 + ["reminder_after"]
    assert said(road, HOA.number)[0].startswith("BZTC: Nhac XA01 Xa Tan Ha: chua co BZ ngay 27/08, han 15:00.")
    assert [text.sentence for text in texts(road, DUNG.number)] == ["escalation_many"]
    assert "Da nhac 3 lan" in said(road, DUNG.number)[0]
    assert [text.sentence for text in texts(road, VAN.number)] == ["late_list"]
    assert is_consistent(road)


def test_a_reminder_that_never_left_is_not_counted_as_one(road: Road, ctx: Context) -> None:
    go(ctx, "27 14:00")
    for clock_time in ("14:45", "15:15", "15:30"):
        go(ctx, f"27 {clock_time}")
    assert [text.sentence for text in texts(road, DUNG.number)] == ["escalation_many_plain"]


def test_a_reminder_that_the_carrier_refused_is_not_counted_as_one(
    road: Road, ctx: Context, carrier: CarrierServer
) -> None:
    only(road, HOA, DUNG)
    with writing(ctx.engine) as connection:
        for unit in TAN_CHAU.units.keys() - {"XA01"}:
            absence.excuse(connection, TAN_CHAU, unit, THURSDAY, at("27 12:00"))
    go(ctx, "27 14:00")
    road.write(update(table).where(table.c.recipient == HOA.number).values(line="twilio"))
    carrier.replies.append(Reply(400, {"code": 21612, "message": "cannot be reached"}))
    sending.send_with(ctx)
    assert [text.state for text in texts(road, HOA.number)] == ["failed"]
    with reading(ctx.engine) as connection:
        [line] = [line for line in timetable.due(connection, TAN_CHAU, at("27 14:10")) if HOA.number in line]
    assert line.endswith("không: nhà mạng không nhận tin lần này; có thể gửi từ 14:45 27/08/2020")
    for clock_time in ("14:45", "15:15", "15:30"):
        live(ctx, f"27 {clock_time}")
    assert "han 15:00, da nhac 2 lan" in said(road, DUNG.number)[0]


def test_the_ticker_makes_the_rounds(road: Road, deaf: Context) -> None:
    deaf.clock.move_to(at("27 14:00"))
    Ticker(deaf, "here:1").tick()
    assert [text.state for text in texts(road, HOA.number)] == ["sent"]


def test_a_round_is_made_again_only_after_its_time(road: Road, deaf: Context) -> None:
    ticker = Ticker(deaf, "here:1")
    deaf.clock.move_to(at("27 13:59:59"))
    ticker.tick()
    deaf.clock.move_to(at("27 14:00"))
    ticker.tick()
    assert texts(road) == []
    deaf.clock.move_to(at("27 14:00") + ticking._ROUND)
    ticker.tick()
    assert len(texts(road, HOA.number)) == 1


@pytest.mark.parametrize("before", ["27 13:00", "27 18:00"])
def test_a_clock_that_is_set_forward_or_back_is_followed_at_once(road: Road, deaf: Context, before: str) -> None:
    deaf.clock.move_to(at(before))
    ticker = Ticker(deaf, "here:1")
    ticker.tick()
    deaf.clock.move_to(at("27 14:00"))
    ticker.tick()
    assert [text.state for text in texts(road, HOA.number) if text.purpose == "reminder"] == ["sent"]


def test_two_tickers_at_once_remind_once(road: Road, clock: Clock, another: Callable[[], Context]) -> None:
    contexts = [another() for _ in range(4)]
    for clock_time in ("14:00", "14:45", "16:00"):
        clock.move_to(at(f"27 {clock_time}"))
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(rounds.make, contexts))
    assert len(keys(road)) == len(set(keys(road)))
    assert Counter(text.recipient for text in texts(road) if text.purpose == "reminder")[HOA.number] == 2
    assert Counter((text.recipient, text.sentence) for text in texts(road))[LONG.number, "summary_leaders"] == 1
    assert is_consistent(road)


@pytest.mark.parametrize("moment", ["27 14:00", "27 15:30", "27 16:00"])
def test_whatever_step_a_crash_comes_after_the_next_round_does_all_and_no_more(
    road: Road, ctx: Context, moment: str
) -> None:
    only(road, HOA, MAI, DUNG, LONG, VAN)
    ctx.clock.move_to(at(moment))
    before = (len(texts(road)), keys(road), snapshots(road))
    for step in range(1000):
        if not is_cut(ctx, step):
            break
        assert (len(texts(road)), keys(road), snapshots(road)) == before, f"half done after step {step}"
    assert step > 20
    once = (len(texts(road)), keys(road), snapshots(road))
    assert once != before
    rounds.make(ctx)
    assert (len(texts(road)), keys(road), snapshots(road)) == once
    assert is_consistent(road)


KILLED = """
import os, signal, sys
from datetime import datetime
from types import SimpleNamespace
from sqlalchemy import event
from gateway.carriers.console import Console
from ledger.engine import connect
from workers import rounds
url, moment, left = sys.argv[1], datetime.fromisoformat(sys.argv[2]), [int(sys.argv[3])]
engine = connect(url)
def count(*_):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
event.listen(engine, "after_cursor_execute", count)
rounds.make(SimpleNamespace(engine=engine, clock=SimpleNamespace(now=lambda: moment), lines={"console": Console("console", lambda: None)}))
"""


def test_a_ticker_that_is_killed_leaves_nothing_half_done(road: Road, ctx: Context, database_url: str) -> None:
    moment = at("27 14:00")
    for statements in (30, 120):
        command = [sys.executable, "-c", KILLED, database_url, moment.isoformat(), str(statements)]
        ended = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
        assert ended.returncode == -9
        assert texts(road) == []
    go(ctx, "27 14:00")
    assert len(texts(road, HOA.number)) == 1
    assert is_consistent(road)


def test_a_clock_that_jumps_an_hour_back_and_forth_repeats_nothing(road: Road, ctx: Context) -> None:
    for clock_time in ("14:00", "13:00", "14:01", "15:16", "14:16", "15:17", "16:00", "15:00", "16:01"):
        live(ctx, f"27 {clock_time}")
    assert len(keys(road)) == len(set(keys(road)))
    assert sorted(step for _, _, step, phone in keys(road) if phone == HOA.number) == ["-60", "15"]
    assert [one for one in snapshots(road) if one[0] == THURSDAY] == [(THURSDAY, 0, "closed")]
    assert len(texts(road, LONG.number)) == len({text.sentence for text in texts(road, LONG.number)})


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "UTC"])
def test_the_sessions_time_zone_changes_nothing(
    road: Road, another: Callable[[], Context], zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        elsewhere = another()
        in_zone(elsewhere.engine, zone)
        for clock_time in ("14:00", "14:00", "15:15", "16:00", "23:00"):
            go(elsewhere, f"27 {clock_time}")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert [text.created_at.replace(second=0, microsecond=0) for text in texts(road, HOA.number)] == [
        at("27 14:00"),
        at("27 15:15"),
    ]
    assert [text.expires_at for text in texts(road, HOA.number)] == [at("27 14:45"), at("27 16:00")]
    assert snapshots(road)[-1] == (THURSDAY, 0, "closed")


def test_an_accepted_report_silences_and_takes_back_what_waits(road: Road, ctx: Context) -> None:
    road.say("hoa", "BZ 5", at("27 13:59"))
    go(ctx, "27 14:00")
    assert texts(road, HOA.number) == []
    (waiting,) = texts(road, BINH.number)
    road.say("binh", "BZ 5", at("27 14:01"))
    go(ctx, "27 14:02")
    (taken_back,) = texts(road, BINH.number)
    assert (taken_back.id, taken_back.state, taken_back.error) == (waiting.id, "expired", "no longer true")
    for clock_time in ("14:45", "15:15", "15:30"):
        go(ctx, f"27 {clock_time}")
    assert texts(road, HOA.number) == []
    assert len(texts(road, BINH.number)) == 1
    assert is_consistent(road)


def test_what_a_sender_has_just_taken_is_not_taken_back(road: Road, ctx: Context) -> None:
    go(ctx, "27 14:00")
    road.say("hoa", "BZ 5", at("27 14:01"))
    (waiting,) = texts(road, HOA.number)
    with writing(ctx.engine) as connection:
        planned = reminding.plan(connection, TAN_CHAU, at("27 14:02"))
        assert waiting.id in planned.take_back
        connection.execute(update(table).where(table.c.id == waiting.id).values(state="sending"))
        _, taken_back = reminding.carry_out(connection, TAN_CHAU, at("27 14:02"), planned, ["console"])
        assert taken_back == len(planned.take_back) - 1
    assert [text.state for text in texts(road, HOA.number)] == ["sending"]
    assert is_consistent(road)


def test_what_waits_and_asks_for_too_much_is_said_anew(road: Road, ctx: Context) -> None:
    go(ctx, "27 14:00")
    assert [text.sentence for text in texts(road, MAI.number)] == ["reminder_many"]
    road.say("mai", "PT LT01 3", at("27 14:01"))
    go(ctx, "27 14:02")
    assert [(text.sentence, text.state) for text in texts(road, MAI.number)] == [
        ("reminder_many", "expired"),
        ("reminder_before", "waiting"),
    ]
    assert is_consistent(road)


def test_a_withdrawn_report_is_owed_again(road: Road, ctx: Context) -> None:
    road.say("hoa", "BZ 5", at("27 13:50"))
    go(ctx, "27 14:00")
    road.say("hoa", "HUY BZ", at("27 14:10"))
    go(ctx, "27 14:11")
    assert len(texts(road, HOA.number)) == 1


def test_who_refuses_reminders_gets_none_and_his_summary_neither(road: Road, ctx: Context) -> None:
    for who in ("hoa", "dung", "long"):
        road.say(who, "TC", at("27 13:50"))
    for clock_time in (*STEPS.values(), "16:00"):
        go(ctx, f"27 {clock_time}")
    assert [texts(road, one.number) for one in (HOA, DUNG, LONG)] == [[], [], []]


def test_a_summary_that_waits_is_taken_back_from_who_refuses_and_said_anew_where_it_changed(
    road: Road, ctx: Context
) -> None:
    go(ctx, "27 16:00")
    road.say("long", "TC", at("27 16:01"))
    road.bring(("hoa", "BZ 1000", at("27 16:02")), sent_at=at("27 15:50"))
    road.take(at("27 16:02"))
    go(ctx, "27 16:03")
    [refused] = texts(road, LONG.number)
    assert (refused.state, refused.error) == ("expired", "no longer true")
    [anew] = [text for text in texts(road, DUNG.number) if text.purpose == "summary"]
    assert (anew.state, anew.facts["value"], anew.attempts) == ("waiting", [1000], 0)
    go(ctx, "27 16:04")
    assert texts(road, LONG.number) == [refused]


def test_nothing_goes_out_at_night_and_what_waits_then_is_taken_back(road: Road, ctx: Context) -> None:
    go(ctx, "27 15:30")
    go(ctx, "27 16:00")
    assert all(not quiet.is_quiet(TAN_CHAU, text.expires_at - MINUTE) for text in texts(road))
    number = len(texts(road))
    for clock_time in ("22:00", "23:59"):
        go(ctx, f"27 {clock_time}")
    for clock_time in ("00:00", "06:59"):
        go(ctx, f"28 {clock_time}")
    assert len(texts(road)) == number
    sending.send_with(ctx)
    states = {(text.purpose == "summary", text.state, text.error) for text in texts(road)}
    assert states == {(False, "waiting", ""), (True, "expired", "quiet hours")}, "all are past their time"


def test_a_reminder_past_its_time_is_not_sent_but_marked(road: Road, deaf: Context) -> None:
    go(deaf, "27 14:00")
    deaf.clock.move_to(at("27 14:45"))
    sending.send_with(deaf)
    assert {text.state for text in texts(road)} == {"waiting"}
    Ticker(deaf, "here:1").tick()
    states = {(text.sentence, text.created_at < at("27 14:30"), text.state) for text in texts(road, HOA.number)}
    assert states == {("reminder_before", True, "expired"), ("reminder_before", False, "sent")}


def test_a_death_at_the_carriers_edge_is_visible_and_not_repeated(
    road: Road, ctx: Context, carrier: CarrierServer
) -> None:
    go(ctx, "27 14:00")
    road.write(update(table).where(table.c.recipient == HOA.number).values(line="twilio"))
    carrier.replies.extend([BREAKS_AFTER, *[Reply(503)] * 5])
    sending.send_with(ctx)
    (unsure,) = texts(road, HOA.number)
    assert (unsure.state, len(carrier.bodies_to(HOA.number))) == ("unsure", 1)
    rounds.make(ctx)
    rounds.make(ctx)
    assert [text.state for text in texts(road, HOA.number)] == ["unsure"]


def test_a_reminder_goes_to_the_line_that_its_phone_texts_on(road: Road, ctx: Context) -> None:
    go(ctx, "27 14:00")
    assert {text.line for text in texts(road)} == {"console"}, "the only one that is the office's"


def test_without_a_line_it_waits_until_there_is_one(road: Road, ctx: Context) -> None:
    off = Context(ctx.clock, ctx.engine, ctx.bell, {})
    go(off, "27 14:00")
    assert texts(road) == []
    rounds.make(ctx)
    assert len(texts(road, HOA.number)) == 1


def test_the_day_is_closed_once_with_what_stood(road: Road, ctx: Context) -> None:
    road.say("hoa", "BZ 1000; SM 4000", at("27 14:00"))
    road.say("binh", "BZ 100", at("27 14:00"))
    road.say("binh", "BZ 9000", at("27 14:10"))
    for _ in range(3):
        go(ctx, "27 16:00")
    (_, frozen) = [from_data(row.data) for row in road.rows(select(snapshot).order_by(snapshot.c.period))]
    assert (frozen.period, frozen.headline.value, frozen.headline.reported) == (THURSDAY, 1100, 2)
    assert [row.state for row in road.rows(select(question))] == ["stale"]
    summaries = [text for text in texts(road, LONG.number) if text.purpose == "summary"]
    assert [text.sentence for text in summaries] == ["summary_leaders", "summary_low"]
    assert all(len(line) <= 160 for line in said(road, LONG.number))
    assert "1.100" in said(road, LONG.number)[-2]


def test_the_day_before_the_office_began_is_no_news(road: Road) -> None:
    assert snapshots(road) == [(date(2020, 8, 26), 0, "closed")]
    assert texts(road) == []


def test_what_came_before_the_close_is_read_first_but_not_waited_for_for_ever(road: Road, ctx: Context) -> None:
    road.bring(("hoa", "BZ 77", at("27 15:59:59")))
    go(ctx, "27 16:00:01")
    assert len(snapshots(road)) == 1
    go(ctx, "27 16:01")
    assert len(snapshots(road)) == 2
    road.take(at("27 16:02"))
    assert snapshots(road)[1:] == [(THURSDAY, 0, "closed"), (THURSDAY, 1, "changed")]


def test_a_late_correction_makes_a_revision_that_says_what_changed(road: Road, ctx: Context) -> None:
    road.say("hoa", "BZ 1000", at("27 14:00"))
    go(ctx, "27 16:00")
    road.bring(("hoa", "SUA BZ 1200", at("27 16:30")), sent_at=at("27 15:50"))
    road.take(at("27 16:30"))
    assert snapshots(road)[1:] == [(THURSDAY, 0, "closed"), (THURSDAY, 1, "changed")]
    with reading(ctx.engine) as connection:
        before, after = closing.revisions(connection, "706", THURSDAY)
    changed = revision(before, after)
    assert changed is not None
    assert [(one.unit, one.before, one.after) for one in changed.changes] == [("XA01", (1000,), (1200,))]
    assert changed.headline == (1000, 1200)
    number = len(texts(road, LONG.number))
    go(ctx, "27 16:31")
    assert (len(snapshots(road)), len(texts(road, LONG.number))) == (3, number)


def test_what_changes_nothing_makes_no_revision(road: Road, ctx: Context) -> None:
    road.say("hoa", "BZ 1000", at("27 14:00"))
    go(ctx, "27 16:00")
    road.bring(("hoa", "BZ 1000", at("27 16:30")), sent_at=at("27 15:50"))
    road.take(at("27 16:30"))
    road.say("hoa", "BZ 1100", at("27 16:40"))
    assert len(snapshots(road)) == 2


def test_what_is_carried_on_makes_a_revision_of_the_days_after_too(road: Road, ctx: Context) -> None:
    road.say("hoa", "BZ 1000", at("26 17:00"))
    go(ctx, "27 16:00")
    go(ctx, "28 16:00")
    road.bring(("hoa", "SUA BZ 1200", at("28 15:40")), sent_at=at("27 15:50"))
    road.take(at("28 16:30"))
    assert snapshots(road)[1:] == [
        (THURSDAY, 0, "closed"),
        (THURSDAY, 1, "changed"),
        (FRIDAY, 0, "closed"),
        (FRIDAY, 1, "changed"),
    ]


def test_after_an_outage_every_missed_day_is_closed_in_order_and_only_the_last_one_told(
    road: Road, ctx: Context
) -> None:
    road.say("hoa", "BZ 1000", at("27 14:00"))
    go(ctx, "30 17:00")
    days = [date(2020, 8, day) for day in (26, 27, 28, 29, 30)]
    assert snapshots(road) == [(day, 0, "closed") for day in days]
    assert {text.facts["day"] for text in texts(road, LONG.number) if text.purpose == "summary"} == {"2020-08-30"}


def test_a_summary_that_falls_into_the_night_goes_out_in_the_morning(road: Road, ctx: Context) -> None:
    go(ctx, "27 23:00")
    assert snapshots(road)[-1] == (THURSDAY, 0, "closed")
    assert texts(road) == []
    go(ctx, "28 07:00")
    assert [text.sentence for text in texts(road, LONG.number)] == ["summary_leaders"]


def test_a_summary_that_could_not_leave_before_the_night_goes_out_in_the_morning_once(
    road: Road, deaf: Context
) -> None:
    off = Context(deaf.clock, deaf.engine, deaf.bell, {})
    go(deaf, "27 16:00")
    [written] = texts(road, LONG.number)
    for clock_time in ("27 16:00", "27 21:59", "27 22:00", "28 06:59"):
        off.clock.move_to(at(clock_time))
        Ticker(off, "here:1").tick()
    assert [(text.state, text.error) for text in texts(road, LONG.number)] == [("expired", "line is off")]
    for clock_time in ("28 07:00", "28 07:01", "28 06:30", "28 07:30", "28 13:59"):
        deaf.clock.move_to(at(clock_time))
        Ticker(deaf, "here:1").tick()
    [sent] = [text for text in texts(road, LONG.number) if text.purpose == "summary"]
    assert (sent.id, sent.state, sent.error, sent.attempts) == (written.id, "sent", "", 1)
    assert sent.sent_at - at("28 07:00") < MINUTE


def test_a_summary_that_is_no_news_any_more_is_not_sent(road: Road, deaf: Context) -> None:
    off = Context(deaf.clock, deaf.engine, deaf.bell, {})
    go(deaf, "27 16:00")
    for context, clock_time in ((off, "27 22:00"), (deaf, "28 16:00")):
        context.clock.move_to(at(clock_time))
        Ticker(context, "here:1").tick()
    states = {(text.facts["day"], text.state) for text in texts(road, LONG.number) if text.purpose == "summary"}
    assert states == {("2020-08-27", "expired"), ("2020-08-28", "sent")}


def test_a_long_outage_is_made_up_bit_by_bit(road: Road, ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "_AT_ONCE", 2)
    lengths = []
    for _ in range(3):
        go(ctx, "30 17:00")
        lengths.append(len(snapshots(road)))
    assert lengths == [3, 5, 5]
