"""The round that the ticker makes: see what is due by the clock, and do it, office by office, all of it or nothing.

It remembers nothing: what is due follows from the moment and the database. So it may be made twice, by two at once, late,
or cut anywhere.
"""

from __future__ import annotations

import logging
from datetime import datetime

from ledger import closing, deputising, notices, registrations, reminding
from ledger.engine import Connection, lock_office, reading, writing
from rules.campaign import Campaign
from workers.context import CAMPAIGNS, Context

log = logging.getLogger(__name__)


def make(ctx: Context) -> None:
    """Make one round. Most find nothing, and none of those keeps anybody waiting."""
    with reading(ctx.engine) as connection:
        now = ctx.clock.now()
        codes = [code for code, one in CAMPAIGNS.all(connection).items() if is_anything_due(connection, one, now)]
    for code in codes:
        with writing(ctx.engine) as connection:
            lock_office(connection, code)
            _see_to(ctx, connection, CAMPAIGNS.of(connection, code))


def is_anything_due(connection: Connection, campaign: Campaign, now: datetime) -> bool:
    """Whether a round made now would find anything to do: not, a moment after one was made."""
    return bool(
        closing.to_close(connection, campaign, now)
        or closing.news(connection, campaign, now)
        or registrations.any_to_tell(connection, campaign, now)
        or deputising.untold(connection, campaign, now)
        or reminding.plan(connection, campaign, now)
    )


def _see_to(ctx: Context, connection: Connection, campaign: Campaign) -> None:
    """Look again: whoever held the lock before us may have done it. The close goes first, what it says goes out."""
    now, lines = ctx.clock.now(), tuple(ctx.lines)
    closed = closing.close(connection, campaign, now)
    news = closing.news(connection, campaign, now)
    outdated = notices.take_back(connection, campaign, now, news.take_back)
    told = notices.tell(connection, campaign, closing.SUMMARY, news.write, lines)
    asked = registrations.tell(connection, campaign, now, lines)
    over = notices.tell(connection, campaign, deputising.DEPUTY, deputising.untold(connection, campaign, now), lines)
    planned = reminding.plan(connection, campaign, now)
    written, back = reminding.carry_out(connection, campaign, now, planned, lines)
    if closed or told or asked or over or written or back or outdated:
        said = (len(closed), told, asked, over, written, back + outdated)
        log.info(
            "%d days closed, %d summaries, %d requests and %d ends of deputies told, %d reminders, %d taken back", *said
        )
