"""Migrations: from nothing to the tables that the code speaks of, on both databases, by several at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from ledger.engine import connect
from ledger.migrating import is_current, upgrade
from ledger.tables import metadata
from tests.servers import PostgreSQL


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database in which there is nothing yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/a/new/folder/tungngo.db"
        return
    server: PostgreSQL = request.getfixturevalue("_postgresql_server")[0]
    name = server.make()
    yield server.url_of(name)
    server.drop(name)


def test_a_new_database_gets_all_tables_and_a_second_time_changes_nothing(bare: str) -> None:
    engine = connect(bare)
    for _ in range(2):
        upgrade(engine)
        assert is_current(engine)
        assert set(inspect(engine).get_table_names()) == {*metadata.tables, "alembic_version"}
    engine.dispose()


def test_the_migrations_make_what_the_code_speaks_of(database_url: str) -> None:
    engine = connect(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
        assert compare_metadata(context, metadata) == []
    # Alembic does not look into the conditions of partial indexes.
    for name, table in metadata.tables.items():
        made = {str(index["name"]): index for index in inspect(engine).get_indexes(name)}
        for index in table.indexes:
            partial = index.dialect_kwargs.get(f"{engine.dialect.name}_where")
            kept = made[str(index.name)].get("dialect_options", {}).get(f"{engine.dialect.name}_where")
            assert (partial is None) == (kept is None), index.name
    engine.dispose()


def test_several_may_migrate_at_once(bare: str) -> None:
    def migrate(_: int) -> bool:
        engine = connect(bare)
        try:
            upgrade(engine)
            return is_current(engine)
        finally:
            engine.dispose()

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(migrate, range(4)))


def test_what_is_written_survives_a_power_cut(database_url: str) -> None:
    engine = connect(database_url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        else:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
            assert connection.exec_driver_sql("SHOW timezone").scalar() == "UTC"
    engine.dispose()
