"""Closed days: each as it was frozen, what changed in it since, and what the leaders were told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import pairwise

from flask import Blueprint, Response, make_response, render_template, request

from gateway.access import guard
from gateway.asked import day_asked, opened
from gateway.edge import edge
from gateway.pages import saying
from gateway.pages.away import tell_when_away
from gateway.pages.refused import tell_why_not
from gateway.wording import word
from ledger.closed import Told, closed_days, told_of
from ledger.closing import Edition, editions
from rules.calendar import period_of
from rules.campaign import Campaign
from rules.closing import Held, Revision, Snapshot, revision
from rules.timeliness import Kept
from rules.verdict import Place, Values

_DAY = timedelta(days=1)
_MOST = 31

closed = Blueprint("closed", __name__)
guard(closed)
tell_when_away(closed)
tell_why_not(closed)


@closed.get("/days")
def days() -> Response:
    """The closed days, the last one first; those until the day that `to` names."""
    with opened() as (connection, campaign):
        until = day_asked(request.args.get("to"), period_of(campaign, edge().clock.now()))
        found = closed_days(connection, campaign.office.code, until, _MOST + 1)
    older = found[_MOST].period if len(found) > _MOST else None
    return _unkept(
        render_template("days.html", say=saying, campaign=campaign, days=found[:_MOST], older=older),
    )


@closed.get("/days/<given>")
def day(given: str) -> Response:
    """One closed day. 404 where it has not been closed, or never was."""
    with opened() as (connection, campaign):
        current = period_of(campaign, edge().clock.now())
        on = day_asked(given, current)
        kept = editions(connection, campaign.office.code, on)
        leaders = told_of(connection, campaign.office.code, on)
    if not kept:
        return _unkept(render_template("not_closed.html", say=saying, campaign=campaign, on=on), 404)
    return _unkept(
        render_template(
            "closed_day.html",
            say=saying,
            campaign=campaign,
            on=on,
            book=Book(campaign, kept),
            leaders=[(one, _words(campaign, one)) for one in leaders],
            before=on - _DAY,
            after=on + _DAY if on + _DAY < current else None,
        )
    )


@dataclass(frozen=True)
class Line:
    """A figure as it was frozen, and what stands there now. Either is None where there was, or is, none."""

    unit: str
    keyword: str
    frozen: Held | None
    now: Values | None

    @property
    def moved(self) -> bool:
        """Whether it was changed after the close."""
        return self.now != (self.frozen.values if self.frozen else None)


@dataclass(frozen=True)
class Book:
    """A closed day with all its editions."""

    campaign: Campaign
    kept: Sequence[Edition]

    @property
    def frozen(self) -> Snapshot:
        """As it was at its close."""
        return self.kept[0].snapshot

    @property
    def now(self) -> Snapshot:
        """As it stands after the last change."""
        return self.kept[-1].snapshot

    @cached_property
    def revisions(self) -> list[tuple[Edition, Revision]]:
        """Each change after the close, with what it changed."""
        pairs = [(after, revision(before.snapshot, after.snapshot)) for before, after in pairwise(self.kept)]
        return [(edition, found) for edition, found in pairs if found is not None]

    @cached_property
    def lines(self) -> list[Line]:
        """All figures, unit by unit: in the campaign's order, those that it no longer names last."""
        places = dict.fromkeys([*self.frozen.figures, *self.now.figures])
        order = {code: nth for nth, code in enumerate(self.campaign.units)}
        return [self._line(place) for place in sorted(places, key=lambda place: order.get(place[0], len(order)))]

    def _line(self, place: Place) -> Line:
        now = self.now.figures.get(place)
        return Line(*place, self.frozen.figures.get(place), now.values if now else None)

    @cached_property
    def duties(self) -> list[tuple[str, dict[Kept, list[str]]]]:
        """Each duty that fell due on the day: which units kept it how, as it was at the close."""
        found: dict[str, dict[Kept, list[str]]] = {}
        for mark in self.frozen.marks:
            found.setdefault(mark.duty, {kept: [] for kept in Kept})[mark.kept].append(mark.unit)
        return list(found.items())

    def unit(self, code: str) -> str:
        """A unit's name, its code where the campaign no longer has it."""
        return self.campaign.units[code].name if code in self.campaign.units else code

    def duty(self, code: str) -> str:
        """A duty's name, its code where the campaign no longer has it."""
        return next((duty.name for duty in self.campaign.duties if duty.code == code), code)


def _words(campaign: Campaign, one: Told) -> str:
    """As it went out; as it would go out now where it still waits."""
    return one.text or word(campaign, one.sentence, one.facts)


def _unkept(shown: str, status: int = 200) -> Response:
    return make_response(shown, status, {"Cache-Control": "no-store"})
