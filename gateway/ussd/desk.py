"""One press, worked in one transaction: the session, what it leads to, and at the end the report along the one road."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import journey
from gateway.ussd.base import Call, Dialect, Said
from gateway.wording import word
from ledger import offices, sessions
from ledger.engine import Connection, lock_office
from ledger.mail import Arrival
from ledger.offices import Campaigns
from ledger.sessions import Session
from rules.campaign import Campaign
from rules.menu import Caller, Screen, State, Turn, dial, packed, press, say, unpacked
from rules.verdict import Message, Outcome, Verdict

# Who was cut off calls again at once; what he chose this morning he has long sent otherwise.
_RESUMED_WITHIN = timedelta(minutes=30)
# Nobody reads a screen and presses the same key again within that: it is one call that came twice.
_ECHO = timedelta(seconds=2)
_STAR = "*"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a press is worked with: the office's campaign, the line that it came by, and the moment."""

    connection: Connection
    campaign: Campaign
    dialect: Dialect
    now: datetime

    def over(self) -> Said:
        """What is said where nothing can be pressed."""
        return Said(say(self.campaign, Screen("over", {})), goes_on=False)


@dataclass(frozen=True, slots=True)
class Worked:
    """A press that was worked: what is said, and whether it made a report, which is to be confirmed by SMS."""

    said: Said
    reported: bool = False


def worked(connection: Connection, campaigns: Campaigns, dialect: Dialect, call: Call, now: datetime) -> Worked:
    """Work one call. What it says is committed with what it did, or not at all."""
    office = offices.of_lines(connection).get(dialect.line)
    campaign = campaigns.of(connection, office) if office else campaigns.only(connection)
    desk = Desk(connection, campaign, dialect, now)
    if sessions.begun(connection, dialect.line, call.session, call.number, now):
        return _begun(desk, call)
    held = sessions.held(connection, dialect.line, call.session)
    if held.number != call.number or call.is_gone:
        return Worked(desk.over())
    if _is_repeated(desk, held, call):
        return Worked(Said(held.screen, goes_on=not held.over))
    if held.over or held.state is None:
        return Worked(desk.over())
    return _pressed(desk, held, call)


def _is_repeated(desk: Desk, held: Session, call: Call) -> bool:
    """Whether this is a call that came before: its answer changes nothing, and is the same."""
    if call.starts and not desk.dialect.repeats_all:
        return True
    if call.mark:
        return (call.mark, call.text) == (held.mark, held.heard)
    if desk.dialect.repeats_all:
        return held.heard.startswith(call.text)
    return call.text == held.heard and (held.over or desk.now - held.pressed_at < _ECHO)


def _begun(desk: Desk, call: Call) -> Worked:
    held = sessions.held(desk.connection, desk.dialect.line, call.session)
    if call.is_gone or not (call.starts or desk.dialect.repeats_all):  # its beginning was never heard
        return _kept(desk, held, call, desk.over())
    typed = call.text.split(_STAR) if call.text else []
    left = (
        None if typed else sessions.left_by(desk.connection, desk.dialect.line, call.number, desk.now - _RESUMED_WITHIN)
    )
    if left is not None:
        sessions.keep(desk.connection, replace(left, over=True))
    state = None if left is None or left.state is None else unpacked(left.state)
    return _turned(desk, held, call, lambda caller: dial(caller, typed, state))


def _pressed(desk: Desk, held: Session, call: Call) -> Worked:
    try:
        state = unpacked(held.state or {})
    except (KeyError, ValueError):  # another version of ours wrote it
        return _kept(desk, held, call, desk.over())
    pressed = _pressed_last(held, call) if desk.dialect.repeats_all else call.text
    return _turned(desk, held, call, lambda caller: press(caller, state, pressed))


def _pressed_last(held: Session, call: Call) -> str:
    """What was added to all that was pressed; a * where that does not begin as it did, so that it is asked for again."""
    if not held.heard:
        return call.text
    before = f"{held.heard}{_STAR}"
    return call.text.removeprefix(before) if call.text.startswith(before) else _STAR


def _turned(desk: Desk, held: Session, call: Call, act: Callable[[Caller], Turn]) -> Worked:
    """Do what was pressed. What counts is judged by what stands while nobody else moves it."""
    caller = _caller(desk, call)
    if caller is None:
        return _kept(desk, held, call, Said(say(desk.campaign, Screen("stranger", {})), goes_on=False))
    turn = act(caller)
    if turn.texts:
        lock_office(desk.connection, desk.campaign.office.code)
        turn = act(_caller(desk, call) or caller)
    if turn.texts:
        return Worked(_kept(desk, held, call, _reported(desk, held, turn)).said, reported=True)
    said = Said(say(desk.campaign, turn.screen), goes_on=not turn.screen.ends)
    return _kept(desk, held, call, said, turn.state if said.goes_on else None)


def _caller(desk: Desk, call: Call) -> Caller | None:
    message = Message(0, desk.dialect.receipts, call.number, "", desk.now)
    return sessions.caller(desk.connection, desk.campaign, message)


def _kept(desk: Desk, held: Session, call: Call, said: Said, state: State | None = None) -> Worked:
    kept = replace(
        held,
        state=None if state is None else packed(state),
        heard=call.text,
        mark=call.mark,
        screen=said.text,
        over=not said.goes_on,
        pressed_at=desk.now,
    )
    sessions.keep(desk.connection, kept)
    return Worked(said)


def _reported(desk: Desk, held: Session, turn: Turn) -> Said:
    """Take the report along the road that every text goes, and say what its receipt will say."""
    arrivals = [
        Arrival(held.line, f"{held.code}:{nth}", held.number, desk.dialect.code, text, desk.now)
        for nth, text in enumerate(turn.texts, start=1)
    ]
    messages = sessions.arrived(desk.connection, arrivals, desk.dialect.receipts)
    judged = journey.take(desk.connection, desk.campaign, journey.parse(desk.campaign, messages), desk.now)
    for message, _ in judged[:-1]:
        sessions.take_back_question(desk.connection, message)
    verdict = judged[-1][1]
    log.info("a report on %s: %s/%s", held.line, verdict.station, verdict.word)
    return Said(_said_of(desk.campaign, turn, verdict), goes_on=False)


def _said_of(campaign: Campaign, turn: Turn, verdict: Verdict) -> str:
    """The receipt's own words; others where this number has had as many texts as it may get."""
    if verdict.answer is not None:
        return word(campaign, verdict.answer.key, verdict.answer.facts)
    is_kept = any(entry.outcome.stands or entry.outcome is Outcome.DUPLICATE for entry in verdict.entries)
    return say(campaign, Screen("kept" if is_kept else "not_kept", turn.screen.facts))
