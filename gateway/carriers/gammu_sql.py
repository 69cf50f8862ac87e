"""gammu-smsd with PostgreSQL: its tables inbox, outbox and sentitems. The one file outside the ledger that speaks SQL."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, TypeAlias

import psycopg
from psycopg.rows import namedtuple_row

from gateway.carriers.base import CannotAsk, Finding, Later, Listed, NotFound, Outcome, Refused, Sent, Unsure
from gateway.carriers.gammu import (
    AWAY_SECONDS,
    SETTLE_SECONDS,
    STUCK_SECONDS,
    Gammu,
    Part,
    from_hex,
    header,
    is_whole,
    pieces,
    place,
)
from gateway.carriers.setup import Ask, Setup
from ledger.mail import Arrival, Delivery, Outgoing, Receipt, number_of

Row: TypeAlias = Any  # a row of theirs; its names are theirs too

CONNECT_SECONDS = 2
STATEMENT_MILLISECONDS = 2500
# A gammu that has not written to its row for that long is gone: it does so every StatusFrequency, 60 s.
SILENT_SECONDS = 300
# Nothing is heard any more of a text after that many others.
LAST_SENT = 5000

# GSM's numbers for a validity, from the first to the last, and of how many seconds: in steps of five minutes up to
# twelve hours, then of half an hour, a day, a week.
_VALIDITY = ((0, 143, 300, 300), (144, 167, 45_000, 1800), (168, 196, 172_800, 86_400), (197, 255, 3_024_000, 604_800))

_INBOX = """
SELECT "ID" AS id, "ReceivingDateTime" AS at, "SenderNumber" AS sender, "Coding" AS coding, "UDH" AS udh, "Text" AS text,
       "TextDecoded" AS decoded, "RecipientID" AS phone,
       "UpdatedInDB" > LOCALTIMESTAMP - make_interval(secs => %(settle)s) AS is_young
FROM inbox
WHERE NOT "Processed" AND (%(phone)s = '' OR "RecipientID" = %(phone)s)
ORDER BY "RecipientID", "ID"
"""
_PROCESSED = 'UPDATE inbox SET "Processed" = true WHERE "ID" = ANY(%s)'
# Behind our own reference stands what we know already: `7-0123456789abcdef sent`.
_SENT = """
SELECT split_part(creator, ' ', 1) AS reference, state, error FROM (
    SELECT max("CreatorID") AS creator, max("StatusError") AS error,
           CASE WHEN bool_or("Status" IN ('SendingError', 'DeliveryFailed', 'Error')) THEN 'failed'
                WHEN bool_and("Status" = 'DeliveryOK') THEN 'delivered' ELSE 'sent' END AS state
    FROM sentitems
    WHERE "ID" > (SELECT max("ID") FROM sentitems) - %(last)s AND "CreatorID" ~ '^[0-9]{1,18}-[0-9a-f]{16}( |$)'
      AND (%(phone)s = '' OR "SenderID" = %(phone)s)
      AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox."ID" = sentitems."ID")
    GROUP BY "ID"
) AS texts
WHERE split_part(creator, ' ', 2) <> state
"""
_KNOWN = """
UPDATE sentitems SET "CreatorID" = %(reference)s || ' ' || %(delivery)s
WHERE "ID" > (SELECT max("ID") FROM sentitems) - %(last)s AND split_part("CreatorID", ' ', 1) = %(reference)s
"""
_IS_THERE = """
SELECT EXISTS (SELECT 1 FROM outbox WHERE "CreatorID" = %(reference)s)
    OR EXISTS (SELECT 1 FROM sentitems
               WHERE "DestinationNumber" = %(recipient)s AND split_part("CreatorID", ' ', 1) = %(reference)s)
"""
_IS_STUCK = """
SELECT EXISTS (
    SELECT 1 FROM outbox
    WHERE "CreatorID" ~ '^[0-9]{1,18}-[0-9a-f]{16}$' AND "Retries" = 0 AND (%(phone)s = '' OR "SenderID" = %(phone)s)
      AND "InsertIntoDB" < LOCALTIMESTAMP - make_interval(secs => %(stuck)s)
)
"""
_FIRST = """
INSERT INTO outbox ("DestinationNumber", "TextDecoded", "Coding", "UDH", "MultiPart", "CreatorID", "SenderID",
                    "DeliveryReport", "RelativeValidity", "Priority")
VALUES (%s, %s, %s, %s, %s, %s, nullif(%s, ''), 'yes', %s, %s)
RETURNING "ID" AS id
"""
_OTHER = """
INSERT INTO outbox_multipart ("ID", "SequencePosition", "TextDecoded", "Coding", "UDH") VALUES (%s, %s, %s, %s, %s)
"""
_PHONES = """
SELECT "UpdatedInDB" > LOCALTIMESTAMP - make_interval(secs => %(silent)s) AS is_alive, "Send" AS sends, "Receive" AS receives
FROM phones WHERE %(phone)s = '' OR "ID" = %(phone)s
ORDER BY "UpdatedInDB" DESC LIMIT 1
"""

log = logging.getLogger(__name__)


def _database(raw: str) -> str:
    """It may hold a password, so it is never repeated."""
    if not re.match(r"postgres(ql)?://.", raw):
        raise ValueError("cannot be used: give postgresql://user:password@host/smsd.")
    return raw


class GammuSql(Gammu):
    """A database of gammu's; of several modems in it each is a line of its own, by its PhoneID."""

    asks = (*Gammu.asks, Ask("database", _database), Ask("phone_id", default=""))

    def __init__(self, setup: Setup) -> None:
        """Nothing is connected yet."""
        super().__init__(setup)
        self._phone = {"phone": setup.given["phone_id"]}

    def send(self, outgoing: Outgoing) -> Outcome:
        """Put one text into the outbox, all its parts in one transaction; one that is there already is not doubled."""
        try:
            connection = self._connected()
        except psycopg.Error as error:
            return Later(_named(error), AWAY_SECONDS, whole_line=True)
        with closing(connection):
            try:
                refusal = self._put(connection, outgoing)
            except (psycopg.DataError, psycopg.IntegrityError) as error:
                return Refused(_named(error), "gammu's table does not take it")
            except psycopg.Error as error:
                return Later(_named(error), AWAY_SECONDS, whole_line=True)
            try:
                connection.commit()
            except psycopg.Error as error:
                return Unsure(_named(error))
        return refusal or Sent(outgoing.reference)

    def find(self, outgoing: Outgoing, since: datetime, known: Container[str] = frozenset()) -> Finding:  # noqa: ARG002
        """Ask for our own reference, in what waits and in what was sent."""
        try:
            with closing(self._connected()) as connection:
                return Sent(outgoing.reference) if _is_there(connection, outgoing) else NotFound()
        except psycopg.Error as error:
            return CannotAsk(_named(error))

    def look(self, since: datetime, now: datetime) -> Listed | CannotAsk:  # noqa: ARG002 - what is not done is listed
        """List what is not marked as processed, and what gammu says of ours that we have not noted there."""
        try:
            with closing(self._connected()) as connection:
                arrivals = [arrival for _, arrival in self._received(connection, now)]
                return Listed([*arrivals, *self._news(connection, now)])
        except psycopg.Error as error:
            return CannotAsk(_named(error))

    def done(self, entries: Iterable[Arrival | Receipt]) -> None:
        """Mark texts as processed, and note behind our references how far they are known to have come."""
        try:
            with closing(self._connected()) as connection:
                self._mark(connection, list(entries))
                connection.commit()
        except psycopg.Error as error:
            log.error("%s: what is done is not marked, %s", self.line, _named(error))  # noqa: TRY400 - it says it all

    def check(self) -> Iterable[str]:
        """Whether the database is there, and gammu alive in it."""
        try:
            with closing(self._connected()) as connection:
                is_stuck = self._is_stuck(connection)
                phone = connection.execute(_PHONES, {**self._phone, "silent": SILENT_SECONDS}).fetchone()
        except psycopg.Error as error:
            yield f"Không đọc được cơ sở dữ liệu của gammu: {_named(error)}."
            return
        if phone is None or not phone.is_alive:
            yield "gammu-smsd không chạy, hoặc không thấy modem."
        elif not (phone.sends and phone.receives):
            yield "gammu-smsd đang tắt gửi hoặc nhận: đặt Send = yes, Receive = yes."
        if is_stuck:
            yield "Tin nằm trong bảng outbox quá lâu: gammu-smsd không gửi."

    def steps(self) -> Iterable[str]:
        """What has to stand in gammu-smsdrc."""
        yield "/etc/gammu-smsdrc, [smsd]: Service = sql, Driver = native_pgsql, Host, User, Password, Database như DATABASE."
        yield f"PhoneID = {self.setup.given['phone_id'] or '(để trống)'}, DeliveryReport = sms, MaxRetries = 2"

    def _connected(self) -> psycopg.Connection[Row]:
        return psycopg.connect(
            self.setup.given["database"],
            connect_timeout=CONNECT_SECONDS,
            options=f"-c statement_timeout={STATEMENT_MILLISECONDS}",
            row_factory=namedtuple_row,
        )

    def _received(self, connection: psycopg.Connection[Row], now: datetime) -> Iterator[tuple[list[int], Arrival]]:
        """The texts that are not marked, with the numbers of their rows, but for those that are still being written."""
        rows = connection.execute(_INBOX, {**self._phone, "settle": SETTLE_SECONDS}).fetchall()
        for text in _texts(rows):
            parts = [_part(row) for row in text]
            if is_whole(parts) or not any(row.is_young for row in text):
                yield [row.id for row in text], self.arrival(parts, f"row-{text[0].id}", now)

    def _news(self, connection: psycopg.Connection[Row], now: datetime) -> Iterator[Receipt]:
        for row in connection.execute(_SENT, {**self._phone, "last": LAST_SENT}):
            delivery = Delivery(row.state)
            error = str(row.error) if delivery is Delivery.FAILED else ""
            yield Receipt(self.line, row.reference, delivery, now, number_of(row.reference), error)

    def _mark(self, connection: psycopg.Connection[Row], entries: Sequence[Arrival | Receipt]) -> None:
        known = {entry.carrier_id for entry in entries}
        texts = [ids for ids, arrival in self._received(connection, datetime.now(UTC)) if arrival.carrier_id in known]
        connection.execute(_PROCESSED, [[row for ids in texts for row in ids]])
        for entry in entries:
            if isinstance(entry, Receipt):
                told = {"reference": entry.carrier_id, "delivery": entry.delivery.value, "last": LAST_SENT}
                connection.execute(_KNOWN, told)

    def _put(self, connection: psycopg.Connection[Row], outgoing: Outgoing) -> Later | None:
        """Write the rows of a text, but for one that is there; Later where those before it are not being sent."""
        if _is_there(connection, outgoing):
            return None
        if self._is_stuck(connection):
            return Later("gammu does not take what lies in its outbox", AWAY_SECONDS, whole_line=True)
        first, *others = pieces(outgoing)
        validity = (
            -1 if outgoing.expires_at is None else relative_validity(outgoing.expires_at.timestamp() - time.time())
        )
        named = (outgoing.reference, self._phone["phone"], validity, int(outgoing.urgent))
        row = connection.execute(_FIRST, (outgoing.recipient, *_told(first), bool(others), *named)).fetchone()
        for position, part in enumerate(others, 2):
            connection.execute(_OTHER, (row.id if row else None, position, *_told(part)))
        return None

    def _is_stuck(self, connection: psycopg.Connection[Row]) -> bool:
        return _is_so(connection, _IS_STUCK, {**self._phone, "stuck": STUCK_SECONDS})


def relative_validity(seconds: float) -> int:
    """GSM's number for the longest time that is no longer than that, and five minutes at least."""
    found = 0
    for first, last, least, step in _VALIDITY:
        if seconds >= least:
            found = min(first + int((seconds - least) // step), last)
    return found


def _texts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows that belong together: gammu writes the parts that it has joined one behind the other.

    The first of them holds the whole text in the clear, the others none. A part that stands for itself has its own
    words there: one that came late is never taken for the missing part of another text.
    """
    for _, of_one_phone in groupby(rows, key=lambda row: row.phone):
        text: list[Row] = []
        for row in of_one_phone:
            if text and not _continues(text, row):
                yield text
                text = []
            text.append(row)
        yield text


def _continues(text: Sequence[Row], row: Row) -> bool:
    first, here = place(header(text[0].udh)), place(header(row.udh))
    return (
        first is not None
        and here is not None
        and row.decoded == ""
        and row.sender == text[0].sender
        and (here.reference, here.parts, here.nth) == (first.reference, first.parts, len(text) + 1)
        and len(text) < first.parts
    )


def _part(row: Row) -> Part:
    """A row's hexadecimal text is all that the segment held; in the clear it is lost where it is no good Unicode."""
    content = from_hex(row.text)
    return Part(row.sender, row.at, header(row.udh), row.coding, content, is_known_whole=bool(content or not row.text))


def _told(part: Part) -> tuple[str, str, str]:
    """Text, coding and header as the outbox takes them."""
    return part.content.decode("utf-16-be"), part.coding, part.udh.hex().upper()


def _is_there(connection: psycopg.Connection[Row], outgoing: Outgoing) -> bool:
    return _is_so(connection, _IS_THERE, {"reference": outgoing.reference, "recipient": outgoing.recipient})


def _is_so(connection: psycopg.Connection[Row], question: str, about: dict[str, Any]) -> bool:
    found = connection.execute(question, about).fetchone()
    return bool(found and found[0])


def _named(error: psycopg.Error) -> str:
    """What went wrong, without the words of a text or of the address."""
    return type(error).__name__
