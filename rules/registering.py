"""Judge what has to do with registration: who asks for it (`DK`), and what a clerk says to that (`DUYET`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from parsers.reading import Reading
from rules import calendar
from rules.campaign import Campaign
from rules.case import Case
from rules.requests import Decision, Ruling, Settled, Wish, repeated, rule
from rules.verdict import Sentence, Station, Verdict

CLERK = "clerk"
_SETTLED = {Decision.APPROVED: "request_approved", Decision.REFUSED: "request_refused"}
_SETTLED_BEFORE = {Decision.APPROVED: "request_was_approved", Decision.REFUSED: "request_was_refused"}
_TOLD = {Decision.APPROVED: "registered", Decision.REFUSED: "register_refused"}


def ask(case: Case, unit: str) -> Verdict:
    """`DK <unit>`: passed on to the office; asked again within a day, it is the same request."""
    before = repeated(case.standing.requests.get((case.message.sender, unit), ()), case.message.moment)
    if before is None:
        return replace(case.answer("register", "register", unit), registration=unit)
    return case.answer("register", "register_refused" if before.settled else "register", unit)


def approve(case: Case, reading: Reading) -> Verdict:
    """`DUYET <number> <unit>`: the phone may report for the unit from now on."""
    return _settle(case, reading, Decision.APPROVED)


def refuse(case: Case, reading: Reading) -> Verdict:
    """`KHONG DUYET <number> <unit>`: it may not, and is told so."""
    return _settle(case, reading, Decision.REFUSED)


def _settle(case: Case, reading: Reading, decision: Decision) -> Verdict:
    if case.phone.role != CLERK:
        return case.answer(reading.kind, "request_clerks_only")
    if reading.unit is None or reading.number is None:
        return case.answer(reading.kind, "request_how")
    wish = (reading.number, reading.unit)
    settled = Settled(decision, case.phone.number, case.message.moment)
    found = rule(case.standing.requests.get(wish, ()), wish, settled)
    if isinstance(found, Ruling):
        done = case.answer(
            reading.kind, _SETTLED[decision], reading.unit, number=reading.number, station=Station.VALIDATED
        )
        return replace(done, ruling=found)
    if found is None:
        return case.answer(reading.kind, "request_unknown", reading.unit, number=reading.number)
    return case.answer(
        reading.kind,
        _SETTLED_BEFORE[found.decision],
        reading.unit,
        number=reading.number,
        by=found.by,
        at=found.moment.isoformat(),
        day=found.moment.astimezone(case.campaign.zone).date().isoformat(),
    )


def told_to_clerks(campaign: Campaign, wish: Wish, moment: datetime) -> Sentence:
    """What each clerk is told of a new request: who asks for what, and the lines that settle it."""
    return Sentence("request_new", {**_about(campaign, wish, moment), "number": wish[0]})


def told_to_asker(campaign: Campaign, ruling: Ruling) -> Sentence:
    """What the phone that asked is told in the end: how to report, or whom to call."""
    return Sentence(_TOLD[ruling.settled.decision], _about(campaign, ruling.wish, ruling.settled.moment))


def _about(campaign: Campaign, wish: Wish, moment: datetime) -> Mapping[str, object]:
    day = calendar.period_of(campaign, moment)
    return {"unit": wish[1], "keyword": None, "at": moment.isoformat(), "day": day.isoformat()}
