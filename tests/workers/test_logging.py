"""What the log tells of a day: how many texts became what, and never whose number or which words."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ledger.tables import inbound, outbound
from tests.carrier_server import BREAKS_AFTER, CarrierServer, Reply
from tests.personas import STRANGER, at
from tests.road import Road
from workers import intake, sending
from workers.context import Context

SAID = [
    ("XA01", "BZ XA01 1234", at("13:50")),
    ("XA02", "BZ XA02 56", at("13:50")),
    ("XA03", "Kinh gui huyen, xa bi mat song", at("13:50")),
    ("XA04", "BZ XA04 7 GC loa hong", at("13:50")),
    (STRANGER, "DK XA01", at("13:50")),
]


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def refused(road: Road) -> Reply:
    """As Twilio refuses: it quotes the number."""
    number = road.rows(select(outbound.c.recipient).order_by(outbound.c.id))[0].recipient
    return Reply(400, {"code": 21211, "message": f"The 'To' number {number} is not a valid phone number."})


def whole_day(road: Road, ctx: Context, carrier: CarrierServer) -> None:
    """Texts of all kinds, and every way in which sending may go wrong."""
    road.bring(*SAID)
    intake.drain_with(ctx)
    road.write(update(outbound).values(line="twilio"))
    carrier.replies.extend([refused(road), Reply(429), Reply(401), BREAKS_AFTER])
    sending.send_with(ctx)
    carrier.replies.append(Reply(503))
    for _ in range(3):
        ctx.clock.move_to(ctx.clock.now() + timedelta(seconds=90))
        sending.send_with(ctx)


def test_a_batch_is_one_line_with_its_counts(road: Road, ctx: Context, caplog: pytest.LogCaptureFixture) -> None:
    road.bring(*SAID)
    intake.drain_with(ctx)
    assert [record.getMessage() for record in caplog.records if record.name == intake.__name__] == [
        "5 texts: totalled/accepted 3, parsed/unknown 1, parsed/register 1"
    ]


def test_what_was_not_sent_is_told_with_its_reason(
    road: Road, ctx: Context, carrier: CarrierServer, caplog: pytest.LogCaptureFixture
) -> None:
    whole_day(road, ctx, carrier)
    told = [record.getMessage().split(" ", 2)[2] for record in caplog.records if record.name == sending.__name__]
    assert set(told) >= {
        "failed: 21211",
        "waiting: throttled",
        "waiting: our credentials are refused: HTTP 401",
        "unsure: HTTP 500",
    }
    assert not any(line.startswith("sent") for line in told)


def test_no_number_and_no_words_are_in_the_log(
    road: Road, ctx: Context, carrier: CarrierServer, caplog: pytest.LogCaptureFixture
) -> None:
    whole_day(road, ctx, carrier)
    assert caplog.records
    texts = road.rows(select(inbound.c.sender, inbound.c.text))
    answers = road.rows(select(outbound.c.recipient, outbound.c.text))
    secrets = {secret for row in (*texts, *answers) for secret in row if secret}
    assert {STRANGER, "DK XA01"} <= secrets
    found = {secret for secret in secrets if secret in caplog.text or secret.removeprefix("+84") in caplog.text}
    assert found == set()
