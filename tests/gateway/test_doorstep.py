"""The doorstep answers as Flask would: the fast road and the other one are the same road."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client, EnvironBuilder, TestResponse

from gateway.app import create_app
from gateway.carriers.base import Webhook
from gateway.doorstep import Doorstep
from gateway.edge import edge_of
from settings import read
from tests.gateway.carriers.rigs import FORM, KEY, ConsoleRig, TwilioRig
from tests.gateway.test_sms import environment

TWILIO, CONSOLE = TwilioRig(), ConsoleRig()
CALLS = {
    "good text": ("/sms/twilio", TWILIO.text()),
    "good receipt": ("/receipts/twilio", TWILIO.receipt(b"delivered")),
    "told nothing": ("/receipts/twilio", TWILIO.receipt(b"invented")),
    "typed": ("/sms/console", CONSOLE.text()),
    "typed wrong": ("/sms/console", CONSOLE.wrong()["no text"]),
    **{f"twilio, {name}": ("/sms/twilio", call) for name, call in TWILIO.wrong().items()},
    "not proved": ("/sms/twilio", TWILIO.unproved()["changed text"]),
    "on the wrong road": ("/receipts/twilio", TWILIO.text()),
    "unknown line": ("/sms/nokia", TWILIO.text()),
    "unknown room": ("/ussd/twilio", TWILIO.text()),
    "deeper": ("/sms/twilio/", TWILIO.text()),
}


@pytest.fixture
def app(sqlite: str, tmp_path: Path) -> Iterator[Flask]:
    made = create_app(read(environment(sqlite, tmp_path)))
    yield made
    edge_of(made).journal.close()
    edge_of(made).engine.dispose()


def environ(path: str, call: Webhook) -> EnvironBuilder:
    headers = [(name, call.headers.get(name, "")) for name in ("Content-Type", "X-Twilio-Signature")]
    remote = {"REMOTE_ADDR": "127.0.0.1"}
    return EnvironBuilder(
        path, method="POST", query_string=call.query, data=call.body, headers=headers, environ_base=remote
    )


def both(app: Flask, path: str, call: Webhook) -> tuple[TestResponse, TestResponse]:
    doorstep = app.wsgi_app
    assert isinstance(doorstep, Doorstep)
    return Client(doorstep).open(environ(path, call)), Client(doorstep._inside).open(environ(path, call))


@pytest.mark.parametrize("name", CALLS)
def test_both_roads_give_the_same_answer(app: Flask, name: str) -> None:
    fast, slow = both(app, *CALLS[name])
    assert (fast.status_code, fast.data) == (slow.status_code, slow.data)
    assert fast.headers.get("Content-Type") == slow.headers.get("Content-Type")
    assert fast.headers.get("Content-Length") == slow.headers.get("Content-Length")


def test_both_roads_tell_when_to_come_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge_of(app).journal, "keep", lambda _: False)
    for answer in both(app, "/sms/twilio", TWILIO.text()):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_half_a_text_is_none(app: Flask) -> None:
    body = b"from=8088&text=BZ+XA01+12"
    cut_off = {
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "CONTENT_LENGTH": str(len(body) + 2),
        "CONTENT_TYPE": FORM,
        "REMOTE_ADDR": "127.0.0.1",
    }
    built = EnvironBuilder("/sms/console", method="POST", query_string=f"key={KEY}").get_environ() | cut_off
    assert Client(app.wsgi_app).run_wsgi_app(built)[1] == "400 Bad Request"
