"""The one table that every carrier passes: what it takes in, what it refuses, what it makes of receipts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from gateway.carriers import CARRIERS
from gateway.carriers.base import Carrier, Malformed, Sent, Webhook
from gateway.lines import CONSOLE
from ledger.mail import Arrival, Delivery, Outgoing, Receipt
from tests.gateway.carriers.rig_africastalking import AfricasTalkingRig
from tests.gateway.carriers.rig_esms import ESmsRig
from tests.gateway.carriers.rig_gammu import POLLED
from tests.gateway.carriers.rig_generic import GenericRig
from tests.gateway.carriers.rig_kannel import KannelRig
from tests.gateway.carriers.rig_phones import AndroidRig, HttpSmsRig, TextBeeRig
from tests.gateway.carriers.rig_vcom import VComRig
from tests.gateway.carriers.rigs import OFFICER, ConsoleRig, Rig, TwilioRig

NOW = datetime(2020, 8, 27, 7, 30, tzinfo=UTC)
RIGS: dict[str, Callable[[], Rig]] = {
    "africastalking": AfricasTalkingRig,
    "android": AndroidRig,
    "console": ConsoleRig,
    "esms": ESmsRig,
    "generic": GenericRig,
    "httpsms": HttpSmsRig,
    "kannel": KannelRig,
    "textbee": TextBeeRig,
    "twilio": TwilioRig,
    "vcom": VComRig,
}
UNPROVED = [(name, case) for name, rig in RIGS.items() for case in rig().unproved()]
WRONG = [(name, case) for name, rig in RIGS.items() for case in rig().wrong()]

# The text as it came; as it is kept; whether the bytes are kept beside it.
TEXTS = {
    "plain": (b"BZ XA01 1234", "BZ XA01 1234", False),
    "empty": (b"", "", False),
    "blanks and signs": (b"  BZ+XA01&1234=%25;\r\n\t", "  BZ+XA01&1234=%25;\r\n\t", False),
    "Vietnamese": ("Xã Long An: 1.234 máy".encode(), "Xã Long An: 1.234 máy", False),
    "decomposed": ("Xa\N{COMBINING TILDE}".encode(), "Xa\N{COMBINING TILDE}", False),
    "emoji": ("BZ XA01 12 👍🏽".encode(), "BZ XA01 12 👍🏽", False),
    "NUL": (b"BZ\0XA01 1234", "BZ␀XA01 1234", True),
    "lone surrogate": (b"BZ \xed\xa0\x80 12", "BZ \ufffd\ufffd\ufffd 12", True),
    "not UTF-8": (b"BZ XA01 \xff\xfe12", "BZ XA01 \ufffd\ufffd12", True),
    "UTF-16": ("BZ".encode("utf-16-be"), "␀B␀Z", True),
    "long": (b"a" * 40_000, "a" * 40_000, False),
    "words of the protocol": (b"Body=From+84900000001&To", "Body=From+84900000001&To", False),
}


CARRIED = [(name, case) for name, rig in RIGS.items() for case, (came, _, _) in TEXTS.items() if rig().carries(came)]


SENDERS = [(name, *both) for name, rig in RIGS.items() for both in rig().senders.items()]
STATUSES = {"sent": Delivery.SENT, "delivered": Delivery.DELIVERED, "failed": Delivery.FAILED, "invented": None}
RECEIPTS = [(name, status) for name, rig in RIGS.items() for status in STATUSES if rig().receipt(status.encode())]


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest) -> Rig:
    return RIGS[request.param]()


def taken(carrier: Carrier, webhook: Webhook) -> Arrival:
    assert carrier.verify(webhook)
    arrival = carrier.receive(webhook, NOW)
    assert isinstance(arrival, Arrival)
    return arrival


def test_every_carrier_stands_in_the_table() -> None:
    assert RIGS.keys() | set(POLLED) == CARRIERS.keys() | {CONSOLE}


@pytest.mark.parametrize(("name", "case"), CARRIED)
def test_a_text_is_an_arrival_whatever_it_holds(name: str, case: str) -> None:
    rig = RIGS[name]()
    came, kept, needs_raw = TEXTS[case]
    arrival = taken(rig.carrier, rig.text(came))
    assert arrival.text == kept
    assert arrival.raw == (came if needs_raw else None)
    assert (arrival.line, arrival.sender, arrival.recipient) == (rig.carrier.line, OFFICER, rig.carrier.number)
    assert arrival.received_at == NOW
    assert not arrival.partial


def test_a_repetition_has_the_same_id_and_another_text_another(rig: Rig) -> None:
    once, again, other = (taken(rig.carrier, rig.text(serial=serial)) for serial in (1, 1, 2))
    assert once == again
    assert once.carrier_id != other.carrier_id


@pytest.mark.parametrize(("name", "sender", "kept"), SENDERS)
def test_short_codes_and_names_send_too(name: str, sender: str, kept: str) -> None:
    rig = RIGS[name]()
    assert taken(rig.carrier, rig.sent_by(sender.encode())).sender == kept


@pytest.mark.parametrize(("name", "case"), UNPROVED)
def test_a_call_without_proof_is_not_believed(name: str, case: str) -> None:
    rig = RIGS[name]()
    assert not rig.carrier.verify(rig.unproved()[case])


@pytest.mark.parametrize(("name", "case"), WRONG)
def test_a_proved_call_that_is_wrong_is_no_arrival(name: str, case: str) -> None:
    rig = RIGS[name]()
    webhook = rig.wrong()[case]
    assert rig.carrier.verify(webhook)
    assert isinstance(rig.carrier.receive(webhook, NOW), Malformed)


def test_a_body_may_be_anything_and_nothing_raises(rig: Rig) -> None:
    for body in (b"", b"\0", b"\xff" * 50, b"=", b"&&&", b"%", b"%zz=%", b"a=b=c", b"[" * 1000, b"{}", b'"\\ud800"'):
        for content_type in ("application/x-www-form-urlencoded", "application/json", "text/plain", ""):
            webhook = rig.odd(body, {"Content-Type": content_type})
            rig.carrier.verify(webhook)
            assert isinstance(rig.carrier.receive(webhook, NOW), Malformed)
            assert isinstance(rig.carrier.receipt(webhook, NOW), Malformed)


@pytest.mark.parametrize(("name", "status"), RECEIPTS)
def test_receipts_say_how_far_a_text_came(name: str, status: str) -> None:
    rig, delivery = RIGS[name](), STATUSES[status]
    webhook = rig.receipt(status.encode())
    assert webhook is not None
    assert rig.carrier.verify(webhook)
    receipt = rig.carrier.receipt(webhook, NOW)
    if delivery is None:
        assert receipt is None
    else:
        assert isinstance(receipt, Receipt)
        assert (receipt.line, receipt.delivery) == (rig.carrier.line, delivery)
        assert receipt.outbound_id == (7 if rig.brings_our_number else None)
        assert receipt.received_at == NOW


def test_the_answer_holds_no_text_for_the_officer(rig: Rig) -> None:
    arrival = taken(rig.carrier, rig.text())
    for entry in (arrival, None):
        answer = rig.carrier.answer(entry)
        assert answer == rig.carrier.answer(entry)
        assert answer.status in {200, 202}
        assert b"1234" not in answer.body.replace(OFFICER.removeprefix("+").encode(), b"")


def test_the_console_sends_at_once_and_finds_what_it_sent() -> None:
    carrier, outgoing = ConsoleRig().carrier, Outgoing(7, "console", OFFICER, "Đã nhận")
    assert carrier.send(outgoing) == carrier.send(outgoing) == carrier.find(outgoing, NOW) == Sent("console-7")
