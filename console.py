"""The `flask` commands: what an operator runs by hand. Each says in plain words what it did, or what is wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

import demo
import settings
from clock import Clock
from console_lines import line_group
from gateway import absences, folder, punctuality, registrations, timetable
from gateway.asked import CannotShowError, moment_asked, span_asked
from gateway.explained import explained
from gateway.lines import lines
from gateway.timetable import clock
from gateway.totals import totals_of
from gateway.ussd.lines import menus
from ledger import absence, closing, offices
from ledger.checking import differences
from ledger.engine import Connection, Engine, lock_office, opened, reading, writing
from ledger.migrating import upgrade
from parsers import expectation
from parsers import explain as explain_text
from parsers import read as read_text
from plainly import told_plainly
from rules.calendar import period_of
from rules.campaign import Campaign
from rules.closing import days_to_close
from rules.punctuality import By
from rules.requests import Decision
from settings import Settings
from workers.supervising import Supervisor

SAMPLE_TEXT = "BZ XA01 1234"
_AT = "A moment by the office's clock: 15:10, or 2020-08-28T15:10; now if not given."


def prepare(configured: Settings) -> None:
    """Migrate, and load the campaign of the settings: what must be done before anything runs."""
    with opened(configured.database_url) as engine:
        upgrade(engine)
        load_campaign(engine, configured)


def load_campaign(engine: Engine, configured: Settings) -> Campaign:
    """Load the folder of the settings, with its phones, and give it the lines that are on."""
    campaign = folder.load(configured.campaign)
    phones = folder.phones(configured.campaign, campaign, demo=configured.demo)
    with writing(engine) as connection:
        offices.load(connection, campaign, folder.files(configured.campaign), phones, Clock.of(configured).now())
        on = lines(configured)
        dialled = (dialect.line for dialect in menus(configured, on).values())
        offices.open_lines(connection, campaign.office.code, [*on, *dialled])
    return campaign


@click.command("up")
def up() -> None:
    """Start everything on this machine, and keep it going."""
    with told_plainly():
        configured = settings.read()
        campaign = folder.load(configured.campaign)
        phones = folder.phones(configured.campaign, campaign, demo=configured.demo)
        sample = (phones[0].number, SAMPLE_TEXT) if phones else None
        sys.exit(Supervisor(configured, lambda: prepare(configured), sample=sample).run())


@click.command("read")
@click.argument("text", required=False)
@click.option("--from", "sender", help="The number that the text came from.")
@click.option(
    "--explain", is_flag=True, help="Say piece by piece what it was taken for, and what should have stood there."
)
@click.option("--jsonl", is_flag=True, help='Read lines {"text": ..., "from": ...} from stdin, answer line by line.')
def read(text: str | None, sender: str | None, *, explain: bool, jsonl: bool) -> None:
    """Show how a text is read, as JSON or explained, without writing anything down."""
    if explain and jsonl:
        raise click.UsageError("--explain takes one TEXT, --jsonl many lines: give one of the two")
    with told_plainly():
        campaign = folder.load(settings.read().campaign)
    vocabulary = campaign.vocabulary
    if explain:
        click.echo("\n".join(explained(explain_text(text or "", vocabulary, sender), campaign)))
        return
    if not jsonl:
        click.echo(_as_line(expectation(read_text(text or "", vocabulary, sender))))
        return
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if line.strip():
            said, sender = _asked(number, line)
            click.echo(_as_line(expectation(read_text(said, vocabulary, sender))))


def _asked(number: int, line: bytes) -> tuple[str, str | None]:
    """The text of a line, and the number that it came from. ClickException where the line is no such thing."""
    try:
        asked = json.loads(line)
    except (RecursionError, ValueError):
        asked = None
    if isinstance(asked, dict) and isinstance(asked.get("text"), str) and isinstance(asked.get("from"), str | None):
        return asked["text"], asked.get("from")
    raise click.ClickException(f'line {number}: write {{"text": "...", "from": "..."}}, or leave "from" out')


def _as_line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@click.command("totals")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="The reporting day; the current one if not given.")
@click.option("--json", "as_json", is_flag=True, help="As the API gives it.")
def totals(on: datetime | None, *, as_json: bool) -> None:
    """Show what stands on a day: the headline's total and each unit's figures."""
    with told_plainly():
        configured = settings.read()
        moment = Clock.of(configured).now()
        with opened(configured.database_url) as engine, reading(engine) as connection:
            campaign = offices.Campaigns().only(connection)
            day = on.date() if on else period_of(campaign, moment)
            found = totals_of(connection, campaign, day, moment)
    click.echo(_as_line(found) if as_json else "\n".join(_table(found)))


def _table(found: Mapping[str, Any]) -> Iterator[str]:
    headline = found["headline"]
    share = "mẫu số chưa rõ" if headline["share"] is None else f"{headline['share']:.1%} của {headline['base']}"
    yield f"{found['office']['name']}, ngày {found['on']}: {headline['keyword']} {headline['value']} ({share})"
    yield f"Đã báo cáo: {headline['reported']}/{headline['expected']} đơn vị"
    for unit in found["units"]:
        figures = "  ".join(
            f"{keyword} {'/'.join(map(str, figure['values']))}"
            + ("" if figure["on"] == found["on"] else f" ({figure['on']})")
            for keyword, figure in unit["figures"].items()
            if figure["values"]
        )
        yield f"  {unit['code']:<7}{unit['name']:<52}{figures or '-'}"


campaign_group = AppGroup("campaign", help="A campaign's folder: check it, load it.")


@campaign_group.command("check")
@click.argument("where", type=click.Path(path_type=Path), required=False)
def check_campaign(where: Path | None) -> None:
    """Name every mistake in a campaign's folder, with file, line and cure."""
    with told_plainly():
        chosen = where or settings.read().campaign
        campaign = folder.load(chosen)
        phones = folder.phones(chosen, campaign, demo=True)
    click.echo(f"{chosen}: {len(campaign.units)} units, {len(campaign.keywords)} keywords, {len(phones)} phones: good.")


@campaign_group.command("load")
@click.argument("where", type=click.Path(path_type=Path), required=False)
def load(where: Path | None) -> None:
    """Load a campaign's folder, as often as you like: nothing that was reported is deleted."""
    with told_plainly():
        configured = settings.read()
        configured = replace(configured, campaign=where) if where else configured
        with opened(configured.database_url) as engine:
            campaign = load_campaign(engine, configured)
    click.echo(f"{campaign.office.name}: {len(campaign.units)} units loaded.")


ledger_group = AppGroup("ledger", help="The record.")


@ledger_group.command("check")
def check_ledger() -> None:
    """Add every total up again from the reports. Exits 1 where anything differs."""
    with told_plainly(), opened(settings.read().database_url) as engine, reading(engine) as connection:
        found = [
            difference
            for campaign in offices.Campaigns().all(connection).values()
            for difference in differences(connection, campaign)
        ]
    for difference in found:
        click.echo(difference)
    click.echo(f"{len(found)} differences.")
    sys.exit(1 if found else 0)


db_group = AppGroup("db", help="The database.")


@db_group.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to the tables of this version."""
    with told_plainly(), opened(settings.read().database_url) as engine:
        upgrade(engine)
    click.echo("The database is up to date.")


@click.command("demo")
def play_demo() -> None:
    """Play the campaign's made-up days through the whole service. Exits 0 only if all went as a clerk's paper says."""
    with told_plainly():
        for line in demo.play(settings.read().campaign):
            click.echo(line)
    click.echo("\nMọi tin nhắn, sổ và tổng số đều khớp với sổ giấy. Every text, book and total is what the paper says.")


@click.command("close")
@click.option("--at", "at", metavar="TIME", help=_AT)
def close(at: str | None) -> None:
    """Close each reporting day that is over, as the ticker does by itself. Closing twice changes nothing."""
    with told_plainly(), _at_work() as (connection, campaign, now):
        moment = _moment(campaign, at, now)
        if moment > now:
            raise click.ClickException(f"{clock(campaign, moment)} chưa đến: chỉ khóa sổ được ngày đã qua")
        over = days_to_close(campaign, closing.last_closed(connection, campaign.office.code), moment)
        closed = closing.close(connection, campaign, moment)
        for day in closed:
            whole = closing.revisions(connection, campaign.office.code, day)[-1].headline
            figures = f"{whole.keyword} {whole.value}, {whole.reported}/{whole.expected} đơn vị đã báo cáo"
            click.echo(f"Đã khóa sổ ngày {day:%d/%m/%Y}: {figures}")
    if over and not closed:
        raise click.ClickException("còn tin đến trước giờ khóa sổ chưa đọc xong: thử lại sau một phút")
    if not over:
        click.echo("Không còn ngày nào phải khóa sổ.")


@click.command("due")
@click.option("--at", "at", metavar="TIME", help=_AT)
def due(at: str | None) -> None:
    """Show who would be texted at a moment and with what, and of everybody else why not. Sends nothing."""
    with told_plainly():
        configured = settings.read()
        now = Clock.of(configured).now()
        with opened(configured.database_url) as engine, reading(engine) as connection:
            campaign = offices.Campaigns().only(connection)
            told = list(timetable.due(connection, campaign, _moment(campaign, at, now)))
    click.echo("\n".join(told))


@click.command("punctuality")
@click.option("--from", "first", metavar="DAY", help="The first day, such as 2020-08-01; thirty days if not given.")
@click.option("--to", "last", metavar="DAY", help="The last day; the current one if not given.")
@click.option(
    "--by", "by", type=click.Choice([one.value for one in By]), default=By.UNIT.value, help="What a row stands for."
)
def show_punctuality(first: str | None, last: str | None, by: str) -> None:
    """Show who kept the deadlines of a span: expected, on time, late, missing, streaks, and SMS segments both ways."""
    with told_plainly():
        configured = settings.read()
        now = Clock.of(configured).now()
        with opened(configured.database_url) as engine, reading(engine) as connection:
            campaign = offices.Campaigns().only(connection)
            asked = (span_asked(first, last, period_of(campaign, now)), By(by))
            report = punctuality.punctuality(connection, campaign, asked, now, lines(configured))
    click.echo("\n".join(punctuality.told(report)))


@click.command("excuse")
@click.argument("unit", required=False)
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]), required=False)
@click.option("--end", is_flag=True, help="It owes again what is due on that day.")
def excuse(unit: str | None, day: datetime | None, *, end: bool) -> None:
    """Excuse a unit from what is due on a day. Without arguments: list who is excused from today on."""
    with told_plainly(), _at_work() as (connection, campaign, now):
        if unit is None or day is None:
            first = period_of(campaign, now)
            for code, excused in absence.excuses_from(connection, campaign.office.code, first):
                click.echo(f"{excused:%d/%m/%Y}  {code}")
            return
        if unit not in campaign.units:
            raise click.ClickException(f"không có đơn vị {unit}")
        if end:
            changed = absence.excuse_no_more(connection, campaign, unit, day.date())
        else:
            changed = absence.excuse(connection, campaign, unit, day.date(), now)
        closing.revise(connection, campaign, day.date(), now)
    state = "phải báo cáo" if end else "được miễn báo cáo"
    click.echo(f"{unit} {state} ngày {day:%d/%m/%Y}{'' if changed else ' (như trước)'}.")


@click.command("deputy")
@click.argument("officer", required=False)
@click.argument("number", metavar="DEPUTY", required=False)
@click.argument("last_day", required=False)
@click.option("--end", is_flag=True, help="End what the officer's deputy may do.")
def deputy(officer: str | None, number: str | None, last_day: str | None, *, end: bool) -> None:
    """Let DEPUTY report in OFFICER's place to the end of LAST_DAY (31/08). Without arguments: list the deputies."""
    with told_plainly(), _at_work() as (connection, campaign, now):
        if officer is None:
            told = absences.listed(connection, campaign, now)
        elif end:
            told = [absences.end(connection, campaign, officer, now, tuple(lines(settings.read())))]
        else:
            on = tuple(lines(settings.read()))
            told = [absences.name(connection, campaign, (officer, number or "", last_day or ""), now, on)]
    for line in told:
        click.echo(line)


@click.command("register")
@click.option("--approve", nargs=2, metavar="NUMBER UNIT", help="Let the number that asks for it report for the unit.")
@click.option("--refuse", nargs=2, metavar="NUMBER UNIT", help="Tell the number that asks for it to call the office.")
def register(approve: tuple[str, str] | None, refuse: tuple[str, str] | None) -> None:
    """Settle who asked by SMS (DK) to report for a unit. Without options: list who still waits."""
    if approve and refuse:
        raise click.UsageError("--approve or --refuse, not both")
    wish = approve or refuse
    with told_plainly(), _at_work() as (connection, campaign, now):
        if wish is None:
            told = list(registrations.listed(connection, campaign))
        else:
            said = registrations.Said(*wish, Decision.APPROVED if approve else Decision.REFUSED, "console")
            told = [registrations.settle(connection, campaign, said, now)]
    for line in told:
        click.echo(line)


@contextmanager
def _at_work() -> Iterator[tuple[Connection, Campaign, datetime]]:
    """A write transaction that holds the one office that is loaded, and the service's present."""
    configured = settings.read()
    with opened(configured.database_url) as engine, writing(engine) as connection:
        campaign = offices.Campaigns().only(connection)
        lock_office(connection, campaign.office.code)
        yield connection, campaign, Clock.of(configured).now()


def _moment(campaign: Campaign, given: str | None, now: datetime) -> datetime:
    """The moment that was given: by the office's clock, and of today where it is only a time."""
    try:
        return moment_asked(campaign, given, now)
    except CannotShowError as error:
        raise click.BadParameter(error.words, param_hint="--at") from error


COMMANDS = (
    up,
    read,
    totals,
    due,
    close,
    show_punctuality,
    excuse,
    deputy,
    register,
    play_demo,
    campaign_group,
    ledger_group,
    line_group,
    db_group,
)
