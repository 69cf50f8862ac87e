"""The whole road of a text, from the stored row to the total and the answer, on both databases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

import journey
from ledger import absence
from ledger.engine import writing
from ledger.tables import figure, inbound, note, outbound, phone, question, registration, report, total
from rules.deputy import Change, Deputy
from settings import ROOT
from tests.personas import HOA, STRANGER, at
from tests.road import Road, load

SCREEN = 50
D28 = date(2020, 8, 28)


@pytest.fixture
def road(engine: Engine) -> Road:
    load(engine)
    return Road(engine)


def test_the_journey_is_one_screen() -> None:
    assert len(Path(journey.__file__).read_text(encoding="utf-8").splitlines()) <= SCREEN
    assert Path(journey.__file__).parent == ROOT


def test_one_text_leaves_its_trace_from_the_row_to_the_total(road: Road) -> None:
    answer = road.say("hoa", "BZ XA01 1.234 may", at("14:30"))
    assert (
        answer
        == "BZTC: Da nhan XA01 Xa Tan Ha: BZ 1.234, luc 14:30 28/08. Neu sai, nhan: SUA BZ XA01 <so dung>. Cam on."
    )
    (text,) = road.texts()
    assert (text.state, text.word, text.unit, text.period, text.silence) == ("totalled", "accepted", "XA01", D28, None)
    assert (text.text, text.attempts, text.settled_at) == ("BZ XA01 1.234 may", 1, at("14:30"))
    (said,) = road.rows(select(report))
    assert (said.inbound, said.unit, said.keyword, said.value1, said.value2) == (text.id, "XA01", "BZ", 1234, None)
    assert (said.outcome, said.late, said.moment, said.previous1) == ("accepted", False, at("14:30"), None)
    (stands,) = road.rows(select(figure))
    assert (stands.value1, stands.inbound, stands.seq) == (1234, text.id, said.seq)
    (whole,) = road.rows(select(total))
    assert (whole.whole, whole.grp, whole.value1, whole.units) == ("706", "commune", 1234, 1)
    (reply,) = road.rows(select(outbound))
    assert (reply.key, reply.line, reply.recipient) == (f"confirm:{text.id}", "console", HOA.number)
    assert (reply.purpose, reply.state, reply.created_at) == ("confirmation", "waiting", at("14:30"))
    assert reply.expires_at == at("20:30")


def test_a_pair_a_late_one_and_a_day_later(road: Road) -> None:
    road.say("yen", "CB 85 92", at("15:30"))
    road.say("yen", "CB 86/92", at("29 14:00"))
    said = road.rows(select(report).order_by(report.c.id))
    assert [(row.value1, row.value2, row.late, row.previous1, row.previous2) for row in said] == [
        (85, 92, True, None, None),
        (86, 92, False, 85, 92),
    ]
    assert road.totals()["706", "health", "CB", date(2020, 8, 29)] == (86, 92, 1)


def test_the_carriers_time_decides_whether_it_was_late(road: Road) -> None:
    road.bring(("hoa", "BZ 5", at("15:20")), sent_at=at("14:58"))
    road.bring(("binh", "BZ 5", at("15:20")), sent_at=at("15:00"))
    road.bring(("cuc", "BZ 5", at("16:20")), sent_at=at("15:59:59"))
    road.take(at("16:20"))
    rows = road.rows(select(report.c.late, report.c.period).order_by(report.c.id))
    assert [tuple(row) for row in rows] == [(False, D28), (True, D28), (True, D28)]


def test_a_batch_that_crosses_the_close_belongs_to_two_days(road: Road) -> None:
    road.bring(("hoa", "BZ 5", at("15:59:59")), ("hoa", "BZ 6", at("16:00")))
    road.take(at("16:01"))
    assert road.figures() == {("XA01", "BZ", D28): (5,), ("XA01", "BZ", date(2020, 8, 29)): (6,)}


def test_asked_and_confirmed_in_one_batch_and_in_two(road: Road) -> None:
    road.say("hoa", "BZ 1000 HG 10", at("27 14:00"))
    road.say("binh", "BZ 1000", at("27 14:00"))
    road.bring(("hoa", "BZ 9000 HG 20", at("14:00")), ("hoa", "XN 9000", at("14:01")), ("binh", "BZ 8000", at("14:01")))
    road.take(at("14:02"))
    states = {(row.unit, row.keyword): row.state for row in road.rows(select(question))}
    assert states == {("XA01", "BZ"): "confirmed", ("XA01", "HG"): "confirmed", ("XA02", "BZ"): "open"}
    road.say("binh", "XN 8000", at("14:03"))
    assert road.figures()["XA01", "BZ", D28] == (9000,)
    assert road.figures()["XA01", "HG", D28] == (20,)
    assert road.figures()["XA02", "BZ", D28] == (8000,)
    assert road.differences() == []


def test_a_colleague_replaces_all_that_waits_beside_a_figure_also_in_another_batch(road: Road) -> None:
    road.say("mai", "BZ XA01 1000", at("27 14:00"))
    road.say("mai", "BZ XA01 9000 PT LT01 2", at("14:00"))
    road.say("hoa", "BZ 1100", at("14:01"))
    assert [row.state for row in road.rows(select(question))] == ["replaced", "replaced"]


def test_notes_registrations_and_refusals_are_kept(road: Road) -> None:
    road.say("hoa", "GC ấp 5 mất sóng", at("14:00"))
    road.say("hoa", "BZ 5 GC loa hỏng", at("14:01"))
    road.say(STRANGER, "DK XA01", at("14:02"))
    road.say("hoa", "TC", at("14:03"))
    notes = road.rows(select(note.c.unit, note.c.text, note.c.period).order_by(note.c.inbound))
    assert [tuple(row) for row in notes] == [("XA01", "ấp 5 mất sóng", D28), ("XA01", "loa hỏng", D28)]
    asked = road.rows(select(registration.c.number, registration.c.unit, registration.c.state))
    assert [tuple(row) for row in asked] == [(STRANGER, "XA01", "asked")]
    assert road.rows(select(phone.c.number).where(phone.c.refuses_reminders)) == [(HOA.number,)]


def test_a_withdrawal_reads_the_whole_log_of_the_day(road: Road) -> None:
    for minute, text in enumerate(["BZ 5", "BZ 6", "SUA BZ 7", "HUY BZ", "BZ 8", "HUY BZ", "HUY BZ"]):
        road.say("dung", text, at(f"{minute + 7:02}:00"))
    assert road.figures() == {("XA01", "BZ", D28): (5,)}
    assert road.differences() == []


def test_a_text_that_is_never_answered_is_kept_with_the_reason(road: Road) -> None:
    for who, text in ((HOA.number, "ok"), ("VIETTEL", "[QC] 50%"), (STRANGER, "BZ XA01 5"), (STRANGER, "alo")):
        road.say(who, text, at("14:00"))
    kept = road.rows(select(inbound.c.word, inbound.c.silence).order_by(inbound.c.id))
    assert [tuple(row) for row in kept] == [
        ("ack", "robot"),
        ("ignore", "robot"),
        ("not_authorised", None),
        ("not_authorised", "stranger"),
    ]
    assert [row.recipient for row in road.rows(select(outbound))] == [STRANGER]


def test_the_reply_caps_hold_across_batches(road: Road) -> None:
    for n in range(8):
        road.say("hoa", f"BZ {100 + n}", at(f"09:{n:02}"))
    assert len(road.rows(select(outbound))) == 6
    assert road.figures()["XA01", "BZ", D28] == (107,)
    assert road.say("hoa", "HD", at("10:00:30"))
    assert road.say("hoa", "?", at("10:01")) is None


def test_the_strangers_cap_holds_within_a_batch_and_across_batches(road: Road) -> None:
    for batch in range(3):
        road.bring(*((f"+849123{batch}{n:04}", "BZ XA01 5", at(f"09:0{batch}")) for n in range(12)))
        road.bring(("hoa", f"BZ {batch}", at(f"09:0{batch}")))
        road.take(at(f"09:0{batch}"))
    answered = [row.recipient for row in road.rows(select(outbound).order_by(outbound.c.id))]
    assert answered.count(HOA.number) == 3
    assert len(answered) == 23
    silences = [text.silence for text in road.texts() if text.sender != HOA.number]
    assert silences == [None] * 20 + ["stranger"] * 16
    assert road.say(STRANGER, "BZ XA01 5", at("09:59")) is None
    assert road.say(STRANGER, "BZ XA01 5", at("10:00"))


def test_the_whole_is_told_from_the_totals(road: Road) -> None:
    for number, unit in enumerate(["XA01", "XA02", "YT01"]):
        road.say(unit, f"BZ {100 + number}", at("14:00"))
    answer = road.say("long", "KQ HUYEN", at("14:05"))
    assert answer == (
        "BZTC: Toan huyen 28/08 14:05: BZ 201, tren chua ro may thong minh, dat chua ro. Da bao cao 2/12 don vi."
    )


def test_what_does_not_fit_the_database_is_no_text_of_ours(road: Road) -> None:
    road.say("hoa", "BZ 999999 HG 999999", at("14:00"))
    road.say("hoa", "HT 1000000", at("14:01"))
    assert [text.word for text in road.texts()] == ["accepted", "value_out_of_range"]


def test_a_deputys_texts_count_until_the_close_of_the_last_day(road: Road) -> None:
    with writing(road.engine) as connection:
        one = Deputy(HOA.number, STRANGER, ("XA01", "XA99"), at("14:00"), D28)
        absence.change_deputy(connection, "706", Change(None, one, one.since))
    assert "Da nhan XA01" not in str(road.say("stranger", "BZ 5", at("13:59")))
    road.bring(
        ("stranger", "BZ 6", at("14:01")), ("stranger", "BZ 7", at("15:59:59")), ("stranger", "BZ 8", at("16:00"))
    )
    road.take(at("16:01"))
    assert road.figures() == {("XA01", "BZ", D28): (7,)}
    assert road.say("hoa", "BZ 9", at("16:02")), "who is away may still report"
