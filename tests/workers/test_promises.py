"""Whatever befalls it, in whatever order: nobody is texted twice, at night, or about what he has reported; each day closes once.

Random clocks that jump, crashes between any two steps, restarts, rounds at once, a carrier that loses its answers, and the
texts of the officers, on the real ledger, the real rounds, the real senders and a real carrier's server.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from itertools import cycle
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine, select

from gateway import absences
from gateway.bell import Bell
from gateway.carriers.setup import Setup
from gateway.carriers.twilio import Twilio
from ledger import absence, closing, offices, watching
from ledger.clock_tables import reminded, snapshot
from ledger.engine import connect, reading, writing
from ledger.tables import metadata, outbound, phone
from rules.campaign import Campaign
from rules.frozen import from_data
from tests.carrier_server import BREAKS_AFTER, BREAKS_BEFORE, HANGS_UP_AFTER, CarrierServer, Reply, listening
from tests.personas import BINH, DUNG, HERE, HOA, LIEN, LONG, MAI, NUMBERS, STRANGER, THU, VAN, YEN, at
from tests.road import FILES, CutOffError, Road, cut_off, empty, in_zone
from tests.standing import StandingClock
from tests.workers.promises import DAY, LAST_DAY, LEADERS, MINUTE, Promises, Taken, day_of
from workers import rounds, sending, ticking
from workers.context import Context
from workers.ticking import Ticker

LOADED = ("office", "line", "unit", "phone", "phone_unit")
PEOPLE = (HOA, BINH, MAI, LIEN, YEN, THU, DUNG, LONG, VAN)
LINE = "twilio"
BEGINS, END = at("27 13:50"), at("30 23:00")
HOUR = timedelta(hours=1)
NIGHTS = [("22:00", "07:00"), ("15:20", "09:30"), ("14:40", "15:10")]
ASTRAY = {"waiting", "expired", "failed"}
MAYBE = {"sending", "unsure"}
NOWHERE = Bell("unix:///nowhere/valkey.sock")
# When something begins or ends: the steps, the deadlines, the close, the nights.
MORNING = ["07:00", "09:00", "09:30", "09:45", "10:00", "10:15", "10:30"]
CLOCKS = [*MORNING, "14:00", "14:40", "14:45", "15:00", "15:10", "15:15", "15:20", "15:30", "16:00", "22:00"]
FEW = 3
MOODS = [BREAKS_BEFORE, BREAKS_AFTER, HANGS_UP_AFTER, Reply(429), Reply(400, {"code": 21211, "message": "invalid"})]
ahead, late = st.integers(0, 3), st.sampled_from([-1, 0, 0, 0, 1, 4, 20])
statements = st.integers(0, 60)
reporters = st.sampled_from(
    [
        ("hoa", "XA01", "BZ"),
        ("mai", "XA01", "BZ"),
        ("binh", "XA02", "BZ"),
        ("mai", "LT01", "PT"),
        ("lien", "LT0103", "PT"),
        ("yen", "YT01", "CB"),
        ("thu", "MT01", "HT"),
        ("long", "XA02", "BZ"),
    ]
)


class Carrier(CarrierServer):
    """Notes of each text that it takes which row it was, and when that was by the clock of the office."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = StandingClock(BEGINS)
        self.real = datetime.now(UTC)
        self.texts: list[Taken] = []

    def begin_anew(self) -> None:
        self.clock = StandingClock(BEGINS)
        self.real = datetime.now(UTC)
        for noted in (self.texts, self.taken, self.calls, self.replies):
            noted.clear()

    def take(self, form: dict[str, str], **more: str) -> dict[str, str]:
        row = int(form["StatusCallback"].rpartition("=")[2])
        self.texts.append(Taken(row, form["To"], form["Body"], self.clock.moment))
        return super().take(form, date_created=format_datetime(self.real), **more)


@dataclass
class Bench:
    """What all runs share: a loaded database, the way to it, its campaign, and the carrier's server."""

    connect: Callable[[], Engine]
    campaign: Campaign
    carrier: Carrier


class Office(RuleBasedStateMachine):
    """An office between Thursday noon and the end of the campaign."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.carrier = bench.carrier
        self.carrier.begin_anew()
        self.clock = self.carrier.clock
        self.ctx = self._started()
        self.road = Road(self.ctx.engine, bench.campaign, LINE)
        _forget(self.ctx.engine)
        reminders = bench.campaign.reminders
        self.promises = Promises((reminders.quiet_from, reminders.quiet_to))
        self.seen = 0
        self.holders: dict[tuple[Any, ...], set[int]] = defaultdict(set)
        self.closed_until = date(2020, 8, 26)
        self._tick()

    def _started(self) -> Context:
        account = {"account_sid": "AC" + "0" * 32, "auth_token": "a token", "api_base": self.carrier.url}
        lines = {LINE: Twilio(Setup(LINE, "+84900000001", account, "https://sms.example.org"))}
        return Context(self.clock, self.bench.connect(), NOWHERE, lines)

    def teardown(self) -> None:
        """At last all is well: whatever can still be told is told."""
        self.carrier.replies.clear()
        for moment in (self.clock.moment, at("31 10:00"), at("31 15:15"), at("31 16:00")):
            self.carrier.real += HOUR
            self.clock.moment = max(moment, self.clock.moment)
            self._tick()
            self.all_is_as_promised()
        self.ctx.engine.dispose()

    # --- the clock ------------------------------------------------------------------------------------------------

    @rule(ahead=ahead, late=late)
    def time_passes(self, ahead: int, late: int) -> None:
        """Until one of the next moments that count, give or take some minutes."""
        now = self.clock.moment
        coming = (at(f"{now.astimezone(HERE).day + days} {clock}") for days in range(2) for clock in CLOCKS)
        wanted = [moment for moment in coming if moment > now][ahead] + timedelta(minutes=late)
        self._wait_until(max(now + MINUTE, wanted))

    def _wait_until(self, moment: datetime) -> None:
        moment = min(moment, END)
        self.carrier.real += max(moment - self.clock.moment, MINUTE)
        self.clock.moment = moment

    @rule(hours=st.sampled_from([-1, 1]))
    def the_clock_jumps(self, hours: int) -> None:
        self.clock.moment = min(self.clock.moment + hours * HOUR, END)

    # --- the service ----------------------------------------------------------------------------------------------

    @rule(ahead=ahead, late=late)
    def the_ticker_looks(self, ahead: int, late: int) -> None:
        self.time_passes(ahead, late)
        self._tick()

    @rule()
    def the_ticker_looks_again(self) -> None:
        self._tick()

    def _tick(self) -> None:
        """Nothing is in its way but the carrier's moods."""
        self.promises.round_made(self.clock.moment)
        ticker = Ticker(self.ctx, f"here:{self.carrier.real}")
        ticker.tick()
        ticker.resign()
        self._check_that_all_was_told()

    @rule(ahead=ahead, late=late, statements=statements)
    def a_round_is_cut(self, ahead: int, late: int, statements: int) -> None:
        self.time_passes(ahead, late)
        known = self.promises.known
        self.promises.round_made(self.clock.moment)
        try:
            with cut_off(self.ctx.engine, statements):
                rounds.make(self.ctx)
        except CutOffError:
            self.promises.known = known

    @rule(ahead=ahead, late=late)
    def two_rounds_are_made_at_once(self, ahead: int, late: int) -> None:
        self.time_passes(ahead, late)
        self.promises.round_made(self.clock.moment)
        another = self._started()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(rounds.make, [self.ctx, another]))
        another.engine.dispose()

    @rule(statements=statements, restarts=st.booleans())
    def a_sender_dies(self, statements: int, restarts: bool) -> None:
        with suppress(CutOffError), cut_off(self.ctx.engine, statements):
            sending._send_until_none(self.ctx, time.monotonic() + 30)
        if restarts:
            self.ctx.engine.dispose()
            self.ctx = self._started()
            self.road.engine = self.ctx.engine
            self.carrier.real += timedelta(seconds=20)

    @precondition(lambda self: len(self.carrier.replies) < FEW)
    @rule(moods=st.lists(st.sampled_from(MOODS), min_size=1, max_size=5))
    def the_carrier_has_moods(self, moods: list[Reply]) -> None:
        self.carrier.replies.extend(moods)

    # --- the people -----------------------------------------------------------------------------------------------

    @rule(one=reporters, what=st.sampled_from(["5", "5", "4", "900", "HUY", "XN", "TC"]))
    def somebody_texts(self, one: tuple[str, str, str], what: str) -> None:
        who, unit, keyword = one
        texts = {"HUY": f"HUY {keyword} {unit}", "XN": "XN 900", "TC": "TC"}
        pair = f" {what}" * (2 if keyword == "CB" else 1)
        self.road.say(who, texts.get(what, f"{keyword} {unit}{pair}"), self.clock.moment)
        self.promises.reported = frozenset(self.road.figures())
        if what == "TC":
            self.promises.wants_nothing.add(NUMBERS[who])

    @precondition(lambda self: len(self.promises.excused) < FEW)
    @rule(one=reporters)
    def the_office_excuses(self, one: tuple[str, str, str]) -> None:
        day = day_of(self.clock.moment)
        with writing(self.ctx.engine) as connection:
            absence.excuse(connection, self.bench.campaign, one[1], day, self.clock.moment)
            closing.revise(connection, self.bench.campaign, day, self.clock.moment)
        self.promises.excused.add((one[1], day))

    @precondition(lambda self: len(self.promises.deputies) < FEW)
    @rule(
        officer=st.sampled_from([HOA, MAI, THU]),
        deputy=st.sampled_from([BINH.number, STRANGER]),
        days=st.integers(0, 2),
    )
    def an_officer_goes_away(self, officer: offices.Registered, deputy: str, days: int) -> None:
        now = self.clock.now()
        last = day_of(now) + days * DAY
        try:
            with writing(self.ctx.engine) as connection:
                absences.name(connection, self.bench.campaign, (officer.number, deputy, f"{last:%d/%m}"), now, [LINE])
        except absences.CannotNameError:  # the clock was set back: what was said later holds
            assert any(one[0] == officer.number and one[2] > now for one in self.promises.deputies)
        else:
            self.promises.deputies.append((officer.number, deputy, self.clock.moment, last))

    # --- what is looked at ----------------------------------------------------------------------------------------

    @invariant()
    def all_is_as_promised(self) -> None:
        rows = {row.id: row for row in self.road.rows(select(outbound))}
        for text in self.carrier.texts[self.seen :]:
            self.promises.took(text, rows[text.row].purpose)
        self.seen = len(self.carrier.texts)
        self._check_what_is_known(rows.values())
        self._check_keys({text.row for text in self.carrier.texts})
        self._check_days()
        with reading(self.ctx.engine) as connection:
            seen = watching.outbound_by_state(connection)
        assert sum(seen.get(state, 0) for state in MAYBE) == sum(row.state in MAYBE for row in rows.values())

    def _check_what_is_known(self, rows: Iterable[Any]) -> None:
        """Of each wording to a number the carrier has what is sent, and no more than may be: whose is whose is all one."""
        taken = Counter((text.number, text.body) for text in self.carrier.texts)
        sent = Counter((row.recipient, row.text) for row in rows if row.state not in ASTRAY | MAYBE)
        maybe = Counter((row.recipient, row.text) for row in rows if row.state in MAYBE)
        for what in taken | sent:
            assert sent[what] <= taken[what] <= sent[what] + maybe[what], what

    def _check_keys(self, taken: set[int]) -> None:
        """Whoever is told: a duty's step of a day is the business of one text that left."""
        for row in self.road.rows(select(reminded)):
            held = self.holders[row.duty, row.period, row.step, row.phone]
            held.add(row.outbound)
            assert len(held & taken) <= 1, f"told twice: {row}"

    def _check_days(self) -> None:
        """Each day is closed once, in order; the last that was made of it holds what stands."""
        kept = self.road.rows(select(snapshot).order_by(snapshot.c.period, snapshot.c.revision))
        days = [row.period for row in kept if row.reason == "closed"]
        assert days == [days[0] + nth * DAY for nth in range(len(days))]
        latest = {row.period: from_data(row.data) for row in kept}
        stands = self.road.figures()
        for day, frozen in latest.items():
            ours = {place: one.values for place, one in frozen.figures.items() if one.of == day}
            assert ours == {(unit, keyword): value for (unit, keyword, of), value in stands.items() if of == day}

    def _check_that_all_was_told(self) -> None:
        """A round and its sending are over: what was due has left, or it is on record why it has not."""
        now = self.clock.moment
        self.closed_until = max(self.closed_until, min(day_of(now) - DAY, LAST_DAY))
        assert self.closed_until == max(row.period for row in self.road.rows(select(snapshot)))
        told = {
            (row.phone, (row.duty, row.period, row.step))
            for row in self.road.rows(select(reminded, outbound).join(outbound, outbound.c.id == reminded.c.outbound))
            if row.state != "expired" and (row.state != "waiting" or row.next_at > now)
        }
        stopped = {row.number for row in self.road.rows(select(phone).where(phone.c.opted_out))}
        for number, step in self.promises.due(now):
            assert (number, step) in told or number in stopped, f"not told: {number} {step}"
        self._check_that_the_summary_was_told(day_of(now) - DAY)

    def _check_that_the_summary_was_told(self, day: date) -> None:
        if day <= date(2020, 8, 26) or day > LAST_DAY or self.promises.is_night(self.clock.moment):
            return
        found = self.road.rows(select(outbound).where(outbound.c.purpose == "summary"))
        told = Counter(row.recipient for row in found if row.facts["day"] == day.isoformat() and row.state != "expired")
        for leader in LEADERS:
            assert leader in self.promises.wants_nothing or told[leader] >= 1, f"no summary of {day}: {leader}"


def _forget(engine: Engine) -> None:
    with writing(engine) as connection:
        empty(connection, [table for table in reversed(metadata.sorted_tables) if table.name not in LOADED])
        connection.execute(phone.update().values(refuses_reminders=False, opted_out=False))


def _campaign(engine: Engine, quiet: tuple[str, str]) -> Campaign:
    """The letter's campaign with other quiet hours, loaded with the few people of the tests."""
    files = dict(FILES)
    for name, was, now in (("from", "22:00", quiet[0]), ("to", "07:00", quiet[1])):
        files["campaign.toml"] = files["campaign.toml"].replace(f"quiet_{name} = {was}:00", f"quiet_{name} = {now}:00")
    campaign = offices.parsed(files)
    with writing(engine) as connection:
        offices.load(connection, campaign, files, PEOPLE, at("27 07:00"))
        offices.open_lines(connection, campaign.office.code, [LINE])
    return campaign


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    """One that knows the time by the office's clock."""
    with listening(Carrier()) as server:
        yield server


@pytest.mark.parametrize(
    ("database", "quiet", "examples"),
    [("sqlite", NIGHTS[0], 6), ("sqlite", NIGHTS[1], 2), ("sqlite", NIGHTS[2], 2), ("postgresql", NIGHTS[0], 1)],
)
def test_whatever_happens(
    request: pytest.FixtureRequest,
    carrier: Carrier,
    monkeypatch: pytest.MonkeyPatch,
    database: str,
    quiet: tuple[str, str],
    examples: int,
) -> None:
    url = request.getfixturevalue(database)
    zones = cycle(["UTC", "America/New_York", "Pacific/Kiritimati"])
    for module in (sending, ticking):
        monkeypatch.setattr(module, "real", lambda: carrier.real)
    made = connect(url)
    bench = Bench(lambda: in_zone(connect(url), next(zones)), _campaign(made, quiet), carrier)
    made.dispose()

    class Here(Office):
        def __init__(self) -> None:
            super().__init__(bench)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=32,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
