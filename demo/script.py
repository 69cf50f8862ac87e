"""The demo's script: who texts what at which moment, and what a person who reads it would write down of it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from rules.campaign import Campaign

SCRIPT = "demo.csv"
SILENCE = "-"
NEEDED = ("at", "unit", "text", "figures")
COLUMNS = (*NEEDED, "answer", "from", "sent", "then")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_HEADER = re.compile(rf"{','.join(NEEDED)}(,\w+)*")
_FORM = "write 2020-08-27T14:00,XA01,BZ XA01 5,BZ=5, as the header says."


class DemoError(Exception):
    """The script cannot be played, or the service did not do what it was told, or not in time."""


@dataclass(frozen=True, slots=True)
class Asks:
    """The sender asks to report for the unit: the office's clerks hear of it."""


@dataclass(frozen=True, slots=True)
class Joins:
    """A number that may report for the unit from now on."""

    number: str


@dataclass(frozen=True, slots=True)
class Deputises:
    """A number that reports in the sender's place until the end of the day `last`."""

    number: str
    last: date


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of the script: when a text about a unit arrives, what it says, and what holds after it.

    `figures` are what stands of it (one without values was withdrawn), `answer` are words that the answer has to hold (none
    is to come where it is SILENCE),
    `sender` is the number that it comes from where that is not the unit's own phone. A text that the network held back
    was `sent` before it arrived, and counts for that moment. `place` is its line in the file.
    """

    place: str
    at: datetime
    unit: str
    text: str
    figures: Mapping[str, tuple[int, ...]]
    answer: str = ""
    sender: str = ""
    sent: datetime | None = None
    then: Asks | Joins | Deputises | None = None

    @property
    def moment(self) -> datetime:
        """The moment that it counts for."""
        return self.sent or self.at

    @property
    def moves_the_clock_on(self) -> bool:
        """Whether something is to follow from it by itself, before anybody texts again."""
        return bool(self.then or self.sent or not all(self.figures.values()))


def script(campaign: Campaign, where: Path) -> list[Turn]:
    """Read a campaign's demo script. DemoError, with file and line, where it has none or holds one that cannot be played."""
    if not where.exists():
        raise DemoError(f"{where} is not there: this campaign has no days to play.")
    turns = list(_turns(campaign, where))
    if not turns:
        raise DemoError(f"{where} has no line to play.")
    return turns


def _turns(campaign: Campaign, where: Path) -> Iterator[Turn]:
    with where.open(encoding="utf-8-sig", newline="") as file:
        lines = [(number, line) for number, line in enumerate(file, start=1) if line.strip() and line[0] != "#"]
    if lines and not _HEADER.fullmatch(lines[0][1].strip()):
        raise DemoError(f"{where}:{lines[0][0]}: the first line has to name the columns: {','.join(COLUMNS)}")
    rows = csv.DictReader(line for _, line in lines)
    before: datetime | None = None
    for row in rows:
        turn = _turn(campaign, row, f"{where}:{lines[rows.line_num - 1][0]}")
        if before and turn.at < before:
            raise DemoError(f"{turn.place}: it is earlier than the line before it: put the lines in their order.")
        before = turn.at
        yield turn


def _turn(campaign: Campaign, row: Mapping[str, str], place: str) -> Turn:
    try:
        figures = dict(figure.split("=") for figure in row["figures"].split())
        turn = Turn(
            place=place,
            at=_moment(campaign, row["at"]),
            unit=row["unit"],
            text=row["text"],
            figures={keyword: tuple(int(one) for one in said.split("/") if one) for keyword, said in figures.items()},
            answer=row.get("answer") or "",
            sender=_number(row["from"]) if row.get("from") else "",
            sent=_moment(campaign, row["sent"]) if row.get("sent") else None,
            then=_then(*row["then"].split()) if row.get("then") else None,
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise DemoError(f"{place}: {_FORM}") from None
    unknown = sorted(({turn.unit} - campaign.units.keys()) | (turn.figures.keys() - campaign.keywords.keys()))
    if unknown:
        raise DemoError(f"{place}: the campaign knows no {' and no '.join(unknown)}.")
    if turn.moment > turn.at:
        raise DemoError(f"{place}: it arrives before it is sent.")
    return turn


def _moment(campaign: Campaign, said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=campaign.zone)


def _number(said: str) -> str:
    if _NUMBER.fullmatch(said):
        return said
    raise ValueError(said)


def _then(word: str, *more: str) -> Asks | Joins | Deputises:
    match word, more:
        case "asks", ():
            return Asks()
        case "joins", (number,):
            return Joins(_number(number))
        case "deputy", (number, last):
            return Deputises(_number(number), date.fromisoformat(last))
    raise ValueError(word)
