"""Texts that go out: claimed by one, settled by its lease alone, moved forward only, never sent twice blindly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from ledger import outbound
from ledger.engine import connect, writing
from ledger.mail import Delivery, Receipt
from ledger.outbound import SETTLE, Waiting
from ledger.tables import outbound as table
from ledger.tables import phone
from tests.personas import HOA
from tests.road import load

REAL = datetime(2026, 1, 1, 12, tzinfo=UTC)
NOW = datetime(2020, 8, 28, 7, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ORPHANED = outbound._LEASE + SETTLE + SECOND


def write(engine: Engine, number: int = 1, **more: Any) -> None:
    row = {
        "office": "706",
        "line": "console",
        "recipient": HOA.number,
        "purpose": "confirmation",
        "sentence": "help",
        "facts": {},
        "next_at": NOW,
        "created_at": NOW,
        "expires_at": NOW + timedelta(hours=6),
    } | more
    with writing(engine) as connection:
        start = len(connection.execute(select(table.c.id)).all())
        connection.execute(table.insert(), [row | {"key": f"confirm:{start + n}"} for n in range(number)])


def claim(engine: Engine, real: datetime = REAL, now: datetime = NOW) -> Waiting | None:
    with writing(engine) as connection:
        return outbound.claim(connection, real, now)


def claimed(engine: Engine) -> Waiting:
    found = claim(engine)
    assert found
    return found


def ask(engine: Engine, real: datetime, now: datetime = NOW) -> Waiting | None:
    with writing(engine) as connection:
        return outbound.claim_unsure(connection, real, now)


def settle(engine: Engine, how: str, waiting: Waiting, *given: Any, **named: Any) -> bool:
    with writing(engine) as connection:
        done: bool = getattr(outbound, how)(connection, waiting, *given, **named)
        return done


def row(engine: Engine, id_: int = 1) -> Any:
    with writing(engine) as connection:
        return connection.execute(select(table).where(table.c.id == id_)).one()


def hear(engine: Engine, delivery: str, **more: Any) -> None:
    news = replace(Receipt("console", "sid", Delivery(delivery), NOW + SECOND), **more)
    with writing(engine) as connection:
        outbound.receipt(connection, news)


def test_a_text_is_marked_before_it_leaves_and_claimed_once(engine: Engine) -> None:
    write(engine)
    waiting = claimed(engine)
    assert (row(engine).state, row(engine).attempts, row(engine).tried_at) == ("sending", 1, REAL)
    assert claim(engine) is None
    assert settle(engine, "sent", waiting, "sid", NOW)
    assert (row(engine).state, row(engine).carrier_id, row(engine).sent_at) == ("sent", "sid", NOW)
    assert not settle(engine, "sent", waiting, "other", NOW)
    assert row(engine).carrier_id == "sid"


def test_confirmations_go_before_reminders_and_older_ones_first(engine: Engine) -> None:
    for purpose in ("summary", "reminder", "confirmation", "confirmation"):
        write(engine, purpose=purpose)
    assert [claimed(engine).id for _ in range(4)] == [3, 4, 2, 1]


def test_what_is_not_due_or_too_late_waits(engine: Engine) -> None:
    write(engine, next_at=NOW + SECOND)
    write(engine, expires_at=NOW)
    assert claim(engine) is None
    assert claim(engine, now=NOW + SECOND) is not None
    with writing(engine) as connection:
        assert outbound.expire(connection, NOW) == 1
        assert outbound.expire(connection, NOW + timedelta(days=1)) == 0
    assert (row(engine, 2).state, row(engine, 2).settled_at) == ("expired", NOW)


def test_a_text_that_the_carrier_could_not_take_is_offered_again(engine: Engine) -> None:
    write(engine)
    assert settle(engine, "later", claimed(engine), NOW + SECOND, "throttled")
    assert (row(engine).state, row(engine).error) == ("waiting", "throttled")
    assert claim(engine) is None
    again = claim(engine, now=NOW + SECOND)
    assert again
    assert again.attempts == 2


def test_a_refused_text_is_failed_and_an_opted_out_number_is_marked(engine: Engine) -> None:
    load(engine)
    write(engine, 2)
    assert settle(engine, "refused", claimed(engine), "30003 unreachable", NOW, opted_out=False)
    with writing(engine) as connection:
        opted_out = select(phone.c.opted_out).where(phone.c.number == HOA.number)
        assert connection.scalar(opted_out) is False
    assert settle(engine, "refused", claimed(engine), "21610 STOP", NOW, opted_out=True)
    with writing(engine) as connection:
        assert connection.scalar(opted_out) is True
    assert (row(engine, 2).state, row(engine, 2).error) == ("failed", "21610 STOP")
    load(engine)
    with writing(engine) as connection:
        assert connection.scalar(opted_out) is True


def test_an_unsure_text_is_asked_about_in_its_time_by_one_and_never_sent(engine: Engine) -> None:
    write(engine)
    assert settle(engine, "unsure", claimed(engine), NOW + SETTLE, "timeout")
    assert claim(engine, now=NOW + SETTLE) is None
    assert ask(engine, REAL) is None
    asked = ask(engine, REAL, NOW + SETTLE)
    assert asked
    assert asked.since == REAL
    assert ask(engine, REAL, NOW + SETTLE) is None
    assert settle(engine, "sent", asked, "adopted", NOW)


def test_an_orphan_is_asked_about_and_its_sender_can_settle_no_more(engine: Engine) -> None:
    write(engine)
    frozen = claimed(engine)
    assert ask(engine, REAL + ORPHANED - 2 * SECOND) is None
    asked = ask(engine, REAL + ORPHANED)
    assert asked
    assert not settle(engine, "sent", frozen, "sid", NOW)
    assert settle(engine, "later", asked, NOW, "not at the carrier")
    assert claim(engine) is not None


def test_an_asker_that_died_is_followed_by_another(engine: Engine) -> None:
    write(engine)
    claimed(engine)
    assert ask(engine, REAL + ORPHANED)
    assert ask(engine, REAL + ORPHANED + SECOND) is None
    assert ask(engine, REAL + 2 * ORPHANED)


def test_what_nobody_can_ask_about_is_held(engine: Engine) -> None:
    write(engine)
    settle(engine, "unsure", claimed(engine), NOW, "timeout")
    asked = ask(engine, REAL)
    assert asked
    settle(engine, "unsure", asked, NOW + SECOND, "no list")
    with writing(engine) as connection:
        outbound.expire(connection, NOW + timedelta(days=2))
        assert not outbound.first_due(connection, REAL, NOW)
        assert outbound.first_due(connection, REAL, NOW + SECOND)
    assert (row(engine).state, row(engine).error) == ("unsure", "no list")


def test_a_carrier_is_asked_until_an_hour_after_a_texts_use_and_a_receipt_still_settles_it(engine: Engine) -> None:
    write(engine)
    settle(engine, "unsure", claimed(engine), NOW, "timeout")
    end = row(engine).expires_at + timedelta(hours=1)
    for nth in (1, 2):
        asked = ask(engine, REAL, end - SECOND)
        assert asked
        assert asked.asked == nth
        settle(engine, "unsure", asked, NOW, "no list")
    assert ask(engine, REAL, end) is None
    with writing(engine) as connection:
        assert outbound.first_due(connection, REAL, end) is None
    assert row(engine).state == "unsure"
    hear(engine, "delivered", outbound_id=1)
    assert row(engine).state == "delivered"


def test_a_text_that_is_handed_over_again_is_asked_about_anew(engine: Engine) -> None:
    write(engine)
    for _ in range(2):
        settle(engine, "unsure", claimed(engine), NOW, "timeout")
        asked = ask(engine, REAL)
        assert asked
        assert asked.asked == 1
        settle(engine, "later", asked, NOW, "not at the carrier")


# The furthest news wins, whatever the order; of the two last ones, the first that came.
FURTHEST = {
    ("sent", "delivered"): "delivered",
    ("delivered", "sent"): "delivered",
    ("failed", "sent"): "failed",
    ("sent", "failed"): "failed",
    ("delivered", "failed"): "delivered",
    ("failed", "delivered"): "failed",
}


@pytest.mark.parametrize("news", FURTHEST)
@pytest.mark.parametrize("state", ["waiting", "sending", "unsure", "sent", "expired"])
def test_receipts_only_move_a_text_forward(sqlite: str, news: tuple[str, str], state: str) -> None:
    engine = connect(sqlite)
    write(engine, state=state, carrier_id="sid")
    for delivery in (*news, *news):
        hear(engine, delivery)
    assert row(engine).state == FURTHEST[news]
    assert row(engine).sent_at == NOW + SECOND
    assert claim(engine) is None
    assert ask(engine, REAL + ORPHANED, NOW + timedelta(hours=1)) is None
    engine.dispose()


def test_a_receipt_before_our_own_commit_is_not_undone_by_it(engine: Engine) -> None:
    write(engine)
    waiting = claimed(engine)
    hear(engine, "delivered", outbound_id=1)
    assert not settle(engine, "sent", waiting, "sid", NOW)
    assert (row(engine).state, row(engine).carrier_id) == ("delivered", "sid")


def test_a_receipt_ends_the_doubt_about_a_text(engine: Engine) -> None:
    write(engine)
    settle(engine, "unsure", claimed(engine), NOW, "timeout")
    asked = ask(engine, REAL)
    assert asked
    hear(engine, "sent", outbound_id=1)
    assert not settle(engine, "later", asked, NOW, "not at the carrier")
    assert row(engine).state == "sent"
    assert claim(engine) is None


def test_a_receipt_of_another_line_or_text_changes_nothing(engine: Engine) -> None:
    write(engine, 2, state="sent", carrier_id="sid")
    hear(engine, "delivered", line="twilio")
    hear(engine, "delivered", carrier_id="strange")
    hear(engine, "delivered", outbound_id=99)
    assert {row(engine, 1).state, row(engine, 2).state} == {"sent"}
    hear(engine, "failed", outbound_id=2, error="30003")
    assert (row(engine, 1).state, row(engine, 2).state, row(engine, 2).error) == ("sent", "failed", "30003")


def test_the_carriers_ids_of_a_number_are_known(engine: Engine) -> None:
    write(engine, state="sent", carrier_id="one")
    write(engine, state="sent", carrier_id="two", recipient="+84990000102")
    write(engine)
    with writing(engine) as connection:
        assert outbound.carrier_ids(connection, "console", HOA.number) == {"one"}


def test_claims_at_once_give_each_text_to_one(database_url: str) -> None:
    engine = connect(database_url)
    write(engine, 40)
    engine.dispose()

    def work(_: int) -> list[int]:
        own = connect(database_url)
        try:
            taken = []
            while (waiting := claim(own)) is not None:
                taken.append(waiting.id)
                assert settle(own, "sent", waiting, f"sid-{waiting.id}", NOW)
            return taken
        finally:
            own.dispose()

    with ThreadPoolExecutor(4) as pool:
        taken = [one for ids in pool.map(work, range(4)) for one in ids]
    assert sorted(taken) == list(range(1, 41))
