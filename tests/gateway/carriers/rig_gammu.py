"""gammu's two stores, with what gammu puts there put there by hand: also what it would take long to make a real one do."""

from __future__ import annotations

import os
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from gateway.carriers.gammu_files import GammuFiles
from gateway.carriers.gammu_sql import GammuSql
from gateway.carriers.polled import Polled
from gateway.carriers.setup import Setup
from ledger.mail import Outgoing
from tests.gateway.carriers.rigs import NUMBER, OFFICER

POLLED = ("gammu_files", "gammu_sql")
WORDS = {"sent": "SendingOK", "delivered": "DeliveryOK", "failed": "SendingError"}


@dataclass(frozen=True)
class Segment:
    """One segment that came in; `content` as it was on the air."""

    content: bytes
    udh: str = ""
    sender: str = OFFICER
    moment: str = "20200827143000"
    coding: str = "Unicode_No_Compression"


class PolledRig(ABC):
    """What a carrier that is polled needs to stand in the table."""

    carrier: Polled

    @abstractmethod
    def store(self, *segments: Segment, age: float = 60.0) -> None:
        """Store the segments of one text as the real one does, so many seconds ago."""

    @abstractmethod
    def report(self, word: str) -> None:
        """Store a delivery report that no text of ours belongs to."""

    @abstractmethod
    def settle(self, outgoing: Outgoing, status: str) -> None:
        """Let a text of ours leave the outbox: sent, delivered or failed."""

    @abstractmethod
    def waiting(self) -> int:
        """How many of ours wait in the outbox."""

    @abstractmethod
    def age_outbox(self, seconds: float) -> None:
        """Let what waits in the outbox wait for so long already."""

    @abstractmethod
    def spoil(self) -> None:
        """Store much that is no text, and nothing that is one."""

    @abstractmethod
    def take_away(self) -> None:
        """Let the store be out of reach."""


class FilesRig(PolledRig):
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("inbox", "outbox", "sent", "error"):
            (folder / name).mkdir()
        given = {"zone": "Asia/Ho_Chi_Minh", "folder": str(folder), "pid_file": str(folder / "smsd.pid")}
        self.carrier = GammuFiles(Setup("gammu_files", NUMBER, given))

    def store(self, *segments: Segment, age: float = 60.0) -> None:
        self.put(
            self.name(segments[0]), "".join(_detailed(nth, *each) for nth, each in enumerate(_told(segments))), age
        )

    def name(self, segment: Segment) -> str:
        """The first name that is free, as gammu takes it."""
        when = f"{segment.moment[:8]}_{segment.moment[8:]}"
        names = (f"IN{when}_{nth:02}_{segment.sender}_00.txt" for nth in count())
        return next(name for name in names if not (self.folder / "inbox" / name).exists())

    def put(self, name: str, content: str | bytes, age: float = 60.0, folder: str = "inbox") -> Path:
        path = self.folder / folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (time.time() - age,) * 2)
        return path

    def report(self, word: str) -> None:
        segment = Segment(word.encode("utf-16-be"))
        self.put(self.name(segment), _detailed(0, segment, "Status_Report"))

    def settle(self, outgoing: Outgoing, status: str) -> None:
        (mine,) = (self.folder / "outbox").glob(f"OUT*_{outgoing.reference}.smsbackup")
        mine.rename(self.folder / ("error" if status == "failed" else "sent") / mine.name)

    def waiting(self) -> int:
        return len(list((self.folder / "outbox").glob("OUT*")))

    def age_outbox(self, seconds: float) -> None:
        for path in (self.folder / "outbox").iterdir():
            os.utime(path, (time.time() - seconds,) * 2)

    def spoil(self) -> None:
        name = "IN20200827_143000_00_+84912345678_%02d.txt"
        for nth, content in enumerate(
            (b"", b"\0", b"\xff" * 50, b"[SMSBackup000]\n", b"[SMSBackup000]\nText00 = 0", b"[" * 999)
        ):
            self.put(name % nth, content)
        self.put("INx", b"BZ XA01 1234")
        self.put("IN20209999_143000_00_\udcff_00.txt", b"BZ XA01 1234")
        self.put("OUT" + "x" * 60, b"", folder="sent")
        self.put("OUTA1_9-xyz.smsbackup", b"", folder="error")
        (self.folder / "inbox" / "IN").mkdir()

    def take_away(self) -> None:
        for name in ("inbox", "outbox"):
            (self.folder / name).rename(self.folder / f"{name} away")


class SqlRig(PolledRig):
    def __init__(self, database: str) -> None:
        self.database = database
        self.carrier = self.line("sim")

    def line(self, phone: str, database: str = "") -> GammuSql:
        given = {"zone": "Asia/Ho_Chi_Minh", "database": database or self.database, "phone_id": phone}
        return GammuSql(Setup("gammu_sql", NUMBER, given))

    def execute(self, statement: str, *values: Any) -> list[Any]:
        with psycopg.connect(self.database) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def store(self, *segments: Segment, age: float = 60.0, phone: str = "sim") -> None:
        whole = b"".join(segment.content for segment in segments)
        for nth, segment in enumerate(segments):
            decoded = "" if nth or segment.coding == "8bit" else _as_gammu_decodes(whole)
            self.row(segment, decoded, age, phone)

    def row(self, segment: Segment, decoded: str, age: float = 60.0, phone: str = "sim") -> None:
        self.execute(
            """INSERT INTO inbox ("UpdatedInDB", "ReceivingDateTime", "Text", "SenderNumber", "Coding", "UDH", "TextDecoded",
               "RecipientID") VALUES (LOCALTIMESTAMP - make_interval(secs => %s), to_timestamp(%s, 'YYYYMMDDHH24MISS'),
               %s, %s, %s, %s, %s, %s)""",
            *(
                age,
                segment.moment,
                segment.content.hex().upper(),
                segment.sender,
                segment.coding,
                segment.udh,
                decoded,
                phone,
            ),
        )

    def report(self, word: str) -> None:
        """Gammu writes no row for it, only what it changes at a text of ours."""

    def settle(self, outgoing: Outgoing, status: str) -> None:
        rows = self.execute('SELECT "ID" FROM outbox WHERE "CreatorID" = %s', outgoing.reference)
        if rows:
            self.send(rows[0][0], WORDS[status])
        else:
            told = 'UPDATE sentitems SET "Status" = %s WHERE "CreatorID" LIKE %s'
            self.execute(told, WORDS[status], f"{outgoing.reference}%")

    def send(self, row: int, word: str) -> None:
        """Move a text from the outbox to what was sent, each of its parts."""
        for table, position in (("outbox", "1"), ("outbox_multipart", '"SequencePosition"')):
            creator = '(SELECT "CreatorID" FROM outbox WHERE "ID" = m."ID")'
            self.execute(
                f"""INSERT INTO sentitems ("Text", "UDH", "TextDecoded", "ID", "SenderID", "SequencePosition", "Status", "CreatorID",
                    "DestinationNumber") SELECT '', coalesce("UDH", ''), "TextDecoded", "ID", 'sim', {position}, %s, {creator},
                    '{OFFICER}' FROM {table} AS m WHERE "ID" = %s""",  # noqa: S608 - ours
                *(word, row),
            )
        self.execute('DELETE FROM outbox WHERE "ID" = %s', row)

    def waiting(self) -> int:
        return int(self.execute("SELECT count(*) FROM outbox")[0][0])

    def age_outbox(self, seconds: float) -> None:
        self.execute('UPDATE outbox SET "InsertIntoDB" = LOCALTIMESTAMP - make_interval(secs => %s)', seconds)

    def spoil(self) -> None:
        for text, udh in (("zz", ""), ("0", ""), ("0042", "05"), ("", "zz"), ("0042", "0500030B0000")):
            self.execute(
                """INSERT INTO inbox ("UpdatedInDB", "Text", "SenderNumber", "UDH", "TextDecoded", "RecipientID")
                   VALUES (LOCALTIMESTAMP - interval '1 minute', %s, '', %s, '', 'sim')""",
                *(text, udh),
            )
        self.execute(
            """INSERT INTO sentitems ("Text", "UDH", "SenderID", "CreatorID") VALUES ('', '', 'sim', 'Gammu 1.42.0'),
               ('', '', 'sim', '9'), ('', '', 'sim', 'another''s')"""
        )

    def take_away(self) -> None:
        self.carrier = self.line("sim", make_conninfo(self.database, dbname="nowhere"))


def _as_gammu_decodes(content: bytes) -> str:
    """In the clear as far as PostgreSQL takes it: gammu cuts at a NUL, and writes nothing for half a letter."""
    try:
        return content.decode("utf-16-be").partition("\0")[0]
    except UnicodeDecodeError:
        return ""


def _told(segments: tuple[Segment, ...]) -> list[tuple[Segment, str]]:
    return [(segment, "Deliver") for segment in segments]


def _detailed(nth: int, segment: Segment, pdu: str) -> str:
    digits, number = segment.content.hex().upper(), segment.sender.encode("utf-16-be").hex().upper()
    lines = "".join(f"Text{at // 200:02} = {digits[at : at + 200]}\n" for at in range(0, len(digits) or 1, 200))
    units = len(segment.content) // (1 if segment.coding == "8bit" else 2)
    return (
        f"; Saved for Gammu\n\n[SMSBackup{nth:03}]\n; BZ XA01\nPDU = {pdu}\n"
        f"DateTime = {segment.moment[:8]}T{segment.moment[8:]}Z\n"
        f'Number = "{segment.sender}"\nNumberUnicode = {number}\n'
        + (f"UDH = {segment.udh}\n" if segment.udh else "")
        + lines
        + f"Coding = {segment.coding}\nLength = {units}\nClass = -1\n"
    )
