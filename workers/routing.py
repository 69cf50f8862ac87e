"""By which line a text leaves: the one it is written for, or the campaign's fallback where that one is down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gateway.carriers.base import Carrier
from ledger import lines
from ledger.engine import Connection
from ledger.lines import State
from ledger.outbound import Barred
from rules.budget import Level, day_began, level
from rules.campaign import Campaign
from rules.pacing import filled
from workers.context import CAMPAIGNS, Context, real


@dataclass(frozen=True, slots=True)
class Routes:
    """What the lines can do at one moment."""

    on: Mapping[str, Carrier]
    fallbacks: frozenset[str]
    down: frozenset[str]
    exhausted: frozenset[str]
    over_budget: frozenset[str]

    def by(self, campaign: Campaign, name: str, *, is_answer: bool) -> str:
        """The line for a text that is written for the line `name`."""
        carrier = self.on.get(name)
        is_mute = carrier is not None and carrier.answers_only and not is_answer
        cannot = carrier is None or is_mute or name in self.down
        return campaign.fallback_line if cannot and self._can(campaign.fallback_line) else name

    def _can(self, name: str) -> bool:
        return name in self.on and name not in self.down and not self.on[name].answers_only

    @property
    def barred(self) -> Barred:
        """What is not to be taken up now. The texts of a line that is down are, where another one takes them over."""
        is_covered = any(self._can(name) and name not in self.exhausted for name in self.fallbacks)
        closed = self.exhausted if is_covered else self.exhausted | self.down
        return Barred(closed, self.over_budget)


def held(connection: Connection, ctx: Context) -> Routes:
    """What the lines can do, and nobody else uses up their pace or budget before this transaction ends."""
    limited = [name for name, one in ctx.lines.items() if one.setup.pace or one.setup.budget is not None]
    if limited:
        lines.hold(connection, limited)
    return routes(connection, ctx)


def routes(connection: Connection, ctx: Context) -> Routes:
    """What the lines can do now."""
    now, known = ctx.clock.now(), lines.states(connection)
    return Routes(
        on=ctx.lines,
        fallbacks=frozenset(campaign.fallback_line for campaign in CAMPAIGNS.all(connection).values()),
        down=frozenset(name for name, state in known.items() if state.health.is_down(now)),
        exhausted=frozenset(name for name, state in known.items() if _is_exhausted(ctx.lines.get(name), state, now)),
        over_budget=_over_budget(connection, ctx, known),
    )


def _is_exhausted(carrier: Carrier | None, state: State, now: datetime) -> bool:
    """Whether not even a text of one segment may go."""
    pace = carrier.setup.pace if carrier else None
    return pace is not None and filled(state.bucket, pace, now).tokens < 1


def _over_budget(connection: Connection, ctx: Context, known: Mapping[str, State]) -> frozenset[str]:
    """The lines on which nothing but answers goes out any more today."""
    limited = {name: carrier for name, carrier in ctx.lines.items() if carrier.setup.budget is not None}
    return frozenset(
        name
        for name, carrier in limited.items()
        if name in known and level(_sent_today(connection, name, known[name]), carrier.setup.budget) is Level.SPENT
    )


def _sent_today(connection: Connection, name: str, state: State) -> int:
    zone = CAMPAIGNS.of(connection, state.office).zone
    return lines.segments_since(connection, name, day_began(zone, real()))
