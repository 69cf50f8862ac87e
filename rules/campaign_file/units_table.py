"""units.csv: who reports, and under whom."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers import fold
from rules.campaign import Unit
from rules.campaign_file.fault import Fault, nearest

FILE = "units.csv"
COLUMNS = ("code", "name", "brief", "group", "parent", "gso", "aliases")
_CODE = re.compile(r"[A-Z]{2}(?:[0-9]{2}){1,2}")
_NEEDED = ("code", "name", "brief", "group", "parent")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its number, and its fields by column."""

    line: int
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit and the line that it stands on."""

    line: int
    unit: Unit


def rows(file: str, text: str, columns: Sequence[str]) -> tuple[list[Row], list[Fault]]:
    """The rows of a comma-separated text whose first line names the columns; lines that begin with # are remarks."""
    kept = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if _says_something(line)]
    if not kept:
        return [], [Fault(file, 1, "the file is empty", f"begin with the line {','.join(columns)}")]
    (first, header), *rest = kept
    named = [name.strip() for name in next(csv.reader([header]))]
    if sorted(named) != sorted(columns):
        return [], [Fault(file, first, "the first line does not name the columns", f"write {','.join(columns)}")]
    found = [_row(file, number, line, named) for number, line in rest]
    return [row for row in found if isinstance(row, Row)], [fault for fault in found if isinstance(fault, Fault)]


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _row(file: str, number: int, line: str, columns: Sequence[str]) -> Row | Fault:
    try:
        fields = next(csv.reader(io.StringIO(line), strict=True))
    except csv.Error as error:
        return Fault(
            file, number, f"not a line of a table: {error}", 'write a field that holds a comma or " in "quotes"'
        )
    if len(fields) != len(columns):
        what = f"{len(fields)} fields instead of {len(columns)}"
        return Fault(file, number, what, f"write {len(columns) - 1} commas; a field that holds one stands in quotes")
    return Row(number, dict(zip(columns, (field.strip() for field in fields), strict=True)))


def read(text: str) -> tuple[list[UnitRow], list[Fault]]:
    """The units, and what is wrong with single lines."""
    table, faults = rows(FILE, text, COLUMNS)
    return [UnitRow(row.line, _unit(row)) for row in table], faults + [no for row in table for no in _row_faults(row)]


def _unit(row: Row) -> Unit:
    fields = row.fields
    aliases = [name for alias in fields["aliases"].split(";") if (name := fold(alias).strip())]
    full = fold(fields["name"]).strip()
    # A unit answers to its full name too, unless that holds figures or signs, which a reader would take for something.
    names = tuple(dict.fromkeys([*aliases, *([full] if full.replace(" ", "").isalpha() else [])]))
    return Unit(
        code=fields["code"],
        name=fields["name"],
        brief=fields["brief"],
        group=fields["group"],
        parent=fields["parent"],
        gso=fields["gso"],
        names=names,
    )


def _row_faults(row: Row) -> Iterator[Fault]:
    for column in _NEEDED:
        if not row.fields[column]:
            yield Fault(FILE, row.line, f'the column "{column}" is empty', f"fill in the unit's {column}")
    code = row.fields["code"]
    if code and not _CODE.fullmatch(code):
        cure = "write two capital letters and two digits (XA01), or four for a unit below another (LT0103)"
        yield Fault(FILE, row.line, f'"{code}" is no unit code', cure)


def unknown(row: UnitRow, what: str, name: str, known: Sequence[str]) -> Fault:
    """A name in a unit's line that stands for nothing."""
    return Fault(FILE, row.line, f'unit {row.unit.code}: unknown {what} "{name}"', nearest(name, known))
