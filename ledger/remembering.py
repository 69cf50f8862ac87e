"""Remember a batch of verdicts: reports, figures, totals, questions, replies and the texts' own state, set by set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, bindparam, delete, insert, update

from ledger import closing, deputising, inbound, offices, registrations, totals
from ledger.conversation import confirmation_of
from ledger.dialects import insert_or_replace, insert_unless_known, write
from ledger.mail import CONFIRMATION
from ledger.tables import figure, note, outbound, question, registration, report
from rules import deputies
from rules.calendar import period_of
from rules.campaign import Campaign
from rules.standing import Standing
from rules.verdict import Entry, Figure, Message, Place, Question, Values, Verdict

Judged: TypeAlias = Sequence[tuple[Message, Verdict]]
_Row: TypeAlias = dict[str, Any]

# A confirmation that comes hours later does more harm than none.
_CONFIRMATION_LASTS = timedelta(hours=6)


def remember(connection: Connection, standing: Standing, judged: Judged, now: datetime) -> None:
    """Write down all that follows from these texts, in the caller's transaction. `now` is the service's clock."""
    office = standing.campaign.office.code
    _insert(connection, report, _reports(office, judged))
    totals.move(connection, standing, standing.origins)  # before the figures: it looks at those that stood until now
    _move_figures(connection, standing)
    _settle_questions(connection, judged)
    _insert(connection, question, _questions(office, judged))
    _insert(connection, note, _notes(standing, judged))
    _insert(connection, registration, _registrations(office, judged))
    _settle_registrations(connection, standing.campaign, judged, now)
    _refuse_reminders(connection, office, judged)
    _depute(connection, standing.campaign, judged, now)
    _reply(connection, _replies(standing, judged, now))
    periods = {message.id: period_of(standing.campaign, message.moment) for message, _ in judged}
    inbound.settle(connection, judged, periods, now)
    if standing.origins:  # a text may come, or be read, after the close of the day that it counts for
        closing.revise(connection, standing.campaign, min(period for _, period in standing.origins), now)


def _insert(connection: Connection, table: Table, rows: Sequence[_Row]) -> None:
    write(connection, insert(table), rows)


def _reply(connection: Connection, rows: Sequence[_Row]) -> None:
    write(connection, insert_unless_known(connection, outbound, "key"), rows)


def pair(values: Values | None) -> tuple[int | None, int | None]:
    """Values as two columns."""
    if values is None:
        return None, None
    return values[0], values[1] if len(values) > 1 else None


def _reports(office: str, judged: Judged) -> list[_Row]:
    return [
        _report(office, message, seq, entry) for message, verdict in judged for seq, entry in enumerate(verdict.entries)
    ]


def _report(office: str, message: Message, seq: int, entry: Entry) -> _Row:
    value1, value2 = pair(entry.values)
    previous1, previous2 = pair(entry.previous)
    return {
        "inbound": message.id,
        "seq": seq,
        "office": office,
        "unit": entry.unit,
        "keyword": entry.keyword,
        "period": entry.period,
        "value1": value1,
        "value2": value2,
        "outcome": entry.outcome.value,
        "late": entry.late,
        "moment": message.moment,
        "previous1": previous1,
        "previous2": previous2,
    }


def _move_figures(connection: Connection, standing: Standing) -> None:
    office = standing.campaign.office.code
    now_standing = {cell: standing.figure(*cell) for cell in standing.origins}
    gone = [_cell(office, *cell) for cell, one in now_standing.items() if one is None]
    rows = [_figure(office, *cell, one) for cell, one in now_standing.items() if one is not None]
    if gone:
        key = (figure.c[name] == bindparam(f"{name}_") for name in ("office", "unit", "keyword", "period"))
        connection.execute(
            delete(figure).where(*key), [{f"{name}_": fact for name, fact in one.items()} for one in gone]
        )
    write(connection, insert_or_replace(connection, figure, "office", "unit", "keyword", "period"), rows)


def _cell(office: str, place: Place, period: date) -> _Row:
    return {"office": office, "unit": place[0], "keyword": place[1], "period": period}


def _figure(office: str, place: Place, period: date, one: Figure) -> _Row:
    value1, value2 = pair(one.values)
    standing = {"late": one.late, "moment": one.moment, "inbound": one.inbound, "seq": one.seq}
    return _cell(office, place, period) | {"value1": value1, "value2": value2} | standing


def _settle_questions(connection: Connection, judged: Judged) -> None:
    settled = [
        {"inbound_": one.inbound, "unit_": one.unit, "keyword_": one.keyword, "state_": how}
        for _, verdict in judged
        for one, how in verdict.settled
    ]
    # Asked and settled within one batch: the question's row is not there yet, and is written with its end.
    if settled:
        key = (question.c[name] == bindparam(f"{name}_") for name in ("inbound", "unit", "keyword"))
        connection.execute(update(question).where(*key).values(state=bindparam("state_")), settled)


def _questions(office: str, judged: Judged) -> list[_Row]:
    ends = {(one.inbound, one.unit, one.keyword): how for _, verdict in judged for one, how in verdict.settled}
    return [
        _question(office, one, ends.get((one.inbound, one.unit, one.keyword), "open"))
        for _, verdict in judged
        for one in verdict.questions
    ]


def _question(office: str, one: Question, state: str) -> _Row:
    value1, value2 = pair(one.values)
    return {
        "inbound": one.inbound,
        "office": office,
        "sender": one.sender,
        "unit": one.unit,
        "keyword": one.keyword,
        "period": one.period,
        "value1": value1,
        "value2": value2,
        "doubtful": one.doubtful,
        "moment": one.moment,
        "state": state,
    }


def _notes(standing: Standing, judged: Judged) -> list[_Row]:
    campaign = standing.campaign
    return [
        {
            "inbound": message.id,
            "office": campaign.office.code,
            "unit": verdict.note[0],
            "period": period_of(campaign, message.moment),
            "text": verdict.note[1],
        }
        for message, verdict in judged
        if verdict.note is not None
    ]


def _registrations(office: str, judged: Judged) -> list[_Row]:
    return [
        {"inbound": message.id, "office": office, "number": message.sender, "unit": verdict.registration}
        for message, verdict in judged
        if verdict.registration is not None
    ]


def _settle_registrations(connection: Connection, campaign: Campaign, judged: Judged, now: datetime) -> None:
    for _, verdict in judged:
        if verdict.ruling is not None:
            registrations.settle(connection, campaign, verdict.ruling, now)


def _refuse_reminders(connection: Connection, office: str, judged: Judged) -> None:
    numbers = [message.sender for message, verdict in judged if verdict.refuses_reminders]
    if numbers:
        offices.refuse_reminders(connection, office, numbers)


def _depute(connection: Connection, campaign: Campaign, judged: Judged, now: datetime) -> None:
    """Who named a deputy, or ended his time, is told by the answer; all others on the line that it came in on."""
    for message, verdict in judged:
        if verdict.deputies is not None:
            others = deputies.told(campaign, verdict.deputies)[1:]
            deputising.enter(connection, campaign, verdict.deputies, others, now, [message.line])


def _replies(standing: Standing, judged: Judged, now: datetime) -> list[_Row]:
    return [
        {
            "key": confirmation_of(message.id),
            "office": standing.campaign.office.code,
            "line": message.line,
            "recipient": message.sender,
            "purpose": CONFIRMATION,
            "sentence": verdict.answer.key,
            "facts": dict(verdict.answer.facts),
            "next_at": now,
            "created_at": now,
            "expires_at": now + _CONFIRMATION_LASTS,
            "stranger": standing.phone(message) is None,
        }
        for message, verdict in judged
        if verdict.answer is not None
    ]
