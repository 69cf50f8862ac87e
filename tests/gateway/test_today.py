"""The office's day: every state in words, sums that never mix, unknowns that say so, and texts that stay texts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from settings import ROOT

HTMX = {"HX-Request": "true"}


def words(html: str) -> str:
    """What a reader sees: no tags, no runs of blanks."""
    bare = re.sub(r"<(script|svg|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", bare)))


def seen(client: FlaskClient, path: str = "/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return words(answer.text)


def row(page: str, unit: str) -> str:
    """From a unit's code to the next one's."""
    found = re.search(rf"\b{unit}\b (.*?)(?= (?:XA|TT|YT|HD|GD|KT|VH|NV|TH|MT|PN|ND|CC|LD|VT|VL|LT)\d\d| Cộng)", page)
    assert found is not None, unit
    return found[1]


def test_a_day_of_which_nothing_is_known_says_so(client: FlaskClient) -> None:
    page = seen(client)
    assert "Thứ Sáu, ngày 28 tháng 8 năm 2020" in page
    assert "Cài đặt ứng dụng Bluezone - huyện Tân Châu" in page
    assert "Văn phòng HĐND-UBND huyện Tân Châu" in page
    assert "chưa có mẫu số" in page
    assert "0 /12 UBND xã, thị trấn đã báo cáo BZ đến lúc này" in page
    assert "Chốt số lúc 16:00 ngày 28/8" in page
    assert "Mục tiêu 50% đến hết ngày 31/8/2020" in page
    assert "Số liệu đến 14:32:" in page
    assert "đang xử lý" not in page
    assert re.search(r"\b0 Tổng số máy", page) is None, "nobody reported nought"
    assert "chưa có số Tổng số máy" in page


def test_the_headline_is_the_communes_sum_and_nothing_else(desk: Any, client: FlaskClient) -> None:
    desk.told(("XA01", "BZ XA01 1234"), ("XA02", "BZ 100"), ("YT01", "BZ YT01 5000"), ("HD01", "BZ HD01 700"))
    page = seen(client)
    assert "1.334 Tổng số máy đã cài Bluezone (lũy kế) của 12 đơn vị: UBND xã, thị trấn" in page
    assert "2 /12 UBND xã, thị trấn đã báo cáo" in page
    assert "BZ 5.000" in row(page, "YT01"), "shown with its unit, in a table of its own"
    assert "Bảng riêng, không cộng vào tổng" in page


def test_a_share_tells_its_base_and_how_many_gave_one(desk: Any, client: FlaskClient) -> None:
    desk.told(("XA01", "SM XA01 3000"), ("XA02", "BZ 100"))
    desk.told(("XA01", "BZ XA01 1234"))
    page = seen(client)
    assert "41,1% của 3.000 · Số người dùng điện thoại thông minh (mẫu số)" in page
    assert "tính trên 1/12 đơn vị đã có mẫu số" in page
    assert "của 3.000 41,1%" in row(page, "XA01")
    assert "chưa có mẫu số" in row(page, "XA02")


def test_every_state_stands_in_words(desk: Any, client: FlaskClient) -> None:
    desk.at(27, 9)
    desk.told(("XA03", "BZ XA03 300"), ("XA04", "BZ XA04 1900"), ("LT01", "PT LT01 3"))
    desk.at(28, 14, 32)
    desk.told(("XA01", "BZ XA01 1234"), ("XA04", "BZ XA04 1300"))
    page = seen(client)
    assert " ".join(row(page, "XA01").split()) == "UBND xã Tân Hà 1.234 chưa có mẫu số – 14:32 đã báo cáo"
    assert "chưa có số" in row(page, "XA02")
    assert "hạn 15:00 chưa đến hạn" in row(page, "XA02")
    assert "300 số ngày 27/8" in row(page, "XA03")
    assert "1.900 số ngày 27/8" in row(page, "XA04")
    assert "hỏi lại: 1.300 chờ xác nhận" in row(page, "XA04")
    assert "chưa có số" in row(page, "LT01"), "a daily count is not carried into the next day"
    assert "hạn 10:00 chưa báo cáo" in row(page, "GD01"), "a Friday's duty was due in the morning"
    desk.at(28, 15, 0)
    desk.told(("XA05", "BZ XA05 50"))
    page = seen(client)
    assert "15:00 trễ hạn" in row(page, "XA05")
    assert "chưa báo cáo" in row(page, "XA02")
    assert "chưa đến hạn" not in page


def test_loudspeakers_have_their_own_sum(desk: Any, client: FlaskClient) -> None:
    desk.told(("LT01", "PT LT01 3"), ("LT02", "PT LT02 2"))
    assert "Cộng 5 2/26 đơn vị đã báo cáo" in seen(client)


def test_what_still_waits_is_told(desk: Any, client: FlaskClient) -> None:
    desk.texted(("XA01", "BZ XA01 1"), ("XA02", "BZ XA02 1"), ("XA03", "BZ XA03 1"))
    assert "còn 3 tin đang xử lý" in seen(client)
    desk.told()
    assert "đang xử lý" not in seen(client)


def test_a_past_day_and_the_evening_after_its_close(desk: Any, client: FlaskClient) -> None:
    desk.told(("XA01", "BZ XA01 1234"))
    desk.at(28, 16, 0)
    page = seen(client)
    assert "Thứ Bảy, ngày 29 tháng 8 năm 2020" in page
    assert "Ngày 28/8 đã chốt: tin đến từ 16:00 hôm đó được tính cho ngày 29/8" in page
    assert "1.234 số ngày 28/8" in row(page, "XA01")
    past = seen(client, "/?on=2020-08-28")
    assert "Ngày này đã chốt lúc 16:00" in past
    assert "14:32 đã báo cáo" in row(past, "XA01")


def test_a_day_that_is_none_is_refused_with_the_cure(client: FlaskClient) -> None:
    for given in ("x", "2020-13-01", "20200828", "1900-01-01", "9999-12-31", "2020-08-29", "２０２０-08-28"):
        answer = client.get("/", query_string={"on": given})
        assert answer.status_code == 400, given
        assert "Không có ngày này" in answer.text


def test_an_unchanged_page_costs_a_304(desk: Any, client: FlaskClient) -> None:
    tag = client.get("/").headers["ETag"]
    known = HTMX | {"If-None-Match": tag}
    again = client.get("/", headers=known)
    assert (again.status_code, again.data) == (304, b"")
    assert re.fullmatch(r"14:32:\d\d", again.headers["X-Moment"])
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200, "who loads the page gets all of it"
    for change in (
        lambda: desk.texted(("XA01", "BZ XA01 9")),
        desk.told,
        lambda: desk.at(28, 15),
        lambda: desk.at(28, 16),
    ):
        change()
        fresh = client.get("/", headers=known)
        assert fresh.status_code == 200
        assert fresh.text.lstrip().startswith("<main"), "a part for htmx, not the whole page"
        known = HTMX | {"If-None-Match": fresh.headers["ETag"]}


def test_it_updates_itself_with_and_without_javascript(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in page


def test_nothing_comes_from_outside_and_nothing_is_inline(client: FlaskClient) -> None:
    for path in ("/", "/phone", "/?on=2020-08-27", "/?on=x"):
        answer = client.get(path)
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert re.findall(r'(?:src|href)="(?!/|#|\?)[^"]*"', answer.text) == []
        assert re.findall(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|<style", answer.text) == []
        for asset in re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.text):
            with client.get(asset) as kept:
                assert kept.status_code == 200


def test_names_that_are_html_or_turn_round_stay_names(make_desk: Callable[..., Any], tmp_path: Path) -> None:
    hostile = shutil.copytree(ROOT / "campaigns" / "bluezone-tan-chau", tmp_path / "hostile")
    units = (hostile / "units.csv").read_text(encoding="utf-8")
    name = "<script>alert(1)</script> \u202eẩn\u202c" + "a" + "\u0301" * 40
    (hostile / "units.csv").write_text(units.replace("UBND xã Tân Hà", name), encoding="utf-8")
    desk = make_desk(where=hostile)
    desk.at(28, 14)
    page = desk.client().get("/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ⟨U+202E⟩ẩn⟨U+202C⟩" in page
    assert "\u202e" not in page
    assert "\u0301" * 5 not in page


def test_a_database_that_is_away_shows_no_zeros(desk: Any, client: FlaskClient) -> None:
    desk.lose_database()
    for part in ({}, HTMX):
        answer = client.get("/", headers=part)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert "Chưa đọc được số liệu" in answer.text
        assert 'class="figure"' not in answer.text


def test_a_service_without_a_campaign_says_what_to_do(make_desk: Callable[..., Any]) -> None:
    answer = make_desk(load=False).client().get("/")
    assert answer.status_code == 503
    assert "flask campaign load" in answer.text


def test_another_campaign_needs_no_code(make_desk: Callable[..., Any]) -> None:
    desk = make_desk(where=ROOT / "campaigns" / "flood-example")
    assert desk.client().get("/").status_code == 200
