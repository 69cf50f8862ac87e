"""Alembic's entry: migrate the database of the connection that was handed in."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from ledger import clock_tables, menu_tables  # noqa: F401 - their tables are part of the metadata
from ledger.columns import Moment
from ledger.tables import metadata


def _render(kind: str, item: object, _autogen: AutogenContext) -> str | Literal[False]:
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=_render,
    compare_type=True,
)
context.run_migrations()
