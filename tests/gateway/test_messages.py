"""One text as the office sees it: how far it came, how it was read piece by piece, what it changed, what was answered."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gateway.explained import explained
from parsers import explain
from tests.gateway.test_clock_pages import seen, table
from tests.gateway.test_today import words
from tests.personas import TAN_CHAU


@pytest.fixture
def told(desk: Any) -> Any:
    desk.at(27, 14, 30)
    desk.told(("XA01", "BZ XA01 1234"), ("XA02", "BZ XA02 <script>alert(1)</script>"), ("XA01", "SUA BZ XA01 1243"))
    desk.answered()
    return desk


def numbers(desk: Any) -> dict[str, int]:
    """A text -> its number on the pages."""
    page = desk.client().get("/messages").text
    rows = re.findall(r'href="/messages/(\d+)".*?<td class="words">(.*?)</td>', page, flags=re.DOTALL)
    return {words(text).strip(): int(number) for number, text in rows}


def test_the_list_holds_the_days_texts_the_last_one_first(told: Any) -> None:
    assert [text.split()[0] for text in numbers(told)] == ["SUA", "BZ", "BZ"]
    assert "Chưa có tin nào" in seen(told.client(), "/messages?on=2020-08-26")
    assert "không phải là một ngày" in seen(told.client(), "/messages?on=yesterday", 400).lower()


def test_a_text_is_explained_as_the_shell_explains_it(told: Any) -> None:
    page = seen(told.client(), f"/messages/{numbers(told)['BZ XA01 1234']}")
    found = explained(explain("BZ XA01 1234", TAN_CHAU.vocabulary), TAN_CHAU)
    assert [line for line in found if " ".join(line.split()) not in page] == []


def test_it_says_what_changed_and_what_was_answered(told: Any) -> None:
    client = told.client()
    number = numbers(told)["SUA BZ XA01 1243"]
    assert table(client, f"/messages/{number}")["XA01"] == ["BZ", "1.234 → 1.243", "đã sửa"]
    page = seen(client, f"/messages/{number}")
    assert "đã cộng vào tổng 14:3" in page
    assert "BZTC: " in page


def test_what_is_refused_changes_nothing_and_html_is_text(told: Any) -> None:
    number = next(number for text, number in numbers(told).items() if "script" in text)
    page = told.client().get(f"/messages/{number}").text
    assert "<script>alert" not in page
    assert "Không đổi số nào" in page
    assert "đã cộng vào tổng</li>" in re.sub(r"\s+<", "<", page), "that station lies ahead"


def test_a_figure_leads_to_the_text_that_it_came_by(told: Any) -> None:
    today = told.client().get("/").text
    assert f'href="/messages/{numbers(told)["SUA BZ XA01 1243"]}"' in today


@pytest.mark.parametrize("number", ["0", "999", str(2**64)])
def test_a_text_that_is_not_there_is_said_so(told: Any, number: str) -> None:
    assert f"Không có tin nào số {number}" in seen(told.client(), f"/messages/{number}", 400)
