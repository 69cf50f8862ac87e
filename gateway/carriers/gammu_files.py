"""gammu-smsd with files: a folder of texts that came and one of texts to send, in gammu's own detailed format."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import time
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from gateway import synced
from gateway.carriers.base import CannotAsk, Finding, Later, Listed, NotFound, Outcome, Sent
from gateway.carriers.gammu import (
    AWAY_SECONDS,
    BYTES,
    SETTLE_SECONDS,
    STUCK_SECONDS,
    UCS2,
    Gammu,
    Part,
    from_hex,
    header,
    identity,
    is_whole,
    local_time,
    pieces,
)
from gateway.carriers.setup import Ask, Setup
from ledger.mail import Arrival, Delivery, Outgoing, Receipt, number_of

# Where a file of ours goes: it only ever moves on to a later one of these.
OUTBOX, SENT, ERROR, DONE = PLACES = ("outbox", "sent", "error", "done")
INBOX = "inbox"
SETTLED = {SENT: Delivery.SENT, ERROR: Delivery.FAILED}
# What a report says that comes on the texts' road. It names no text of ours, and so changes none.
REPORTED = {"Delivered": Delivery.DELIVERED, "Failed": Delivery.FAILED}
URGENT, USUAL = "A", "B"
LINE_LENGTH = 200

Fields: TypeAlias = Mapping[bytes, bytes]

_BOM = b"\xfe\xff"
_RECEIVED = re.compile(r"IN(?P<time>[0-9]{8}_[0-9]{6})_[0-9]+_(?P<sender>.*)_[0-9]{2,}\.(?P<kind>\w+)", re.DOTALL)
_OURS = re.compile(r"OUT[AB][0-9]{18}_([0-9]{1,18}-[0-9a-f]{16})\.smsbackup")
_SECTION = re.compile(rb"^\[SMSBackup[0-9]+\]", re.MULTILINE)
_FIELD = re.compile(rb"^([A-Za-z0-9]+) = ([^\r\n]*)", re.MULTILINE)

log = logging.getLogger(__name__)


class GammuFiles(Gammu):
    """A folder with gammu's inbox, outbox, sent and error in it, and our own `done`."""

    asks = (*Gammu.asks, Ask("folder", default="/var/spool/gammu"), Ask("pid_file", default="/run/gammu-smsd.pid"))

    def __init__(self, setup: Setup) -> None:
        """Nothing is opened yet."""
        super().__init__(setup)
        self._folder = Path(setup.given["folder"])

    def send(self, outgoing: Outgoing) -> Outcome:
        """Put one file into the outbox, under a name that is the same each time; a text already there is not doubled."""
        try:
            if self._is_there(outgoing):
                return Sent(outgoing.reference)
            if self._is_stuck():
                return Later("gammu does not take what lies in its outbox", AWAY_SECONDS, whole_line=True)
            outbox = self._folder / OUTBOX
            name = _name(outgoing.reference, URGENT if outgoing.urgent else USUAL)
            unfinished = outbox / f".{name}"  # gammu looks at no file whose name begins with a dot
            synced.write(unfinished, _told(outgoing))
            unfinished.chmod(0o640)  # whatever our own umask is: gammu runs as another user of the folder's group
            unfinished.rename(outbox / name)
            synced.folder(outbox)  # where that fails the text is offered again, and found
        except OSError as error:
            return Later(f"its outbox cannot be written: {type(error).__name__}", AWAY_SECONDS, whole_line=True)
        return Sent(outgoing.reference)

    def find(self, outgoing: Outgoing, since: datetime, known: Container[str] = frozenset()) -> Finding:  # noqa: ARG002
        """Look for the file by its name, in the order in which it moves on."""
        try:
            return Sent(outgoing.reference) if self._is_there(outgoing) else NotFound()
        except OSError as error:
            return CannotAsk(type(error).__name__)

    def look(self, since: datetime, now: datetime) -> Listed | CannotAsk:  # noqa: ARG002 - what is not done is listed
        """List what lies in the inbox, and which of ours gammu has sent or given up."""
        try:
            return Listed([entry for _, entry in (*self._received(now), *self._settled(now))])
        except OSError as error:
            return CannotAsk(f"{self._folder}: {type(error).__name__}")

    def done(self, entries: Iterable[Arrival | Receipt]) -> None:
        """Move the files to `done`. Only what was listed: another text may have come under the same name since."""
        known, now = {entry.carrier_id for entry in entries}, datetime.now(UTC)
        done = self._folder / DONE
        try:
            done.mkdir(exist_ok=True)
            for path, entry in self._received(now):
                if entry.carrier_id in known:
                    path.rename(done / f"{entry.carrier_id}{path.suffix}")
            for path, receipt in self._settled(now):
                if receipt.carrier_id in known:
                    path.rename(done / path.name)
        except OSError as error:
            log.error("%s: what is done stays where it was, %s", self._folder, error)  # noqa: TRY400 - it says it all

    def check(self) -> Iterable[str]:
        """Whether the folders are ours to use and gammu is alive."""
        with contextlib.suppress(OSError):
            (self._folder / DONE).mkdir(exist_ok=True)
        for name in (INBOX, *PLACES):
            if not os.access(self._folder / name, os.R_OK | os.W_OK | os.X_OK):
                yield f"Không đọc và ghi được thư mục {self._folder / name}."
        if not self._is_alive():
            yield f"gammu-smsd không chạy (theo {self.setup.given['pid_file']})."
        with contextlib.suppress(OSError):
            if self._is_stuck():
                yield f"Tin nằm trong {self._folder / OUTBOX} quá lâu: gammu-smsd không gửi."
            if any(not _sections(path.read_bytes()) for path in self._files(INBOX)):
                yield f"Trong {self._folder / INBOX} có tệp không đủ thông tin: đặt InboxFormat = detail."

    def steps(self) -> Iterable[str]:
        """What has to stand in gammu-smsdrc."""
        yield "/etc/gammu-smsdrc, [smsd]: Service = files, InboxFormat = detail, DeliveryReport = no"
        for setting, name in (
            ("InboxPath", INBOX),
            ("OutboxPath", OUTBOX),
            ("SentSMSPath", SENT),
            ("ErrorSMSPath", ERROR),
        ):
            yield f"{setting} = {self._folder / name}/"

    def _received(self, now: datetime) -> Iterator[tuple[Path, Arrival | Receipt]]:
        """The texts and reports in the inbox, oldest first, but for those that are still being written."""
        for path in self._files(INBOX):
            entry = self._read(path, now)
            if entry is not None:
                yield path, entry

    def _read(self, path: Path, now: datetime) -> Arrival | Receipt | None:
        try:
            content, is_young = path.read_bytes(), _is_young(path)
        except OSError:  # gone meanwhile, or not ours to read, which the check tells
            return None
        sections = _sections(content)
        parts = [_part(fields) for fields in sections] if sections else _undetailed(path.name, content)
        if not parts or (is_young and not is_whole(parts)):
            return None
        if any(fields.get(b"PDU") == b"Status_Report" for fields in sections):
            said = parts[0].content.decode("utf-16-be", errors="replace")
            return Receipt(self.line, identity(parts, path.stem), REPORTED.get(said, Delivery.SENT), now)
        return self.arrival(parts, path.stem, now)

    def _settled(self, now: datetime) -> Iterator[tuple[Path, Receipt]]:
        for folder, delivery in SETTLED.items():
            for path in self._files(folder):
                ours = _OURS.fullmatch(path.name)
                if ours:
                    yield path, Receipt(self.line, ours[1], delivery, now, number_of(ours[1]))

    def _files(self, folder: str) -> list[Path]:
        begins = "IN" if folder == INBOX else "OUT"
        return sorted(path for path in (self._folder / folder).iterdir() if path.name.startswith(begins))

    def _is_there(self, outgoing: Outgoing) -> bool:
        """Whether the text's file is anywhere. Raises OSError where that cannot be said, such as without the folders."""
        for folder in PLACES[:-1]:
            (self._folder / folder).stat()
        names = [_name(outgoing.reference, priority) for priority in (URGENT, USUAL)]
        return any((self._folder / folder / name).exists() for folder in PLACES for name in names)

    def _is_stuck(self) -> bool:
        waiting = [path for path in self._files(OUTBOX) if _OURS.fullmatch(path.name)]
        return any(_age(path) > STUCK_SECONDS for path in waiting)

    def _is_alive(self) -> bool:
        try:
            os.kill(int(Path(self.setup.given["pid_file"]).read_text(encoding="ascii")), 0)
        except PermissionError:  # it is somebody else's, and so it is
            return True
        except (OSError, ValueError, OverflowError):
            return False
        return True


def _age(path: Path) -> float:
    """How many seconds ago a file was written; none for one that is gone."""
    with contextlib.suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime
    return 0.0


def _is_young(path: Path) -> bool:
    return _age(path) < SETTLE_SECONDS


def _name(reference: str, priority: str) -> str:
    """The name of a file of ours: gammu sends them in the order of their names."""
    return f"OUT{priority}{number_of(reference):018}_{reference}.smsbackup"


def _sections(content: bytes) -> list[Fields]:
    """What a detailed file says of each part, of as many as are written; nothing where it is no such file.

    Comments hold the text as well, each line of it behind a semicolon.
    """
    return [dict(_FIELD.findall(section)) for section in _SECTION.split(content)[1:]]


def _part(fields: Fields) -> Part:
    told = {name.decode(): value.decode(errors="replace") for name, value in fields.items()}
    coding = told.get("Coding", "")
    content = from_hex("".join(told[name] for name in sorted(told) if re.fullmatch("Text[0-9]{2,}", name)))
    length = len(content) if coding == BYTES else len(content) // 2
    return Part(
        sender=from_hex(told.get("NumberUnicode", "")).decode("utf-16-be", errors="replace"),
        local_time=local_time(told.get("DateTime", "")),
        udh=header(told.get("UDH", "")),
        coding=coding,
        content=content,
        # Its length stands behind the text: a text cut short by a power cut does not pass for one that ends there.
        is_known_whole=told.get("Length") == str(length),
    )


def _undetailed(name: str, content: bytes) -> list[Part]:
    """A file in another format than ours: nothing in it tells a text from a part of one, so it never counts."""
    found = _RECEIVED.fullmatch(name)
    if not content or found is None:
        return []
    log.error("%r does not tell a text from a part of one: set InboxFormat = detail", name)
    is_text = content.startswith(_BOM)
    coding, content = (UCS2, content.removeprefix(_BOM)) if is_text else (BYTES, content)
    return [Part(found["sender"], local_time(found["time"]), b"", coding, content, is_known_whole=False)]


def _told(outgoing: Outgoing) -> bytes:
    """A text of ours in gammu's format, in which each part says for itself how it is written."""
    return b"\n".join(_section(nth, part, outgoing.recipient) for nth, part in enumerate(pieces(outgoing)))


def _section(nth: int, part: Part, recipient: str) -> bytes:
    text, number = part.content.hex().upper(), recipient.encode("utf-16-be").hex().upper()
    lines = [text[start : start + LINE_LENGTH] for start in range(0, len(text), LINE_LENGTH)]
    fields = {
        "PDU": "Submit",
        "Number": f'"{recipient}"',
        "NumberUnicode": number,
        **({"UDH": part.udh.hex().upper()} if part.udh else {}),
        **{f"Text{at:02}": line for at, line in enumerate(lines)},
        "Coding": part.coding,
        "Length": str(len(part.content) // 2),
        "Class": "-1",
    }
    told = "".join(f"{name} = {value}\n" for name, value in fields.items())
    return f"[SMSBackup{nth:03}]\n{told}".encode()
