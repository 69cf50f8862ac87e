"""What is said of each line, a carrier's or one of a USSD dialect: in the environment, and in the file that LINES_FILE names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")

KINDS = ("carrier", "ussd")
"""The names by which a table says what it is a line of: each table has one of them."""

_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """What is said of one line. `shown` is how a mistake calls one of its names."""

    line: str
    kind: type[T]
    said: Mapping[str, str]
    shown: Callable[[str], str]


def tables_of(
    path: Path | None,
    word: str,
    known: Mapping[str, type[T]],
    names: Callable[[type[T]], tuple[str, ...]],
    mistakes: list[str],
) -> Iterator[Table[T]]:
    """The lines of the file that are of one sort, but for those whose table is not understood.

    `word` is one of KINDS, `known` what it may name, and `names` all that can be said of such a line.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")) if path else {}
    except (OSError, ValueError) as error:
        mistakes.append(f"LINES_FILE: {path} cannot be read: {error}.")
        return
    for line, said in found.items():
        if _sort(said) != word:
            continue
        kind = known.get(said.get(word, "")) if isinstance(said, dict) else None
        wrongs = (
            [_nameless(line)]
            if not _NAME.fullmatch(line)
            else [f"[{line}] needs {word}, one of {', '.join(sorted(known))}."]
        )
        if kind is not None and _NAME.fullmatch(line):
            wrongs = _strange(line, said, word, names(kind))
        mistakes.extend(f"{path}: {each}" for each in wrongs)
        if kind is not None and not wrongs:
            words = {name: str(value).strip() for name, value in said.items() if name != word}
            yield Table(line, kind, words, lambda name, line=line: f"{path}: [{line}] {name}")  # type: ignore[misc] # mypy#15459


def defaults(
    environment: Mapping[str, str],
    known: Mapping[str, type[T]],
    names: Callable[[type[T]], tuple[str, ...]],
    prefix: str,
) -> Iterator[Table[T]]:
    """The sorts of line of which the environment says anything: each has a default line that is named after it.

    A variable is called `prefix`, the sort and one of its names: "USSD_", "HUBTEL", "CODE".
    """
    for name, kind in known.items():
        variables = {each: f"{prefix}{name}_{each}".upper() for each in names(kind)}
        said = {each: environment.get(variable, "").strip() for each, variable in variables.items()}
        if any(said.values()):
            yield Table(name, kind, said, variables.__getitem__)


def _sort(said: Any) -> str:
    """Which sort of line a table is of: a carrier's, where it says nothing."""
    return next((word for word in KINDS if isinstance(said, dict) and word in said), KINDS[0])


def _nameless(line: str) -> str:
    return f'a line is called "{line}": give it a name of a-z, 0-9 and -, as it stands in its address.'


def _strange(line: str, said: Mapping[str, Any], word: str, names: tuple[str, ...]) -> list[str]:
    strange = [name for name in said if name not in {word, *names}]
    known = f"it knows {', '.join(names)}"
    return [f"[{line}] has {', '.join(strange)}: leave it out, {known}."] if strange else []
