"""The judge's door: `judge(message, reading, standing) -> Verdict`. Each kind of text has its own judge behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from parsers.reading import Count, Error, Kind, Misreading, Reading
from rules import commands, registering
from rules.acceptance import judge_counts
from rules.case import Case, shown
from rules.standing import Standing
from rules.verdict import Message, Phone, Sentence, Silence, Station, Values, Verdict

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def judge(message: Message, reading: Reading | Misreading, standing: Standing) -> Verdict:
    """What follows from a text, given how it was read and what stands. The time is the message's own moment."""
    if message.partial and _word(reading) != Kind.IGNORE:
        reading = Misreading(Error.INCOMPLETE_MESSAGE)
    if _from_a_robot(reading):
        return Verdict(Station.PARSED, _word(reading), silence=Silence.ROBOT)
    phone = standing.phone(message)
    if phone is None:
        return _permitted(message, _stranger(message, reading, standing), standing)
    return _permitted(message, _judged(Case(message, reading, phone, standing)), standing)


def _word(reading: Reading | Misreading) -> str:
    return reading.error if isinstance(reading, Misreading) else reading.kind


def _from_a_robot(reading: Reading | Misreading) -> bool:
    return _word(reading) in {Kind.ACK, Kind.IGNORE, Error.EMPTY}


def _judged(case: Case) -> Verdict:
    reading = case.reading
    if isinstance(reading, Misreading):
        return _misread(case, reading)
    if not case.phone.units and reading.kind in _FOR_UNITS:
        return case.refuse("not_authorised")
    judge_kind = _BY_KIND.get(reading.kind)
    if judge_kind is None:
        return case.refuse("unknown", read=False)
    return judge_kind(case, reading)


def _counts(case: Case, reading: Reading) -> Verdict:
    """Judge the figures; a note behind them is kept whatever becomes of them."""
    verdict = judge_counts(case, reading.counts, reading.date, correction=reading.kind is Kind.CORRECTION)
    about = verdict.unit if verdict.unit in case.phone.units else case.phone.units[0]
    return replace(verdict, note=(about, reading.note)) if reading.note else verdict


_BY_KIND: Mapping[Kind, Callable[[Case, Reading], Verdict]] = {
    Kind.REPORT: _counts,
    Kind.CORRECTION: _counts,
    Kind.MULTI: _counts,
    Kind.CONFIRM: commands.confirm,
    Kind.CANCEL: commands.withdraw,
    Kind.STATUS: commands.status,
    Kind.HELP: commands.help_,
    Kind.NOTE: commands.note,
    Kind.REGISTER: commands.register,
    Kind.APPROVE: registering.approve,
    Kind.REFUSE: registering.refuse,
    Kind.STOP: commands.stop,
    Kind.DEPUTY: commands.name_deputy,
    Kind.DEPUTY_END: commands.end_deputy,
}


_FOR_UNITS = frozenset({Kind.REPORT, Kind.CORRECTION, Kind.MULTI, Kind.CONFIRM, Kind.CANCEL, Kind.NOTE})
"""What only makes sense from a phone that speaks for a unit: a leader or a clerk of the whole office has none."""


def _misread(case: Case, misreading: Misreading) -> Verdict:
    if misreading.error is Error.MISSING_KEYWORD and misreading.unit is None and misreading.values:
        keyword = _only_open_duty(case, len(misreading.values))
        if keyword is not None:
            counts = (Count(keyword, case.sole_unit, misreading.values),)
            return judge_counts(case, counts, None, correction=misreading.correction)
    asked = _meant(case, misreading)
    if asked is not None:
        return asked
    unit = misreading.unit if misreading.unit in case.phone.units else None
    return case.refuse(
        misreading.error,
        unit,
        misreading.keyword,
        read=False,
        word=misreading.word,
        previous=_previous(case, unit or case.sole_unit, misreading.keyword),
        values=shown(_certain(case, misreading)),
        correction=misreading.correction,
    )


def _meant(case: Case, misreading: Misreading) -> Verdict | None:
    """The question whether a keyword or a unit that is one letter off was meant: only a line sent back is counted.

    Asked only about what this phone may report.
    """
    mistyped = misreading.error is Error.UNKNOWN_KEYWORD
    unit = _own(case, misreading.unit if mistyped else misreading.meant)
    keyword = misreading.meant if mistyped else misreading.keyword
    if misreading.meant is None or unit is None or keyword not in case.campaign.keywords_of(unit):
        return None
    return case.answer(
        misreading.error,
        "meant_keyword" if mistyped else "meant_unit",
        unit,
        keyword,
        word=misreading.word,
        values=list(misreading.values),
        correction=misreading.correction,
    )


def _own(case: Case, unit: str | None) -> str | None:
    """The unit that a text speaks of, the phone's only one where it names none; None where that is not the phone's."""
    return (unit if unit in case.phone.units else None) if unit else case.sole_unit


def _certain(case: Case, misreading: Misreading) -> Values | None:
    """The numbers to show in the line to send back: not those of another's unit, nor of a keyword that has to be guessed."""
    known = misreading.keyword is not None and _own(case, misreading.unit) is not None
    return misreading.values if known and misreading.meant is None and misreading.values else None


def _previous(case: Case, unit: str | None, keyword: str | None) -> list[int] | None:
    if unit is None or keyword is None or keyword not in case.campaign.keywords:
        return None
    figure = case.standing.stands((unit, keyword), case.period)
    return shown(figure.values if figure else None)


def _only_open_duty(case: Case, numbers: int) -> str | None:
    """The one keyword that a bare number can only mean: the sole unit's only duty that is still open."""
    unit = case.sole_unit
    if unit is None:
        return None
    still = [keyword for keyword in case.campaign.owed[unit] if case.serving((unit, keyword)) is None]
    if len(still) == 1 and case.campaign.keywords[still[0]].numbers == numbers:
        return still[0]
    return None


def _stranger(message: Message, reading: Reading | Misreading, standing: Standing) -> Verdict:
    """An unregistered number: kept, never counted; it may ask to be registered."""
    case = Case(message, reading, Phone(message.sender, (), "stranger"), standing)
    if isinstance(reading, Reading) and reading.kind is Kind.REGISTER:
        return commands.register(case, reading)
    return case.refuse("not_authorised", read=False)


def _permitted(message: Message, verdict: Verdict, standing: Standing) -> Verdict:
    """The verdict, its answer withheld where this number has had enough of them.

    A clerk always hears what he has settled: that comes no more often than others ask.
    """
    if verdict.ruling is not None:
        return verdict
    silence = _silence(message, verdict.answer, standing)
    return verdict if silence is None else replace(verdict, answer=None, silence=silence)


def _silence(message: Message, answer: Sentence | None, standing: Standing) -> Silence | None:
    caps = standing.campaign.caps
    today = standing.answered_since(message.sender, message.moment, _DAY)
    if standing.phone(message) is None and (today or _strangers_have_enough(message, standing)):
        return Silence.STRANGER
    if len(today) >= caps.day or len(standing.answered_since(message.sender, message.moment, _HOUR)) >= caps.hour:
        return Silence.CAPPED
    lately = standing.answered_since(message.sender, message.moment, timedelta(seconds=caps.repeat))
    said = [given.sentence.unclocked for given in lately if given.sentence]
    return Silence.REPEAT if answer and answer.unclocked in said else None


def _strangers_have_enough(message: Message, standing: Standing) -> bool:
    """Each answer is paid for, and numbers that nobody knows can be had without end."""
    lately = [moment for moment in standing.strangers_answered if moment > message.moment - _HOUR]
    return len(lately) >= standing.campaign.caps.strangers
