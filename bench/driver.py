"""The rows of a drained backlog, written again by the database's driver alone: nobody can be faster than that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Executable, Select, Text, bindparam, cast, insert, select, update

from ledger.dialects import insert_or_replace
from ledger.tables import figure, inbound, outbound, report

FIGURE = ("office", "unit", "keyword", "period", "value1", "value2", "late", "moment", "inbound", "seq")
SETTLED = ("state", "word", "silence", "unit", "period", "settled_at")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters by name, and, where the driver knows them by place alone, in which order."""

    sql: str
    order: Sequence[str] | None
    rows: Sequence[dict[str, Any]]

    @property
    def parameters(self) -> Sequence[Any]:
        """The rows as the driver takes them."""
        return self.rows if self.order is None else [tuple(row[name] for name in self.order) for row in self.rows]


Batch = Sequence[Statement]


def batches(engine: Engine, size: int) -> list[Batch]:
    """What was written for each `size` texts: reports, figures, replies, and the texts' own state."""
    with engine.connect() as connection:
        reports = _rows(connection, select(report).order_by(report.c.inbound))
        replies = _rows(connection, _replies())
        settled = _rows(connection, select(inbound).order_by(inbound.c.id))
        figures = [{name: row[name] for name in FIGURE} for row in reports]
        written = [
            (insert(report), reports),
            (insert_or_replace(connection, figure, "office", "unit", "keyword", "period"), figures),
            (insert(outbound), replies),
            (_settling(), [{f"{name}_": row[name] for name in ("id", *SETTLED)} for row in settled]),
        ]
        return [
            [_statement(engine, sql, rows[start : start + size]) for sql, rows in written]
            for start in range(0, len(settled), size)
        ]


def write(engine: Engine, written: Sequence[Batch]) -> None:
    """One durable transaction a batch."""
    connection = engine.raw_connection()
    cursor = connection.cursor()
    for batch in written:
        if engine.dialect.name == "sqlite":  # the other driver begins by itself
            cursor.execute("BEGIN IMMEDIATE")
        for one in batch:
            cursor.executemany(one.sql, one.parameters)
        connection.commit()
    connection.close()


def _replies() -> Select[Any]:
    as_text = cast(outbound.c.facts, Text).label("facts")
    columns = [as_text if column.name == "facts" else column for column in outbound.c]
    return select(*columns).order_by(outbound.c.id)


def _settling() -> Executable:
    values = {name: bindparam(f"{name}_", type_=inbound.c[name].type) for name in SETTLED}
    return update(inbound).where(inbound.c.id == bindparam("id_")).values(values)


def _rows(connection: Connection, wanted: Select[Any]) -> list[dict[str, Any]]:
    """Rows in the driver's own types."""
    cursor = connection.connection.cursor()
    cursor.execute(str(wanted.compile(dialect=connection.dialect)))
    names = [column.name for column in wanted.selected_columns]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _statement(engine: Engine, wanted: Any, rows: Sequence[dict[str, Any]]) -> Statement:
    keys = list(rows[0]) if isinstance(wanted, type(insert(report))) else None
    compiled = wanted.compile(dialect=engine.dialect, column_keys=keys)
    return Statement(str(compiled), compiled.positiontup, rows)
