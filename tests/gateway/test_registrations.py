"""The page of those who ask to be registered: one click settles a request, from its own page alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from gateway.edge import edge_of
from ledger.engine import reading
from ledger.tables import outbound, registration

OWN = {"Sec-Fetch-Site": "same-origin"}
STRANGER = "+84912345678"


def click(
    client: FlaskClient, decision: str, number: str = STRANGER, unit: str = "XA01", headers: dict[str, str] = OWN
) -> TestResponse:
    form = {"number": number, "unit": unit, "decision": decision}
    return client.post("/registrations", data=form, headers=headers)


def states(desk: Any) -> list[tuple[Any, ...]]:
    columns = (registration.c.number, registration.c.unit, registration.c.state, registration.c.settled_by)
    with reading(edge_of(desk.app).engine) as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(registration.c.inbound))]


def said(desk: Any) -> list[tuple[str, str]]:
    with reading(edge_of(desk.app).engine) as connection:
        mine = select(outbound.c.recipient, outbound.c.sentence).where(outbound.c.purpose == "registration")
        return [(row.recipient, row.sentence) for row in connection.execute(mine)]


@pytest.fixture
def asked(desk: Any) -> Any:
    """Two who ask; the first of them with a text that wants to be more than a text."""
    desk.told((STRANGER, "DK XA01 <b>\u202e"), ("XA02", "DK XA03"))
    return desk


def test_requests_wait_in_their_order_and_are_shown_as_texts(asked: Any, client: FlaskClient) -> None:
    page = client.get("/registrations").text
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)[1:]
    assert ["0912345678" in rows[0], "0990000102" in rows[1]] == [True, True]
    assert "XA01 UBND xã Tân Hà" in rows[0]
    assert "14:32" in rows[0]
    assert "DK XA01 &lt;b&gt;⟨U+202E⟩" in rows[0]
    assert "<script" not in page
    assert "style=" not in page


def test_a_click_approves_and_the_phone_reports(asked: Any, client: FlaskClient) -> None:
    done = click(client, "approved")
    assert done.status_code == 200
    assert "Đã duyệt: 0912345678 cho XA01." in done.text
    assert "0990000102" in done.text
    assert states(asked) == [(STRANGER, "XA01", "approved", "page"), ("+84990000102", "XA03", "asked", None)]
    assert said(asked) == [(STRANGER, "registered")]
    asked.told((STRANGER, "BZ 1234"))
    assert client.get("/api/v1/totals").json["totals"]["BZ"] == 1234  # type: ignore[index]


def test_a_click_refuses_and_what_was_settled_stays(asked: Any, client: FlaskClient) -> None:
    assert "Đã từ chối: 0912345678 cho XA01." in click(client, "refused").text
    again = click(client, "approved")
    assert again.status_code == 409
    assert "Không thay đổi gì: đã từ chối trước đó, lúc 14:32 28/08/2020, bởi văn phòng, trên trang web." in again.text
    assert said(asked) == [(STRANGER, "register_refused")]
    asked.told(("+84990000901", "DUYET 0912345678 XA01"), ("+84990000901", "DUYET 0990000102 XA03"))
    assert "bởi 0990000901" in click(client, "refused", "+84990000102", "XA03").text
    assert "Không có số máy nào đang chờ duyệt." in client.get("/registrations").text


@pytest.mark.parametrize(
    ("number", "unit", "why"),
    [
        ("+84912345679", "XA01", "0912345679 không xin đăng ký cho"),
        (STRANGER, "XA02", "0912345678 không xin đăng ký cho"),
        (STRANGER, "<i>", "không có đơn vị"),
        ("<i>", "XA01", "không phải là số điện thoại"),
    ],
)
def test_what_nobody_asked_for_is_not_granted(
    asked: Any, client: FlaskClient, number: str, unit: str, why: str
) -> None:
    done = click(client, "approved", number, unit)
    assert done.status_code == 409
    assert why in done.text
    assert "<i>" not in done.text
    assert [state for _, _, state, _ in states(asked)] == ["asked", "asked"]


def test_what_is_no_decision_is_no_request_of_ours(asked: Any, client: FlaskClient) -> None:
    assert click(client, "").status_code == 400
    assert click(client, "asked").status_code == 400
    assert click(client, "approved", "x" * 5000).status_code == 413


def test_another_pages_form_is_refused(asked: Any, client: FlaskClient) -> None:
    for headers in (
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
    ):
        assert click(client, "approved", headers=headers).status_code == 403, headers
    assert [state for _, _, state, _ in states(asked)] == ["asked", "asked"]
    assert click(client, "approved", headers={"Origin": "http://localhost"}).status_code == 200


def test_outside_a_demo_nobody_sees_or_settles_anything(make_desk: Callable[..., Any]) -> None:
    desk = make_desk(TUNGNGO_DEMO="0", CONSOLE_KEY="a-key-of-sixteen-or-more")
    desk.told((STRANGER, "DK XA01"))
    client = desk.client()
    assert [client.get("/registrations").status_code, click(client, "approved").status_code] == [403, 403]
    assert states(desk) == [(STRANGER, "XA01", "asked", None)]


def test_a_database_that_is_away_is_told(desk: Any, client: FlaskClient) -> None:
    desk.lose_database()
    assert client.get("/registrations").status_code == 503
    assert click(client, "approved").status_code == 503
