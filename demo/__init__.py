"""`flask demo`: play a campaign's made-up days through the real webhook and workers, and hold all that happens against paper.

The clock is moved from text to text, and to each moment at which something goes out by itself. On the side a clerk with
paper writes down what has to happen; where the service does anything else, the demo ends and says what.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from demo import holding, telling
from demo.paper import Due, Paper, people
from demo.script import SCRIPT, DemoError, Turn, script
from demo.service import Service, running
from gateway import folder
from gateway.numbers import msisdn
from ledger.conversation import Sent
from ledger.mail import CONFIRMATION

__all__ = ("SCRIPT", "DemoError", "play", "script")

Scene: TypeAlias = tuple[datetime, Sequence[Turn]]

_DAY = timedelta(days=1)


def play(campaign_folder: Path) -> Iterator[str]:
    """Play the script of a campaign's folder; what happens, line by line. DemoError where it is not what the paper says."""
    campaign = folder.load(campaign_folder)
    turns = script(campaign, campaign_folder / SCRIPT)
    folder.phones(campaign_folder, campaign, demo=True)
    written = people(campaign_folder / folder.PHONES)
    paper = Paper(campaign, [replace(one, number=msisdn(one.number) or one.number) for one in written])
    silent = sorted({turn.unit for turn in turns if not paper.sender(turn)})
    if silent:
        raise DemoError(f"{', '.join(silent)}: in {SCRIPT}, but without a phone in {folder.PHONES}.")
    yield telling.opening(campaign)
    first, last = turns[0].at.date(), turns[-1].at.date()
    with (
        tempfile.TemporaryDirectory(prefix="tungngo-demo-") as data_dir,
        running(campaign, campaign_folder, Path(data_dir), turns[0].at) as service,
    ):
        stage = _Stage(service, paper, turns[0].at)
        for day in (first + nth * _DAY for nth in range((last - first).days + 1)):
            yield from stage.day(day, [turn for turn in turns if turn.at.date() == day])
        holding.hold_ledger(service)


@dataclass
class _Stage:
    """The service and the paper side by side."""

    service: Service
    paper: Paper
    begins: datetime
    _texts: dict[date, int] = field(default_factory=dict)
    _editions: dict[date, int] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Learn whose number is whose."""
        self._known.update(telling.names(self.paper.people))

    def day(self, day: date, turns: Sequence[Turn]) -> Iterator[str]:
        """Play one day, as it is on the wall, to its end."""
        yield from telling.day_begins(day)
        moments = {at for at in (self.begins, *self.paper.moments(day)) if at.date() == day and at >= self.begins}
        for at, together in _scenes(moments, turns):
            yield from self._scene(at, together)
        for over in self.paper.books:
            kept = holding.hold_day(self.service, self.paper, over)
            yield from telling.changed(self.service.campaign, over, kept, self._editions.get(over, 1))
            self._editions[over] = len(kept)

    def _scene(self, at: datetime, turns: Sequence[Turn]) -> Iterator[str]:
        """Some texts, or none: then it is the clock's turn."""
        campaign, due, closed = self.service.campaign, list[Due](), set(self.paper.books)
        if not turns:
            self.service.move_to(at)
        for turn in turns:
            self.service.move_to(turn.at)
            self.service.text(self.paper.sender(turn), turn.text, turn.sent)
            due += self.paper.write(turn)
            self._known.update(telling.newcomer(turn))
        left = self.service.new_texts()
        yield from self._answered(turns, left)
        due += self.paper.round(at)
        by_itself = [one for one in left if one.purpose != CONFIRMATION]
        yield from telling.by_the_clock(campaign, self._known, at, by_itself)
        for over in self.paper.books.keys() - closed:
            kept = holding.hold_day(self.service, self.paper, over)
            yield from telling.closed(campaign, kept[0].snapshot, self._texts.get(over, 0))
        holding.hold_texts(campaign, f"{at:%Y-%m-%d %H:%M}", due, by_itself)

    def _answered(self, turns: Sequence[Turn], left: Iterable[Sent]) -> Iterator[str]:
        answers = {one.about: one for one in left}
        senders = [self.paper.sender(turn) for turn in turns]
        became = {sender: iter(self.service.became(sender, senders.count(sender))) for sender in set(senders)}
        for turn, sender in zip(turns, senders, strict=True):
            said = next(became[sender])
            day = self.paper.day_of(turn.moment)
            self._texts[day] = self._texts.get(day, 0) + 1
            yield from telling.turn(self.service.campaign, self._known, turn, sender, said, answers.get(said.id))
            holding.hold_answer(turn, answers.get(said.id))


def _scenes(moments: Iterable[datetime], turns: Iterable[Turn]) -> Iterator[Scene]:
    """The clock's own moments, and the texts between them together.

    A text after which something is to follow by itself stands alone, so that nobody texts again before it has followed.
    """
    together: list[Turn] = []
    beats = [*((at, None) for at in moments), *((turn.at, turn) for turn in turns)]
    for at, turn in sorted(beats, key=lambda beat: (beat[0], beat[1] is not None)):
        if turn is not None and not turn.moves_the_clock_on:
            together.append(turn)
            continue
        if together:
            yield together[-1].at, together
        yield at, [turn] if turn else []
        together = []
    if together:
        yield together[-1].at, together
