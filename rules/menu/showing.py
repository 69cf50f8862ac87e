"""What each screen says to this caller: its facts and its lists, as they stand at the moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rules.campaign import Campaign
from rules.menu.caller import Caller
from rules.menu.screens import SCREENS, Screen, numbered, whole_line
from rules.menu.state import At, State
from rules.phrases import SERIES, Speech
from rules.verdict import Outcome, Verdict

DOUBTS = frozenset({"confirm_low", "confirm_high", "over_base"})
_OVER_CAP = "over_cap"
_CERTAIN_KEYS, _DOUBTED_KEYS = ("1", "2"), ("3", "4")


def show(caller: Caller, state: State) -> Screen:
    """The screen of a state."""
    return _SCREENS[state.at](caller, state)


def keywords(campaign: Campaign, unit: str) -> list[tuple[int, str]]:
    """The keywords that a unit may report, each with its place among all of the campaign's."""
    may = campaign.keywords_of(unit)
    return [(place, code) for place, code in enumerate(campaign.keywords) if code in may]


def _facts(caller: Caller, state: State, **more: object) -> dict[str, object]:
    return dict(caller.case.facts(state.unit or None, state.keyword or None, **more))


def _home(caller: Caller, state: State) -> Screen:
    return Screen("home" if caller.phone.units else "home_office", _facts(caller, state))


def _unit(caller: Caller, state: State) -> Screen:
    units = caller.campaign.units
    items = numbered([(place, f"{code} {units[code].brief}") for place, code in enumerate(caller.phone.units)])
    return Screen("unit", _facts(caller, state), items, state.first)


def _keyword(caller: Caller, state: State) -> Screen:
    speech = Speech(caller.campaign, {}, caller.campaign.wording[caller.campaign.language])
    found = [(place, f"{code} {speech.brief(code)}") for place, code in keywords(caller.campaign, state.unit)]
    key = "keyword_correct" if state.correction else "keyword"
    return Screen(key, _facts(caller, state), numbered(found), state.first)


def _number(caller: Caller, state: State) -> Screen:
    if state.values:
        return Screen("number_whole", _facts(caller, state, value=list(state.values)))
    figure = caller.standing.stands((state.unit, state.keyword), caller.case.period)
    key = "due" if state.direct else "correct" if state.correction else "number"
    pair = "_pair" if caller.campaign.keywords[state.keyword].numbers > 1 else ""
    return Screen(f"{key}{pair}", _facts(caller, state, previous=list(figure.values) if figure else None))


def _confirm(caller: Caller, state: State) -> Screen:
    """The figure as the judge sees it now: certain, doubted, or one that would be refused, which is said before."""
    verdict = caller.judged(state)
    given = {} if verdict.answer is None else verdict.answer.facts
    place, period = (state.unit, state.keyword), caller.case.period
    stood = caller.standing.stands(place, period)
    facts = _facts(
        caller,
        state,
        value=list(state.values),
        previous=list(stood.values) if stood else None,
        base=given.get("base"),
        cap=given.get("cap"),
    )
    key = _confirm_key(verdict, state)
    keys = _DOUBTED_KEYS if key in DOUBTS else _CERTAIN_KEYS
    ok = next(each for each in keys if each != state.came_by.lstrip("0"))
    return Screen(key, facts | {"ok": ok} if "ok" in SCREENS[key] else facts)


def _confirm_key(verdict: Verdict, state: State) -> str:
    said = "" if verdict.answer is None else verdict.answer.key
    if said in DOUBTS or said == _OVER_CAP:
        return said
    if any(entry.outcome.stands or entry.outcome is Outcome.DUPLICATE for entry in verdict.entries):
        return "confirm_correction" if state.correction else "confirm"
    return "refused"


def _owing(caller: Caller, state: State) -> Screen:
    owed = [[keyword, unit, due] for (unit, keyword), due in caller.missing]
    facts = _facts(caller, state, owing=owed)
    speech = Speech(caller.campaign, facts, caller.campaign.wording[caller.campaign.language])
    items = tuple(SERIES["owe"].items(speech)[1])
    return Screen("owing" if items else "owing_none", facts, items, state.first)


def _totals(caller: Caller, state: State) -> Screen:
    """What stands of each unit, and from which day; before it the whole, for those whose business that is."""
    campaign, period = caller.campaign, caller.case.period
    speech = Speech(campaign, {}, campaign.wording[campaign.language])
    items = [whole_line(campaign, caller.whole())] if caller.sees_all else []
    for unit in caller.phone.units:
        for keyword in campaign.keywords_of(unit):
            figure = caller.standing.stands((unit, keyword), period)
            if figure is not None:
                of = "" if figure.period == period else f" {figure.period:%d/%m}"
                items.append(f"{unit} {speech.item(keyword, list(figure.values))}{of}")
    return Screen("totals" if items else "totals_none", _facts(caller, state), tuple(items), state.first)


def _help(caller: Caller, state: State) -> Screen:
    return Screen("help", _facts(caller, state))


def _resume(caller: Caller, state: State) -> Screen:
    left = state.left or State()
    return Screen("resume", _facts(caller, left, value=list(left.values) or None))


_SCREENS: Mapping[At, Callable[[Caller, State], Screen]] = {
    At.HOME: _home,
    At.UNIT: _unit,
    At.KEYWORD: _keyword,
    At.NUMBER: _number,
    At.CONFIRM: _confirm,
    At.OWING: _owing,
    At.TOTALS: _totals,
    At.HELP: _help,
    At.RESUME: _resume,
}
