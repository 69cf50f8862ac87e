"""Does the campaign hold together? Names that stand for something, duties that can be met, words that cannot be mistaken."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.pieces import Sort
from parsers.words import SENSES
from rules.campaign import Campaign, Duty, Keyword
from rules.campaign_file.fault import Fault, nearest
from rules.campaign_file.toml_text import Path, TomlText
from rules.campaign_file.units_table import FILE, UnitRow, unknown
from rules.phrases import UNWANTED
from rules.segments import BASIC

_NOTE_COMMAND = "GC"
_COMMANDS = frozenset(word for word, sense in SENSES.items() if sense.sort in {Sort.COMMAND, Sort.CORRECT})
# Every Vietnamese syllable has a vowel, and its unaccented spelling keeps it: without one a keyword never fires inside
# ordinary text.
_NO_SYLLABLE = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]{2,4}")
_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Draft:
    """A campaign that has the right shape but is not yet believed, with where its parts stand."""

    campaign: Campaign
    source: TomlText
    rows: Sequence[UnitRow]


def zone(source: TomlText) -> Iterator[Fault]:
    """The time zone is one that the machine knows."""
    name = str(source.data["zone"])
    known = zoneinfo.available_timezones()
    if name not in known:
        yield source.fault(("zone",), f'unknown time zone "{name}"', nearest(name, known))


def faults(draft: Draft) -> Iterator[Fault]:
    """Everything that does not hold together, but for the times: those are checked where all this is right."""
    for check in (_headline, _keywords, _notes, _units, _names, _parents, _duties, _owed_twice):
        yield from check(draft)


def _unknown(
    source: TomlText, path: Path, what: str, names: Collection[str], known: Collection[str]
) -> Iterator[Fault]:
    for name in sorted(set(names) - set(known)):
        yield source.fault(path, f'unknown {what} "{name}"', nearest(name, known))


def _headline(draft: Draft) -> Iterator[Fault]:
    campaign, source = draft.campaign, draft.source
    yield from _unknown(source, ("headline",), "keyword", [campaign.headline], campaign.keywords)
    groups = {code for code, group in campaign.groups.items() if group.headline}
    keyword = campaign.keywords.get(campaign.headline)
    if not groups:
        yield source.fault(("groups",), "no group makes the headline", "write headline = true in one group")
    elif keyword and not groups & keyword.groups:
        cure = f"add one of {', '.join(sorted(groups))} to its groups, or choose another headline"
        yield source.fault(("headline",), f"no group of the headline reports {keyword.code}", cure)


def _keywords(draft: Draft) -> Iterator[Fault]:
    for keyword in draft.campaign.keywords.values():
        yield from _keyword_name(draft, keyword)
        yield from _unknown(
            draft.source, ("keywords", keyword.code, "groups"), "group", keyword.groups, draft.campaign.groups
        )
        if not keyword.groups:
            yield _keyword_fault(draft, keyword, "groups", "nobody may report it", "name at least one group")
        yield from _brief(draft, ("keywords", keyword.code, "brief"), keyword.brief)
        yield from _bounds(draft, keyword)


def _keyword_fault(draft: Draft, keyword: Keyword, field: str, what: str, cure: str) -> Fault:
    return draft.source.fault(("keywords", keyword.code, field), f"keyword {keyword.code}: {what}", cure)


def _keyword_name(draft: Draft, keyword: Keyword) -> Iterator[Fault]:
    code, prefixes = keyword.code, {unit.rstrip(_DIGITS) for unit in draft.campaign.units}
    if code in _COMMANDS:
        yield _keyword_fault(draft, keyword, "", "it is a command", "choose other letters")
    elif not _NO_SYLLABLE.fullmatch(code):
        cure = "choose two to four consonants in capitals, such as BZ: a word with a vowel fires inside ordinary text"
        yield _keyword_fault(draft, keyword, "", "it can be a Vietnamese syllable or is no word in capitals", cure)
    elif code in SENSES:
        cure = "choose other letters: people write it for something else"
        yield _keyword_fault(draft, keyword, "", "it is an ordinary abbreviation", cure)
    elif code in prefixes or code == draft.campaign.marker:
        yield _keyword_fault(draft, keyword, "", "unit codes or the marker begin with it", "choose other letters")


def _brief(draft: Draft, path: Path, brief: str) -> Iterator[Fault]:
    if not _sayable(brief):
        yield draft.source.fault(path, f'"{brief}" cannot be said in an SMS', "write it unaccented, in plain letters")


def _sayable(text: str) -> bool:
    return all(char in BASIC and char not in UNWANTED for char in text)


def _bounds(draft: Draft, keyword: Keyword) -> Iterator[Fault]:
    keywords = draft.campaign.keywords
    if keyword.base is not None:
        yield from _base(draft, keyword, keywords.get(keyword.base))
    if keyword.target is not None and keyword.base is None and keyword.numbers == 1:
        cure = "name its base, or leave the target out: a target is a share of something"
        yield _keyword_fault(draft, keyword, "target", "a target without a base", cure)
    if keyword.cap is not None and keyword.numbers > 1:
        yield _keyword_fault(draft, keyword, "cap", "a pair has no cap", "leave the cap out")


def _base(draft: Draft, keyword: Keyword, base: Keyword | None) -> Iterator[Fault]:
    if base is None:
        yield from _unknown(
            draft.source, ("keywords", keyword.code, "base"), "keyword", [str(keyword.base)], draft.campaign.keywords
        )
    elif base is keyword or base.base is not None:
        cure = "name a keyword that is itself counted whole"
        yield _keyword_fault(draft, keyword, "base", f"{base.code} is a share itself", cure)
    elif keyword.numbers > 1 or base.numbers > 1:
        cure = "leave the base out: of a pair the second number is the base"
        yield _keyword_fault(draft, keyword, "base", "a pair has no base, and is none", cure)
    elif not keyword.groups & base.groups:
        cure = f"let one group report both, or leave the base out ({base.code}: {', '.join(sorted(base.groups))})"
        yield _keyword_fault(draft, keyword, "base", f"no group reports {base.code} too", cure)


def _notes(draft: Draft) -> Iterator[Fault]:
    notes = draft.campaign.notes
    if notes is None:
        return
    if notes.code != _NOTE_COMMAND:
        cure = f'write keyword = "{_NOTE_COMMAND}": it is the command that is read'
        yield draft.source.fault(("notes", "keyword"), f'notes are not sent with "{notes.code}"', cure)
    yield from _brief(draft, ("notes", "brief"), notes.brief)


def _units(draft: Draft) -> Iterator[Fault]:
    campaign = draft.campaign
    parents = [campaign.office.code, *campaign.units]
    first: dict[str, int] = {campaign.office.code: 0}
    for row in draft.rows:
        unit = row.unit
        if unit.group not in campaign.groups:
            yield unknown(row, "group", unit.group, list(campaign.groups))
        if unit.parent not in parents:
            yield unknown(row, "parent", unit.parent, parents)
        if first.setdefault(unit.code, row.line) != row.line:
            where = f"on line {first[unit.code]}" if first[unit.code] else "to the office"
            yield Fault(FILE, row.line, f"the code {unit.code} is given {where} already", "give it another code")
        if not _sayable(unit.brief):
            cure = "write it unaccented, in plain letters"
            yield Fault(FILE, row.line, f'unit {unit.code}: "{unit.brief}" cannot be said in an SMS', cure)


def _names(draft: Draft) -> Iterator[Fault]:
    owners: dict[str, str] = dict.fromkeys(draft.campaign.office.names, draft.campaign.office.code)
    taken = _COMMANDS | draft.campaign.keywords.keys() | draft.campaign.units.keys()
    for row in draft.rows:
        for name in row.unit.names:
            owner = owners.setdefault(name, row.unit.code)
            if owner != row.unit.code:
                what = f'unit {row.unit.code}: the alias "{name}" is already a name of {owner}'
                yield Fault(FILE, row.line, what, "take it out of one of them: a name must mean one unit")
            elif name in taken:
                what = f'unit {row.unit.code}: the alias "{name}" is a keyword, a command or a unit code'
                yield Fault(FILE, row.line, what, "take it out, or write the name in full")


def _parents(draft: Draft) -> Iterator[Fault]:
    parent_of = {row.unit.code: row.unit.parent for row in draft.rows}
    for row in draft.rows:
        seen = [row.unit.code]
        while (above := parent_of.get(seen[-1])) is not None and above not in seen:
            seen.append(above)
        if above == row.unit.code:
            chain = " -> ".join([*seen, above])
            cure = f"put one of them under the office, {draft.campaign.office.code}"
            yield Fault(FILE, row.line, f"unit {row.unit.code} is above itself: {chain}", cure)


def _duties(draft: Draft) -> Iterator[Fault]:
    for nth, duty in enumerate(draft.campaign.duties):
        for check in (_duty_names, _duty_time, _duty_allowed):
            yield from check(draft, ("duties", nth), duty)


def _duty_names(draft: Draft, path: Path, duty: Duty) -> Iterator[Fault]:
    campaign, source = draft.campaign, draft.source
    yield from _unknown(source, (*path, "keywords"), "keyword", duty.keywords, campaign.keywords)
    yield from _unknown(source, (*path, "groups"), "group", duty.groups, campaign.groups)
    yield from _unknown(source, (*path, "units"), "unit", duty.units, campaign.units)
    if not duty.keywords:
        yield source.fault((*path, "keywords"), f"duty {duty.code} asks for nothing", "name at least one keyword")
    if not duty.groups and not duty.units:
        yield source.fault(path, f"nobody has the duty {duty.code}", "add groups = [...] or units = [...]")


def _duty_time(draft: Draft, path: Path, duty: Duty) -> Iterator[Fault]:
    written = "weekday" in _table(draft.source, path)
    if duty.due > draft.campaign.closes:
        what = f"duty {duty.code} is due {duty.due:%H:%M}, after the close at {draft.campaign.closes:%H:%M}"
        yield draft.source.fault((*path, "due"), what, "make it due earlier, or close later")
    if duty.cadence == "weekly" and not written:
        yield draft.source.fault(path, f"duty {duty.code} is weekly, but on no day", 'add weekday = "friday"')
    if duty.cadence == "daily" and written:
        cure = 'leave weekday out, or write cadence = "weekly"'
        yield draft.source.fault((*path, "weekday"), f"duty {duty.code} is daily and on a weekday", cure)


def _table(source: TomlText, path: Path) -> Mapping[str, object]:
    name, nth = path
    tables = source.data[str(name)]
    assert isinstance(tables, list)  # noqa: S101 - its shape was found right
    table: Mapping[str, object] = tables[int(nth)]
    return table


def _duty_allowed(draft: Draft, path: Path, duty: Duty) -> Iterator[Fault]:
    """Whoever owes a keyword may report it."""
    units = draft.campaign.units
    owing = duty.groups | {units[code].group for code in duty.units if code in units}
    for code in duty.keywords:
        keyword = draft.campaign.keywords.get(code)
        for group in sorted(owing - keyword.groups if keyword else ()):
            cure = f"add {group} to the groups of keyword {code}, or take {code} out of the duty"
            yield draft.source.fault(
                (*path, "keywords"), f"duty {duty.code}: group {group} may not report {code}", cure
            )


def _owed_twice(draft: Draft) -> Iterator[Fault]:
    first: dict[tuple[str, str], int] = {}
    for nth, duty in enumerate(draft.campaign.duties):
        for unit, keyword in _asked(draft.campaign, duty):
            earlier = first.setdefault((unit, keyword), nth)
            if earlier != nth:
                what = f"duty {duty.code}: {unit} owes {keyword} by duty {draft.campaign.duties[earlier].code} already"
                yield draft.source.fault(("duties", nth), what, "a figure has one deadline: take it out of one of them")
                break


def _asked(campaign: Campaign, duty: Duty) -> Iterator[tuple[str, str]]:
    for unit in campaign.units.values():
        if unit.group in duty.groups or unit.code in duty.units:
            yield from ((unit.code, keyword) for keyword in duty.keywords)
