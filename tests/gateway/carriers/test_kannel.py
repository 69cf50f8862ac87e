"""Kannel's own: alphabets, parts without siblings, receipts, and sendsms as its smsbox answers it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from gateway.carriers import calling
from gateway.carriers.base import Later, Malformed, Outcome, Refused, Sent, Unsure
from ledger.mail import Arrival, Delivery, Outgoing, Receipt
from tests.gateway.carriers.conftest import Api
from tests.gateway.carriers.rig_kannel import KannelRig, kannel
from tests.gateway.carriers.rigs import KEY, NUMBER, OFFICER, Changes

NOW = datetime(2020, 8, 27, 7, 30, tzinfo=UTC)
RIG = KannelRig()
OUTGOING = Outgoing(7, "kannel", OFFICER, "BZTC: Da nhan XA01: BZ 1.234")
CREDENTIALS = b"Authorization failed for sendsms"
STATUS = b"<gateway><smscs><count>1</count><smsc><id>sim</id><status>%b</status></smsc></smscs></gateway>"


def received(text: bytes = b"BZ XA01 1234", changes: Changes | None = None) -> Arrival:
    arrival = RIG.carrier.receive(RIG.text(text, changes=changes or {}), NOW)
    assert isinstance(arrival, Arrival)
    return arrival


def told(status: bytes, reason: bytes) -> Receipt:
    receipt = RIG.carrier.receipt(RIG.receipt(status, reason=reason), NOW)
    assert isinstance(receipt, Receipt)
    return receipt


def sending(api: Api, outgoing: Outgoing = OUTGOING, **given: str) -> Outcome:
    return kannel({"sendsms_url": f"{api.url}/cgi-bin/sendsms", **given}).send(outgoing)


def refused_us(status: int) -> Later:
    return Later(f"our credentials are refused: HTTP {status}", calling.SECONDS_AFTER_REFUSAL, whole_line=True)


def asked(api: Api) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(api.calls[-1].path).query).items()}


@pytest.mark.parametrize("text", ["BZ XA01 1234", "Xã Tân Hà: 1.234 máy", "đủ 👍🏽", ""])
def test_without_mo_recode_a_text_comes_as_utf_16(text: str) -> None:
    arrival = received(text.encode("utf-16-be"), {"charset": b"UTF-16BE"})
    assert (arrival.text, arrival.raw) == (text, None)


@pytest.mark.parametrize(
    ("charset", "data", "kept"),
    [
        (b"UTF-16BE", b"\0B\0Z\xd8\x3d", "BZ\ufffd"),
        (b"UTF-16BE", b"\0B\0Z\0", "BZ\ufffd"),
        (b"UTF-16BE", b"\0B\0\0\0Z", "B␀Z"),
        (b"8-BIT", b"BZ\0\xff1", "BZ␀\ufffd1"),
        (b"KOI8-R", b"BZ \xc1 1", "BZ \ufffd 1"),
        (b"WINDOWS-1252", b"BZ \x81 1", "BZ \ufffd 1"),
    ],
)
def test_what_is_no_text_is_shown_by_symbols_and_kept_as_it_came(charset: bytes, data: bytes, kept: str) -> None:
    arrival = received(data, {"charset": charset})
    assert (arrival.text, arrival.raw) == (kept, data)


def test_eight_bits_that_are_plain_letters_are_read_as_such() -> None:
    assert received(b"BZ XA01 1234", {"charset": b"8-BIT"}).text == "BZ XA01 1234"
    assert received(b"caf\xe9", {"charset": b"Windows-1252"}).text == "café"


def test_a_part_whose_siblings_never_came_is_partial() -> None:
    assert received(b"BZ XA01 12", {"udh": b"\x05\x00\x03\x07\x02\x01"}).partial
    assert not received(b"BZ XA01 1234").partial


def test_a_text_has_the_time_at_which_the_bearerbox_got_it() -> None:
    assert received().sent_at == datetime(2020, 8, 27, 7, 29, 58, tzinfo=UTC)


@pytest.mark.parametrize("written", [b"+84912345678", b"84912345678", b"0912345678", b"0084912345678"])
def test_senders_have_one_form(written: bytes) -> None:
    assert received(changes={"from": written}).sender == OFFICER


def test_kannel_stops_calling_for_what_is_refused_and_calls_again_for_what_is_not_kept() -> None:
    refused = [
        RIG.carrier.receive(webhook, NOW)
        for webhook in (*RIG.wrong().values(), RIG.call(b""), RIG.call(b"id=1&status=8"))
    ]
    assert {each.status for each in refused if isinstance(each, Malformed)} == {200}
    assert isinstance(RIG.carrier.receipt(RIG.receipt(b"DELIVRD"), NOW), Malformed)
    assert isinstance(RIG.carrier.receipt(RIG.receipt(b"8", outbound="x"), NOW), Malformed)
    assert (RIG.carrier.refuse(200).status, RIG.carrier.refuse(503).status) == (200, 503)
    assert RIG.carrier.answer(received()).body == b"", "a body would be texted to the officer"


@pytest.mark.parametrize(
    ("status", "reason", "delivery", "error"),
    [
        (b"8", b"ACK/", Delivery.SENT, ""),
        (b"1", b"id:1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:XA01", Delivery.DELIVERED, ""),
        (b"2", b"id:1 sub:001 dlvrd:000 stat:UNDELIV err:02A text:XA01", Delivery.FAILED, "UNDELIV 02A"),
        (b"16", b"NACK/0x0000000b/Invalid Destination Address", Delivery.FAILED, "0x0000000b Invalid Destination A"),
        (b"16", b"NACK/\xff\0", Delivery.FAILED, "\ufffd␀"),
        (b"2", b"", Delivery.FAILED, ""),
    ],
)
def test_receipts_name_our_own_number_and_why_a_text_failed(
    status: bytes, reason: bytes, delivery: Delivery, error: str
) -> None:
    assert told(status, reason) == Receipt("kannel", "kannel-7", delivery, NOW, 7, error)


@pytest.mark.parametrize(
    ("text", "coding"),
    [
        ("Da nhan XA01: BZ 1.234", "0"),
        ("[XA01] {1} ~ ^ | \\ 5 €", "0"),
        ("Đã nhận", "2"),
        ("da nhan 👍", "2"),
        ("á", "2"),
    ],
)
def test_a_text_goes_out_whole_with_what_asks_for_its_receipts(api: Api, text: str, coding: str) -> None:
    api.reply = (202, b"0: Accepted for delivery")
    assert sending(api, Outgoing(7, "kannel", OFFICER, text)) == Sent("kannel-7")
    assert api.calls[0].method == "GET"
    assert asked(api) == {
        "username": "tungngo",
        "password": "a password",
        "from": NUMBER,
        "to": OFFICER,
        "text": text,
        "charset": "UTF-8",
        "coding": coding,
        "dlr-mask": "31",
        "dlr-url": f"https://sms.example.org/receipts/kannel?key={KEY}&outbound=7&status=%d&reason=%A",
    }


def test_one_of_several_smscs_can_be_named(api: Api) -> None:
    sending(api, smsc="viettel")
    assert asked(api)["smsc"] == "viettel"


@pytest.mark.parametrize(
    ("left", "validity"), [(timedelta(hours=6, seconds=30), "360"), (timedelta(seconds=20), "1"), (timedelta(-9), None)]
)
def test_what_is_of_no_use_any_more_need_not_be_delivered(api: Api, left: timedelta, validity: str | None) -> None:
    sending(api, Outgoing(7, "kannel", OFFICER, "BZ", datetime.now(UTC) + left))
    assert asked(api).get("validity") == validity


@pytest.mark.parametrize(
    ("status", "said", "outcome"),
    [
        (202, b"3: Queued for later delivery", Sent("kannel-7")),
        (202, b"Sent.", Sent("kannel-7")),
        (403, CREDENTIALS, refused_us(403)),
        (403, b"Not routable. Do not try again.", Refused("403", "Not routable. Do not try again.")),
        (400, b"Missing receiver number, rejected", Refused("400", "Missing receiver number, rejected")),
        (404, b"Unknown request", refused_us(404)),
        (302, b"", refused_us(302)),
        (200, b"<html>Hi</html>", refused_us(200)),
        (503, b"Temporal failure, try again later.", Later("Temporal failure, try again later.", calling.AWAY_SECONDS)),
        (500, b"Sending failed.", Later("Sending failed.", calling.AWAY_SECONDS)),
        (502, b"<html>Bad Gateway</html>", Unsure("HTTP 502")),
        (503, b"", Unsure("HTTP 503")),
    ],
)
def test_what_smsbox_says_is_what_became_of_a_text(api: Api, status: int, said: bytes, outcome: Outcome) -> None:
    api.reply = (status, said)
    assert sending(api) == outcome


def test_a_smsbox_that_is_down_has_taken_nothing() -> None:
    outcome = kannel({"sendsms_url": "http://127.0.0.1:1/cgi-bin/sendsms"}).send(OUTGOING)
    assert outcome == Later("ConnectionError", calling.AWAY_SECONDS)


def test_that_kannel_does_not_know_us_is_told_once_a_minute(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    api.reply = (403, CREDENTIALS)
    carrier = kannel({"sendsms_url": api.url})
    for _ in range(3):
        carrier.send(OUTGOING)
    assert [record.getMessage() for record in caplog.records] == [
        "Kannel refuses our credentials (HTTP 403): all answers on kannel wait"
    ]


@pytest.mark.parametrize(
    ("replies", "wrong"),
    [
        ([(400, b"Missing receiver number, rejected"), (200, STATUS % b"online 63s")], None),
        ([(400, b"Missing receiver number, rejected"), (200, STATUS % b"re-connecting")], "chưa nối được với tổng đài"),
        ([(400, b"Missing receiver number, rejected"), (200, b"Denied")], "không nhận ADMIN_PASSWORD"),
        ([(400, b"Missing receiver number, rejected"), (404, b"")], "Không xem được trang quản trị"),
        ([(403, CREDENTIALS)], "không nhận USERNAME và PASSWORD"),
        ([(404, b"")], "trả lời HTTP 404"),
    ],
)
def test_the_check_says_what_is_wrong(api: Api, replies: list[tuple[int, bytes]], wrong: str | None) -> None:
    api.replies = replies
    carrier = kannel({"sendsms_url": api.url, "admin_url": api.url, "admin_password": "x"})
    found = list(carrier.check())
    assert len(found) == (wrong is not None)
    assert all(str(wrong) in each for each in found)
    assert "to=" not in "".join(call.path for call in api.calls), "a check texts nobody"


def test_without_the_admins_address_the_check_asks_sendsms_alone(api: Api) -> None:
    api.reply = (400, b"Missing receiver number, rejected")
    assert list(kannel({"sendsms_url": api.url}).check()) == []
    assert len(api.calls) == 1
    assert "Không gọi được smsbox" in next(iter(kannel({"sendsms_url": "http://127.0.0.1:1"}).check()))


def test_the_steps_hold_the_whole_address() -> None:
    assert any(
        f'get-url = "https://sms.example.org/sms/kannel?key={KEY}&id=%I&from=%p&ts=%T&charset=%C&udh=%u&hex=%e"' in step
        for step in kannel().steps()
    )
