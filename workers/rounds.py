"""The round that the ticker makes: see what is due by the clock, and do it, office by office, all of it or nothing.

It remembers nothing: what is due follows from the moment and the database. So it may be made twice, by two at once, late,
or cut anywhere.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from ledger import closing, deputising, notices, registrations, reminding, spending
from ledger.engine import Connection, lock_office, reading, writing
from ledger.mail import DESK
from ledger.notices import Text
from ledger.spending import Limited
from rules.campaign import Campaign
from workers.context import CAMPAIGNS, Context, real

log = logging.getLogger(__name__)


def make(ctx: Context) -> None:
    """Make one round. Most find nothing, and none of those keeps anybody waiting."""
    with reading(ctx.engine) as connection:
        codes = [code for code, one in CAMPAIGNS.all(connection).items() if is_anything_due(ctx, connection, one)]
    for code in codes:
        with writing(ctx.engine) as connection:
            lock_office(connection, code)
            _see_to(ctx, connection, CAMPAIGNS.of(connection, code))


def is_anything_due(ctx: Context, connection: Connection, campaign: Campaign) -> bool:
    """Whether a round made now would find anything to do: not, a moment after one was made."""
    now = ctx.clock.now()
    return bool(
        closing.to_close(connection, campaign, now)
        or closing.news(connection, campaign, now)
        or registrations.any_to_tell(connection, campaign, now)
        or deputising.untold(connection, campaign, now)
        or reminding.plan(connection, campaign, now)
        or _alarms(ctx, connection, campaign, now)
    )


def _alarms(ctx: Context, connection: Connection, campaign: Campaign, now: datetime) -> Sequence[Text]:
    limited = [
        Limited(name, carrier.number, carrier.setup.budget)
        for name, carrier in ctx.lines.items()
        if carrier.setup.budget is not None
    ]
    return spending.untold(connection, campaign, limited, (now, real()))


def _see_to(ctx: Context, connection: Connection, campaign: Campaign) -> None:
    """Look again: whoever held the lock before us may have done it. The close goes first, what it says goes out."""
    now, lines = ctx.clock.now(), tuple(ctx.lines)
    closed = closing.close(connection, campaign, now)
    news = closing.news(connection, campaign, now)
    outdated = notices.take_back(connection, campaign, now, news.take_back)
    told = notices.tell(connection, campaign, closing.SUMMARY, news.write, lines)
    asked = registrations.tell(connection, campaign, now, lines)
    over = notices.tell(connection, campaign, deputising.DEPUTY, deputising.untold(connection, campaign, now), lines)
    alarms = notices.tell(connection, campaign, DESK, _alarms(ctx, connection, campaign, now), lines)
    planned = reminding.plan(connection, campaign, now)
    written, back = reminding.carry_out(connection, campaign, now, planned, lines)
    if closed or told or asked or over or alarms or written or back or outdated:
        said = (len(closed), told, asked, over, alarms, written, back + outdated)
        log.info(
            "%d days closed, %d summaries, %d requests, %d ends of deputies and %d budgets told, %d reminders, %d taken back",
            *said,
        )
