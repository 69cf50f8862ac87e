"""The shape of campaign.toml: which fields there are and what each holds. A field that nothing reads is a mistake."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import cast

from rules.campaign import Cadence, Mode
from rules.campaign_file.fault import Fault, nearest
from rules.campaign_file.toml_text import Path, TomlText

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Field:
    """What a field holds, in words and as a test, and whether it may be left out."""

    holds: str
    fits: Callable[[object], bool]
    needed: bool = True


def _text(pattern: str, holds: str, *, needed: bool = True) -> Field:
    return Field(holds, lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None, needed)


def _whole(low: int, high: int, *, needed: bool = True) -> Field:
    fits = lambda value: type(value) is int and low <= value <= high  # noqa: E731 - shown beside what it tests
    return Field(f"a whole number from {low} to {high}", fits, needed)


def _fraction(*, needed: bool = True) -> Field:
    return Field(
        "a number above 0 and up to 1, such as 0.5",
        lambda value: type(value) in {int, float} and 0 < cast("float", value) <= 1,
        needed,
    )


def _one_of(*words: str, needed: bool = True) -> Field:
    return Field(f"one of {', '.join(words)}", lambda value: value in words, needed)


def _list_of(kind: type, holds: str, *, needed: bool = True) -> Field:
    return Field(holds, lambda value: isinstance(value, list) and all(type(each) is kind for each in value), needed)


def _local_time(*, needed: bool = True) -> Field:
    return Field("a time without quotes, such as 15:00:00", lambda value: type(value) is time, needed)


def _day(*, needed: bool = True) -> Field:
    return Field("a date without quotes, such as 2020-08-31", lambda value: type(value) is date, needed)


def _are_steps(value: object) -> bool:
    return isinstance(value, list) and all(type(each) is int for each in value) and sorted(set(value)) == value


_SAID = r"\S(?:.*\S)?"
_SOME_TEXT = _text(_SAID, 'a text in "quotes"')
_TABLE = Field("a table", lambda value: isinstance(value, dict))
_TABLE_IF_ANY = Field("a table", _TABLE.fits, needed=False)

_TOP: Mapping[str, Field] = {
    "name": _SOME_TEXT,
    "marker": _text(r"[A-Z][A-Z0-9]{1,9}", 'two to ten capital letters or digits, such as "BZTC"'),
    "language": _text(r"[a-z]{2,3}", 'a language\'s code, such as "vi"'),
    "zone": _text(_SAID, 'a time zone, such as "Asia/Ho_Chi_Minh"'),
    "closes": _local_time(),
    "headline": _SOME_TEXT,
    "ends": _day(needed=False),
    "demo_numbers": _text(r"\+[0-9]{4,12}", 'the beginning of a number, such as "+8499000"', needed=False),
    "fallback_line": _text(r"[a-z][a-z0-9-]{0,31}", 'a line\'s name as in its address, such as "modem"', needed=False),
    "office": _TABLE,
    "groups": _TABLE,
    "keywords": _TABLE,
    "notes": _TABLE,
    "duties": Field("tables that each begin with [[duties]]", lambda value: isinstance(value, list)),
    "calendar": _TABLE_IF_ANY,
    "plausibility": _TABLE_IF_ANY,
    "receiving": _TABLE_IF_ANY,
    "reminders": _TABLE_IF_ANY,
    "deputies": _TABLE_IF_ANY,
    "replies": _TABLE_IF_ANY,
}
_OFFICE: Mapping[str, Field] = {
    "code": _text(r"[A-Z0-9]{1,8}", 'capital letters and digits, such as "706"'),
    "name": _SOME_TEXT,
    "phone": _text(r"\+?[0-9]{3,15}", 'a telephone number in digits, such as "02763999000"'),
    "province": _text(r"[A-Z0-9]*", 'a code, such as "72"', needed=False),
    "names": _list_of(str, "a list of names", needed=False),
}
_GROUP: Mapping[str, Field] = {
    "name": _SOME_TEXT,
    "headline": Field("true or false", lambda value: type(value) is bool),
}
_KEYWORD: Mapping[str, Field] = {
    "meaning": _SOME_TEXT,
    "brief": _SOME_TEXT,
    "numbers": _whole(1, 2),
    "mode": _one_of(*Mode),
    "groups": _list_of(str, "a list of groups"),
    "unit_words": _list_of(str, "a list of words", needed=False),
    "spoken": _list_of(str, "a list of words", needed=False),
    "deeds": _list_of(str, "a list of phrases", needed=False),
    "called": _list_of(str, "a list of phrases", needed=False),
    "base": _text(_SAID, "a keyword", needed=False),
    "target": _fraction(needed=False),
    "cap": _whole(1, 999_999_999, needed=False),
}
_NOTES: Mapping[str, Field] = {"keyword": _SOME_TEXT, "meaning": _SOME_TEXT, "brief": _SOME_TEXT}
_DUTY: Mapping[str, Field] = {
    "code": _SOME_TEXT,
    "name": _SOME_TEXT,
    "keywords": _list_of(str, "a list of keywords"),
    "groups": _list_of(str, "a list of groups", needed=False),
    "units": _list_of(str, "a list of unit codes", needed=False),
    "cadence": _one_of(*Cadence),
    "due": _local_time(),
    "weekday": _one_of(*WEEKDAYS, needed=False),
}
_CALENDAR: Mapping[str, Field] = {
    "country": _text(r"[A-Z]{2}", 'a country\'s two capital letters, such as "VN"', needed=False),
    "holidays": _list_of(date, "a list of dates without quotes, such as [2020-09-02]", needed=False),
    "working_days": _list_of(date, "a list of dates without quotes, such as [2026-01-10]", needed=False),
}
_RECEIVING: Mapping[str, Field] = {"grace": _whole(0, 10_080), "ahead": _whole(0, 1440)}
_REMINDERS: Mapping[str, Field] = {
    "steps": Field(
        "minutes from the deadline in their order, those before it negative, such as [-60, -15, 15]", _are_steps
    ),
    "escalate_after": _whole(0, 20),
    "patience": _whole(1, 1440),
    "quiet_from": _local_time(),
    "quiet_to": _local_time(),
}
_DEPUTIES: Mapping[str, Field] = {"days": _whole(1, 366)}
_PLAUSIBILITY: Mapping[str, Field] = {"floor": _whole(1, 999_999), "share": _fraction()}
_REPLIES: Mapping[str, Field] = {
    "hour": _whole(1, 1000),
    "day": _whole(1, 10_000),
    "repeat": _whole(0, 86_400),
    "strangers": _whole(0, 10_000, needed=False),
}


def faults(source: TomlText) -> Iterator[Fault]:
    """Every field that is unknown, missing or of the wrong kind."""
    yield from _table(source, (), source.data, _TOP)
    for name, fields in (
        ("office", _OFFICE),
        ("notes", _NOTES),
        ("calendar", _CALENDAR),
        ("plausibility", _PLAUSIBILITY),
        ("receiving", _RECEIVING),
        ("reminders", _REMINDERS),
        ("deputies", _DEPUTIES),
        ("replies", _REPLIES),
    ):
        yield from _table(source, (name,), source.data.get(name), fields)
    for name, fields in (("groups", _GROUP), ("keywords", _KEYWORD)):
        yield from _tables(source, name, source.data.get(name), fields)
    yield from _array(source, "duties", source.data.get("duties"), _DUTY)


def _tables(source: TomlText, name: str, tables: object, fields: Mapping[str, Field]) -> Iterator[Fault]:
    if not isinstance(tables, dict):
        return
    if not tables:
        yield source.fault((name,), f"[{name}] is empty", f"write at least one table [{name}.<code>]")
    for code, table in tables.items():
        if isinstance(table, dict):
            yield from _table(source, (name, code), table, fields)
        else:
            yield source.fault(
                (name, code), f"[{name}] {code} is no table", f"write [{name}.{code}] on a line of its own"
            )


def _array(source: TomlText, name: str, tables: object, fields: Mapping[str, Field]) -> Iterator[Fault]:
    if not isinstance(tables, list):
        return
    for nth, table in enumerate(tables):
        yield from _table(source, (name, nth), table, fields)


def _table(source: TomlText, path: Path, table: object, fields: Mapping[str, Field]) -> Iterator[Fault]:
    if not isinstance(table, dict):
        return
    for key in table.keys() - fields.keys():
        yield source.fault((*path, key), f'unknown field "{key}"{_within(path)}', nearest(key, fields))
    for key, field in fields.items():
        if key not in table and field.needed:
            yield source.fault(path, f'"{key}" is missing{_within(path)}', f"add {key} = {field.holds}")
        elif key in table and not field.fits(table[key]):
            yield source.fault((*path, key), f'"{key}"{_within(path)} is not {field.holds}', f"write {field.holds}")


def _within(path: Path) -> str:
    return f" in [{'.'.join(str(part) for part in path if isinstance(part, str))}]" if path else ""
