"""Hold what the service did against the paper: every text that it sent, every closed day, every total."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from demo.paper import Book, Due, Paper, Place, Values
from demo.script import SILENCE, DemoError, Turn
from demo.service import Service
from gateway.totals import totals_of
from ledger.checking import differences
from ledger.closing import Edition, editions
from ledger.conversation import Sent
from ledger.engine import reading
from ledger.mail import CONFIRMATION
from rules.campaign import Campaign
from rules.closing import Snapshot

# A list is cut off only where the SMS is full.
_FULL = 130
# A summary may have a second part, about the units furthest behind.
_SECOND_PART = "summary_low"
_CODE = re.compile(r"\b[A-Z]{2}[0-9]{2,4}\b")
_WORD = re.compile(r"\w+(?:/\w+)*")
_MARKS = re.compile(r"(?<=[0-9])[.,](?=[0-9]{3})")


def hold_answer(turn: Turn, answer: Sent | None) -> None:
    """See that a text was answered, in the words that its line asks for; or was not, where it asks for none."""
    said, silence = answer.text if answer else "", turn.answer == SILENCE
    if silence != (answer is None) or (not silence and turn.answer not in said):
        asked = "there is to be no answer" if silence else f"the answer has to say {turn.answer or 'something'!r}"
        raise DemoError(f"{turn.place}: {asked}, but it is {said or 'none'!r}")


def hold_texts(campaign: Campaign, about: str, due: Sequence[Due], left: Iterable[Sent]) -> None:
    """See that just those who were due got a text that they did not ask for, each one, and about the right units."""
    by_itself = [one for one in left if one.purpose != CONFIRMATION]
    for (number, words), times in Counter((one.number, one.text) for one in by_itself).items():
        if times > 1:
            raise DemoError(f"{about}: {number} was told {times} times: {words}")
    wanted = Counter((one.number, one.purpose) for one in due)
    told = [one for one in by_itself if not (one.sentence == _SECOND_PART and wanted[one.number, one.purpose])]
    got = Counter((one.number, one.purpose) for one in told)
    for number, purpose in wanted - got:
        raise DemoError(f"{about}: a text ({purpose}) to {number} was due and did not go out")
    for number, purpose in got - wanted:
        words = next(one.text for one in told if (one.number, one.purpose) == (number, purpose))
        raise DemoError(f"{about}: nothing ({purpose}) was due to {number}, but it was told: {words}")
    by_key = {(one.number, one.purpose): one for one in told}
    for one in due:
        _hold_words(campaign, about, one, by_key[one.number, one.purpose].text)


def _hold_words(campaign: Campaign, about: str, due: Due, text: str) -> None:
    words = set(_WORD.findall(_MARKS.sub("", text)))
    named = set(_CODE.findall(text)) & campaign.units.keys() if due.units else set()
    unnamed = set() if named and len(text) > _FULL else due.units - named
    if unnamed or named - due.units or not words.issuperset(due.says):
        meant = " ".join([*due.says, *sorted(due.units)])
        raise DemoError(f"{about}: {due.purpose} to {due.number} should be about {meant}, but it says: {text}")


def hold_day(service: Service, paper: Paper, day: date) -> Sequence[Edition]:
    """See that a day was closed with what the paper held then, and holds now what the paper does; the day as it is kept."""
    campaign = service.campaign
    with reading(service.engine) as connection:
        kept = editions(connection, campaign.office.code, day)
        totals = totals_of(connection, campaign, day, service.clock.now())["groups"]
    if not kept:
        raise DemoError(f"{day} is over, but it was not closed")
    _hold_book(f"{day}, as it was closed", kept[0].snapshot, paper.books[day])
    _hold_book(f"{day}, as it is now", kept[-1].snapshot, paper.book(day))
    _hold_totals(campaign, totals, paper, day)
    return kept


def hold_ledger(service: Service) -> None:
    """See that every total follows from the reports."""
    with reading(service.engine) as connection:
        for difference in differences(connection, service.campaign):
            raise DemoError(difference)


def _hold_book(about: str, frozen: Snapshot, book: Book) -> None:
    figures = {place: held.values for place, held in frozen.figures.items()}
    _hold_pages(about, _shown(figures), _shown(book.figures))
    _hold_pages(about, {(mark.unit, mark.duty): mark.kept.value for mark in frozen.marks}, book.kept)


def _shown(figures: Mapping[Place, Values]) -> Mapping[Place, str]:
    return {place: "/".join(map(str, values)) for place, values in figures.items()}


def _hold_pages(about: str, kept: Mapping[Place, str], written: Mapping[Place, str]) -> None:
    for unit, what in sorted(kept.keys() | written.keys()):
        has, should = (page.get((unit, what), "nothing") for page in (kept, written))
        if has != should:
            raise DemoError(f"{about}: {unit} {what}: the office keeps {has}, the paper says {should}")


def _hold_totals(
    campaign: Campaign, groups: Mapping[str, Mapping[str, dict[str, object]]], paper: Paper, day: date
) -> None:
    """Hold every group's total of every keyword against the paper."""
    for group in campaign.groups:
        for keyword in campaign.keywords:
            kept = groups.get(group, {}).get(keyword, {"value": 0})["value"]
            kept = kept[0] if isinstance(kept, list) else kept
            written = paper.total(group, keyword, day)
            if kept != written:
                raise DemoError(f"{day} {group} {keyword}: the office sees {kept}, the texts add up to {written}")
