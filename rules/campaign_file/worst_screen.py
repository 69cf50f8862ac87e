"""Does every screen of the menu fit, whoever it is for, with the longest notice before it? Measured piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from rules.campaign import Campaign, Keyword, Mode
from rules.campaign_file.fault import Fault
from rules.campaign_file.toml_text import TomlText
from rules.campaign_file.worst_case import Place, measured, places
from rules.menu.screens import NOTICES, SCREENS, length, room
from rules.phrases import PLACEHOLDER, Speech

_OCCURS: Mapping[str, Callable[[Keyword], object]] = {
    **dict.fromkeys(("due", "number", "correct"), lambda keyword: keyword.numbers == 1),
    **dict.fromkeys(("due_pair", "number_pair", "correct_pair", "number_whole"), lambda keyword: keyword.numbers > 1),
    **dict.fromkeys(("confirm_low", "confirm_high"), lambda keyword: keyword.mode is Mode.CUMULATIVE),
    "over_base": lambda keyword: keyword.base,
    "over_cap": lambda keyword: keyword.cap,
}
"""Screens that are shown of some keywords only."""


def faults(campaign: Campaign, sources: Mapping[str, TomlText]) -> Iterator[Fault]:
    """Every screen that is too long for some unit and keyword, with the longest case."""
    for language, source in sources.items():
        units = [measured(campaign, language, *place) for place in places(campaign)]
        office = [measured(campaign, language, campaign.office.code, campaign.headline)]
        for key in SCREENS:
            said = [place for place in [*units, *office] if _occurs(key, campaign.keywords[place.keyword])]
            if said:
                yield from _too_long(campaign, language, source, key, said)


def _occurs(key: str, keyword: Keyword) -> object:
    return key not in _OCCURS or _OCCURS[key](keyword)


def _too_long(campaign: Campaign, language: str, source: TomlText, key: str, said: list[Place]) -> Iterator[Fault]:
    wording = campaign.wording[language]
    text, notice = wording[f"screens.{key}"], max((wording[f"screens.{each}"] for each in NOTICES), key=length)
    names = PLACEHOLDER.findall(text)
    plain = f"{notice}\n{PLACEHOLDER.sub('', text)}"
    worst = max(said, key=lambda place: _filled(campaign, language, key, names, place))
    taken, holds = length(plain) + _filled(campaign, language, key, names, worst), room(plain)
    if taken > holds:
        what = f'the screen "{key}" takes {taken} characters for unit {worst.unit} and keyword {worst.keyword}'
        yield source.fault(
            ("screens", key), what, f"a screen of such letters holds {holds}: shorten it by {taken - holds}"
        )


def _filled(campaign: Campaign, language: str, key: str, names: list[str], place: Place) -> int:
    special = {"ok": 1, "items": _items(campaign, language, key, place) if "items" in names else 0}
    return sum(special[name] if name in special else place.lengths[name] for name in names)


def _items(campaign: Campaign, language: str, key: str, place: Place) -> int:
    """The longest item that a list can hold, and the line that says that there are more: a list shows one at least."""
    speech = Speech(campaign, {}, campaign.wording[language])
    longest = {
        "unit": f"99 {place.unit}{'x' * place.lengths['u']}",
        "owing": f"{place.keyword} {place.unit} 23:59 31/12",
        "totals": f"{place.unit} {place.keyword} {'9' * (2 * place.lengths['v'])} 31/12",
    }
    item = longest.get(key, f"99 {place.keyword} {speech.brief(place.keyword)}")
    more = campaign.wording[language]["screens.more"]
    whole = length(PLACEHOLDER.sub("", campaign.wording[language]["screens.whole"])) + _WHOLE if key == "totals" else 0
    return max(length(item), whole) + 1 + length(more)


# The keyword, the largest sum, a share and two numbers of units.
_WHOLE = 4 + 9 + 7 + 4 + 4
