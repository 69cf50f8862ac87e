"""Texts as they came: the day's list, and each one with how it was read, what it changed and what was answered."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from gateway.access import guard
from gateway.asked import CannotShowError, day_asked, opened
from gateway.edge import edge
from gateway.explained import explained
from gateway.pages import saying
from gateway.pages.away import tell_when_away
from gateway.pages.refused import tell_why_not
from ledger.messages import answers, effects, on_day, one
from parsers import explain
from rules.calendar import period_of
from rules.verdict import Outcome

messages = Blueprint("messages", __name__)
guard(messages)
tell_when_away(messages)
tell_why_not(messages)

SHOWN = 200


@messages.get("/messages")
def listed() -> Response:
    """The latest texts of the day that `on` names, the current one if it names none."""
    now = edge().clock.now()
    with opened() as (connection, campaign):
        current = period_of(campaign, now)
        day = day_asked(request.args.get("on"), current)
        found = on_day(connection, campaign, day, SHOWN)
    shown = render_template(
        "messages.html", say=saying, campaign=campaign, day=day, current=current, messages=found, most=SHOWN
    )
    return make_response(shown, {"Cache-Control": "no-store"})


@messages.get("/messages/<int:number>")
def page(number: int) -> Response:
    """One text. It is explained by the words that the campaign has now, which may not be those it was read by."""
    with opened() as (connection, campaign):
        found = one(connection, campaign, number) if number < 2**63 else None
        if found is None:
            raise CannotShowError("Không có tin này", f"Không có tin nào số {number}.")
        changed, told = effects(connection, number), answers(connection, number)
    shown = render_template(
        "message.html",
        say=saying,
        campaign=campaign,
        came=found,
        explained=list(explained(explain(found.text, campaign.vocabulary, found.sender), campaign)),
        effects=changed,
        outcomes={outcome.value: words for outcome, words in saying.OUTCOMES.items()},
        answers=told,
        stands=[outcome.value for outcome in Outcome if outcome.stands],
    )
    return make_response(shown, {"Cache-Control": "no-store"})
