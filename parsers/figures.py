"""Figures: what a run of digits and joiners can be - a number, a pair, a date, a time - and what it must not be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import category

from parsers.pieces import Sort
from parsers.reading import Error

_CLOCK = re.compile("([0-9]{1,2})[HG]([0-9]{2})?P?")
_MINUTES = re.compile("[0-9]{1,3}(?:P|PH|PHUT|S)")
_SHORTHAND = re.compile("[0-9]+(?:K|TR|TRIEU|NGHIN|NGAN|TRAM|CHUC|N)[0-9]*")
_WORDED = re.compile("([0-9]+)([A-Z]{2,})")
_TELEPHONE = re.compile("(?:0|84)(?:[1-9][0-9]{8}|[12][0-9]{9})|1[89]00[0-9]{4,6}")
_MASKED = re.compile("0[0-9]{2,4}X{2,4}[0-9]{2,4}")
_LOOKS = re.compile("[0-9OIL]*[0-9O]")
_DIGITS = re.compile("[0-9]")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_MOST_DIGITS = 6  # over six digits no count of a district can be meant
_MOST_GROUPS = 8  # a pair of dotted numbers has four; a longer run is none of ours
_GROUP = 3
_HOURS, _MINUTES_IN_HOUR, _DAYS, _MONTHS = 24, 60, 31, 12


@dataclass(frozen=True, slots=True)
class Figure:
    """What one part of a run was found to be; `measure` is the word stuck to its end ("1234may")."""

    sort: Sort
    text: str = ""
    number: int = -1
    error: Error | None = None
    measure: str = ""


UNCLEAR = Figure(Sort.BAD, error=Error.AMBIGUOUS_NUMBER)
TOO_LARGE = Figure(Sort.BAD, error=Error.VALUE_OUT_OF_RANGE)
ROUND = Figure(Sort.BAD, error=Error.APPROX_NUMBER)


@dataclass(frozen=True, slots=True)
class Run:
    """Digits as they stand together in a text: "1.234/2.500" has the groups 1 234 2 500 and the joins "./.".

    `before` is the sign by which the run hangs on a word before it, `dated` whether "ngay" stands before it.
    """

    groups: tuple[str, ...]
    joins: str
    before: str = ""
    dated: bool = False


def plain(digits: str) -> Figure:
    """Read digits that stand alone: "05" as officials write it, "0123" never, and nothing over six digits."""
    if digits[0] == "0" and len(digits) > 1 and (len(digits) > 2 or digits == "00"):  # noqa: PLR2004
        return UNCLEAR
    if len(digits) > _MOST_DIGITS:
        return TOO_LARGE
    return Figure(Sort.NUMBER, digits, int(digits))


def digits_of(group: str, raw: str) -> str:
    """Give the digits of a group with its look-alikes: O for 0, a capital I or a small l for 1; an empty string where it cannot.

    At the end of a group l and I are refused: "12l" is 121 or 12 luot. A letter with an accent looks like no digit.
    """
    if group.isascii() and group.isdigit():
        return group
    if not _LOOKS.fullmatch(group) or not _DIGITS.search(group):
        return ""
    seen = [sent for sent in raw if category(sent) != "Cf"]
    if not all(sent.isascii() or "\uff01" <= sent <= "\uff5e" for sent in seen):
        return ""
    looks = {"L": "l\uff4c", "I": "I\uff29"}
    alike = all(sent in looks[letter] for letter, sent in zip(group, seen, strict=False) if letter in looks)
    return group.translate({ord("O"): "0", ord("I"): "1", ord("L"): "1"}) if alike else ""


def worded(group: str, measures: frozenset[str]) -> Figure:
    """Read a group that letters are stuck to: a time, minutes, a round number, or a number with what it counts."""
    clock = _CLOCK.fullmatch(group)
    if clock and int(clock[1]) <= _HOURS and int(clock[2] or 0) < _MINUTES_IN_HOUR:
        return Figure(Sort.CLOCK, group)
    if _MINUTES.fullmatch(group):
        return Figure(Sort.SPAN, group)
    found = _WORDED.fullmatch(group)
    if found and found[2] in measures:
        figure = plain(found[1])
        return Figure(figure.sort, figure.text, figure.number, figure.error, found[2])
    return ROUND if _SHORTHAND.fullmatch(group) else UNCLEAR


def date(run: Run) -> Figure | None:
    """Find the date that a run is: with its year, after "ngay" with or without its month, or bare as day/month."""
    joins, groups = run.joins, run.groups
    if len(groups) == 3 and joins in ("//", "--") and _YEAR.fullmatch(groups[0]):  # noqa: PLR2004
        groups = groups[::-1]
    if not _calendar(groups):
        return None
    if len(groups) == 3 and joins in ("//", "--", ".."):  # noqa: PLR2004
        return _with_year(groups, joins[0])
    if len(groups) == 2:  # noqa: PLR2004
        bare = Sort.MAYBE_DATE if joins == "/" else None
        sort = Sort.DATE if run.dated and joins in ("/", "-", ".") else bare
        return Figure(sort, f"{groups[0]:0>2}/{groups[1]:0>2}") if sort else None
    return Figure(Sort.DATE, f"{groups[0]:0>2}") if run.dated and not joins else None


def _calendar(groups: tuple[str, ...]) -> bool:
    """Say whether the first two groups can be a day and a month."""
    if any(len(group) > 2 for group in groups[:2]):  # noqa: PLR2004
        return False
    month = int(groups[1]) if len(groups) > 1 else 1
    return 1 <= int(groups[0]) <= _DAYS and 1 <= month <= _MONTHS


def _with_year(groups: tuple[str, ...], join: str) -> Figure | None:
    day, month, year = groups
    if _YEAR.fullmatch(year):
        return Figure(Sort.DATE, f"{day:0>2}/{month:0>2}/{year}")
    short = join == "/" and len(year) == 2  # noqa: PLR2004
    return Figure(Sort.DATE, f"{day:0>2}/{month:0>2}/20{year}") if short else None


def telephone(digits: str) -> bool:
    """Say whether digits are a telephone number, old 11-digit ones, landlines and free-call numbers included."""
    return _TELEPHONE.fullmatch(digits) is not None


def masked(text: str) -> bool:
    """Say whether a text is a telephone number of which some digits are not told: "0918xxx123"."""
    return _MASKED.fullmatch(text) is not None


def figures(run: Run) -> list[Figure]:
    """Take a run of digits for what it is: one figure, or the several numbers that it holds."""
    if telephone("".join(run.groups)) and not run.joins.strip(".-"):
        return [Figure(Sort.ASIDE)]
    if found := date(run):
        return [found]
    if _clock(run):
        return [Figure(Sort.CLOCK)]
    parts = _parts(run) if len(run.groups) <= _MOST_GROUPS else []
    return [_number(*part) for part in parts] or [UNCLEAR]


def _clock(run: Run) -> bool:
    """Say whether a run is a time: "14:30", "14:30:05"."""
    hour, *rest = run.groups
    if run.joins not in (":", "::") or int(hour) > _HOURS:
        return False
    return all(len(part) == 2 and int(part) < _MINUTES_IN_HOUR for part in rest)  # noqa: PLR2004


def _parts(run: Run) -> list[tuple[list[str], str]]:
    """Part a run where two numbers meet; nothing where a join between them says too little ("2'320", "12*34")."""
    parts: list[tuple[list[str], str]] = [([run.groups[0]], "")]
    for join, group in zip(run.joins, run.groups[1:], strict=True):
        if join in ".,":
            parts[-1][0].append(group)
            parts[-1] = (parts[-1][0], parts[-1][1] + join)
        elif join in "/-;|" or (join == run.before and join in "_*#|=+:"):
            parts.append(([group], ""))
        else:
            return []
    return parts


def _number(groups: list[str], joins: str) -> Figure:
    """Read groups joined by dots or by commas: thousands in threes, or unclear."""
    if not joins:
        return plain(groups[0])
    first, *rest = groups
    if len(set(joins)) > 1 or len(first) > _GROUP or first[0] == "0" or any(len(group) != _GROUP for group in rest):
        return UNCLEAR
    figure = plain(first + "".join(rest))
    return Figure(figure.sort, joins[0], figure.number, figure.error)
