"""What the clock did, for the office to see: who is texted, closed days with what changed in them, and punctuality."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from console import show_punctuality
from gateway.edge import edge_of
from gateway.punctuality import BY, NO_PRICE
from ledger import absence, closing
from ledger.engine import writing
from ledger.tables import phone
from rules.campaign import Campaign
from rules.punctuality import By
from settings import ROOT
from tests.gateway.test_today import words
from workers import rounds

FRIDAY = date(2020, 8, 28)
PAGES = (
    "/due",
    "/due?at=14:45",
    "/days",
    "/days/2020-08-28",
    "/days/2020-08-26",
    "/punctuality",
    "/punctuality?by=duty",
)


def seen(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return words(answer.text)


def table(client: FlaskClient, path: str) -> dict[str, list[str]]:
    """First words of a row -> what stands in its other cells: of all tables of a page."""
    rows = re.findall(r"<tr>\s*(<th scope=.row.*?)</tr>", client.get(path).text, flags=re.DOTALL)
    cells = [[words(cell).strip() for cell in re.split(r"</t[hd]>", row)[:-1]] for row in rows]
    return {row[0].split(" ")[0]: row[1:] for row in cells}


def campaign_of(desk: Any) -> Campaign:
    here = edge_of(desk.app)
    with here.engine.connect() as connection:
        return here.campaigns.only(connection)


def excuse(desk: Any, unit: str, day: date) -> None:
    here, campaign = edge_of(desk.app), campaign_of(desk)
    with writing(here.engine) as connection:
        absence.excuse(connection, campaign, unit, day, here.clock.now())
        closing.revise(connection, campaign, day, here.clock.now())


@pytest.fixture
def closed(desk: Any) -> Any:
    """The desk at the close of its second day, a Friday: two units reported in time and one late."""
    desk.at(26, 16, 30)
    rounds.make(desk.context())
    desk.at(27, 14)
    desk.told(("XA01", "BZ XA01 1000"), ("XA02", "BZ 90"))
    desk.at(27, 16)
    rounds.make(desk.context())
    desk.at(28, 14, 32)
    desk.told(("XA01", "BZ XA01 1234; SM 3000"), ("XA02", "BZ 100"))
    desk.at(28, 15, 10)
    desk.told(("XA03", "BZ 70"))
    desk.at(28, 16)
    rounds.make(desk.context())
    return desk


def test_who_is_texted_now_with_the_very_words(desk: Any, client: FlaskClient) -> None:
    desk.told(("XA01", "BZ XA01 1234"))
    page = seen(client, "/due?at=14:45")
    assert "BZTC: Nhac XA04 Xa Tan Hoa: chua co BZ ngay 28/08, han 15:00." in page
    now, rest = page.split("Trong ngày 28/8, nếu vẫn thiếu")
    later, silent = rest.split("Không nhắn (")
    assert "+84990000104 nhắc XA04 15:00" in now
    assert "+84990000101 nhắc XA01 đã báo cáo đủ" in silent
    assert "có thể gửi từ" not in now + later


def test_what_may_go_out_later_today_is_told_with_its_time_and_the_way_to_its_words(
    desk: Any, client: FlaskClient
) -> None:
    desk.at(28, 12)
    page = client.get("/due").text
    later = words(page).split("nếu vẫn thiếu")[1].split("Không nhắn (")[0]
    assert "+84990000104 nhắc XA04 14:00 chưa đến giờ" in later
    assert 'href="/due?at=2020-08-28T14:00"' in page
    then = seen(client, "/due?at=2020-08-28T14:00")
    assert "nếu mọi thứ vẫn như thế" in then
    assert "Phải gửi lúc này (0)" not in then


def test_a_closed_day_is_shown_as_it_was_frozen(closed: Any, client: FlaskClient) -> None:
    page = seen(client, "/days/2020-08-28")
    assert "1.404 BZ khi khóa sổ lúc 16:00 (+314 so với ngày trước)" in page
    assert "3 /12 đơn vị đã báo cáo BZ" in page
    rows = table(client, "/days/2020-08-28")
    assert rows["1a"][:2] == ["2 : XA01, XA02", "1 : XA03"]
    assert rows["XA02"] == ["BZ", "100", "90", "14:32", "đã báo cáo"]
    assert rows["XA03"] == ["BZ", "70", "–", "15:10", "trễ hạn"]
    assert "Không có gì được sửa" in page
    assert rows["+84990000801"][:2] == ["chờ gửi", "–"]
    assert "BZTC: Ngay 28/08 toan huyen BZ 1.404 (+314)" in page
    closed.answered()
    assert table(client, "/days/2020-08-28")["+84990000801"][0] in {"đã gửi", "đã đến máy"}


def test_what_changes_after_the_close_is_told_and_the_frozen_figures_stay(closed: Any, client: FlaskClient) -> None:
    closed.at(28, 15, 59)
    closed.texted(("XA02", "SUA BZ XA02 120"), ("XA05", "BZ 7"))
    closed.at(28, 16, 20)
    closed.told()
    excuse(closed, "XA04", FRIDAY)
    page = seen(client, "/days/2020-08-28")
    assert "1.404 BZ khi khóa sổ lúc 16:00" in page
    assert "Đã sửa 2 lần sau khi khóa sổ. Tổng nay là BZ 1.431, 4/12 đơn vị." in page
    rows = table(client, "/days/2020-08-28")
    assert (rows["XA02"][1], rows["XA02"][-1]) == ("100", "120")
    assert (rows["XA05"][1], rows["XA05"][-1]) == ("không có số", "7")
    assert rows["XA03"][-1] == "như cũ"
    first, second = page.split("Sửa sau khi khóa sổ")[1].split("Lần 2, 16:20.")
    assert "Lần 1, 16:20. Tổng BZ 1.404 → 1.431." in first
    assert "XA02 UBND xã Tân Đông , BZ: 100 → 120" in first
    assert "XA05 UBND xã Suối Ngô , BZ: không có số → 7" in first
    assert "XA05 UBND xã Suối Ngô , nhiệm vụ 1a: không báo cáo → trễ hạn" in first
    assert "Tổng BZ không đổi" in second
    assert "XA04 UBND xã Tân Hòa , nhiệm vụ 1a: không báo cáo → được miễn" in second
    assert "2 lần, lần cuối 16:20: tổng nay 1.431" in seen(client, "/days")


def test_days_are_listed_with_the_last_one_first(closed: Any, client: FlaskClient) -> None:
    page = seen(client, "/days")
    assert re.search(
        r"Thứ Sáu 28/8/2020 16:00 BZ 1\.404 3/12 không .*Thứ Năm 27/8/2020 16:00 BZ 1\.090 2/12 không", page
    )
    assert "Thứ Tư 26/8/2020 16:30 không có số 0/12" in page, "a sum of nothing is no figure"
    assert "28/8/2020" not in seen(client, "/days?to=2020-08-27")


def test_a_day_that_is_not_closed_is_not_there(closed: Any, client: FlaskClient) -> None:
    for day in ("2020-08-29", "2020-08-25"):
        assert "không có trong sổ đã khóa" in seen(client, f"/days/{day}", 404)


def test_punctuality_is_what_one_counts_by_hand(closed: Any, client: FlaskClient) -> None:
    rows = table(client, "/punctuality?from=2020-08-27&to=2020-08-28")
    #                     expected, on time, late, missing, excused, shares, longest, current, in, out
    assert rows["XA01"] == ["2", "2", "0", "0", "0", "100,0%", "100,0%", "2", "2", "2", "0"]
    assert rows["XA03"] == ["2", "0", "1", "1", "0", "50,0%", "0,0%", "0", "0", "1", "0"]
    assert rows["GD01"] == ["1", "0", "0", "1", "0", "0,0%", "0,0%", "0", "0", "0", "0"]
    duties = table(client, "/punctuality?from=2020-08-27&to=2020-08-28&by=duty")
    assert duties["1a"] == ["24", "4", "1", "19", "0", "20,8%", "16,6%", "0", "0", "5", "0"]
    groups = table(client, "/punctuality?from=2020-08-27&to=2020-08-28&by=group")
    assert groups["commune"] == duties["1a"]
    for parts in (rows, duties, groups):
        whole = [int(cell) for cell in parts.pop("Tất")[:5]]
        del parts["Tin"]
        counted = [[int(cell) for cell in cells[:5]] for cells in parts.values()]
        assert [sum(column) for column in zip(*counted, strict=True)] == whole == [93, 4, 1, 88, 0]


def test_the_command_prints_the_same_table(closed: Any, client: FlaskClient) -> None:
    excuse(closed, "XA04", FRIDAY)
    closed.answered()
    runner = Flask("none")
    runner.cli.add_command(show_punctuality)
    here = {
        "DATABASE_URL": closed.configured.database_url,
        "DATA_DIR": str(closed.configured.data_dir),
        "TUNGNGO_DEMO": "1",
    }
    for by in ("unit", "group", "duty"):
        asked = ["punctuality", "--from", "2020-08-27", "--to", "2020-08-28", "--by", by]
        told = runner.test_cli_runner().invoke(args=asked, env=here).output.splitlines()
        rows = table(client, f"/punctuality?from=2020-08-27&to=2020-08-28&by={by}")
        printed = {line.split()[0].strip(","): line[54:].split()[:-1] for line in told[2:-1]}
        assert told[0] == f"Đúng hạn theo {BY[By(by)]}, 27/08/2020 - 28/08/2020"
        assert told[-1] == NO_PRICE
        assert printed == {
            name.strip(","): [cell.rstrip("%").replace(",", ".").replace("–", "-") for cell in cells if cell]
            for name, cells in rows.items()
        }


def test_an_excused_unit_is_not_expected(closed: Any, client: FlaskClient) -> None:
    excuse(closed, "XA04", FRIDAY)
    rows = table(client, "/punctuality?from=2020-08-28")
    assert rows["XA04"][:7] == ["0", "0", "0", "0", "1", "–", "–"]


def test_sms_are_counted_there_and_back_each_in_one_row(closed: Any, client: FlaskClient) -> None:
    closed.answered()
    rows = table(client, "/punctuality?from=2020-08-27")
    assert rows["XA03"][-2:] == ["1", "1"]
    assert rows["XA01"][-2] == "2"
    shared = rows["Tin"]
    assert int(shared[-1]) > 0, "a leader of the whole office is told of no single unit"
    whole = [int(cell) for cell in rows.pop("Tất")[-2:]]
    assert [sum(int(cells[place]) for cells in rows.values()) for place in (-2, -1)] == whole
    assert "Chưa đường nhắn tin nào có giá (price)" in seen(client, "/punctuality")


def test_nothing_is_expected_of_days_before_the_office_began(closed: Any, client: FlaskClient) -> None:
    page = seen(client, "/punctuality?from=2020-08-01")
    assert "Cơ quan bắt đầu nhận báo cáo ngày 27/8/2020" in page
    assert table(client, "/punctuality?from=2020-08-01") == table(client, "/punctuality?from=2020-08-27")
    before = seen(client, "/punctuality?from=2020-08-01&to=2020-08-20")
    assert "cơ quan chưa nhận báo cáo" in before
    assert table(client, "/punctuality?from=2020-08-01&to=2020-08-20")["XA01"][0] == "0"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/due?at=soon", "không phải là một giờ"),
        ("/due?at=25:00", "không phải là một giờ"),
        ("/due?at=0001-01-01T00:00", "quá một năm"),
        ("/due?at=9999-12-31T23:59", "quá một năm"),
        ("/due?at=0001-01-01T00:00%2B14:00", "quá một năm"),
        ("/days/x", "không phải là một ngày"),
        ("/days/2020-02-30", "không phải là một ngày"),
        ("/days/2999-01-01", "chưa đến"),
        ("/days?to=2999-01-01", "chưa đến"),
        ("/punctuality?from=2020-08-28&to=2020-08-01", "ở sau ngày cuối"),
        ("/punctuality?from=2000-01-01", "nhiều nhất một năm"),
        ("/punctuality?to=2999-01-01", "chưa đến"),
        ("/punctuality?from=%00", "không phải là một ngày"),
        ("/punctuality?by=<script>", "Xin chọn unit"),
        ("/due?at=<script>alert(1)</script>", "không phải là một giờ"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_plain_words(client: FlaskClient, path: str, why: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert why in unescape(answer.text)
    assert "<script>" not in answer.text


def test_names_and_words_that_are_html_are_shown_as_text(closed: Any, client: FlaskClient) -> None:
    hostile = "<img src=x onerror=alert(1)> \u202eẩn"
    with writing(edge_of(closed.app).engine) as connection:
        connection.execute(update(phone).values(name=hostile))
    page = client.get("/due").text
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; ⟨U+202E⟩ẩn" in page


def test_nothing_on_these_pages_is_inline_or_from_outside(closed: Any, client: FlaskClient) -> None:
    for path in PAGES:
        page = client.get(path)
        assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert page.headers["Cache-Control"] == "no-store"
        assert re.findall(r'(?:src|href)="(?!/|#|\?)[^"]*"', page.text) == []
        assert re.findall(r"<script|\sstyle=|\son[a-z]+=|<style", page.text) == []
        assert page.text.count("<th") == len(re.findall(r'<th(?:ead| scope="(?:col|row)")', page.text))


def test_a_database_that_is_away_shows_no_zeros_here_either(desk: Any, client: FlaskClient) -> None:
    desk.lose_database()
    for path in PAGES:
        assert "Chưa đọc được số liệu" in seen(client, path, 503)


def test_todays_page_leads_to_them(client: FlaskClient) -> None:
    page = client.get("/").text
    for path in ("/due", "/days", "/punctuality"):
        assert f'href="{path}"' in page


def test_a_campaign_with_other_words_has_them_too(make_desk: Callable[..., Any]) -> None:
    desk = make_desk(where=ROOT / "campaigns" / "flood-example")
    assert [desk.client().get(path).status_code for path in ("/due", "/days", "/punctuality?by=duty")] == [200] * 3
