"""The close: each day that is over is frozen once, in order, and again whenever something in it changed afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from ledger import absence, notices, offices, questions, watching
from ledger.clock_tables import snapshot as table
from ledger.desk import open_day
from ledger.notices import News, Text
from rules import quiet, summary
from rules.calendar import closes_at, period_of
from rules.campaign import Campaign
from rules.closing import Revision, Snapshot, days_to_close, revision, snapshot
from rules.frozen import as_data, from_data
from rules.verdict import Sentence

CLOSED = "closed"
CHANGED = "changed"
SUMMARY = "summary"

_DAY = timedelta(days=1)
# After a long outage a transaction must not hold the office's lock for minutes: the next look goes on.
_AT_ONCE = 31
# What arrived before the close is waited for, but not for ever: what is read later makes a revision.
_PATIENCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Edition:
    """A day as it was frozen, and when: the first one at its close, the others when something in it had changed."""

    made_at: datetime
    snapshot: Snapshot


def last_closed(connection: Connection, office: str) -> date | None:
    """The last day that was closed."""
    last: date | None = connection.scalar(select(func.max(table.c.period)).where(table.c.office == office))
    return last


def to_close(connection: Connection, campaign: Campaign, moment: datetime) -> list[date]:
    """The days to close now, oldest first: none while a text that came before the close is about to be read."""
    days = days_to_close(campaign, last_closed(connection, campaign.office.code), moment)
    if not days:
        return []
    closes = closes_at(campaign, days[-1])
    since = watching.waits_since(connection)
    is_near = since is not None and since < closes and moment < closes + _PATIENCE
    return [] if is_near else days[:_AT_ONCE]


def close(connection: Connection, campaign: Campaign, moment: datetime) -> list[date]:
    """Freeze the days that are over, under the office's lock; what was asked of them waits for the office's eyes."""
    days = to_close(connection, campaign, moment)
    for day in days:
        _keep(connection, campaign, _frozen(connection, campaign, day), 0, moment, CLOSED)
    if days:
        questions.go_stale(connection, campaign, moment)
    return days


def revise(connection: Connection, campaign: Campaign, first: date, moment: datetime) -> list[Revision]:
    """Freeze anew each closed day from `first` on that holds something else now, and say what changed.

    To be called in the transaction that changed a figure of the day `first`; what is carried on changes later days too.
    """
    last = last_closed(connection, campaign.office.code)
    days = (last - first).days + 1 if last is not None else 0
    found = (_revised(connection, campaign, first + nth * _DAY, moment) for nth in range(days))
    return [each for each in found if each is not None]


def editions(connection: Connection, office: str, period: date) -> list[Edition]:
    """A day as it was frozen, time after time; none where it is not closed."""
    kept = select(table.c.made_at, table.c.data).where(table.c.office == office, table.c.period == period)
    return [Edition(row.made_at, from_data(row.data)) for row in connection.execute(kept.order_by(table.c.revision))]


def revisions(connection: Connection, office: str, period: date) -> list[Snapshot]:
    """The same without the moments; the last one holds."""
    return [edition.snapshot for edition in editions(connection, office, period)]


def news(connection: Connection, campaign: Campaign, moment: datetime) -> News:
    """What is to be done so that leaders get the summary of the last closed day, as it now is, while it is news."""
    return notices.news(connection, campaign, SUMMARY, _summaries(connection, campaign, moment))


def _summaries(connection: Connection, campaign: Campaign, moment: datetime) -> Sequence[Text]:
    office = campaign.office.code
    frozen = revisions(connection, office, period_of(campaign, moment) - _DAY)
    if not frozen or not summary.is_due(campaign, frozen[-1], moment) or _was_before_us(connection, office, frozen[-1]):
        return ()
    night = quiet.awake_until(campaign, moment)
    expires = min(filter(None, [summary.expires_at(campaign, frozen[-1]), night]))
    return [
        Text(f"{SUMMARY}:{office}:{frozen[-1].period}:{number}:{nth}", number, _at(sentence, moment), moment, expires)
        for number in summary.told_to(offices.phones(connection, office).values())
        for nth, sentence in enumerate(summary.summaries(frozen[-1]), start=1)
    ]


def _at(sentence: Sentence, moment: datetime) -> Sentence:
    return Sentence(sentence.key, {**sentence.facts, "at": moment.isoformat()})


def _was_before_us(connection: Connection, office: str, frozen: Snapshot) -> bool:
    """Whether it is the day before the office began: closed, so that the next ones are, but no news for anybody."""
    first = connection.scalar(select(func.min(table.c.period)).where(table.c.office == office))
    return first == frozen.period and not frozen.figures


def _frozen(connection: Connection, campaign: Campaign, day: date) -> Snapshot:
    excused = absence.excuses(connection, campaign.office.code, [day])
    return snapshot(open_day(connection, campaign, day), excused, day)


def _revised(connection: Connection, campaign: Campaign, day: date, moment: datetime) -> Revision | None:
    kept = revisions(connection, campaign.office.code, day)
    if not kept:  # the days before the first close were never frozen
        return None
    new = _frozen(connection, campaign, day)
    changed = revision(kept[-1], new)
    if changed is not None:
        _keep(connection, campaign, new, len(kept), moment, CHANGED)
    return changed


def _keep(
    connection: Connection, campaign: Campaign, frozen: Snapshot, number: int, moment: datetime, reason: str
) -> None:
    about = {"office": campaign.office.code, "period": frozen.period, "revision": number}
    connection.execute(insert(table).values(data=as_data(frozen), made_at=moment, reason=reason, **about))
