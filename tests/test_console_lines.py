"""`flask line`: what an operator is told of the lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, update

import console
from ledger import offices
from ledger.engine import writing
from ledger.tables import line, phone
from tests.carrier_server import CarrierServer, carrier_server
from tests.personas import HOA
from tests.road import Road, load
from workers.context import real

Run = Callable[..., Result]


@pytest.fixture
def carrier() -> Iterator[CarrierServer]:
    with carrier_server() as server:
        yield server


@pytest.fixture
def road(engine: Engine) -> Road:
    """The office with its line."""
    load(engine)
    with writing(engine) as connection:
        offices.open_lines(connection, "706", ["twilio"])
    return Road(engine, line="twilio")


@pytest.fixture
def run(tmp_path: Path, database_url: str, carrier: CarrierServer) -> Run:
    """Run a command on that database, with one line that is set up."""
    app = Flask("none")
    for command in console.COMMANDS:
        app.cli.add_command(command)
    usual = {
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "TUNGNGO_DEMO": None,
        "CAMPAIGN": None,
        "PUBLIC_URL": "https://sms.example.org",
        "TWILIO_NUMBER": "+84900000001",
        "TWILIO_PACE": "10/1m",
        "TWILIO_PRICE": "350",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "a token",
        "TWILIO_API_BASE": carrier.url,
    }

    def run(*arguments: str, **environment: str) -> Result:
        result = app.test_cli_runner().invoke(args=arguments, env=usual | environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), "a traceback"
        return result

    return run


def row(road: Road, **values: Any) -> None:
    road.write(update(line).where(line.c.name == "twilio").values(values))


def test_each_line_is_listed(run: Run, road: Road) -> None:
    listed = run("line", "list").output.splitlines()
    assert [" ".join(one.split()) for one in listed] == [
        "console - - đang tắt: không còn trong cấu hình, tin của đường này chờ; không tin nào chờ; hôm nay 0 đoạn tin",
        "twilio twilio +84900000001 đang chạy; không tin nào chờ; hôm nay 0 đoạn tin; 350 mỗi đoạn tin",
    ]


def test_what_waits_is_listed_with_its_end_and_what_is_used_up(run: Run, road: Road) -> None:
    road.say("hoa", "HD", real())
    row(road, tokens=0, tokens_at=real(), failures=3, down_until=real() + timedelta(minutes=5))
    listed = run("line", "list", TWILIO_BUDGET="0").output
    assert "nhà mạng đang lỗi, để yên đến " in listed
    assert "1 tin chờ, hết khoảng " in listed
    assert "hôm nay 0/0 đoạn tin, ĐÃ HẾT: chỉ còn gửi tin trả lời" in listed


def test_who_is_not_reached_any_more_is_listed(run: Run, road: Road) -> None:
    road.write(update(phone).where(phone.c.number == HOA.number).values(opted_out=True))
    listed = run("line", "list").output
    assert "Nhà mạng không chuyển tin đến" in listed
    assert "099****101" in listed
    assert HOA.number not in listed


def test_a_line_without_an_office_is_listed(run: Run, road: Road) -> None:
    road.write(line.delete().where(line.c.name == "twilio"))
    assert "chưa thuộc cơ quan nào (chạy flask campaign load)" in run("line", "list").output


def test_that_no_line_is_on_is_told(run: Run, road: Road) -> None:
    none = dict.fromkeys(("NUMBER", "PACE", "PRICE", "ACCOUNT_SID", "AUTH_TOKEN", "API_BASE"), "")
    listed = run("line", "list", **{f"TWILIO_{name}": value for name, value in none.items()}).output
    assert "Chưa đường nhắn tin nào được bật" in listed
