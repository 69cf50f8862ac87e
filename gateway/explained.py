"""An explanation in the office's words: how a text was read, line by line, for the shell and the message's page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from parsers import Error, Expected, Explanation, Kind, Misreading, Reading, Step, Taken
from rules.campaign import Campaign

_LONGEST = 40  # characters of a piece that are shown

TAKEN: Mapping[Taken, str] = {
    Taken.KEYWORD: "từ khóa",
    Taken.UNIT: "đơn vị",
    Taken.NUMBER: "số liệu",
    Taken.REFUSED: "không nhận được",
    Taken.OFFICE: "cơ quan nhận báo cáo, không phải đơn vị báo cáo",
    Taken.MEASURE: "đơn vị tính",
    Taken.COMMAND: "lệnh",
    Taken.CORRECTION: "lời đính chính",
    Taken.DATE: "ngày tháng",
    Taken.ASIDE: "không tính là số liệu",
    Taken.FILLER: "lời thường, bỏ qua",
    Taken.NAME: "xưng hô hoặc tên người, bỏ qua",
    Taken.PLACE: "chữ chỉ địa bàn",
    Taken.HAMLET: "một phần của đơn vị",
    Taken.SPELLED: "số viết bằng chữ",
    Taken.DOUBT: "chữ làm cho con số không chắc",
    Taken.ROUND: "chữ cho biết số ước chừng",
    Taken.RISE: "chữ cho biết số tăng thêm",
    Taken.UNKNOWN: "chữ lạ",
    Taken.SIGN: "dấu",
    Taken.UNREAD: "không đọc đến",
}

ERRORS: Mapping[Error, str] = {
    Error.EMPTY: "tin không có nội dung",
    Error.MISSING_KEYWORD: "thiếu từ khóa",
    Error.UNKNOWN_KEYWORD: "không có từ khóa này",
    Error.MISSING_UNIT: "không rõ đơn vị nào",
    Error.UNKNOWN_UNIT: "không có đơn vị này",
    Error.UNIT_CONFLICT: "có hai đơn vị khác nhau",
    Error.SUB_UNIT: "số của riêng một phần đơn vị",
    Error.MISSING_VALUE: "thiếu số liệu",
    Error.TOO_MANY_VALUES: "có nhiều số",
    Error.AMBIGUOUS_NUMBER: "không rõ là số nào",
    Error.VALUE_OUT_OF_RANGE: "số quá lớn",
    Error.VALUE_ORDER: "số đã làm lớn hơn tổng số",
    Error.NOT_A_NUMBER: "không phải chữ số",
    Error.APPROX_NUMBER: "số ước chừng hoặc viết tắt",
    Error.NEGATIVE_NUMBER: "số âm",
    Error.PERCENT_NOT_COUNT: "tỉ lệ phần trăm",
    Error.INCREMENT_NOT_TOTAL: "số tăng thêm",
    Error.UNIT_WORD_MISMATCH: "đơn vị tính không hợp với từ khóa",
    Error.KEYWORD_NOT_FOR_UNIT: "đơn vị này không báo cáo mục ấy",
    Error.AMBIGUOUS_MEANING: "không rõ có phải số đã làm được không",
    Error.CONFLICTING_VALUES: "hai số khác nhau cho cùng một mục",
    Error.INCOMPLETE_MESSAGE: "tin thiếu phần hoặc quá dài",
    Error.DEPUTY_NUMBER: "ủy quyền mà không rõ số điện thoại",
    Error.DEPUTY_DAY: "ủy quyền mà không rõ đến ngày nào",
    Error.DEPUTY_BESIDE: "ủy quyền lẫn với nội dung khác",
}

EXPECTED: Mapping[Expected, str] = {
    Expected.WORDS: "một báo cáo hoặc một lệnh",
    Expected.KEYWORD: "một từ khóa của chiến dịch",
    Expected.ITS_KEYWORD: "một từ khóa mà đơn vị ấy được báo cáo",
    Expected.UNIT: "mã hoặc tên của một đơn vị",
    Expected.ONE_UNIT: "một đơn vị duy nhất",
    Expected.NUMBER: "một số đếm chính xác, viết liền bằng chữ số",
    Expected.ONE_NUMBER: "một số duy nhất cho mục này",
    Expected.PAIR: "số đã làm trước, tổng số sau",
    Expected.WHOLE_UNIT: "số chung của cả đơn vị",
    Expected.TOTAL: "tổng số đến nay, không phải số tăng thêm",
    Expected.COUNTED: "số của đúng thứ mà từ khóa đếm",
    Expected.DONE: "số đã làm được, không kèm chữ nào gây nghi ngờ",
    Expected.ONE_TEXT: "một tin ngắn, đủ phần",
    Expected.TELEPHONE: "một số điện thoại di động đủ mười chữ số",
    Expected.LAST_DAY: "một ngày cuối: 30/08 hoặc 30/08/2020",
    Expected.ALONE: "một tin riêng, chỉ có số điện thoại và ngày cuối",
}

KINDS: Mapping[Kind, str] = {
    Kind.REPORT: "báo cáo",
    Kind.CORRECTION: "đính chính",
    Kind.MULTI: "nhiều báo cáo",
    Kind.CONFIRM: "xác nhận",
    Kind.CANCEL: "hủy số đã báo cáo",
    Kind.STATUS: "hỏi kết quả",
    Kind.HELP: "hỏi cách nhắn",
    Kind.NOTE: "ghi chú",
    Kind.REGISTER: "xin đăng ký",
    Kind.APPROVE: "duyệt đăng ký",
    Kind.REFUSE: "không duyệt đăng ký",
    Kind.STOP: "không nhận tin nhắc",
    Kind.DEPUTY: "ủy quyền cho máy khác báo cáo thay",
    Kind.DEPUTY_END: "thôi ủy quyền",
    Kind.ACK: "lời cảm ơn hoặc đồng ý, không trả lời",
    Kind.IGNORE: "tin tự động, không trả lời",
    Kind.UNKNOWN: "không có báo cáo hay lệnh nào",
}

_OF_A_DEPUTY = frozenset({Expected.TELEPHONE, Expected.LAST_DAY, Expected.ALONE})
_DEPUTY = "UQ <số điện thoại> DEN <ngày/tháng>"


def explained(explanation: Explanation, campaign: Campaign) -> Iterator[str]:
    """The explanation in lines: the pieces, then what the text was found to be. Nothing in them that a screen obeys."""
    for step in explanation.steps:
        yield _step(step, campaign)
    found = explanation.found
    yield from _misread(found, campaign) if isinstance(found, Misreading) else _read(found)


def visible(sent: str) -> str:
    """A piece of a sender's text as a screen may show it: what is no plain sign stands as its number.

    That is control characters, marks that turn the direction of writing, accents heaped on one letter, and whatever else
    no reader could see. Only so much is shown as fits on a line.
    """
    shown = "".join(map(_visible, unicodedata.normalize("NFC", sent[: 2 * _LONGEST])))
    return shown if len(shown) <= _LONGEST and len(sent) <= 2 * _LONGEST else f"{shown[:_LONGEST]}..."


def _visible(sign: str) -> str:
    if sign.isprintable() and not unicodedata.category(sign).startswith("M"):
        return sign
    return f"\\u{ord(sign):04x}" if ord(sign) <= 0xFFFF else f"\\U{ord(sign):08x}"  # noqa: PLR2004 - the first plane


def _step(step: Step, campaign: Campaign) -> str:
    sent, plain = visible(step.sent), visible(step.folded)
    spelled = f" -> {plain}" if plain != sent else ""
    meaning = f" {_named(step.meaning, campaign)}" if step.meaning else ""
    why = f": {ERRORS[step.error]}" if step.error else ""
    return f'  "{sent}"{spelled}: {TAKEN[step.taken]}{meaning}{why}'


def _named(meaning: str, campaign: Campaign) -> str:
    """A code with its name, anything else as it is."""
    if unit := campaign.units.get(meaning):
        return f"{meaning} ({unit.name})"
    keyword = campaign.keywords.get(meaning)
    return f"{meaning} ({keyword.meaning})" if keyword else visible(meaning)


def _read(found: Reading) -> Iterator[str]:
    yield f"Hiểu là: {KINDS[found.kind]}"
    for count in found.counts:
        yield f"  {_line(count.keyword, count.unit, count.values)}"
    if not found.counts and (found.keyword or found.unit or found.values):
        yield "  " + " ".join(filter(None, (found.keyword, found.unit, *map(str, found.values))))
    if found.number:
        yield f"  số điện thoại: {found.number}"
    if found.date:
        yield f"  ngày ghi trong tin: {found.date}"
    if found.note:
        yield f'  ghi chú: "{visible(found.note)}"'


def _misread(found: Misreading, campaign: Campaign) -> Iterator[str]:
    yield f"Không nhận: {ERRORS[found.error]} ({found.error}). CHƯA GHI số nào."
    if found.word:
        yield f'  vướng ở: "{visible(found.word)}"'
    yield f"  cần có: {EXPECTED[found.expected]}"
    if found.meant:
        yield f"  có thể ý là: {_named(found.meant, campaign)} - hỏi lại người gửi, không tự ghi"
    yield f"  xin nhắn lại: {_DEPUTY if found.expected in _OF_A_DEPUTY else _again(found, campaign)}"


def _again(found: Misreading, campaign: Campaign) -> str:
    keyword = found.keyword if found.error is not Error.UNKNOWN_KEYWORD else found.meant
    unit = found.meant if found.meant and found.meant in campaign.units else found.unit
    known = found.keyword is not None or found.meant is not None
    return f"{'SUA ' if found.correction else ''}{_line(keyword, unit, found.values if known else ())}"


def _line(keyword: str | None, unit: str | None, values: tuple[int, ...]) -> str:
    """A line as it can be sent; what is not known is named."""
    numbers = " ".join(map(str, values)) or "<số>"
    return f"{keyword or '<từ khóa>'} {unit or '<mã đơn vị, nếu máy có nhiều đơn vị>'} {numbers}"
