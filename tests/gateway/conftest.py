"""An office of the letter's district on both databases, at a moment of Friday 28 August 2020, and a browser before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

import settings
from gateway import folder
from gateway.app import create_app
from gateway.edge import EXTENSION, edge_of
from ledger import offices
from ledger.engine import connect, writing
from ledger.inbound import receive
from ledger.mail import Arrival
from workers.context import Context
from workers.intake import drain_with
from workers.sending import send_with

OFFICE = "706"
FOLDER = settings.ROOT / "campaigns" / "bluezone-tan-chau"


@dataclass
class Desk:
    """The office's service without its processes: what workers do is done when it is asked for."""

    app: Flask
    configured: settings.Settings

    def at(self, day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
        """Let it be that time of August 2020."""
        moment = datetime(2020, 8, day, hour, minute, second, tzinfo=settings.OFFICE_ZONE)
        edge_of(self.app).clock.move_to(moment)
        return moment

    def texted(self, *texts: tuple[str, str]) -> None:
        """Texts that have come in and wait: (unit or number, text)."""
        here = edge_of(self.app)
        arrivals = [
            Arrival("console", uuid4().hex, number_of(who), "console", text, here.clock.now()) for who, text in texts
        ]
        if arrivals:
            with writing(here.engine) as connection:
                receive(connection, arrivals)

    def told(self, *texts: tuple[str, str]) -> None:
        """Texts that have come in and been worked."""
        self.texted(*texts)
        drain_with(self.context())

    def answered(self) -> None:
        """Send the answers."""
        send_with(self.context())

    def context(self) -> Context:
        here = edge_of(self.app)
        return Context(here.clock, here.engine, here.bell, here.lines)

    def lose_database(self) -> None:
        """Let the pages' database be away: nothing listens where they look for it."""
        here = edge_of(self.app)
        here.engine.dispose()
        self.app.extensions[EXTENSION] = replace(here, engine=connect("postgresql+psycopg://nobody@127.0.0.1:1/none"))

    def client(self) -> FlaskClient:
        return self.app.test_client()


def number_of(unit: str) -> str:
    """The demo phone of a unit."""
    numbers = {"TT01": 112, "YT01": 201, "HD01": 202, "GD01": 203, "VH01": 205, "MT01": 208}
    if unit.startswith("+"):
        return unit
    return f"+84990000{numbers.get(unit) or (100 + int(unit[2:]) if unit.startswith('XA') else 300 + int(unit[2:]))}"


@pytest.fixture
def make_desk(database_url: str, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Make a desk in a demo, or with other settings; the campaign is loaded unless `load` is False."""
    made: list[Flask] = []

    def make(*, load: bool = True, url: str = database_url, where: Path = FOLDER, **environment: str) -> Desk:
        configured = settings.read(
            {
                "DATABASE_URL": url,
                "DATA_DIR": str(tmp_path / "data"),
                "REDIS_URL": "redis://127.0.0.1:1/0",
                "TUNGNGO_DEMO": "1",
                "CAMPAIGN": str(where),
                **environment,
            }
        )
        app = create_app(configured)
        app.testing = True
        made.append(app)
        if load:
            _load(app, where)
        return Desk(app, configured)

    yield make
    for app in made:
        edge_of(app).journal.close()
        edge_of(app).engine.dispose()


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    """A demo's desk, at 14:32 of Friday 28 August."""
    made = make_desk()
    made.at(28, 14, 32)
    return made


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    return desk.client()


def _load(app: Flask, where: Path) -> None:
    campaign = folder.load(where)
    phones = folder.phones(where, campaign, demo=True)
    with writing(edge_of(app).engine) as connection:
        offices.load(connection, campaign, folder.files(where), phones, edge_of(app).clock.now())
        offices.open_lines(
            connection, campaign.office.code, ["console", *(one.line for one in edge_of(app).menus.values())]
        )
