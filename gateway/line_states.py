"""How each line is: the same view for `flask line list`, /readyz and /metrics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.carriers import CARRIERS
from gateway.carriers.base import Carrier
from gateway.lines import Lines
from ledger import lines as ledger
from ledger.engine import Connection
from ledger.lines import Backlog, State
from ledger.offices import Campaigns
from rules.budget import Level, day_began, level
from rules.pacing import drained, filled

_CARRIERS = {carrier: name for name, carrier in CARRIERS.items()}
_NOTHING = Backlog(0, 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """One line at a moment.

    `office` is empty where no office has it, `carrier` where it is not set up. `down_until` is None where it works;
    `takes` how long its backlog takes, None where its pace is not known.
    """

    name: str
    carrier: str = ""
    number: str = ""
    office: str = ""
    down_until: datetime | None = None
    waiting: int = 0
    takes: timedelta | None = None
    today: int = 0
    budget: int | None = None
    price: int | None = None

    @property
    def is_on(self) -> bool:
        """Whether it is set up."""
        return bool(self.carrier)

    @property
    def level(self) -> Level | None:
        """How much of the day's budget is used up."""
        return level(self.today, self.budget)


@dataclass(frozen=True, slots=True)
class Moment:
    """The present, by the service's clock, which a demo moves, and the real one, by which days are paid."""

    now: datetime
    real: datetime


def standings(connection: Connection, lines: Lines, campaigns: Campaigns, at: Moment) -> list[Standing]:
    """Every line that is set up or that an office has, by name."""
    states, waiting = ledger.states(connection), ledger.backlog(connection, at.now)
    return [
        _standing(connection, name, (lines.get(name), states.get(name), waiting.get(name, _NOTHING)), campaigns, at)
        for name in sorted({*lines, *states})
        if not ledger.is_dialled(name)
    ]


def _standing(
    connection: Connection,
    name: str,
    known: tuple[Carrier | None, State | None, Backlog],
    campaigns: Campaigns,
    at: Moment,
) -> Standing:
    carrier, state, backlog = known
    zone = campaigns.of(connection, state.office).zone if state else None
    is_down = state is not None and state.health.is_down(at.now)
    return Standing(
        name=name,
        carrier=_CARRIERS.get(type(carrier), name) if carrier else "",
        number=carrier.number if carrier else "",
        office=state.office if state else "",
        down_until=state.health.down_until if state and is_down else None,
        waiting=backlog.texts,
        takes=_takes(carrier, state, backlog, at.now),
        today=ledger.segments_since(connection, name, day_began(zone, at.real)) if zone else 0,
        budget=carrier.setup.budget if carrier else None,
        price=carrier.setup.price if carrier else None,
    )


def _takes(carrier: Carrier | None, state: State | None, backlog: Backlog, now: datetime) -> timedelta | None:
    """By its pace, and not before it is tried again; no time at all where nothing waits."""
    if not backlog.texts:
        return timedelta()
    if carrier is None or state is None or carrier.setup.pace is None:
        return None
    resumes = state.health.down_until if state.health.is_down(now) else None
    begins = resumes or now
    return (
        begins - now + drained(filled(state.bucket, carrier.setup.pace, begins), carrier.setup.pace, backlog.segments)
    )


def troubles(found: Sequence[Standing], fallbacks: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong, as (line, words): for whoever watches the service. `fallbacks` is office -> line that stands in.

    None of it keeps a report from being counted: where one line is down the others work.
    """
    on = {one.name for one in found if one.is_on}
    for one in found:
        if not one.is_on:
            yield one.name, "off: it is not set up any more, what waits on it waits"
        elif not one.office:
            yield one.name, "no office's: run `flask campaign load`"
        elif one.down_until is not None:
            stands_in = fallbacks.get(one.office, "")
            instead = f"{stands_in} sends" if stands_in in on - {one.name} else "its texts wait"
            yield one.name, f"down until {one.down_until.isoformat(timespec='seconds')}: {instead}"
        elif one.level is Level.SPENT:
            yield one.name, f"budget spent ({one.today} of {one.budget} segments): only answers go out"
        elif one.level is Level.NEAR:
            yield one.name, f"budget nearly spent ({one.today} of {one.budget} segments)"
    for line in sorted(set(fallbacks.values()) - on - {one.name for one in found}):
        yield line, "the campaign's fallback_line, but not set up: nobody stands in"
