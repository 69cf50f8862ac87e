"""What punctuality is made of: the marks and the texts of a span, in a few statements however long it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TypeAlias

from sqlalchemy import ColumnElement, Connection, Select, func, select

from ledger import absence, offices
from ledger.clock_tables import reminded, snapshot
from ledger.conversation import answered
from ledger.desk import figure_of
from ledger.dialects import among
from ledger.tables import figure, inbound, outbound, report
from rules.calendar import closes_at
from rules.campaign import Campaign
from rules.deadlines import deadline_on
from rules.punctuality import About, Traffic
from rules.segments import segments
from rules.standing import Standing
from rules.timeliness import Mark, marks

Span: TypeAlias = tuple[date, date]
Between: TypeAlias = tuple[datetime, datetime]

_DAY = timedelta(days=1)


def began(connection: Connection, office: str) -> date | None:
    """The first day of which anything could be expected: before it nobody was asked. None where none is known yet.

    The day that an office closes first is the one before it began, unless something was reported by then.
    """
    closed = connection.scalar(select(func.min(snapshot.c.period)).where(snapshot.c.office == office))
    reported = connection.scalar(select(func.min(figure.c.period)).where(figure.c.office == office))
    known = [day for day in (closed and closed + _DAY, reported) if day is not None]
    return min(known, default=None)


def marks_of(connection: Connection, campaign: Campaign, span: Span, moment: datetime) -> list[Mark]:
    """How each deadline of the span that lies behind was kept, by what is known now."""
    standing = Standing(campaign)
    for row in connection.execute(_figures(connection, campaign, span)):
        standing.figures.setdefault((row.unit, row.keyword), {})[row.period] = figure_of(row)
    days = [span[0] + nth * _DAY for nth in range((span[1] - span[0]).days + 1)]
    excused = absence.excuses(connection, campaign.office.code, days)
    return list(marks(standing, excused, span, moment))


def _figures(connection: Connection, campaign: Campaign, span: Span) -> Select[tuple[object, ...]]:
    """All that can answer for a deadline of the span: of a weekly one also what was reported before its first day."""
    first = min((deadline_on(campaign, duty, span[0]).first for duty in campaign.duties), default=span[0])
    owed = {keyword for duty in campaign.duties for keyword in duty.keywords}
    return select(figure).where(
        figure.c.office == campaign.office.code,
        among(connection, figure.c.unit, list(campaign.units)),
        among(connection, figure.c.keyword, owed),
        figure.c.period.between(first, span[1]),
    )


def traffic_of(
    connection: Connection, campaign: Campaign, span: Span, prices: Mapping[str, int]
) -> Mapping[About, Traffic]:
    """The segments of all texts that came in or left while these days were open, by what they were about.

    `prices` is what a segment costs that leaves by a line, for the lines that say so.

    A text whose outcome at the carrier nobody knows is not among them, and neither is one that it refused to take.
    """
    between = (closes_at(campaign, span[0] - _DAY), closes_at(campaign, span[1]))
    found: dict[About, Traffic] = defaultdict(Traffic)
    home = _home(connection, campaign)
    told = _told(connection, campaign, home, between)
    for about, text in told.values():
        found[about] += Traffic(inward=segments(text).parts)
    duties = _reminded(connection, campaign, between)
    for row in connection.execute(_left(campaign, between)):
        of_its_own = About(home.get(row.recipient, frozenset()), duties.get(row.id, frozenset()))
        answers = answered(row.key)
        about, _ = told.get(answers, (of_its_own, "")) if answers is not None else (of_its_own, "")
        parts, price = segments(row.text).parts, prices.get(row.line)
        found[about] += Traffic(outward=parts, cost=None if price is None else parts * price)
    return found


def _home(connection: Connection, campaign: Campaign) -> Mapping[str, frozenset[str]]:
    """Each phone's units, as far as the campaign names them."""
    phones = offices.phones(connection, campaign.office.code)
    return {number: frozenset(campaign.units.keys() & phone.units) for number, phone in phones.items()}


def _told(
    connection: Connection, campaign: Campaign, home: Mapping[str, frozenset[str]], between: Between
) -> Mapping[int, tuple[About, str]]:
    """What the texts were about that came in, with their words: what they reported, else their unit, else the phone's."""
    owners = offices.of_lines(connection)
    lines = [line for line, owner in owners.items() if owner == campaign.office.code]
    came = (inbound.c.line.in_(lines), inbound.c.received_at >= between[0], inbound.c.received_at < between[1])
    reported: dict[int, About] = {}
    places = select(report.c.inbound, report.c.unit, report.c.keyword).join(inbound, inbound.c.id == report.c.inbound)
    for row in connection.execute(places.where(*came)):
        duty = campaign.owed.get(row.unit, {}).get(row.keyword)
        before = reported.get(row.inbound, About())
        duties = before.duties | {duty.code} if duty else before.duties
        reported[row.inbound] = About(before.units | {row.unit}, duties)
    texts = select(inbound.c.id, inbound.c.sender, inbound.c.unit, inbound.c.text).where(*came)
    return {
        row.id: (
            reported.get(row.id) or About(frozenset({row.unit}) if row.unit else home.get(row.sender, frozenset())),
            row.text,
        )
        for row in connection.execute(texts)
    }


def _left(campaign: Campaign, between: Between) -> Select[tuple[object, ...]]:
    return select(outbound.c.id, outbound.c.key, outbound.c.recipient, outbound.c.line, outbound.c.text).where(
        *_went(campaign, between), outbound.c.text.is_not(None)
    )


def _went(campaign: Campaign, between: Between) -> tuple[ColumnElement[bool], ...]:
    sent = outbound.c.sent_at
    return outbound.c.office == campaign.office.code, sent >= between[0], sent < between[1]


def _reminded(connection: Connection, campaign: Campaign, between: Between) -> Mapping[int, frozenset[str]]:
    """The duties that texts which went by the clock were about, by their outbound rows."""
    found: dict[int, frozenset[str]] = defaultdict(frozenset)
    keys = select(reminded.c.outbound, reminded.c.duty).join(outbound, outbound.c.id == reminded.c.outbound)
    for row in connection.execute(keys.where(*_went(campaign, between))):
        found[row.outbound] |= {row.duty}
    return found
