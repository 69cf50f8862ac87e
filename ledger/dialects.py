"""What SQLite and PostgreSQL both can but each in its own way: insert unless known, insert or replace, many at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    String,
    Table,
    TableClause,
    Text,
    any_,
    bindparam,
    column,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.selectable import TableValuedAlias

Rows = Sequence[dict[str, Any]]


def write(connection: Connection, statement: Insert, rows: Rows) -> int:
    """Insert many rows, which all name the same columns; the number of those that were new or changed.

    SQLite takes them one by one and is fastest so. PostgreSQL takes them all in one statement, a column an array: it
    spends more on each statement than on its row.
    """
    if not rows:
        return 0
    counted = connection.execution_options(preserve_rowcount=True)
    if connection.dialect.name != "postgresql":
        return counted.execute(statement, rows).rowcount
    names = tuple(rows[0])
    statement = statement.from_select(names, select(_given(statement.table, names)))
    return counted.execute(statement, _arrays(rows)).rowcount


def update_each(connection: Connection, table: Table, key: str, rows: Rows) -> None:
    """Update many rows, each found by its `key`, with what else is given; the same thrift as in `write`."""
    if not rows:
        return
    names = tuple(name for name in rows[0] if name != key)
    if connection.dialect.name == "postgresql":
        new = _given(table, tuple(rows[0]))
        found = update(table).where(table.c[key] == new.c[key])
        connection.execute(found.values({name: new.c[name] for name in names}), _arrays(rows))
        return
    found = update(table).where(table.c[key] == bindparam(f"{key}_"))
    statement = found.values({name: bindparam(f"{name}_", type_=table.c[name].type) for name in names})
    connection.execute(statement, [{f"{name}_": fact for name, fact in row.items()} for row in rows])


@cache
def _given(table: TableClause, names: tuple[str, ...]) -> TableValuedAlias:
    """Rows for some columns of a table, as PostgreSQL reads them out of the parameters that `_arrays` makes."""
    columns = [table.c[name] for name in names]
    parameters = [bindparam(f"{one.name}_all", type_=_array_of(one)) for one in columns]
    return (
        func.unnest(*parameters).table_valued(*(column(one.name, one.type) for one in columns)).render_derived("given")
    )


def _arrays(rows: Rows) -> dict[str, list[Any]]:
    """Rows turned by a quarter: an array for each column."""
    return {f"{name}_all": [row[name] for row in rows] for name in rows[0]}


def among(connection: Connection, one: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Whether a column's value is among many: to PostgreSQL one array, which it looks up like a table of its own."""
    if connection.dialect.name != "postgresql":
        return one.in_(values)
    return one == any_(literal(list(values), _array_of(one)))


def _array_of(one: ColumnElement[Any]) -> postgresql.ARRAY[Any]:
    """Of texts without a length: PostgreSQL would silently cut them to it, where it should refuse the row."""
    return postgresql.ARRAY(Text() if isinstance(one.type, String) else one.type)


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def insert_unless_known(connection: Connection, table: Table, *key: str) -> sqlite.Insert | postgresql.Insert:
    """An insert that leaves a row with the same key as it is."""
    return _insert(connection, table).on_conflict_do_nothing(index_elements=list(key))


def insert_or_replace(
    connection: Connection,
    table: Table,
    *key: str,
    keep: tuple[str, ...] = (),
    where: ColumnElement[bool] | None = None,
) -> sqlite.Insert | postgresql.Insert:
    """An insert that overwrites a row with the same key, except for its `keep` columns, or only one like `where`.

    What the rows do not name gets its default, as in any insert.
    """
    statement = _insert(connection, table)
    changing = [column.name for column in table.columns if column.name not in {*key, *keep}]
    return statement.on_conflict_do_update(
        index_elements=list(key), set_={name: statement.excluded[name] for name in changing}, where=where
    )
