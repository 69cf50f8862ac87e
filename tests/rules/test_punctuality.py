"""The table of punctuality: every text in one row only, so that each column adds up to the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.punctuality import About, By, Traffic, tabulate
from tests.personas import TAN_CHAU

codes = st.sampled_from([*list(TAN_CHAU.units)[:4], "LT01", "GONE"])
duties = st.sampled_from([*[duty.code for duty in TAN_CHAU.duties], "gone"])
abouts = st.builds(About, st.frozensets(codes, max_size=3), st.frozensets(duties, max_size=3))
texts = st.dictionaries(abouts, st.builds(Traffic, st.integers(0, 9), st.integers(0, 9), st.none() | st.integers(0, 9)))


@given(texts, st.sampled_from(By))
def test_the_rows_add_up_whatever_texts_were_about(found: dict[About, Traffic], by: By) -> None:
    table = tabulate(TAN_CHAU, [], found, by)
    rows = [*table.rows, table.shared]
    assert sum((row.traffic for row in rows), Traffic()) == table.whole.traffic == sum(found.values(), Traffic())
    assert sum(row.score.segments for row in rows) == table.whole.score.segments
    assert sum(row.score.cost or 0 for row in rows) == (table.whole.score.cost or 0)


@pytest.mark.parametrize(
    ("about", "by", "row"),
    [
        (About(frozenset({"XA01"})), By.UNIT, "XA01"),
        (About(frozenset({"XA01", "XA02"})), By.UNIT, ""),
        (About(frozenset({"XA01", "XA02"})), By.GROUP, "commune"),
        (About(frozenset({"XA01", "LT01"})), By.GROUP, ""),
        (About(frozenset({"XA01"})), By.DUTY, ""),
        (About(frozenset({"GD01"}), frozenset({"3"})), By.DUTY, "3"),
        (About(frozenset({"VH01"}), frozenset({"4", "6"})), By.DUTY, ""),
        (About(), By.UNIT, ""),
    ],
)
def test_a_text_counts_where_it_belongs_alone(about: About, by: By, row: str) -> None:
    table = tabulate(TAN_CHAU, [], {about: Traffic(1, 2)}, by)
    assert [one.code for one in [*table.rows, table.shared] if one.traffic == Traffic(1, 2)] == [row]
    assert table.whole.score.cost is None, "without a price nothing is said to be free"
