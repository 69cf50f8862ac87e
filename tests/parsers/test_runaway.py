"""No regular expression of the parser can run away: none has two ways through the same letters, again and again.

Python's matcher tries one way after the other, so its work grows faster than the text exactly where an expression may
turn in a loop while it also leaves that loop for a later one over the same letters (or turns in it two ways), and can
fail behind that. Both are seen in the graph of the expression's letters, whatever text may come.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]  # no stubs
from re import _parser as parser  # type: ignore[attr-defined]  # no stubs
from typing import Any

import pytest

import parsers

ROOM = Path(parsers.__file__).parent
ANYWHERE = {"search", "sub", "finditer", "findall"}
TO_THE_END = {"fullmatch"}
END = ""
MORE = " \n\t_.AZaz09\u00a0\u00e9\u0662\u2460\U0001d7d8"  # stands for all that no expression names
CATEGORIES = {
    op.CATEGORY_WORD: lambda letter: letter.isalnum() or letter == "_",
    op.CATEGORY_SPACE: str.isspace,
    op.CATEGORY_DIGIT: str.isdecimal,
    op.CATEGORY_NOT_WORD: lambda letter: not (letter.isalnum() or letter == "_"),
    op.CATEGORY_NOT_SPACE: lambda letter: not letter.isspace(),
    op.CATEGORY_NOT_DIGIT: lambda letter: not letter.isdecimal(),
}


@dataclass
class Part:
    """A part of an expression: the places it may begin and end at, each as often as there are ways to it."""

    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    empty: bool = True


class Graph:
    """The places of an expression at which a letter is read, and which may follow which, counted by ways."""

    def __init__(self, pattern: str, method: str) -> None:
        tree = parser.parse(pattern)
        self.alphabet = {*MORE, *_named(tree)}
        self.takes: list[frozenset[str]] = []
        self.follow: list[Counter[int]] = []
        whole = self._sequence(tree)
        self.done = set(whole.last) if method not in TO_THE_END else set()
        if method in TO_THE_END:
            whole = self._chain([whole, self._place({END})])
        if method in ANYWHERE:
            self._chain([self._wandering(), whole])

    def _place(self, letters: Iterable[str]) -> Part:
        self.takes.append(frozenset(letters))
        self.follow.append(Counter())
        return Part([len(self.takes) - 1], [len(self.takes) - 1], empty=False)

    def _chain(self, parts: Iterable[Part]) -> Part:
        whole = Part()
        for part in parts:
            for before in whole.last:
                self.follow[before].update(part.first)
            whole.first += part.first if whole.empty else []
            whole.last = [*(whole.last if part.empty else []), *part.last]
            whole.empty = whole.empty and part.empty
        return whole

    def _sequence(self, items: Iterable[Any]) -> Part:
        return self._chain(self._item(kind, what) for kind, what in items)

    def _item(self, kind: Any, what: Any) -> Part:
        if kind in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
            return self._place(filter(lambda letter: _takes(kind, what, letter), self.alphabet))
        if kind is op.SUBPATTERN:
            return self._sequence(what[3])
        if kind is op.BRANCH:
            ways = [self._sequence(way) for way in what[1]]
            return Part(
                [at for way in ways for at in way.first],
                [at for way in ways for at in way.last],
                any(w.empty for w in ways),
            )
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            least, most, items = what
            return self._times(items, least, None if most is op.MAXREPEAT else most)
        if kind is op.AT:
            return self._place({END}) if what is op.AT_END else Part()
        if kind in (
            op.ASSERT,
            op.ASSERT_NOT,
        ):  # one letter only; a look around with a loop in it would be another matter
            assert all(inner[0] in (op.LITERAL, op.IN) for inner in what[1])
            return Part()
        raise NotImplementedError(f"say what {kind} does")

    def _times(self, items: Any, least: int, most: int | None) -> Part:
        if most is None:
            looped = self._looped(self._sequence(items))
            looped.empty = looped.empty or least == 0
            return self._chain([*(self._sequence(items) for _ in range(least - 1)), looped])
        tail = Part()
        for _ in range(most - least):
            tail = self._chain([self._sequence(items), tail])
            tail.empty = True
        return self._chain([*(self._sequence(items) for _ in range(least)), tail])

    def _looped(self, part: Part) -> Part:
        for before in part.last:
            self.follow[before].update(part.first)
        return part

    def _wandering(self) -> Part:
        """Give the wandering of a search through a text, before the expression begins."""
        anywhere = self._looped(self._place(self.alphabet))
        anywhere.empty = True
        return anywhere

    def runs_away(self) -> bool:
        """Say whether a place can both be stayed at and left for a later one over the same letters."""
        turning = [at for at in range(len(self.takes)) if at in self._behind(at)]
        if any(ways > 1 and at in self._behind(to) for at in turning for to, ways in self.follow[at].items()):
            return True
        return any(p != q and q not in self.done and self._both(p, q) for p, q in product(turning, turning))

    def _behind(self, start: int) -> set[int]:
        found: set[int] = set()
        ahead = [start]
        while ahead:
            new = [to for to in self.follow[ahead.pop()] if to not in found]
            found.update(new)
            ahead += new
        return found

    def _both(self, p: int, q: int) -> bool:
        """Say whether the same letters lead from p to p, from p to q and from q to q."""
        seen = set[tuple[int, ...]]()
        ahead: list[tuple[int, ...]] = [(p, p, q)]
        while ahead:
            for step in product(*(self.follow[at] for at in ahead.pop())):
                if step not in seen and frozenset.intersection(*(self.takes[at] for at in step)):
                    seen.add(step)
                    ahead.append(step)
        return (p, q, q) in seen


def _takes(kind: Any, what: Any, letter: str) -> bool:
    """Say whether one item of an expression takes a letter."""
    if kind is op.ANY:
        return letter != "\n"
    if kind is not op.IN:
        return (letter == chr(what)) is (kind is op.LITERAL)
    negated = what[0][0] is op.NEGATE
    return negated is not any(_in(sort, value, letter) for sort, value in what[negated:])


def _in(sort: Any, value: Any, letter: str) -> bool:
    if sort is op.CATEGORY:
        return bool(CATEGORIES[value](letter))  # type: ignore[no-untyped-call]
    return letter == chr(value) if sort is op.LITERAL else value[0] <= ord(letter) <= value[1]


def _named(tree: Any) -> set[str]:
    """Give the letters that an expression names, the ends of its ranges among them."""
    if isinstance(tree, int):
        return {chr(tree)} if 0 <= tree <= 0x10FFFF else set()  # counts of repeats among them, which do no harm
    return set[str]().union(*map(_named, tree)) if isinstance(tree, list | tuple | parser.SubPattern) else set()


def _used() -> list[tuple[str, str, str]]:
    """Give each expression of the room with each way it is used: where, the expression, "search" or another."""
    found = []
    for path in sorted(ROOM.glob("*.py")):
        module = importlib.import_module(f"parsers.{path.stem}" if path.stem != "__init__" else "parsers")
        mine = {name for name, value in vars(module).items() if isinstance(value, re.Pattern)}
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in {*mine, "re"}:
                name = node.value.id
                if node.attr == "pattern":
                    continue
                if name != "re":
                    found.append((f"{path.name} {name}", vars(module)[name].pattern, node.attr))
                else:
                    assert node.attr in ("compile", "Pattern", "Match"), f"{path.name}: every expression has its name"
    return sorted(set(found))


@pytest.mark.parametrize(("where", "pattern", "method"), _used(), ids=lambda value: ascii(value)[:30])
def test_no_expression_of_the_parser_runs_away(where: str, pattern: str, method: str) -> None:
    assert method in {*ANYWHERE, *TO_THE_END, "match"}, where
    assert not Graph(pattern, method).runs_away(), where


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        ("(?:A+)+", "fullmatch"),
        ("(?:A*)*B", "match"),
        ("(?:A|AB|B)+C", "match"),
        (" *\\.?\\s*", "fullmatch"),
        ("A*[^B]*C", "match"),
        ("[SFRXJ]+$", "sub"),
        ("A+B", "search"),
        ("A+(?:[A-Z]+){2,}", "fullmatch"),
        ("(?:A{1,2})+B", "match"),
    ],
)
def test_an_expression_that_runs_away_is_seen(pattern: str, method: str) -> None:
    assert Graph(pattern, method).runs_away()


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        ("A+", "search"),
        ("A+B", "match"),
        ("(?:A+1)+B", "match"),
        ("\\s*(?:\\.\\s*)?", "fullmatch"),
        ("A{1,3}B", "search"),
    ],
)
def test_an_expression_that_is_sound_is_let_be(pattern: str, method: str) -> None:
    assert not Graph(pattern, method).runs_away()
