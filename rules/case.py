"""One text on the judge's table: the message, how it was read, who sent it, and the open book.

With it come the verdicts that every judge may pronounce.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from parsers.reading import Misreading, Reading
from rules import calendar
from rules.campaign import Campaign
from rules.standing import Standing
from rules.verdict import Figure, Message, Phone, Place, Sentence, Station, Values, Verdict


@dataclass(frozen=True)
class Case:
    """What a judgement is made from."""

    message: Message
    reading: Reading | Misreading
    phone: Phone
    standing: Standing

    @property
    def campaign(self) -> Campaign:
        """The campaign whose rules hold."""
        return self.standing.campaign

    @cached_property
    def period(self) -> date:
        """The reporting day that the text belongs to."""
        return calendar.period_of(self.campaign, self.message.moment)

    @property
    def sole_unit(self) -> str | None:
        """The unit that need not be named: the phone's, where it has exactly one."""
        return self.phone.units[0] if len(self.phone.units) == 1 else None

    @property
    def registered(self) -> Phone:
        """The sender as it is registered, without what it holds as a deputy."""
        return self.standing.phones.get(self.message.sender) or replace(self.phone, units=())

    def serving(self, place: Place) -> Figure | None:
        """The figure that answers for the deadline at hand: of this very day, or, of a weekly duty, of this week."""
        last = self.standing.last(place, self.period)
        duty = self.campaign.owed[place[0]].get(place[1])
        serves = last is not None and calendar.same_deadline(self.campaign, duty, last.period, self.period)
        return last if serves else None

    def facts(self, unit: str | None = None, keyword: str | None = None, **more: object) -> Mapping[str, object]:
        """The facts of a sentence, with those that all sentences may use: whose unit, which keyword, when."""
        home = self.phone.units[0] if self.phone.units else self.campaign.office.code
        return {
            "unit": unit or home,
            "keyword": keyword,
            "at": self.message.moment.isoformat(),
            "day": self.period.isoformat(),
            **more,
        }

    def refuse(
        self, reason: str, /, unit: str | None = None, keyword: str | None = None, *, read: bool = True, **more: object
    ) -> Verdict:
        """Nothing is written down, and the sentence of that name says what to send instead."""
        station = Station.VALIDATED if read else Station.PARSED
        back = {"values": None, "correction": False, **more}
        return self.answer(reason, reason, unit, keyword, station=station, **back)

    def answer(
        self,
        outcome: str,
        sentence: str,
        /,
        unit: str | None = None,
        keyword: str | None = None,
        *,
        station: Station = Station.PARSED,
        **more: object,
    ) -> Verdict:
        """A verdict that only answers."""
        return Verdict(station, outcome, unit=unit, answer=Sentence(sentence, self.facts(unit, keyword, **more)))


def shown(values: Values | None) -> list[int] | None:
    """Values as a sentence's fact."""
    return None if values is None else list(values)
