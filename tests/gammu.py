"""A real gammu-smsd for tests, with the phone that gammu makes up for such purposes: a folder of the SIM's texts."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tests import peers
from tests.journey.killing import wait_until
from tests.peers import NoPeerError, Peer

SCHEMA = Path("/usr/share/doc/gammu-smsd/examples/pgsql.sql")
PACKAGE = "gammu-smsd"
CENTRE = "123456"
"""The message centre of the phone that gammu makes up."""
SECTION = """
[SMSBackup000]
PDU = {pdu}
SMSC = "{centre}"
DateTime = {moment}
State = UnRead
Number = "{sender}"
{udh}{lines}Coding = {coding}
Folder = 1
Length = {length}
Class = -1
MessageReference = {reference}
"""


def make_tables(database: str) -> None:
    """Make gammu's tables by the script that comes with it. NoPeerError where it is not there."""
    if not SCHEMA.exists():
        raise NoPeerError(
            f"gammu's {SCHEMA} is not here; on Debian and Ubuntu: apt install {PACKAGE}, with its examples"
        )
    script = SCHEMA.read_text(encoding="utf-8").replace("CREATE LANGUAGE plpgsql;", "")
    with psycopg.connect(database) as connection:
        connection.execute(script.encode())


def utf16(text: bytes) -> bytes:
    """A text as it goes on the air in UCS-2; half letters pass."""
    return text.decode(errors="surrogatepass").encode("utf-16-be", errors="surrogatepass")


@dataclass
class Modem:
    """gammu-smsd and its phone."""

    folder: Path
    store: Mapping[str, str]

    def __post_init__(self) -> None:
        self._program = peers.program("gammu-smsd", PACKAGE)
        self._serial = count(1)
        self._peer: Peer | None = None
        self.sim = self.folder / "phone" / "sms" / "1"
        self.sim.mkdir(parents=True)
        self.pid_file = self.folder / "smsd.pid"
        self._conf = self.folder / "smsdrc"
        smsd = {
            "LogFile": str(self.folder / "smsd.log"),
            "DebugLevel": "1",
            "CommTimeout": "1",
            "MultipartTimeout": "2",
            "StatusFrequency": "1",
            "DeliveryReport": "sms",
            "PhoneID": "sim",
            **self.store,
        }
        lines = "".join(f"{name} = {value}\n" for name, value in smsd.items())
        phone = f"[gammu]\nmodel = dummy\nconnection = none\ndevice = {self.folder / 'phone'}\n"
        self._conf.write_text(f"{phone}[smsd]\n{lines}", encoding="utf-8")

    def start(self) -> None:
        """Start gammu, and wait until it speaks to its phone."""
        command = [self._program, "--pid", str(self.pid_file), "-c", str(self._conf)]
        self._peer = Peer(
            command, self.folder / "out.log", environment={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        )
        wait_until(self.pid_file.exists, 30, "gammu-smsd")

    def kill(self) -> None:
        """End gammu without warning."""
        if self._peer is not None:
            self._peer.end(signal.SIGKILL)
            self._peer = None
        self.pid_file.unlink(missing_ok=True)

    def get(
        self,
        text: bytes,
        sender: str,
        *,
        moment: str = "20200827T143000",
        udh: str = "",
        pdu: str = "Deliver",
        reference: int = 0,
    ) -> None:
        """Let the phone receive one segment."""
        digits = utf16(text).hex().upper()
        lines = "".join(f"Text{at // 200:02} = {digits[at : at + 200]}\n" for at in range(0, len(digits) or 1, 200))
        serial = next(self._serial)
        unfinished = self.folder / "unfinished"
        unfinished.write_text(
            SECTION.format(
                pdu=pdu,
                centre=CENTRE,
                moment=moment,
                sender=sender,
                udh=f"UDH = {udh}\n" if udh else "",
                lines=lines,
                coding="Default_No_Compression" if text.isascii() else "Unicode_No_Compression",
                length=len(digits) // 4,
                reference=reference,
            ),
            encoding="utf-8",
        )
        unfinished.rename(self.sim / str(serial))

    def on_sim(self) -> int:
        """How many segments gammu has not yet taken off the SIM."""
        return len(list(self.sim.iterdir()))


def in_files(spool: Path) -> dict[str, str]:
    """How gammu is told of the folders that a line of ours uses."""
    for name in ("inbox", "outbox", "sent", "error"):
        (spool / name).mkdir(parents=True, exist_ok=True)
    return {
        "Service": "files",
        "InboxFormat": "detail",
        "InboxPath": f"{spool}/inbox/",
        "OutboxPath": f"{spool}/outbox/",
        "SentSMSPath": f"{spool}/sent/",
        "ErrorSMSPath": f"{spool}/error/",
    }


def in_sql(database: str) -> dict[str, str]:
    """How gammu is told of a database that holds its tables."""
    said = conninfo_to_dict(database)
    port = f":{said['port']}" if "port" in said else ""
    return {
        "Service": "sql",
        "Driver": "native_pgsql",
        "Host": f"{said.get('host', '127.0.0.1')}{port}",
        "User": str(said.get("user", "postgres")),
        "Password": str(said.get("password", "")),
        "Database": str(said["dbname"]),
    }


@contextmanager
def running(folder: Path, store: Mapping[str, str]) -> Iterator[Modem]:
    """A modem at work for as long as the block lasts. NoPeerError where gammu is missing."""
    modem = Modem(folder, store)
    try:
        modem.start()
        yield modem
    finally:
        modem.kill()
