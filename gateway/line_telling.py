"""The lines in an operator's words: how each is, and to whom no carrier delivers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from gateway.line_states import Standing
from gateway.numbers import masked
from gateway.timetable import clock
from ledger.engine import Connection
from ledger.offices import opted_out
from rules.budget import Level
from rules.campaign import Campaign

NONE_ON = "Chưa đường nhắn tin nào được bật: xem docs/carriers/README.md."
NO_OFFICE = "chưa thuộc cơ quan nào (chạy flask campaign load)"
OFF = "đang tắt: không còn trong cấu hình, tin của đường này chờ"


def told(campaign: Campaign, found: Sequence[Standing], now: datetime) -> Iterator[str]:
    """A line for each; its own number is no secret."""
    for one in found:
        yield f"{one.name:<14}{one.carrier or '-':<15}{one.number or '-':<15}{'; '.join(_said(campaign, one, now))}"
    if not any(one.is_on for one in found):
        yield NONE_ON
    line = campaign.fallback_line
    if line and not any(one.is_on and one.name == line for one in found):
        yield f"Đường dự phòng (fallback_line) “{line}” chưa được bật: không có đường nào thay."


def _said(campaign: Campaign, one: Standing, now: datetime) -> Iterator[str]:
    if not one.is_on:
        yield OFF
    elif not one.office:
        yield NO_OFFICE
    elif one.down_until is not None:
        yield f"nhà mạng đang lỗi, để yên đến {clock(campaign, one.down_until)}"
    else:
        yield "đang chạy"
    yield _waiting(campaign, one, now)
    yield _spent(one)
    if one.price is not None:
        yield f"{one.price} mỗi đoạn tin"


def _waiting(campaign: Campaign, one: Standing, now: datetime) -> str:
    if not one.waiting:
        return "không tin nào chờ"
    if one.takes is None:
        return f"{one.waiting} tin chờ, chưa biết khi nào hết"
    return f"{one.waiting} tin chờ, hết khoảng {clock(campaign, now + one.takes)}"


def _spent(one: Standing) -> str:
    if one.budget is None:
        return f"hôm nay {one.today} đoạn tin"
    warned = {Level.NEAR: ", SẮP HẾT", Level.SPENT: ", ĐÃ HẾT: chỉ còn gửi tin trả lời"}
    return f"hôm nay {one.today}/{one.budget} đoạn tin{warned[one.level] if one.level else ''}"


def not_reached(connection: Connection, campaign: Campaign) -> Iterator[str]:
    """The phones to which a carrier delivers nothing any more: their owners told it STOP, or it barred them."""
    found = opted_out(connection, campaign.office.code)
    if found:
        yield "Nhà mạng không chuyển tin đến (chủ máy đã nhắn STOP cho nhà mạng, cần gọi điện):"
    for number, name in found:
        yield f"  {masked(number)}  {name}"
