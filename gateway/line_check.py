"""Whether a line is set up, in plain words: what is good, what is wrong, and what has to be set at the carrier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

import requests

from gateway.carriers.base import Carrier
from gateway.sms import NOT_PROVED
from ledger.mail import Delivery
from ledger.trying import Try
from settings import Settings

_SECONDS = 5.0

SAID = {
    Delivery.WAITING: "chưa gửi được",
    Delivery.SENDING: "đang gửi",
    Delivery.UNSURE: "chưa rõ nhà mạng đã nhận chưa",
    Delivery.SENT: "nhà mạng đã nhận, chưa có báo đến máy",
    Delivery.DELIVERED: "đã đến máy",
    Delivery.FAILED: "nhà mạng không chuyển được",
    Delivery.EXPIRED: "quá hạn, không gửi nữa",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    is_good: bool
    words: str

    def __str__(self) -> str:
        return f"  {'tốt' if self.is_good else 'LỖI'}: {self.words}"


def found(carrier: Carrier, settings: Settings, office: str | None) -> Iterator[Finding]:
    """Look at all that can be seen from here. `office` is the one that has the line."""
    if office is None:
        yield Finding(is_good=False, words="chưa thuộc cơ quan nào: chạy flask campaign load")
    else:
        yield Finding(is_good=True, words=f"thuộc cơ quan {office}")
    if settings.lines is not None:  # else the settings would not have been read
        yield Finding(is_good=True, words="tệp LINES_FILE chỉ chủ tệp đọc được")
    wrong = list(carrier.check())
    yield from (Finding(is_good=False, words=each) for each in wrong)
    if not wrong:
        yield Finding(is_good=True, words="gọi được nhà mạng, tài khoản đúng")
    if carrier.is_called_back:
        yield _reached(carrier, f"{settings.public_url}/sms/{carrier.line}")


def _reached(carrier: Carrier, url: str) -> Finding:
    """Call our own public address without a proof: only the line's own refusal shows that the way is open."""
    method = "POST" if "POST" in carrier.methods else min(carrier.methods)
    refusal = carrier.refuse(NOT_PROVED)
    try:
        answer = requests.request(method, url, timeout=_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        return Finding(
            is_good=False, words=f"{url} không gọi được từ đây ({type(error).__name__}): xem proxy, tên miền, TLS"
        )
    if answer.status_code == refusal.status and answer.content == refusal.body:
        return Finding(is_good=True, words=f"{url} mở, và từ chối người lạ như phải thế")
    if answer.status_code == HTTPStatus.NOT_FOUND:
        why = "dịch vụ đang chạy chưa có đường này (khởi động lại), hoặc proxy chưa chuyển đến"
    elif answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        why = "proxy không đến được dịch vụ, hoặc dịch vụ đang lỗi"
    else:
        why = "không phải dịch vụ này trả lời"
    return Finding(is_good=False, words=f"{url} trả lời HTTP {answer.status_code}: {why}")


def came_of(tried: Try, line: str) -> Iterator[Finding]:
    """What has become of the text by which the line was tried."""
    is_sent = tried.delivery in {Delivery.SENT, Delivery.DELIVERED}
    yield Finding(is_sent, f"tin thử: {SAID[tried.delivery]}{f' ({tried.error})' if tried.error else ''}")
    if tried.line != line:
        yield Finding(is_good=False, words=f"tin thử đi bằng đường dự phòng {tried.line}, không phải {line}")
    back = "đã nhận được tin nhắn lại từ máy đó" if tried.came_back else "chưa nhận được tin nhắn lại từ máy đó"
    yield Finding(tried.came_back, back)
