"""Do the times hold together? Days that are free or worked, reminders within their day and not all in the quiet hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from rules import stages
from rules.campaign import Cadence, Campaign, Duty
from rules.campaign_file.fault import Fault, nearest
from rules.campaign_file.toml_text import TomlText
from rules.deadlines import Deadline
from rules.free_days import countries
from rules.quiet import is_quiet
from rules.stages import Stage

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_SOME_DAY = date(2020, 8, 28)


def faults(campaign: Campaign, source: TomlText) -> Iterator[Fault]:
    """Every time that contradicts another one."""
    yield from _calendar(campaign, source)
    yield from _escalation(campaign, source)
    for duty in campaign.duties:
        for check in (_before_its_day, _after_the_close, _told_after_the_close, _swallowed):
            yield from check(campaign, source, duty)


def _calendar(campaign: Campaign, source: TomlText) -> Iterator[Fault]:
    if campaign.country and campaign.country not in countries():
        what = f'the holidays of "{campaign.country}" are not known'
        cure = nearest(campaign.country, countries()) + " Or leave it out and list all holidays"
        yield source.fault(("calendar", "country"), what, cure)
    for day in sorted(campaign.holidays & campaign.working_days):
        cure = "take it out of holidays or of working_days"
        yield source.fault(("calendar", "working_days"), f"{day} is both a holiday and a working day", cure)


def _escalation(campaign: Campaign, source: TomlText) -> Iterator[Fault]:
    count = len(campaign.reminders.steps)
    if campaign.reminders.escalate_after > count:
        what = f"escalation after step {campaign.reminders.escalate_after}, but there are {count} steps"
        cure = f"write a number up to {count}, 0 for no escalation, or add steps"
        yield source.fault(("reminders", "escalate_after"), what, cure)


def _deadline(campaign: Campaign, duty: Duty) -> Deadline:
    """The duty's deadline on an ordinary day, by a clock that never changes."""
    opens = _SOME_DAY - (_DAY if duty.cadence is Cadence.DAILY else _WEEK)
    return Deadline(
        duty,
        first=opens + _DAY,
        period=_SOME_DAY,
        opens=_moment(opens, campaign.closes),
        due=_moment(_SOME_DAY, duty.due),
        closes=_moment(_SOME_DAY, campaign.closes),
    )


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=UTC)


def _before_its_day(campaign: Campaign, source: TomlText, duty: Duty) -> Iterator[Fault]:
    deadline = _deadline(campaign, duty)
    early = [step for step in campaign.reminders.steps if deadline.due + step < deadline.opens]
    if early:
        what = f"reminder step {stages.name(early[0])}: duty {duty.code} is not open yet, the one before closes later"
        yield source.fault(("reminders", "steps"), what, "remind later, nearer to the deadline")


def _after_the_close(campaign: Campaign, source: TomlText, duty: Duty) -> Iterator[Fault]:
    deadline = _deadline(campaign, duty)
    after = [step for step in campaign.reminders.steps if deadline.due + step >= deadline.closes]
    if after:
        what = f"reminder step {stages.name(after[0])}: duty {duty.code} is due {duty.due:%H:%M}, and the day closes {campaign.closes:%H:%M}"
        yield source.fault(("reminders", "steps"), what, "remind earlier, or close later")


def _told_after_the_close(campaign: Campaign, source: TomlText, duty: Duty) -> Iterator[Fault]:
    if campaign.reminders.escalate_after > len(campaign.reminders.steps):
        return
    for stage in stages.reported_on(campaign, _deadline(campaign, duty)):
        if stage.begins >= stage.ends:
            what = f"duty {duty.code}: its leader would be told at {stage.begins:%H:%M}, but the day closes {campaign.closes:%H:%M}"
            yield source.fault(
                ("reminders", "escalate_after"), what, "escalate after an earlier step, or with less patience"
            )


def _swallowed(campaign: Campaign, source: TomlText, duty: Duty) -> Iterator[Fault]:
    found = stages.steps(campaign, _deadline(campaign, duty))
    if found and all(_all_quiet(campaign, stage) for stage in found):
        hours = f"{campaign.reminders.quiet_from:%H:%M} to {campaign.reminders.quiet_to:%H:%M}"
        what = f"duty {duty.code} is due {duty.due:%H:%M}: the quiet hours ({hours}) swallow every reminder"
        yield source.fault(("reminders", "quiet_from"), what, "make them shorter, or the duty due at another time")


def _all_quiet(campaign: Campaign, stage: Stage) -> bool:
    """Whether each minute of a stage is quiet, by the clock on the wall."""
    minutes = range(int((stage.ends - stage.begins) / timedelta(minutes=1)))
    walls = (stage.begins + timedelta(minutes=nth) for nth in minutes)
    return all(is_quiet(campaign, wall.replace(tzinfo=campaign.zone)) for wall in walls)
