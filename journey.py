"""The journey of a text, on one screen: received -> parsed -> validated -> totalled -> confirmed.

Whoever brings texts here (the drain with a batch of SMS, a menu with its last screen) has stored them durably before,
and calls `take` inside the write transaction in which they are to count: all of it happens, or none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ledger.desk import open_book
from ledger.engine import Connection, lock_office
from ledger.remembering import remember
from parsers import read
from parsers.reading import Misreading, Reading
from rules.campaign import Campaign
from rules.judging import judge
from rules.verdict import Message, Verdict


def parse(campaign: Campaign, messages: Sequence[Message]) -> list[tuple[Message, Reading | Misreading]]:
    """Read each text with the campaign's words. Needs no database."""
    return [(message, read(message.text, campaign.vocabulary, message.sender)) for message in messages]


def take(
    connection: Connection,
    campaign: Campaign,
    parsed: Sequence[tuple[Message, Reading | Misreading]],
    now: datetime,
) -> list[tuple[Message, Verdict]]:
    """Judge the texts in the order in which they came, and remember everything that follows from them."""
    lock_office(connection, campaign.office.code)
    standing = open_book(connection, campaign, parsed)
    judged: list[tuple[Message, Verdict]] = []
    for message, reading in parsed:
        verdict = judge(message, reading, standing)
        standing.apply(message, verdict)
        judged.append((message, verdict))
    remember(connection, standing, judged, now)
    return judged
