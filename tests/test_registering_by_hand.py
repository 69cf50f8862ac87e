"""Registrations in the console: who waits is listed, and settled just as a clerk's text would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, select

import console
from ledger.tables import outbound, registration
from tests.personas import STRANGER, at
from tests.road import Road, load

Register = Callable[..., Result]


@pytest.fixture
def road(engine: Engine) -> Road:
    load(engine)
    return Road(engine)


@pytest.fixture
def register(road: Road, database_url: str, tmp_path: Path) -> Register:
    """Run `flask register` on the Friday, at 17:00."""
    app = Flask("none")
    app.cli.add_command(console.register)
    then = {
        "DATABASE_URL": database_url,
        "TUNGNGO_DEMO": "1",
        "TUNGNGO_NOW": "2020-08-28T17:00",
        "DATA_DIR": str(tmp_path),
    }
    return lambda *arguments: app.test_cli_runner().invoke(args=["register", *arguments], env=then)


def test_who_waits_is_listed_and_approved(register: Register, road: Road) -> None:
    assert register().output == ""
    road.say("stranger", "DK XA01 \x1b[2J", at("14:00"))
    road.say("hoa", "DK XA02", at("14:01"))
    assert register().output.splitlines() == [
        '28/08/2020 14:00  0912345678  XA01  "DK XA01 \\u001b[2J"',
        '28/08/2020 14:01  0990000101  XA02  "DK XA02"',
    ]
    assert register("--approve", "0912 345 678", "XA01").output == "Đã duyệt: 0912345678 cho XA01.\n"
    assert register("--refuse", "+84990000101", "XA02").output == "Đã từ chối: 0990000101 cho XA02.\n"
    assert register().output == ""
    rows = road.rows(select(registration.c.state, registration.c.settled_by).order_by(registration.c.inbound))
    assert [tuple(row) for row in rows] == [("approved", "console"), ("refused", "console")]
    told = road.rows(select(outbound.c.recipient, outbound.c.sentence).where(outbound.c.purpose == "registration"))
    assert (STRANGER, "registered") in map(tuple, told)
    assert "Da nhan XA01" in str(road.say("stranger", "BZ 1300", at("17:30")))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (("--approve", "0912345678", "XA01"), "0912345678 không xin đăng ký cho 'XA01'"),
        (("--approve", "0912345678", "XA99"), "không có đơn vị 'XA99'"),
        (("--refuse", "anh Ba", "XA01"), "'anh Ba' không phải là số điện thoại"),
    ],
)
def test_why_nothing_was_settled_is_told(register: Register, said: tuple[str, ...], why: str) -> None:
    told = register(*said)
    assert (told.exit_code, told.stderr) == (1, f"Error: {why}\n")


def test_one_thing_at_a_time(register: Register) -> None:
    told = register("--approve", "0912345678", "XA01", "--refuse", "0912345678", "XA01")
    assert told.exit_code == 2
