"""Who is told about which units: the phones that report for them, their leaders, and the office's clerks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.campaign import Campaign
from rules.deputies import DEPUTY, reminded_for
from rules.deputy import Deputy
from rules.verdict import Phone


class Purpose(StrEnum):
    """Why a text is sent that nobody asked for."""

    REMINDER = "reminder"
    ESCALATION = "escalation"
    LATE_LIST = "late_list"


@dataclass(frozen=True, slots=True)
class Concern:
    """A phone, and the units about which it is told for one purpose."""

    phone: Phone
    purpose: Purpose
    units: frozenset[str]


def concerns(
    campaign: Campaign, phones: Sequence[Phone], deputies: Iterable[Deputy], moment: datetime
) -> list[Concern]:
    """Everyone's concerns. `phones` carry the units they are registered for; a leader's or clerk's may be the office."""
    known = {phone.number: phone for phone in phones}
    reminded = reminded_for(campaign, phones, deputies, moment)
    led = leaders(campaign, phones)
    return [
        *(
            Concern(known.get(number) or Phone(number, (), DEPUTY), Purpose.REMINDER, frozenset(units))
            for number, units in reminded.items()
        ),
        *(Concern(known[number], Purpose.ESCALATION, units) for number, units in led.items()),
        *(Concern(phone, Purpose.LATE_LIST, frozenset(campaign.units)) for phone in phones if phone.role == "clerk"),
    ]


def leaders(campaign: Campaign, phones: Iterable[Phone]) -> Mapping[str, frozenset[str]]:
    """Leader's number -> the units of which he is told: his own, and those below that have no leader of their own."""
    led = {phone.number: phone.units for phone in phones if phone.role == "leader"}
    has_one = {unit for units in led.values() for unit in units}
    nearest = {
        unit: next((above for above in (unit, *campaign.ancestors[unit]) if above in has_one), None)
        for unit in campaign.units
    }
    return {number: frozenset(unit for unit, at in nearest.items() if at in units) for number, units in led.items()}
