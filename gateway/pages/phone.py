"""A phone in the browser, in a demo: texts as an officer would, along the same road, and shows what comes of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import urlencode
from uuid import uuid4

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from gateway.access import from_own_page, guard
from gateway.asked import opened
from gateway.carriers.base import Malformed, Webhook
from gateway.edge import edge
from gateway.pages import saying
from gateway.pages.away import tell_when_away
from gateway.ussd.base import call as ussd_call
from gateway.ussd.door import shown
from ledger import sessions
from ledger.conversation import Officer, conversation, officers
from ledger.mail import Arrival
from rules.campaign import Campaign

LINE = "console"
LARGEST_BODY = 64 * 1024
LONGEST_TEXT = 1600

phone = Blueprint("phone", __name__)


@phone.before_request
def _in_a_demo_alone() -> None:
    if not edge().settings.demo or LINE not in edge().lines:
        abort(404)


guard(phone)
tell_when_away(phone)


@phone.get("/phone")
def screen() -> Response:
    """The phone of one officer: the first one, or the one whose number is given as `as`."""
    with opened() as (connection, campaign):
        known = _made_up(campaign, officers(connection, campaign.office.code))
        officer = _chosen(known, request.args.get("as"))
        turns = conversation(connection, campaign.office.code, LINE, officer.number) if officer else []
        call = sessions.last_of(connection, edge().menus[LINE].line, officer.number) if officer else None
    tag = sha256(repr(turns).encode()).hexdigest()[:20]
    if "HX-Request" in request.headers and request.if_none_match.contains_weak(tag):
        return Response(status=304)
    rendered = render_template(
        "phone.html",
        say=saying,
        campaign=campaign,
        officers=known,
        officer=officer,
        turns=turns,
        call=call,
        code=edge().menus[LINE].code,
        examples=_examples(campaign, officer) if officer else (),
        tag=tag,
        longest=LONGEST_TEXT,
    )
    answer = make_response(rendered, {"Cache-Control": "no-store"})
    answer.set_etag(tag, weak=True)
    return answer


@phone.post("/phone")
def send() -> AnyResponse:
    """Text as an officer: kept by the journal like any carrier's, before the browser hears of it."""
    foreign = from_own_page()
    if foreign is not None:
        return foreign
    request.max_content_length = LARGEST_BODY
    number, text = request.form.get("as", ""), request.form.get("text", "").replace("\r\n", "\n").strip()
    with opened() as (connection, campaign):
        officer = _chosen(_made_up(campaign, officers(connection, campaign.office.code)), number)
    if officer is None:
        abort(404)
    if text and not edge().journal.keep(_arrival(officer, text[:LONGEST_TEXT])):
        return Response("Chưa gửi được tin, xin thử lại.\n", 503, {"Retry-After": "5"})
    return redirect(f"{url_for('phone.screen')}?{urlencode({'as': officer.number})}", 303)


@phone.post("/phone/dial")
def dial() -> AnyResponse:
    """Dial as an officer, or press a key in the session that the form names: the very menu that carriers reach."""
    foreign = from_own_page()
    if foreign is not None:
        return foreign
    request.max_content_length = LARGEST_BODY
    with opened() as (connection, campaign):
        officer = _chosen(_made_up(campaign, officers(connection, campaign.office.code)), request.form.get("as", ""))
    if officer is None:
        abort(404)
    session, key = request.form.get("session", ""), request.form.get("key", "").strip()
    dialect = edge().menus[LINE]
    pressed = key if session else dialect.typed_ahead(key)
    understood = ussd_call(session or uuid4().hex, officer.number, pressed, starts=not session)
    if isinstance(understood, Malformed):
        abort(400)
    shown(edge(), dialect, understood)
    return redirect(f"{url_for('phone.screen')}?{urlencode({'as': officer.number})}#dial", 303)


def _arrival(officer: Officer, text: str) -> Arrival:
    """The text as the line itself reads it from a webhook."""
    here = edge()
    body = json.dumps({"from": officer.number, "text": text}).encode()
    headers = {"Content-Type": "application/json"}
    webhook = Webhook("POST", "", headers, "", body, request.remote_addr or "")
    arrival = here.lines[LINE].receive(webhook, here.clock.now())
    if not isinstance(arrival, Arrival):
        abort(400)
    return arrival


def _made_up(campaign: Campaign, known: Sequence[Officer]) -> list[Officer]:
    """Only phones that belong to nobody: texting in a real officer's name is no demo."""
    made_up = campaign.demo_numbers
    return [officer for officer in known if made_up and officer.number.startswith(made_up)]


def _chosen(known: Sequence[Officer], number: str | None) -> Officer | None:
    if number:
        return next((officer for officer in known if officer.number == number), None)
    return known[0] if known else None


def _examples(campaign: Campaign, officer: Officer) -> list[str]:
    """Texts that show what the service does with a figure, a slip, a correction and a question.

    No more than a number is answered in an hour, or the last one would seem to be ignored.
    """
    unit = next((code for code in officer.units if code in campaign.units), None)
    if unit is None:
        return ["KQ", "HD"]
    keyword = campaign.keywords[campaign.keywords_of(unit)[0]]
    slip, right = ("85 92", "86 92") if keyword.numbers > 1 else ("1234", "1243")
    base = [f"{keyword.base} {unit} 3000"] if keyword.base else []
    return [
        *base,
        f"{keyword.code} {unit} {slip}",
        f"SUA {keyword.code} {unit} {right}",
        f"{keyword.code} {unit} khoang {slip}",
        f"HD {keyword.code}",
        *([f"{campaign.notes.code} mạng yếu ở ấp 3"] if campaign.notes else []),
    ]
