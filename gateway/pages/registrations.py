"""Who asks to be registered: the office approves or refuses with one click."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, request

from gateway.access import from_own_page, guard
from gateway.asked import opened
from gateway.edge import edge
from gateway.pages import saying
from gateway.pages.away import tell_when_away
from gateway.registrations import CannotSettleError, Said, settle
from ledger.engine import writing
from ledger.registrations import waiting
from rules.phrases import at_home
from rules.requests import Decision

LARGEST_BODY = 4 * 1024
_CONFLICT = 409

registrations = Blueprint("registrations", __name__)
guard(registrations)
tell_when_away(registrations)


@registrations.get("/registrations")
def page() -> Response:
    """The requests that wait, the oldest first."""
    return _shown()


@registrations.post("/registrations")
def decide() -> Response:
    """Settle one, and show what became of it above those that still wait."""
    foreign = from_own_page()
    if foreign is not None:
        return foreign
    request.max_content_length = LARGEST_BODY
    form = request.form
    if form.get("decision") not in list(Decision):
        abort(400)
    said = Said(form.get("number", ""), form.get("unit", ""), Decision(form["decision"]), "page")
    try:
        with writing(edge().engine) as connection:
            campaign = edge().campaigns.only(connection)
            done = settle(connection, campaign, said, edge().clock.now())
    except CannotSettleError as error:
        return _shown(f"Không thay đổi gì: {error}.", _CONFLICT)
    return _shown(done)


def _shown(told: str = "", status: int = 200) -> Response:
    with opened() as (connection, campaign):
        found = waiting(connection, campaign.office.code)
    shown = render_template(
        "registrations.html",
        say=saying,
        campaign=campaign,
        waiting=found,
        told=told,
        at_home=at_home,
        today=edge().clock.now().astimezone(campaign.zone).date(),
    )
    return make_response(shown, status, {"Cache-Control": "no-store"})
