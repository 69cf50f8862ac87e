"""Deputies named and ended: what changes is written down with the texts to the phones that it is news for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from ledger import absence, notices
from ledger.notices import Text
from rules import deputies, quiet
from rules.calendar import period_of
from rules.campaign import Campaign
from rules.deputies import Told
from rules.deputy import Change, Deputy

DEPUTY = "deputy"

_DAY = timedelta(days=1)


def enter(
    connection: Connection,
    campaign: Campaign,
    change: Change,
    to_tell: Sequence[Told],
    now: datetime,
    lines: Sequence[str],
) -> None:
    """Write down a change and the texts about it, under the office's lock. `lines` are those that they may go out on.

    Who has not heard that a deputy was named, because it is night, is not told that his time is over.
    """
    if change.before == change.after:
        return
    absence.change_deputy(connection, campaign.office.code, change)
    unaware = _unaware(connection, campaign, change.before, now) if change.before else set()
    news = [told for told in to_tell if told.about is not change.before or told.number not in unaware]
    notices.tell(connection, campaign, DEPUTY, [_text(campaign, told, now) for told in news], lines)


def untold(connection: Connection, campaign: Campaign, moment: datetime) -> Sequence[Text]:
    """The texts about deputies whose time has run out by itself, as far as nobody has got them yet; none at night."""
    if quiet.is_quiet(campaign, moment):
        return ()
    known = absence.deputies(connection, campaign.office.code, period_of(campaign, moment) - _DAY)
    texts = [_text(campaign, told, moment) for told in deputies.run_out(campaign, known, moment)]
    return notices.unwritten(connection, texts)


def _unaware(connection: Connection, campaign: Campaign, one: Deputy, now: datetime) -> set[str]:
    """The phones that were never told that this deputy was named, and now are not any more."""
    naming = deputies.told(campaign, Change(None, one, one.since))
    never_left = notices.give_up(connection, [_key(campaign, told) for told in naming], now)
    return {told.number for told in naming if _key(campaign, told) in never_left}


def _text(campaign: Campaign, told: Told, now: datetime) -> Text:
    text = notices.by_day(campaign, _key(campaign, told), told.number, told.sentence, now)
    return replace(text, expires=min(text.expires, told.until or text.expires))


def _key(campaign: Campaign, told: Told) -> str:
    """Once for ever: of each deputy, each phone is told each thing once."""
    since = f"{told.about.since.astimezone(UTC):%Y%m%dT%H%M%S.%f}"
    return f"{told.sentence.key}:{campaign.office.code}:{told.about.officer}:{since}:{told.number}"
