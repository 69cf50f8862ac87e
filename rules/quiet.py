"""Quiet hours: the part of the day, by the clock on the wall, in which nobody is texted who has not just texted us."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from rules import calendar
from rules.campaign import Campaign

_DAY = timedelta(days=1)


def is_quiet(campaign: Campaign, moment: datetime) -> bool:
    """Whether the moment lies in the quiet hours. They end where they begin: there are none."""
    clock = moment.astimezone(campaign.zone).time()
    begins, ends = campaign.reminders.quiet_from, campaign.reminders.quiet_to
    if begins <= ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends


def awake_from(campaign: Campaign, moment: datetime) -> datetime:
    """The first moment from this one on at which a text may be sent."""
    if not is_quiet(campaign, moment):
        return moment
    return _next(campaign, moment, campaign.reminders.quiet_to)


def awake_until(campaign: Campaign, moment: datetime) -> datetime | None:
    """The moment at which the quiet hours begin next; None where there are none."""
    reminders = campaign.reminders
    return None if reminders.quiet_from == reminders.quiet_to else _next(campaign, moment, reminders.quiet_from)


def _next(campaign: Campaign, moment: datetime, clock: time) -> datetime:
    """The next moment at which the clock shows this."""
    day = moment.astimezone(campaign.zone).date()
    days = (calendar.at(campaign.zone, day + nth * _DAY, clock) for nth in range(3))
    return next(found for found in days if found > moment).astimezone(UTC)
