"""How many statements a batch costs: a handful, however many texts it holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, event, select

from ledger import closing, deputising, inbound, lines, notices, outbound, punctuality, reminding, spending
from ledger.engine import connect, reading, writing
from ledger.mail import Arrival, Delivery, Receipt
from ledger.spending import Limited
from ledger.tables import report
from tests.personas import STRANGER, TAN_CHAU, at
from tests.road import LINE, OFFICER, Road, counted, load

REPORTERS = [unit for unit in OFFICER if unit[:2] in {"XA", "TT", "LT", "YT"}]

GROWING = ("inbound", "outbound", "report", "figure", "total", "reminded", "snapshot", "deputy", "excused")


def mixed(number: int) -> tuple[str, str]:
    """A text of a busy day, the next after that of another unit."""
    unit = REPORTERS[number % len(REPORTERS)]
    if unit.startswith("LT"):
        return unit, [f"PT {number % 7}", "HUY PT", "KQ"][number % 3]
    figures = f"BZ {number} HG {number % 50}" if unit[:2] in {"XA", "TT"} else f"BZ {number} HT {number % 50}"
    return unit, [figures, f"SUA BZ {number + 1}", "HUY BZ", "XN 100", "KQ HUYEN", f"PC {number % 9}", "?"][number % 7]


def test_a_batch_of_500_mixed_texts_runs_a_handful_of_statements(engine: Engine) -> None:
    load(engine)
    road = Road(engine)
    start = at("15:30")
    said = [(*mixed(n), start + n * timedelta(seconds=5)) for n in range(490)]
    said += [(STRANGER[:-1] + str(n), "BZ XA01 5", start) for n in range(10)]
    road.bring(*said)
    with counted(engine) as statements:
        assert road.take(at("16:20")) == 500
    assert len([text for text in road.texts() if text.state == "received"]) == 0
    assert road.differences() == []
    assert len(statements) <= 50, "\n".join(sorted(statements))


def test_the_statements_do_not_grow_with_the_batch(engine: Engine) -> None:
    load(engine)
    road = Road(engine)
    counts = []
    for day, size in ((28, 60), (29, 400)):
        road.bring(*((*mixed(n), at("14:00", day=day) + n * timedelta(seconds=1)) for n in range(size)))
        with counted(engine) as statements:
            road.take(at("14:30", day=day))
        counts.append(len(statements))
    assert counts[1] <= counts[0] + 5


def test_the_statements_of_punctuality_do_not_grow_with_its_span(engine: Engine) -> None:
    load(engine)
    road = Road(engine)
    for day in range(20, 29):
        road.bring(*((*mixed(n), at("14:00", day=day) + n * timedelta(seconds=1)) for n in range(30)))
        road.take(at("14:30", day=day))
    counts = []
    for first in (date(2020, 8, 28), date(2020, 8, 20)):
        span = (first, date(2020, 8, 28))
        with counted(engine) as statements, reading(engine) as connection:
            punctuality.marks_of(connection, TAN_CHAU, span, at("16:00"))
            punctuality.traffic_of(connection, TAN_CHAU, span, {})
        counts.append(len(statements))
    assert counts[1] == counts[0] <= 12


def test_no_history_is_read_through(sqlite: str) -> None:
    """Whatever grows for ever is only looked at through an index: by the drain, the senders and the ticker."""
    engine = connect(sqlite)
    load(engine)
    road = Road(engine)
    road.bring(*((*mixed(n), at("14:00")) for n in range(60)), (STRANGER, "BZ XA01 5", at("14:00")))
    road.bring(*(("hoa", text, at("14:00")) for text in ("UQ 0912345678 DEN 28/8", "UQ 0990000102 DEN 28/8", "HUY UQ")))
    road.bring(("binh", "UQ 0912345678 DEN 28/8", at("14:00")))
    asked: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    road.take(at("14:30"))
    with writing(engine) as connection:
        inbound.waiting_since(connection, at("14:30"))
        inbound.set_aside_worn(connection, at("14:30"))
        inbound.claim_again(connection, at("14:30"))
        outbound.any_to_send(connection, at("14:30"))
        outbound.any_to_ask(connection, at("14:30"), at("14:30"))
        waiting = outbound.claim(connection, at("14:30"), at("14:30"))
        outbound.claim_unsure(connection, at("14:30"), at("14:30"))
        outbound.expire(connection, at("14:30"))
        outbound.receipt(connection, Receipt("console", "sid", Delivery.SENT, at("14:30")))
        assert waiting
        outbound.sent(connection, waiting, "sid", at("14:30"))
        for moment in (at("14:30"), at("16:10")):
            closing.close(connection, TAN_CHAU, moment)
            notices.tell(connection, TAN_CHAU, "summary", closing.news(connection, TAN_CHAU, moment).write, [LINE])
            over = deputising.untold(connection, TAN_CHAU, moment)
            notices.tell(connection, TAN_CHAU, deputising.DEPUTY, over, [LINE])
            look_after_the_line(connection, moment)
            for _ in range(2):
                planned = reminding.plan(connection, TAN_CHAU, moment)
                reminding.carry_out(connection, TAN_CHAU, moment, planned, [LINE])
    event.remove(engine, "before_cursor_execute", note)
    with reading(engine) as connection:
        plans = {statement: _plan(connection, statement, parameters) for statement, parameters in asked}
    assert len(plans) > 25
    assert any("ix_outbound_stranger" in step for steps in plans.values() for step in steps)
    read_through = {
        statement: step
        for statement, steps in plans.items()
        for step in steps
        if step.startswith(tuple(f"SCAN {table}" for table in GROWING))
        and "USING INDEX ix_inbound_received" not in step
    }
    assert read_through == {}
    engine.dispose()


def look_after_the_line(connection: Connection, moment: datetime) -> None:
    """What the ticker does about each line beside its texts."""
    lines.backlog(connection, moment)
    alarms = spending.untold(connection, TAN_CHAU, [Limited(LINE, "+84900000001", 0)], (moment, moment))
    notices.tell(connection, TAN_CHAU, "desk", alarms, [LINE])
    filled = [Arrival(LINE, f"filled-{n}", STRANGER, LINE, "BZ 1", moment, moment) for n in range(3)]
    inbound.fill_back(connection, inbound.unknown(connection, LINE, filled), [])


def _plan(connection: Connection, statement: str, parameters: Any) -> list[str]:
    if statement.startswith(("BEGIN", "PRAGMA")):
        return []
    one = parameters[0] if isinstance(parameters, list) else parameters
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", one)]


def test_reports_count_up_in_the_order_of_judgement(engine: Engine) -> None:
    load(engine)
    road = Road(engine)
    road.bring(*((unit, f"PT {n}", at("14:00")) for n, unit in enumerate(REPORTERS) if unit.startswith("LT")))
    road.take(at("14:01"))
    reports = road.rows(select(report.c.inbound).order_by(report.c.id))
    assert [one.inbound for one in reports] == [one.id for one in road.texts()]
