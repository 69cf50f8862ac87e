"""Every route is signed by its carrier, guarded by gateway.access, or on the short public list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from gateway.access import admit
from gateway.app import create_app
from gateway.edge import edge_of
from gateway.sms import sms
from gateway.ussd.door import ussd
from settings import read

# Each call on these is proved by its carrier.
CARRIERS_OWN = (f"{sms.name}.", f"{ussd.name}.")
PUBLIC = {"static", "health.healthz", "health.readyz"}
# Guards itself, and says so in plain words: one blueprint with the public two.
OWN_GUARD = {"health.metrics"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    made = create_app(read({"DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}))
    yield made
    edge_of(made).journal.close()


def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def is_guarded(app: Flask, rule: Rule) -> bool:
    blueprint = rule.endpoint.partition(".")[0]
    return admit in app.before_request_funcs.get(blueprint, [])


def test_every_route_has_its_place(app: Flask) -> None:
    loose = [
        f"{rule.endpoint} {rule.rule}"
        for rule in rules(app)
        if not rule.endpoint.startswith(CARRIERS_OWN)
        and rule.endpoint not in PUBLIC | OWN_GUARD
        and not is_guarded(app, rule)
    ]
    assert loose == []


def test_the_public_list_names_no_route_that_is_gone(app: Flask) -> None:
    assert {rule.endpoint for rule in rules(app)} >= PUBLIC | OWN_GUARD


def test_what_is_neither_signed_nor_public_lets_no_stranger_in(app: Flask) -> None:
    """Asked without a sign-in outside a demo, with a database that is away: whoever looks there first says so."""
    client = app.test_client()
    let_in = []
    for rule in rules(app):
        if rule.endpoint in PUBLIC or rule.endpoint.startswith(CARRIERS_OWN):
            continue
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = client.open(rule.rule, method=method)
            if answer.status_code not in {403, 404}:
                let_in.append(f"{method} {rule.rule}: {answer.status_code}")
    assert let_in == []


def test_only_what_changes_something_takes_a_post(app: Flask) -> None:
    posts = {rule.endpoint for rule in rules(app) if "POST" in (rule.methods or set())}
    assert {name for name in posts if not name.startswith(CARRIERS_OWN)} == {
        "phone.send",
        "phone.dial",
        "registrations.decide",
    }
