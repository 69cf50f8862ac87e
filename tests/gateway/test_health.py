"""Health: a process that serves, a service that is ready, and numbers for a collector."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from gateway.edge import edge_of
from ledger import leasing
from ledger.engine import writing

SAMPLE = re.compile(r'[a-z_]+(?:\{(?:state|line)="[a-z_-]+"\})? [0-9.]+')


def test_a_process_that_serves(client: FlaskClient) -> None:
    answer = client.get("/healthz", headers={"X-Forwarded-For": "203.0.113.9"})
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_ready_without_redis_is_slower_and_nothing_else(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "ready": True,
        "database": "ok",
        "redis": "away: slower, nothing is lost",
        "waiting": 0,
        "ticker_beat_age_seconds": None,
        "oldest_waiting_age_seconds": None,
        "lines": {"console": "ok"},
    }


def test_a_redis_that_answers(make_desk: Callable[..., Any], valkey: str) -> None:
    answer = make_desk(REDIS_URL=valkey).client().get("/readyz")
    assert answer.json["redis"] == "ok"


def test_what_waits_and_how_the_ticker_is(desk: Any, client: FlaskClient) -> None:
    desk.texted(("XA01", "BZ XA01 1"))
    desk.at(28, 14, 33)
    with writing(edge_of(desk.app).engine) as connection:
        leasing.take(connection, "ticker", "me", datetime.now(UTC) - timedelta(seconds=7))
    found = client.get("/readyz").json
    assert found is not None
    assert found["waiting"] == 1
    assert 55 < found["oldest_waiting_age_seconds"] < 65
    assert 6 < found["ticker_beat_age_seconds"] < 12


def test_a_database_that_is_away_is_not_ready(desk: Any, client: FlaskClient) -> None:
    desk.lose_database()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["database"] == "away"  # type: ignore[index]
    assert "tungngo_database_up 0\n" in client.get("/metrics").text


def test_a_database_that_is_not_migrated_is_not_ready(make_desk: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "new.db").touch()
    answer = make_desk(load=False, url=f"sqlite:///{tmp_path}/new.db").client().get("/readyz")
    assert answer.status_code == 503
    assert "flask db upgrade" in answer.json["database"]


def test_a_stranger_is_told_no_more_than_yes_or_no(client: FlaskClient) -> None:
    answer = client.get("/readyz", headers={"X-Forwarded-For": "203.0.113.9"})
    assert (answer.status_code, answer.json) == (200, {"ready": True})


def test_metrics_are_prometheus_text(desk: Any, client: FlaskClient) -> None:
    desk.told(("XA01", "BZ XA01 1234"))
    desk.texted(("XA02", "BZ XA02 1"))
    answer = client.get("/metrics")
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert 'tungngo_inbound_lately{state="totalled"} 1' in lines
    assert 'tungngo_inbound_lately{state="received"} 1' in lines
    assert 'tungngo_outbound_lately{state="waiting"} 1' in lines
    assert all(SAMPLE.fullmatch(line) for line in lines if not line.startswith("#"))
