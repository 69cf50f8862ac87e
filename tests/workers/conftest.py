"""What a worker works with, on both databases: the letter's campaign, a real bell, a clock that stands where it is set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import Engine

from clock import Clock
from gateway.bell import Bell
from gateway.carriers.console import Console
from gateway.carriers.setup import Setup
from gateway.carriers.twilio import Twilio
from ledger.engine import connect
from tests.carrier_server import CarrierServer, carrier_server
from tests.personas import at
from tests.road import Road, load
from tests.standing import StandingClock
from workers.context import Context


@pytest.fixture
def road(engine: Engine) -> Road:
    load(engine)
    return Road(engine)


@pytest.fixture
def clock() -> Clock:
    return StandingClock(at("14:00"))


@pytest.fixture
def carrier() -> Iterator[CarrierServer]:
    with carrier_server() as server:
        yield server


@pytest.fixture
def ctx(road: Road, clock: Clock, valkey: str, carrier: CarrierServer) -> Context:
    account = {"account_sid": "AC" + "0" * 32, "auth_token": "a token", "api_base": carrier.url}
    lines = {
        "console": Console("console", lambda: "a-key-of-sixteen-or-more"),
        "twilio": Twilio(Setup("twilio", "+84900000001", account, "https://sms.example.org")),
    }
    return Context(clock, road.engine, Bell(valkey), lines)


@pytest.fixture
def another(ctx: Context, valkey: str, database_url: str) -> Iterator[Callable[[], Context]]:
    """What a second process would work with: the same service, connections of its own."""
    with ExitStack() as stack:

        def made() -> Context:
            engine = connect(database_url)
            stack.callback(engine.dispose)
            return Context(ctx.clock, engine, Bell(valkey), ctx.lines)

        yield made


@pytest.fixture
def deaf(ctx: Context) -> Context:
    """The same without a Redis."""
    return Context(ctx.clock, ctx.engine, Bell("unix:///nowhere/valkey.sock"), ctx.lines)
