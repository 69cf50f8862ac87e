"""What the office knows while it judges: the open book.

The ledger loads it for the texts at hand, and it is moved on here verdict by verdict, so that a batch is judged as if
its texts had come one at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from rules.campaign import Campaign
from rules.deputies import with_deputies
from rules.deputy import Change, Deputy
from rules.requests import Decision, Request, Ruling, Wish
from rules.verdict import REPORTER, Entry, Figure, Message, Outcome, Phone, Place, Question, Sentence, Verdict


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that a number got, and when. Of one that is too old to be repeated, only the time is kept."""

    moment: datetime
    sentence: Sentence | None


@dataclass
class Standing:
    """The open book.

    `phones` are those that are registered, `deputies` those who report in the place of some of them.
    `figures` holds each place's figures by reporting day: at least the day's own and the last one before it. `history`
    is the log of the places that a withdrawal may touch, oldest first. `sums` and `headline` hold, as far as they were
    loaded, what all units and what the headline's units have together for a keyword on a day. `origins` keeps, for each
    figure that was moved, what stood in its place when the book was opened. `strangers_answered` holds when any
    unregistered numbers got their answers. `requests` are those of the phones that ask for a registration or are spoken of,
    the oldest first.
    """

    campaign: Campaign
    phones: dict[str, Phone] = field(default_factory=dict)
    figures: dict[Place, dict[date, Figure]] = field(default_factory=dict)
    history: dict[tuple[Place, date], list[Figure]] = field(default_factory=dict)
    questions: dict[str, list[Question]] = field(default_factory=dict)
    answers: dict[str, list[Answered]] = field(default_factory=dict)
    sums: dict[tuple[str, date], int] = field(default_factory=dict)
    headline: dict[tuple[str, date], int] = field(default_factory=dict)
    origins: dict[tuple[Place, date], Figure | None] = field(default_factory=dict)
    strangers_answered: list[datetime] = field(default_factory=list)
    deputies: Sequence[Deputy] = ()
    requests: dict[Wish, list[Request]] = field(default_factory=dict)

    def phone(self, message: Message) -> Phone | None:
        """Whose text it is, with all units that this number might report for just then; None for a stranger's."""
        known = self.phones.get(message.sender)
        if not self.deputies:
            return known
        mine = {} if known is None else {message.sender: known}
        return with_deputies(self.campaign, mine, self.deputies, message.moment).get(message.sender)

    def figure(self, place: Place, period: date) -> Figure | None:
        """The figure that was reported for that very day."""
        return self.figures.get(place, {}).get(period)

    def before(self, place: Place, period: date) -> Figure | None:
        """What the days before carry into that day."""
        if not self.campaign.keywords[place[1]].mode.carried:
            return None
        days = self.figures.get(place, {})
        earlier = [day for day in days if day < period]
        return days[max(earlier)] if earlier else None

    def last(self, place: Place, period: date) -> Figure | None:
        """The last figure reported until that day, whether or not its keyword carries forward."""
        days = [day for day in self.figures.get(place, {}) if day <= period]
        return self.figures[place][max(days)] if days else None

    def stands(self, place: Place, period: date) -> Figure | None:
        """The figure that stands on that day: its own, else what is carried into it."""
        return self.figure(place, period) or self.before(place, period)

    def stood_before(self, place: Place, period: date) -> Figure | None:
        """What a withdrawal of that day's figure brings back."""
        log = self.history.get((place, period), [])
        return log[-2] if len(log) > 1 else None

    def open_questions(self, places: set[Place], period: date) -> list[Question]:
        """All figures of that day that wait in texts which ask about any of these places."""
        waiting = [question for asked in self.questions.values() for question in asked if question.period == period]
        texts = {question.inbound for question in waiting if (question.unit, question.keyword) in places}
        return [question for question in waiting if question.inbound in texts]

    def answered_since(self, sender: str, moment: datetime, span: timedelta) -> list[Answered]:
        """The answers that a number got in the `span` before `moment`."""
        return [answered for answered in self.answers.get(sender, []) if answered.moment > moment - span]

    def apply(self, message: Message, verdict: Verdict) -> None:
        """Move on by one verdict."""
        for seq, entry in enumerate(verdict.entries):
            self._enter(message, seq, entry)
        for question, _ in verdict.settled:
            self.questions[question.sender].remove(question)
        for question in verdict.questions:
            self.questions.setdefault(question.sender, []).append(question)
        self._let_report(message, verdict)
        if verdict.answer is not None:
            self.answers.setdefault(message.sender, []).append(Answered(message.moment, verdict.answer))
            if self.phone(message) is None:
                self.strangers_answered.append(message.moment)

    def _let_report(self, message: Message, verdict: Verdict) -> None:
        """Who asked to report, who was let in, and who reports in another's place."""
        if verdict.registration is not None:
            wish = (message.sender, verdict.registration)
            self.requests.setdefault(wish, []).append(Request(message.id, wish, message.moment))
        if verdict.ruling is not None:
            self._settle(verdict.ruling)
        if verdict.deputies is not None:
            self._depute(verdict.deputies)

    def _settle(self, ruling: Ruling) -> None:
        number, unit = ruling.wish
        self.requests[ruling.wish] = [
            replace(one, settled=ruling.settled) if one.inbound in ruling.requests else one
            for one in self.requests[ruling.wish]
        ]
        phone = self.phones.get(number) or Phone(number, (), REPORTER)
        if ruling.settled.decision is Decision.APPROVED and unit not in phone.units:
            self.phones[number] = replace(phone, units=(*phone.units, unit))

    def _depute(self, change: Change) -> None:
        before, after = change.before, change.after
        if before != after:
            ended = [] if before is None else [replace(before, ended=change.moment)]
            named = [] if after is None else [after]
            self.deputies = [*(one for one in self.deputies if one != before), *ended, *named]

    def _enter(self, message: Message, seq: int, entry: Entry) -> None:
        log = self.history.setdefault((entry.place, entry.period), [])
        if entry.outcome.stands:
            figure = Figure(entry.values, entry.period, message.moment, entry.late, message.id, seq)
            log.append(figure)
            self._put(entry, figure)
        elif entry.outcome is Outcome.WITHDRAWN:
            log.pop()
            self._put(entry, entry.restored)

    def _put(self, entry: Entry, figure: Figure | None) -> None:
        days = self.figures.setdefault(entry.place, {})
        self.origins.setdefault((entry.place, entry.period), days.get(entry.period))
        self._move_sums(entry, -1)
        days.pop(entry.period, None)
        if figure is not None:
            days[entry.period] = figure
        self._move_sums(entry, 1)

    def _move_sums(self, entry: Entry, sign: int) -> None:
        """Take what a unit has out of the sums, or put it in: also of the later days that carry it on."""
        headlines = self.campaign.groups[self.campaign.units[entry.unit].group].headline
        for sums in (self.sums, self.headline) if headlines else (self.sums,):
            for keyword, day in sums:
                if keyword == entry.keyword and day >= entry.period:
                    sums[keyword, day] += sign * count(self.stands(entry.place, day))


def count(figure: Figure | None) -> int:
    """The count itself (of a pair, what is done); 0 where nothing stands."""
    return figure.values[0] if figure else 0
