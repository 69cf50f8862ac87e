"""Tables: what a spreadsheet leaves in a text that was copied from it - a row of headings, and the numbers of the rows."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.folding import fold
from parsers.pieces import Piece, Sort
from parsers.words import ROW_NUMBERS, ROWS, TABLE_HEADINGS

_CELLS = ("\t", "|")
_FEWEST = 2


def without_headings(pieces: list[Piece], text: str) -> list[Piece]:
    """Leave out a heading row of a table, and the numbers of the rows under it where they count on from 1."""
    sign = next((sign for sign in _CELLS if sign in text), None)
    if sign is None or "\n" not in text:
        return pieces
    rows = [[fold(cell).strip() for cell in line.strip(" \r|").split(sign)] for line in text.split("\n")]
    lines = list(_lines(pieces))
    if len(rows) < len(lines):
        return pieces
    heading = next((at for at, cells in enumerate(rows[: len(lines)]) if TABLE_HEADINGS.issuperset(cells)), -1)
    if heading < 0 or not _is_heading(rows[heading], rows[heading + 1 :]):
        return pieces
    if rows[heading][0] in ROW_NUMBERS:
        _pass_over_numbers(lines[heading + 1 :])
    return [piece for at, line in enumerate(lines) if at != heading for piece in line]


def _pass_over_numbers(lines: list[list[Piece]]) -> None:
    """Take the numbers of a table's rows for the marks of a list."""
    number = 1
    for line in lines:
        if len(line) > _FEWEST and line[0].sort is Sort.NUMBER and line[0].number == number:
            line[0].sort, number = Sort.MARK, number + 1


def _lines(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Part pieces into lines, each with the line's end that closes it."""
    line: list[Piece] = []
    for piece in pieces:
        line.append(piece)
        if piece.sort is Sort.LINE:
            yield line
            line = []
    yield line


def _is_heading(cells: list[str], under: list[list[str]]) -> bool:
    """Say whether a row holds headings only. "Chi tieu" is one over words; over numbers it is a target."""
    return len(cells) >= _FEWEST and all(_names_rows(under, at) for at, cell in enumerate(cells) if cell in ROWS)


def _names_rows(under: list[list[str]], column: int) -> bool:
    """Say whether each cell of a column under a heading has a word in it."""
    cells = [row[column] for row in under if len(row) > max(column, 1)]
    return bool(cells) and all(any(sign.isalpha() for sign in cell) for cell in cells)
