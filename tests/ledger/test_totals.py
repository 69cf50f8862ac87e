"""Figures and totals: whatever is said, in whatever order and batches, they are what a simple model says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, update

from ledger.engine import reading, writing
from ledger.tables import figure, inbound, note, office, outbound, phone, phone_unit, question, report, total
from ledger.totals import standing_on
from rules.campaign import Campaign, Mode, Plausibility
from tests.personas import TAN_CHAU, at
from tests.road import FILES, Road, empty, load

D26, D27, D28, D29 = (date(2020, 8, day) for day in (26, 27, 28, 29))
DAYS = (D26, D27, D28, D29)

# No rise is too steep here: what is questioned is what falls.
CALM = replace(TAN_CHAU, plausibility=Plausibility(floor=1_000_000, share=1))
UNITS = {"XA01": "HG PT PC CB", "XA02": "HG PT PC CB", "YT01": "PC CB", "LT0103": "PT", "LT1201": "PT", "LT01": "PT"}
WHOLES = ("706", "XA01", "TT01")


@dataclass(frozen=True)
class Said:
    """One text: a verb (report, SUA, HUY, XN), of whom, what, when."""

    verb: str
    unit: str
    keyword: str
    value: int
    moment: datetime

    @property
    def text(self) -> str:
        number = f"{self.value} {self.value + 5}" if self.keyword == "CB" else str(self.value)
        if self.verb == "HUY":
            return f"HUY {self.keyword} {self.unit}"
        if self.verb == "XN":
            return f"XN {number.replace(' ', '/')} {self.keyword} {self.unit}"
        return f"{self.verb} {self.keyword} {self.unit} {number}".strip()

    @property
    def day(self) -> date:
        local = self.moment.astimezone(TAN_CHAU.zone)
        return local.date() + timedelta(days=local.hour >= 16)


@dataclass
class Model:
    """An office that keeps every figure in a pile and adds everything up again each time it is asked."""

    piles: dict[tuple[str, str, date], list[tuple[int, datetime, int]]] = field(
        default_factory=partial(defaultdict, list)
    )
    asked: dict[tuple[str, str, date], list[tuple[int, datetime, int]]] = field(
        default_factory=partial(defaultdict, list)
    )

    def own(self, unit: str, keyword: str, day: date) -> int | None:
        pile = self.piles[unit, keyword, day]
        return pile[-1][0] if pile else None

    def before(self, unit: str, keyword: str, day: date) -> int | None:
        if TAN_CHAU.keywords[keyword].mode is Mode.DAILY:
            return None
        earlier = [own for one in DAYS if one < day and (own := self.own(unit, keyword, one)) is not None]
        return earlier[-1] if earlier else None

    def stands(self, unit: str, keyword: str, day: date) -> int | None:
        own = self.own(unit, keyword, day)
        return self.before(unit, keyword, day) if own is None else own

    def sum(self, keyword: str, day: date) -> int:
        return sum(self.stands(unit, keyword, day) or 0 for unit in UNITS)

    def hear(self, said: Said, number: int) -> None:
        if said.verb == "HUY":
            self._withdraw(said)
        elif said.verb == "XN":
            self._confirm(said, number)
        else:
            self._report(said, number)

    def _report(self, said: Said, number: int) -> None:
        place = (said.unit, said.keyword, said.day)
        own, pile = self.own(*place), self.piles[place]
        moves = own != said.value and not (pile and (said.moment, number) < pile[-1][1:])
        if moves and self._bursts(said, said.value):
            return
        self.asked[place] = [one for one in self.asked[place] if one[1:] > (said.moment, number)]
        stood = self.before(*place) if said.verb == "SUA" else self.stands(*place)
        cumulative = TAN_CHAU.keywords[said.keyword].mode is Mode.CUMULATIVE
        if moves and cumulative and stood is not None and said.value < stood:
            self.asked[place].append((said.value, said.moment, number))
        elif moves:
            pile.append((said.value, said.moment, number))

    def _withdraw(self, said: Said) -> None:
        place = (said.unit, said.keyword, said.day)
        pile = self.piles[place]
        if len(pile) > 1 and self._bursts(said, pile[-2][0]):
            return
        if len(pile) == 1 and self._bursts(said, self.before(*place) or 0):
            return
        self.asked[place] = []
        if pile:
            pile.pop()

    def _confirm(self, said: Said, number: int) -> None:
        place = (said.unit, said.keyword, said.day)
        meant = [one for one in self.asked[place] if one[0] == said.value]
        if len(meant) == 1 and not self._bursts(said, said.value):
            self.piles[place].append((said.value, said.moment, number))
            self.asked[place] = [one for one in self.asked[place] if one[1:] > (said.moment, number)]

    def _bursts(self, said: Said, value: int) -> bool:
        rise = value - (self.stands(said.unit, said.keyword, said.day) or 0)
        return said.keyword == "PC" and rise > 0 and self.sum("PC", said.day) + rise > 1000

    def figures(self) -> dict[tuple[str, str, date], tuple[int, ...]]:
        return {
            place: (pile[-1][0], pile[-1][0] + 5) if place[1] == "CB" else (pile[-1][0],)
            for place, pile in self.piles.items()
            if pile
        }

    def total(self, whole: str, group: str, keyword: str, day: date) -> tuple[int, int, int]:
        counts = [
            stands
            for unit in UNITS
            if TAN_CHAU.units[unit].group == group and whole in TAN_CHAU.ancestors[unit]
            if (stands := self.stands(unit, keyword, day)) is not None
        ]
        return sum(counts), sum(count + 5 for count in counts) if keyword == "CB" else 0, len(counts)


places = st.sampled_from([(unit, keyword) for unit, keywords in UNITS.items() for keyword in keywords.split()])
# Around the deadline and the close of three days; the order in which texts are worked is the list's, not the clock's.
moments = st.builds(
    lambda day, minute: at("14:50", day=day) + timedelta(minutes=minute),
    st.integers(26, 28),
    st.integers(0, 139),
)
texts = st.builds(
    lambda verb, place, value, moment: Said(verb, place[0], place[1], value, moment),
    st.sampled_from(["", "", "", "SUA", "HUY", "XN"]),
    places,
    st.sampled_from([0, 100, 200, 400, 500, 600, 900]),
    moments,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(said=st.lists(texts, min_size=1, max_size=24), cuts=st.sets(st.integers(1, 23), max_size=6), twins=st.booleans())
def test_figures_and_totals_are_the_models(engine: Engine, said: list[Said], cuts: set[int], twins: bool) -> None:
    road = prepared(engine)
    model = Model()
    for number, one in enumerate(said):
        model.hear(one, number)
    # The very same texts, cut into batches anywhere; the carrier may bring one twice.
    for batch in batches(said, cuts):
        road.bring(*((one.unit, one.text, one.moment) for one in batch))
        if twins:
            assert replace_ids(road, batch) == 0
        road.take(max(one.moment for one in batch))
        assert road.differences() == []
    assert road.figures() == model.figures()
    for (whole, group, keyword, day), kept in road.totals().items():
        assert kept == model.total(whole, group, keyword, day), (whole, group, keyword, day)
    for day in (*DAYS, date(2020, 8, 31)):
        assert_wholes(road, model, day)


def batches(said: Sequence[Said], cuts: set[int]) -> list[Sequence[Said]]:
    ends = sorted({cut for cut in cuts if cut < len(said)} | {len(said)})
    return [said[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def replace_ids(road: Road, batch: Sequence[Said]) -> int:
    """Bring the batch again under the ids that it had."""
    last = len(road.texts())
    again = Road(road.engine, road.campaign)
    for _ in range(last - len(batch)):
        next(again._ids)
    return again.bring(*((one.unit, one.text, one.moment) for one in batch))


def assert_wholes(road: Road, model: Model, day: date) -> None:
    known = min(day, D29)
    with reading(road.engine) as connection:
        for whole in WHOLES:
            for (group, keyword), kept in standing_on(connection, road.campaign, whole, day).items():
                carried = TAN_CHAU.keywords[keyword].mode is not Mode.DAILY
                expected = model.total(whole, group, keyword, known) if carried or known == day else (0, 0, 0)
                assert (*kept.values, kept.units) == expected, (whole, group, keyword, day)


def prepared(engine: Engine) -> Road:
    """The campaign is loaded once for all examples of a database; what they reported is forgotten."""
    road = Road(engine, CALM)
    if not road.rows(office.select()):
        load(engine, CALM)
    with writing(engine) as connection:
        empty(connection, [outbound, question, note, figure, report, total, inbound])
    return road


@pytest.fixture
def road(engine: Engine) -> Road:
    load(engine)
    return Road(engine)


STORY = [
    ("XA01", "BZ 1000 HG 20", at("27 14:00")),
    ("XA02", "BZ 500", at("27 14:01")),
    ("YT01", "BZ 300", at("27 14:02")),
    ("LT0103", "PT 2", at("27 14:03")),
    ("LT01", "PT 3", at("27 14:04")),
    ("LT1201", "PT 4", at("27 14:05")),
    ("XA01", "BZ 1100", at("14:00")),
    ("LT0103", "PT 1", at("14:01")),
    ("XA02", "BZ 520", at("29 14:00")),
]


def test_groups_are_never_added_to_each_other_and_clusters_roll_up(road: Road) -> None:
    road.bring(*STORY)
    road.take(at("29 14:00"))
    assert road.whole("706", D27, "BZ") == {"commune": 1500, "health": 300}
    assert road.whole("706", D27, "PT") == {"loudspeaker": 9}
    assert road.whole("XA01", D27, "PT") == {"loudspeaker": 5}
    assert road.whole("TT01", D27, "PT") == {"loudspeaker": 4}


def test_a_running_total_is_carried_on_and_a_days_count_is_not(road: Road) -> None:
    road.bring(*STORY)
    road.take(at("29 14:00"))
    assert road.whole("706", D28, "BZ") == {"commune": 1600, "health": 300}
    assert road.whole("706", D29, "BZ") == {"commune": 1620, "health": 300}
    assert road.whole("706", date(2020, 9, 30), "BZ") == {"commune": 1620, "health": 300}
    assert road.whole("706", date(2020, 8, 26), "BZ") == {}
    assert road.whole("706", D28, "PT") == {"loudspeaker": 1}
    assert road.whole("706", D29, "PT") == {}


def test_a_text_of_the_day_before_that_comes_late_moves_the_days_after_it(road: Road) -> None:
    road.bring(
        ("XA01", "BZ 1000", at("27 14:00")), ("XA02", "BZ 500", at("14:00")), ("XA01", "BZ 1200", at("29 14:00"))
    )
    road.take(at("29 14:00"))
    road.bring(("XA03", "BZ 70", at("27 15:30")), ("XA01", "BZ 1100", at("27 15:00")))
    road.take(at("29 14:01"))
    assert [road.whole("706", day, "BZ")["commune"] for day in DAYS[1:]] == [1170, 1670, 1770]
    assert road.differences() == []


def test_one_batch_may_hold_two_days_of_one_unit_beside_rows_that_are_there_already(road: Road) -> None:
    road.bring(("XA02", "BZ 500", at("14:00")))
    road.take(at("14:00"))
    road.bring(("XA01", "BZ 100", at("27 15:59")), ("XA01", "BZ 150", at("27 16:00")), ("XA01", "BZ 160", at("16:01")))
    road.take(at("16:05"))
    assert [road.whole("706", day, "BZ")["commune"] for day in DAYS[1:]] == [100, 650, 660]
    assert road.differences() == []


def test_the_cap_sees_what_the_same_batch_carries_over_the_close(road: Road) -> None:
    road.bring(("XA01", "PC 900", at("15:59")), ("XA02", "PC 200", at("16:01")), ("YT01", "PC 100", at("16:02")))
    road.take(at("16:05"))
    assert [text.word for text in road.texts()] == ["accepted", "over_cap", "accepted"]
    assert road.whole("706", D29, "PC") == {"commune": 900, "health": 100}


@pytest.mark.parametrize(
    ("tampered", "named"),
    [
        (update(total).where(total.c.whole == "706", total.c.keyword == "BZ").values(value1=7), "total 706"),
        (update(total).where(total.c.whole == "XA01").values(units=total.c.units + 1), "total XA01"),
        (delete(total).where(total.c.whole == "TT01"), "total TT01"),
        (update(figure).where(figure.c.unit == "XA02").values(value1=7), "figure XA02"),
        (delete(figure).where(figure.c.unit == "XA02"), "figure XA02"),
        (update(report).where(report.c.unit == "XA02").values(outcome="withdrawn"), "figure XA02"),
        (update(report).where(report.c.unit == "XA02").values(value1=499), "figure XA02"),
    ],
)
def test_the_check_names_whatever_was_tampered_with(road: Road, tampered: Any, named: str) -> None:
    road.bring(*STORY)
    road.take(at("29 14:00"))
    assert road.differences() == []
    road.write(tampered)
    assert any(difference.startswith(named) for difference in road.differences())


def test_a_total_can_be_followed_down_to_the_text(road: Road) -> None:
    road.bring(*STORY)
    road.take(at("29 14:00"))
    chain = road.rows(
        figure.join(report, (figure.c.inbound == report.c.inbound) & (figure.c.seq == report.c.seq))
        .join(inbound, report.c.inbound == inbound.c.id)
        .select()
        .with_only_columns(inbound.c.text, inbound.c.sender, report.c.previous1)
        .where(figure.c.unit == "XA01", figure.c.keyword == "BZ", figure.c.period == D28)
    )
    assert [tuple(row) for row in chain] == [("BZ 1100", "+84990000101", 1000)]


def moved(campaign: Campaign, unit: str, parent: str) -> Campaign:
    return replace(campaign, units=dict(campaign.units) | {unit: replace(campaign.units[unit], parent=parent)})


def test_a_campaign_loaded_anew_adds_up_by_its_own_tree(road: Road) -> None:
    road.bring(*STORY)
    road.take(at("29 14:00"))
    road.campaign = moved(TAN_CHAU, "LT1201", "XA01")
    load(road.engine, road.campaign, {**FILES, "units.csv": "another one"})
    assert road.whole("XA01", D27, "PT") == {"loudspeaker": 9}
    assert road.whole("TT01", D27, "PT") == {}
    assert road.differences() == []
    road.say("LT1201", "SUA PT 6", at("27 15:00"))
    assert road.whole("XA01", D27, "PT") == {"loudspeaker": 11}
    assert road.differences() == []


def test_a_campaign_loaded_again_as_it_was_changes_nothing(road: Road) -> None:
    road.bring(*STORY)
    road.take(at("29 14:00"))
    before = (road.figures(), road.totals(), len(road.rows(phone.select())), len(road.rows(phone_unit.select())))
    load(road.engine)
    after = (road.figures(), road.totals(), len(road.rows(phone.select())), len(road.rows(phone_unit.select())))
    assert after == before
