"""The reading API: the office's totals for other programs, as JSON, with a document of its form."""

from __future__ import annotations

import logging
from pathlib import Path

from flask import Blueprint, Response, jsonify, request

from gateway.access import guard
from gateway.asked import UnknownDayError, day_asked, opened
from gateway.edge import edge
from gateway.totals import totals_of
from ledger.engine import DatabaseError
from ledger.offices import NotLoadedError
from rules.calendar import period_of

DOCUMENT = Path(__file__).with_name("openapi.json")

log = logging.getLogger(__name__)
api = Blueprint("api", __name__, url_prefix="/api/v1")
guard(api)


@api.get("/totals")
def totals() -> Response:
    """What stands on a day, seen now."""
    moment = edge().clock.now()
    with opened() as (connection, campaign):
        on = day_asked(request.args.get("on"), period_of(campaign, moment))
        found = totals_of(connection, campaign, on, moment)
    answer = jsonify(found)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@api.get("/openapi.json")
def document() -> Response:
    """The form of all answers, in OpenAPI 3.1."""
    return Response(DOCUMENT.read_bytes(), content_type="application/json")


@api.errorhandler(UnknownDayError)
def _unknown_day(error: UnknownDayError) -> tuple[Response, int]:
    cure = "that day has not begun: leave `on` out" if error.not_yet else "give `on` as a date: YYYY-MM-DD"
    return jsonify(error="unknown day", given=error.given[:40], cure=cure), 400


@api.errorhandler(DatabaseError)
@api.errorhandler(NotLoadedError)
def _away(error: Exception) -> tuple[Response, int, dict[str, str]]:
    log.error("The API cannot read the book: %s", type(error).__name__)
    cure = str(error) if isinstance(error, NotLoadedError) else "the database cannot be read: try again in a moment"
    return jsonify(error="no figures can be read now", cure=cure), 503, {"Retry-After": "5"}
