"""The USSD codes that are on: each a dialect with its code, its key, and the SMS line by which receipts leave."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gateway.carriers.setup import Setup, Understand
from gateway.lines import Lines
from gateway.lines_file import Table, defaults, tables_of
from gateway.ussd import DIALECTS
from gateway.ussd.base import Dialect
from gateway.ussd.console import Console
from ledger.sessions import MENU
from settings import Reader, Settings, SettingsError, wrong

Menus = Mapping[str, Dialect]

CONSOLE = "console"
COMMON = ("code", "sms")

_CODE = re.compile(r"\*[0-9]{1,6}(\*[0-9]{1,8})*#")


def menus(settings: Settings, sms: Lines) -> Menus:
    """Give every USSD line that is set up, by its name in the address. Raises SettingsError with all mistakes.

    `sms` are the lines of texts, of which each needs one for its receipts.
    """
    mistakes: list[str] = []
    made: dict[str, Dialect] = {CONSOLE: Console(Setup(CONSOLE, "*100#"), CONSOLE)} if CONSOLE in sms else {}
    set_up = defaults(settings.environment, DIALECTS, names, f"{MENU}_")
    for table in [*set_up, *tables_of(settings.lines, MENU, DIALECTS, names, mistakes)]:
        if table.line in made:
            mistakes.append(f'Two USSD lines are called "{table.line}": give one of them another name.')
        dialect = _dialect(table, settings, sms, mistakes)
        if dialect is not None:
            made[table.line] = dialect
    if mistakes:
        raise SettingsError(mistakes)
    return made


def names(dialect: type[Dialect]) -> tuple[str, ...]:
    """All that can be said of a line of this dialect."""
    return (*COMMON, *(ask.name for ask in dialect.asks))


def _dialect(table: Table[Dialect], settings: Settings, sms: Lines, mistakes: list[str]) -> Dialect | None:
    reader = Reader(table.said, table.shown)
    asks = {ask.name: ask for ask in table.kind.asks}
    missing = [name for name in ("code", "sms", *asks) if not table.said.get(name)]
    if missing:
        reader.mistakes.append(f"{' and '.join(map(table.shown, missing))} must be given too.")
    if not settings.public_url:
        reader.mistakes.append(f"PUBLIC_URL is needed with the USSD line {table.line}: its calls come to this address.")
    code = reader.take("code", _code, "")
    receipts = reader.take("sms", _one_of(sms), "")
    given = {name: reader.take(name, ask.understand, "") for name, ask in asks.items()}
    mistakes.extend(reader.mistakes)
    if reader.mistakes:
        return None
    return table.kind(Setup(table.line, code, given, settings.public_url or ""), receipts)


def _code(raw: str) -> str:
    if not _CODE.fullmatch(raw):
        raise wrong(raw, "give the code that officers dial, such as *384*123#")
    return raw


def _one_of(sms: Lines) -> Understand:
    def line(raw: str) -> str:
        if raw not in sms:
            raise wrong(
                raw, f"name the SMS line by which receipts leave, one of {', '.join(sorted(sms)) or 'none yet'}"
            )
        return raw

    return line
