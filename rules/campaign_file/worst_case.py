"""Does every sentence fit into one segment, whoever it is about? Lengths add up, so each piece is measured once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from rules.campaign import Campaign, Keyword, Mode, Unit
from rules.campaign_file.fault import Fault
from rules.campaign_file.toml_text import TomlText
from rules.phrases import PIECES, PLACEHOLDER, ROOM, SERIES, Speech, shortened
from rules.segments import septets
from rules.sentences import SENTENCES

_FIGURE = 999_999  # the largest count that is ever read
_SUM = 9_999_999
_OCCURS: Mapping[str, Callable[[Keyword], object]] = {
    "accepted": lambda keyword: keyword.base,
    "over_base": lambda keyword: keyword.base,
    "over_cap": lambda keyword: keyword.cap,
    "value_order": lambda keyword: keyword.numbers > 1,
    "confirm_low": lambda keyword: keyword.mode is Mode.CUMULATIVE,
    "confirm_high": lambda keyword: keyword.mode is Mode.CUMULATIVE,
}
"""Sentences that are said of some keywords only."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit and a keyword of it, and how long each placeholder is at most when they are talked about."""

    unit: str
    keyword: str
    lengths: Mapping[str, int]


def facts(campaign: Campaign, unit: str, keyword: str) -> dict[str, object]:
    """The longest facts that can come with a sentence about that unit (or the office) and keyword."""
    whole = unit not in campaign.units
    numbers = campaign.keywords[keyword].numbers
    value = [_SUM if whole else _FIGURE] * numbers
    longest = max(campaign.units, key=len)
    return {
        "unit": unit,
        "keyword": keyword,
        "value": value,
        "values": [_FIGURE] * numbers,
        "correction": True,
        "previous": value,
        "at": datetime(2020, 8, 28, 7, 59, tzinfo=UTC).isoformat(),
        "day": date(2020, 8, 28).isoformat(),
        "share": 9.999,
        "base": value[0],
        "word": "X" * 20,
        "list": [[keyword, value, unit]] * 10,
        "units": [unit] if not whole else [longest],
        "silent": [longest] * 100,
        "owing": [[keyword, unit if not whole else longest, datetime(2020, 8, 29, 7, 59, tzinfo=UTC).isoformat()]] * 10,
        "number": f"+{'9' * 15}",
        "by": f"+{'9' * 15}",
        "missing": list(campaign.keywords if whole else campaign.owed[unit]),
        "lowest": [[longest, 9.999]] * 3,
        "cap": campaign.keywords[keyword].cap or _SUM,
        "reported": len(campaign.units),
        "expected": len(campaign.units),
        "change": -_SUM,
        "times": 9,
    }


def occurs(key: str) -> Callable[[Keyword], object]:
    """Of which keywords a sentence can be said."""
    return _OCCURS.get(key, _always)


def _always(_: Keyword) -> bool:
    return True


def faults(campaign: Campaign, sources: Mapping[str, TomlText]) -> Iterator[Fault]:
    """Every sentence that is too long for some unit and keyword, with the longest case."""
    for language, source in sources.items():
        units = [measured(campaign, language, *place) for place in places(campaign)]
        office = [measured(campaign, language, campaign.office.code, campaign.headline)]
        for key, sentence in SENTENCES.items():
            yield from _too_long(campaign, source, key, units if "unit" in sentence.facts else office)


def places(campaign: Campaign) -> Iterator[tuple[str, str]]:
    """One unit of each kind: units that are alike in length, duties and group make sentences of one length."""
    kinds: dict[object, Unit] = {}
    for unit in campaign.units.values():
        owed = tuple((keyword, duty.code) for keyword, duty in campaign.owed[unit.code].items())
        kinds.setdefault((len(unit.code), len(unit.brief), unit.group, owed), unit)
    for unit in kinds.values():
        for keyword in campaign.keywords_of(unit.code):
            yield unit.code, keyword


def measured(campaign: Campaign, language: str, unit: str, keyword: str) -> Place:
    """How long each placeholder is at most when that unit (or the office) and keyword are talked about."""
    speech = Speech(campaign, facts(campaign, unit, keyword), campaign.wording[language])
    fixed = {name: septets(piece.say(speech)) for name, piece in PIECES.items()}
    series = {name: septets(shortened(speech, each, 0)) for name, each in SERIES.items() if _has_items(speech, name)}
    return Place(unit, keyword, fixed | series)


def _has_items(speech: Speech, name: str) -> bool:
    return name != "counts" or str(speech.facts["unit"]) in speech.campaign.units


def _too_long(campaign: Campaign, source: TomlText, key: str, places: list[Place]) -> Iterator[Fault]:
    text = str(source.data[key])
    names = PLACEHOLDER.findall(text)
    plain = septets(PLACEHOLDER.sub("", text))
    occurring = occurs(key)
    said = [place for place in places if occurring(campaign.keywords[place.keyword])]
    if not said:
        return
    length, worst = max(
        ((plain + sum(place.lengths[name] for name in names), place) for place in said), key=lambda pair: pair[0]
    )
    if length > ROOM:
        what = f'"{key}" takes {length} characters for unit {worst.unit} and keyword {worst.keyword}'
        yield source.fault((key,), what, f"one SMS holds {ROOM}: shorten it by {length - ROOM}")
