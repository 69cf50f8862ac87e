"""A worker that was held up for so long that another one did its work must find that out, and leave everything be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

import journey
from ledger.tables import outbound, report
from rules.campaign import Campaign
from rules.verdict import Message
from tests.personas import at
from tests.road import Road
from workers import intake
from workers.context import Context, real


def test_who_lost_the_lease_while_reading_settles_nothing(
    road: Road, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    road.bring(("XA01", "BZ 5", at("13:50")), ("XA02", "alo alo", at("13:50")))
    parse = journey.parse

    def slowly(campaign: Campaign, messages: Sequence[Message]) -> list[tuple[Message, Any]]:
        parsed = parse(campaign, messages)
        monkeypatch.setattr(journey, "parse", parse)
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(intake, "real", lambda: real() + timedelta(minutes=1))
            assert intake.drain_with(ctx) == 2
        return parsed

    monkeypatch.setattr(journey, "parse", slowly)
    intake.drain_with(ctx)
    assert [text.attempts for text in road.texts()] == [2, 2]
    assert len(road.rows(select(report))) == 1
    assert len(road.rows(select(outbound))) == 2
