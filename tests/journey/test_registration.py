"""Registration by SMS, wholly: a stranger asks, a clerk is told and says yes or no, and what then holds is held for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from itertools import count
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text, update

import journey
from gateway.registrations import Said, settle
from gateway.wording import word
from ledger import inbound as inbox
from ledger import offices, registrations
from ledger.engine import connect, reading, writing
from ledger.tables import outbound, phone, registration
from rules.requests import Decision
from rules.segments import segments
from tests.journey.killing import wait_until
from tests.personas import BINH, HOA, LONG, STRANGER, TAN_CHAU, VAN, at
from tests.road import FILES, LINE, PHONES, Road, counted, load

D28 = date(2020, 8, 28)
OTHER_CLERK = offices.Registered("+84990000902", (), "Oanh, văn thư", "clerk")
APPROVE = "DUYET 0912345678 XA01"


@pytest.fixture
def road(engine: Engine) -> Road:
    load(engine)
    with writing(engine) as connection:
        offices.register(connection, "706", [OTHER_CLERK])
    return Road(engine)


def look(road: Road, moment: datetime, lines: tuple[str, ...] = (LINE,)) -> int:
    """What the ticker does about requests at a moment."""
    with writing(road.engine) as connection:
        return registrations.tell(connection, TAN_CHAU, moment, lines)


def told(road: Road, number: str) -> list[str]:
    """The texts to a number that are about registration and answer none of its own."""
    mine = select(outbound).where(outbound.c.recipient == number, outbound.c.purpose == registrations.PURPOSE)
    return [word(TAN_CHAU, one.sentence, one.facts) for one in road.rows(mine.order_by(outbound.c.id))]


def states(road: Road) -> list[tuple[Any, ...]]:
    columns = (registration.c.number, registration.c.unit, registration.c.state, registration.c.settled_by)
    return [tuple(row) for row in road.rows(select(*columns).order_by(registration.c.inbound))]


def units(road: Road, number: str) -> tuple[str, ...] | None:
    with reading(road.engine) as connection:
        known = offices.phones(connection, "706", [number]).get(number)
    return known.units if known else None


def test_a_stranger_asks_a_clerk_approves_with_the_line_he_was_sent_and_the_stranger_reports(road: Road) -> None:
    road.say("hoa", "BZ 900", at("27 14:00"))
    assert "Da chuyen de nghi dang ky XA01" in str(road.say("stranger", "DK XA01", at("09:00")))
    assert look(road, at("09:00")) == 2
    (asked,) = told(road, VAN.number)
    assert asked == (
        "BZTC: 0912345678 xin dang ky XA01 Xa Tan Ha. Dong y, nhan: DUYET 0912345678 XA01. "
        "Neu khong, nhan: KHONG DUYET 0912345678 XA01"
    )
    assert told(road, OTHER_CLERK.number) == [asked]
    assert segments(asked).parts == 1
    line = asked.partition("nhan: ")[2].partition(". ")[0]
    assert road.say("van", line, at("09:05")) == (
        "BZTC: Da duyet 0912345678 bao cao cho XA01 Xa Tan Ha. May do se nhan duoc tin huong dan. Cam on."
    )
    assert states(road) == [(STRANGER, "XA01", "approved", VAN.number)]
    (how,) = told(road, STRANGER)
    assert how == (
        "BZTC: May nay da duoc dang ky cho XA01 Xa Tan Ha. Nhan: BZ XA01 <so>, truoc 15:00 hang ngay. "
        "Can giup, nhan: HD. Hoi: 02763999000"
    )
    assert "Da nhan XA01 Xa Tan Ha: BZ 950" in str(road.say("stranger", "BZ 950", at("09:10")))
    assert road.figures()["XA01", "BZ", D28] == (950,)
    assert road.differences() == []


def test_a_clerk_refuses_and_the_stranger_is_told_whom_to_call(road: Road) -> None:
    road.say("stranger", "DK XA01", at("09:00"))
    look(road, at("09:00"))
    assert "KHONG duyet 0912345678" in str(road.say("van", "KHONG DUYET 0912345678 XA01", at("09:05")))
    assert told(road, STRANGER) == [
        "BZTC: Van phong huyen chua the dang ky may nay cho XA01 Xa Tan Ha. Xin goi 02763999000 de duoc huong dan. Cam on."
    ]
    assert units(road, STRANGER) is None
    road.say("stranger", "BZ XA01 5", at("09:10"))
    assert road.figures() == {}
    said = road.say(OTHER_CLERK.number, APPROVE, at("09:12"))
    assert str(said).startswith("BZTC: 0912345678 da bi tu choi cho XA01 Xa Tan Ha luc 09:05 28/08, boi: 0990000901.")
    assert units(road, STRANGER) is None


def test_asked_approved_and_reported_in_one_batch_is_as_if_one_at_a_time(road: Road) -> None:
    road.say("hoa", "BZ 900", at("08:00"))
    road.bring(
        ("stranger", "DK XA01", at("09:00")),
        ("stranger", "BZ 1", at("09:01")),
        ("van", APPROVE, at("09:02")),
        ("stranger", "BZ 950 HG 7", at("09:03")),
        (OTHER_CLERK.number, APPROVE, at("09:04")),
        ("stranger", "TC", at("09:05")),
    )
    road.take(at("09:06"))
    assert [text.word for text in road.texts()[1:]] == [
        "register", "not_authorised", "approve", "updated", "approve", "stop",
    ]  # fmt: skip
    assert road.figures() == {("XA01", "BZ", D28): (950,), ("XA01", "HG", D28): (7,)}
    assert road.whole("706", D28, "BZ") == {"commune": 950}
    assert road.differences() == []
    assert road.rows(select(phone.c.refuses_reminders).where(phone.c.number == STRANGER)) == [(True,)]
    assert "da duoc duyet" in nth_answer(road, 5)
    assert len(told(road, STRANGER)) == 1
    assert look(road, at("09:07")) == 0, "nothing is open any more"


def test_who_is_approved_may_withdraw_in_the_same_batch_and_after_the_close(road: Road) -> None:
    road.say("hoa", "BZ 900", at("08:00"))
    road.say("hoa", "BZ 920", at("08:01"))
    road.say("stranger", "DK XA01", at("09:00"))
    road.bring(
        ("van", APPROVE, at("15:58")),
        ("stranger", "HUY BZ", at("15:59")),
        ("stranger", "BZ 950", at("16:01")),
        ("stranger", "KQ HUYEN", at("16:02")),
    )
    road.take(at("16:03"))
    assert road.figures() == {("XA01", "BZ", D28): (900,), ("XA01", "BZ", date(2020, 8, 29)): (950,)}
    assert road.whole("706", date(2020, 8, 29), "BZ") == {"commune": 950}
    assert "Toan huyen 29/08 16:02: BZ 950" in str(road.answer())
    assert road.differences() == []


def nth_answer(road: Road, nth: int) -> str:
    """The words that answer the text of that place, counted from 0."""
    (row,) = road.rows(select(outbound).where(outbound.c.key == f"confirm:{road.texts()[nth].id}"))
    return word(TAN_CHAU, row.sentence, row.facts)


def test_each_clerk_is_told_once_however_often_it_is_asked_and_looked(road: Road) -> None:
    road.say("stranger", "DK XA01", at("09:00"))
    assert [look(road, at("09:00")), look(road, at("09:00")), look(road, at("11:00"))] == [2, 0, 0]
    for moment in (at("09:01"), at("15:00"), at("29 08:59")):
        road.say("stranger", "DK XA01", moment)
        assert look(road, moment) == 0
    road.say("stranger", "DK XA02", at("15:01"))
    assert look(road, at("15:01")) == 2, "another unit is another request"
    road.say("stranger", "DK XA01", at("29 09:00"))
    assert look(road, at("29 09:00")) == 2, "still waiting after a day"
    with reading(road.engine) as connection:
        found = [one.request.wish[1] for one in registrations.waiting(connection, "706")]
    assert found == ["XA01", "XA02"], "and stands once in the list, the oldest first"
    road.say("van", APPROVE, at("29 09:01"))
    assert [state for _, unit, state, _ in states(road) if unit == "XA01"] == ["approved", "approved"]
    assert len(told(road, STRANGER)) == 1


def test_nobody_is_told_at_night(road: Road) -> None:
    road.say("stranger", "DK XA01", at("22:30"))
    assert look(road, at("22:30")) == 0
    road.say("van", APPROVE, at("22:40"))
    (row,) = road.rows(select(outbound).where(outbound.c.sentence == "registered"))
    assert row.next_at == at("29 07:00"), "the phone may report at once, and hears of it in the morning"
    assert "Da nhan XA01" in str(road.say("stranger", "BZ 5", at("22:41")))
    road.say("binh", "DK XA01", at("22:50"))
    assert look(road, at("29 06:59")) == 0
    assert look(road, at("29 07:00")) == 2


def test_what_no_clerk_has_got_yet_is_taken_back_when_it_is_settled(road: Road) -> None:
    road.say("stranger", "DK XA01", at("09:00"))
    look(road, at("09:00"))
    road.write(update(outbound).where(outbound.c.recipient == VAN.number).values(state="sent"))
    road.say("van", APPROVE, at("09:01"))
    rows = road.rows(select(outbound.c.recipient, outbound.c.state).where(outbound.c.sentence == "request_new"))
    assert dict(map(tuple, rows)) == {VAN.number: "sent", OTHER_CLERK.number: "expired"}


def test_no_more_requests_are_told_in_an_hour_than_strangers_get_answers(road: Road) -> None:
    road.bring(*((f"+8491234{n:04}", "DK XA01", at("09:00")) for n in range(25)))
    road.take(at("09:00"))
    assert len(states(road)) == 25
    cap = TAN_CHAU.caps.strangers
    assert [look(road, at("09:00")), look(road, at("09:59"))] == [2 * cap, 0]
    assert look(road, at("10:00")) == 2 * (25 - cap)


def test_without_a_line_or_a_clerk_a_request_waits_to_be_told(road: Road) -> None:
    road.say("stranger", "DK XA01", at("09:00"))
    assert look(road, at("09:00"), lines=()) == 0
    road.say("van", "TC", at("09:01"))
    assert look(road, at("09:02")) == 1
    assert told(road, VAN.number) == []
    road.write(update(phone).where(phone.c.role == "clerk").values(opted_out=True))
    road.say("stranger", "DK XA02", at("09:03"))
    with reading(road.engine) as connection:
        assert not registrations.any_to_tell(connection, TAN_CHAU, at("09:03"))


def test_a_registered_phone_gets_the_unit_beside_its_own_and_keeps_it_when_the_campaign_is_loaded_again(
    road: Road,
) -> None:
    road.say("hoa", "DK XA02", at("09:00"))
    road.say("van", "DUYET 0990000101 XA02", at("09:01"))
    assert units(road, HOA.number) == ("XA01", "XA02")
    with writing(road.engine) as connection:
        offices.load(connection, TAN_CHAU, FILES, PHONES, at("09:02"))
    assert units(road, HOA.number) == ("XA01", "XA02")
    road.say("hoa", "BZ XA02 5", at("09:03"))
    assert road.figures() == {("XA02", "BZ", D28): (5,)}


def test_a_clerk_who_says_it_twice_hears_that_it_is_done_and_changes_nothing(road: Road) -> None:
    road.say("stranger", "DK XA01", at("09:00"))
    road.say("van", APPROVE, at("09:01"))
    again = road.say("van", APPROVE, at("09:05"))
    assert "da duoc duyet cho XA01 Xa Tan Ha luc 09:01 28/08, nguoi duyet: 0990000901" in str(again)
    assert len(told(road, STRANGER)) == 1
    assert units(road, STRANGER) == ("XA01",)


def test_only_a_clerk_settles(road: Road) -> None:
    road.say("stranger", "DK XA01", at("09:00"))
    for who in (BINH.number, LONG.number):
        assert "Chi may cua van thu" in str(road.say(who, APPROVE, at("09:01")))
    assert road.say("stranger", APPROVE, at("09:02")) is None
    assert states(road) == [(STRANGER, "XA01", "asked", None)]


def test_a_clerk_who_settles_much_hears_of_each(road: Road) -> None:
    strangers = [f"+8491234{n:04}" for n in range(9)]
    road.bring(*((one, "DK XA01", at("09:00")) for one in strangers))
    road.take(at("09:00"))
    answers = [road.say("van", f"DUYET {one} XA01", at(f"09:1{nth}")) for nth, one in enumerate(strangers)]
    assert all(f"Da duyet 091234{n:04}" in str(answer) for n, answer in enumerate(answers))


@pytest.fixture
def another(database_url: str) -> Iterator[Callable[[], Road]]:
    """The same office, seen by another process."""
    made: list[Engine] = []

    def make() -> Road:
        made.append(connect(database_url))
        return Road(made[-1])

    yield make
    for one in made:
        one.dispose()


def test_a_clerks_text_and_the_offices_click_at_once_settle_it_once(road: Road, another: Callable[[], Road]) -> None:
    road.say("stranger", "DK XA01", at("09:00"))
    road.bring(("van", APPROVE, at("09:01")))
    click = Said("0912345678", "XA01", Decision.REFUSED, "page")
    with ThreadPoolExecutor(1) as pool:
        with writing(road.engine) as connection:
            settle(connection, TAN_CHAU, click, at("09:01"))
            taken = pool.submit(another().take, at("09:01"))
            wait_until(lambda: waits_behind(road.engine), 10, "the text waits for the click")
        assert taken.result() == 1
    assert states(road) == [(STRANGER, "XA01", "refused", "page")]
    assert "da bi tu choi cho XA01 Xa Tan Ha luc 09:01 28/08, boi: van phong." in str(road.answer())
    assert len(told(road, STRANGER)) == 1
    assert units(road, STRANGER) is None


def waits_behind(engine: Engine) -> bool:
    """Whether somebody waits for a transaction of another to end. SQLite has one writer, and nobody else begins."""
    if engine.dialect.name == "sqlite":
        return True
    with reading(engine) as connection:
        return bool(connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


def test_two_clerks_at_once_settle_it_once(road: Road, another: Callable[[], Road]) -> None:
    road.say("stranger", "DK XA01", at("09:00"))
    claims = []
    for clerk, said in ((VAN.number, APPROVE), (OTHER_CLERK.number, f"KHONG {APPROVE}")):
        road.bring((clerk, said, at("09:01")))
        with writing(road.engine) as connection:
            claims.append(inbox.claim(connection, at("09:01")))
    both_ready = Barrier(2)

    def take(claim: inbox.Claim, engine: Engine) -> None:
        parsed = journey.parse(TAN_CHAU, claim.messages)
        both_ready.wait()
        with writing(engine) as connection:
            journey.take(connection, TAN_CHAU, parsed, at("09:01"))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(take, claims, [another().engine, another().engine]))
    (state,) = states(road)
    assert state[2:] in {("approved", VAN.number), ("refused", OTHER_CLERK.number)}
    answers = Counter(row.sentence for row in road.rows(select(outbound).where(outbound.c.key.like("confirm:%"))))
    assert answers == Counter(["register", f"request_{state[2]}", f"request_was_{state[2]}"])
    assert len(told(road, STRANGER)) == 1
    assert units(road, STRANGER) == (("XA01",) if state[2] == "approved" else None)


class CutOffError(Exception):
    """Stands for a process that ends in the middle of its work."""


@pytest.mark.parametrize("clerks_text", [APPROVE, f"KHONG {APPROVE}"])
def test_a_decision_that_is_cut_off_anywhere_is_made_whole_or_not_at_all(road: Road, clerks_text: str) -> None:
    road.say("stranger", "DK XA01", at("09:00"))
    look(road, at("09:00"))
    road.bring(("van", clerks_text, at("09:01")))
    with writing(road.engine) as connection:
        claim = inbox.claim(connection, at("09:01"))
    parsed = journey.parse(TAN_CHAU, claim.messages)
    steps = count()
    while is_cut(road, next(steps), parsed):
        assert states(road) == [(STRANGER, "XA01", "asked", None)]
        assert told(road, STRANGER) == []
        assert units(road, STRANGER) is None
    assert states(road)[0][2] != "asked"
    assert len(told(road, STRANGER)) == 1


def is_cut(road: Road, statements: int, parsed: Any) -> bool:
    """Take texts along, and break off at the statement of this number, counted from 0; False where there are fewer."""
    left = iter(range(statements))

    def stop(*_: object) -> None:
        if next(left, None) is None:
            raise CutOffError

    event.listen(road.engine, "before_cursor_execute", stop)
    try:
        with writing(road.engine) as connection:
            journey.take(connection, TAN_CHAU, parsed, at("09:01"))
    except CutOffError:
        return True
    finally:
        event.remove(road.engine, "before_cursor_execute", stop)
    return False


def test_a_batch_costs_no_more_statements_for_more_who_ask(road: Road) -> None:
    costs = []
    for day, size in ((28, 5), (29, 60)):
        road.bring(*((f"+8491234{n:04}", f"DK XA0{day - 27}", at("09:00", day=day)) for n in range(size)))
        with counted(road.engine) as statements:
            road.take(at("09:01", day=day))
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_no_history_of_requests_is_read_through(sqlite: str) -> None:
    engine = connect(sqlite)
    load(engine)
    road = Road(engine)
    road.say("stranger", "DK XA01", at("09:00"))
    asked: list[tuple[str, Any]] = []
    event.listen(
        engine, "before_cursor_execute", lambda _one, _two, statement, given, *_: asked.append((statement, given))
    )
    look(road, at("09:00"))
    road.bring(("van", APPROVE, at("09:01")))
    road.take(at("09:01"))
    with reading(engine) as connection:
        registrations.waiting(connection, "706")
        plans = [
            (statement, row[3])
            for statement, given in list(asked)
            if statement.startswith(("SELECT", "UPDATE", "DELETE")) and " IN (__" not in statement
            for row in connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", given[0] if isinstance(given, list) else given
            )
        ]
    through = ("SCAN registration", "SCAN inbound", "SCAN outbound", "SCAN phone")
    assert [plan for plan in plans if plan[1].startswith(through) and "ix_inbound_received" not in plan[1]] == []
    assert any("ix_registration_office_state" in step or "told_at" in step for _, step in plans)
    engine.dispose()
