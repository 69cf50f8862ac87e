"""What the open book must hold before a text can be judged: so that a batch asks the ledger once, not text by text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from parsers.reading import Count, Kind, Misreading, Reading
from rules import calendar
from rules.campaign import Campaign
from rules.verdict import REPORTER, Message, Phone, Place


@dataclass
class Needs:
    """What is wanted, by reporting day.

    The places whose figures are read, those whose history a withdrawal reads, the keywords whose sum over all units is
    bounded, and the days of which the whole was asked.
    """

    places: dict[date, set[Place]] = field(default_factory=dict)
    histories: set[tuple[Place, date]] = field(default_factory=set)
    capped: set[tuple[str, date]] = field(default_factory=set)
    wholes: set[date] = field(default_factory=set)

    def add_whole(self, campaign: Campaign, period: date) -> None:
        """Ask for a day's headline: its sums, and each headline unit's figure and base."""
        self.wholes.add(period)
        keywords = with_bases(campaign, {campaign.headline})
        places = {(unit, keyword) for unit in campaign.headline_units for keyword in keywords}
        self.places.setdefault(period, set()).update(places)


def gather(campaign: Campaign, texts: list[tuple[Message, Reading | Misreading, Phone | None]]) -> Needs:
    """What all these texts need together. A stranger's text needs nothing: it is never counted."""
    needs = Needs()
    spoken_of = _spoken_of(texts)
    for message, reading, known in texts:
        more = spoken_of.get(message.sender, ())
        phone = known or (Phone(message.sender, (), REPORTER) if more else None)
        if phone is not None:
            phone = replace(phone, units=(*phone.units, *more)) if more else phone
            _add(needs, campaign, calendar.period_of(campaign, message.moment), reading, phone)
    _carry_on(needs)
    return needs


def _spoken_of(texts: list[tuple[Message, Reading | Misreading, Phone | None]]) -> dict[str, tuple[str, ...]]:
    """The units that phones may be registered for while these texts are judged: by then all of them must be known."""
    units: dict[str, tuple[str, ...]] = {}
    for _, reading, _ in texts:
        if isinstance(reading, Reading) and reading.kind is Kind.APPROVE and reading.number and reading.unit:
            units[reading.number] = (*units.get(reading.number, ()), reading.unit)
    return units


def _carry_on(needs: Needs) -> None:
    """A figure that moves, moves the later days too: what is asked of one day is asked of those after it as well."""
    before: set[Place] = set()
    for period in sorted(needs.places):
        needs.places[period] |= before
        before |= needs.places[period]


def _add(needs: Needs, campaign: Campaign, period: date, reading: Reading | Misreading, phone: Phone) -> None:
    units = _units(campaign, reading, phone)
    keywords = _keywords(campaign, reading, units)
    needs.places.setdefault(period, set()).update((unit, keyword) for unit in units for keyword in keywords)
    needs.capped.update((keyword, period) for keyword in keywords if campaign.keywords[keyword].cap is not None)
    if isinstance(reading, Reading) and reading.kind is Kind.CANCEL:
        needs.histories.update(((unit, keyword), period) for unit in units for keyword in keywords)
    if isinstance(reading, Reading) and reading.kind is Kind.STATUS:
        needs.add_whole(campaign, period)


def _units(campaign: Campaign, reading: Reading | Misreading, phone: Phone) -> set[str]:
    """The units that are named, and the phone's own, which stand in where none is."""
    named = {reading.unit, *(count.unit for count in _counts(reading))}
    return {unit for unit in named if unit is not None and unit in campaign.units} | set(phone.units)


def _keywords(campaign: Campaign, reading: Reading | Misreading, units: set[str]) -> set[str]:
    """The keywords that are named with their bases; where none is, or all matter, all of the units'."""
    spoken = {reading.keyword, *(count.keyword for count in _counts(reading))}
    named = {keyword for keyword in spoken if keyword is not None and keyword in campaign.keywords}
    if not named or (isinstance(reading, Reading) and reading.kind in {Kind.CONFIRM, Kind.STATUS}):
        named = {keyword for unit in units for keyword in campaign.keywords_of(unit)}
    return with_bases(campaign, named)


def with_bases(campaign: Campaign, keywords: set[str]) -> set[str]:
    """Keywords with those that they are a share of."""
    return keywords | {base for keyword in keywords if (base := campaign.keywords[keyword].base) is not None}


def _counts(reading: Reading | Misreading) -> tuple[Count, ...]:
    return reading.counts if isinstance(reading, Reading) else ()
