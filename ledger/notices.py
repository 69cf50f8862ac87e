"""Texts that nobody asked for, on their way into the ledger: each leaves under a key of its own, once for ever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, select, update

from ledger import offices
from ledger.dialects import among, insert_or_replace, write
from ledger.mail import Delivery
from ledger.tables import inbound, outbound
from rules import quiet
from rules.campaign import Campaign
from rules.verdict import Sentence

NO_LONGER_TRUE = "no longer true"
IN_QUIET_HOURS = "quiet hours"
_WHERE_NO_NIGHT_IS = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Text:
    """One text: the key that lets it out once, whom it is for, and between which moments it may leave."""

    key: str
    number: str
    sentence: Sentence
    not_before: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class News:
    """What is to be done now: texts that are not to leave any more, by their outbound rows, and those to write."""

    take_back: Sequence[int]
    write: Sequence[Text]

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.take_back or self.write)


def news(connection: Connection, campaign: Campaign, purpose: str, wanted: Sequence[Text]) -> News:
    """See what is to be done so that just these texts of this purpose are told, each once.

    What waits and says anything else is taken back. What never left, since its time was over first, was not told.
    """
    said = {text.key: text.sentence.unclocked for text in wanted}
    waits = and_(outbound.c.office == campaign.office.code, outbound.c.state == Delivery.WAITING.value)
    waiting = connection.execute(select(outbound).where(waits, outbound.c.purpose == purpose))
    stale = {row.key: row.id for row in waiting if said.get(row.key) != Sentence(row.sentence, row.facts).unclocked}
    told = known(connection, wanted) - stale.keys()
    return News(sorted(stale.values()), [text for text in wanted if text.key not in told])


def unwritten(connection: Connection, texts: Sequence[Text]) -> list[Text]:
    """Those of these texts that were not written before, or never left."""
    written = known(connection, texts)
    return [text for text in texts if text.key not in written]


def known(connection: Connection, texts: Sequence[Text]) -> set[str]:
    """The keys of those that were written before, and left or still may."""
    keys = [text.key for text in texts]
    left = and_(outbound.c.key.in_(keys), outbound.c.state != Delivery.EXPIRED.value)
    return set(connection.scalars(select(outbound.c.key).where(left))) if keys else set()


def take_back(connection: Connection, campaign: Campaign, moment: datetime, rows: Sequence[int]) -> int:
    """Give up texts that wait; how many: not those that a sender has just taken."""
    if not rows:
        return 0
    why = IN_QUIET_HOURS if quiet.is_quiet(campaign, moment) else NO_LONGER_TRUE
    waiting = update(outbound).where(outbound.c.id.in_(rows), outbound.c.state == Delivery.WAITING.value)
    given_up = waiting.values(state=Delivery.EXPIRED.value, error=why, settled_at=moment)
    return connection.execute(given_up).rowcount


def tell(connection: Connection, campaign: Campaign, purpose: str, texts: Sequence[Text], lines: Sequence[str]) -> int:
    """Write those that were not written before, or never left; how many. Where no line is the office's, none is.

    `lines` are those that are on.
    """
    found = ((text, line_for(connection, campaign, text.number, lines)) for text in texts)
    rows = [row(campaign, purpose, text, line) for text, line in found if line is not None]
    never_left = outbound.c.state == Delivery.EXPIRED.value
    return write(connection, insert_or_replace(connection, outbound, "key", keep=("id",), where=never_left), rows)


def give_up(connection: Connection, keys: Iterable[str], moment: datetime) -> set[str]:
    """Give up those of these texts that still wait; the keys of all that never left: not those a sender has just taken."""
    ours = among(connection, outbound.c.key, list(keys))
    waits = update(outbound).where(ours, outbound.c.state == Delivery.WAITING.value)
    connection.execute(waits.values(state=Delivery.EXPIRED.value, error=NO_LONGER_TRUE, settled_at=moment))
    never_left = select(outbound.c.key).where(ours, outbound.c.state == Delivery.EXPIRED.value)
    return set(connection.scalars(never_left))


def by_day(campaign: Campaign, key: str, number: str, sentence: Sentence, now: datetime) -> Text:
    """A text that may leave from now until the next night, and at night from the morning on."""
    begins = quiet.awake_from(campaign, now)
    return Text(key, number, sentence, begins, quiet.awake_until(campaign, begins) or begins + _WHERE_NO_NIGHT_IS)


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
