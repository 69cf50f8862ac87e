"""The web process: one Flask app with its parts."""

from __future__ import annotations

from flask import Flask, Response

from clock import Clock
from gateway.api import api
from gateway.bell import Bell
from gateway.doorstep import Doorstep
from gateway.edge import EXTENSION, Edge, edge_of
from gateway.health import health
from gateway.journal import Journal, Ledger
from gateway.lines import lines
from gateway.pages.closed import closed
from gateway.pages.due import due
from gateway.pages.messages import messages
from gateway.pages.phone import phone
from gateway.pages.punctual import punctual
from gateway.pages.registrations import registrations
from gateway.pages.today import today
from gateway.sms import sms
from gateway.spool import Spool
from gateway.ussd.door import ussd
from gateway.ussd.lines import menus
from ledger.engine import connect
from ledger.offices import Campaigns
from settings import Settings

PARTS = (sms, ussd, health, today, messages, due, closed, punctual, phone, registrations, api)

SECURITY = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def create_app(settings: Settings) -> Flask:
    """Make the app that `settings` ask for.

    Nothing is connected, no thread runs and nothing on disk is touched before the first request: every command makes it.
    """
    app = Flask(__name__)
    bell = Bell(settings.redis_url)
    journal = Journal(Ledger(settings.database_url), bell.ring, Spool(settings.spool))
    engine = connect(settings.database_url)
    on = lines(settings)
    app.extensions[EXTENSION] = Edge(
        on, menus(settings, on), journal, Clock.of(settings), settings, engine, Campaigns(), bell
    )
    for part in PARTS:
        app.register_blueprint(part)
    app.after_request(_secured)
    app.wsgi_app = Doorstep(app.wsgi_app, edge_of(app))  # type: ignore[method-assign] # Flask's own way to stand before it
    return app


def _secured(response: Response) -> Response:
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    return response
