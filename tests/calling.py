"""Calls judged in memory: a phone in front of the pure menu, in an office whose ledger is a `Hearing`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from parsers.reading import Kind
from rules.menu import Caller, State, Turn, dial, packed, press, say, unpacked
from rules.owing import Excused
from rules.verdict import Message, Phone, Verdict
from tests.hearing import Hearing
from tests.personas import NUMBERS, at

NOON = at("12:00")


@dataclass
class Call:
    """One phone that dials and presses. What it has reported at the end is heard like any text."""

    who: str
    hearing: Hearing = field(default_factory=Hearing)
    moment: datetime = NOON
    excused: Excused = frozenset()
    turn: Turn | None = None
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def caller(self) -> Caller:
        """Who calls, as the office knows him now."""
        message = Message(0, "ussd/test", NUMBERS[self.who], str(Kind.STATUS), self.moment)
        phone = self.hearing.standing.phone(message)
        assert isinstance(phone, Phone)
        return Caller(self.hearing.standing, message, phone, self.excused)

    @property
    def state(self) -> State:
        """Where the menu is, as a row keeps it: what does not survive being written down is no state."""
        assert self.turn is not None
        return unpacked(json.loads(json.dumps(packed(self.turn.state))))

    @property
    def screen(self) -> str:
        """What the phone shows."""
        assert self.turn is not None
        return say(self.hearing.campaign, self.turn.screen)

    @property
    def sent(self) -> list[str]:
        """What was reported by the last press."""
        assert self.turn is not None
        return list(self.turn.texts)

    def dial(self, *typed: str, left: State | None = None) -> str:
        """Dial, with what is typed ahead; the screen."""
        return self._see(dial(self.caller, typed, left))

    def press(self, *keys: str) -> str:
        """Press one key after the other; the last screen."""
        for key in keys:
            self._see(press(self.caller, self.state, key))
        return self.screen

    def _see(self, turn: Turn) -> str:
        self.turn = turn
        self.verdicts = [self.hearing.hear(self.who, text, self.moment) for text in turn.texts]
        return self.screen
