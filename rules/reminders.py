"""Who is texted at a moment because something is missing, and why everyone else is not.

The rules know no past but what they are given: the texts of the past are the keys in `sent`. One notice holds all that
its phone owes, and all its keys go into the ledger together with it, or, where one of them is there already, nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules import quiet, stages
from rules.campaign import Campaign
from rules.deadlines import deadlines_at
from rules.deputy import Deputy
from rules.notices import sentence
from rules.owing import Excused, Item, Owing, owing
from rules.recipients import Concern, Purpose, concerns
from rules.reminded import NOTHING_SENT, Key, Sent, times_reminded
from rules.stages import Stage
from rules.standing import Standing
from rules.verdict import Phone, Sentence


class Reason(StrEnum):
    """Why a phone gets no text now, the first that holds in this order."""

    REFUSES = "refuses"
    OPTED_OUT = "opted_out"
    DEPUTISED = "deputised"
    NOTHING_OWED = "nothing_owed"
    REPORTED = "reported"
    EXCUSED = "excused"
    NOT_YET = "not_yet"
    REFUSED = "refused"
    UNSURE = "unsure"
    TOLD = "told"
    NO_MORE = "no_more"
    QUIET = "quiet"


@dataclass(frozen=True)
class Facts:
    """What the ledger knows: figures, phones and deputies, who is excused, and what was sent before."""

    standing: Standing
    phones: Sequence[Phone]
    deputies: Sequence[Deputy] = ()
    excused: Excused = frozenset()
    sent: Sent = NOTHING_SENT


@dataclass(frozen=True, slots=True)
class Notice:
    """A text to send: its keys, all that is missing, and the moment after which it must not arrive any more."""

    phone: str
    purpose: Purpose
    keys: tuple[Key, ...]
    items: tuple[Item, ...]
    sentence: Sentence
    expires: datetime


@dataclass(frozen=True, slots=True)
class Passed:
    """A phone that gets nothing: why, and when it may get something next if nothing is reported until then."""

    phone: str
    purpose: Purpose
    reason: Reason
    next_at: datetime | None = None


def due_reminders(campaign: Campaign, moment: datetime, facts: Facts) -> list[Notice]:
    """What is to be sent now."""
    if not may_be_due(campaign, moment):
        return []
    return [found for found in explained(campaign, moment, facts) if isinstance(found, Notice)]


def may_be_due(campaign: Campaign, moment: datetime) -> bool:
    """Whether it is anybody's time to be texted, whoever owes: where it is not, no facts need be looked up."""
    lasting = any(stage.lasts(moment) for found in _stages(campaign, moment).values() for stage in found)
    return lasting and not quiet.is_quiet(campaign, moment)


def explained(campaign: Campaign, moment: datetime, facts: Facts) -> list[Notice | Passed]:
    """What is to be sent now, and why not to every other phone."""
    owed = owing(facts.standing, facts.excused, moment)
    look = _Look(campaign, moment, facts, owed, _stages(campaign, moment))
    return [_judged(look, concern) for concern in concerns(campaign, facts.phones, facts.deputies, moment)]


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at everyone. `stages` holds each duty's, apart for who owes (True) and who is told of it (False)."""

    campaign: Campaign
    moment: datetime
    facts: Facts
    owing: Owing
    stages: Mapping[tuple[bool, str], Sequence[Stage]]

    def of(self, concern: Concern, item: Item) -> Sequence[Stage]:
        """The stages at which a phone is told of what is missing."""
        return self.stages[concern.purpose is Purpose.REMINDER, item.deadline.duty.code]


def _stages(campaign: Campaign, moment: datetime) -> dict[tuple[bool, str], Sequence[Stage]]:
    deadlines = deadlines_at(campaign, moment)
    return {(True, each.duty.code): stages.steps(campaign, each) for each in deadlines} | {
        (False, each.duty.code): stages.reported_on(campaign, each) for each in deadlines
    }


def _judged(look: _Look, concern: Concern) -> Notice | Passed:
    number, purpose = concern.phone.number, concern.purpose
    missing = [item for item in look.owing.missing if item.unit in concern.units]
    reason = _no_business(look, concern, missing)
    if reason is not None:
        return Passed(number, purpose, reason)
    begun = [(item, stage) for item in missing if (stage := _stage(look, concern, item)) is not None]
    keys = dict.fromkeys(_key(concern, item, stage) for item, stage in begun)
    new = tuple(key for key in keys if key not in look.facts.sent.keys)
    if new and not quiet.is_quiet(look.campaign, look.moment):
        return _notice(look, concern, new, begun)
    coming = {look.moment} if new else _coming(look, concern, missing)
    next_at = quiet.awake_from(look.campaign, min(coming)) if coming else None
    return Passed(number, purpose, Reason.QUIET if new else _waits(look.facts.sent, keys, coming), next_at)


def _no_business(look: _Look, concern: Concern, missing: Sequence[Item]) -> Reason | None:
    """Why a phone is not concerned with what is missing, whatever the hour."""
    about = [
        (concern.phone.refuses_reminders, Reason.REFUSES),
        (concern.phone.opted_out, Reason.OPTED_OUT),
        (not concern.units and bool(concern.phone.units), Reason.DEPUTISED),
        (bool(missing), None),
        (any(item.unit in concern.units for item in look.owing.excused), Reason.EXCUSED),
        (any(item.unit in concern.units for item in look.owing.settled), Reason.REPORTED),
    ]
    return next((reason for holds, reason in about if holds), Reason.NOTHING_OWED)


def _stage(look: _Look, concern: Concern, item: Item) -> Stage | None:
    return next((stage for stage in look.of(concern, item) if stage.lasts(look.moment)), None)


def _key(concern: Concern, item: Item, stage: Stage) -> Key:
    return Key(item.deadline.duty.code, item.deadline.period, stage.name, concern.phone.number)


def _coming(look: _Look, concern: Concern, missing: Sequence[Item]) -> set[datetime]:
    """When stages begin that are still ahead."""
    return {stage.begins for item in missing for stage in look.of(concern, item) if stage.begins > look.moment}


def _waits(sent: Sent, told: Collection[Key], coming: Collection[datetime]) -> Reason:
    """Why a phone that owes gets nothing new: `told` are the keys of the stages that last, all of them sent."""
    if not told:
        return Reason.NOT_YET if coming else Reason.NO_MORE
    if any(key in sent.refused for key in told):
        return Reason.REFUSED
    return Reason.UNSURE if any(key in sent.unsure for key in told) else Reason.TOLD


def _notice(look: _Look, concern: Concern, keys: tuple[Key, ...], begun: Sequence[tuple[Item, Stage]]) -> Notice:
    items = tuple(item for item, _ in begun)
    night = quiet.awake_until(look.campaign, look.moment)
    is_escalation = concern.purpose is Purpose.ESCALATION
    times = times_reminded(items, look.facts.phones, look.facts.deputies, look.facts.sent) if is_escalation else None
    return Notice(
        phone=concern.phone.number,
        purpose=concern.purpose,
        keys=keys,
        items=items,
        sentence=sentence(look.campaign, concern.purpose, items, look.moment, times),
        expires=min([*(stage.ends for _, stage in begun), *([night] if night else [])]),
    )
