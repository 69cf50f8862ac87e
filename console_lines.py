"""The `flask line` commands: how the lines are, whether one is set up, and whether a day's texts are all there."""

from __future__ import annotations

import click
from flask.cli import AppGroup

import settings
from clock import Clock
from gateway import line_telling
from gateway.line_states import Moment, standings
from gateway.lines import lines
from ledger import offices
from ledger.engine import opened, reading
from plainly import told_plainly
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
