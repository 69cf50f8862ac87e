"""How a line is set up: what everyone who has a line says of it, and what one carrier has to be told besides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from rules.pacing import Pace
from settings import secret, wrong

Understand: TypeAlias = Callable[[str], str]

_PACE = re.compile(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,3})(s|m|h)")
_SECONDS = {"s": 1, "m": 60, "h": 3600}


def pace(raw: str) -> Pace:
    """Read "30/30m". Raises ValueError with the cure."""
    found = _PACE.fullmatch(raw)
    if found is None:
        raise wrong(raw, "give segments and the time that they take, such as 30/30m, 8/1m or 10/1s")
    return Pace(int(found[1]), int(found[2]) * _SECONDS[found[3]])


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that a carrier has to be told, by its name; without a default it must be.

    `understand` gives the value as it is to be used, or raises ValueError with the cure.
    """

    name: str
    understand: Understand = str
    default: str | None = None


def _zone(raw: str) -> str:
    try:
        ZoneInfo(raw)
    except (ValueError, OSError):
        raise wrong(raw, "give a zone such as Asia/Ho_Chi_Minh") from None
    return raw


# By whose clock a carrier's times are that name no zone.
ZONE = Ask("zone", _zone, "Asia/Ho_Chi_Minh")
# The secret that a carrier without signatures carries in the address that it calls.
KEY = Ask("key", secret)


@dataclass(frozen=True, slots=True)
class Setup:
    """One line: its name in our addresses, the number that officers write to, its pace, its prices and its secrets.

    `price` is what one segment costs, in whole units of the office's money; `budget` how many segments may go out from
    the office's midnight to the next. `given` holds what the carrier asked for, by name, checked.
    """

    line: str
    number: str
    given: Mapping[str, str] = field(repr=False, default_factory=dict)
    public_url: str = ""
    pace: Pace | None = None
    price: int | None = None
    budget: int | None = None

    def address(self, room: str, **query: str) -> str:
        """The address of one of our rooms ("sms", "receipts") for this line, with its key where it has one."""
        key = {"key": self.given["key"]} if "key" in self.given else {}
        asked = urlencode(key | query)
        return f"{self.public_url}/{room}/{self.line}{'?' if asked else ''}{asked}"
