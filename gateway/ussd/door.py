"""The door of USSD: verify, understand, work the press in one transaction, show the next screen. Always a polite answer."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, abort, request

from gateway.bell import SENDING
from gateway.carriers.base import Malformed
from gateway.edge import Edge, edge
from gateway.sms import body_of, webhook
from gateway.ussd.base import Call, Dialect, Said
from gateway.ussd.desk import worked
from ledger.engine import DatabaseError, writing
from ledger.offices import NotLoadedError

NOT_PROVED = 403
# No campaign has said them: it may not be known which one it is, or the database that holds it is away.
NOT_UNDERSTOOD = Said("Phien nay khong hieu duoc, khong ghi gi them. Xin goi lai.", goes_on=False)
AWAY = Said("May chu dang ban. Neu khong nhan duoc tin nhan xac nhan, xin goi lai.", goes_on=False)

log = logging.getLogger(__name__)
ussd = Blueprint("ussd", __name__)


@ussd.route("/ussd/<line>", methods=["GET", "POST"])
def call(line: str) -> Response:
    """Take one press, and show what follows."""
    here = edge()
    dialect = here.menus.get(line)
    if dialect is None:
        abort(404)
    if request.method not in dialect.methods:
        abort(405)
    came = webhook(here, request.environ, body_of(request))
    if not dialect.verify(came):
        log.warning("A call on %s is not proved to be the carrier's", dialect.line)
        return Response(status=NOT_PROVED)
    understood = dialect.read(came)
    if isinstance(understood, Malformed):
        log.warning("A call on %s is wrong: %s", dialect.line, understood.reason)
    answer = dialect.answer(
        came, NOT_UNDERSTOOD if isinstance(understood, Malformed) else shown(here, dialect, understood)
    )
    return Response(answer.body, answer.status, content_type=answer.content_type)


def shown(here: Edge, dialect: Dialect, understood: Call) -> Said:
    """What the phone shows next: what it says is committed, or nothing is, and then it says that this is not known."""
    try:
        with writing(here.engine) as connection:
            done = worked(connection, here.campaigns, dialect, understood, here.clock.now())
    except (DatabaseError, NotLoadedError) as error:
        log.warning("A press on %s was not worked: %s", dialect.line, type(error).__name__)
        return AWAY
    if done.reported:
        here.bell.ring(SENDING)
    return done.said
