"""What goes by the clock to phones that did not just text: each thing once, and only for as long as it is true.

What is to be said follows from what is owed now, as if nothing were waiting. What waits and says just that stays; what
waits and says anything else is taken back. The keys of a text that never left go with it: it was not said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, delete, insert, select
from sqlalchemy.exc import IntegrityError

from ledger import absence, notices, offices
from ledger.clock_tables import reminded
from ledger.desk import open_deadlines
from ledger.mail import Delivery
from ledger.notices import Text
from ledger.tables import outbound
from rules.calendar import period_of
from rules.campaign import Campaign
from rules.deadlines import deadlines_at
from rules.reminded import Key, Sent
from rules.reminders import Facts, Notice, due_reminders, may_be_due
from rules.verdict import Sentence

_Known: TypeAlias = Mapping[int, "_Text"]


@dataclass
class _Text:
    """A text that was written: how far it came, what it says, and its keys."""

    state: Delivery
    expires: datetime
    sentence: Sentence
    keys: set[Key] = field(default_factory=set)

    def says(self, notice: Notice) -> bool:
        """Whether it says the same as this notice, but for the minute."""
        return self.keys == set(notice.keys) and self.sentence.unclocked == notice.sentence.unclocked


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done now: texts that are not to leave, or never did, by their outbound rows, and new ones."""

    take_back: Sequence[int]
    write: Sequence[Notice]

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.take_back or self.write)


def facts(connection: Connection, campaign: Campaign, moment: datetime) -> Facts:
    """All that decides who is texted at a moment; what still waits to be sent is not said yet."""
    return _facts(connection, campaign, moment, _told(_texts(connection, campaign, moment)))


def plan(connection: Connection, campaign: Campaign, moment: datetime) -> Plan:
    """See what is to be done: nothing, a moment after it was done."""
    texts = _texts(connection, campaign, moment)
    waiting = {id_: text for id_, text in texts.items() if text.state is Delivery.WAITING and text.expires > moment}
    never_left = {id_ for id_, text in texts.items() if text.state is Delivery.EXPIRED}
    due: Sequence[Notice] = ()
    if may_be_due(campaign, moment):
        due = due_reminders(campaign, moment, _facts(connection, campaign, moment, _told(texts)))
    still = {id_ for id_, text in waiting.items() if any(text.says(notice) for notice in due)}
    said = [waiting[id_] for id_ in still]
    return Plan(
        take_back=sorted((waiting.keys() - still) | never_left),
        write=[notice for notice in due if not any(text.says(notice) for text in said)],
    )


def carry_out(
    connection: Connection, campaign: Campaign, moment: datetime, found: Plan, lines: Sequence[str]
) -> tuple[int, int]:
    """Do what was planned, under the office's lock; how many texts were written and taken back.

    `lines` are those that are on. Where none is the office's, nothing is written: the next look finds it again.
    """
    back = sum(_taken_back(connection, campaign, moment, id_) for id_ in found.take_back)
    written = 0
    for notice in found.write:
        line = notices.line_for(connection, campaign, notice.phone, lines)
        written += line is not None and _written(connection, campaign, moment, notice, line)
    return written, back


def _texts(connection: Connection, campaign: Campaign, moment: datetime) -> _Known:
    """What was written about the deadlines of this moment, by its outbound row."""
    periods = {deadline.period for deadline in deadlines_at(campaign, moment)}
    rows = connection.execute(
        select(reminded, outbound.c.state, outbound.c.expires_at, outbound.c.sentence, outbound.c.facts)
        .join(outbound, outbound.c.id == reminded.c.outbound)
        .where(reminded.c.office == campaign.office.code, reminded.c.period.in_(periods))
    )
    known: dict[int, _Text] = {}
    for row in rows:
        new = _Text(Delivery(row.state), row.expires_at, Sentence(row.sentence, row.facts))
        known.setdefault(row.outbound, new).keys.add(_key(row))
    return known


def _told(texts: _Known) -> _Known:
    """What has left, or is about to, as far as anybody knows."""
    kept_back = {Delivery.WAITING, Delivery.EXPIRED}
    return {id_: text for id_, text in texts.items() if text.state not in kept_back}


def _key(row: Row[Any]) -> Key:
    return Key(row.duty, row.period, row.step, row.phone)


def _facts(connection: Connection, campaign: Campaign, moment: datetime, told: _Known) -> Facts:
    code = campaign.office.code
    return Facts(
        standing=open_deadlines(connection, campaign, moment),
        phones=list(offices.phones(connection, code).values()),
        deputies=absence.deputies(connection, code, period_of(campaign, moment)),
        excused=absence.excuses(connection, code, (each.period for each in deadlines_at(campaign, moment))),
        sent=Sent(
            keys=_keys(told, set(Delivery)),
            refused=_keys(told, {Delivery.FAILED}),
            unsure=_keys(told, {Delivery.SENDING, Delivery.UNSURE}),
        ),
    )


def _keys(texts: _Known, states: Collection[Delivery]) -> AbstractSet[Key]:
    return {key for text in texts.values() if text.state in states for key in text.keys}


def _taken_back(connection: Connection, campaign: Campaign, moment: datetime, id_: int) -> bool:
    """Give up a text that waits, and free its keys; False where a sender has just taken it."""
    notices.take_back(connection, campaign, moment, [id_])
    never_left = select(outbound.c.id).where(outbound.c.id == id_, outbound.c.state == Delivery.EXPIRED.value)
    return connection.execute(delete(reminded).where(reminded.c.outbound.in_(never_left))).rowcount > 0


def _written(connection: Connection, campaign: Campaign, moment: datetime, notice: Notice, line: str) -> bool:
    """All keys of a text go in together with it; where one of them is there already, none does."""
    row = notices.row(campaign, notice.purpose.value, _text(campaign, moment, notice), line)
    try:
        with connection.begin_nested():
            id_ = connection.scalar(insert(outbound).values(row).returning(outbound.c.id))
            connection.execute(insert(reminded), [_key_row(campaign, key, id_) for key in notice.keys])
    except IntegrityError:
        return False
    return True


def _text(campaign: Campaign, moment: datetime, notice: Notice) -> Text:
    key = f"{notice.purpose}:{campaign.office.code}:{notice.phone}:{moment.isoformat()}"
    return Text(key, notice.phone, notice.sentence, moment, notice.expires)


def _key_row(campaign: Campaign, key: Key, id_: int | None) -> dict[str, Any]:
    about = {"duty": key.duty, "period": key.period, "step": key.step, "phone": key.phone}
    return {"office": campaign.office.code, "outbound": id_, **about}
