"""Open the book: load what the rules need to judge these texts, in a handful of queries however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeGuard

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, null, select, tuple_

from ledger import absence, offices, registrations, totals
from ledger.dialects import among
from ledger.mail import CONFIRMATION
from ledger.tables import figure, outbound, question, report, unit
from parsers.reading import Kind, Misreading, Reading
from rules.calendar import period_of
from rules.campaign import Campaign
from rules.deadlines import deadlines_at
from rules.deputy import Deputy
from rules.needs import Needs, gather
from rules.standing import Answered, Standing
from rules.verdict import Figure, Message, Outcome, Phone, Question, Sentence, Values

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_OLDER = figure.alias("older")  # made once: an alias costs as much as the query that it stands in


def open_book(
    connection: Connection, campaign: Campaign, texts: Sequence[tuple[Message, Reading | Misreading]]
) -> Standing:
    """All that is known about the senders and figures of these texts."""
    code = campaign.office.code
    asking = {message.sender for message, reading in texts if _is(reading, Kind.REGISTER)}
    spoken_of = {str(reading.number) for _, reading in texts if _is(reading, Kind.APPROVE, Kind.REFUSE)}
    senders = {message.sender for message, _ in texts} | spoken_of
    phones = _known_units(campaign, offices.phones(connection, code, senders))
    first = period_of(campaign, min(message.moment for message, _ in texts))
    standing = Standing(campaign, phones, deputies=_deputies(connection, campaign, first))
    needs = gather(campaign, [(message, reading, standing.phone(message)) for message, reading in texts])
    _load_figures(connection, standing, needs)
    _load_histories(connection, standing, needs)
    _load_questions(connection, standing, needs)
    _load_answers(connection, standing, [message for message, _ in texts])
    _load_strangers(connection, standing, [message for message, _ in texts if standing.phone(message) is None])
    _load_sums(connection, standing, needs)
    if asking or spoken_of:
        standing.requests = registrations.requests(connection, code, asking | spoken_of)
    return standing


def _is(reading: Reading | Misreading, *kinds: Kind) -> TypeGuard[Reading]:
    return isinstance(reading, Reading) and reading.kind in kinds


def _known_units(campaign: Campaign, phones: Mapping[str, Phone]) -> dict[str, Phone]:
    """The phones with those of their units that the campaign names: a leader's may be the office itself."""
    return {
        number: replace(phone, units=tuple(unit for unit in phone.units if unit in campaign.units))
        for number, phone in phones.items()
    }


def _deputies(connection: Connection, campaign: Campaign, first: date) -> list[Deputy]:
    """Who reported in another's place on that day or will later: for units that the campaign still names."""
    return [
        replace(one, units=tuple(unit for unit in one.units if unit in campaign.units))
        for one in absence.deputies(connection, campaign.office.code, first)
    ]


def open_day(connection: Connection, campaign: Campaign, period: date) -> Standing:
    """All that stands on one reporting day: each unit's figures and open questions."""
    standing = Standing(campaign)
    places = {(unit, keyword) for unit in campaign.units for keyword in campaign.keywords_of(unit)}
    needs = Needs(places={period: places})
    needs.add_whole(campaign, period)
    _load_figures(connection, standing, needs)
    _load_questions(connection, standing, needs)
    _load_sums(connection, standing, needs)
    return standing


def open_deadlines(connection: Connection, campaign: Campaign, moment: datetime) -> Standing:
    """What stands of all that is owed by the deadlines of a moment: the last figure that can answer for each."""
    standing = Standing(campaign)
    needs = Needs()
    for deadline in deadlines_at(campaign, moment):
        owing = {
            (unit, keyword)
            for unit, owed in campaign.owed.items()
            for keyword, duty in owed.items()
            if duty is deadline.duty
        }
        needs.places.setdefault(deadline.period, set()).update(owing)
    _load_figures(connection, standing, needs)
    return standing


def _load_figures(connection: Connection, standing: Standing, needs: Needs) -> None:
    for period, places in needs.places.items():
        units_by_keyword: dict[str, set[str]] = defaultdict(set)
        for code, keyword in places:
            units_by_keyword[keyword].add(code)
        for keyword, units in units_by_keyword.items():
            these = among(connection, unit.c.code, units)
            for row in connection.execute(_figures(standing.campaign.office.code, keyword, these, period)):
                standing.figures.setdefault((row.unit, keyword), {})[row.period] = figure_of(row)


def _figures(office: str, keyword: str, units: ColumnElement[bool], period: date) -> Select[tuple[object, ...]]:
    """Each unit's figure of the day and the last one before it: two steps into the index a unit."""
    last = (
        select(func.max(_OLDER.c.period))
        .where(
            _OLDER.c.office == office,
            _OLDER.c.unit == unit.c.code,
            _OLDER.c.keyword == keyword,
            _OLDER.c.period < period,
        )
        .scalar_subquery()
    )
    return select(figure).where(
        unit.c.office == office,
        units,
        figure.c.office == office,
        figure.c.unit == unit.c.code,
        figure.c.keyword == keyword,
        figure.c.period.in_([period, last]),
    )


def figure_of(row: Row[tuple[object, ...]]) -> Figure:
    """A figure as the rules see it."""
    return Figure(values_of(row), row.period, row.moment, row.late, row.inbound, row.seq)


def values_of(row: Row[tuple[object, ...]]) -> Values:
    """One number, or two of a pair."""
    return (row.value1,) if row.value2 is None else (row.value1, row.value2)


def _load_histories(connection: Connection, standing: Standing, needs: Needs) -> None:
    """What stood on a day, oldest first, without what was withdrawn."""
    if not needs.histories:
        return
    cells = [(unit, keyword, period) for (unit, keyword), period in needs.histories]
    rows = connection.execute(
        select(report)
        .where(
            report.c.office == standing.campaign.office.code,
            tuple_(report.c.unit, report.c.keyword, report.c.period).in_(cells),
        )
        .order_by(report.c.id)
    )
    for row in rows:
        stood = standing.history.setdefault(((row.unit, row.keyword), row.period), [])
        if Outcome(row.outcome).stands:
            stood.append(figure_of(row))
        elif row.outcome == Outcome.WITHDRAWN and stood:
            stood.pop()


def _load_questions(connection: Connection, standing: Standing, needs: Needs) -> None:
    """The open questions about these units, each with all that waits beside it in the same text."""
    units = {unit for places in needs.places.values() for unit, _ in places}
    still_open = (question.c.office == standing.campaign.office.code, question.c.state == "open")
    texts = select(question.c.inbound).where(*still_open, among(connection, question.c.unit, units))
    rows = connection.execute(
        select(question)
        .where(*still_open, question.c.inbound.in_(texts))
        .order_by(question.c.inbound, question.c.unit, question.c.keyword)
    )
    for row in rows:
        asked = Question(
            row.inbound, row.sender, row.unit, row.keyword, row.period, values_of(row), row.doubtful, row.moment
        )
        standing.questions.setdefault(row.sender, []).append(asked)


def _load_answers(connection: Connection, standing: Standing, messages: Sequence[Message]) -> None:
    oldest = min(message.moment for message in messages)
    recent = oldest - timedelta(seconds=standing.campaign.caps.repeat)
    rows = connection.execute(
        select(
            outbound.c.recipient,
            outbound.c.created_at,
            outbound.c.sentence,
            case((outbound.c.created_at > recent, outbound.c.facts), else_=null()).label("facts"),
        ).where(
            and_(
                outbound.c.office == standing.campaign.office.code,
                among(connection, outbound.c.recipient, {message.sender for message in messages}),
                outbound.c.created_at > oldest - _DAY,
                outbound.c.purpose == CONFIRMATION,
            )
        )
    )
    for row in rows:
        sentence = None if row.facts is None else Sentence(row.sentence, row.facts)
        standing.answers.setdefault(row.recipient, []).append(Answered(row.created_at, sentence))


def _load_strangers(connection: Connection, standing: Standing, messages: Sequence[Message]) -> None:
    if not messages:
        return
    oldest = min(message.moment for message in messages)
    answered = select(outbound.c.created_at).where(
        outbound.c.office == standing.campaign.office.code,
        outbound.c.stranger,
        outbound.c.created_at > oldest - _HOUR,
    )
    standing.strangers_answered.extend(connection.scalars(answered))


def _load_sums(connection: Connection, standing: Standing, needs: Needs) -> None:
    campaign = standing.campaign
    for keyword, period in needs.capped:
        together = totals.standing_on(connection, campaign, campaign.office.code, period, [keyword])
        standing.sums[keyword, period] = sum(one.values[0] for one in together.values())
    for period in needs.wholes:
        _load_whole(connection, standing, period)


def _load_whole(connection: Connection, standing: Standing, period: date) -> None:
    campaign = standing.campaign
    together = totals.standing_on(connection, campaign, campaign.office.code, period, [campaign.headline])
    standing.headline[campaign.headline, period] = sum(
        total.values[0] for (group, _), total in together.items() if campaign.groups[group].headline
    )
