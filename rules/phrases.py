"""The pieces that fill a sentence: each placeholder with the facts it needs, said in the campaign's and language's way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from rules.campaign import Cadence, Campaign, Duty
from rules.segments import BASIC

UNWANTED = frozenset("^{}\\[]~|€#&")
"""Characters that old phones and some operators mangle or charge double: they stand in no sentence."""

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
ROOM = 160
_WORD_AT_MOST = 10
_COUNTRY = "+84"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EXAMPLES = {1: "1234", 2: "85 92"}


@dataclass(frozen=True, slots=True)
class Speech:
    """What a piece is made from: the campaign, the facts and one language's wording."""

    campaign: Campaign
    facts: Mapping[str, object]
    wording: Mapping[str, str]

    @property
    def unit(self) -> str:
        """The unit to show in a line to send: an example where the sender speaks for the whole office."""
        code = str(self.facts["unit"])
        return code if code in self.campaign.units else example_unit(self.campaign)

    @property
    def keyword(self) -> str:
        """The keyword talked about: if none is named, the unit's first, owed ones first; of the whole, the headline."""
        named = self.facts.get("keyword")
        if named is not None:
            return str(named)
        return self.campaign.keywords_of(self.unit)[0] if "unit" in self.facts else self.campaign.headline

    @property
    def duty(self) -> Duty | None:
        """The duty that sets the deadline: the keyword's, else the unit's first."""
        owed = self.campaign.owed[self.unit]
        return owed.get(self.keyword) or next(iter(owed.values()), None)

    def word(self, name: str) -> str:
        """One of the language's small words."""
        return self.wording[f"words.{name}"]

    def brief(self, keyword: str) -> str:
        """A keyword in a few words, in this language."""
        known = self.campaign.keywords.get(keyword) or self.campaign.notes
        return self.wording.get(f"brief.{keyword}", known.brief if known else keyword)

    def number(self, count: int) -> str:
        """1234 as 1.234, with the language's mark."""
        return f"{count:,}".replace(",", self.word("thousands"))

    def values(self, values: object) -> str:
        """[1234] as 1.234, [85, 92] as 85/92, null as the word for nothing there."""
        if values is None:
            return self.word("none")
        return "/".join(self.number(count) for count in cast("Sequence[int]", values))

    def share(self, share: object) -> str:
        """0.4519 as 45,1%: cut and not rounded, so that a target never looks reached before it is."""
        if share is None:
            return self.word("unknown")
        # The nudge undoes binary fractions: 0.29 is 28.999...% to the machine.
        tenths = int(float(cast("float", share)) * 1000 + 1e-6)
        return f"{self.number(tenths // 10)}{self.word('decimal')}{tenths % 10}%"

    def item(self, keyword: str, values: object) -> str:
        """One figure of a list."""
        return f"{keyword} {self.values(values)}"


def example_unit(campaign: Campaign) -> str:
    """The unit that examples show: the first that owes something."""
    return next((code for code, owed in campaign.owed.items() if owed), next(iter(campaign.units)))


def plain(word: str) -> str:
    """A piece of the sender's text, made fit to be quoted: unaccented, GSM-7, no quotes, at most ten characters."""
    bare = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    chars = (char for char in bare if not unicodedata.combining(char) and char not in "\"'")
    said = "".join(" " if char.isspace() else char if _sayable(char) else "?" for char in chars)
    return " ".join(said.split())[:_WORD_AT_MOST].strip() or "?"


def _sayable(char: str) -> bool:
    return char in BASIC and char not in UNWANTED


def _unit(speech: Speech) -> str:
    unit = speech.campaign.units.get(str(speech.facts["unit"]))
    return f"{unit.code} {unit.brief}" if unit else speech.word("office")


def _example(speech: Speech) -> str:
    known = speech.campaign.keywords.get(speech.keyword)
    return _EXAMPLES[known.numbers if known else 1]


def _line(speech: Speech) -> str:
    """The line to send back: what was understood, as far as the unit may say it, and an example for the rest."""
    may = speech.campaign.keywords_of(speech.unit)
    keyword = speech.keyword if speech.keyword in may else may[0]
    numbers = speech.campaign.keywords[keyword].numbers
    values = cast("Sequence[int] | None", speech.facts["values"]) or ()
    takes = keyword == speech.keyword and len(values) == numbers and values[0] <= values[-1]
    said = " ".join(map(str, values)) if takes else _EXAMPLES[numbers]
    return f"{'SUA ' if speech.facts['correction'] else ''}{keyword} {speech.unit} {said}"


def _deadline(speech: Speech) -> str:
    return f"{speech.duty.due if speech.duty else speech.campaign.closes:%H:%M}"


def _cadence(speech: Speech) -> str:
    duty = speech.duty
    weekly = duty is not None and duty.cadence is Cadence.WEEKLY
    return speech.word(_WEEKDAYS[duty.weekday] if duty and weekly else "daily")


def _base_keyword(speech: Speech) -> str:
    known = speech.campaign.keywords.get(speech.keyword)
    return known.base or "" if known else ""


def _time(speech: Speech) -> str:
    return f"{datetime.fromisoformat(str(speech.facts['at'])).astimezone(speech.campaign.zone):%H:%M}"


def _plain_values(speech: Speech) -> str:
    return " ".join(str(count) for count in cast("Sequence[int]", speech.facts["value"]))


def _base(speech: Speech) -> str:
    base = speech.facts["base"]
    return speech.word("unknown") if base is None else speech.number(cast("int", base))


def at_home(number: str) -> str:
    """A number as it is dialled in the country: +84912345678 as 0912345678, any other as it is."""
    return f"0{number.removeprefix(_COUNTRY)}" if number.startswith(_COUNTRY) else number


def _by(speech: Speech) -> str:
    by = str(speech.facts["by"])
    return at_home(by) if by.startswith("+") else speech.word("desk")


def _change(speech: Speech) -> str:
    change = cast("int", speech.facts["change"])
    return ("+" if change > 0 else "") + speech.number(change)


def _missing(speech: Speech) -> str:
    return " ".join(cast("Sequence[str]", speech.facts["missing"])) or speech.word("nothing")


def _lowest(speech: Speech) -> str:
    units = cast("Sequence[tuple[str, float | None]]", speech.facts["lowest"])
    return ", ".join(f"{unit} {speech.share(share)}" for unit, share in units) or speech.word("nothing")


def _counted(name: str) -> Callable[[Speech], str]:
    return lambda speech: speech.number(cast("int", speech.facts[name]))


@dataclass(frozen=True, slots=True)
class Piece:
    """A placeholder: the facts it needs, and how it is said."""

    facts: frozenset[str]
    say: Callable[[Speech], str]


def _piece(facts: str, say: Callable[[Speech], str]) -> Piece:
    return Piece(frozenset(facts.split()), say)


PIECES: Mapping[str, Piece] = {
    "u": _piece("unit", _unit),
    "c": _piece("unit", lambda speech: speech.unit),
    "k": _piece("keyword", lambda speech: speech.keyword),
    "kd": _piece("keyword", lambda speech: speech.brief(speech.keyword)),
    "kb": _piece("keyword", _base_keyword),
    "ks": _piece("unit", lambda speech: " ".join(speech.campaign.keywords_of(speech.unit))),
    "ex": _piece("keyword", _example),
    "line": _piece("unit keyword values correction", _line),
    "v": _piece("value", lambda speech: speech.values(speech.facts["value"])),
    "v0": _piece("value", _plain_values),
    "p": _piece("previous", lambda speech: speech.values(speech.facts["previous"])),
    "b": _piece("base", _base),
    "pct": _piece("share", lambda speech: speech.share(speech.facts["share"])),
    "t": _piece("at", _time),
    "d": _piece("day", lambda speech: f"{date.fromisoformat(str(speech.facts['day'])):%d/%m}"),
    "h": _piece("unit", _deadline),
    "cad": _piece("unit", _cadence),
    "tel": _piece("", lambda speech: speech.campaign.office.phone),
    "x": _piece("word", lambda speech: plain(str(speech.facts["word"]))),
    "ks2": _piece("missing", _missing),
    "low": _piece("lowest", _lowest),
    "a": _piece("reported", _counted("reported")),
    "n": _piece("expected", _counted("expected")),
    "i": _piece("change", _change),
    "cap": _piece("cap", _counted("cap")),
    "times": _piece("times", _counted("times")),
    "num": _piece("number", lambda speech: str(speech.facts["number"])),
    "num0": _piece("number", lambda speech: at_home(str(speech.facts["number"]))),
    "by": _piece("by", _by),
    "s": _piece("silent", lambda speech: speech.number(len(cast("Sequence[str]", speech.facts["silent"])))),
    "days": _piece("", lambda speech: speech.number(speech.campaign.deputy_days)),
    "nk": _piece("", lambda speech: speech.campaign.notes.code if speech.campaign.notes else ""),
    "nd": _piece("", lambda speech: speech.brief(speech.campaign.notes.code) if speech.campaign.notes else ""),
}
"""Placeholders of one fixed wording."""


def _counts(speech: Speech) -> tuple[str, list[str]]:
    """Several figures, each with its unit unless all are of one."""
    units = cast("Sequence[str]", speech.facts["units"])
    figures = cast("Sequence[Sequence[object]]", speech.facts["list"])
    if len(units) == 1:
        unit = speech.campaign.units[units[0]]
        return f"{unit.code} {unit.brief}: ", [speech.item(str(figure[0]), figure[1]) for figure in figures]
    return "", [speech.item(" ".join([str(figure[0]), *map(str, figure[2:])]), figure[1]) for figure in figures]


def _listed(speech: Speech) -> tuple[str, list[str]]:
    figures = cast("Sequence[Sequence[object]]", speech.facts["list"])
    return "", [speech.item(str(figure[0]), figure[1]) for figure in figures]


def _owing(speech: Speech) -> tuple[str, list[str]]:
    """What is missing, each with its deadline, of which the day is said where it is not the sentence's own."""
    return "", [_owed(speech, *owed) for owed in cast("Sequence[tuple[str, str, str]]", speech.facts["owing"])]


def _owed(speech: Speech, keyword: str, unit: str, due: str) -> str:
    moment = datetime.fromisoformat(due).astimezone(speech.campaign.zone)
    other = "" if moment.date() == date.fromisoformat(str(speech.facts["day"])) else f" {moment:%d/%m}"
    return f"{keyword} {unit} {moment:%H:%M}{other}"


def _codes(name: str) -> Callable[[Speech], tuple[str, list[str]]]:
    return lambda speech: ("", list(cast("Sequence[str]", speech.facts[name])))


@dataclass(frozen=True, slots=True)
class Series:
    """A placeholder that is shortened to fit: what stands before it and its items, and the word for the rest."""

    facts: frozenset[str]
    items: Callable[[Speech], tuple[str, list[str]]]
    more: str


SERIES: Mapping[str, Series] = {
    "counts": Series(frozenset({"list", "units"}), _counts, "more"),
    "list": Series(frozenset({"list"}), _listed, "more"),
    "units": Series(frozenset({"units"}), _codes("units"), "more_units"),
    "owe": Series(frozenset({"owing", "day"}), _owing, "more"),
    "miss": Series(frozenset({"silent"}), _codes("silent"), "more_units"),
}


def shortened(speech: Speech, series: Series, room: int) -> str:
    """As many items as the room (in characters) holds, whole ones only, and how many more there are. Always one."""
    head, items = series.items(speech)
    if not items:
        return head + speech.word("nothing")
    more = speech.word(series.more)
    said = (head + _joined(items, shown, more) for shown in range(len(items), 0, -1))
    return first_fitting(said, room)


def _joined(items: Sequence[str], shown: int, more: str) -> str:
    rest = len(items) - shown
    return ", ".join(items[:shown]) + (f" {more.replace('{n}', str(rest))}" if rest else "")


def first_fitting(texts: Iterable[str], room: int) -> str:
    """The first of the texts that the room holds, else the last."""
    text = ""
    for text in texts:
        if len(text) <= room:
            break
    return text
