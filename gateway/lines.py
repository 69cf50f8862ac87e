"""The lines that are on: each a carrier with its number, its secrets, its pace and its prices.

A carrier's default line is named after it and set up in the environment; more lines stand in the file that LINES_FILE names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gateway.carriers import CARRIERS
from gateway.carriers.base import Carrier
from gateway.carriers.console import Console
from gateway.carriers.setup import Setup, pace
from gateway.lines_file import Table, defaults, tables_of
from settings import Reader, Settings, SettingsError, wrong

Lines = Mapping[str, Carrier]

CONSOLE = "console"
COMMON = ("number", "pace", "price", "budget")

# E.164, or an operator's short code.
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}|[0-9]{3,8}")
_WHOLE = re.compile(r"[0-9]{1,9}")


def lines(settings: Settings) -> Lines:
    """Give every line that is set up, by name. Raises SettingsError with all mistakes, not only the first."""
    mistakes: list[str] = []
    set_up = defaults(settings.environment, CARRIERS, names, "")
    tables = [*set_up, *tables_of(settings.lines, "carrier", CARRIERS, names, mistakes)]
    made: dict[str, Carrier] = {CONSOLE: Console(CONSOLE, settings.console_key)} if settings.demo else {}
    for table in tables:
        if table.line in made:
            mistakes.append(f'Two lines are called "{table.line}": give one of them another name.')
        setup = _setup(table, settings, mistakes)
        if setup is not None:
            made[table.line] = table.kind(setup)
    if mistakes:
        raise SettingsError(mistakes)
    return made


def prices(on: Lines) -> Mapping[str, int]:
    """What a segment costs, of the lines that say so."""
    return {name: carrier.setup.price for name, carrier in on.items() if carrier.setup.price is not None}


def names(carrier: type[Carrier]) -> tuple[str, ...]:
    """All that can be said of a line of this carrier."""
    return (*COMMON, *(ask.name for ask in carrier.asks))


def _setup(table: Table[Carrier], settings: Settings, mistakes: list[str]) -> Setup | None:
    """What a carrier is made of; None where something is wrong or missing, which is noted."""
    reader = Reader(table.said, table.shown)
    asks = {ask.name: ask for ask in table.kind.asks}
    needed = ["number", *(name for name, ask in asks.items() if ask.default is None)]
    missing = [name for name in needed if not table.said.get(name)]
    if missing:
        there = [table.shown(name) for name, value in table.said.items() if value]
        reader.mistakes.append(
            f"{' and '.join(map(table.shown, missing))} must be given too, or leave out {' and '.join(sorted(there))}."
        )
    if table.kind.is_called_back and not settings.public_url:
        reader.mistakes.append(
            f"PUBLIC_URL is needed with {table.line}: its calls come to this address. "
            "Give the https:// address under which the carrier reaches this machine."
        )
    setup = Setup(
        line=table.line,
        number=reader.take("number", _number, ""),
        given={name: reader.take(name, ask.understand, ask.default or "") for name, ask in asks.items()},
        public_url=settings.public_url or "",
        pace=reader.take("pace", pace, table.kind.usual_pace),
        price=reader.take("price", _whole, None),
        budget=reader.take("budget", _whole, None),
    )
    mistakes.extend(reader.mistakes)
    return None if reader.mistakes else setup


def _number(raw: str) -> str:
    if not _NUMBER.fullmatch(raw):
        raise wrong(raw, "give the number with + and country code, such as +84901234567, or a short code")
    return raw


def _whole(raw: str) -> int:
    if not _WHOLE.fullmatch(raw):
        raise wrong(raw, "give a whole number")
    return int(raw)
