"""Judge what is not a report: confirm, withdraw, status, help, note, registration, refusal of reminders, deputies."""

from __future__ import annotations

from dataclasses import replace

from parsers.deputising import COMMAND as DEPUTISE
from parsers.reading import Reading
from rules import acceptance, deputies, registering
from rules.case import Case, shown
from rules.deputies import NoDeputy
from rules.deputy import Change
from rules.overview import headline
from rules.plausibility import base_of
from rules.verdict import Entry, Outcome, Question, Sentence, Station, Verdict


def confirm(case: Case, reading: Reading) -> Verdict:
    """`XN <number>`: the figure that was asked about is entered, with all that waited beside it."""
    waiting = [question for question in case.standing.questions.get(case.message.sender, []) if _open(case, question)]
    meant = [question for question in waiting if question.doubtful and _names(question, reading)]
    if len(meant) == 1:
        return _confirmed(case, [question for question in waiting if question.inbound == meant[0].inbound])
    return _nothing_waits(case, reading)


def _open(case: Case, question: Question) -> bool:
    return (
        question.period == case.period
        and question.unit in case.phone.units
        and question.keyword in case.campaign.keywords_of(question.unit)
    )


def _names(question: Question, reading: Reading) -> bool:
    return (
        question.values == reading.values
        and reading.unit in {None, question.unit}
        and reading.keyword in {None, question.keyword}
    )


def _confirmed(case: Case, questions: list[Question]) -> Verdict:
    entries = [_confirmed_entry(case, question) for question in questions]
    over = acceptance.over_cap(case, entries)
    if over is not None:
        return over
    bases = {entry.place: base_of(case.standing, entry.place, entry.period) for entry in entries}
    verdict = acceptance.enter(case, entries, bases)
    answered = {question.inbound for question in questions}
    settled = tuple(
        (question, Outcome.CONFIRMED.value if question.inbound in answered else how)
        for question, how in verdict.settled
    )
    return replace(verdict, settled=settled)


def _confirmed_entry(case: Case, question: Question) -> Entry:
    place = (question.unit, question.keyword)
    stood = case.standing.stands(place, question.period)
    return Entry(
        *place,
        question.period,
        question.values,
        Outcome.CONFIRMED,
        late=acceptance.is_late(case, place, question.moment),
        previous=stood.values if stood else None,
    )


def _nothing_waits(case: Case, reading: Reading) -> Verdict:
    """A confirmation sent twice finds its figure standing already; any other has nothing to confirm."""
    unit = reading.unit or case.sole_unit
    for place in ((unit, keyword) for keyword in case.campaign.keywords if unit):
        figure = case.standing.figure((str(place[0]), place[1]), case.period)
        if figure and figure.values == reading.values and reading.keyword in {None, place[1]}:
            facts = case.facts(*place, value=list(figure.values), at=figure.moment.isoformat())
            return Verdict(Station.VALIDATED, Outcome.DUPLICATE, unit=unit, answer=Sentence("duplicate", facts))
    number = " ".join(str(value) for value in reading.values)
    return case.refuse("confirm_expired", unit, reading.keyword, word=number)


def withdraw(case: Case, reading: Reading) -> Verdict:
    """`HUY <keyword> [unit]`: the day's figure goes, and what stood before it comes back."""
    unit, keyword = reading.unit or case.sole_unit, str(reading.keyword)
    refused = _may_not(case, unit, keyword)
    if refused or unit is None:
        return refused or case.refuse("ambiguous_unit", None, keyword, units=list(case.phone.units))
    own = case.standing.figure((unit, keyword), case.period)
    settled = tuple(
        (question, "withdrawn") for question in case.standing.open_questions({(unit, keyword)}, case.period)
    )
    if own is None:
        word = "cancelled_question" if settled else "nothing_to_cancel"
        return replace(case.refuse(word, unit, keyword), settled=settled)
    restored = case.standing.stood_before((unit, keyword), case.period)
    entry = Entry(unit, keyword, case.period, own.values, Outcome.WITHDRAWN, own.late, own.values, restored)
    over = acceptance.over_cap(case, [entry])
    if over is not None:
        return over
    verdict = case.answer(
        Outcome.WITHDRAWN,
        "cancelled_back" if restored else "cancelled",
        unit,
        keyword,
        station=Station.TOTALLED,
        value=list(own.values),
        previous=shown(restored.values if restored else None),
    )
    return replace(verdict, entries=(entry,), settled=settled)


def _may_not(case: Case, unit: str | None, keyword: str) -> Verdict | None:
    if unit is not None and unit not in case.phone.units:
        return case.refuse("not_your_unit", None, keyword, word=unit)
    return None


def status(case: Case, reading: Reading) -> Verdict:
    """`KQ [unit | HUYEN]`: what is recorded and what is still missing, of one unit or of the whole."""
    if reading.unit == case.campaign.office.code or not (reading.unit or case.phone.units):
        return _status_of_all(case)
    unit = reading.unit or case.phone.units[0]
    owed = case.campaign.owed[unit]
    recorded = {
        keyword: figure
        for keyword in case.campaign.keywords_of(unit)
        if (figure := case.serving((unit, keyword))) is not None
    }
    listed = [[keyword, list(figure.values)] for keyword, figure in recorded.items()]
    missing = [keyword for keyword in owed if keyword not in recorded]
    return case.answer("status", "status" if listed else "status_none", unit, list=listed, missing=missing)


def _status_of_all(case: Case) -> Verdict:
    """The whole of the day. A share of only some units, beside the sum of all, would mislead: then it is not said."""
    whole = headline(case.standing, case.period)
    complete = whole.based == whole.expected
    return case.answer(
        "status",
        "status_district",
        None,
        whole.keyword,
        value=[whole.value],
        base=whole.base if complete else None,
        share=whole.share if complete else None,
        reported=whole.reported,
        expected=whole.expected,
    )


def help_(case: Case, reading: Reading) -> Verdict:
    """`HD [keyword]`: how to send, or what one keyword or command means."""
    notes = case.campaign.notes
    if notes is not None and reading.keyword == notes.code:
        return case.answer("help", "help_note")
    if reading.keyword == DEPUTISE:
        return case.answer("help", "help_deputy")
    return case.answer("help", "help_kw" if reading.keyword else "help", reading.unit, reading.keyword)


def note(case: Case, reading: Reading) -> Verdict:
    """`GC <text>`: kept for the office, with the unit that it is about."""
    unit = reading.unit or case.phone.units[0]
    if unit not in case.phone.units:
        return case.refuse("not_your_unit", None, None, word=unit)
    return replace(case.answer("note", "note", unit), note=(unit, reading.note))


def register(case: Case, reading: Reading) -> Verdict:
    """`DK <unit>`: passed on to the office, never granted by itself."""
    if reading.unit in case.phone.units:
        return case.answer("register", "register_known", reading.unit)
    return registering.ask(case, str(reading.unit))


def stop(case: Case, _reading: Reading) -> Verdict:
    """`TC`: no more reminders; the duty to report stands, and reports are still confirmed."""
    return replace(case.answer("stop", "stop"), refuses_reminders=True)


def name_deputy(case: Case, reading: Reading) -> Verdict:
    """`UQ <number> DEN <date>`: another phone reports for all units of the sender's own, not for what it holds itself."""
    officer = case.registered
    if reading.unit is not None and officer.units not in {(), (reading.unit,)}:
        return case.refuse("deputy_not_all", units=list(officer.units))
    phone, until = str(reading.number), str(reading.date)
    standing = case.standing.deputies
    return _deputed(case, deputies.appoint(case.campaign, officer, phone, until, standing, case.message.moment))


def end_deputy(case: Case, reading: Reading) -> Verdict:
    """`HUY UQ`: the sender's deputy reports no longer."""
    sender, standing = case.message.sender, case.standing.deputies
    return _deputed(case, deputies.take_back(case.campaign, sender, reading.number, standing, case.message.moment))


def _deputed(case: Case, change: Change | NoDeputy) -> Verdict:
    """The answer tells the sender; the other phones are told by the ledger, in the same transaction."""
    if isinstance(change, NoDeputy):
        return case.refuse(change.sentence)
    sentence = deputies.told(case.campaign, change)[0].sentence
    return Verdict(Station.VALIDATED, sentence.key, deputies=change, answer=sentence)
