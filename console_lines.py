"""The `flask line` commands: how the lines are, whether one is set up, and whether a day's texts are all there."""

from __future__ import annotations

import sys
from datetime import datetime

import click
from flask.cli import AppGroup

import settings
from clock import Clock
from gateway import line_telling, reconciling
from gateway.line_states import Moment, standings
from gateway.lines import lines
from ledger import offices
from ledger.engine import opened, reading
from plainly import told_plainly
from rules.calendar import period_of
from workers.context import real

line_group = AppGroup("line", help="The lines: how they are, whether one is set up, whether a day is complete.")


@line_group.command("list")
def list_lines() -> None:
    """Show each line: its carrier, number, whether it works, what waits until when, and today's segments and budget."""
    with told_plainly():
        configured = settings.read()
        on, now, campaigns = lines(configured), Clock.of(configured).now(), offices.Campaigns()
        with opened(configured.database_url) as engine, reading(engine) as connection:
            campaign = campaigns.only(connection)
            found = standings(connection, on, campaigns, Moment(now, real()))
            told = [*line_telling.told(campaign, found, now), *line_telling.not_reached(connection, campaign)]
    click.echo("\n".join(told))


@line_group.command("reconcile")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="The reporting day; the current one if not given.")
def reconcile(on: datetime | None) -> None:
    """Compare a day's texts with what each carrier says came in, and name what is missing. Exits 1 where they differ."""
    with told_plainly():
        configured = settings.read()
        carriers, now = lines(configured), Clock.of(configured).now()
        with opened(configured.database_url) as engine:
            with reading(engine) as connection:
                campaign = offices.Campaigns().only(connection)
            day = on.date() if on else period_of(campaign, now)
            span = reconciling.span_of(campaign, day, now)
            asked = reconciling.lists(carriers, span, now)
            with reading(engine) as connection:
                found = reconciling.accounts(connection, campaign, asked, carriers, span)
    click.echo("\n".join(reconciling.told(campaign, day, span, found)))
    sys.exit(0 if all(one.is_equal for one in found) else 1)
