"""How the service is: /healthz for this process, /readyz for what it stands on, /metrics for a collector."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify

from gateway import access
from gateway.edge import edge
from gateway.line_states import Moment, Standing, standings, troubles
from ledger import watching
from ledger.engine import Connection, DatabaseError, reading
from ledger.leasing import beat
from ledger.migrating import is_current
from ledger.offices import NotLoadedError

TICKER = "ticker"

LINE_GAUGES: Mapping[str, tuple[str, Callable[[Standing], float | None]]] = {
    "waiting": ("Texts that are due on a line and not handed over.", lambda one: one.waiting),
    "drained_seconds": (
        "Seconds until they have gone, by the line's pace; absent where that is not known.",
        lambda one: None if one.takes is None else round(one.takes.total_seconds(), 3),
    ),
    "segments_today": ("Segments handed over on a line since the office's midnight.", lambda one: one.today),
    "budget_segments": ("How many may go out in a day; absent where there is no limit.", lambda one: one.budget),
    "down": ("Whether a line is left alone, since its carrier failed.", lambda one: int(one.down_until is not None)),
    "on": ("Whether a line is set up.", lambda one: int(one.is_on)),
}

health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> Response:
    """Tell that this process serves; whether the rest does is told by /readyz."""
    return Response("ok\n", content_type="text/plain")


@health.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Tell whether reports can be counted and shown. Only a database that is away says no: the rest delays at most."""
    found = _found()
    ready = found["database"] == "ok"
    details = found if access.may_see() else {}
    return jsonify(ready=ready, **details), 200 if ready else 503


@health.get("/metrics")
def metrics() -> Response:
    """The same in Prometheus's words."""
    closed = access.admit()
    if closed is not None:
        return closed
    return Response("\n".join([*_metrics(), ""]), content_type="text/plain; version=0.0.4; charset=utf-8")


def _found() -> dict[str, Any]:
    redis = "ok" if edge().bell.ping() else "away: slower, nothing is lost"
    return {"database": "away", **_ages(), "redis": redis}


def _ages() -> dict[str, Any]:
    """What only the database knows; nothing where it cannot be read."""
    here = edge()
    try:
        if not is_current(here.engine):
            return {"database": "not migrated: run `flask db upgrade`"}
        with reading(here.engine) as connection:
            return {
                "database": "ok",
                "waiting": watching.waiting(connection),
                **_seconds(connection),
                "lines": _lines(connection),
            }
    except DatabaseError:
        return {}


def _lines(connection: Connection) -> dict[str, str] | str:
    """How each line is, in words."""
    try:
        wrong = dict(troubles(_standings(connection), _fallbacks(connection)))
    except NotLoadedError as error:
        return str(error)
    return dict.fromkeys(edge().lines, "ok") | wrong


def _standings(connection: Connection) -> list[Standing]:
    here = edge()
    return standings(connection, here.lines, here.campaigns, Moment(here.clock.now(), datetime.now(UTC)))


def _fallbacks(connection: Connection) -> dict[str, str]:
    """Office -> the line that stands in, of those that have one."""
    campaigns = edge().campaigns.all(connection)
    return {code: campaign.fallback_line for code, campaign in campaigns.items() if campaign.fallback_line}


def _seconds(connection: Connection) -> dict[str, float | None]:
    """Ages: the ticker's beat by real time, a text's by the service's clock, which a demo may have moved."""
    return {
        "ticker_beat_age_seconds": _age(beat(connection, TICKER), datetime.now(UTC)),
        "oldest_waiting_age_seconds": _age(watching.waits_since(connection), edge().clock.now()),
    }


def _age(since: datetime | None, now: datetime) -> float | None:
    return None if since is None else round(max(0.0, (now - since).total_seconds()), 3)


def _metrics() -> Iterator[str]:
    try:
        with reading(edge().engine) as connection:
            counts = {
                "tungngo_inbound_lately": watching.inbound_by_state(connection),
                "tungngo_outbound_lately": watching.outbound_by_state(connection),
            }
            ages = {f"tungngo_{name}": age for name, age in _seconds(connection).items()}
            lines = _line_gauges(connection)
    except DatabaseError:
        yield from _gauge("tungngo_database_up", "Whether the database can be read.", {"": 0})
        return
    yield from _gauge("tungngo_database_up", "Whether the database can be read.", {"": 1})
    for name, by_state in counts.items():
        labelled = {f'{{state="{state}"}}': count for state, count in sorted(by_state.items())}
        yield from _gauge(name, f"Texts by state, of the last {watching.LATELY}.", labelled)
    for name, age in ages.items():
        yield from _gauge(name, "Seconds; absent where there is none.", {} if age is None else {"": age})
    for name, (meaning, measured) in lines.items():
        yield from _gauge(name, meaning, measured)


def _line_gauges(connection: Connection) -> dict[str, tuple[str, dict[str, float]]]:
    """What can be measured of the lines: meaning and samples by name; none without a campaign that can be read."""
    try:
        found = _standings(connection)
    except NotLoadedError:
        return {}
    samples = {
        name: {f'{{line="{one.name}"}}': measure(one) for one in found} for name, (_, measure) in LINE_GAUGES.items()
    }
    return {
        f"tungngo_line_{name}": (meaning, {label: value for label, value in samples[name].items() if value is not None})
        for name, (meaning, _) in LINE_GAUGES.items()
    }


def _gauge(name: str, meaning: str, samples: Mapping[str, float]) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"
    yield from (f"{name}{labels} {value}" for labels, value in samples.items())
