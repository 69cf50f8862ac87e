"""Registrations as the office settles them on its page or by hand: who asks, and what became of it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gateway.explained import visible
from gateway.numbers import msisdn
from ledger import registrations
from ledger.engine import Connection, lock_office
from rules.campaign import Campaign
from rules.phrases import at_home
from rules.requests import Decision, Ruling, Settled, rule

DONE = {Decision.APPROVED: "Đã duyệt", Decision.REFUSED: "Đã từ chối"}
WAYS = {"page": "văn phòng, trên trang web", "console": "văn phòng, trên máy chủ"}


class CannotSettleError(Exception):
    """Nothing was settled; the words say why."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the office says to a request: which number and unit, as they were typed or clicked, and by which way."""

    number: str
    unit: str
    decision: Decision
    way: str


def settle(connection: Connection, campaign: Campaign, said: Said, now: datetime) -> str:
    """Settle a request just as a clerk's text does; what became of it. CannotSettleError where nothing is open."""
    lock_office(connection, campaign.office.code)
    number = msisdn(said.number)
    if number is None:
        raise CannotSettleError(f"{visible(said.number)!r} không phải là số điện thoại")
    if said.decision is Decision.APPROVED and said.unit not in campaign.units:
        raise CannotSettleError(f"không có đơn vị {visible(said.unit)!r}")
    wish = (number, said.unit)
    known = registrations.requests(connection, campaign.office.code, [number]).get(wish, [])
    found = rule(known, wish, Settled(said.decision, said.way, now))
    if isinstance(found, Ruling):
        registrations.settle(connection, campaign, found, now)
        return f"{DONE[said.decision]}: {at_home(number)} cho {said.unit}."
    if found is None:
        raise CannotSettleError(f"{at_home(number)} không xin đăng ký cho {visible(said.unit)!r}")
    when = found.moment.astimezone(campaign.zone)
    by = WAYS.get(found.by) or at_home(found.by)
    raise CannotSettleError(f"{DONE[found.decision].lower()} trước đó, lúc {when:%H:%M %d/%m/%Y}, bởi {by}")


def listed(connection: Connection, campaign: Campaign) -> Iterator[str]:
    """A line for each request that waits, the oldest first."""
    for one in registrations.waiting(connection, campaign.office.code):
        number, unit = one.request.wish
        when = one.request.moment.astimezone(campaign.zone)
        yield f'{when:%d/%m/%Y %H:%M}  {at_home(number)}  {unit}  "{visible(one.text)}"'
