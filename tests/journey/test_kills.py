"""No report is lost or counted twice, and nobody is answered twice, whatever is killed and whenever."""

from __future__ import annotations

import os
import secrets
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, Engine, func, select

from ledger import offices, totals
from ledger.checking import differences
from ledger.engine import connect, reading
from ledger.tables import figure, inbound, outbound, report
from rules.calendar import period_of
from rules.verdict import Station
from tests.journey.carrier import Judge
from tests.journey.killing import Killer, Service, free_port, service, wait_until
from tests.journey.officers import ACCOUNT, NUMBER, TOKEN, Hand, Text, make_campaign, make_texts, send_all

pytestmark = [
    pytest.mark.kill,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc to find whom to kill"),
]

TEXTS = 1000
DEADLY = 4
STRIKES = 24
LOAD_SECONDS = 9.0
# Not a measure: when a machine is so slow that this is not enough, something else is wrong.
SETTLE_SECONDS = 240.0


@dataclass
class Day:
    """A day with kills in it, and who took part."""

    service: Service
    carrier: Judge
    hand: Hand
    killer: Killer
    texts: list[Text]
    engine: Engine
    moments: dict[str, float] = field(default_factory=dict)
    began: float = 0.0
    trace: dict[int, str] = field(default_factory=dict)


def test_none_is_lost_or_counted_twice_and_each_is_answered_once(database_url: str, tmp_path: Path) -> None:
    seed = int(os.environ.get("TUNGNGO_SEED") or secrets.randbelow(1_000_000))
    with day(database_url, tmp_path, Random(seed)) as today:
        try:
            live_through(today, Random(seed + 1))
            judge(today)
        finally:  # shown where the test fails
            print_story(today, seed)


@contextmanager
def day(database_url: str, folder: Path, chance: Random) -> Iterator[Day]:
    texts = make_texts(chance, TEXTS, DEADLY)
    port = free_port()
    hand = Hand(port)
    engine = connect(database_url)
    with running(Judge(Random(chance.random()), hand.post)) as judge_:
        environment = {
            "PORT": str(port),
            "DATABASE_URL": database_url,
            "CAMPAIGN": str(make_campaign(folder / "campaign", TEXTS)),
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_NUMBER": NUMBER,
            "TWILIO_API_BASE": judge_.url,
        }
        with service(folder, environment) as started:
            killer = Killer(started, Random(chance.random()), LOAD_SECONDS, STRIKES)
            try:
                yield Day(started, judge_, hand, killer, texts, engine)
            finally:
                killer.stop()
                hand.close()
                engine.dispose()


@contextmanager
def running(server: Judge) -> Iterator[Judge]:
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def live_through(today: Day, chance: Random) -> None:
    today.began = began = time.monotonic()
    today.killer.start()
    send_all(today.hand, today.texts, chance, LOAD_SECONDS)
    today.moments["taken"] = time.monotonic() - began
    today.killer.join()
    today.moments["killed"] = time.monotonic() - began
    wait_until(lambda: is_quiet(today), SETTLE_SECONDS, "settled")
    today.moments["settled"] = time.monotonic() - began
    today.hand.wait()  # the last receipts
    assert today.service.stop() == 0
    assert today.service.living() == set()


def is_quiet(today: Day) -> bool:
    with reading(today.engine) as connection:
        still_open = open_states(connection)
    today.trace[int(time.monotonic() - today.began)] = f"{still_open}"
    return not still_open and not list((today.service.data_dir / "spool").glob("*.json"))


def open_states(connection: Connection) -> dict[str, int]:
    """What is not at its end yet, of both queues."""
    ended = {"sent", "delivered"} | {station.value for station in Station if station is not Station.RECEIVED}
    found = [
        row
        for table in (inbound, outbound)
        for row in connection.execute(select(table.c.state, func.count()).group_by(table.c.state))
    ]
    return {state: count for state, count in found if state not in ended}


def judge(today: Day) -> None:
    with reading(today.engine) as connection:
        judge_record(connection, today.texts)
        judge_figures(connection, today.texts)
        judge_answers(connection, today)
    assert sum(today.killer.killed.values()) >= 20
    assert today.killer.killed["valkey"] == 2
    assert today.killer.killed["wiped valkey"] == 1
    assert not set(today.hand.answers) & {"400", "403", "404", "500"}, today.hand.answers


def judge_record(connection: Connection, texts: list[Text]) -> None:
    rows = list(connection.execute(select(inbound)))
    assert Counter(row.carrier_id for row in rows) == Counter(text.sid for text in texts)
    aside = {row.sender: row.word for row in rows if row.state == Station.SET_ASIDE}
    assert aside == {text.sender: "crashed" for text in texts if text.deadly}
    assert all(row.attempts >= 3 for row in rows if row.state == Station.SET_ASIDE)


def judge_figures(connection: Connection, texts: list[Text]) -> None:
    campaign = offices.Campaigns().only(connection)
    sent = {text.unit: text.value for text in texts if text.value is not None}
    assert {row.unit: row.value1 for row in connection.execute(select(figure))} == sent
    assert connection.scalar(select(func.count()).select_from(figure)) == len(sent)
    assert Counter(connection.scalars(select(report.c.unit))) == Counter(sent.keys())
    period = period_of(campaign, datetime.now(UTC))
    stands = totals.standing_on(connection, campaign, campaign.office.code, period)["commune", "BZ"]
    assert (stands.values[0], stands.units) == (sum(sent.values()), len(sent))
    assert list(differences(connection, campaign)) == []


def judge_answers(connection: Connection, today: Day) -> None:
    answered = {text.sender for text in today.texts if not text.deadly}
    messages = today.carrier.messages()
    assert {number: len(got) for number, got in messages.items()} == dict.fromkeys(answered, 1)
    rows = list(connection.execute(select(outbound)))
    assert Counter(row.recipient for row in rows) == Counter(answered)
    assert {row.state for row in rows} <= {"sent", "delivered"}
    for row in rows:
        (message,) = messages[row.recipient]
        assert (row.carrier_id, row.text) == (message["sid"], message["body"])


def print_story(today: Day, seed: int) -> None:
    """Everything that one needs to see why; pytest shows it where the test fails."""
    with reading(today.engine) as connection:
        still_open = open_states(connection)
    print(
        f"TUNGNGO_SEED={seed}  open: {still_open}  http: {dict(today.hand.answers)}  carrier: {dict(today.carrier.outcomes)}"
    )
    print(
        {what: round(moment, 1) for what, moment in today.moments.items()},
        f"stopped in {today.service.end_seconds:.1f} s",
    )
    print(*(f"{second:3} s: {found}" for second, found in today.trace.items()), sep="\n")
    print("killed:", dict(today.killer.killed), *today.killer.log, sep="\n  ")
    print(today.service.said()[-20000:])
