"""Judge a report: may this phone say it, of that day, and can it be true? Then it is entered, asked back or refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from parsers.reading import Count
from rules import calendar, plausibility
from rules.case import Case, shown
from rules.plausibility import Doubt
from rules.standing import count
from rules.verdict import Entry, Outcome, Place, Question, Sentence, Station, Verdict


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A count on the scales: what it would be entered as, and why one would hesitate."""

    entry: Entry
    doubt: Doubt | None
    base: int | None


def judge_counts(case: Case, counts: Sequence[Count], date: str | None, *, correction: bool) -> Verdict:
    """Judge all counts of one text: all are entered, or none is."""
    refused = _wrong_day(case, counts, date)
    if refused is not None:
        return refused
    located = [replace(one, unit=one.unit or case.sole_unit) for one in counts]
    merged = tuple(dict.fromkeys(located))
    refused = next((no for one in merged if (no := _not_allowed(case, one)) is not None), None)
    return refused or _weigh(case, merged, correction=correction)


def _wrong_day(case: Case, counts: Sequence[Count], date: str | None) -> Verdict | None:
    if date is None:
        return None
    day = calendar.named_day(date, case.period)
    if day == case.period:
        return None
    first = counts[0]
    unit = first.unit or case.sole_unit
    if day is None or day > case.period:
        return case.refuse("date_refused", unit, first.keyword, word=date)
    return case.refuse("closed", unit, first.keyword, value=list(first.values), day=day.isoformat())


def _not_allowed(case: Case, one: Count) -> Verdict | None:
    if one.unit is None:
        return case.refuse("ambiguous_unit", None, one.keyword, units=list(case.phone.units))
    if one.unit not in case.phone.units:
        return case.refuse("not_your_unit", None, None, word=one.unit)
    if case.campaign.units[one.unit].group not in case.campaign.keywords[one.keyword].groups:
        return case.refuse("keyword_not_for_unit", one.unit, None, word=one.keyword, named=one.keyword)
    return None


def _weigh(case: Case, counts: Sequence[Count], *, correction: bool) -> Verdict:
    places = {(str(one.unit), one.keyword) for one in counts}
    if len(places) < len(counts):
        return case.refuse("conflicting_values", counts[0].unit, counts[0].keyword)
    weighed = [_on_scales(case, one, counts, correction=correction) for one in counts]
    over = over_cap(case, [one.entry for one in weighed])
    if over is not None:
        return over
    doubtful = [one for one in weighed if one.doubt is not None]
    if doubtful:
        return _ask(case, weighed, doubtful)
    return enter(case, [one.entry for one in weighed], {one.entry.place: one.base for one in weighed})


def _on_scales(case: Case, one: Count, together: Sequence[Count], *, correction: bool) -> _Weighed:
    place = (str(one.unit), one.keyword)
    stood = case.standing.stands(place, case.period)
    base = _base(case, one, together)
    entry = Entry(
        unit=place[0],
        keyword=one.keyword,
        period=case.period,
        values=one.values,
        outcome=_outcome(case, one, correction=correction),
        late=is_late(case, place, case.message.moment),
        previous=stood.values if stood else None,
    )
    moves = entry.outcome.stands
    doubt = plausibility.doubt(case.standing, place, case.period, one.values, base, correction=correction)
    return _Weighed(entry, doubt if moves else None, base)


def is_late(case: Case, place: Place, moment: datetime) -> bool:
    """Whether a figure that came at `moment` is late. Who was on time stays so when correcting the figure afterwards."""
    serving = case.serving(place)
    return serving.late if serving else calendar.is_late(case.campaign, *place, case.period, moment)


def _base(case: Case, one: Count, together: Sequence[Count]) -> int | None:
    """The base in the same text counts before the one that stands."""
    wanted = case.campaign.keywords[one.keyword].base
    beside = [other.values[0] for other in together if other.keyword == wanted and other.unit == one.unit]
    return beside[0] if beside else plausibility.base_of(case.standing, (str(one.unit), one.keyword), case.period)


def _outcome(case: Case, one: Count, *, correction: bool) -> Outcome:
    own = case.standing.figure((str(one.unit), one.keyword), case.period)
    if own is None:
        return Outcome.CORRECTED if correction else Outcome.ACCEPTED
    if own.values == one.values:
        return Outcome.DUPLICATE
    if (case.message.moment, case.message.id) < (own.moment, own.inbound):
        return Outcome.OVERTAKEN
    return Outcome.CORRECTED if correction else Outcome.UPDATED


def over_cap(case: Case, entries: Sequence[Entry]) -> Verdict | None:
    """The refusal of what would give all units together more than there can be. Less than before is never refused."""
    rises: Counter[str] = Counter()
    for entry in entries:
        rises[entry.keyword] += _rise(case, entry)
    over = next((entry for entry in entries if _over_cap(case, entry, rises[entry.keyword])), None)
    return None if over is None else _refuse_over_cap(case, over)


def _rise(case: Case, entry: Entry) -> int:
    changes = entry.outcome.stands or entry.outcome is Outcome.WITHDRAWN
    return _afterwards(case, entry) - count(case.standing.stands(entry.place, entry.period)) if changes else 0


def _afterwards(case: Case, entry: Entry) -> int:
    if entry.outcome is Outcome.WITHDRAWN:
        return count(entry.restored or case.standing.before(entry.place, entry.period))
    return entry.values[0]


def _over_cap(case: Case, entry: Entry, rise: int) -> bool:
    cap = case.campaign.keywords[entry.keyword].cap
    return cap is not None and rise > 0 and case.standing.sums[entry.keyword, entry.period] + rise > cap


def _refuse_over_cap(case: Case, entry: Entry) -> Verdict:
    cap = case.campaign.keywords[entry.keyword].cap
    refused = replace(entry, outcome=Outcome.REFUSED)
    verdict = case.refuse("over_cap", entry.unit, entry.keyword, value=[_afterwards(case, entry)], cap=cap)
    return replace(verdict, entries=(refused,))


def _ask(case: Case, weighed: Sequence[_Weighed], doubtful: Sequence[_Weighed]) -> Verdict:
    """Nothing is entered: the figures wait together for the one number that is doubted to be confirmed."""
    settled = replaced_questions(case, [one.entry for one in weighed])
    asked = tuple(replace(one.entry, outcome=Outcome.QUESTIONED) for one in weighed)
    first = doubtful[0]
    if len(doubtful) > 1:
        verdict = case.refuse("question_many", first.entry.unit, first.entry.keyword)
        return replace(verdict, entries=asked, settled=settled)
    sentence = case.answer(
        Outcome.QUESTIONED,
        first.doubt or "",
        first.entry.unit,
        first.entry.keyword,
        station=Station.VALIDATED,
        value=list(first.entry.values),
        previous=shown(first.entry.previous),
        base=first.base,
    )
    questions = tuple(_question(case, one.entry, doubtful=one is first) for one in weighed if one.entry.outcome.stands)
    return replace(sentence, entries=asked, questions=questions, settled=settled)


def _question(case: Case, entry: Entry, *, doubtful: bool) -> Question:
    message = case.message
    return Question(
        message.id, message.sender, *entry.place, entry.period, entry.values, doubtful=doubtful, moment=message.moment
    )


def replaced_questions(case: Case, entries: Sequence[Entry]) -> tuple[tuple[Question, str], ...]:
    """The questions about the same figures: whatever is said of a figure now replaces what was asked before."""
    asked = case.standing.open_questions({entry.place for entry in entries}, case.period)
    now = (case.message.moment, case.message.id)
    return tuple((question, "replaced") for question in asked if (question.moment, question.inbound) < now)


def enter(case: Case, entries: Sequence[Entry], bases: dict[tuple[str, str], int | None]) -> Verdict:
    """Write the figures down and say so."""
    moved = any(entry.outcome.stands for entry in entries)
    return Verdict(
        station=Station.TOTALLED if moved else Station.VALIDATED,
        word=_word(entries),
        entries=tuple(entries),
        settled=replaced_questions(case, entries),
        unit=entries[0].unit,
        answer=_one(case, entries[0], bases) if len(entries) == 1 else _several(case, entries),
    )


def _word(entries: Sequence[Entry]) -> str:
    moved = [entry for entry in entries if entry.outcome.stands]
    return (moved or entries)[0].outcome


def _one(case: Case, entry: Entry, bases: dict[tuple[str, str], int | None]) -> Sentence:
    base = bases.get(entry.place)
    own = case.standing.figure(entry.place, entry.period)
    standing = own if entry.outcome in {Outcome.DUPLICATE, Outcome.OVERTAKEN} else None
    facts = case.facts(
        entry.unit,
        entry.keyword,
        value=list(standing.values if standing else entry.values),
        previous=shown(entry.previous),
        base=base,
        share=entry.values[0] / base if base else None,
    )
    if standing:
        facts = {**facts, "at": standing.moment.isoformat()}
    return Sentence(_sentence(case, entry, base), facts)


def _sentence(case: Case, entry: Entry, base: int | None) -> str:
    if entry.outcome is not Outcome.ACCEPTED:
        return _SENTENCES[entry.outcome]
    if entry.late:
        return "late_accepted"
    if calendar.came_after_close(case.campaign, case.message.moment, entry.period):
        return "accepted_next"
    return "accepted" if base else "accepted_plain"


_SENTENCES = {
    Outcome.UPDATED: "updated",
    Outcome.CORRECTED: "correction",
    Outcome.CONFIRMED: "confirmed",
    Outcome.DUPLICATE: "duplicate",
    Outcome.OVERTAKEN: "overtaken",
}


def _several(case: Case, entries: Sequence[Entry]) -> Sentence:
    first = entries[0]
    listed = [[entry.keyword, list(entry.values), entry.unit] for entry in entries]
    units = list(dict.fromkeys(entry.unit for entry in entries))
    return Sentence(_sentence_of_several(case, entries), case.facts(first.unit, None, list=listed, units=units))


def _sentence_of_several(case: Case, entries: Sequence[Entry]) -> str:
    if any(entry.outcome is Outcome.CORRECTED for entry in entries):
        return "correction_multi"
    if any(entry.late and entry.outcome.stands for entry in entries):
        return "late_multi"
    after_close = calendar.came_after_close(case.campaign, case.message.moment, case.period)
    return "next_multi" if after_close else "accepted_multi"
