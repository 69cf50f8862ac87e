"""Calling a carrier over HTTP: always with a time limit, and knowing afterwards whether the request can have left."""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Mapping
from typing import Any

from requests import RequestException, Response, Session
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from gateway.carriers.base import Later, Refused, Unsure
from gateway.carriers.body import shown

CONNECT_SECONDS = 1.5
ANSWER_SECONDS = 3.0
CONNECTIONS = 32

AWAY_SECONDS = 5.0
THROTTLED_SECONDS = 10.0
LONGEST_WAIT_SECONDS = 3600.0
# Nobody's text is to blame: they wait until somebody has put it right, or until they are of no use any more.
SECONDS_AFTER_REFUSAL = 60.0
# Not of the text or its recipient but of us: a secret that was changed, an account that is closed, a wrong address.
ABOUT_US = frozenset({401, 402, 403, 404, 405})
WARNING_EVERY_SECONDS = 60.0

TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500

log = logging.getLogger(__name__)


class Caller:
    """Keeps connections to one carrier open, for all threads of a process."""

    def __init__(self, auth: AuthBase | None = None, headers: Mapping[str, str] | None = None) -> None:
        """What goes along with every call."""
        self._session = Session()
        self._session.auth = auth
        self._session.headers.update(headers or {})
        # No retries in there: whether a text may be offered again is decided where its row is.
        adapter = HTTPAdapter(pool_maxsize=CONNECTIONS, max_retries=0)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def get(self, url: str, params: Mapping[str, str]) -> Response | Later | Unsure:
        """Ask for `url`. A Response is one the carrier meant: success or refusal."""
        return self._call("GET", url, params=params)

    def ask(self, url: str, params: Mapping[str, str]) -> Response | Later | Unsure:
        """Ask for `url`, and give whatever was answered: for who says in his 5xx what became of a text."""
        return self._whole("GET", url, params=params)

    def post(self, url: str, form: Mapping[str, str]) -> Response | Later | Unsure:
        """Post `form` to `url`. A Response is one the carrier meant: success or refusal."""
        return self._call("POST", url, data=form)

    def post_json(self, url: str, found: Mapping[str, Any]) -> Response | Later | Unsure:
        """Post a JSON object to `url`. A Response is one the carrier meant: success or refusal."""
        return self._call("POST", url, json=found)

    def _call(self, method: str, url: str, **what: Mapping[str, Any]) -> Response | Later | Unsure:
        answer = self._whole(method, url, **what)
        return _judged(answer) if isinstance(answer, Response) else answer

    def _whole(self, method: str, url: str, **what: Mapping[str, Any]) -> Response | Later | Unsure:
        try:
            return self._session.request(
                method,
                url,
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                allow_redirects=False,
                **what,  # type: ignore[arg-type] # params, data or json
            )
        except RequestException as error:
            reason = type(error).__name__
            return Later(reason, AWAY_SECONDS) if _never_left(error) else Unsure(reason)


def document(response: Response) -> dict[str, Any]:
    """Give the JSON object in an answer; an empty one where there is none, such as a proxy's error page."""
    try:
        found = response.json()
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def throttled(response: Response) -> Later:
    """Wait as long as the carrier asks; it has taken nothing."""
    asked = response.headers.get("Retry-After", "")
    seconds = float(asked) if asked.isascii() and asked.isdigit() else THROTTLED_SECONDS
    return Later("throttled", min(max(seconds, 1.0), LONGEST_WAIT_SECONDS), whole_line=True)


def _judged(response: Response) -> Response | Later | Unsure:
    if response.status_code == TOO_MANY_REQUESTS:
        return throttled(response)
    if response.status_code >= SERVER_ERROR:
        # It may have been taken before something behind it broke.
        return Unsure(f"HTTP {response.status_code}")
    return response


def _never_left(error: RequestException) -> bool:
    """Whether the connection did not come about, so that no byte of the request was sent."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, ConnectTimeoutError | NewConnectionError):
        return True
    cause = reason.args[0] if isinstance(reason, Exception) and reason.args else None
    return isinstance(cause, ssl.SSLCertVerificationError)


def refused_us(response: Response) -> Later:
    """What becomes of a text where the carrier does not know us."""
    return Later(f"our credentials are refused: HTTP {response.status_code}", SECONDS_AFTER_REFUSAL, whole_line=True)


def refused(response: Response) -> Later | Refused:
    """What becomes of a text that was not taken: it waits where we are to blame, else it never goes."""
    if response.status_code in ABOUT_US:
        return refused_us(response)
    return Refused(str(response.status_code), shown(response.content[:200])[0])


def why_not(answer: Response | Later | Unsure, wanted: str) -> str:
    """Why a carrier could not be asked: it was not reached, or its answer is without what was `wanted`."""
    return answer.reason if isinstance(answer, Later | Unsure) else f"HTTP {answer.status_code} without {wanted}"


class Refusals:
    """What becomes of texts whose carrier does not know us, and the log's word of it, once a minute."""

    def __init__(self, carrier: str, line: str) -> None:
        """The names by which the log calls them."""
        self._carrier = carrier
        self._line = line
        self._warned_at = float("-inf")

    def later(self, response: Response) -> Later:
        """One more text was refused for our sake."""
        now, status = time.monotonic(), response.status_code
        if now - self._warned_at >= WARNING_EVERY_SECONDS:
            self._warned_at = now
            log.error("%s refuses our credentials (HTTP %d): all answers on %s wait", self._carrier, status, self._line)
        return refused_us(response)


def trouble(name: str, answer: Response | Later | Unsure) -> list[str]:
    """What is wrong, in plain words, where a carrier was asked something that only needs our credentials."""
    if not isinstance(answer, Response):
        return [f"Không gọi được {name}: {answer.reason}."]
    if answer.status_code in ABOUT_US:
        return [f"{name} không nhận tài khoản và mật khẩu này (HTTP {answer.status_code})."]
    return [] if answer.ok else [f"{name} trả lời HTTP {answer.status_code}."]
