"""Where a caller is in the menu, and what was chosen so far: all that has to be kept between two presses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class At(StrEnum):
    """The screens on which something is pressed. The words are kept in rows: none is ever given another meaning."""

    HOME = "home"
    UNIT = "unit"
    KEYWORD = "keyword"
    NUMBER = "number"
    CONFIRM = "confirm"
    OWING = "owing"
    TOTALS = "totals"
    HELP = "help"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class State:
    """Where a caller is.

    `direct` says that the number was asked for by the first screen of all. `first` is the item that a list begins with.
    `came_by` is the press that led to the screen that asks to confirm, `asked` what that screen said: only what was read
    is confirmed, and never by an echo. `left` is a lost session's state, while the caller is asked whether to go on with it.
    """

    at: At = At.HOME
    correction: bool = False
    direct: bool = False
    unit: str = ""
    keyword: str = ""
    values: tuple[int, ...] = ()
    first: int = 0
    came_by: str = ""
    asked: str = ""
    left: State | None = None


def packed(state: State) -> dict[str, Any]:
    """A state in JSON's types."""
    return {
        "at": state.at.value,
        "correction": state.correction,
        "direct": state.direct,
        "unit": state.unit,
        "keyword": state.keyword,
        "values": list(state.values),
        "first": state.first,
        "came_by": state.came_by,
        "asked": state.asked,
        "left": None if state.left is None else packed(state.left),
    }


def unpacked(row: Mapping[str, Any]) -> State:
    """The state that `packed` made a row of. KeyError or ValueError for anything else."""
    left = row["left"]
    return State(
        at=At(row["at"]),
        correction=row["correction"],
        direct=row["direct"],
        unit=row["unit"],
        keyword=row["keyword"],
        values=tuple(row["values"]),
        first=row["first"],
        came_by=row["came_by"],
        asked=row["asked"],
        left=None if left is None else unpacked(left),
    )
