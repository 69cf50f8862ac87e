"""How the service is: /healthz for this process, /readyz for what it stands on, /metrics for a collector."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify

from gateway import access
from gateway.edge import edge
from ledger import watching
from ledger.engine import Connection, DatabaseError, reading
from ledger.leasing import beat
from ledger.migrating import is_current

TICKER = "ticker"

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
            return {"database": "ok", "waiting": watching.waiting(connection), **_seconds(connection)}
    except DatabaseError:
        return {}


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
    except DatabaseError:
        yield from _gauge("tungngo_database_up", "Whether the database can be read.", {"": 0})
        return
    yield from _gauge("tungngo_database_up", "Whether the database can be read.", {"": 1})
    for name, by_state in counts.items():
        labelled = {f'{{state="{state}"}}': count for state, count in sorted(by_state.items())}
        yield from _gauge(name, f"Texts by state, of the last {watching.LATELY}.", labelled)
    for name, age in ages.items():
        yield from _gauge(name, "Seconds; absent where there is none.", {} if age is None else {"": age})


def _gauge(name: str, meaning: str, samples: Mapping[str, float]) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"
    yield from (f"{name}{labels} {value}" for labels, value in samples.items())
