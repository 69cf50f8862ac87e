"""The doorstep: the plain webhook is answered before Flask, which would cost more than all that is done for it."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from gateway.carriers.base import Answer
from gateway.edge import Edge
from gateway.sms import LARGEST_BODY, ROOMS, answered, headers, webhook

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_LENGTH = len(str(LARGEST_BODY))
STATUSES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class Doorstep:
    """A WSGI app before another: it takes a carrier's POST of a stated, small length; all else goes inside."""

    def __init__(self, inside: WSGIApplication, here: Edge) -> None:
        """`inside` answers whatever is not plain; `here` is the same edge that it has."""
        self._inside = inside
        self._here = here

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one call."""
        room, _, line = environ["PATH_INFO"][1:].partition("/")
        read, carrier, length = ROOMS.get(room), self._here.lines.get(line), _length(environ)
        if read is None or carrier is None or length is None or "POST" not in carrier.methods:
            return self._inside(environ, start_response)
        body = environ["wsgi.input"].read(length)
        whole = len(body) == length  # else whoever called has hung up, and half a text is none
        answer = answered(self._here, carrier, read, webhook(self._here, environ, body)) if whole else Answer(400)
        length_of_body = [] if answer.status == HTTPStatus.NO_CONTENT else [("Content-Length", str(len(answer.body)))]
        start_response(STATUSES[answer.status], headers(answer) + length_of_body)
        return [answer.body]


def _length(environ: WSGIEnvironment) -> int | None:
    """The stated length of a POST's body; None where it is not stated plainly or is more than any text needs."""
    stated = environ.get("CONTENT_LENGTH", "")
    if environ["REQUEST_METHOD"] != "POST" or len(stated) > LONGEST_LENGTH or not stated.isdecimal():
        return None
    return int(stated) if int(stated) <= LARGEST_BODY else None
