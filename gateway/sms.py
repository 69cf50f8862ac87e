"""The inbound edge: verify, read strictly, write down, answer. In that order, and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Request, Response, abort, request

from gateway.carriers.base import Answer, Carrier, Malformed, Webhook
from gateway.edge import Edge, edge
from ledger.mail import Arrival, Receipt

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Read = Callable[[Carrier, Webhook, datetime], Arrival | Receipt | Malformed | None]

LARGEST_BODY = 64 * 1024
# Each room of our address, and what is read out of a call on it.
ROOMS: Mapping[str, Read] = {
    "sms": lambda carrier, webhook, now: carrier.receive(webhook, now),
    "receipts": lambda carrier, webhook, now: carrier.receipt(webhook, now),
}
NOT_PROVED = 403
NOT_KEPT = 503

log = logging.getLogger(__name__)
sms = Blueprint("sms", __name__)


@sms.route("/<any(sms, receipts):room>/<line>", methods=["GET", "POST"])
def call(room: str, line: str) -> Response:
    """Take in a text that an officer sent, or what a carrier says of one that we sent.

    `gateway.doorstep` does the same for the plain call; this is for all others, and for who reads the list of routes.
    """
    here = edge()
    carrier = here.lines.get(line)
    if carrier is None:
        abort(404)
    if request.method not in carrier.methods:
        abort(405)
    answer = answered(here, carrier, ROOMS[room], webhook(here, request.environ, body_of(request)))
    return Response(answer.body, answer.status, headers(answer))


def answered(here: Edge, carrier: Carrier, read: Read, webhook: Webhook) -> Answer:
    """Give the answer after which the carrier may forget its call: what it brought is on disk."""
    if not carrier.verify(webhook):
        log.warning("A call on %s is not proved to be the carrier's", carrier.line)
        return carrier.refuse(NOT_PROVED)
    entry = read(carrier, webhook, here.clock.now())
    if isinstance(entry, Malformed):
        log.warning("A call on %s is signed but wrong: %s", carrier.line, entry.reason)
        return carrier.refuse(entry.status)
    if entry is not None and not here.journal.keep(entry):
        return carrier.refuse(NOT_KEPT)
    return carrier.answer(entry)


def webhook(here: Edge, environ: WSGIEnvironment, body: bytes) -> Webhook:
    """Give the call as the carriers see it, under the address that we are known by."""
    query = environ.get("QUERY_STRING", "")
    return Webhook(
        method=environ["REQUEST_METHOD"],
        url=f"{here.settings.public_url}{environ['PATH_INFO']}{'?' if query else ''}{query}",
        headers=_Headers(environ),
        query=query,
        body=body,
        remote=environ.get("REMOTE_ADDR", ""),
    )


def headers(answer: Answer) -> list[tuple[str, str]]:
    """Give the answer's headers; who could not be served is told when to come again."""
    given = [("Content-Type", answer.content_type)]
    return [*given, ("Retry-After", "5")] if answer.status == NOT_KEPT else given


def body_of(request: Request) -> bytes:
    """Read once, as bytes: no parser stands before the signature. Aborts with 413 for more than any text needs."""
    request.max_content_length = LARGEST_BODY + 1  # a body without a stated length is only cut off there
    body = request.get_data(cache=False)
    return body if len(body) <= LARGEST_BODY else abort(413)


class _Headers:
    """A request's headers, for the few that a carrier asks for: Flask's would cost as much as the whole signature."""

    __slots__ = ("_environ",)

    def __init__(self, environ: WSGIEnvironment) -> None:
        self._environ = environ

    def get(self, key: str, default: str) -> str:
        name = key.upper().replace("-", "_")
        found: str = self._environ.get(name if name == "CONTENT_TYPE" else f"HTTP_{name}", default)
        return found
