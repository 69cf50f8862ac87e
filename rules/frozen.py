"""A snapshot as JSON's types and back, so that it can be kept as it was for ever, whatever the campaign becomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, cast

from rules.closing import Held, Snapshot
from rules.overview import Headline
from rules.timeliness import Kept, Mark
from rules.verdict import Place, Values

Data = Mapping[str, object]


def as_data(snapshot: Snapshot) -> dict[str, object]:
    """Everything that the snapshot holds."""
    return {
        "period": snapshot.period.isoformat(),
        "headline": asdict(snapshot.headline),
        "before": snapshot.before,
        "figures": [_figure(place, held) for place, held in snapshot.figures.items()],
        "marks": [[mark.unit, mark.duty, mark.period.isoformat(), mark.kept.value] for mark in snapshot.marks],
        "silent": list(snapshot.silent),
        "lowest": [list(one) for one in snapshot.lowest],
    }


def from_data(data: Data) -> Snapshot:
    """The snapshot again."""
    return Snapshot(
        period=date.fromisoformat(str(data["period"])),
        headline=Headline(**cast("dict[str, Any]", data["headline"])),
        before=cast("int", data["before"]),
        figures=dict(_held(figure) for figure in cast("Sequence[Data]", data["figures"])),
        marks=tuple(
            Mark(unit, duty, date.fromisoformat(period), Kept(kept))
            for unit, duty, period, kept in cast("Sequence[Sequence[str]]", data["marks"])
        ),
        silent=tuple(cast("Sequence[str]", data["silent"])),
        lowest=tuple((unit, share) for unit, share in cast("Sequence[tuple[str, float]]", data["lowest"])),
    )


def _figure(place: Place, held: Held) -> dict[str, object]:
    return {
        "unit": place[0],
        "keyword": place[1],
        "values": list(held.values),
        "of": held.of.isoformat(),
        "moment": held.moment.isoformat(),
        "late": held.late,
        "before": None if held.before is None else list(held.before),
    }


def _held(figure: Data) -> tuple[Place, Held]:
    held = Held(
        values=_values(figure["values"]),
        of=date.fromisoformat(str(figure["of"])),
        moment=datetime.fromisoformat(str(figure["moment"])),
        late=bool(figure["late"]),
        before=None if figure["before"] is None else _values(figure["before"]),
    )
    return (str(figure["unit"]), str(figure["keyword"])), held


def _values(values: object) -> Values:
    return tuple(cast("Sequence[int]", values))
