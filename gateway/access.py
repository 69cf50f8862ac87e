"""Who may see what: until there is a sign-in, a demo shows its pages to this machine, and nobody else sees any."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Request, Response, request

from gateway.edge import edge
from gateway.locality import is_local
from settings import LOOPBACK

NOT_HERE = (
    "Trang này chỉ mở trên chính máy chạy bản thử (demo).\n"
    "In a demo this opens on its own machine only, not through a proxy: http://127.0.0.1:<PORT>/\n"
)
NO_SIGN_IN = (
    "Chưa có đăng nhập nên trang này đóng. Xem số liệu bằng lệnh: flask totals\n"
    "There is no sign-in yet, so this stays closed. Until then: flask totals\n"
)
ELSEWHERE = (
    "Yêu cầu này không đến từ trang của chúng tôi nên không được nhận.\n"
    "This did not come from our own page, so it was not taken.\n"
)


def guard(blueprint: Blueprint) -> None:
    """Let only those in who may see the office's figures, whatever is asked for."""
    blueprint.before_request(admit)


def admit() -> Response | None:
    """None lets the request in; else it is answered here, in plain words."""
    if not edge().settings.demo:
        return _refused(NO_SIGN_IN)
    return None if is_here(request) else _refused(NOT_HERE)


def may_see() -> bool:
    """Whether `admit` would let this request in."""
    return admit() is None


def is_here(asking: Request) -> bool:
    """Whether a request comes from this very machine.

    One under a foreign host name may have been led here by a foreign page.
    """
    host = urlsplit(f"//{asking.host}").hostname
    return host in LOOPBACK and is_local(asking.remote_addr or "", asking.headers)


def from_own_page() -> Response | None:
    """None where a browser says that our own page sent this. Who proves nothing is refused: there is the webhook."""
    site = request.headers.get("Sec-Fetch-Site")
    own = site == "same-origin" if site else request.headers.get("Origin") == request.host_url.rstrip("/")
    return None if own else _refused(ELSEWHERE)


def _refused(words: str) -> Response:
    return Response(words, 403, content_type="text/plain; charset=utf-8")
