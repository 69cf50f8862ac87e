"""`flask line`: what an operator is told of the lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, update

import console
from ledger import inbound, offices, trying
from ledger.engine import writing
from ledger.mail import Arrival, Delivery
from ledger.tables import line, outbound, phone
from tests.carrier_server import CarrierServer, Reply, carrier_server
from tests.personas import HOA, at
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


def came(road: Road, message: dict[str, str]) -> None:
    """The carrier called with that text."""
    text = Arrival("twilio", message["sid"], message["from"], message["to"], message["body"], real())
    with writing(road.engine) as connection:
        inbound.receive(connection, [text])


def ago(minutes: float) -> datetime:
    return (real() - timedelta(minutes=minutes)).replace(microsecond=0)


def test_a_day_whose_texts_are_all_there_is_equal(run: Run, road: Road, carrier: CarrierServer) -> None:
    for minutes, text in ((0, "BZ 1200"), (0, "HD"), (60 * 26, "BZ 1")):
        message = carrier.receive(HOA.number, text, ago(minutes))
        if minutes == 0:
            came(road, message)
    road.take(real())
    road.write(update(outbound).where(outbound.c.sentence != "help").values(state="delivered"))
    result = run("line", "reconcile")
    assert result.exit_code == 0, result.output
    whole, twilio = result.output.splitlines()
    assert whole.startswith("Đối chiếu ngày ")
    assert twilio.split(";")[0].split() == ["twilio", "nhà", "mạng", "2"]
    assert twilio.endswith("; hộp thư 2, đã đọc 2, để riêng 0, chờ đọc 0, đã gửi trả lời 1: KHỚP")


def test_what_is_missing_is_named(run: Run, road: Road, carrier: CarrierServer) -> None:
    came(road, carrier.receive(HOA.number, "BZ 1200", ago(0)))
    road.take(real())
    missing = carrier.receive(HOA.number, "BZ 1300", ago(0))["sid"]
    result = run("line", "reconcile")
    assert result.exit_code == 1
    assert "nhà mạng 2; hộp thư 1, đã đọc 1" in result.output
    assert f"    thiếu trong hộp thư: {missing}, 099****101, " in result.output
    assert HOA.number not in result.output


def test_what_the_carrier_does_not_know_is_named(run: Run, road: Road, carrier: CarrierServer) -> None:
    message = carrier.receive(HOA.number, "BZ 1200", ago(0))
    came(road, message)
    road.take(real())
    carrier.received.clear()
    result = run("line", "reconcile")
    assert result.exit_code == 1
    assert f"    nhà mạng không có: {message['sid']}, 099****101, " in result.output


def test_what_nobody_has_read_yet_is_not_equal(run: Run, road: Road, carrier: CarrierServer) -> None:
    came(road, carrier.receive(HOA.number, "BZ 1200", ago(0)))
    result = run("line", "reconcile")
    assert result.exit_code == 1
    assert "nhà mạng 1; hộp thư 1, đã đọc 0, để riêng 0, chờ đọc 1, đã gửi trả lời 0: CHƯA KHỚP" in result.output


def test_another_text_under_a_known_id_is_no_text_more(run: Run, road: Road, carrier: CarrierServer) -> None:
    message = carrier.receive(HOA.number, "BZ 1200", ago(0))
    came(road, message)
    came(road, message | {"body": "BZ 9200"})
    road.take(real())
    assert run("line", "reconcile").exit_code == 0


def test_a_carrier_that_gives_no_list_leaves_it_open(run: Run, road: Road, carrier: CarrierServer) -> None:
    carrier.replies.append(Reply(503))
    result = run("line", "reconcile")
    assert result.exit_code == 1
    assert "nhà mạng ? (HTTP 503); hộp thư 0" in result.output


def test_a_line_that_is_off_leaves_open_what_came_in_on_it(run: Run, road: Road) -> None:
    with writing(road.engine) as connection:
        inbound.receive(connection, [Arrival("console", "1", HOA.number, "console", "BZ 1", real())])
    road.take(real())
    result = run("line", "reconcile")
    assert result.exit_code == 1
    assert "nhà mạng ? (đường này đang tắt, không hỏi được nhà mạng); hộp thư 1" in result.output


def test_a_day_of_the_past_is_compared_by_the_carriers_times(run: Run, road: Road, carrier: CarrierServer) -> None:
    """Held back for a day, and filled back."""
    sent = at("14:00")
    message = carrier.receive(HOA.number, "BZ 1200", sent)
    came(road, message)
    road.take(real())
    result = run("line", "reconcile", "--on", "2020-08-28")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Đối chiếu ngày 28/08/2020: tin từ 16:00 27/08/2020 đến 16:00 28/08/2020")
    assert "nhà mạng 1; hộp thư 1, đã đọc 1" in result.output


@pytest.fixture
def public(carrier: CarrierServer) -> Iterator[CarrierServer]:
    """What stands at our public address."""
    with carrier_server() as server:
        yield server


def test_a_line_that_is_set_up_is_told_so_with_its_steps(run: Run, road: Road, public: CarrierServer) -> None:
    public.replies.append(Reply(403, ""))
    result = run("line", "check", "twilio", PUBLIC_URL=public.url)
    assert result.exit_code == 0, result.output
    assert "tốt: thuộc cơ quan 706" in result.output
    assert "tốt: gọi được nhà mạng, tài khoản đúng" in result.output
    assert f"tốt: {public.url}/sms/twilio mở" in result.output
    assert f"Webhook, {public.url}/sms/twilio, HTTP POST" in result.output
    assert [path for path, _, _ in public.calls] == ["/sms/twilio"]


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(404), "chưa có đường này"),
        (Reply(502), "proxy không đến được dịch vụ"),
        (Reply(403, "forbidden by a proxy"), "không phải dịch vụ này trả lời"),
        (Reply(200, ""), "không phải dịch vụ này trả lời"),
        (Reply(hangs_up=True), "không gọi được từ đây (ConnectionError)"),
    ],
)
def test_an_address_that_does_not_lead_to_us_is_told(
    run: Run, road: Road, public: CarrierServer, reply: Reply, why: str
) -> None:
    public.replies.append(reply)
    result = run("line", "check", "twilio", PUBLIC_URL=public.url)
    assert result.exit_code == 1
    assert why in result.output


def test_wrong_credentials_and_a_line_without_an_office_are_told(
    run: Run, road: Road, carrier: CarrierServer, public: CarrierServer
) -> None:
    road.write(line.delete().where(line.c.name == "twilio"))
    carrier.replies.append(Reply(401, {}))
    public.replies.append(Reply(403, ""))
    result = run("line", "check", "twilio", PUBLIC_URL=public.url)
    assert result.exit_code == 1
    assert "LỖI: Twilio không nhận tài khoản và mật khẩu này (HTTP 401)." in result.output
    assert "LỖI: chưa thuộc cơ quan nào" in result.output


def test_a_test_text_leaves_and_what_did_not_come_is_told(
    run: Run, road: Road, carrier: CarrierServer, public: CarrierServer
) -> None:
    public.replies.append(Reply(403, ""))
    result = run(
        "line", "check", "twilio", "--to", "0990000101", "--wait", "0", PUBLIC_URL=public.url, TWILIO_BUDGET="0"
    )
    assert result.exit_code == 1
    (text,) = carrier.bodies_to(HOA.number)
    assert text.startswith("BZTC: Tin thu duong nhan tin, luc ")
    assert "tốt: tin thử: nhà mạng đã nhận, chưa có báo đến máy" in result.output
    assert "LỖI: chưa nhận được tin nhắn lại từ máy đó" in result.output


def test_what_becomes_of_a_test_text_is_seen(road: Road) -> None:
    now = real()
    with writing(road.engine) as connection:
        tried = trying.write(connection, road.campaign, "twilio", HOA.number, now)
        assert trying.seen(connection, tried).delivery is Delivery.WAITING
    road.bring(("hoa", "HD", now + timedelta(seconds=3)))
    road.write(update(outbound).values(state="delivered"))
    with writing(road.engine) as connection:
        seen = trying.seen(connection, tried)
    assert (seen.delivery, seen.came_back) == (Delivery.DELIVERED, True)


def test_a_line_and_a_number_that_are_none_are_told(run: Run, road: Road) -> None:
    assert "không có đường modem: có twilio" in run("line", "check", "modem").output
    assert "12 không phải số điện thoại" in run("line", "check", "twilio", "--to", "12").output
