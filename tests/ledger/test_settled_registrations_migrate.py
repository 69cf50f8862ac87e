"""Requests made before they could be settled are kept by the migration there and back, and wait to be told."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, inspect, select

from ledger import registrations
from ledger.engine import reading, writing
from ledger.migrating import is_current, upgrade
from ledger.tables import registration
from settings import ROOT
from tests.personas import STRANGER, TAN_CHAU, at
from tests.road import Road, load


def test_old_requests_survive_the_way_back_and_forth(engine: Engine) -> None:
    load(engine)
    road = Road(engine)
    road.say("stranger", "DK XA01", at("09:00"))
    config = Config()
    config.set_main_option("script_location", str(ROOT / "ledger" / "migrations"))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
    assert not is_current(engine)
    assert "settled_by" not in {column["name"] for column in inspect(engine).get_columns("registration")}
    upgrade(engine)
    assert is_current(engine)
    rows = road.rows(select(registration.c.number, registration.c.state, registration.c.told_at))
    assert [tuple(row) for row in rows] == [(STRANGER, "asked", None)]
    with reading(engine) as connection:
        assert registrations.any_to_tell(connection, TAN_CHAU, at("09:01"))
