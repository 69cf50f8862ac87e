"""The checks of wording/<language>.toml: every sentence there, with placeholders and facts that exist."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from rules.campaign_file.fault import Fault, nearest
from rules.campaign_file.toml_text import Path, TomlText
from rules.menu.screens import PARTS, SCREENS, placeholders
from rules.phrases import PIECES, PLACEHOLDER, SERIES, UNWANTED
from rules.segments import BASIC
from rules.sentences import SENTENCES, WORDS, Tells

FOLDER = "wording/"
_FACTS = {name: piece.facts for name, piece in PIECES.items()} | {name: each.facts for name, each in SERIES.items()}
_SCREENS = "screens"
_TABLES = ("words", "brief", _SCREENS)
_IN_BRACES = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a wording file is held against: the campaign's marker and its keywords.

    Briefs are needed in other languages than the campaign's own, in which campaign.toml gives them.
    """

    marker: str
    keywords: Collection[str]
    briefs_needed: bool


def language(file: str) -> str:
    """The language of a wording file: wording/vi.toml is vi."""
    return file.removeprefix(FOLDER).removesuffix(".toml")


def entries(source: TomlText) -> dict[str, str]:
    """Sentences by key, small words as words.<name>, briefs as brief.<keyword>, screens as screens.<key>; only what is a text."""
    flat = {key: text for key, text in source.data.items() if isinstance(text, str)}
    for table in _TABLES:
        inner = source.data.get(table)
        if isinstance(inner, dict):
            flat |= {f"{table}.{key}": text for key, text in inner.items() if isinstance(text, str)}
    return flat


def path(entry: str) -> Path:
    """Where in the file an entry stands."""
    table, dot, key = entry.partition(".")
    return (table, key) if dot else (entry,)


def faults(source: TomlText, setting: Setting) -> Iterator[Fault]:
    """Everything wrong with one wording file by itself."""
    briefs = setting.keywords if setting.briefs_needed else ()
    yield from _keys(source, (), SENTENCES, SENTENCES)
    yield from _keys(source, ("words",), WORDS, WORDS)
    yield from _keys(source, ("brief",), briefs, setting.keywords)
    yield from _keys(source, (_SCREENS,), [*SCREENS, *PARTS], [*SCREENS, *PARTS])
    for entry, text in entries(source).items():
        table, _, key = entry.partition(".")
        if table == _SCREENS:
            yield from _screen(source, key, text)
            continue
        yield from _characters(source, entry, text)
        if entry in SENTENCES:
            yield from _sentence(source, entry, text, setting)


def _screen(source: TomlText, key: str, text: str) -> Iterator[Fault]:
    """A screen may be accented: whether it fits then is the worst case's business."""
    usable = placeholders(key)
    for name in dict.fromkeys(PLACEHOLDER.findall(text)):
        if name not in usable:
            cure = f"usable are {' '.join(f'{{{each}}}' for each in sorted(usable)) or 'none'}"
            yield source.fault((_SCREENS, key), f'the screen "{key}": {{{name}}} is not known when it is shown', cure)
    for name in sorted({"ok", "items"} & usable - set(PLACEHOLDER.findall(text))):
        yield source.fault(
            (_SCREENS, key), f'the screen "{key}" lacks {{{name}}}', "put it in: it cannot be used without"
        )
    odd = sorted(
        {char for char in _IN_BRACES.sub("", text) if char in UNWANTED or (not char.isprintable() and char != "\n")}
    )
    if odd:
        yield source.fault(
            (_SCREENS, key), f'the screen "{key}" holds {" ".join(odd)}', "leave it out: old phones mangle it"
        )


def _keys(source: TomlText, table: Path, needed: Collection[str], known: Collection[str]) -> Iterator[Fault]:
    inner = source.data.get(str(table[0]), {}) if table else _without_tables(source)
    if not isinstance(inner, Mapping):
        yield source.fault(table, f"{table[0]} is no table", f"write [{table[0]}] on a line of its own")
        return
    for key, text in inner.items():
        if key not in known:
            yield source.fault((*table, key), f'unknown {_kind(table)} "{key}"', nearest(key, known))
        elif not isinstance(text, str):
            yield source.fault((*table, key), f'"{key}" is no text', 'write the text in "quotes"')
    for key in needed:
        if key not in inner:
            yield source.fault(table, f'the {_kind(table)} "{key}" is missing', _add(table, key))


def _without_tables(source: TomlText) -> dict[str, object]:
    return {key: value for key, value in source.data.items() if key not in _TABLES}


def _kind(table: Path) -> str:
    return f"entry in [{table[0]}]" if table else "sentence"


def _add(table: Path, key: str) -> str:
    explained = WORDS if table == ("words",) else PARTS if table == (_SCREENS,) else {}
    if key in explained:
        return f'add {key} = "...": {explained[key]}'
    return f'add {key} = "..." in this language' + (f" under [{table[0]}]" if table else "")


def _characters(source: TomlText, entry: str, text: str) -> Iterator[Fault]:
    odd = sorted({char for char in _IN_BRACES.sub("", text) if char not in BASIC or char in UNWANTED})
    if odd:
        what = f'"{entry}" holds {" ".join(odd)}, which an SMS of one segment cannot carry safely'
        yield source.fault(path(entry), what, "write plain unaccented letters, and none of ^ { } \\ [ ] ~ | € # &")


def _sentence(source: TomlText, key: str, text: str, setting: Setting) -> Iterator[Fault]:
    begins = f"{setting.marker}: "
    if not text.startswith(begins):
        cure = f'begin it with "{begins}": an echo of our own texts is known by that'
        yield source.fault((key,), f'"{key}" does not begin with the marker', cure)
    nothing = entries(source).get("words.not_recorded", "")
    if SENTENCES[key].tells is Tells.REFUSED and nothing not in text:
        yield source.fault((key,), f'"{key}" does not say that nothing was recorded', f'put "{nothing}" in')
    yield from _placeholders(source, key, text)


def _placeholders(source: TomlText, key: str, text: str) -> Iterator[Fault]:
    names = PLACEHOLDER.findall(text)
    for name in dict.fromkeys(names):
        if name not in _FACTS:
            yield source.fault((key,), f'"{key}": unknown placeholder {{{name}}}', nearest(name, _FACTS))
        elif not _FACTS[name] <= SENTENCES[key].facts:
            usable = " ".join(f"{{{each}}}" for each, facts in _FACTS.items() if facts <= SENTENCES[key].facts)
            yield source.fault((key,), f'"{key}": {{{name}}} is not known when this is said', f"usable are {usable}")
    if sum(name in SERIES for name in names) > 1:
        yield source.fault((key,), f'"{key}" holds two lists', "leave one of them out: a list takes what room is left")


def differences(sources: Mapping[str, TomlText], own: str) -> Iterator[Fault]:
    """Placeholders that one language says and another does not: its reader would learn less."""
    said = {each: {key: _said(text) for key, text in entries(source).items()} for each, source in sources.items()}
    for each, source in sources.items():
        for key in _comparable(said[each], said[own]):
            for name in sorted(said[own][key] - said[each][key]):
                yield source.fault(path(key), f'"{key}": {{{name}}} is missing', f"{own} says it: put it in here too")
            for name in sorted(said[each][key] - said[own][key]):
                cure = f"{each} says it: put it in here too, or leave it out there"
                yield sources[own].fault(path(key), f'"{key}": {{{name}}} is missing', cure)


def _said(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def _comparable(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    return [key for key in one if key in other and (key in SENTENCES or key.startswith(f"{_SCREENS}."))]
