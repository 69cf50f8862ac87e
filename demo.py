"""`flask demo`: play a campaign's made-up days through the real webhook and workers, and check the totals by hand.

It starts the whole service on a folder of its own, moves the clock from text to text, and adds up on the side, the way
a clerk would on paper, what the office's total has to be.
"""

from __future__ import annotations

import csv
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import requests

import settings
from clock import Clock
from gateway import folder
from gateway.totals import totals_of
from ledger import inbound, outbound
from ledger.engine import Engine, opened, reading
from rules.calendar import closes_at, period_of
from rules.campaign import Campaign
from settings import ROOT, Settings

SCRIPT = "demo.csv"
_PATIENCE_SECONDS = 30.0
_LOOK_SECONDS = 0.1
_START_SECONDS = 30.0


class DemoError(Exception):
    """The script cannot be played, or the service did not do what it was told, or not in time."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of the script: when which unit's phone texts what, and the figures that stand after it.

    A figure without values is one that was withdrawn.
    """

    at: datetime
    unit: str
    text: str
    figures: Mapping[str, tuple[int, ...]]


class Paper:
    """The totals as a clerk would keep them: the last figure of each unit, added up by group. Knows none of our code."""

    def __init__(self, campaign: Campaign) -> None:
        """Begin with nothing written down."""
        self._campaign = campaign
        self._figures: dict[tuple[str, str], dict[date, tuple[int, ...]]] = {}

    def write(self, turn: Turn) -> None:
        """Write down what a turn says should stand."""
        period = period_of(self._campaign, turn.at)
        for keyword, values in turn.figures.items():
            days = self._figures.setdefault((turn.unit, keyword), {})
            if values:
                days[period] = values
            else:
                days.pop(period, None)

    def total(self, group: str, keyword: str, period: date) -> int:
        """What the units of a group have together on a day."""
        carried = self._campaign.keywords[keyword].mode.carried
        counted = 0
        for (unit, code), days in self._figures.items():
            until = [day for day in days if day == period or (carried and day < period)]
            if code == keyword and self._campaign.units[unit].group == group and until:
                counted += days[max(until)][0]
        return counted


def script(campaign: Campaign, where: Path) -> list[Turn]:
    """Read a campaign's demo script. DemoError where it has none, or a line that cannot be played."""
    if not where.exists():
        raise DemoError(f"{where} is not there: this campaign has no days to play.")
    with where.open(encoding="utf-8", newline="") as file:
        lines = [(number, line) for number, line in enumerate(file, start=1) if not line.startswith("#")]
    rows = csv.DictReader(line for _, line in lines)
    turns = [_turn(campaign, row, f"{where}:{lines[rows.line_num - 1][0]}") for row in rows]
    if not turns:
        raise DemoError(f"{where} has no line to play.")
    return turns


def _turn(campaign: Campaign, row: Mapping[str, str], place: str) -> Turn:
    try:
        figures = dict(figure.split("=") for figure in row["figures"].split())
        turn = Turn(
            at=datetime.fromisoformat(row["at"]).replace(tzinfo=campaign.zone),
            unit=row["unit"],
            text=row["text"],
            figures={keyword: tuple(int(one) for one in said.split("/") if one) for keyword, said in figures.items()},
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise DemoError(f"{place}: write 2020-08-27T14:00,XA01,BZ XA01 5,BZ=5, as the header says.") from None
    unknown = sorted(({turn.unit} - campaign.units.keys()) | (turn.figures.keys() - campaign.keywords.keys()))
    if unknown:
        raise DemoError(f"{place}: the campaign knows no {' and no '.join(unknown)}.")
    return turn


def play(campaign_folder: Path) -> Iterator[str]:
    """Play the script of a campaign's folder; what happens, line by line. DemoError where a total is not what was sent."""
    campaign = folder.load(campaign_folder)
    turns = script(campaign, campaign_folder / SCRIPT)
    silent = {turn.unit for turn in turns} - _numbers(campaign_folder, campaign).keys()
    if silent:
        raise DemoError(f"{', '.join(sorted(silent))}: in {SCRIPT}, but without a phone in {folder.PHONES}.")
    yield f"{campaign.name}: made-up figures, for show only"
    with tempfile.TemporaryDirectory(prefix="tungngo-demo-") as data_dir:
        environment = _environment(Path(data_dir), campaign_folder, turns[0].at)
        configured = settings.read(environment)
        with _service(configured, environment), opened(configured.database_url) as engine:
            paper = Paper(campaign)
            for day, texts in groupby(turns, key=lambda turn: period_of(campaign, turn.at)):
                yield from _play_day(configured, engine, campaign, paper, day, list(texts))


def _play_day(
    configured: Settings, engine: Engine, campaign: Campaign, paper: Paper, day: date, turns: list[Turn]
) -> Iterator[str]:
    clock = Clock.of(configured)
    numbers = _numbers(configured.campaign, campaign)
    with requests.Session() as officers:
        for turn in turns:
            clock.move_to(turn.at)
            _text(officers, configured, numbers[turn.unit], turn.text)
            paper.write(turn)
    _wait_until_quiet(engine)
    close = closes_at(campaign, day)
    clock.move_to(close - timedelta(seconds=1))
    with reading(engine) as connection:
        found = totals_of(connection, campaign, day, close)
    yield from _table(campaign, found, len(turns))
    _compare(campaign, found, paper, day)


def _numbers(campaign_folder: Path, campaign: Campaign) -> dict[str, str]:
    """Each unit's phone."""
    phones = folder.phones(campaign_folder, campaign, demo=True)
    return {unit: phone.number for phone in reversed(phones) for unit in phone.units}


def _text(officers: requests.Session, configured: Settings, sender: str, text: str) -> None:
    url = f"{configured.public_url}/sms/console"
    answer = officers.post(
        url, params={"key": configured.console_key()}, data={"from": sender, "text": text}, timeout=10
    )
    if not answer.ok:
        message = f"the webhook answered {answer.status_code} to {text!r}"
        raise DemoError(message)


def _wait_until_quiet(engine: Engine) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        with reading(engine) as connection:
            if not inbound.unsettled(connection) and not outbound.unsent(connection):
                return
        time.sleep(_LOOK_SECONDS)
    message = f"texts still wait after {_PATIENCE_SECONDS:.0f} s"
    raise DemoError(message)


def _table(campaign: Campaign, found: Mapping[str, Any], texts: int) -> Iterator[str]:
    headline = found["headline"]
    keyword = headline["keyword"]
    yield ""
    yield f"{found['on']}: {texts} texts, {headline['reported']}/{headline['expected']} units reported {keyword}"
    for unit in found["units"]:
        figure = unit["figures"].get(keyword)
        if figure and figure["values"] and unit["code"] in campaign.headline_units:
            late = "  late" if figure["late"] else ""
            carried = "" if figure["on"] == found["on"] else f"  of {figure['on']}"
            yield f"  {unit['code']}  {unit['name']:<28}{figure['values'][0]:>8}{late}{carried}"
    share = "" if headline["share"] is None else f"  {headline['share']:.1%} of {headline['base']}"
    yield f"  {'':<6}{'Total':<28}{headline['value']:>8}{share}"


def _compare(campaign: Campaign, found: Mapping[str, Any], paper: Paper, day: date) -> None:
    """Hold every group's total of every keyword against the paper."""
    for group in campaign.groups:
        for keyword in campaign.keywords:
            kept = found["groups"].get(group, {}).get(keyword, {"value": 0})["value"]
            kept = kept[0] if isinstance(kept, list) else kept
            written = paper.total(group, keyword, day)
            if kept != written:
                message = f"{day} {group} {keyword}: the office sees {kept}, the texts add up to {written}"
                raise DemoError(message)


def _environment(data_dir: Path, campaign_folder: Path, start: datetime) -> dict[str, str]:
    """The operator's environment, but for what would reach his own data, numbers and carriers."""
    ours = ("DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "CONSOLE_KEY")
    kept = {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("TWILIO_")}
    return kept | {
        "DATA_DIR": str(data_dir),
        "PORT": str(_free_port()),
        "CAMPAIGN": str(campaign_folder),
        "TUNGNGO_DEMO": "1",
        "TUNGNGO_NOW": start.isoformat(),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _service(configured: Settings, environment: Mapping[str, str]) -> Iterator[None]:
    """The whole service, started as `make run` starts it, and ended at the end."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "up"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    try:
        _wait_until_ready(configured, process)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)


def _wait_until_ready(configured: Settings, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(f"{configured.public_url}/healthz", timeout=1).ok:
                return
        except requests.ConnectionError:
            time.sleep(_LOOK_SECONDS)
    message = "the service did not start"
    raise DemoError(message)
