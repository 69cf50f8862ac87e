"""Texts that nobody asked for, on their way into the ledger: each leaves under a key of its own, once for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from ledger import offices
from ledger.dialects import insert_or_replace, write
from ledger.mail import Delivery
from ledger.tables import inbound, outbound
from rules.campaign import Campaign
from rules.verdict import Sentence


@dataclass(frozen=True, slots=True)
class Text:
    """One text: the key that lets it out once, whom it is for, and between which moments it may leave."""

    key: str
    number: str
    sentence: Sentence
    not_before: datetime
    expires: datetime


def known(connection: Connection, texts: Sequence[Text]) -> set[str]:
    """The keys of those that were written before, but for what never left: its time was over first, or it was night."""
    keys = [text.key for text in texts]
    found = select(outbound.c.key).where(outbound.c.key.in_(keys), outbound.c.state != Delivery.EXPIRED.value)
    return set(connection.scalars(found)) if keys else set()


def tell(connection: Connection, campaign: Campaign, purpose: str, texts: Sequence[Text], lines: Sequence[str]) -> int:
    """Write those that were not written before, or never left; how many. Where no line is the office's, none is.

    `lines` are those that are on.
    """
    found = ((text, line_for(connection, campaign, text.number, lines)) for text in texts)
    rows = [row(campaign, purpose, text, line) for text, line in found if line is not None]
    never_left = outbound.c.state == Delivery.EXPIRED.value
    return write(connection, insert_or_replace(connection, outbound, "key", keep=("id",), where=never_left), rows)


def line_for(connection: Connection, campaign: Campaign, number: str, lines: Sequence[str]) -> str | None:
    """The line on which a phone texted us last, else the last of the office's; None where the office has none."""
    owners = offices.of_lines(connection)
    ours = [line for line in lines if owners.get(line) == campaign.office.code]
    texted = select(inbound.c.line).where(inbound.c.sender == number, inbound.c.line.in_(ours))
    last = connection.scalar(texted.order_by(inbound.c.received_at.desc()).limit(1))
    return last or (ours[-1] if ours else None)


def row(campaign: Campaign, purpose: str, text: Text, line: str) -> dict[str, Any]:
    """The outbound row of a text."""
    return {
        "key": text.key,
        "office": campaign.office.code,
        "line": line,
        "recipient": text.number,
        "purpose": purpose,
        "sentence": text.sentence.key,
        "facts": dict(text.sentence.facts),
        "next_at": text.not_before,
        "created_at": text.not_before,
        "expires_at": text.expires,
    }
