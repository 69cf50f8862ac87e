"""Deputies: a phone that reports for another one's units while that officer is away. It ends by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules import calendar
from rules.campaign import Campaign
from rules.verdict import Phone, Sentence

DEPUTY = "deputy"
"""The role of a phone that is registered for nothing itself."""


class NoDeputy(StrEnum):
    """Why nobody was named."""

    NO_UNIT = "no_unit"
    OWN_NUMBER = "own_number"
    NO_SUCH_DAY = "no_such_day"
    DAY_IS_OVER = "day_is_over"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Deputy:
    """`deputy` reports for `units` in the place of `officer` (both numbers), until the close of the day `last`.

    `since` is when that was said; `ended` when it was taken back, if it was.
    """

    officer: str
    deputy: str
    units: tuple[str, ...]
    since: datetime
    last: date
    ended: datetime | None = None

    def stands_in(self, campaign: Campaign, moment: datetime) -> bool:
        """Whether it holds at this moment."""
        return self.is_named(moment) and calendar.period_of(campaign, moment) <= self.last

    def is_named(self, moment: datetime) -> bool:
        """Whether it was named by this moment, and not taken back."""
        return self.since <= moment and (self.ended is None or self.ended > moment)


def appoint(campaign: Campaign, officer: Phone, deputy: str, until: str, moment: datetime) -> Deputy | NoDeputy:
    """Name a deputy (in E.164) for all units of the officer's own, until a day ("31", "31/8", "31/08/2020").

    `officer` is the phone as it is registered: what it holds as a deputy itself it cannot pass on.
    """
    units = tuple(unit for unit in officer.units if unit in campaign.units)
    today = calendar.period_of(campaign, moment)
    last = calendar.named_day(until, today)
    if not units:
        return NoDeputy.NO_UNIT
    if deputy == officer.number:
        return NoDeputy.OWN_NUMBER
    if last is None:
        return NoDeputy.NO_SUCH_DAY
    if last < today:
        return NoDeputy.DAY_IS_OVER
    if last - today >= timedelta(days=campaign.deputy_days):
        return NoDeputy.TOO_LONG
    return Deputy(officer.number, deputy, units, moment, last)


def told(deputy: Deputy) -> tuple[tuple[str, Sentence], tuple[str, Sentence]]:
    """What each of the two phones (number, sentence) is told."""
    facts = {
        "unit": deputy.units[0],
        "units": list(deputy.units),
        "keyword": None,
        "at": deputy.since.isoformat(),
        "day": deputy.last.isoformat(),
    }
    return (
        (deputy.officer, Sentence("deputy_named", {**facts, "number": deputy.deputy})),
        (deputy.deputy, Sentence("deputy_told", {**facts, "number": deputy.officer})),
    )


def refused(campaign: Campaign, officer: Phone, moment: datetime) -> Sentence:
    """What the officer is told where nobody was named."""
    unit = officer.units[0] if officer.units else campaign.office.code
    facts = {"unit": unit, "keyword": None, "at": moment.isoformat()}
    return Sentence("deputy_refused", {**facts, "day": calendar.period_of(campaign, moment).isoformat()})


def with_deputies(
    campaign: Campaign, phones: Mapping[str, Phone], deputies: Iterable[Deputy], moment: datetime
) -> dict[str, Phone]:
    """The phones with all units for which each may report at this moment. Who is away may still report too."""
    known = dict(phones)
    for one in _standing_in(campaign, deputies, moment):
        phone = known.get(one.deputy) or Phone(one.deputy, (), DEPUTY)
        more = tuple(unit for unit in one.units if unit not in phone.units)
        known[one.deputy] = replace(phone, units=(*phone.units, *more))
    return known


def may_report(
    campaign: Campaign, phones: Mapping[str, Phone], deputies: Iterable[Deputy], unit: str, moment: datetime
) -> tuple[str, ...]:
    """The numbers that may report for a unit at this moment."""
    known = with_deputies(campaign, phones, deputies, moment)
    return tuple(number for number, phone in known.items() if unit in phone.units)


def reminded_for(
    campaign: Campaign, phones: Iterable[Phone], deputies: Iterable[Deputy], moment: datetime
) -> dict[str, tuple[str, ...]]:
    """Number -> the units about which it is reminded: an officer's own, or, while he is away, his deputy's."""
    standing_in = _standing_in(campaign, deputies, moment)
    away = {(one.officer, unit) for one in standing_in for unit in one.units}
    units = {
        phone.number: [unit for unit in phone.units if unit in campaign.units and (phone.number, unit) not in away]
        for phone in phones
        if phone.role == "reporter"
    }
    for one in standing_in:
        mine = units.setdefault(one.deputy, [])
        mine += [unit for unit in one.units if unit in campaign.units and unit not in mine]
    return {number: tuple(codes) for number, codes in units.items()}


def _standing_in(campaign: Campaign, deputies: Iterable[Deputy], moment: datetime) -> list[Deputy]:
    """Those that hold at the moment. Whoever names another deputy has the other one from then on."""
    newest = {one.officer: one for one in sorted(deputies, key=lambda one: one.since) if one.is_named(moment)}
    return [one for one in newest.values() if one.stands_in(campaign, moment)]
