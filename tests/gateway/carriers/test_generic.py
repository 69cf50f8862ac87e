"""What an aggregator without a carrier of its own can be told: paths into JSON, queries, answers, how to send."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from gateway.carriers.base import Answer, Later, Malformed, Outcome, Refused, Sent, Unsure
from ledger.mail import Arrival, Delivery, Outgoing, Receipt
from tests.gateway.carriers.conftest import Api
from tests.gateway.carriers.rig_generic import SIGNED, GenericRig, JsonRig, generic
from tests.gateway.carriers.rigs import FORM, KEY, NUMBER, OFFICER, webhook

NOW = datetime(2020, 8, 27, 7, 30, tzinfo=UTC)
OUTGOING = Outgoing(7, "generic", OFFICER, "Đã nhận: BZ 1.234")


def sending(api: Api, **given: str) -> Outcome:
    return generic(SIGNED | {"send_url": api.url} | given).send(OUTGOING)


def test_fields_lie_deep_in_json_and_the_clock_without_zone_is_the_offices() -> None:
    rig = JsonRig()
    arrival = rig.carrier.receive(rig.text("Xã 1".encode()), NOW)
    assert isinstance(arrival, Arrival)
    assert (arrival.carrier_id, arrival.sender, arrival.text) == ("1", OFFICER, "Xã 1")
    assert arrival.sent_at == datetime(2020, 8, 27, 7, 29, 58, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "sent_at"),
    [
        (b"2020-08-27T07:29:58Z", datetime(2020, 8, 27, 7, 29, 58, tzinfo=UTC)),
        (b"1598513398", datetime(2020, 8, 27, 7, 29, 58, tzinfo=UTC)),
        (b"yesterday", None),
        (b"", None),
        (b"9999-99-99", None),
        (b"0001-01-01T00:00:00+14:00", None),
    ],
)
def test_a_time_that_is_none_leaves_ours(given: bytes, sent_at: datetime | None) -> None:
    rig = JsonRig()
    arrival = rig.carrier.receive(rig.text(changes={"at": given}), NOW)
    assert isinstance(arrival, Arrival)
    assert arrival.sent_at == sent_at


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b'{"data": 1}', b'{"data": {"id": true}}', b"[" * 60_000])
def test_json_of_another_shape_is_no_arrival(body: bytes) -> None:
    rig = JsonRig()
    assert isinstance(rig.carrier.receive(rig.call(body), NOW), Malformed)
    assert isinstance(rig.carrier.receipt(rig.call(body), NOW), Malformed)


def test_a_text_may_come_in_the_address_alone() -> None:
    carrier = generic({"key": KEY, "format": "query", "send_url": "https://sms.example.net"})
    query = f"key={KEY}&id=5&from=0912345678&text=BZ+XA01+12%C3%A1"
    call = replace(webhook("/sms/generic", b"", {}, query), method="GET")
    assert carrier.verify(call)
    arrival = carrier.receive(call, NOW)
    assert isinstance(arrival, Arrival)
    assert (arrival.sender, arrival.text) == (OFFICER, "BZ XA01 12á")


def test_answers_are_what_the_settings_say() -> None:
    carrier = generic(
        SIGNED | {"answer_status": "202", "answer_body": '{"ok":1}', "answer_type": "application/json",
                  "refusal_status": "200"}
    )  # fmt: skip
    assert carrier.answer(None) == Answer(202, b'{"ok":1}', "application/json")
    assert carrier.refuse(403).status == carrier.refuse(400).status == 200
    assert carrier.refuse(503).status == 503, "what could not be stored has to come again"


def test_receipts_in_the_aggregators_own_words() -> None:
    rig = GenericRig()
    carrier = generic(SIGNED | {"receipt_delivered": "1, ok", "receipt_failed": "2"})
    found = [carrier.receipt(rig.receipt(status), NOW) for status in (b"1", b"OK", b"2", b"3")]
    assert [each.delivery if isinstance(each, Receipt) else each for each in found] == [
        Delivery.DELIVERED, Delivery.DELIVERED, Delivery.FAILED, None,
    ]  # fmt: skip
    assert isinstance(carrier.receipt(rig.receipt(b"1", outbound="x"), NOW), Malformed)


def test_a_text_is_posted_as_a_form(api: Api) -> None:
    api.reply = (200, b'{"id": "a-1"}')
    assert sending(api, send_fields="user=u&unicode=1", send_headers="Authorization=Bearer x") == Sent("a-1")
    [call] = api.calls
    assert (call.method, call.headers["Authorization"], call.headers["Content-Type"]) == (
        "POST",
        "Bearer x",
        FORM.split(";")[0],
    )
    assert parse_qs(call.body.decode()) == {
        "to": [OFFICER], "text": [OUTGOING.text], "user": ["u"], "unicode": ["1"],
    }  # fmt: skip


def test_a_text_is_posted_as_json_whose_names_are_paths(api: Api) -> None:
    api.reply = (201, b'{"data": {"ref": 12}}')
    names = {"send_format": "json", "send_to_field": "sms.to", "send_text_field": "sms.body", "send_from_field": "from",
             "send_reference_field": "ref", "send_callback_field": "dlr", "send_id_field": "data.ref"}  # fmt: skip
    assert sending(api, **names) == Sent("12")
    found: dict[str, Any] = json.loads(api.calls[0].body)
    assert found == {
        "sms": {"to": OFFICER, "body": OUTGOING.text}, "from": NUMBER, "ref": "7",
        "dlr": f"https://sms.example.org/receipts/generic?key={KEY}&outbound=7",
    }  # fmt: skip


def test_a_text_is_sent_in_the_address_and_keeps_our_id_where_none_is_given(api: Api) -> None:
    assert sending(api, send_format="query") == Sent("generic-7")
    [call] = api.calls
    assert call.method == "GET"
    assert parse_qs(urlsplit(call.path).query) == {"to": [OFFICER], "text": [OUTGOING.text]}


@pytest.mark.parametrize(
    ("status", "kind"), [(401, Later), (403, Later), (404, Later), (429, Later), (400, Refused), (500, Unsure)]
)
def test_what_is_not_taken_is_told_apart(api: Api, status: int, kind: type[Outcome]) -> None:
    api.reply = (status, b"no")
    assert isinstance(sending(api), kind)


def test_nobody_at_home_is_later() -> None:
    assert isinstance(generic(SIGNED | {"send_url": "http://127.0.0.1:1"}).send(OUTGOING), Later)
