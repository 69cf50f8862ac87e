"""Through a real Kannel, set up as deploy/kannel.conf says: texts in, answers out, receipts, and whoever is killed meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from redis import Redis

from gateway.lines import lines
from rules.segments import BASIC, EXTENSION
from tests.journey.behind_kannel import LETTER, District, district
from tests.journey.killing import wait_until
from tests.journey.officers import phone_of, unit_of
from tests.kannel import Centre, Fake
from tests.peers import NoPeerError
from tests.servers import valkey as valkey_server

pytestmark = pytest.mark.kill

# But for those that end a line or a page.
GSM7 = "".join(sorted((BASIC | EXTENSION) - set("\r\n\f")))
UNITS = 1000
RATE = 200.0


def absent(why: NoPeerError) -> None:
    """Where all tests have to run, nobody may be missing."""
    if os.environ.get("CI"):
        raise why
    pytest.skip(f"Kannel is not tested here: {why}")


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with valkey_server() as url:
        yield url


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory, redis_url: str) -> Iterator[District]:
    """A district behind an operator that speaks SMPP."""
    folder = tmp_path_factory.mktemp("kannel")
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
    try:
        operator = Centre(folder)
        with district(folder, operator, UNITS, {"REDIS_URL": redis_url}) as made:
            yield made
    except NoPeerError as why:
        absent(why)


@pytest.fixture(scope="module")
def fresh() -> Iterator[int]:
    """Units whose phones have not texted yet."""
    return count()


@pytest.fixture
def unit(fresh: Iterator[int]) -> int:
    return next(fresh)


def test_a_text_is_stored_and_answered_once_through_fakesmsc(database_url: str, valkey: str, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": database_url, "REDIS_URL": valkey}
    try:
        operator = Fake(tmp_path)
        with district(tmp_path, operator, 10, environment) as here:
            here.report(range(10), RATE)
            here.settle()
            assert here.judge(range(10)) == all_well(10)
            assert {row.recipient for row in here.came(3)} == {"8041"}
    except NoPeerError as why:
        absent(why)


def test_vietnamese_is_whole_both_ways(land: District, unit: int) -> None:
    land.text(unit, f"BZ {unit_of(unit)} {100 + unit} máy GC xã Thạnh Đông chưa có sóng, {{gặp}} ~ [đại diện] €")
    land.settle()
    [text] = land.came(unit)
    assert (text.text, text.raw) == (land.sent[phone_of(unit)], None)
    assert land.hand_over([LETTER, f"{LETTER} {LETTER}"]) == 0
    assert land.operator.submitted[-1]["coding"] == 8


def test_every_character_of_gsm_7_is_whole_both_ways(land: District, unit: int) -> None:
    land.text(unit, GSM7)
    land.settle()
    assert [row.text for row in land.came(unit)] == [GSM7]
    assert land.got(unit) == [row.text for row in land.answers(unit)]
    assert land.hand_over([GSM7]) == 0
    assert land.operator.submitted[-1]["coding"] == 0


def test_the_operator_knows_until_when_an_answer_is_of_use(land: District, unit: int) -> None:
    land.report([unit], RATE)
    land.settle()
    until = datetime.fromisoformat(land.operator.submitted[-1]["validity"])
    assert abs(until - land.answers(unit)[0].expires_at) <= timedelta(minutes=2)


def test_the_check_finds_nothing_wrong(land: District) -> None:
    assert list(lines(land.parts.settings)["kannel"].check()) == []


def test_a_long_text_is_joined_and_counted_once(land: District, unit: int) -> None:
    text = f"BZ {unit_of(unit)} {100 + unit} máy GC " + "đã cài cho bà con ấp Thạnh Phước, " * 5
    land.text(unit, text)
    land.settle()
    assert [(row.text, row.partial) for row in land.came(unit)] == [(text, False)]
    assert land.stands(unit) == [100 + unit]
    assert len(land.got(unit)) == 1


def test_a_part_whose_sibling_is_lost_is_never_counted(land: District, unit: int) -> None:
    land.sent[phone_of(unit)] = "a lost part"
    land.operator.part(phone_of(unit), f"BZ {unit_of(unit)} 12", (77, 2, 1))
    land.settle()
    assert [row.partial for row in land.came(unit)] == [True]
    assert land.stands(unit) == []
    assert len(land.got(unit)) == 1
    assert "CHUA GHI" in land.got(unit)[0]


@pytest.mark.parametrize(
    ("statuses", "stat", "state", "error"),
    [
        ((), "UNDELIV", "failed", "UNDELIV 000"),
        ((0x0B,), "DELIVRD", "failed", "0x0000000b Invalid Destination A"),
        ((0x58,), "DELIVRD", "delivered", ""),
    ],
    ids=["undelivered", "refused", "throttled"],
)
def test_what_the_operator_says_of_an_answer_is_known(
    land: District, unit: int, statuses: tuple[int, ...], stat: str, state: str, error: str
) -> None:
    land.operator.answer(*statuses, stat=stat)
    land.report([unit], RATE)
    land.settle()
    land.operator.answer(stat="DELIVRD")
    assert [(row.state, row.error, row.carrier_id) for row in land.answers(unit)] == [
        (state, error, f"kannel-{land.answers(unit)[0].id}")
    ]
    assert len(land.got(unit)) == (0x0B not in statuses)


def test_of_two_hundred_texts_at_two_hundred_a_second_each_is_answered_once(
    land: District, fresh: Iterator[int]
) -> None:
    units = taken(fresh, 200)
    land.report(units, RATE)
    land.settle()
    assert land.judge(units) == all_well(200)


def test_texts_that_come_while_the_web_process_is_dead_come_again(land: District, fresh: Iterator[int]) -> None:
    units = taken(fresh, 100)
    land.report(units[:40], RATE)
    land.parts.kill("web")
    land.report(units[40:], RATE)
    wait_until(lambda: len(land.operator.taken) >= len(land.sent), 30, "taken by Kannel")
    land.parts.start("web")
    land.settle()
    assert land.judge(units) == all_well(100)


def test_texts_that_come_while_smsbox_is_dead_are_kept_by_bearerbox_even_if_that_dies_too(
    land: District, fresh: Iterator[int]
) -> None:
    units = taken(fresh, 20)
    land.boxes.kill("smsbox")
    before = len(land.operator.taken)
    land.report(units, RATE)
    wait_until(lambda: len(land.operator.taken) == before + 20, 30, "taken by bearerbox")
    land.boxes.kill("bearerbox")
    land.boxes.start("bearerbox")
    land.boxes.start("smsbox")
    land.settle()
    assert land.judge(units) == all_well(20)


def test_answers_wait_while_kannel_is_away(land: District, fresh: Iterator[int]) -> None:
    units = taken(fresh, 2)  # a third failure in a row, and the line is left alone for a while
    land.parts.kill("sending", "ticker")
    land.report(units, RATE)
    wait_until(lambda: all(land.answers(unit) for unit in units), 30, "judged")
    land.boxes.kill("smsbox")
    land.parts.start("sending", "ticker")
    wait_until(lambda: all(row.error for unit in units for row in land.answers(unit)), 30, "tried")
    assert {row.state for unit in units for row in land.answers(unit)} == {"waiting"}
    land.boxes.start("smsbox")
    land.settle()
    assert land.judge(units) == all_well(2)


def taken(fresh: Iterator[int], many: int) -> list[int]:
    return [next(fresh) for _ in range(many)]


def all_well(texts: int) -> dict[str, int]:
    faults = dict.fromkeys(("lost", "doubled", "unanswered", "wrong", "marred"), 0)
    return {"texts": texts, "answered_once_and_right": texts, **faults}
