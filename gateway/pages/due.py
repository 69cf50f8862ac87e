"""Who is texted by the clock: now, later today, or not, each with the reason and the very words."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request

from gateway.access import guard
from gateway.asked import moment_asked, opened
from gateway.edge import edge
from gateway.pages import saying
from gateway.pages.away import tell_when_away
from gateway.pages.refused import tell_why_not
from gateway.timetable import Entry, entries
from rules.campaign import Campaign

due = Blueprint("due", __name__)
guard(due)
tell_when_away(due)
tell_why_not(due)


@due.get("/due")
def page() -> Response:
    """As it is now, or would be at the moment that `at` names if no figure changed until then."""
    now = edge().clock.now()
    with opened() as (connection, campaign):
        moment = moment_asked(campaign, request.args.get("at"), now)
        found = entries(connection, campaign, moment)
    later = [one for one in found if _is_later_today(campaign, one, moment)]
    shown = render_template(
        "due.html",
        say=saying,
        campaign=campaign,
        moment=moment,
        hypothetical=moment != now,
        to_send=[one for one in found if one.words],
        later=sorted(later, key=lambda one: str(one.next_at)),
        silent=[one for one in found if not one.words and one not in later],
    )
    return make_response(shown, {"Cache-Control": "no-store"})


def _is_later_today(campaign: Campaign, one: Entry, moment: datetime) -> bool:
    today = moment.astimezone(campaign.zone).date()
    return one.next_at is not None and one.next_at.astimezone(campaign.zone).date() == today
