"""What is each phone app's own: ids that outlive an outage, offers that are safe to repeat, lists that can be asked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from android_sms_gateway import APIClient, Message, TextMessage, http  # type: ignore[import-untyped]

from gateway.carriers.base import Brings, CannotAsk, Carrier, Later, Listed, NotFound, Outcome, Refused, Sent, Unsure
from ledger.mail import Arrival, Delivery, Outgoing, Receipt
from tests.gateway.carriers.conftest import Api
from tests.gateway.carriers.rig_phones import REFERENCE, AndroidRig, HttpSmsRig, TextBeeRig
from tests.gateway.carriers.rigs import NUMBER, OFFICER, PUBLIC_URL

NOW = datetime(2020, 8, 27, 7, 30, tzinfo=UTC)
SENT_AT = datetime(2020, 8, 27, 7, 29, 58, tzinfo=UTC)
OUTGOING = Outgoing(7, "android", OFFICER, "BZTC: Đã nhận 1.234")


def arrival_of(rig: AndroidRig | HttpSmsRig | TextBeeRig, **changes: bytes) -> Arrival:
    arrival = rig.carrier.receive(rig.text(changes=changes), NOW)
    assert isinstance(arrival, Arrival)
    return arrival


@pytest.mark.parametrize("rig", [AndroidRig(), HttpSmsRig(), TextBeeRig()])
def test_the_phones_own_time_is_kept(rig: AndroidRig | HttpSmsRig | TextBeeRig) -> None:
    sent_at = arrival_of(rig).sent_at
    assert sent_at is not None
    assert sent_at.replace(microsecond=0) == SENT_AT


@pytest.mark.parametrize("rig", [HttpSmsRig(), TextBeeRig(), AndroidRig()])
def test_receipts_and_texts_come_to_one_address(rig: AndroidRig | HttpSmsRig | TextBeeRig) -> None:
    receipt = rig.carrier.receive(rig.receipt(b"delivered"), NOW)
    assert isinstance(receipt, Receipt)
    assert receipt.delivery is Delivery.DELIVERED
    assert rig.carrier.receive(rig.receipt(b"invented"), NOW) is None


def test_an_android_text_brought_again_after_an_outage_has_the_same_id() -> None:
    rig = AndroidRig()
    first = rig.found("BZ XA01 1234", 1)
    again = {**first, "id": "another call", "webhookId": "another hook"}
    once, twice = (rig.carrier.receive(rig.said(found), NOW) for found in (first, again))
    assert once == twice
    assert arrival_of(rig, received=b"2020-08-27T14:29:59.000+07:00").carrier_id != arrival_of(rig).carrier_id


def test_an_old_app_calls_the_sender_phone_number() -> None:
    rig = AndroidRig()
    found = rig.found("BZ XA01 1234", 1)
    found["payload"]["phoneNumber"] = found["payload"].pop("sender")
    arrival = rig.carrier.receive(rig.said(found), NOW)
    assert isinstance(arrival, Arrival)
    assert arrival.sender == OFFICER


def test_an_android_phone_hears_what_its_own_client_would_say(api: Api) -> None:
    api.reply = (202, json.dumps({"id": OUTGOING.reference, "state": "Pending", "recipients": []}).encode())
    rig = AndroidRig(api_base=api.url, user="u", password="p", sim="1")
    expiring = replace(OUTGOING, expires_at=datetime.now(UTC) + timedelta(hours=1))
    assert rig.carrier.send(expiring) == Sent(OUTGOING.reference)
    message = Message(
        phone_numbers=[OFFICER],
        text_message=TextMessage(text=OUTGOING.text),
        id=OUTGOING.reference,
        sim_number=1,
        with_delivery_report=True,
        ttl=3600,
    )
    with http.RequestsHttpClient() as client, APIClient("u", "p", base_url=api.url, http=client) as witness:
        witness.send(message)
    ours, theirs = api.calls
    said, wanted = json.loads(ours.body), json.loads(theirs.body)
    assert ours.headers["Authorization"] == theirs.headers["Authorization"]
    assert ours.path == theirs.path.split("?")[0]
    assert 3590 <= said.pop("ttl") <= 3600
    assert said == {name: wanted[name] for name in said}


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ((409, b"exists"), Sent),
        ((503, b"queue is full"), Later),
        ((401, b""), Later),
        ((400, b"phone number"), Refused),
        ((500, b""), Unsure),
    ],
)
def test_an_android_phones_answers_are_told_apart(api: Api, reply: tuple[int, bytes], kind: type[Outcome]) -> None:
    api.reply = reply
    assert isinstance(AndroidRig(api_base=api.url).carrier.send(OUTGOING), kind)


def test_an_android_phone_is_asked_by_our_own_id(api: Api) -> None:
    carrier = AndroidRig(api_base=api.url).carrier
    api.reply = (200, json.dumps({"id": OUTGOING.reference, "state": "Sent"}).encode())
    assert carrier.find(OUTGOING, NOW) == Sent(OUTGOING.reference)
    api.reply = (404, b"")
    assert carrier.find(OUTGOING, NOW) == NotFound()
    api.reply = (500, b"")
    assert isinstance(carrier.find(OUTGOING, NOW), CannotAsk)


def test_an_android_phone_is_asked_to_bring_what_it_has(api: Api) -> None:
    api.reply = (202, b"")
    carrier = AndroidRig(api_base=api.url, device_id="d1").carrier
    assert carrier.look(SENT_AT, NOW) == Brings()
    [call] = api.calls
    assert call.path == "/messages/inbox/export"
    assert json.loads(call.body) == {
        "deviceId": "d1", "since": "2020-08-27T07:28:58Z", "until": "2020-08-27T07:30:00Z",
    }  # fmt: skip
    assert isinstance(AndroidRig(api_base=api.url).carrier.look(SENT_AT, NOW), CannotAsk)


def test_a_check_names_each_webhook_that_the_phone_does_not_know(api: Api) -> None:
    carrier = AndroidRig(api_base=api.url).carrier
    api.reply = (200, json.dumps([{"event": "sms:received", "url": f"{PUBLIC_URL}/sms/android"}, 5]).encode())
    told = [*carrier.check()]
    assert len(told) == 4
    assert not any("sms:received" in each for each in told)
    api.reply = (200, b"no JSON")
    assert len([*carrier.check()]) == 5
    api.reply = (401, b"")
    assert "không nhận" in " ".join(carrier.check())


def test_httpsms_is_given_our_name_for_a_text_and_found_by_it(api: Api) -> None:
    api.reply = (200, b'{"data": {"id": "32343a19"}, "status": "success"}')
    carrier = HttpSmsRig(api_base=api.url).carrier
    assert carrier.send(OUTGOING) == Sent("32343a19")
    [call] = api.calls
    assert (call.path, call.headers["x-api-key"]) == ("/v1/messages/send", "k")
    assert json.loads(call.body) == {
        "from": NUMBER, "to": OFFICER, "content": OUTGOING.text, "request_id": OUTGOING.reference,
    }  # fmt: skip
    mine = {"id": "32343a19", "request_id": OUTGOING.reference}
    api.reply = (200, json.dumps({"data": [{"id": "x", "request_id": None}, mine, 5]}).encode())
    assert carrier.find(OUTGOING, NOW) == Sent("32343a19")
    assert parse_qs(urlsplit(api.calls[-1].path).query)["contact"] == [OFFICER]
    api.reply = (200, b'{"data": []}')
    assert carrier.find(OUTGOING, NOW) == NotFound()
    api.reply = (200, b'{"data": null}')
    assert isinstance(carrier.find(OUTGOING, NOW), CannotAsk)


@pytest.mark.parametrize("rig", [HttpSmsRig, TextBeeRig])
@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ((401, b""), Later),
        ((402, b"no credit"), Later),
        ((422, b"to is wrong"), Refused),
        ((429, b""), Later),
        ((200, b"[]"), Unsure),
        ((200, b'{"data": {}}'), Unsure),
        ((500, b""), Unsure),
    ],
)
def test_the_clouds_answers_are_told_apart(api: Api, rig: Any, reply: tuple[int, bytes], kind: type[Outcome]) -> None:
    api.reply = reply
    assert isinstance(rig(api_base=api.url).carrier.send(OUTGOING), kind)


def test_textbee_is_sent_one_text_as_a_batch_of_one(api: Api) -> None:
    api.reply = (201, b'{"data": {"success": true, "smsBatchId": "b1", "recipientCount": 1}}')
    assert TextBeeRig(api_base=api.url).carrier.send(OUTGOING) == Sent("b1")
    [call] = api.calls
    assert (call.path, call.headers["x-api-key"]) == ("/api/v1/gateway/devices/d1/send-sms", "k")
    assert json.loads(call.body) == {"recipients": [OFFICER], "message": OUTGOING.text}


def test_textbees_list_gives_the_same_texts_under_the_same_ids(api: Api) -> None:
    rig = TextBeeRig(api_base=api.url)
    called = rig.carrier.receive(rig.text(), NOW)
    assert isinstance(called, Arrival)
    found = rig.found("BZ XA01 1234", 1)
    listed = {
        "_id": found.pop("smsId"),
        "message": found["message"],
        "sender": OFFICER,
        "receivedAt": found["receivedAt"],
    }
    old = {**listed, "_id": "old", "receivedAt": "2020-08-26T07:00:00.000Z"}
    api.reply = (200, json.dumps({"meta": {}, "data": [listed, old, {"_id": "odd"}, 5]}).encode())
    assert rig.carrier.look(SENT_AT - timedelta(minutes=5), NOW) == Listed([called])
    for reply in ((500, b""), (200, b"{}"), (200, b"no JSON")):
        api.reply = reply
        assert isinstance(rig.carrier.look(SENT_AT, NOW), CannotAsk)


@pytest.mark.parametrize("rig", [AndroidRig, HttpSmsRig, TextBeeRig])
def test_checks_and_steps(api: Api, rig: Any) -> None:
    carrier: Carrier = rig(api_base="http://127.0.0.1:1").carrier
    assert "Không gọi được" in next(iter(carrier.check()))
    assert any(f"{PUBLIC_URL}/sms/{carrier.line}" in step for step in carrier.steps())
    api.reply = (403, b"")
    assert "không nhận" in next(iter(rig(api_base=api.url).carrier.check()))


def test_httpsms_has_our_number_or_says_that_it_has_not(api: Api) -> None:
    carrier = HttpSmsRig(api_base=api.url).carrier
    api.reply = (200, json.dumps({"data": [{"phone_number": NUMBER}]}).encode())
    assert not [*carrier.check()]
    api.reply = (200, b'{"data": {}}')
    assert NUMBER in next(iter(carrier.check()))


def test_a_receipt_names_our_text_by_the_name_that_we_gave_it() -> None:
    for rig in (AndroidRig(), HttpSmsRig()):
        receipt = rig.carrier.receipt(rig.receipt(b"failed"), NOW)
        assert isinstance(receipt, Receipt)
        assert (receipt.outbound_id, receipt.delivery) == (7, Delivery.FAILED)
        assert receipt.error
    strange = AndroidRig()
    found = strange.told("sent")
    found["payload"]["messageId"] = "sent-by-hand"
    receipt = strange.carrier.receipt(strange.said(found), NOW)
    assert isinstance(receipt, Receipt)
    assert receipt.outbound_id is None
    assert REFERENCE.startswith("7-")
