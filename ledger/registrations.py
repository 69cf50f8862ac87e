"""Requests to be registered: kept until the office settles them, told to its clerks once, and answered in the end.

Every way of settling one (a clerk's text, the page, the console) comes here with the same ruling, under the office's lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select, update

from ledger import notices, offices
from ledger.dialects import among, insert_unless_known
from ledger.tables import inbound, outbound, registration
from rules import quiet, registering
from rules.campaign import Campaign
from rules.requests import Decision, Request, Ruling, Settled, Wish

PURPOSE = "registration"
_OPEN = "asked"
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Open:
    """A request that nobody has settled: the first text that made it, as it was sent."""

    request: Request
    text: str


def requests(connection: Connection, office: str, numbers: Iterable[str]) -> dict[Wish, list[Request]]:
    """All requests that these numbers ever made, the oldest first."""
    found: dict[Wish, list[Request]] = {}
    wanted = _requests(office).where(among(connection, registration.c.number, list(numbers)))
    for row in connection.execute(wanted.order_by(registration.c.inbound)):
        found.setdefault((row.number, row.unit), []).append(_request(row))
    return found


def waiting(connection: Connection, office: str) -> list[Open]:
    """What waits for the office, the oldest first; who asks again for the same unit waits once."""
    first: dict[Wish, Open] = {}
    for row in connection.execute(_open(office)):
        first.setdefault((row.number, row.unit), Open(_request(row), row.text))
    return list(first.values())


def settle(connection: Connection, campaign: Campaign, ruling: Ruling, now: datetime) -> None:
    """Carry a ruling out: the requests end, the phone may report from now on or not, and whoever asked is told so."""
    number, unit = ruling.wish
    ours = registration.c.inbound.in_(ruling.requests)
    settled = {"state": ruling.settled.decision.value, "settled_at": ruling.settled.moment}
    connection.execute(update(registration).where(ours).values(settled_by=ruling.settled.by, **settled))
    if ruling.settled.decision is Decision.APPROVED:
        offices.grant(connection, campaign.office.code, number, unit)
    clerks = offices.phones(connection, campaign.office.code, role=registering.CLERK)
    notices.give_up(connection, [_key(one, clerk) for clerk in clerks for one in ruling.requests], now)
    asked_on = connection.scalar(select(inbound.c.line).where(inbound.c.id == ruling.requests[-1]))
    key = f"settled:{ruling.requests[0]}"
    text = notices.by_day(campaign, key, number, registering.told_to_asker(campaign, ruling), now)
    row = notices.row(campaign, PURPOSE, text, str(asked_on))
    connection.execute(insert_unless_known(connection, outbound, "key"), row)


def any_to_tell(connection: Connection, campaign: Campaign, now: datetime) -> bool:
    """Whether a clerk is to be told of something now."""
    return bool(_untold(connection, campaign, now) and offices.clerks(connection, campaign.office.code))


def tell(connection: Connection, campaign: Campaign, now: datetime, lines: Sequence[str]) -> int:
    """Tell each clerk of the requests that no clerk was told of; how many texts were written.

    Under the office's lock. `lines` are those that are on; where none is the office's, the next look finds them again.
    """
    new, clerks = _untold(connection, campaign, now), offices.clerks(connection, campaign.office.code)
    texts = [
        notices.by_day(
            campaign, _key(one.inbound, clerk), clerk, registering.told_to_clerks(campaign, one.wish, now), now
        )
        for one in new
        for clerk in clerks
    ]
    told = notices.tell(connection, campaign, PURPOSE, texts, lines)
    if told:
        ours = registration.c.inbound.in_([one.inbound for one in new])
        connection.execute(update(registration).where(ours).values(told_at=now))
    return told


def _untold(connection: Connection, campaign: Campaign, now: datetime) -> list[Request]:
    """The open requests of which no clerk knows, as many as may be told now.

    Never at night; and no more in an hour than strangers get answers: numbers that nobody knows can be had without end,
    and each text is paid for.
    """
    if quiet.is_quiet(campaign, now):
        return []
    office = campaign.office.code
    found = connection.execute(_open(office).where(registration.c.told_at.is_(None)).limit(campaign.caps.strangers))
    new = [_request(row) for row in found]
    if not new:
        return []
    lately = and_(registration.c.office == office, registration.c.told_at > now - _HOUR)
    told = connection.scalar(select(func.count()).select_from(registration).where(lately)) or 0
    return new[: max(0, campaign.caps.strangers - told)]


def _key(request: int, clerk: str) -> str:
    return f"asked:{request}:{clerk}"


def _requests(office: str) -> Select[Any]:
    return (
        select(registration, inbound.c.received_at, inbound.c.text)
        .join(inbound, inbound.c.id == registration.c.inbound)
        .where(registration.c.office == office)
    )


def _open(office: str) -> Select[Any]:
    return _requests(office).where(registration.c.state == _OPEN).order_by(registration.c.inbound)


def _request(row: Row[Any]) -> Request:
    settled = None if row.state == _OPEN else Settled(Decision(row.state), row.settled_by, row.settled_at)
    return Request(row.inbound, (row.number, row.unit), row.received_at, settled)
