"""One table for all dialects: the same calls, pressed on each carrier's own kind of phone, over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from gateway.edge import edge_of
from gateway.lines import CONSOLE
from ledger.engine import connect, reading
from ledger.tables import figure, inbound, outbound
from tests.gateway.conftest import Desk
from tests.gateway.ussd.dialling import BINH, HOA, PHONES, STRANGER, Phone, environment

FIRST = "XA01 Xa Tan Ha, han 15:00 hang ngay\nBZ: tong so may da cai Bluezone\nTruoc: chua co\nNhap so (khong co: 00)\n0 muc khac"
RECORDED = "BZTC: Da nhan XA01 Xa Tan Ha: BZ 1.234, luc 12:00 28/08."

Dialled = Callable[[type[Phone]], Phone]


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    made = make_desk(**environment())
    made.at(28, 12)
    return made


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    return desk.client()


@pytest.fixture(params=PHONES, ids=[one.dialect for one in PHONES])
def phone(request: pytest.FixtureRequest, client: FlaskClient) -> Phone:
    kind: type[Phone] = request.param
    return kind(client)


def figures(desk: Desk) -> dict[tuple[str, str], int]:
    with reading(edge_of(desk.app).engine) as connection:
        return {(row.unit, row.keyword): row.value1 for row in connection.execute(select(figure))}


def texts(desk: Desk) -> list[tuple[str, str, str]]:
    with reading(edge_of(desk.app).engine) as connection:
        rows = connection.execute(select(inbound).order_by(inbound.c.id)).all()
    return [(row.line, row.text, row.state) for row in rows]


def receipts(desk: Desk) -> list[tuple[str, str, str]]:
    with reading(edge_of(desk.app).engine) as connection:
        return [(row.line, row.recipient, row.sentence) for row in connection.execute(select(outbound))]


def test_dial_number_one(desk: Desk, phone: Phone) -> None:
    assert phone.dial() == FIRST
    assert phone.goes_on
    assert phone.press("1234") == "XA01 Xa Tan Ha 28/08\nBZ 1.234. Truoc: chua co\n1 dung, ghi\n0 nhap lai"
    assert figures(desk) == {}
    assert phone.press("1").startswith("BZTC: Da nhan XA01 Xa Tan Ha: BZ 1.234, luc 12:00 28/08.")
    assert not phone.goes_on
    assert figures(desk) == {("XA01", "BZ"): 1234}
    assert texts(desk) == [(f"ussd/{phone.dialect}", "BZ XA01 1234", "totalled")]
    assert receipts(desk) == [("console", HOA, "accepted_plain")]


def test_the_receipt_is_the_last_screen_in_an_sms(desk: Desk, phone: Phone) -> None:
    phone.dial("1234", "1")
    desk.answered()
    with reading(edge_of(desk.app).engine) as connection:
        sent = connection.execute(select(outbound)).one()
    assert (sent.text, sent.state) == (phone.screen, "sent")


def test_typed_ahead(desk: Desk, phone: Phone) -> None:
    assert "BZ 1.234" in phone.dial("1", "1234")
    assert phone.goes_on
    phone.press("1")
    assert figures(desk) == {("XA01", "BZ"): 1234}


def test_every_call_that_comes_again_gets_the_same_and_changes_nothing(desk: Desk, phone: Phone) -> None:
    steps: tuple[Callable[[], str], ...] = (phone.dial, lambda: phone.press("1234"), lambda: phone.press("1"))
    for step in steps:
        shown, went_on = step(), phone.goes_on
        for _ in range(2):
            # Where the carrier numbers nothing, a call that comes again late may be a slip, and is shown as one.
            assert phone.again().endswith(shown)
            assert phone.goes_on is went_on
    assert figures(desk) == {("XA01", "BZ"): 1234}
    assert len(texts(desk)) == len(receipts(desk)) == 1


def test_a_press_after_the_end_is_told_so(desk: Desk, phone: Phone) -> None:
    phone.dial("1234", "1")
    assert phone.press("7").startswith("Phien nay da het.")
    assert not phone.goes_on
    assert figures(desk) == {("XA01", "BZ"): 1234}


def test_a_lost_session_is_gone_on_with_in_the_next(desk: Desk, phone: Phone) -> None:
    phone.dial()
    phone.press("1234")
    later = type(phone)(phone.client)
    assert later.dial() == "Lan truoc do dang: XA01 Xa Tan Ha, BZ 1.234\n1 tiep tuc\n2 lam lai"
    assert "2 dung, ghi" in later.press("1")
    later.press("2")
    assert figures(desk) == {("XA01", "BZ"): 1234}
    assert phone.press("1").startswith("Phien nay da het.")


def test_a_strangers_phone_is_told_whom_to_call(desk: Desk, phone: Phone) -> None:
    phone.number = STRANGER
    assert phone.dial("1234", "1") == "May nay chua dang ky bao cao. CHUA GHI. Xin goi Van phong, 02763999000."
    assert not phone.goes_on
    assert texts(desk) == []


def test_a_session_of_another_phone_is_nobodys(desk: Desk, phone: Phone) -> None:
    phone.dial()
    phone.press("1234")
    thief = type(phone)(phone.client, BINH, phone.session)
    thief.dial()
    assert thief.screen.startswith("Phien nay da het.")
    confirmed = phone.pressed("1")
    thief.send({name: _as(value, phone) for name, value in confirmed.items()})
    assert not thief.goes_on
    assert figures(desk) == {}
    phone.send(confirmed)
    assert figures(desk) == {("XA01", "BZ"): 1234}


def _as(value: Any, phone: Phone) -> Any:
    plain = phone.number.removeprefix("+")
    return value.replace(plain, BINH.removeprefix("+")) if isinstance(value, str) else value


def test_a_star_is_asked_about(desk: Desk, phone: Phone) -> None:
    phone.dial()
    assert phone.press("12*34").startswith("Dau sao khong dung duoc.")
    phone.press("1234", "1")
    assert figures(desk) == {("XA01", "BZ"): 1234}


def test_an_implausible_figure_is_confirmed_on_the_screen_and_answered_once(desk: Desk, phone: Phone) -> None:
    desk.at(27, 12)
    desk.told(("XA01", "BZ 1000"))
    desk.at(28, 12)
    phone.dial("900", "1")
    assert "THAP HON truoc (1.000)" in phone.screen
    assert figures(desk) == {("XA01", "BZ"): 1000}
    assert phone.press("3").startswith("BZTC: Da ghi")
    assert [text for _, text, _ in texts(desk)] == ["BZ 1000", "BZ XA01 900", "XN BZ XA01 900"]
    assert [sentence for _, _, sentence in receipts(desk)] == ["accepted_plain", "confirmed"]


BAD: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "ten thousand characters": lambda fields: _each(fields, "1234", "1" * 10_000),
    "no number": lambda fields: _each(fields, HOA.removeprefix("+"), ""),
    "a name as number": lambda fields: _each(fields, HOA.removeprefix("+"), "VIETTEL"),
    "no session": lambda fields: {name: value for name, value in fields.items() if "session" not in name.lower()},
    "nothing": lambda _: {},
}


def _each(fields: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    def changed(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: changed(inner) for name, inner in value.items()}
        return value.replace(old, new) if isinstance(value, str) else value

    return {name: changed(value) for name, value in fields.items()}


def test_what_is_no_call_gets_a_polite_end(desk: Desk, phone: Phone) -> None:
    phone.dial()
    for bad in BAD.values():
        answer = phone.call(bad(phone.pressed("1234")))
        assert answer.status_code == 200
        assert "khong hieu duoc" in answer.get_data(as_text=True)
    assert figures(desk) == {}
    assert texts(desk) == []


WRONG_TYPES: tuple[Any, ...] = (None, 7.5, [], {}, True, "\ud800", {"a": {"b": []}})


def test_wrong_types_in_any_field_count_nothing(desk: Desk, phone: Phone) -> None:
    if phone.repeats_all or phone.dialect == "hollatags":
        pytest.skip("its fields are all texts")
    phone.dial()
    for wrong in WRONG_TYPES:
        for name in phone.pressed("1234"):
            assert phone.call({**phone.pressed("1234"), name: wrong}).status_code == 200
    assert phone.client.post(phone.address(), data=b"[1, 2").status_code == 200
    assert phone.client.post(phone.address(), data=b"[" * 30_000).status_code == 200
    assert figures(desk) == {}
    assert texts(desk) == []


def test_a_call_without_the_key_is_refused(phone: Phone) -> None:
    for address in (f"/ussd/{phone.dialect}", f"/ussd/{phone.dialect}?key=wrong"):
        assert phone.client.open(address, method="GET" if phone.dialect == "hollatags" else "POST").status_code == 403
    assert phone.client.post("/ussd/nobody").status_code == 404
    assert phone.client.post("/ussd/console").status_code == 403


def test_the_line_of_the_page_is_not_dialled_over_the_network(client: FlaskClient) -> None:
    assert client.post(f"/ussd/{CONSOLE}", data={"sessionId": "1", "phoneNumber": HOA, "text": ""}).status_code == 403


def test_with_the_database_away_nobody_is_told_that_it_counted_or_that_it_did_not(desk: Desk, phone: Phone) -> None:
    phone.dial()
    phone.press("1234")
    engine = edge_of(desk.app).engine
    desk.lose_database()
    assert phone.press("1").startswith("May chu dang ban. Neu khong nhan duoc tin nhan xac nhan")
    assert not phone.goes_on
    assert _figures_of(engine) == 0


def _figures_of(engine: Engine) -> int:
    other = connect(engine.url.render_as_string(hide_password=False))
    with reading(other) as connection:
        found = len(connection.execute(select(figure)).all())
    other.dispose()
    return found


def test_the_pages_say_that_it_was_pressed(desk: Desk, client: FlaskClient) -> None:
    PHONES[0](client).dial("1234", "1")
    assert "bấm USSD" in client.get("/messages").get_data(as_text=True)
    assert "bấm USSD, qua đường <b>ussd/africastalking</b>" in client.get("/messages/1").get_data(as_text=True)
