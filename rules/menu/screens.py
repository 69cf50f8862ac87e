"""The screens: which there are, the facts that come with each, and how they are put into words that fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.campaign import Campaign
from rules.phrases import PIECES, PLACEHOLDER, Speech
from rules.segments import is_gsm7, septets

# 3GPP TS 23.038: 160 octets of seven bits, and what a phone shows of the same in UCS-2.
ROOM_GSM7 = 182
ROOM_UCS2 = 80

_CALL = "unit keyword at day"
_FIGURE = f"{_CALL} value previous base"
SCREENS: Mapping[str, frozenset[str]] = {
    key: frozenset(facts.split())
    for key, facts in {
        "home": _CALL,
        "home_office": _CALL,
        "due": f"{_CALL} previous",
        "due_pair": f"{_CALL} previous",
        "number": f"{_CALL} previous",
        "number_pair": f"{_CALL} previous",
        "number_whole": f"{_CALL} value",
        "correct": f"{_CALL} previous",
        "correct_pair": f"{_CALL} previous",
        "confirm": f"{_FIGURE} ok",
        "confirm_correction": f"{_FIGURE} ok",
        "confirm_low": f"{_FIGURE} ok",
        "confirm_high": f"{_FIGURE} ok",
        "over_base": f"{_FIGURE} ok",
        "over_cap": f"{_FIGURE} cap",
        "refused": _FIGURE,
        "unit": f"{_CALL} items",
        "keyword": f"{_CALL} items",
        "keyword_correct": f"{_CALL} items",
        "owing": f"{_CALL} items",
        "owing_none": _CALL,
        "totals": f"{_CALL} items",
        "totals_none": _CALL,
        "help": _CALL,
        "resume": f"{_CALL} value",
        "bye": "",
        "over": "",
        "stranger": "",
        "kept": f"{_CALL} value",
        "not_kept": f"{_CALL} value",
    }.items()
}
"""Every screen, with its facts; those of `rules.sentences`, and `ok` (the key that confirms) and `items` (a list)."""

NOTICES: Mapping[str, str] = {
    "wrong": "stands before a screen where the press was none of its choices",
    "star": "stands before a screen where the press held a *",
    "surplus": "stands before a screen where more was typed ahead than the menu asks for: nothing was recorded",
    "changed": "stands before a screen whose figures changed while it was looked at",
}
PARTS: Mapping[str, str] = {
    **NOTICES,
    "more": "the line that says that 9 shows the rest of a list",
    "whole": "the whole office's total in one line of a list",
}
"""The smaller pieces."""

_LISTED = frozenset({"ok", "items"})


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen before it is worded. `items` is a list of which `first` is shown first; `notice` stands before it all."""

    key: str
    facts: Mapping[str, object]
    items: tuple[str, ...] = ()
    first: int = 0
    notice: str = ""

    @property
    def ends(self) -> bool:
        """Whether nothing can be pressed any more."""
        return self.key in {"bye", "over", "stranger", "kept", "not_kept"}


def placeholders(key: str) -> frozenset[str]:
    """The placeholders that a screen may use."""
    facts = SCREENS.get(key, frozenset({"keyword", "value", "share", "reported", "expected"} if key == "whole" else ()))
    return frozenset(name for name, piece in PIECES.items() if piece.facts <= facts) | (facts & _LISTED)


def say(campaign: Campaign, screen: Screen) -> str:
    """The screen in words, in the campaign's language."""
    return _worded(campaign, screen, _shown(campaign, screen))


def shown(campaign: Campaign, screen: Screen) -> int:
    """How many items of its list the screen shows: as many as fit beneath whatever notice there may be, at least one."""
    return len(_shown(campaign, screen))


def room(text: str) -> int:
    """How many characters a screen of such letters holds."""
    return ROOM_GSM7 if is_gsm7(text) else ROOM_UCS2


def length(text: str) -> int:
    """How much of its room a screen takes."""
    return septets(text) if is_gsm7(text) else len(text.encode("utf-16-le")) // 2


def whole_line(campaign: Campaign, facts: Mapping[str, object]) -> str:
    """The whole office's total in one line."""
    return _filled(_speech(campaign, facts), "whole")


def numbered(items: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """Choices with the code of each: its place, which says nothing of the page that it stands on."""
    return tuple(f"{code_of(place)} {item}" for place, item in items)


def code_of(place: int) -> int:
    """The code of the item at a place, counted from 0: never 9, which turns the page, nor 0, which goes back."""
    return place + 1 if place < _MORE - 1 else place + 2


_MORE = 9


def _shown(campaign: Campaign, screen: Screen) -> Sequence[str]:
    rest = screen.items[screen.first :]
    for count in range(len(rest), 1, -1):
        if _fits(campaign, screen, rest[:count]):
            return rest[:count]
    return rest[:1]


def _fits(campaign: Campaign, screen: Screen, items: Sequence[str]) -> bool:
    """Whatever notice stands before it: else a list would break at another item when a press was wrong."""
    texts = [_worded(campaign, screen, items, notice) for notice in NOTICES]
    return all(length(text) <= room(text) for text in texts)


def _worded(campaign: Campaign, screen: Screen, items: Sequence[str], notice: str | None = None) -> str:
    speech = _speech(campaign, screen.facts)
    notice = screen.notice if notice is None else notice
    more = [speech.wording["screens.more"]] if screen.first + len(items) < len(screen.items) else []
    text = _filled(speech, screen.key).replace("{items}", "\n".join([*items, *more]))
    return f"{speech.wording[f'screens.{notice}']}\n{text}" if notice else text


def _speech(campaign: Campaign, facts: Mapping[str, object]) -> Speech:
    return Speech(campaign, facts, campaign.wording[campaign.language])


def _filled(speech: Speech, key: str) -> str:
    def said(name: str) -> str:
        piece = PIECES.get(name)
        return piece.say(speech) if piece else str(speech.facts["ok"]) if name == "ok" else f"{{{name}}}"

    return PLACEHOLDER.sub(lambda found: said(found[1]), speech.wording[f"screens.{key}"])
