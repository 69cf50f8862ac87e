"""Who kept the deadlines of a span, and what it cost in SMS: by unit, by group or by duty."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from gateway.access import guard
from gateway.asked import opened, span_asked
from gateway.edge import edge
from gateway.pages import saying
from gateway.pages.away import tell_when_away
from gateway.pages.refused import tell_why_not
from gateway.punctuality import BY, NO_PRICE, SHARED, WHOLE, by_asked, punctuality
from rules.calendar import period_of

punctual = Blueprint("punctual", __name__)
guard(punctual)
tell_when_away(punctual)
tell_why_not(punctual)


@punctual.get("/punctuality")
def page() -> Response:
    """The table of the days from `from` to `to`, `by` unit, group or duty; thirty days by unit if nothing is said."""
    moment = edge().clock.now()
    by = by_asked(request.args.get("by"))
    with opened() as (connection, campaign):
        current = period_of(campaign, moment)
        span = span_asked(request.args.get("from"), request.args.get("to"), current)
        report = punctuality(connection, campaign, (span, by), moment, edge().lines)
    shown = render_template(
        "punctuality.html",
        say=saying,
        campaign=campaign,
        report=report,
        asked=span,
        current=current,
        moment=moment,
        names=BY,
        shared=SHARED,
        whole=WHOLE,
        no_price=NO_PRICE,
    )
    return make_response(shown, {"Cache-Control": "no-store"})
