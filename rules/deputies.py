"""Deputies: a phone that reports for another one's units while that officer is away. It ends by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from rules import calendar
from rules.campaign import Campaign
from rules.deputy import Change, Deputy
from rules.verdict import Phone, Sentence

DEPUTY = "deputy"
"""The role of a phone that is registered for nothing itself."""


class NoDeputy(StrEnum):
    """Why nobody was named, or nobody's time ended."""

    NO_UNIT = "no_unit"
    OWN_NUMBER = "own_number"
    NO_SUCH_DAY = "no_such_day"
    DAY_IS_OVER = "day_is_over"
    TOO_LONG = "too_long"
    OVERTAKEN = "overtaken"
    NONE = "none"

    @property
    def sentence(self) -> str:
        """The key of what the officer is told."""
        return f"deputy_{self.value}"


class Told(NamedTuple):
    """What one phone is told about a deputy, and the moment until which that is true; None where it stays so."""

    about: Deputy
    number: str
    sentence: Sentence
    until: datetime | None


def appoint(
    campaign: Campaign, officer: Phone, deputy: str, until: str, deputies: Iterable[Deputy], moment: datetime
) -> Change | NoDeputy:
    """Name a deputy (in E.164) for all units of the officer's own, until a day ("31", "31/8", "31/08/2020").

    `officer` is the phone as it is registered: what it holds as a deputy itself it cannot pass on. Who names the same
    deputy until the same day again changes nothing.
    """
    units = tuple(unit for unit in officer.units if unit in campaign.units)
    last = _last_day(campaign, until, moment)
    if not units:
        return NoDeputy.NO_UNIT
    if deputy == officer.number:
        return NoDeputy.OWN_NUMBER
    if isinstance(last, NoDeputy):
        return last
    known = list(deputies)
    if _overtaken(known, officer.number, moment):
        return NoDeputy.OVERTAKEN
    before = deputy_of(campaign, officer.number, known, moment)
    after = Deputy(officer.number, deputy, units, moment, last)
    same = before is not None and replace(before, since=moment) == after
    return Change(before, before if same else after, moment)


def take_back(
    campaign: Campaign, officer: str, deputy: str | None, deputies: Iterable[Deputy], moment: datetime
) -> Change | NoDeputy:
    """End before its time what the deputy of an officer may do; of just this one, where a number is named."""
    known = list(deputies)
    if _overtaken(known, officer, moment):
        return NoDeputy.OVERTAKEN
    before = deputy_of(campaign, officer, known, moment)
    if before is None or deputy not in {None, before.deputy}:
        return NoDeputy.NONE
    return Change(before, None, moment)


def _last_day(campaign: Campaign, until: str, moment: datetime) -> date | NoDeputy:
    today = calendar.period_of(campaign, moment)
    last = calendar.named_day(until, today)
    if last is None:
        return NoDeputy.NO_SUCH_DAY
    if last < today:
        return NoDeputy.DAY_IS_OVER
    return NoDeputy.TOO_LONG if last - today >= timedelta(days=campaign.deputy_days) else last


def _overtaken(deputies: Iterable[Deputy], officer: str, moment: datetime) -> bool:
    """Whether the officer said something later, which came first."""
    mine = (one for one in deputies if one.officer == officer)
    return any(one.since > moment or (one.ended is not None and one.ended > moment) for one in mine)


def told(campaign: Campaign, change: Change) -> list[Told]:
    """What each phone is told of a change, its officer first. Whoever still stands in as before is told nothing."""
    before, after = change.before, change.after
    heard = [_told(campaign, after, "deputy_named", change.moment)] if after else []
    if after and after != before:
        heard.append(_told(campaign, after, "deputy_told", change.moment))
    if before and after is None:
        heard.append(_told(campaign, before, "deputy_ended", change.moment))
    if before and (after is None or after.deputy != before.deputy):
        heard.append(_told(campaign, before, "deputy_over", change.moment))
    return heard


def run_out(campaign: Campaign, deputies: Iterable[Deputy], moment: datetime) -> list[Told]:
    """What is to be told of deputies whose last day has closed: news until the next close, and only where it is true.

    An officer who has a deputy again is not told that he has none, nor is a deputy who stands in for him again.
    """
    known = list(deputies)
    yesterday = calendar.period_of(campaign, moment) - timedelta(days=1)
    heard: list[Told] = []
    for one in known:
        if one.last != yesterday or one.ended is not None:
            continue
        again = deputy_of(campaign, one.officer, known, moment)
        if again is None:
            heard.append(_told(campaign, one, "deputy_ended", moment))
        if again is None or again.deputy != one.deputy:
            heard.append(_told(campaign, one, "deputy_over", moment))
    return heard


_TO_THE_OFFICER = frozenset({"deputy_named", "deputy_ended"})
_WHILE_IT_LASTS = frozenset({"deputy_named", "deputy_told"})


def _told(campaign: Campaign, one: Deputy, key: str, moment: datetime) -> Told:
    number, other = (one.officer, one.deputy) if key in _TO_THE_OFFICER else (one.deputy, one.officer)
    facts = {
        "unit": next(iter(one.units), campaign.office.code),
        "units": list(one.units),
        "keyword": None,
        "at": moment.isoformat(),
        "day": one.last.isoformat(),
        "number": other,
    }
    until = calendar.closes_at(campaign, one.last) if key in _WHILE_IT_LASTS else None
    return Told(one, number, Sentence(key, facts), until)


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


def deputy_of(campaign: Campaign, officer: str, deputies: Iterable[Deputy], moment: datetime) -> Deputy | None:
    """Who stands in for an officer at this moment."""
    return next((one for one in _standing_in(campaign, deputies, moment) if one.officer == officer), None)


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
