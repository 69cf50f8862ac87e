"""The table that every carrier passes which is polled: what its store gives, and what becomes of it when it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.carriers.base import CannotAsk, Later, Listed, Malformed, NotFound, Sent
from gateway.journal import Ledger
from ledger.engine import connect, reading
from ledger.inbound import unsettled
from ledger.mail import Arrival, Delivery, Outgoing, Receipt
from tests.gammu import utf16
from tests.gateway.carriers.rig_gammu import PolledRig, Segment
from tests.gateway.carriers.rigs import NUMBER, OFFICER, is_text, webhook
from tests.gateway.carriers.test_contract import TEXTS

NOW = datetime(2020, 8, 27, 7, 30, tzinfo=UTC)
SENDERS = {
    "+84912345678": "+84912345678",
    "0912345678": "+84912345678",
    "84912345678": "+84912345678",
    "01627654321": "+84327654321",
    "8088": "8088",
    "VNPT-KT1": "VNPT-KT1",
    "A.B & C's_": "A.B & C's_",
    "": "unknown",
    "Xã Long An": "unknown",
}
ANSWER = Outgoing(7, "line", OFFICER, "Đã nhận: XA01 1.234", urgent=True, expires_at=NOW + timedelta(hours=3))
LONG = Outgoing(8, "line", OFFICER, "Đã nhận. " * 30)


def segment(text: bytes = b"BZ XA01 1234", **more: str) -> Segment:
    return Segment(utf16(text), **more)


def looked(rig: PolledRig) -> list[Arrival | Receipt]:
    listed = rig.carrier.look(NOW, NOW)
    assert isinstance(listed, Listed)
    return list(listed.entries)


def arrivals(rig: PolledRig) -> list[Arrival]:
    return [entry for entry in looked(rig) if isinstance(entry, Arrival)]


def receipts(rig: PolledRig) -> list[Receipt]:
    return [entry for entry in looked(rig) if isinstance(entry, Receipt)]


@pytest.mark.parametrize("case", [case for case, (came, _, _) in TEXTS.items() if is_text(came)])
def test_a_text_is_an_arrival_whatever_it_holds(polled: PolledRig, case: str) -> None:
    came, kept, needs_raw = TEXTS[case]
    polled.store(segment(came))
    (arrival,) = arrivals(polled)
    assert (arrival.text, arrival.raw) == (kept, came if needs_raw else None)
    assert (arrival.line, arrival.sender, arrival.recipient) == (polled.carrier.line, OFFICER, NUMBER)
    assert (arrival.received_at, arrival.partial) == (NOW, False)
    assert arrival.sent_at == datetime(2020, 8, 27, 7, 30, tzinfo=UTC), "the message centre's clock is the office's"


def test_bytes_stay_bytes(polled: PolledRig) -> None:
    polled.store(Segment(b"BZ \xff\0", coding="8bit"))
    (arrival,) = arrivals(polled)
    assert (arrival.text, arrival.raw) == ("BZ \ufffd␀", b"BZ \xff\0")


@pytest.mark.parametrize(("sender", "kept"), SENDERS.items())
def test_who_sent_it(polled: PolledRig, sender: str, kept: str) -> None:
    polled.store(segment(sender=sender))
    assert arrivals(polled)[0].sender == kept


def test_a_text_is_the_same_at_every_look_and_when_it_is_stored_again(polled: PolledRig) -> None:
    polled.store(segment())
    (first,) = looked(polled)
    assert looked(polled) == [first]
    polled.carrier.done([first])
    assert looked(polled) == []
    polled.store(segment())  # gammu died before it could delete it from the SIM
    assert looked(polled) == [first]


def test_other_texts_have_other_ids(polled: PolledRig) -> None:
    polled.store(segment())
    polled.store(segment(b"BZ XA01 1235"))
    polled.store(segment(sender="+84912345679"))
    polled.store(segment(moment="20200827143001"))
    assert len({arrival.carrier_id for arrival in arrivals(polled)}) == 4


def test_the_same_words_on_two_days_are_two_texts_where_the_clock_says_nothing(polled: PolledRig) -> None:
    for _ in range(2):
        polled.store(segment(moment="19700101000000"))
    first, second = arrivals(polled)
    assert first.carrier_id != second.carrier_id
    assert first.sent_at is None


def test_a_long_text_is_one_and_a_letter_that_two_parts_share_is_whole(polled: PolledRig) -> None:
    whole = "Xã Long An: 1.234 👍 máy".encode("utf-16-be")
    cut = whole.index("👍".encode("utf-16-be")) + 2
    polled.store(Segment(whole[:cut], "050003100201"), Segment(whole[cut:], "050003100202"))
    polled.store(Segment(whole[:cut], "0608041234 0201".replace(" ", "")), Segment(whole[cut:], "06080412340202"))
    assert [(each.text, each.partial) for each in arrivals(polled)] == [("Xã Long An: 1.234 👍 máy", False)] * 2


def test_a_part_whose_siblings_never_came_is_partial(polled: PolledRig) -> None:
    polled.store(segment(b"BZ XA01 12", udh="050003100201"))
    polled.store(segment(b"34", udh="050003110202", sender="+84912345679"))
    polled.store(segment(b"BZ XA01 12", udh="zz", sender="+84912345670"))
    assert [(each.text, each.partial) for each in sorted(arrivals(polled), key=lambda each: each.sender)] == [
        ("BZ XA01 12", True),
        ("BZ XA01 12", True),
        ("34", True),
    ]


def test_parts_of_two_texts_are_never_joined(polled: PolledRig) -> None:
    polled.store(segment(b"BZ XA01 12", udh="050003100201"))
    polled.store(segment(b"99", udh="050003100202", moment="20200827150000"))
    assert {(each.text, each.partial) for each in arrivals(polled)} == {("BZ XA01 12", True), ("99", True)}


def test_a_header_that_is_not_about_parts_leaves_a_text_whole(polled: PolledRig) -> None:
    polled.store(segment(udh="06050415810000"))
    assert not arrivals(polled)[0].partial


def test_what_is_being_written_is_left_for_the_next_look(polled: PolledRig) -> None:
    polled.store(segment(b"BZ XA01 12", udh="050003100201"), age=0)
    assert looked(polled) == []
    polled.store(segment(sender="+84912345679"), age=0)
    assert [each.text for each in arrivals(polled)] == ["BZ XA01 1234"], "who is whole does not wait"


@pytest.mark.parametrize("word", ["Delivered", "Failed", "Pending"])
def test_a_delivery_report_is_no_text(polled: PolledRig, word: str) -> None:
    polled.report(word)
    assert arrivals(polled) == []
    polled.carrier.done(looked(polled))
    assert looked(polled) == []


@pytest.mark.parametrize("outgoing", [ANSWER, LONG])
def test_a_text_of_ours_is_put_there_once_and_found(polled: PolledRig, outgoing: Outgoing) -> None:
    assert polled.carrier.find(outgoing, NOW) == NotFound()
    assert polled.carrier.send(outgoing) == polled.carrier.send(outgoing) == Sent(outgoing.reference)
    assert polled.waiting() == 1
    assert polled.carrier.find(replace(outgoing, urgent=False), NOW) == Sent(outgoing.reference)
    assert looked(polled) == []
    polled.settle(outgoing, "sent")
    for _ in range(2):
        assert polled.carrier.find(outgoing, NOW) == polled.carrier.send(outgoing) == Sent(outgoing.reference)
        polled.carrier.done(looked(polled))
    assert polled.waiting() == 0


@pytest.mark.parametrize(("status", "delivery"), [("sent", Delivery.SENT), ("failed", Delivery.FAILED)])
@pytest.mark.parametrize("outgoing", [ANSWER, LONG])
def test_what_became_of_it_is_told_once(polled: PolledRig, outgoing: Outgoing, status: str, delivery: Delivery) -> None:
    polled.carrier.send(outgoing)
    polled.settle(outgoing, status)
    (receipt,) = receipts(polled)
    assert (receipt.carrier_id, receipt.outbound_id, receipt.delivery) == (outgoing.reference, outgoing.id, delivery)
    polled.carrier.done([receipt])
    assert looked(polled) == []


def test_who_does_not_send_gets_no_more(polled: PolledRig) -> None:
    polled.carrier.send(ANSWER)
    polled.age_outbox(121)
    later = polled.carrier.send(LONG)
    assert isinstance(later, Later)
    assert later.whole_line
    assert polled.waiting() == 1
    assert any("quá lâu" in trouble for trouble in polled.carrier.check())


def test_a_store_out_of_reach_is_said_and_loses_nothing(polled: PolledRig) -> None:
    polled.store(segment())
    (entry,) = looked(polled)
    polled.take_away()
    assert isinstance(polled.carrier.look(NOW, NOW), CannotAsk)
    assert isinstance(polled.carrier.find(ANSWER, NOW), CannotAsk)
    assert isinstance(polled.carrier.send(ANSWER), Later)
    assert list(polled.carrier.check())
    polled.carrier.done([entry])


def test_whatever_lies_there_nothing_raises_and_nothing_counts(polled: PolledRig) -> None:
    polled.spoil()
    found = arrivals(polled)
    assert found == looked(polled)
    assert all(arrival.partial for arrival in found)
    polled.carrier.done(found)
    assert list(polled.carrier.check())
    assert list(polled.carrier.steps())


def test_who_calls_is_somebody_else(polled: PolledRig) -> None:
    call = webhook("/sms/gammu", b"", {})
    assert not polled.carrier.verify(call)
    assert isinstance(polled.carrier.receive(call, NOW), Malformed)
    assert isinstance(polled.carrier.receipt(call, NOW), Malformed)
    assert polled.carrier.methods == frozenset()


def test_through_the_journal_each_text_is_one_row(polled: PolledRig, database_url: str) -> None:
    polled.store(segment())
    polled.store(segment(b"BZ XA02 5"))
    polled.spoil()
    book = Ledger(database_url)
    for _ in range(2):
        book.write(looked(polled))
    polled.carrier.done(looked(polled)[:1])
    book.write(looked(polled))
    engine = connect(database_url)
    with reading(engine) as connection:
        assert unsettled(connection) == len({entry.carrier_id for entry in looked(polled)}) + 1
    engine.dispose()
    book.close()
