"""The shape of the code: directions of import that import-linter cannot see, and the measures of docs and style."""

from __future__ import annotations

import ast
import statistics
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from settings import ROOT

ROOMS = ("parsers", "rules", "ledger", "gateway", "workers")
DEMO = tuple(f"demo/{path.name}" for path in sorted((ROOT / "demo").glob("*.py")))
BESIDE = (
    "settings.py",
    "clock.py",
    "journey.py",
    "console.py",
    "console_lines.py",
    "plainly.py",
    *DEMO,
    "wsgi.py",
)
MODULES = sorted(
    [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "versions" not in path.parts]
    + [ROOT / name for name in BESIDE]
)

NEVER = {"sqlalchemy", "alembic", "psycopg", "rq", "twilio"}
OUTSIDE = NEVER | {"flask", "redis", "requests", "werkzeug", "granian"}
# What the modules beside the rooms must not import themselves; a room is named where it is out of bounds.
FORBIDDEN = {
    "settings.py": OUTSIDE | {*ROOMS, "clock", "journey", "console", "demo", "wsgi"},
    "clock.py": OUTSIDE | {*ROOMS, "journey", "console", "demo", "wsgi"},
    "journey.py": OUTSIDE | {"gateway", "workers", "settings", "clock", "console", "demo", "wsgi"},
    "console.py": NEVER | {"wsgi"},
    "console_lines.py": NEVER | {"wsgi", "console"},
    "plainly.py": NEVER | {"wsgi", "console", "console_lines"},
    **dict.fromkeys(DEMO, NEVER | {"console", "wsgi"}),
    "wsgi.py": NEVER | {"workers"},
}

FUNCTION_MEDIAN, FUNCTION_P95, FUNCTION_MAX = 6, 20, 40
MODULE_MAX = 300
NESTING_MAX = 3
BROAD_EXCEPTS_MAX = 2

NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}

Function = ast.FunctionDef | ast.AsyncFunctionDef
BLOCK = ast.If | ast.For | ast.While | ast.With | ast.Try | ast.Match


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions() -> Iterator[tuple[str, Path, Function]]:
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, Function):
                yield f"{named(path)}:{node.lineno} {node.name}", path, node


@cache
def code_lines_of(path: Path) -> frozenset[int]:
    """The numbers of the lines that hold code: neither blank, nor comment, nor docstring."""
    with tokenize.open(path) as file:
        tokens = [token for token in tokenize.generate_tokens(file.readline) if token.type not in NO_CODE]
    code = {line for token in tokens for line in range(token.start[0], token.end[0] + 1)}
    strings = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Expr) and is_string(node.value)]
    return frozenset(code - {line for node in strings for line in range(node.lineno, (node.end_lineno or 0) + 1)})


def is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def length(path: Path, function: Function) -> int:
    """Code lines of the body, its inner functions included."""
    return len(code_lines_of(path) & set(range(function.body[0].lineno, (function.end_lineno or 0) + 1)))


def nesting(node: ast.AST) -> int:
    """How deep blocks stand in blocks; an elif is no deeper than its if, and a function inside counts for itself."""
    return max(
        (
            nesting(child) + (isinstance(child, BLOCK) and not is_elif(node, child))
            for child in ast.iter_child_nodes(node)
            if not isinstance(child, Function | ast.ClassDef)
        ),
        default=0,
    )


def is_elif(node: ast.AST, child: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]


def imported(path: Path) -> set[str]:
    """The outermost names of everything that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("name", BESIDE)
def test_a_module_beside_the_rooms_keeps_its_place(name: str) -> None:
    assert imported(ROOT / name) & FORBIDDEN[name] == set()


def test_the_demos_paper_knows_nothing_of_the_service() -> None:
    known = {
        node.module
        for node in ast.walk(tree_of(ROOT / "demo" / "paper.py"))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {*ROOMS, "clock", "journey"}
    }
    assert known == {"rules.campaign"}, "what the office wrote down is all that it may look at"


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        name
        for name, _, function in functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_no_import_is_relative() -> None:
    relative = [
        f"{named(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_every_module_says_in_its_first_line_what_it_is_for() -> None:
    first_lines = {named(path): (ast.get_docstring(tree_of(path)) or "").partition("\n")[0] for path in MODULES}
    assert [name for name, line in first_lines.items() if not line.endswith(".")] == []


def test_functions_are_short() -> None:
    lengths = {name: length(path, function) for name, path, function in functions()}
    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_MAX} == {}
    assert statistics.median(lengths.values()) <= FUNCTION_MEDIAN
    assert statistics.quantiles(lengths.values(), n=20)[-1] <= FUNCTION_P95


def test_blocks_do_not_nest_deep() -> None:
    assert [name for name, _, function in functions() if nesting(function) > NESTING_MAX] == []


def test_modules_are_short() -> None:
    lengths = {named(path): len(code_lines_of(path)) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > MODULE_MAX} == {}


def test_broad_excepts_are_rare() -> None:
    broad = [
        f"{named(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}))
    ]
    assert len(broad) <= BROAD_EXCEPTS_MAX, broad


def test_no_time_is_naive_or_read_past_the_clock_in_pure_rooms() -> None:
    reads = [
        f"{named(path)}:{node.lineno}"
        for path in MODULES
        if path.relative_to(ROOT).parts[0] in {"parsers", "rules", "journey.py"}
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today", "time", "monotonic"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date", "time"}
    ]
    assert reads == []
