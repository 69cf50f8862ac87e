"""How pages say things in Vietnamese: numbers, days, states in words; and texts from outside, made safe to look at."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from rules.overview import State
from rules.timeliness import Kept
from rules.verdict import Outcome

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
STATES = {
    State.REPORTED: "đã báo cáo",
    State.LATE: "trễ hạn",
    State.QUESTIONED: "chờ xác nhận",
    State.WAITING: "chưa đến hạn",
    State.MISSING: "chưa báo cáo",
    State.NOT_OWED: "không bắt buộc",
}
KEPT = {
    Kept.ON_TIME: "đúng hạn",
    Kept.LATE: "trễ hạn",
    Kept.MISSING: "không báo cáo",
    Kept.EXCUSED: "được miễn",
}
STATIONS = {
    "received": "đã nhận",
    "parsed": "đã đọc",
    "validated": "đã kiểm tra",
    "totalled": "đã cộng vào tổng",
    "set_aside": "để người xem lại",
}
DELIVERIES = {
    "waiting": "chờ gửi",
    "sending": "đang gửi",
    "unsure": "chưa rõ đã gửi hay chưa",
    "sent": "đã gửi",
    "delivered": "đã đến máy",
    "failed": "gửi lỗi",
    "expired": "quá hạn, không gửi nữa",
}
SILENCES = {
    "robot": "không trả lời: giống tin tự động",
    "stranger": "không trả lời: số lạ, đã trả lời đủ",
    "capped": "không trả lời: đã hết lượt trả lời cho số này",
    "repeat": "không trả lời: vừa trả lời đúng câu này",
}
OUTCOMES = {
    Outcome.ACCEPTED: "đã ghi",
    Outcome.UPDATED: "đã ghi, thay số trước",
    Outcome.CORRECTED: "đã sửa",
    Outcome.CONFIRMED: "đã xác nhận và ghi",
    Outcome.WITHDRAWN: "đã hủy",
    Outcome.QUESTIONED: "hỏi lại, chưa ghi",
    Outcome.DUPLICATE: "trùng số đã ghi",
    Outcome.OVERTAKEN: "đến sau một số mới hơn, không ghi",
    Outcome.REFUSED: "không ghi",
}
ROLES = {"reporter": "báo cáo", "leader": "lãnh đạo", "clerk": "văn thư"}

_MARKS_AT_MOST = 4
# Format characters hide or turn round what stands beside them; what a reader cannot see is shown by its number.
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}


def number(count: int) -> str:
    """1234 as 1.234."""
    return f"{count:,}".replace(",", ".")


def values(counts: Sequence[int]) -> str:
    """(1234,) as 1.234, (85, 92) as 85/92."""
    return "/".join(number(count) for count in counts)


def share(part: float) -> str:
    """0.4519 as 45,1%: cut and not rounded, so that a target never looks reached before it is."""
    tenths = int(part * 1000 + 1e-6)
    return f"{number(tenths // 10)},{tenths % 10}%"


def goal(part: float) -> str:
    """0.5 as 50%: a target is told as it was set."""
    return share(part).replace(",0%", "%")


def day(on: date) -> str:
    """27/8."""
    return f"{on.day}/{on.month}"


def whole_day(on: date) -> str:
    """Thứ Năm, ngày 27 tháng 8 năm 2020."""
    return f"{WEEKDAYS[on.weekday()]}, ngày {on.day} tháng {on.month} năm {on.year}"


def short_day(on: date) -> str:
    """Thứ Năm 27/8."""
    return f"{WEEKDAYS[on.weekday()]} {day(on)}"


def clock(moment: datetime, zone: tzinfo) -> str:
    """14:32:10, in the office's time."""
    return f"{moment.astimezone(zone):%H:%M:%S}"


def time(moment: datetime, zone: tzinfo, on: date | None) -> str:
    """14:32; with its date where it is of another day than `on`."""
    local = moment.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == on else f"{local:%H:%M} {day(local.date())}"


def change(before: Sequence[int] | None, after: Sequence[int] | None) -> str:
    """1.234 → 1.243; what was not there, or is no more, says so."""
    was, is_now = (values(one) if one is not None else "không có số" for one in (before, after))
    return f"{was} → {is_now}"


def visible(text: str) -> str:
    """A text from outside as it is, except that nothing in it hides, turns its neighbours round or piles up."""
    shown: list[str] = []
    piled = 0
    for char in text:
        piled = piled + 1 if unicodedata.combining(char) else 0
        if piled <= _MARKS_AT_MOST:
            shown.append(_seen(char))
    return "".join(shown)


def _seen(char: str) -> str:
    hidden = char != "\n" and unicodedata.category(char) in _UNSEEN
    return f"⟨U+{ord(char):04X}⟩" if hidden else char
