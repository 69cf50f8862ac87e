"""A TOML text with the line on which each key stands, which the standard library's reader does not tell."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from rules.campaign_file.fault import Fault

Path = tuple[str | int, ...]
"""The way to a value: table names and keys, and the place (from 0) in an array of tables."""

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_PART = re.compile(r"[\w-]+|\"[^\"]*\"|'[^']*'")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class TomlText:
    """A file's name, its data and where the data stands."""

    file: str
    data: Mapping[str, object]
    lines: Mapping[Path, int]

    def line(self, *path: str | int) -> int:
        """The line of a key, or, where it is not written, of the nearest table around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: Path, what: str, cure: str) -> Fault:
        """A mistake at a key of this file."""
        return Fault(self.file, self.line(*path), what, cure)


def read(file: str, text: str) -> TomlText | Fault:
    """The text as TOML, or the place where it stops being TOML."""
    try:
        return TomlText(file, tomllib.loads(text), _lines(text))
    except tomllib.TOMLDecodeError as error:
        return _syntax(file, text, str(error))


def _syntax(file: str, text: str, error: str) -> Fault:
    at = _AT_LINE.search(error)
    line = int(at[1]) if at else max(1, text.count("\n"))
    what = error.split(" (at ", maxsplit=1)[0]
    return Fault(file, line, f"not valid TOML: {what}", 'write key = value, texts in "quotes", lists in [brackets]')


def _lines(text: str) -> dict[Path, int]:
    """A scan line by line: enough for files in which every key begins a line."""
    lines: dict[Path, int] = {}
    nth: Counter[Path] = Counter()
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            table = _table(header, nth)
            for end in range(1, len(table) + 1):  # [groups.ward] begins [groups] too
                lines.setdefault(table[:end], number)
        elif key:
            lines.setdefault((*table, *_parts(key[1])), number)
    return lines


def _table(header: re.Match[str], nth: Counter[Path]) -> Path:
    name: Path = _parts(header[2])
    if header[1] == "[":
        return name
    nth[name] += 1
    return (*name, nth[name] - 1)


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))
