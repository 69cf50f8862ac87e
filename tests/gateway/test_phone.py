"""The phone in the browser: the same road as a real text, in a demo alone, from its own page alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from gateway.edge import edge_of
from ledger.engine import reading
from ledger.tables import inbound

OWN = {"Sec-Fetch-Site": "same-origin"}
XA01 = "+84990000101"


def send(client: FlaskClient, text: str, number: str = XA01, headers: dict[str, str] = OWN) -> TestResponse:
    return client.post("/phone", data={"as": number, "text": text}, headers=headers)


def stored(desk: Any) -> list[tuple[str, str, str]]:
    with reading(edge_of(desk.app).engine) as connection:
        return [(row.line, row.sender, row.text) for row in connection.execute(select(inbound).order_by(inbound.c.id))]


def test_a_text_takes_the_road_and_its_answer_comes_back(desk: Any, client: FlaskClient) -> None:
    sent = send(client, "BZ XA01 1234")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/phone?as=%2B84990000101")
    assert stored(desk) == [("console", XA01, "BZ XA01 1234")]
    page = client.get(sent.headers["Location"]).text
    assert "✓ đã nhận" in page
    assert "· đã cộng vào tổng" in page
    desk.told()
    page = client.get(sent.headers["Location"]).text
    assert "✓ đã cộng vào tổng" in page
    assert "câu trả lời đang được soạn" in page
    assert "chờ gửi" in page
    desk.answered()
    page = client.get(sent.headers["Location"]).text
    assert "BZTC: " in page
    assert "đã gửi" in page
    assert client.get("/api/v1/totals").json["totals"]["BZ"] == 1234  # type: ignore[index]


def test_each_sending_is_a_text_of_its_own(desk: Any, client: FlaskClient) -> None:
    for _ in range(2):
        send(client, "KQ")
    assert len(stored(desk)) == 2


def test_what_is_typed_is_shown_as_text(desk: Any, client: FlaskClient) -> None:
    send(client, "<script>alert(1)</script> \u202ex\u0000")
    page = client.get("/phone").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ⟨U+202E⟩x" in page
    assert "\u202e" not in page


def test_the_first_officer_is_there_and_others_can_be_chosen(client: FlaskClient) -> None:
    assert "<b><bdi>Cán bộ mẫu XA01</bdi></b>" in client.get("/phone").text
    other = client.get("/phone", query_string={"as": "+84990000201"}).text
    assert "<b><bdi>Cán bộ mẫu YT01</bdi></b>" in other
    assert "CB YT01 85 92" in other, "examples are the unit's own"
    clerk = client.get("/phone", query_string={"as": "+84990000901"}).text
    assert 'value="KQ"' in clerk


def test_nobody_texts_as_somebody_who_is_not_made_up(desk: Any, client: FlaskClient) -> None:
    assert send(client, "BZ XA01 1", "+84912345678").status_code == 404
    assert "Không có số máy mẫu" in client.get("/phone", query_string={"as": "+84912345678"}).text
    assert stored(desk) == []


def test_an_empty_text_is_not_sent(desk: Any, client: FlaskClient) -> None:
    assert send(client, "  \r\n ").status_code == 303
    assert stored(desk) == []


def test_an_unchanged_conversation_costs_a_304(desk: Any, client: FlaskClient) -> None:
    first = client.get("/phone", headers={"HX-Request": "true"})
    known = {"HX-Request": "true", "If-None-Match": first.headers["ETag"]}
    assert client.get("/phone", headers=known).status_code == 304
    send(client, "KQ")
    assert client.get("/phone", headers=known).status_code == 200


def test_another_pages_form_is_refused(desk: Any, client: FlaskClient) -> None:
    for headers in (
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ):
        assert send(client, "BZ XA01 9", headers=headers).status_code == 403, headers
    assert stored(desk) == []


def test_an_old_browser_proves_itself_by_its_origin(desk: Any, client: FlaskClient) -> None:
    assert send(client, "KQ", headers={"Origin": "http://localhost"}).status_code == 303


def test_too_much_is_refused(desk: Any, client: FlaskClient) -> None:
    assert send(client, "x" * 70_000).status_code == 413
    assert stored(desk) == []


def test_outside_a_demo_there_is_no_such_page(make_desk: Callable[..., Any]) -> None:
    client = make_desk(TUNGNGO_DEMO="0", CONSOLE_KEY="a-key-of-sixteen-or-more").client()
    assert client.get("/phone").status_code == 404
    assert send(client, "KQ").status_code == 404


def test_a_database_that_is_away_is_told(desk: Any, client: FlaskClient) -> None:
    desk.lose_database()
    assert client.get("/phone").status_code == 503


def dialled(client: FlaskClient, key: str, session: str = "", headers: dict[str, str] = OWN) -> str:
    sent = client.post("/phone/dial", data={"as": XA01, "session": session, "key": key}, headers=headers)
    return client.get(sent.headers["Location"]).text if sent.status_code == 303 else str(sent.status_code)


def test_the_phone_dials_the_menu_too(desk: Any, client: FlaskClient) -> None:
    page = dialled(client, "*100#")
    assert "Nhap so (khong co: 00)" in page
    session = page.partition('name="session" value="')[2].partition('"')[0]
    assert "1 dung, ghi" in dialled(client, "1234", session)
    assert stored(desk) == []
    assert "BZTC: Da nhan XA01" in dialled(client, "1", session)
    assert stored(desk) == [("ussd/console", XA01, "BZ XA01 1234")]
    assert dialled(client, "*100#", headers={"Sec-Fetch-Site": "cross-site"}) == "403"
