"""Twilio's own: signatures against its validator, receipts, and sending to a server that stands for its API."""

from __future__ import annotations

import socket
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped] # it comes without types

from gateway.carriers import calling, twilio
from gateway.carriers.base import (
    CannotAsk,
    Carrier,
    Finding,
    Later,
    Listed,
    Malformed,
    NotFound,
    Outcome,
    Refused,
    Sent,
    Unsure,
)
from gateway.carriers.twilio import STATUSES, Twilio
from ledger.mail import Arrival, Outgoing, Receipt
from tests.carrier_server import BREAKS_AFTER, BREAKS_BEFORE, HANGS_UP_AFTER, OK, CarrierServer, Reply, carrier_server
from tests.gateway.carriers.rigs import ACCOUNT, FORM, NUMBER, OFFICER, PUBLIC_URL, Fields, TwilioRig, form, webhook

NOW = datetime(2020, 8, 27, 7, 30, tzinfo=UTC)
RIG = TwilioRig()
VALIDATOR = RequestValidator(ACCOUNT["auth_token"])
NOT_US = "our credentials are refused: HTTP {}"
OUTGOING = Outgoing(7, "twilio", OFFICER, "XA01 da nhan BZ 1234 luc 14:32 #7")

names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6)
values = st.text(st.characters(codec="utf-8"), max_size=8)
urls = st.sampled_from(["https://a.example", "http://127.0.0.1:8000", "https://a.example:8443", "https://a.example/b"])


@given(fields=st.lists(st.tuples(names, values), max_size=8), base=urls, flip=st.booleans())
def test_our_check_says_what_twilios_validator_says(fields: list[tuple[str, str]], base: str, flip: bool) -> None:
    url = f"{base}/sms/twilio"
    signature = VALIDATOR.compute_signature(url, Multi(fields))
    if flip:
        signature = signature.swapcase()
    body = form([(name.encode(), value.encode()) for name, value in fields])
    call = replace(webhook("", body, {"Content-Type": FORM, "X-Twilio-Signature": signature}), url=url)
    assert RIG.carrier.verify(call) == VALIDATOR.validate(url, Multi(fields), signature)


@given(fields=st.dictionaries(st.binary(min_size=1, max_size=5), st.binary(max_size=5), max_size=5))
def test_bytes_that_are_no_text_are_signed_as_they_are(fields: dict[bytes, bytes]) -> None:
    assert RIG.carrier.verify(RIG.signed([*fields.items()]))


class Multi(dict[str, list[str]]):
    """Fields as the validator takes them."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        super().__init__()
        for name, value in fields:
            self.setdefault(name, []).append(value)

    def getlist(self, name: str) -> list[str]:
        return self[name]


@pytest.mark.parametrize("signed_url", [f"{PUBLIC_URL}/sms/twilio", f"{PUBLIC_URL}:443/sms/twilio"])
def test_the_port_may_be_signed_too(signed_url: str) -> None:
    signature = VALIDATOR.compute_signature(signed_url, {"Body": "x"})
    assert RIG.carrier.verify(
        webhook("/sms/twilio", b"Body=x", {"Content-Type": FORM, "X-Twilio-Signature": signature})
    )


def test_a_framework_that_replaced_what_is_no_text_before_it_signed_is_understood() -> None:
    signature = VALIDATOR.compute_signature(f"{PUBLIC_URL}/sms/twilio", {"Body": "a\ufffd"})
    assert RIG.carrier.verify(
        webhook("/sms/twilio", b"Body=a%FF", {"Content-Type": FORM, "X-Twilio-Signature": signature})
    )


@pytest.mark.parametrize("algorithm", ["HMAC_SHA256", "HMAC_SHA1"])
def test_the_algorithm_that_the_settings_header_names_is_the_one_that_counts(algorithm: str) -> None:
    url, fields = f"{PUBLIC_URL}/sms/twilio", {"Body": "x"}
    named = {"Content-Type": FORM, "X-Twilio-Webhooks-Signature-Settings": f"key=k,algorithm={algorithm}"}
    for signed_by in ("HMAC_SHA256", "HMAC_SHA1"):
        signature = VALIDATOR.compute_signature(url, fields, signed_by)
        call = webhook("/sms/twilio", b"Body=x", named | {"X-Twilio-Signature": signature})
        assert RIG.carrier.verify(call) == (signed_by == algorithm)


def test_a_json_body_counts_only_under_its_hash() -> None:
    body = b'{"a": 1}'
    for query, good in ((f"bodySHA256={sha256(body).hexdigest()}", True), ("bodySHA256=0", False), ("a=b", False)):
        signature = VALIDATOR.compute_signature(f"{PUBLIC_URL}/sms/twilio?{query}", {})
        headers = {"Content-Type": "application/json", "X-Twilio-Signature": signature}
        assert RIG.carrier.verify(webhook("/sms/twilio", body, headers, query)) == good


def test_one_captured_call_cut_anew_gives_neither_another_id_nor_another_sender() -> None:
    forged = b"From+84900000099MessageSidSM" + b"f" * 32 + b"To+84900000001Zzz"
    captured = RIG.fields(b"BZ XA01 9999" + forged)
    signature = RIG.signed([*captured.items()]).headers.get("X-Twilio-Signature", "")
    rest = dict(sorted(captured.items()))
    behind = b"".join(name + value for name, value in rest.items() if name > b"Body")
    anew: Fields = [
        *((name, value) for name, value in rest.items() if name < b"Body"),
        (b"Body", b"BZ XA01 9999"),
        (b"From", b"+84900000099"),
        (b"MessageSid", b"SM" + b"f" * 32),
        (b"To", b"+84900000001"),
        (b"Zzz", behind),
    ]
    call = webhook("/sms/twilio", form(anew), {"Content-Type": FORM, "X-Twilio-Signature": signature})
    assert RIG.carrier.verify(call), "the forgery is only worth testing while its signature holds"
    assert RIG.carrier.receive(call, NOW) == Malformed("another message is hidden in it")


def test_the_same_words_in_an_honest_text_are_a_text() -> None:
    text = b"From+84900000099MessageSidSM" + b"f" * 32
    arrival = RIG.carrier.receive(RIG.text(text), NOW)
    assert isinstance(arrival, Arrival)
    assert arrival.text == text.decode()


def test_new_fields_come_without_notice() -> None:
    more = {"OriginalRepliedMessageSid": b"SM" + b"1" * 32, "ForwardedFrom": b"+84911111111", "Ngày mới": b"{}"}
    call = RIG.signed([*RIG.fields().items(), *((name.encode(), value) for name, value in more.items())])
    assert RIG.carrier.verify(call)
    assert isinstance(RIG.carrier.receive(call, NOW), Arrival)


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_is_ranked_with_its_error(status: str) -> None:
    call = RIG.receipt(status.encode(), changes={"ErrorCode": b"30005"})
    assert RIG.carrier.verify(call)
    receipt = RIG.carrier.receipt(call, NOW)
    assert receipt == Receipt("twilio", f"SM{9:032x}", STATUSES[status], NOW, 7, "30005")


@pytest.mark.parametrize("outbound", ["", "x", "-1", "٣", "9" * 19, "7\n"])
def test_a_number_that_is_none_of_ours_is_left_out(outbound: str) -> None:
    receipt = RIG.carrier.receipt(RIG.receipt(b"sent", outbound), NOW)
    assert isinstance(receipt, Receipt)
    assert receipt.outbound_id is None


@pytest.mark.parametrize(
    "changes", [{"MessageSid": b"x"}, {"AccountSid": b"AC" + b"1" * 32}, {"MessageStatus": b"Delivered"}]
)
def test_a_wrong_receipt_is_malformed(changes: dict[str, bytes]) -> None:
    call = RIG.receipt(b"delivered", changes=changes)
    assert RIG.carrier.verify(call)
    assert isinstance(RIG.carrier.receipt(call, NOW), Malformed)


@pytest.fixture
def server() -> Iterator[CarrierServer]:
    with carrier_server() as running:
        yield running


@pytest.fixture
def carrier(server: CarrierServer) -> Twilio:
    made = TwilioRig(server.url).carrier
    assert isinstance(made, Twilio)
    return made


def test_a_text_goes_out_as_twilio_wants_it(server: CarrierServer, carrier: Carrier) -> None:
    sent = carrier.send(OUTGOING)
    assert sent == Sent(server.taken[0]["sid"])
    [(path, headers, fields)] = server.calls
    assert path == f"/2010-04-01/Accounts/{ACCOUNT['account_sid']}/Messages.json"
    assert (
        b64decode(headers["Authorization"].removeprefix("Basic ")).decode()
        == f"{ACCOUNT['account_sid']}:{ACCOUNT['auth_token']}"
    )
    assert fields == {
        "To": OFFICER,
        "From": NUMBER,
        "Body": OUTGOING.text,
        "StatusCallback": f"{PUBLIC_URL}/receipts/twilio?outbound=7",
    }


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (BREAKS_BEFORE, Unsure("HTTP 500")),
        (BREAKS_AFTER, Unsure("HTTP 500")),
        (Reply(503, "<html>"), Unsure("HTTP 503")),
        (HANGS_UP_AFTER, Unsure("ConnectionError")),
        (Reply(takes=True, pause=0.4), Unsure("ReadTimeout")),
        (Reply(201, "no JSON", takes=True), Unsure("taken without an id")),
        (Reply(201, {"sid": "strange\ud800"}, takes=True), Unsure("taken without an id")),
        (Reply(201, "[" * 5000, takes=True), Unsure("taken without an id")),
        (Reply(429, {"code": 20429}), Later("throttled", 10.0, whole_line=True)),
        (Reply(429, "", {"Retry-After": "7"}), Later("throttled", 7.0, whole_line=True)),
        (Reply(429, "", {"Retry-After": "999999"}), Later("throttled", 3600.0, whole_line=True)),
        (Reply(429, "", {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), Later("throttled", 10.0, whole_line=True)),
        (Reply(400, {"code": 20429, "message": "x"}), Later("throttled", 10.0, whole_line=True)),
        (Reply(400, {"code": 21610, "message": "Opted out"}), Refused("21610", "Opted out", opted_out=True)),
        (Reply(400, {"code": 21211, "message": "Bad To"}), Refused("21211", "Bad To")),
        (Reply(401, {"code": 20003, "message": "Authenticate"}), Later(NOT_US.format(401), 60.0, whole_line=True)),
        (Reply(403, {"code": 20003, "message": "Forbidden"}), Later(NOT_US.format(403), 60.0, whole_line=True)),
        (Reply(404, "<html>"), Later(NOT_US.format(404), 60.0, whole_line=True)),
        (Reply(307, "", {"Location": "http://169.254.169.254/"}), Refused("307", "Temporary Redirect")),
    ],
)
def test_what_the_carrier_says_is_what_becomes_of_the_text(
    server: CarrierServer, carrier: Carrier, monkeypatch: pytest.MonkeyPatch, reply: Reply, outcome: Outcome
) -> None:
    monkeypatch.setattr(calling, "ANSWER_SECONDS", 0.2)
    server.replies.append(reply)
    assert carrier.send(OUTGOING) == outcome
    assert len(server.calls) == 1


def test_that_our_credentials_are_refused_is_told_once_a_minute(
    server: CarrierServer, carrier: Carrier, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server.replies.extend([Reply(401)] * 4)
    for _ in range(3):
        carrier.send(OUTGOING)
    assert [record.getMessage() for record in caplog.records] == [
        "Twilio refuses our credentials (HTTP 401): all answers on twilio wait"
    ]
    monkeypatch.setattr(calling, "WARNING_EVERY_SECONDS", 0.0)
    carrier.send(OUTGOING)
    assert len(caplog.records) == 2


def test_a_carrier_that_cannot_be_reached_has_taken_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    outcome = TwilioRig(url).carrier.send(OUTGOING)
    assert outcome == Later("ConnectionError", calling.AWAY_SECONDS)


def test_a_carrier_that_answers_no_connection_has_taken_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0), backlog=1) as deaf, Filled(deaf):
        outcome = TwilioRig(f"http://127.0.0.1:{deaf.getsockname()[1]}").carrier.send(OUTGOING)
    assert outcome == Later("ConnectTimeout", calling.AWAY_SECONDS)


class Filled:
    """Fills a listener's queue, so that the next one's connection does not come about."""

    def __init__(self, listener: socket.socket) -> None:
        self._address = listener.getsockname()
        self._waiting: list[socket.socket] = []

    def __enter__(self) -> None:
        for _ in range(8):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(self._address)
            self._waiting.append(one)

    def __exit__(self, *_: object) -> None:
        for one in self._waiting:
            one.close()


def listed(server: CarrierServer, **changes: str) -> str:
    return server.take({"To": OFFICER, "From": NUMBER, "Body": OUTGOING.text}, **changes)["sid"]


def test_a_text_whose_outcome_is_unknown_is_found_at_the_carrier(server: CarrierServer, carrier: Carrier) -> None:
    since = datetime.now(UTC)
    server.replies.append(BREAKS_AFTER)
    assert carrier.send(OUTGOING) == Unsure("HTTP 500")
    assert carrier.find(OUTGOING, since) == Sent(server.taken[0]["sid"])


def test_a_text_that_never_came_is_not_found(server: CarrierServer, carrier: Carrier) -> None:
    since = datetime.now(UTC)
    for changes in (
        {"body": OUTGOING.text + "."},
        {"from": "+84900000002"},
        {"to": "+84912345679"},
        {"date_created": format_datetime(since - timedelta(minutes=5))},
    ):
        listed(server, **changes)
    assert carrier.find(OUTGOING, since) == NotFound()


def test_two_rows_with_one_wording_never_share_a_text(server: CarrierServer, carrier: Carrier) -> None:
    since = datetime.now(UTC)
    first, second = listed(server), listed(server)
    assert carrier.find(OUTGOING, since) == Sent(first)
    assert carrier.find(OUTGOING, since, {first}) == Sent(second)
    assert carrier.find(OUTGOING, since, {first, second}) == NotFound()


def test_a_trial_accounts_words_before_ours_do_not_hide_a_text(server: CarrierServer, carrier: Carrier) -> None:
    sid = listed(server, body=f"Sent from your Twilio trial account - {OUTGOING.text}")
    assert carrier.find(OUTGOING, datetime.now(UTC)) == Sent(sid)


@pytest.mark.parametrize(
    ("reply", "finding"),
    [
        (BREAKS_BEFORE, CannotAsk("HTTP 500")),
        (Reply(429, ""), CannotAsk("throttled")),
        (Reply(401, {"code": 20003}), CannotAsk("HTTP 401 without a list")),
        (Reply(200, "<html>"), CannotAsk("HTTP 200 without a list")),
        (Reply(200, {"messages": 1}), CannotAsk("HTTP 200 without a list")),
        (Reply(200, {"messages": ["x"]}), CannotAsk("a list that cannot be read")),
        (
            Reply(200, {"messages": [{"body": OUTGOING.text, "from": NUMBER, "sid": f"SM{1:032x}"}]}),
            CannotAsk("a list that cannot be read"),
        ),
    ],
)
def test_a_carrier_that_cannot_be_asked_says_nothing_of_the_text(
    server: CarrierServer, carrier: Carrier, reply: Reply, finding: Finding
) -> None:
    server.replies.append(reply)
    assert carrier.find(OUTGOING, datetime.now(UTC)) == finding


def test_connections_are_kept_and_one_that_broke_meanwhile_costs_nothing(
    server: CarrierServer, carrier: Carrier
) -> None:
    server.replies.extend([OK, HANGS_UP_AFTER])
    outcomes = [carrier.send(OUTGOING) for _ in range(3)]
    assert [type(outcome) for outcome in outcomes] == [Sent, Unsure, Sent]


def test_its_list_gives_the_same_texts_under_the_same_ids_as_its_calls(server: CarrierServer, carrier: Carrier) -> None:
    texts = {1: "BZ XA01 1234", 2: "Bao cao: đã cài 85 máy \U0001f4f1", 3: "", 4: "BZ\0XA01 5"}
    for serial, text in texts.items():
        fields = RIG.fields(text.encode(), serial)
        sid, sender = fields[b"MessageSid"].decode(), fields[b"From"].decode()
        server.receive(sender, text, NOW - timedelta(minutes=serial), sid=sid)
    found = carrier.look(NOW - timedelta(hours=1), NOW)
    assert isinstance(found, Listed)
    assert found.is_whole
    called = [carrier.receive(RIG.text(text.encode(), serial), NOW) for serial, text in texts.items()]
    assert all(isinstance(one, Arrival) and one.sent_at is None for one in called), "its calls hold no time"
    assert [replace(one, sent_at=None) for one in found.entries if isinstance(one, Arrival)] == called
    assert [one.sent_at for one in found.entries if isinstance(one, Arrival)] == [
        NOW - timedelta(minutes=serial) for serial in texts
    ]


def test_its_list_is_read_page_by_page_as_far_back_as_it_is_asked(server: CarrierServer, carrier: Carrier) -> None:
    server.page_size = 3
    sids = [server.receive(OFFICER, "BZ 1", NOW - timedelta(minutes=nth))["sid"] for nth in range(20)]
    found = carrier.look(NOW - timedelta(minutes=7), NOW)
    assert isinstance(found, Listed)
    assert [entry.carrier_id for entry in found.entries] == sids[:8]
    assert len(server.calls) == 3, "it is newest first: the rest need not be asked for"
    assert {path for path, _, _ in server.calls} == {f"/2010-04-01/Accounts/{ACCOUNT['account_sid']}/Messages.json"}
    assert server.calls[0][2] == {"To": NUMBER, "DateSent>": "2020-08-27", "PageSize": "1000"}


def test_a_list_without_end_is_not_whole(
    server: CarrierServer, carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twilio, "MOST_PAGES", 2)
    server.page_size = 3
    for nth in range(20):
        server.receive(OFFICER, "BZ 1", NOW - timedelta(minutes=nth))
    found = carrier.look(NOW - timedelta(hours=1), NOW)
    assert isinstance(found, Listed)
    assert (len(found.entries), found.is_whole) == (6, False)


def test_what_is_no_text_to_us_is_not_in_its_list(server: CarrierServer, carrier: Carrier) -> None:
    for strange in (
        {"to": "+84900000002"},
        {"direction": "outbound-api"},
        {"status": "receiving"},
        {"sid": "CA" + "0" * 32},
        {"from": "+0912345678"},
        {"from": "whatsapp:+84912345678"},
    ):
        server.receive(OFFICER, "BZ 1", NOW, **strange)
    good = server.receive(OFFICER, "BZ 1", NOW)["sid"]
    found = carrier.look(NOW - timedelta(hours=1), NOW)
    assert isinstance(found, Listed)
    assert [entry.carrier_id for entry in found.entries] == [good]


def test_a_next_page_elsewhere_is_not_asked_for(server: CarrierServer, carrier: Carrier) -> None:
    server.replies.append(Reply(200, {"messages": [], "next_page_uri": "@elsewhere.example/Messages.json"}))
    assert carrier.look(NOW - timedelta(hours=1), NOW) == Listed([])
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    "reply",
    [BREAKS_BEFORE, Reply(429), Reply(401, {}), Reply(200, "<html>"), Reply(200, {"messages": None}), Reply(200, "[]")],
)
def test_a_list_that_is_not_given_is_no_empty_one(server: CarrierServer, carrier: Carrier, reply: Reply) -> None:
    server.receive(OFFICER, "BZ 1", NOW)
    server.replies.append(reply)
    assert isinstance(carrier.look(NOW - timedelta(hours=1), NOW), CannotAsk)
    server.page_size = 1
    server.receive(OFFICER, "BZ 2", NOW)
    server.replies.extend([Reply(200, server.page({"To": NUMBER}, carrier._path)), reply])  # type: ignore[attr-defined]
    assert isinstance(carrier.look(NOW - timedelta(hours=1), NOW), CannotAsk), "half a list is none"
