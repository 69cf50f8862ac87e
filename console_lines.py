"""The `flask line` commands: how the lines are, whether one is set up, and whether a day's texts are all there."""

from __future__ import annotations

import sys
import time
from datetime import datetime

import click
from flask.cli import AppGroup

import settings
from clock import Clock
from gateway import line_check, line_telling, reconciling
from gateway.line_states import Moment, standings
from gateway.lines import lines
from gateway.numbers import msisdn
from ledger import offices, trying
from ledger.engine import opened, reading, writing
from ledger.mail import Delivery
from ledger.trying import Try
from plainly import told_plainly
from rules.calendar import period_of
from rules.campaign import Campaign
from workers import sending
from workers.context import Context, context, real

_LOOK_SECONDS = 1.0
_SEND_SECONDS = 2.0
_IS_OVER = frozenset({Delivery.FAILED, Delivery.EXPIRED})

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


@line_group.command("check")
@click.argument("name")
@click.option("--to", "to", metavar="NUMBER", help="Send a test text there, and wait for it and for a text back.")
@click.option("--wait", "wait", default=120.0, help="How many seconds to wait for them.")
def check(name: str, to: str | None, wait: float) -> None:
    """Tell in plain words whether a line is set up, and what to set at the carrier. Exits 1 where anything is wrong."""
    with told_plainly():
        configured = settings.read()
        carrier = lines(configured).get(name)
        if carrier is None:
            raise click.ClickException(f"không có đường {name}: có {', '.join(lines(configured)) or 'không đường nào'}")
        number = msisdn(to) if to else None
        if to and number is None:
            raise click.ClickException(f"{to} không phải số điện thoại")
        with context(configured) as ctx:
            with reading(ctx.engine) as connection:
                campaign, office = offices.Campaigns().only(connection), offices.of_lines(connection).get(name)
            found = list(line_check.found(carrier, configured, office))
            click.echo("\n".join([f"{name}: {carrier.number}", *map(str, found)]))
            click.echo("\n".join(["Cần đặt ở nhà mạng:", *(f"  {step}" for step in carrier.steps())]))
            if number is not None and office is not None:
                found += _tried(ctx, campaign, name, number, wait)
    sys.exit(0 if all(one.is_good for one in found) else 1)


def _tried(ctx: Context, campaign: Campaign, name: str, number: str, seconds: float) -> list[line_check.Finding]:
    """Send a test text out, and tell what came of it and whether one came back."""
    with writing(ctx.engine) as connection:
        tried = trying.write(connection, campaign, name, number, ctx.clock.now())
    click.echo(f"Đang gửi tin thử, chờ nhiều nhất {seconds:.0f} giây; xin nhắn lại HD từ máy đó.")
    told = list(line_check.came_of(_waited(ctx, tried, seconds), name))
    click.echo("\n".join(map(str, told)))
    return told


def _waited(ctx: Context, tried: int, seconds: float) -> Try:
    """What has become of the text at last: on the road that all texts take, whether or not the service runs."""
    until = time.monotonic() + seconds
    while True:
        sending.send_with(ctx, _SEND_SECONDS)
        with reading(ctx.engine) as connection:
            seen = trying.seen(connection, tried)
        is_done = seen.delivery in _IS_OVER or (seen.delivery is Delivery.DELIVERED and seen.came_back)
        if is_done or time.monotonic() >= until:
            return seen
        time.sleep(_LOOK_SECONDS)
