"""What a press does: state and press in, the next screen and state out.

One press at most stands between a figure and the totals, and it is never one that could have been another's echo: the
key that confirms is no number that was typed just before, and another one where the figure is doubted. So neither a
doubled press nor one typed ahead confirms what was not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rules.menu.caller import Caller, confirmation_of, report_of
from rules.menu.screens import Screen, code_of, shown
from rules.menu.showing import DOUBTS, keywords, show
from rules.menu.state import At, State

BACK, MORE, STAR = "0", "9", "*"
GO_ON, ANEW = "1", "2"
_REPORT, _CORRECT, _OWING, _TOTALS, _HELP = "1", "2", "3", "4", "5"
_CHOICES = frozenset({BACK, _REPORT, _CORRECT, _OWING, _TOTALS, _HELP})
# The largest count that is ever read has six digits. A lone 0 goes back, so that none at all is typed as 00.
_NUMBER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Turn:
    """What follows from a press. `texts` are what the officer has reported by it: then the menu is at its end."""

    state: State
    screen: Screen
    texts: tuple[str, ...] = ()


def dial(caller: Caller, typed: Sequence[str] = (), left: State | None = None) -> Turn:
    """The first screen, or the one to which what was typed ahead leads; `left` is where a lost session broke off.

    A code typed ahead means the same whatever was reported meanwhile, so that a lone 0 to 5 is always the menu's; all
    else is the number that the first screen asks for. What was left is offered only to who types nothing ahead.
    """
    direct = _direct(caller)
    if typed:
        state = State() if direct is None or typed[0] in _CHOICES else direct
        return _typed(caller, state, typed)
    if left is not None and _can_go_on(caller, left):
        return _show(caller, State(At.RESUME, left=left))
    return _show(caller, direct or State())


def press(caller: Caller, state: State, pressed: str) -> Turn:
    """One press on the screen of `state`. What is none of its choices shows it again, and changes nothing.

    A * parts inputs, and nobody knows where: a press that holds one is asked for again.
    """
    if not _is_his(caller, state):  # he was registered for it when the session began
        return _noticed(_show(caller, State()), "changed")
    if STAR in pressed:
        return _noticed(_show(caller, state), "star")
    return _PRESSES[state.at](caller, state, pressed.strip()) or _noticed(_show(caller, state), "wrong")


def _typed(caller: Caller, state: State, typed: Sequence[str]) -> Turn:
    """Press after press, as far as each is understood; a figure counts only where nothing is left over behind it."""
    turn = _show(caller, state)
    for nth, pressed in enumerate(typed):
        following = press(caller, turn.state, pressed)
        if following.texts and nth + 1 < len(typed):
            return _noticed(turn, "surplus")
        turn = following
        if turn.screen.notice or turn.screen.ends:
            break
    return turn


def _direct(caller: Caller) -> State | None:
    """The number that the first screen asks for: that of the only duty that is open."""
    if len(caller.missing) != 1:
        return None
    (unit, keyword), _ = caller.missing[0]
    return State(At.NUMBER, direct=True, unit=unit, keyword=keyword)


def _can_go_on(caller: Caller, left: State) -> bool:
    """Whether there is more to go on with than what a new call begins with."""
    begun = left.at is At.CONFIRM or (left.at is At.NUMBER and not (left.direct and not left.values))
    return begun and _is_his(caller, left)


def _is_his(caller: Caller, state: State) -> bool:
    if state.left is not None:
        return _is_his(caller, state.left)
    if not state.unit:
        return True
    is_unit = state.unit in caller.phone.units
    return is_unit and (not state.keyword or state.keyword in caller.campaign.keywords_of(state.unit))


def _noticed(turn: Turn, notice: str) -> Turn:
    return replace(turn, screen=replace(turn.screen, notice=notice))


def _at_home(caller: Caller, _state: State, pressed: str) -> Turn | None:
    if pressed == BACK:
        return Turn(State(), Screen("bye", {}))
    if pressed in {_REPORT, _CORRECT} and caller.phone.units:
        return _show(caller, _begun(caller, correction=pressed == _CORRECT))
    at = {_OWING: At.OWING, _TOTALS: At.TOTALS, _HELP: At.HELP}.get(pressed)
    return None if at is None or (at is At.OWING and not caller.phone.units) else _show(caller, State(at))


def _begun(caller: Caller, *, correction: bool) -> State:
    units = caller.phone.units
    return State(At.UNIT, correction) if len(units) > 1 else _of_unit(caller, State(correction=correction), units[0])


def _of_unit(caller: Caller, state: State, unit: str) -> State:
    keyword = caller.sole_keyword(unit)
    return State(At.NUMBER if keyword else At.KEYWORD, state.correction, unit=unit, keyword=keyword or "")


def _at_unit(caller: Caller, state: State, pressed: str) -> Turn | None:
    if pressed == BACK:
        return _show(caller, State())
    unit = _chosen(enumerate(caller.phone.units), pressed)
    return _turned(caller, state, pressed) if unit is None else _show(caller, _of_unit(caller, state, unit))


def _at_keyword(caller: Caller, state: State, pressed: str) -> Turn | None:
    if pressed == BACK:
        return _show(caller, State(At.UNIT, state.correction) if len(caller.phone.units) > 1 else State())
    keyword = _chosen(keywords(caller.campaign, state.unit), pressed)
    if keyword is None:
        return _turned(caller, state, pressed)
    return _show(caller, State(At.NUMBER, state.correction, unit=state.unit, keyword=keyword))


def _at_number(caller: Caller, state: State, pressed: str) -> Turn | None:
    if pressed == BACK:
        return _show(caller, _before_number(caller, state))
    if not _NUMBER.fullmatch(pressed):
        return None
    values = (*state.values, int(pressed))
    if len(values) < caller.campaign.keywords[state.keyword].numbers:
        return _show(caller, replace(state, values=values))
    if values[0] > values[-1]:  # done is never more than the total
        return None
    return _show(caller, replace(state, at=At.CONFIRM, values=values, came_by=pressed))


def _before_number(caller: Caller, state: State) -> State:
    if state.values:
        return replace(state, values=())
    others = len(caller.campaign.keywords_of(state.unit)) > 1
    if state.direct or (not others and len(caller.phone.units) == 1):
        return State()
    return State(At.KEYWORD if others else At.UNIT, state.correction, unit=state.unit if others else "")


def _at_confirm(caller: Caller, state: State, pressed: str) -> Turn | None:
    if pressed == BACK:
        return _show(caller, replace(state, at=At.NUMBER, values=()))
    now = _show(caller, state)
    if now.state.asked != state.asked:  # he would confirm what he has not read
        return _noticed(_show(caller, replace(state, came_by=pressed)), "changed")
    if pressed != now.screen.facts.get("ok"):
        return None
    doubted = now.screen.key in DOUBTS
    return replace(now, texts=(report_of(state), confirmation_of(state)) if doubted else (report_of(state),))


def _at_list(caller: Caller, state: State, pressed: str) -> Turn | None:
    return _show(caller, State()) if pressed == BACK else _turned(caller, state, pressed)


def _at_resume(caller: Caller, state: State, pressed: str) -> Turn | None:
    if pressed == GO_ON and state.left is not None:
        return _show(caller, replace(state.left, came_by=pressed))
    return _show(caller, _direct(caller) or State()) if pressed == ANEW else None


_PRESSES: Mapping[At, Callable[[Caller, State, str], Turn | None]] = {
    At.HOME: _at_home,
    At.UNIT: _at_unit,
    At.KEYWORD: _at_keyword,
    At.NUMBER: _at_number,
    At.CONFIRM: _at_confirm,
    At.OWING: _at_list,
    At.TOTALS: _at_list,
    At.HELP: _at_list,
    At.RESUME: _at_resume,
}


def _turned(caller: Caller, state: State, pressed: str) -> Turn | None:
    """The next page of a list; from the last one the first again."""
    if pressed != MORE:
        return None
    screen = _show(caller, state).screen
    following = state.first + shown(caller.campaign, screen)
    if not state.first and following >= len(screen.items):
        return None
    return _show(caller, replace(state, first=following if following < len(screen.items) else 0))


def _chosen(items: Iterable[tuple[int, str]], pressed: str) -> str | None:
    """The item whose code was pressed, on whatever page it stands."""
    return next((item for place, item in items if str(code_of(place)) == pressed), None)


def _show(caller: Caller, state: State) -> Turn:
    screen = show(caller, state)
    return Turn(replace(state, asked=_asked(screen)), screen)


def _asked(screen: Screen) -> str:
    """What a screen asks to confirm, in short; empty where it does not."""
    facts = screen.facts
    said = (screen.key, *(facts[name] for name in ("day", "previous", "base", "ok"))) if "ok" in facts else ()
    return " ".join(map(str, said))
