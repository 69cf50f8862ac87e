"""What is V-COM's and eSMS's own: answers that are always 200, nothing but answers, and repetitions that are safe."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from gateway.carriers.base import Later, Malformed, NotFound, Outcome, Refused, Sent, Unsure
from ledger.mail import Arrival, Outgoing
from tests.gateway.carriers import rig_esms, rig_vcom
from tests.gateway.carriers.conftest import Api
from tests.gateway.carriers.rigs import KEY, OFFICER, webhook

NOW = datetime(2020, 8, 27, 7, 30, tzinfo=UTC)
OUTGOING = Outgoing(7, "vcom", OFFICER, "BZTC: Da nhan 1.234", reply_to="1297875832")


def test_a_name_for_a_text_stays_and_another_text_has_another() -> None:
    assert OUTGOING.reference == replace(OUTGOING, reply_to="other").reference
    others = {replace(OUTGOING, text="x").reference, replace(OUTGOING, id=8).reference, OUTGOING.reference}
    assert len(others) == 3
    assert all(len(reference) <= 36 for reference in others)


def test_vcom_hears_200_for_all_but_what_could_not_be_stored() -> None:
    carrier = rig_vcom.line()
    assert [carrier.refuse(status).status for status in (403, 400, 503)] == [200, 200, 503]
    assert json.loads(carrier.refuse(403).body)["errors"]["code"] == 106
    assert json.loads(carrier.answer(None).body) == {"data": {"code": 200, "status": "success", "message": ""}}


def test_vcoms_time_is_epoch_and_it_sends_no_receipts() -> None:
    rig = rig_vcom.VComRig()
    arrival = rig.carrier.receive(rig.text(), NOW)
    assert isinstance(arrival, Arrival)
    assert arrival.sent_at == datetime(2020, 8, 27, 7, 29, 58, tzinfo=UTC)
    assert isinstance(rig.carrier.receipt(rig.text(), NOW), Malformed)


def test_vcom_is_answered_under_its_own_request(api: Api) -> None:
    api.reply = (200, b'{"data": {"code": 200, "status": "success", "message": "Thanks"}}')
    assert rig_vcom.line({"api_base": api.url}).send(OUTGOING) == Sent(OUTGOING.reference)
    [call] = api.calls
    found = json.loads(call.body)
    assert call.path == "/api/v2/send-mt"
    assert found["checksum"] == rig_vcom.checksum(
        "demo", "1297875832", OUTGOING.reference, rig_vcom.GIVEN["secure_key"], str(found["time"])
    )
    assert (found["request_id"], found["message"], found["is_charged"]) == ("1297875832", OUTGOING.text, 0)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ((200, b'{"errors": {"code": 104, "status": "error", "message": "MT is duplicated"}}'), Sent),
        ((200, b'{"errors": {"code": 106, "status": "error"}}'), Later),
        ((200, b'{"errors": {"code": 108, "status": "error"}}'), Later),
        ((200, b'{"errors": {"code": 102, "status": "error"}}'), Refused),
        ((200, b'{"errors": []}'), Unsure),
        ((200, b""), Unsure),
        ((404, b"not here"), Later),
        ((500, b""), Unsure),
    ],
)
def test_vcoms_answers_are_told_apart(api: Api, reply: tuple[int, bytes], kind: type[Outcome]) -> None:
    api.reply = reply
    assert isinstance(rig_vcom.line({"api_base": api.url}).send(OUTGOING), kind)


def test_vcom_can_text_nobody_who_has_not_texted(api: Api) -> None:
    carrier = rig_vcom.line({"api_base": api.url})
    assert carrier.answers_only
    assert isinstance(carrier.send(replace(OUTGOING, reply_to="")), Refused)
    assert not api.calls


def test_both_may_be_offered_again_where_nobody_knows() -> None:
    assert rig_vcom.line().find(OUTGOING, NOW) == rig_esms.line().find(OUTGOING, NOW) == NotFound()


def test_esms_is_answered_without_a_message() -> None:
    rig = rig_esms.ESmsRig()
    arrival = rig.carrier.receive(rig.text(), NOW)
    assert isinstance(arrival, Arrival)
    answer = rig.carrier.answer(arrival)
    assert b"<Message></Message>" in answer.body
    assert arrival.carrier_id.encode() in answer.body
    assert arrival.sent_at == datetime(2020, 8, 27, 7, 29, 58, tzinfo=UTC)


def test_an_esms_receipt_is_proved_by_the_key_of_its_own_address_alone() -> None:
    rig = rig_esms.ESmsRig()
    receipt = rig.receipt(b"delivered")
    assert receipt is not None
    moved = replace(receipt, url=receipt.url.replace("/receipts/", "/sms/"))
    assert not rig.carrier.verify(moved), "as a text it would need a signature"
    assert not rig.carrier.verify(replace(receipt, query=receipt.query.replace(KEY, "x")))


@pytest.mark.parametrize("query", ["", "SMSID=a", "SMSID=a&SendSuccess=x&SendFailed=0", "SMSID=a&SendSuccess=1"])
def test_a_receipt_without_its_counts_is_none(query: str) -> None:
    call = webhook("/receipts/esms", b"", {}, f"key={KEY}&{query}")
    assert isinstance(rig_esms.line().receipt(call, NOW), Malformed)
    odd = webhook("/receipts/esms", b"", {}, "SMSID=a&SendSuccess=1&SendFailed=0&outbound=x")
    assert isinstance(rig_esms.line().receipt(odd, NOW), Malformed)


@pytest.mark.parametrize(("text", "is_unicode"), [("Da nhan {1}", "0"), ("Đã nhận 1", "1")])
def test_esms_is_told_whether_letters_have_marks(api: Api, text: str, is_unicode: str) -> None:
    api.reply = (200, b'{"CodeResult": "100", "CountRegenerate": 0, "SMSID": "d533459ee42b"}')
    outgoing = replace(OUTGOING, text=text)
    assert rig_esms.line({"api_base": api.url}).send(outgoing) == Sent("d533459ee42b")
    [call] = api.calls
    found = json.loads(call.body)
    assert (found["Content"], found["IsUnicode"], found["Phone"]) == (text, is_unicode, "84912345678")
    assert urlsplit(found["CallbackUrl"]).query == f"key={KEY}&outbound=7"
    assert "Brandname" not in found


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ((200, b'{"CodeResult": "124"}'), Sent),
        ((200, b'{"CodeResult": "101", "ErrorMessage": "Authorize Failed"}'), Later),
        ((200, b'{"CodeResult": "103"}'), Later),
        ((200, b'{"CodeResult": "99"}'), Unsure),
        ((200, b'{"CodeResult": "146", "ErrorMessage": "template"}'), Refused),
        ((200, b"<html>"), Unsure),
        ((404, b""), Later),
        ((500, b""), Unsure),
    ],
)
def test_esmss_answers_are_told_apart(api: Api, reply: tuple[int, bytes], kind: type[Outcome]) -> None:
    api.reply = reply
    assert isinstance(rig_esms.line({"api_base": api.url, "brandname": "HUYEN"}).send(OUTGOING), kind)


def test_checks_and_steps(api: Api) -> None:
    api.reply = (200, b'{"CodeResponse": "100", "Balance": 1}')
    assert not [*rig_esms.line({"api_base": api.url}).check()]
    api.reply = (200, b'{"CodeResponse": "101"}')
    assert [*rig_esms.line({"api_base": api.url}).check()]
    assert not [*rig_vcom.line({"api_base": api.url}).check()]
    away = {"api_base": "http://127.0.0.1:1"}
    assert [*rig_esms.line(away).check()]
    assert [*rig_vcom.line(away).check()]
    for carrier in (rig_esms.line(), rig_vcom.line()):
        assert any(carrier.setup.address("sms") in step for step in carrier.steps())
