"""Who calls, and what is known of him: his units, what they owe, what stands; and how the judge would see his figure."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import cached_property

from parsers import read
from parsers.reading import Kind, Reading
from rules.campaign import Campaign
from rules.case import Case
from rules.deadlines import deadline_at
from rules.judging import judge
from rules.menu.state import State
from rules.overview import headline
from rules.owing import Excused
from rules.standing import Standing
from rules.verdict import REPORTER, Message, Phone, Place, Verdict

# A figure that is being typed comes after all that were sent.
_LAST = sys.maxsize


@dataclass(frozen=True)
class Caller:
    """A registered phone at a moment. `standing` holds all figures of its units, and the whole of the day."""

    standing: Standing
    message: Message
    phone: Phone
    excused: Excused = frozenset()

    @cached_property
    def case(self) -> Case:
        """What the judge is told of a text from this phone."""
        return Case(self.message, Reading(Kind.STATUS), self.phone, self.standing)

    @property
    def campaign(self) -> Campaign:
        """The campaign whose rules hold."""
        return self.standing.campaign

    @property
    def sees_all(self) -> bool:
        """Whether the whole office's total is his business: a leader's, a clerk's, or of who has no unit."""
        return self.phone.role != REPORTER or not self.phone.units

    @cached_property
    def missing(self) -> list[tuple[Place, str]]:
        """What his units still owe by a deadline, with that deadline as an ISO instant."""
        return [
            ((unit, keyword), deadline.due.isoformat())
            for unit in self.phone.units
            for keyword, duty in self.campaign.owed[unit].items()
            if (deadline := deadline_at(self.campaign, duty, self.message.moment)) is not None
            and (unit, deadline.period) not in self.excused
            and self.case.serving((unit, keyword)) is None
        ]

    def sole_keyword(self, unit: str) -> str | None:
        """The keyword that need not be chosen: the only one that the unit has a duty of, or may report at all.

        It depends on the campaign alone, not on what was reported already: what is typed ahead means the same each day.
        """
        may, owed = self.campaign.keywords_of(unit), self.campaign.owed[unit]
        return may[0] if len(owed) == 1 or len(may) == 1 else None

    def whole(self) -> dict[str, object]:
        """The facts of the whole of the day. A share of only some units, beside the sum of all, would mislead."""
        day = headline(self.standing, self.case.period)
        complete = day.based == day.expected
        return {
            "keyword": day.keyword,
            "value": [day.value],
            "share": day.share if complete else None,
            "reported": day.reported,
            "expected": day.expected,
        }

    def judged(self, state: State) -> Verdict:
        """What would become of the figure that is typed, were it sent now; said in full whatever was answered lately."""
        text = report_of(state)
        message = replace(self.message, id=_LAST, text=text)
        fresh = replace(self.standing, answers={}, strangers_answered=[])
        return judge(message, read(text, self.campaign.vocabulary, message.sender), fresh)


def report_of(state: State) -> str:
    """The text that the officer would have sent."""
    words = ["SUA"] if state.correction else []
    return " ".join([*words, state.keyword, state.unit, *map(str, state.values)])


def confirmation_of(state: State) -> str:
    """The text that the officer would have sent when asked whether the figure is true."""
    return " ".join(["XN", state.keyword, state.unit, *map(str, state.values)])
