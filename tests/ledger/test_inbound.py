"""The queue of record: once for ever, claimed under a lease, fenced, and set aside when it kills its readers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from ledger import inbound
from ledger.engine import connect, lock_office, writing
from ledger.inbound import Claim
from ledger.mail import Arrival
from ledger.tables import inbound as table
from rules.verdict import Message, Station, Verdict
from tests.personas import HOA, at

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = inbound._LEASE
LAST = inbound._ATTEMPTS - 1

ONE = Arrival("console", "a", HOA.number, "706", "BZ 5", at("14:00"))


def receive(engine: Engine, *arrivals: Arrival) -> int:
    with writing(engine) as connection:
        return inbound.receive(connection, arrivals)


def many(number: int) -> list[Arrival]:
    return [replace(ONE, carrier_id=f"id-{n}", text=f"BZ {n}") for n in range(number)]


def rows(engine: Engine) -> list[Any]:
    with writing(engine) as connection:
        return list(connection.execute(select(table).order_by(table.c.id)))


def claim(engine: Engine, now: datetime = NOW, *, again: bool = False) -> Claim:
    with writing(engine) as connection:
        return inbound.claim_again(connection, now) if again else inbound.claim(connection, now)


def die(engine: Engine, times: int) -> datetime:
    """Claim all that waits and die of it, so many times; when the last lease is over."""
    claim(engine, NOW)
    with writing(engine) as connection:
        connection.execute(table.update().values(attempts=times))
    return NOW + LEASE + SECOND


def held(engine: Engine, lease: str) -> list[Message]:
    with writing(engine) as connection:
        return inbound.held(connection, lease)


def settle(engine: Engine, claimed: Claim) -> list[int]:
    """Settle what is still ours; the ids."""
    with writing(engine) as connection:
        ours = inbound.held(connection, claimed.lease)
        judged = [(message, Verdict(Station.PARSED, "status")) for message in ours]
        if judged:
            inbound.settle(connection, judged, {message.id: at("14:00").date() for message in ours}, NOW)
    return [message.id for message in ours]


def test_an_id_is_taken_once_for_ever_on_its_line(engine: Engine) -> None:
    assert receive(engine, ONE) == 1
    assert receive(engine, ONE) == 0
    assert receive(engine, replace(ONE, received_at=at("14:00", year=2021), sent_at=at("13:59"))) == 0
    assert receive(engine, replace(ONE, line="twilio")) == 1
    assert receive(engine, *many(3), ONE, *many(3)) == 3
    assert len(rows(engine)) == 5


def test_the_first_receipt_of_a_text_stands(engine: Engine) -> None:
    receive(engine, ONE)
    receive(engine, replace(ONE, received_at=at("16:10")))
    assert rows(engine)[0].received_at == at("14:00")


def test_the_same_id_with_other_content_is_set_aside_and_never_claimed(engine: Engine) -> None:
    other = replace(ONE, text="BZ 500")
    forged = replace(ONE, sender="+84990000102")
    for _ in range(3):
        receive(engine, ONE, other)
        receive(engine, forged)
    assert [(row.text, row.sender, row.state, row.word) for row in rows(engine)] == [
        ("BZ 5", HOA.number, "received", None),
        ("BZ 500", HOA.number, "set_aside", "same_id"),
        ("BZ 5", "+84990000102", "set_aside", "same_id"),
    ]
    assert [message.text for message in claim(engine).messages] == ["BZ 5"]
    assert claim(engine, NOW + 2 * LEASE, again=True).messages[0].text == "BZ 5"


def test_one_id_from_many_connections_is_one_row(database_url: str) -> None:
    def bring(number: int) -> int:
        engine = connect(database_url)
        try:
            return receive(engine, ONE, replace(ONE, carrier_id=f"own-{number}"))
        finally:
            engine.dispose()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(bring, range(24))) == 1 + 24
    engine = connect(database_url)
    assert [row.carrier_id for row in rows(engine)].count("a") == 1
    engine.dispose()


@pytest.mark.parametrize(
    "text",
    ["", " ", "😀" * 70, "đến từng ngõ", "\N{SYMBOL FOR NULL}", "'; DROP TABLE inbound; --", "BZ\n1\r\n2", "x" * 1600],
)
def test_a_text_is_kept_as_it_was_sent(engine: Engine, text: str) -> None:
    receive(engine, replace(ONE, text=text, raw=b"\x00\xff", partial=True, sent_at=at("13:59:59.123456")))
    row = rows(engine)[0]
    assert (row.text, bytes(row.raw), row.partial, row.sent_at) == (text, b"\x00\xff", True, at("13:59:59.123456"))


def test_a_claim_holds_what_waits_oldest_first_and_nobody_else_gets_it(engine: Engine) -> None:
    receive(engine, *many(3))
    first = claim(engine)
    assert [message.text for message in first.messages] == ["BZ 0", "BZ 1", "BZ 2"]
    assert claim(engine).messages == []
    assert claim(engine, NOW + LEASE, again=True).messages == []
    assert [message.id for message in held(engine, first.lease)] == [message.id for message in first.messages]
    with writing(engine) as connection:
        assert inbound.waiting_since(connection, NOW + LEASE) is None
        assert inbound.waiting_since(connection, NOW + LEASE + SECOND) == at("14:00")


def test_a_claim_is_a_batch_at_most(engine: Engine) -> None:
    receive(engine, *many(inbound.BATCH + 1))
    assert len(claim(engine).messages) == inbound.BATCH
    assert len(claim(engine).messages) == 1


def test_a_text_is_judged_by_the_carriers_time(engine: Engine) -> None:
    receive(engine, replace(ONE, received_at=at("15:20"), sent_at=at("14:58")))
    assert claim(engine).messages[0].moment == at("14:58")


def test_who_lost_the_lease_can_settle_no_more(engine: Engine) -> None:
    receive(engine, *many(2))
    with writing(engine) as connection:
        connection.execute(table.update().values(attempts=1).where(table.c.carrier_id == "id-1"))
    slow = claim(engine)
    other = claim(engine, again=True)
    taken = claim(engine, NOW + LEASE + SECOND, again=True)
    assert [[message.text for message in one.messages] for one in (slow, other, taken)] == [
        ["BZ 0"],
        ["BZ 1"],
        ["BZ 0"],
    ]
    # The slow ones wake up: only what nobody took from them is still their own.
    assert settle(engine, slow) == []
    assert settle(engine, other) == [other.messages[0].id]
    assert settle(engine, taken) == [taken.messages[0].id]
    assert settle(engine, taken) == []
    assert {row.state for row in rows(engine)} == {"parsed"}


def test_after_one_death_a_few_are_taken_together_before_anyone_is_suspected(engine: Engine) -> None:
    receive(engine, *many(3))
    later = die(engine, times=1)
    assert claim(engine, later).messages == []
    assert [message.text for message in claim(engine, later, again=True).messages] == ["BZ 0", "BZ 1", "BZ 2"]


def test_after_more_deaths_each_is_taken_alone_and_after_the_last_set_aside(engine: Engine) -> None:
    receive(engine, *many(2))
    later = die(engine, times=LAST)
    suspect = claim(engine, later, again=True)
    assert [message.text for message in suspect.messages] == ["BZ 0"]
    # It may still live, so it is not set aside; the other text goes on meanwhile.
    with writing(engine) as connection:
        assert inbound.set_aside_worn(connection, later) == 0
    other = claim(engine, later, again=True)
    assert [message.text for message in other.messages] == ["BZ 1"]
    settle(engine, other)
    later += LEASE + SECOND
    with writing(engine) as connection:
        assert inbound.set_aside_worn(connection, later) == 1
    assert [(row.state, row.word) for row in rows(engine)] == [("set_aside", "crashed"), ("parsed", "status")]
    assert claim(engine, later + LEASE, again=True).messages == []
    assert settle(engine, suspect) == []


def test_a_postponed_text_comes_back_in_its_time_untried(engine: Engine) -> None:
    receive(engine, ONE)
    with writing(engine) as connection:
        claimed = inbound.claim(connection, NOW)
        inbound.postpone(connection, claimed.messages, NOW + timedelta(minutes=1))
    assert claim(engine, NOW + LEASE + SECOND).messages == []
    with writing(engine) as connection:
        assert inbound.waiting_since(connection, NOW + LEASE + SECOND) is None
    assert len(claim(engine, NOW + timedelta(minutes=1, seconds=1)).messages) == 1


@pytest.mark.parametrize("deaths", [0, 1, LAST])
def test_claims_at_once_give_each_text_to_one(database_url: str, deaths: int) -> None:
    engine = connect(database_url)
    receive(engine, *many(40))
    now = die(engine, deaths) if deaths else NOW
    engine.dispose()

    def work(_: int) -> list[int]:
        own = connect(database_url)
        try:
            done = []
            while (claimed := claim(own, now, again=bool(deaths))).messages:
                assert deaths < LAST or len(claimed.messages) == 1
                done += settle(own, claimed)
            return done
        finally:
            own.dispose()

    with ThreadPoolExecutor(4) as pool:
        done = [one for ids in pool.map(work, range(4)) for one in ids]
    assert sorted(done) == sorted(set(done))
    assert len(done) == 40


def test_one_judgement_after_the_other(database_url: str) -> None:
    """Whoever holds the office's lock sees all that the holder before it has written."""
    engine = connect(database_url)
    receive(engine, ONE)

    def count_up(_: int) -> None:
        own = connect(database_url)
        with writing(own) as connection:
            lock_office(connection, "706")
            attempts = connection.scalar(select(table.c.attempts))
            connection.execute(table.update().values(attempts=(attempts or 0) + 1))
        own.dispose()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(count_up, range(24)))
    assert rows(engine)[0].attempts == 24
    engine.dispose()
