"""The two stores of gammu as a real gammu-smsd fills and empties them, and what is each one's own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.carriers.base import Later, Listed, NotFound, Refused, Sent
from gateway.carriers.gammu_sql import GammuSql, relative_validity
from gateway.carriers.polled import Polled
from gateway.lines import lines
from ledger.mail import Arrival, Delivery, Outgoing, Receipt
from settings import SettingsError, read
from tests import gammu
from tests.gammu import Modem
from tests.gateway.carriers.conftest import absent
from tests.gateway.carriers.rig_gammu import POLLED, FilesRig, Segment, SqlRig
from tests.gateway.carriers.rigs import NUMBER, OFFICER
from tests.journey.killing import wait_until
from tests.peers import NoPeerError

NOW = datetime(2020, 8, 27, 7, 30, tzinfo=UTC)
LONG = "Xã Long An: đã nhận 1.234 máy 👍. " * 6
OTHERS = tuple(f"+8491234570{nth}" for nth in range(10))
ODD = b'BZ XA01 12\n[SMSBackup001]\r\nPDU = Status_Report\nLength = 3\r"q" {x} \xe2\x82\xac'


class Real:
    """A carrier of ours, the modem that fills its store, and all that was looked up so far."""

    def __init__(self, carrier: Polled, modem: Modem) -> None:
        self.carrier = carrier
        self.modem = modem

    def look(self) -> list[Arrival | Receipt]:
        listed = self.carrier.look(NOW, NOW)
        assert isinstance(listed, Listed)
        return list(listed.entries)

    def until(self, happened: Callable[[list[Arrival | Receipt]], bool], what: str) -> list[Arrival | Receipt]:
        """Look until it has happened; done with all that was listed then."""
        wait_until(lambda: happened(self.look()), 90, what)
        found = self.look()
        self.carrier.done(found)
        return found

    def texts(self, count: int) -> list[Arrival]:
        found = self.until(lambda seen: len(seen) >= count and not self.modem.on_sim(), f"{count} texts")
        return [entry for entry in found if isinstance(entry, Arrival)]

    def receipt(self, delivery: Delivery, outgoing: Outgoing) -> None:
        wanted = (delivery, outgoing.reference, outgoing.id)
        found = self.until(lambda seen: wanted in map(_told, seen), delivery)
        assert list(map(_told, found)).count(wanted) == 1


def _told(entry: Arrival | Receipt) -> tuple[Delivery, str, int | None] | None:
    return (entry.delivery, entry.carrier_id, entry.outbound_id) if isinstance(entry, Receipt) else None


@pytest.fixture(scope="module", params=POLLED)
def real(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Real]:
    folder = tmp_path_factory.mktemp("gammu")
    given = {"zone": "Asia/Ho_Chi_Minh"}
    try:
        if request.param == "gammu_files":
            store = gammu.in_files(folder / "spool")
            given |= {"folder": str(folder / "spool"), "pid_file": str(folder / "smsd.pid")}
        else:
            server, template = request.getfixturevalue("_gammu_template")
            database = server.url_of(server.make(template)).replace("+psycopg", "")
            store = gammu.in_sql(database)
            given |= {"database": database, "phone_id": "sim"}
        carrier = lines(
            read({f"{request.param}_{name}".upper(): value for name, value in {"number": NUMBER, **given}.items()})
        )
        found = carrier[request.param]
        assert isinstance(found, Polled)
        with gammu.running(folder, store) as modem:
            yield Real(found, modem)
    except NoPeerError as why:
        absent(why)


def test_texts_come_as_they_were_sent(real: Real) -> None:
    real.modem.get(b"BZ XA01 1234", OFFICER)
    real.modem.get("Xã Long An: 1.234 máy 👍".encode(), OTHERS[0])
    real.modem.get(b"BZ XA01 " + b"1" * 145, OTHERS[1], udh="050003100201")
    real.modem.get(b"2345", OTHERS[1], udh="050003100202")
    real.modem.get("đ".encode() * 66 + b"\xed\xa0\xbd", OTHERS[2], udh="06080412340201")
    real.modem.get(b"\xed\xb1\x8d.", OTHERS[2], udh="06080412340202")
    real.modem.get(ODD, "VNPT-KT1")
    real.modem.get(b"", "0912345679")
    real.modem.get(b"BZ \xed\xa0\x80 12", OTHERS[3])
    real.modem.get(b"Delivered", OTHERS[4], pdu="Status_Report", reference=3)
    expected = {
        OFFICER: "BZ XA01 1234",
        OTHERS[0]: "Xã Long An: 1.234 máy 👍",
        OTHERS[1]: "BZ XA01 " + "1" * 145 + "2345",
        OTHERS[2]: "đ" * 66 + "👍.",
        "VNPT-KT1": ODD.decode(),
        "+84912345679": "",
        OTHERS[3]: "BZ \ufffd\ufffd\ufffd 12",
    }
    texts = real.texts(len(expected))
    assert {text.sender: text.text for text in texts} == expected
    assert not any(text.partial for text in texts)
    assert {text.sent_at for text in texts} == {datetime(2020, 8, 27, 7, 30, tzinfo=UTC)}
    assert real.look() == []


def test_a_lost_part_is_partial_when_gammu_gives_up_waiting(real: Real) -> None:
    real.modem.get(b"BZ XA01 12", OTHERS[5], udh="050003200201")
    assert [(text.sender, text.text, text.partial) for text in real.texts(1)] == [(OTHERS[5], "BZ XA01 12", True)]


def test_texts_of_ours_are_sent_and_told(real: Real) -> None:
    for number, text in ((1, "Da nhan: XA01 1.234 {x}"), (2, "Đã nhận 👍"), (3, LONG)):
        outgoing = Outgoing(number, real.carrier.line, OFFICER, text, urgent=number == 1)
        assert real.carrier.find(outgoing, NOW) == NotFound()
        assert real.carrier.send(outgoing) == Sent(outgoing.reference)
        real.receipt(Delivery.SENT, outgoing)
        assert real.carrier.find(outgoing, NOW) == Sent(outgoing.reference)
    assert list(real.carrier.check()) == []


@pytest.mark.kill
def test_whoever_is_killed_no_text_is_lost_and_none_is_two(real: Real) -> None:
    wanted = {f"BZ XA{nth:02} 5" for nth in range(1, 25)}
    seen: list[Arrival | Receipt] = []
    for nth, words in enumerate(sorted(wanted), 1):
        real.modem.get(words.encode(), OTHERS[nth % 10], moment=f"20200827T1500{nth:02}")
        if nth % 6 == 0:
            wait_until(lambda: real.modem.on_sim() < 6, 30, "one off the SIM, and gammu at the next")
            real.modem.kill()
            real.modem.start()
            seen += real.look()  # nobody is done: it will be listed again
    seen += real.texts(len(wanted))
    whole = {(entry.text, entry.carrier_id) for entry in seen if isinstance(entry, Arrival) and not entry.partial}
    assert sorted(text for text, _ in whole) == sorted(wanted)


def test_who_is_gone_is_missed(real: Real) -> None:
    real.modem.kill()
    if isinstance(real.carrier, GammuSql):
        SqlRig(real.carrier.setup.given["database"]).execute(
            "ALTER TABLE phones DISABLE TRIGGER ALL; UPDATE phones SET \"UpdatedInDB\" = LOCALTIMESTAMP - interval '1 hour'"
        )
    assert any("không chạy" in trouble for trouble in real.carrier.check())
    real.modem.start()
    wait_until(lambda: not list(real.carrier.check()), 30, "back")


@pytest.mark.parametrize("real", ["gammu_sql"], indirect=True)
def test_sql_gammu_settles_a_text_by_the_report_that_belongs_to_it(real: Real) -> None:
    outgoing = Outgoing(4, real.carrier.line, OTHERS[7], "Đã nhận")
    real.carrier.send(outgoing)
    real.receipt(Delivery.SENT, outgoing)
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    real.modem.get(
        b"Delivered", OTHERS[7], pdu="Status_Report", reference=255, moment=now
    )  # its every text has that one
    real.receipt(Delivery.DELIVERED, outgoing)


def test_sql_a_report_that_matches_settles_the_text(gammu_sql: SqlRig) -> None:
    outgoing = Outgoing(7, "gammu_sql", OFFICER, LONG)
    gammu_sql.carrier.send(outgoing)
    gammu_sql.settle(outgoing, "sent")
    gammu_sql.carrier.done(_receipts(gammu_sql, Delivery.SENT))
    gammu_sql.execute("""UPDATE sentitems SET "Status" = 'DeliveryOK' WHERE "SequencePosition" = 1""")
    assert _receipts(gammu_sql, Delivery.DELIVERED) == []
    assert gammu_sql.carrier.look(NOW, NOW) == Listed([])
    gammu_sql.settle(outgoing, "delivered")
    gammu_sql.carrier.done(_receipts(gammu_sql, Delivery.DELIVERED))
    assert gammu_sql.carrier.look(NOW, NOW) == Listed([])


def test_sql_one_part_that_failed_is_a_text_that_failed(gammu_sql: SqlRig) -> None:
    outgoing = Outgoing(7, "gammu_sql", OFFICER, LONG)
    gammu_sql.carrier.send(outgoing)
    gammu_sql.settle(outgoing, "sent")
    gammu_sql.execute(
        """UPDATE sentitems SET "Status" = 'DeliveryFailed', "StatusError" = 70 WHERE "SequencePosition" = 2"""
    )
    (receipt,) = _receipts(gammu_sql, Delivery.FAILED)
    assert receipt.error == "70"


def _receipts(rig: SqlRig, delivery: Delivery) -> list[Receipt]:
    listed = rig.carrier.look(NOW, NOW)
    assert isinstance(listed, Listed)
    return [each for each in listed.entries if isinstance(each, Receipt) and each.delivery is delivery]


def test_sql_each_modem_has_its_own_texts(gammu_sql: SqlRig) -> None:
    other = gammu_sql.line("other")
    whole = LONG.encode("utf-16-be")
    gammu_sql.row(Segment(whole[:134], "050003100201"), LONG)
    gammu_sql.row(Segment("một".encode("utf-16-be"), sender=OTHERS[0]), "một", phone="other")  # in between the parts
    gammu_sql.row(Segment(whole[134:], "050003100202"), "")
    assert [each.text for each in _texts(gammu_sql.carrier)] == [LONG]
    assert [each.text for each in _texts(other)] == ["một"]
    other.done(_texts(other))
    assert (len(_texts(gammu_sql.carrier)), _texts(other)) == (1, [])


def _texts(carrier: Polled) -> list[Arrival]:
    listed = carrier.look(NOW, NOW)
    assert isinstance(listed, Listed)
    return [entry for entry in listed.entries if isinstance(entry, Arrival)]


def test_sql_what_its_table_cannot_hold_is_refused(gammu_sql: SqlRig) -> None:
    assert isinstance(gammu_sql.carrier.send(Outgoing(7, "gammu_sql", "+" + "8" * 30, "OK")), Refused)


def test_sql_a_text_does_not_outlive_its_use(gammu_sql: SqlRig) -> None:
    expires_at = datetime.fromtimestamp(time.time() + 3 * 3600 + 30, UTC)
    gammu_sql.carrier.send(Outgoing(7, "gammu_sql", OFFICER, "OK", expires_at=expires_at))
    assert gammu_sql.execute('SELECT "RelativeValidity", "SenderID", "DeliveryReport" FROM outbox') == [
        (35, "sim", "yes")
    ]


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-5, 0),
        (299, 0),
        (600, 1),
        (43_200, 143),
        (45_000, 144),
        (86_400, 167),
        (90_000, 167),
        (172_800, 168),
        (1e9, 255),
    ],
)
def test_validity_as_gsm_counts_it(seconds: float, expected: int) -> None:
    assert relative_validity(seconds) == expected


def test_a_database_url_is_checked_and_never_shown() -> None:
    with pytest.raises(SettingsError) as mistakes:
        lines(read({"GAMMU_SQL_NUMBER": NUMBER, "GAMMU_SQL_DATABASE": "mysql://user:geheim@host/smsd"}))
    assert "GAMMU_SQL_DATABASE" in str(mistakes.value)
    assert "geheim" not in str(mistakes.value)


def test_files_another_text_under_the_same_name_is_not_done_unread(gammu_files: FilesRig) -> None:
    first, second = Segment("BZ XA01 1".encode("utf-16-be")), Segment("BZ XA01 2".encode("utf-16-be"))
    gammu_files.store(first)
    listed = _texts(gammu_files.carrier)
    gammu_files.carrier.done(listed)
    gammu_files.store(second)  # in the same second from the same sender: gammu takes the name that is free again
    gammu_files.carrier.done(listed)
    assert [each.text for each in _texts(gammu_files.carrier)] == ["BZ XA01 2"]


@pytest.mark.parametrize("cut", ["Text00", "Coding", "Length = 1", "BZ"])
def test_files_a_text_that_a_power_cut_shortened_never_counts(gammu_files: FilesRig, cut: str) -> None:
    gammu_files.store(Segment("BZ XA01 12345".encode("utf-16-be")))
    (path,) = (gammu_files.folder / "inbox").iterdir()
    content = path.read_text(encoding="utf-8")
    gammu_files.put(path.name, content[: content.index(cut) + len(cut)])
    assert all(each.partial for each in _texts(gammu_files.carrier))


def test_files_in_another_format_never_count_and_the_check_says_why(
    gammu_files: FilesRig, caplog: pytest.LogCaptureFixture
) -> None:
    gammu_files.put("IN20200827_143000_00_+84912345678_00.txt", b"\xfe\xff" + "Xã 12".encode("utf-16-be"))
    (text,) = _texts(gammu_files.carrier)
    assert (text.text, text.sender, text.partial) == ("Xã 12", OFFICER, True)
    assert "InboxFormat = detail" in caplog.text
    assert any("InboxFormat = detail" in trouble for trouble in gammu_files.carrier.check())


def test_files_what_cannot_be_written_is_offered_again(gammu_files: FilesRig) -> None:
    (gammu_files.folder / "outbox").rmdir()
    assert isinstance(gammu_files.carrier.send(Outgoing(7, "gammu_files", OFFICER, "OK")), Later)


def test_files_go_out_in_their_order_the_urgent_ones_first(gammu_files: FilesRig) -> None:
    for number, urgent in ((10, False), (9, False), (11, True)):
        gammu_files.carrier.send(Outgoing(number, "gammu_files", OFFICER, "OK", urgent=urgent))
    names = sorted(path.name for path in (gammu_files.folder / "outbox").iterdir())
    assert [int(name[4:22]) for name in names] == [11, 9, 10]


def test_files_a_strange_pid_file_is_no_process(gammu_files: FilesRig) -> None:
    pid_file = Path(gammu_files.carrier.setup.given["pid_file"])
    for content, is_missed in ((str(os.getpid()), False), ("x", True), ("9" * 30, True), ("", True)):
        pid_file.write_text(content, encoding="ascii")
        assert any("không chạy" in trouble for trouble in gammu_files.carrier.check()) == is_missed
