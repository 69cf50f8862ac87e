"""How the lines are, as whoever watches the service reads it: /readyz and /metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from gateway.edge import edge_of
from ledger import offices
from ledger.engine import writing
from ledger.tables import line, office, outbound

LINES = """
[twilio]
carrier = "twilio"
number = "+84900000001"
pace = "10/1m"
budget = 10
price = 350
account_sid = "AC00000000000000000000000000000000"
auth_token = "a token"

[modem]
carrier = "twilio"
number = "+84900000002"
account_sid = "AC00000000000000000000000000000000"
auth_token = "a token"
"""


@pytest.fixture
def lined(make_desk: Callable[..., Any], tmp_path: Path) -> Any:
    """A desk with two lines of the office's beside the console."""
    file = tmp_path / "lines.toml"
    file.write_text(LINES, encoding="utf-8")
    file.chmod(0o600)
    desk = make_desk(LINES_FILE=str(file))
    desk.at(28, 14, 32)
    with writing(edge_of(desk.app).engine) as connection:
        offices.open_lines(connection, "706", ["twilio", "modem"])
    return desk


def write(desk: Any, statement: Any) -> None:
    with writing(edge_of(desk.app).engine) as connection:
        connection.execute(statement)


def ill(desk: Any, name: str, **seconds: float) -> None:
    until = edge_of(desk.app).clock.now() + timedelta(**seconds)
    write(desk, update(line).where(line.c.name == name).values(failures=5, down_until=until))


def with_fallback(desk: Any, name: str) -> None:
    here = edge_of(desk.app)
    with here.engine.connect() as connection:
        (files,) = connection.execute(office.select().with_only_columns(office.c.campaign)).scalars()
    toml = files["campaign.toml"].replace("closes =", f'fallback_line = "{name}"\ncloses =', 1)
    write(desk, update(office).values(campaign=files | {"campaign.toml": toml}, digest="0" * 64))


def ready(desk: Any) -> Mapping[str, str]:
    answer = desk.client().get("/readyz")
    assert answer.status_code == 200, "reports are counted all the same"
    lines: Mapping[str, str] = answer.json["lines"]
    return lines


def gauges(desk: Any, name: str) -> dict[str, float]:
    """Line -> what stands for it."""
    told = [one for one in desk.client().get("/metrics").text.splitlines() if one.startswith(f"tungngo_line_{name}{{")]
    return {one.split('"')[1]: float(one.rpartition(" ")[2]) for one in told}


def written(desk: Any, count: int, **values: Any) -> None:
    """So many texts that wait on the line."""
    now = edge_of(desk.app).clock.now()
    row = {
        "office": "706", "line": "twilio", "recipient": "+84990000101", "purpose": "confirmation",
        "sentence": "stop", "facts": {}, "next_at": now, "created_at": now, "expires_at": now + timedelta(hours=1),
    }  # fmt: skip
    for number in range(count):
        write(desk, outbound.insert().values(row | {"key": f"test:{number}:{sorted(values)}"} | values))


def test_lines_that_work(lined: Any) -> None:
    assert ready(lined) == {"console": "ok", "twilio": "ok", "modem": "ok"}


def test_a_line_that_is_down_is_told_and_who_sends_instead(lined: Any) -> None:
    ill(lined, "twilio", minutes=2)
    assert ready(lined)["twilio"] == "down until 2020-08-28T07:34:00+00:00: its texts wait"
    with_fallback(lined, "modem")
    assert ready(lined)["twilio"] == "down until 2020-08-28T07:34:00+00:00: modem sends"
    assert gauges(lined, "down") == {"console": 0, "modem": 0, "twilio": 1}
    lined.at(28, 14, 34, 1)
    assert ready(lined)["twilio"] == "ok"


def test_a_fallback_line_that_is_not_there_is_told(lined: Any) -> None:
    with_fallback(lined, "spare")
    assert ready(lined)["spare"] == "the campaign's fallback_line, but not set up: nobody stands in"


def test_a_line_without_an_office_and_one_that_is_off_are_told(lined: Any) -> None:
    write(lined, line.delete().where(line.c.name == "modem"))
    write(lined, line.insert().values(name="old", office="706"))
    assert ready(lined)["modem"] == "no office's: run `flask campaign load`"
    assert ready(lined)["old"] == "off: it is not set up any more, what waits on it waits"
    assert gauges(lined, "on") == {"console": 1, "modem": 1, "old": 0, "twilio": 1}


def test_what_is_used_of_a_budget_is_told(lined: Any) -> None:
    for segments, told in ((7, "ok"), (1, "budget nearly spent (8 of 10 segments)"), (3, "budget spent (11 of 10")):
        written(lined, 1, state="sent", segments=segments, tried_at=datetime.now(UTC), error=str(segments), key=told)
        assert ready(lined)["twilio"].startswith(told)
    assert gauges(lined, "segments_today")["twilio"] == 11
    assert gauges(lined, "budget_segments") == {"twilio": 10}


def test_when_a_backlog_ends_follows_from_pace_bucket_and_rest(lined: Any) -> None:
    assert (gauges(lined, "waiting")["twilio"], gauges(lined, "drained_seconds")["twilio"]) == (0, 0)
    now = edge_of(lined.app).clock.now()
    write(lined, update(line).where(line.c.name == "twilio").values(tokens=4, tokens_at=now))
    written(lined, 10)
    written(lined, 1, segments=2, attempts=1, next_at=now + timedelta(minutes=5))
    written(lined, 1, next_at=now + timedelta(hours=1), sentence="help")
    assert gauges(lined, "waiting")["twilio"] == 11
    assert gauges(lined, "drained_seconds")["twilio"] == pytest.approx((12 - 4) * 6, abs=5)
    ill(lined, "twilio", seconds=60)
    assert gauges(lined, "drained_seconds")["twilio"] == pytest.approx(60 + (12 - 10) * 6, abs=5)
    written(lined, 1, line="modem")
    assert "modem" not in gauges(lined, "drained_seconds"), "it has no pace"


def test_a_campaign_that_cannot_be_read_is_told(lined: Any) -> None:
    write(lined, update(office).values(campaign={"campaign.toml": "nonsense"}, digest="nonsense"))
    answer = lined.client().get("/readyz")
    assert answer.status_code == 200
    assert "flask campaign load" in answer.json["lines"]
    assert gauges(lined, "on") == {}
    assert "tungngo_database_up 1" in lined.client().get("/metrics").text
