"""What is Africa's Talking's own: its clock, its answers about one recipient, and its own client as a witness."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import africastalking  # type: ignore[import-untyped]
import pytest

from gateway.carriers.base import Later, Outcome, Refused, Sent, Unsure
from ledger.mail import Arrival, Delivery, Outgoing, Receipt
from tests.gateway.carriers.conftest import Api
from tests.gateway.carriers.rig_africastalking import GIVEN, AfricasTalkingRig, line
from tests.gateway.carriers.rigs import NUMBER, OFFICER

NOW = datetime(2020, 8, 27, 7, 30, tzinfo=UTC)
OUTGOING = Outgoing(7, "africastalking", OFFICER, "BZTC: Đã nhận 1.234")


def told(**recipient: Any) -> tuple[int, bytes]:
    whole = {"statusCode": 101, "number": OFFICER, "cost": "KES 0.8", "status": "Success", "messageId": "ATXid_1"}
    return 201, json.dumps({"SMSMessageData": {"Message": "", "Recipients": [whole | recipient]}}).encode()


@pytest.mark.parametrize("date", [b"2020-08-27 07:29:58", b"2020-08-27T07:29:58Z"])
def test_its_clock_is_utc_whether_it_says_so_or_not(date: bytes) -> None:
    rig = AfricasTalkingRig()
    arrival = rig.carrier.receive(rig.text(changes={"date": date}), NOW)
    assert isinstance(arrival, Arrival)
    assert arrival.sent_at == datetime(2020, 8, 27, 7, 29, 58, tzinfo=UTC)


def test_a_strange_time_leaves_ours() -> None:
    rig = AfricasTalkingRig()
    arrival = rig.carrier.receive(rig.text(changes={"date": b"27/08"}), NOW)
    assert isinstance(arrival, Arrival)
    assert arrival.sent_at is None


def test_a_receipt_says_why_and_is_found_by_its_id() -> None:
    rig = AfricasTalkingRig()
    webhook = rig.receipt(b"Failed")
    receipt = rig.carrier.receipt(webhook, NOW)
    assert isinstance(receipt, Receipt)
    assert (receipt.carrier_id, receipt.delivery, receipt.outbound_id) == ("ATXid_9", Delivery.FAILED, None)


def test_what_is_sent_is_what_its_own_client_would_send(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.reply = told()
    assert line({"api_base": api.url}).send(OUTGOING) == Sent("ATXid_1")
    africastalking.initialize(GIVEN["username"], GIVEN["api_key"])
    monkeypatch.setattr(africastalking.SMS, "_baseUrl", f"{api.url}/version1", raising=True)
    africastalking.SMS.send(OUTGOING.text, [OFFICER], NUMBER, enqueue=True)
    ours, theirs = api.calls
    assert (ours.method, ours.path, ours.headers["apiKey"]) == (theirs.method, theirs.path, theirs.headers["apiKey"])
    sent, witness = parse_qs(ours.body.decode()), parse_qs(theirs.body.decode())
    assert sent == {name: witness[name] for name in sent}, "the client adds only what it has as a default"
    assert witness.keys() - sent.keys() <= {"bulkSMSMode"}


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (told(statusCode=102, status="Queued"), Sent),
        (told(messageId="None"), Unsure),
        (told(statusCode=403, status="InvalidPhoneNumber"), Refused),
        (told(statusCode=405, status="InsufficientBalance"), Later),
        (told(statusCode=402, status="InvalidSenderId"), Later),
        (told(statusCode=500, status="InternalServerError"), Later),
        ((401, b"The supplied authentication is invalid"), Later),
        ((400, b"Must have required property"), Refused),
        ((201, b"{}"), Unsure),
        ((201, b'{"SMSMessageData": {"Recipients": []}}'), Unsure),
        ((201, b'{"SMSMessageData": []}'), Unsure),
        ((201, b"no json"), Unsure),
        ((429, b""), Later),
        ((502, b""), Unsure),
    ],
)
def test_its_answers_are_told_apart(api: Api, reply: tuple[int, bytes], kind: type[Outcome]) -> None:
    api.reply = reply
    assert isinstance(line({"api_base": api.url}).send(OUTGOING), kind)


def test_who_is_on_its_blacklist_has_opted_out(api: Api) -> None:
    api.reply = told(statusCode=406, status="UserInBlacklist")
    outcome = line({"api_base": api.url}).send(OUTGOING)
    assert isinstance(outcome, Refused)
    assert outcome.opted_out


def test_a_check_tells_a_wrong_key_from_a_network_that_is_away(api: Api) -> None:
    api.reply = (200, b"{}")
    assert not [*line({"api_base": api.url}).check()]
    api.reply = (401, b"")
    assert "không nhận" in next(iter(line({"api_base": api.url}).check()))
    assert "Không gọi được" in next(iter(line({"api_base": "http://127.0.0.1:1"}).check()))
    assert len([*line().steps()]) == 2
