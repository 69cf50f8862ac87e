"""What leaders are told of a closed day: the headline, and the units furthest behind. Two texts, one segment each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from rules import calendar, quiet
from rules.campaign import Campaign
from rules.closing import Snapshot
from rules.verdict import Phone, Sentence

_DAY = timedelta(days=1)


def summaries(closed: Snapshot) -> tuple[Sentence, ...]:
    """The texts. A share of only some units, beside the sum of all, would mislead: then it is not said."""
    whole = closed.headline
    complete = whole.based == whole.expected
    facts = {
        "keyword": whole.keyword,
        "day": closed.period.isoformat(),
        "reported": whole.reported,
        "expected": whole.expected,
    }
    first = Sentence(
        "summary_leaders",
        {
            **facts,
            "value": [whole.value],
            "base": whole.base if complete else None,
            "share": whole.share if complete else None,
            "change": whole.value - closed.before,
            "silent": list(closed.silent),
        },
    )
    if not closed.lowest:
        return (first,)
    return first, Sentence("summary_low", {**facts, "lowest": [list(one) for one in closed.lowest]})


def told_to(phones: Iterable[Phone]) -> tuple[str, ...]:
    """The numbers that get the summary: all leaders that want texts of ours, and that the carrier delivers to."""
    return tuple(
        phone.number
        for phone in phones
        if phone.role == "leader" and not phone.refuses_reminders and not phone.opted_out
    )


def is_due(campaign: Campaign, closed: Snapshot, moment: datetime) -> bool:
    """Whether it may be sent now: of the day that closed last, older ones are no news any more; never at night."""
    latest = calendar.period_of(campaign, moment) - _DAY
    return closed.period == latest and not quiet.is_quiet(campaign, moment)


def expires_at(campaign: Campaign, closed: Snapshot) -> datetime:
    """The moment after which it must not arrive any more: the next close."""
    return calendar.closes_at(campaign, closed.period + _DAY)
