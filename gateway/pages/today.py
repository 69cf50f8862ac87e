"""The office's day, live: who has reported what, what stands, what is not known yet."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, datetime, timedelta
from hashlib import sha256

from flask import Blueprint, Response, make_response, render_template, request

from gateway.access import guard
from gateway.asked import day_asked, opened
from gateway.edge import edge
from gateway.pages import saying
from gateway.pages.away import tell_when_away
from gateway.pages.refused import tell_why_not
from gateway.pages.sheet import Sheet, sheet
from ledger.watching import Pulse, pulse
from rules import calendar
from rules.campaign import Campaign

_DAY = timedelta(days=1)

today = Blueprint("today", __name__)
guard(today)
tell_when_away(today)
tell_why_not(today)


@today.get("/")
def page() -> Response:
    """The current reporting day, or the one that `on` names. htmx asks for its main part alone, and mostly gets 304."""
    moment = edge().clock.now()
    part = "HX-Request" in request.headers
    with opened() as (connection, campaign):
        current = calendar.period_of(campaign, moment)
        on = day_asked(request.args.get("on"), current)
        beat = pulse(connection, campaign.office.code)
        tag = _tag(campaign, on, current, moment, beat)
        if part and request.if_none_match.contains_weak(tag):
            return _headed(Response(status=304), campaign, moment, tag)
        found = sheet(connection, campaign, on, moment)
    return _headed(_rendered(found, current, beat.waiting, tag, part=part), campaign, moment, tag)


def _rendered(found: Sheet, current: date, waiting: int, tag: str, *, part: bool) -> Response:
    on = found.day.period
    return make_response(
        render_template(
            "day.html" if part else "today.html",
            sheet=found,
            say=saying,
            waiting=waiting,
            tag=tag,
            pinned=request.args.get("on", ""),
            before=on - _DAY,
            after=on + _DAY if on < current else None,
            evening=on == current and calendar.came_after_close(found.campaign, found.day.moment, on),
            demo=edge().settings.demo,
        )
    )


def _tag(campaign: Campaign, on: date, current: date, moment: datetime, beat: Pulse) -> str:
    """The same as long as the page would be: what moved in the book, and which deadlines have passed."""
    bounds = [calendar.due_at(campaign, duty, on) for duty in campaign.duties]
    passed = sum(moment >= bound for bound in (*bounds, calendar.closes_at(campaign, on)))
    whole = repr((on, current, passed, calendar.came_after_close(campaign, moment, current), astuple(beat)))
    return sha256(whole.encode()).hexdigest()[:20]


def _headed(response: Response, campaign: Campaign, moment: datetime, tag: str) -> Response:
    """The moment stands in a header: a part that has not changed is still known to be true until then."""
    response.set_etag(tag, weak=True)
    response.headers["X-Moment"] = saying.clock(moment, campaign.zone)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "HX-Request"
    return response
