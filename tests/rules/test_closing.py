"""The close: what is frozen, what leaders are told, and what a later look finds changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway.wording import word
from rules import calendar
from rules.closing import Change, Snapshot, days_to_close, revision, snapshot
from rules.frozen import as_data, from_data
from rules.segments import segments
from rules.standing import Standing
from rules.summary import expires_at, is_due, summaries, told_to
from rules.timeliness import Kept
from rules.verdict import Figure, Phone
from tests.personas import DUNG, LONG, TAN_CHAU, VAN, at

FRIDAY = date(2020, 8, 28)
PHONES = [Phone(one.number, one.units, one.role) for one in (DUNG, LONG, VAN)]
counts = st.dictionaries(st.sampled_from(TAN_CHAU.headline_units), st.integers(0, 9999))


def figure(count: int, day: date = FRIDAY, *, late: bool = False) -> Figure:
    return Figure((count,), day, at("14:00"), late, inbound=1, seq=0)


def standing(
    today: dict[str, int], yesterday: dict[str, int] | None = None, bases: dict[str, int] | None = None
) -> Standing:
    book = Standing(TAN_CHAU)
    for day, keyword, found in (
        (FRIDAY - timedelta(1), "BZ", yesterday or {}),
        (FRIDAY, "BZ", today),
        (FRIDAY, "SM", bases or {}),
    ):
        for unit, count in found.items():
            book.figures.setdefault((unit, keyword), {})[day] = figure(count, day)
    units = TAN_CHAU.headline_units
    stands = [book.stands((unit, "BZ"), FRIDAY) for unit in units]
    book.headline["BZ", FRIDAY] = sum(one.values[0] for one in stands if one)
    return book


def closed(*args: dict[str, int]) -> Snapshot:
    return snapshot(standing(*args), frozenset(), FRIDAY)


def test_what_a_snapshot_holds() -> None:
    found = closed({"XA01": 120, "XA02": 50}, {"XA01": 100, "XA03": 30})
    assert (found.headline.value, found.before) == (200, 130)
    assert (found.figures["XA01", "BZ"].values, found.figures["XA01", "BZ"].before) == ((120,), (100,))
    assert found.figures["XA03", "BZ"].of == FRIDAY - timedelta(1)
    assert ("XA04", "BZ") not in found.figures
    assert "XA03" in found.silent
    assert "XA01" not in found.silent
    kept = {(mark.unit, mark.duty): mark.kept for mark in found.marks}
    assert kept["XA01", "1a"] is Kept.ON_TIME
    assert kept["XA03", "1a"] is Kept.MISSING
    assert kept["MT01", "8, 10"] is Kept.MISSING  # a Friday


@given(counts, counts, st.booleans())
def test_the_summary_is_at_most_two_segments(today: dict[str, int], yesterday: dict[str, int], known: bool) -> None:
    bases = dict.fromkeys(TAN_CHAU.headline_units, 4000) if known else {}
    found = summaries(closed(today, yesterday, bases))
    assert sum(segments(word(TAN_CHAU, one.key, one.facts, "vi")).parts for one in found) <= 2
    assert (len(found) == 2) is known


def test_the_summary_says_the_change_and_no_share_of_only_some() -> None:
    every = dict.fromkeys(TAN_CHAU.headline_units, 1000)
    texts = [word(TAN_CHAU, one.key, one.facts) for one in summaries(closed({"XA01": 120}, {"XA01": 100}, every))]
    assert texts[0].startswith(
        "BZTC: Ngay 28/08 toan huyen BZ 120 (+20), tren 12.000 may thong minh, dat 1,0%. Da bao cao 1/12 don vi. Chua: XA02,"
    )
    assert texts[1] == (
        "BZTC: Ngay 28/08, don vi thap nhat ve BZ: TT01 0,0%, XA02 0,0%, XA03 0,0%. Da bao cao 1/12 don vi."
    )
    partly = summaries(closed({"XA01": 120}, {}, {"XA01": 1000}))[0]
    assert (partly.facts["share"], partly.facts["base"]) == (None, None)


def test_who_gets_it_and_when() -> None:
    assert told_to(PHONES) == (DUNG.number, LONG.number)
    assert told_to([replace(PHONES[0], refuses_reminders=True), replace(PHONES[1], opted_out=True)]) == ()
    found = closed({})
    assert not is_due(TAN_CHAU, found, at("15:59"))
    assert is_due(TAN_CHAU, found, at("16:00"))
    assert not is_due(TAN_CHAU, found, at("23:00"))
    assert is_due(TAN_CHAU, found, at("29 07:00"))
    assert not is_due(TAN_CHAU, found, at("29 16:00"))
    assert expires_at(TAN_CHAU, found) == at("29 16:00")


@given(counts, counts)
def test_a_revision_says_what_changed_and_nothing_else(before: dict[str, int], after: dict[str, int]) -> None:
    old, new = closed(before), closed(after)
    found = revision(old, new)
    differ = {unit for unit in before.keys() | after.keys() if before.get(unit) != after.get(unit)}
    assert ({change.unit for change in found.changes} if found else set()) == differ
    if found:
        assert found.headline == (sum(before.values()), sum(after.values()))
        assert {mark.unit for mark, _ in found.marks} == before.keys() ^ after.keys()


@given(counts, counts, counts)
def test_a_snapshot_is_kept_as_json_and_comes_back_the_same(
    today: dict[str, int], yesterday: dict[str, int], bases: dict[str, int]
) -> None:
    found = closed(today, yesterday, bases)
    assert from_data(json.loads(json.dumps(as_data(found)))) == found


def test_a_withdrawn_figure_and_a_late_one_are_changes_too() -> None:
    old = closed({"XA01": 120})
    assert revision(old, old) is None
    gone = revision(old, closed({}))
    assert gone is not None
    assert gone.changes == (Change("XA01", "BZ", (120,), None),)
    late = standing({})
    late.figures["XA01", "BZ"] = {FRIDAY: figure(120, late=True)}
    late.headline["BZ", FRIDAY] = 120
    moved = revision(old, snapshot(late, frozenset(), FRIDAY))
    assert moved is not None
    assert (moved.changes, [new.kept for _, new in moved.marks]) == ((), [Kept.LATE])


@given(st.lists(st.integers(0, 72), min_size=1, max_size=12))
def test_each_day_is_closed_once_and_in_order_however_often_one_looks(hours: list[int]) -> None:
    moment, last, seen = at("16:00", 1, 8), None, []
    for step in hours:
        moment += timedelta(hours=step)
        for day in days_to_close(TAN_CHAU, last, moment):
            assert calendar.closes_at(TAN_CHAU, day) <= moment
            seen.append(day)
            last = day
        assert days_to_close(TAN_CHAU, last, moment) == []
    assert seen == [seen[0] + timedelta(days=nth) for nth in range(len(seen))]
    assert TAN_CHAU.ends
    assert seen[-1] <= TAN_CHAU.ends
