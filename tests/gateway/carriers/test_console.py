"""What only the console does: JSON, forgotten plus signs, times of sending."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from werkzeug.datastructures import Headers

from gateway.carriers.base import Webhook
from gateway.carriers.console import Console
from ledger.mail import Arrival
from tests.gateway.carriers.rigs import KEY, OFFICER, ConsoleRig

NOW = datetime(2020, 8, 27, 7, 30, tzinfo=UTC)
RIG = ConsoleRig()


def received(body: bytes, content_type: str = "application/json") -> Arrival:
    webhook = replace(RIG.text(), body=body, headers=Headers({"Content-Type": content_type}))
    arrival = RIG.carrier.receive(webhook, NOW)
    assert isinstance(arrival, Arrival)
    return arrival


def test_json_is_taken_as_well_as_a_form() -> None:
    arrival = received(b'{"from": "+84912345678", "text": "BZ XA01 \\u0031", "id": 12}')
    assert (arrival.sender, arrival.text, arrival.carrier_id) == (OFFICER, "BZ XA01 1", "12")


@pytest.mark.parametrize(
    ("text", "kept"), [(b"\\ud83d\\udc4d", "👍"), (b"a\\ud800", "a\ufffd\ufffd\ufffd"), (b"a\\u0000b", "a␀b")]
)
def test_json_escapes_become_text_or_symbols(text: bytes, kept: str) -> None:
    arrival = received(b'{"from": "8088", "text": "' + text + b'"}')
    assert arrival.text == kept
    assert (arrival.raw is None) == (kept == "👍")


def test_who_forgets_that_a_form_turns_plus_into_a_blank_is_understood() -> None:
    arrival = received(
        b"from=+84912345678&text=BZ+XA01+1&at=2020-08-27T14:30:00+07:00", "application/x-www-form-urlencoded"
    )
    assert arrival.sender == OFFICER
    assert arrival.text == "BZ XA01 1"
    assert arrival.sent_at == datetime(2020, 8, 27, 7, 30, tzinfo=UTC)


def test_a_text_without_an_id_is_a_new_one_each_time() -> None:
    first, second = (received(b'{"from": "8088", "text": "BZ"}') for _ in range(2))
    assert first.carrier_id != second.carrier_id


@pytest.mark.parametrize("remote", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_has_several_addresses(remote: str) -> None:
    assert RIG.carrier.verify(replace(RIG.text(), remote=remote))


@pytest.mark.parametrize("remote", ["10.0.0.1", "::ffff:10.0.0.1", "2001:db8::1", "localhost", "127.0.0.1:80"])
def test_other_machines_are_refused(remote: str) -> None:
    webhook: Webhook = replace(RIG.text(), remote=remote)
    assert not RIG.carrier.verify(webhook)


def test_the_key_is_asked_for_once_and_by_the_first_call() -> None:
    asked: list[str] = []

    def key() -> str:
        asked.append(KEY)
        return KEY

    console = Console("console", key)
    assert asked == []
    assert console.verify(RIG.text())
    assert console.verify(RIG.text())
    assert asked == [KEY]


@pytest.mark.parametrize("key", [None, ""])
def test_without_a_key_nothing_is_taken(key: str | None) -> None:
    assert not Console("console", lambda: key).verify(replace(RIG.text(), query="key="))
