"""Which sentence a notice is: one for a single figure that is missing, one for several, each with its facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rules.campaign import Campaign
from rules.owing import Item
from rules.recipients import Purpose
from rules.verdict import Sentence


def sentence(
    campaign: Campaign, purpose: Purpose, items: Sequence[Item], moment: datetime, times: int | None
) -> Sentence:
    """What is said of these missing figures; `times` is how often each was reminded of, None where no number is true."""
    first = items[0]
    facts = {
        "unit": first.unit,
        "keyword": first.keyword,
        "at": moment.isoformat(),
        "day": first.deadline.period.isoformat(),
    }
    if purpose is Purpose.LATE_LIST:
        silent = list(dict.fromkeys(item.unit for item in items))
        return Sentence("late_list", {**facts, "silent": silent})
    several = len(items) > 1
    owed = {"owing": [_owed(campaign, item) for item in items]} if several else {}
    if purpose is Purpose.ESCALATION:
        key = "escalation_many" if several else "escalation"
        if times is None:
            return Sentence(f"{key}_plain", {**facts, **owed})
        return Sentence(key, {**facts, "times": times, **owed})
    if several:
        return Sentence("reminder_many", {**facts, **owed})
    return Sentence("reminder_before" if moment < first.deadline.due else "reminder_after", facts)


def _owed(campaign: Campaign, item: Item) -> list[str]:
    return [item.keyword, item.unit, item.deadline.due.astimezone(campaign.zone).isoformat()]
