"""The ticker tells the clerks who asks to be registered: each once, whoever looks, how often, and whatever is cut off."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from sqlalchemy import event, select

from ledger.tables import outbound, registration
from tests.carrier_server import CarrierServer
from tests.personas import VAN, at
from tests.road import Road
from workers import rounds, sending
from workers.context import Context


class CutOffError(Exception):
    """Stands for a process that ends in the middle of its work."""


def told(road: Road) -> list[str]:
    mine = select(outbound.c.recipient).where(outbound.c.sentence == "request_new")
    return [row.recipient for row in road.rows(mine)]


def test_the_round_tells_each_request_once_also_when_several_look(
    road: Road, ctx: Context, another: Callable[[], Context]
) -> None:
    road.say("stranger", "DK XA01", at("13:59"))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(rounds.make, [ctx, *(another() for _ in range(3))]))
    assert told(road) == [VAN.number]
    rounds.make(ctx)
    assert told(road) == [VAN.number]


def test_what_is_cut_off_is_told_by_the_next_round(road: Road, ctx: Context) -> None:
    rounds.make(ctx)  # whatever else is due
    road.say("stranger", "DK XA01", at("13:59"))
    for statements in count():
        if not is_cut(ctx, statements):
            break
        noted = road.rows(select(registration.c.told_at))
        assert (told(road), noted) == ([], [(None,)]), "both or none"
    assert statements > 5
    assert told(road) == [VAN.number]


def is_cut(ctx: Context, statements: int) -> bool:
    """Make a round that breaks off at its statement of this number, counted from 0; False where it has fewer."""
    left = iter(range(statements))

    def stop(*_: object) -> None:
        if next(left, None) is None:
            raise CutOffError

    event.listen(ctx.engine, "before_cursor_execute", stop)
    try:
        rounds.make(ctx)
    except CutOffError:
        return True
    finally:
        event.remove(ctx.engine, "before_cursor_execute", stop)
    return False


def test_it_leaves_on_the_line_that_the_clerk_uses(road: Road, ctx: Context, carrier: CarrierServer) -> None:
    road.bring(("van", "KQ", at("13:50")))
    road.take(at("13:50"))
    road.say("stranger", "DK XA01", at("13:59"))
    rounds.make(ctx)
    sending.send_with(ctx)
    (text,) = road.rows(select(outbound).where(outbound.c.sentence == "request_new"))
    assert text.line == "console"
    assert text.sent_at is not None
    assert text.text.startswith("BZTC: 0912345678 xin dang ky XA01 Xa Tan Ha. Dong y, nhan: DUYET 0912345678 XA01.")
    assert carrier.taken == []
