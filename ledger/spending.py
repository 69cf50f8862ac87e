"""The alarm about what a line sends: each clerk is told once a day and line that its budget is nearly spent, or spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from ledger import lines, notices, offices
from ledger.notices import Text
from rules import quiet
from rules.budget import Level, day_began, level
from rules.calendar import period_of
from rules.campaign import Campaign
from rules.verdict import Sentence

_SENTENCES = {Level.NEAR: "budget_near", Level.SPENT: "budget_spent"}
# Some time of the next day, also where the clock is put back.
_INTO_NEXT_DAY = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Limited:
    """A line with a budget: its name, the number that officers know it by, its segments a day."""

    line: str
    number: str
    budget: int


def untold(
    connection: Connection, campaign: Campaign, limited: Sequence[Limited], at: tuple[datetime, datetime]
) -> Sequence[Text]:
    """The texts that nobody has got yet; none at night. `at` is the service's moment and the real one, by which days are paid."""
    moment, real = at
    if not limited or quiet.is_quiet(campaign, moment):
        return ()
    owners, began = offices.of_lines(connection), day_began(campaign.zone, real)
    ours = [one for one in limited if owners.get(one.line) == campaign.office.code]
    sent = {one.line: lines.segments_since(connection, one.line, began) for one in ours}
    reached = [(one, found) for one in ours if (found := level(sent[one.line], one.budget)) is not None]
    clerks = offices.clerks(connection, campaign.office.code) if reached else []
    night = quiet.awake_until(campaign, moment)
    expires = min(filter(None, [night, moment + (day_began(campaign.zone, began + _INTO_NEXT_DAY) - real)]))
    texts = [
        Text(
            key=f"budget:{one.line}:{began.astimezone(campaign.zone):%Y-%m-%d}:{found}:{clerk}",
            number=clerk,
            sentence=_sentence(campaign, one, found, sent[one.line], moment),
            not_before=moment,
            expires=expires,
        )
        for one, found in reached
        for clerk in clerks
    ]
    return notices.unwritten(connection, texts)


def _sentence(campaign: Campaign, one: Limited, found: Level, sent: int, moment: datetime) -> Sentence:
    about = {"at": moment.isoformat(), "day": period_of(campaign, moment).isoformat()}
    return Sentence(_SENTENCES[found], {**about, "number": one.number, "times": sent, "cap": one.budget})
