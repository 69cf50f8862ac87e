"""Offices with their campaigns, lines, units and phones: loaded as often as one likes, never deleting what reported."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, and_, delete, func, select, update

from ledger import totals
from ledger.dialects import among, insert_or_replace, insert_unless_known
from ledger.engine import lock_office
from ledger.tables import line, office, phone, phone_unit, registration, report, unit
from rules.campaign import Campaign
from rules.campaign_file import parse
from rules.registering import CLERK
from rules.requests import Decision
from rules.verdict import REPORTER, Phone

NO_NAME = "chưa rõ tên"
"""Stands for whoever was registered by text: his name comes with the campaign's next phones.csv."""


class NotLoadedError(Exception):
    """An office's campaign is not loaded, or cannot be; the words say what to do."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A phone as the office registers it: number in E.164, its units, whose it is, its role."""

    number: str
    units: tuple[str, ...]
    name: str
    role: str


def load(
    connection: Connection, campaign: Campaign, files: Mapping[str, str], phones: Sequence[Registered], now: datetime
) -> None:
    """Put a campaign in place of the one the office had. `files` is its text, by which every process will judge.

    NotLoadedError where it leaves out a unit that has reported, or a keyword that was reported.
    """
    code = campaign.office.code
    lock_office(connection, code)
    if missing := forgotten(connection, campaign):
        message = f"the campaign leaves out {', '.join(missing)}, of which there are reports: put them back in"
        raise NotLoadedError(message)
    changed = connection.scalar(select(office.c.digest).where(office.c.code == code)) != digest(files)
    connection.execute(
        insert_or_replace(connection, office, "code"),
        {
            "code": code,
            "name": campaign.office.name,
            "campaign": dict(files),
            "digest": digest(files),
            "loaded_at": now,
        },
    )
    _load_units(connection, campaign)
    if changed:  # a unit may have another parent now, or another group
        totals.rebuild(connection, campaign)
    register(connection, code, phones)


def forgotten(connection: Connection, campaign: Campaign) -> list[str]:
    """The units and keywords that the campaign no longer names: what was reported of them would hang in the air."""
    ours = report.c.office == campaign.office.code
    units = set(connection.scalars(select(report.c.unit).where(ours).distinct()))
    keywords = set(connection.scalars(select(report.c.keyword).where(ours).distinct()))
    return sorted(units - campaign.units.keys()) + sorted(keywords - campaign.keywords.keys())


def digest(files: Mapping[str, str]) -> str:
    """A campaign's fingerprint."""
    whole = "\0".join(f"{name}\0{text}" for name, text in sorted(files.items()))
    return sha256(whole.encode()).hexdigest()


def _load_units(connection: Connection, campaign: Campaign) -> None:
    code = campaign.office.code
    connection.execute(update(unit).where(unit.c.office == code).values(active=False))
    connection.execute(
        insert_or_replace(connection, unit, "office", "code"),
        [
            {"office": code, "code": one.code, "name": one.name, "grp": one.group, "parent": one.parent, "active": True}
            for one in campaign.units.values()
        ],
    )


def register(connection: Connection, code: str, registered: Sequence[Registered]) -> None:
    """Register phones, or change what they may report for. What one refused stays refused, what was granted granted."""
    if not registered:
        return
    connection.execute(
        insert_or_replace(connection, phone, "office", "number", keep=("id", "refuses_reminders", "opted_out")),
        [{"office": code, "number": one.number, "name": one.name, "role": one.role} for one in registered],
    )
    ours = and_(phone.c.office == code, among(connection, phone.c.number, [one.number for one in registered]))
    ids = {row.number: row.id for row in connection.execute(select(phone.c.number, phone.c.id).where(ours))}
    connection.execute(delete(phone_unit).where(phone_unit.c.phone_id.in_(select(phone.c.id).where(ours))))
    granted = _granted(connection, code, list(ids))
    units = [
        {"phone_id": ids[one.number], "unit": its, "place": place}
        for one in registered
        for place, its in enumerate(dict.fromkeys((*one.units, *granted.get(one.number, ()))))
    ]
    if units:
        connection.execute(phone_unit.insert(), units)


def _granted(connection: Connection, code: str, numbers: Collection[str]) -> dict[str, list[str]]:
    """Number -> the units that its owner asked for and got."""
    approved = and_(registration.c.office == code, registration.c.state == Decision.APPROVED.value)
    found = select(registration.c.number, registration.c.unit).where(
        approved, among(connection, registration.c.number, numbers)
    )
    granted: dict[str, list[str]] = {}
    for row in connection.execute(found.order_by(registration.c.inbound)):
        granted.setdefault(row.number, []).append(row.unit)
    return granted


def grant(connection: Connection, code: str, number: str, unit_code: str) -> None:
    """Let a phone report for one unit more; a number that is new is registered by that, its owner's name yet unknown."""
    new = {"office": code, "number": number, "name": NO_NAME, "role": REPORTER}
    connection.execute(insert_unless_known(connection, phone, "office", "number"), new)
    ours = select(phone.c.id).where(phone.c.office == code, phone.c.number == number)
    id_ = connection.scalar(ours)
    place = connection.scalar(select(func.count()).select_from(phone_unit).where(phone_unit.c.phone_id == id_))
    more = {"phone_id": id_, "unit": unit_code, "place": place}
    connection.execute(insert_unless_known(connection, phone_unit, "phone_id", "unit"), more)


def open_lines(connection: Connection, code: str, names: Iterable[str]) -> None:
    """Give the lines that no office has yet to this one: a text finds its office by the line it came in on."""
    rows = [{"name": name, "office": code} for name in names]
    if rows:
        connection.execute(insert_unless_known(connection, line, "name"), rows)


def of_lines(connection: Connection) -> dict[str, str]:
    """Line -> the code of its office."""
    return {row.name: row.office for row in connection.execute(select(line))}


def phones(
    connection: Connection, code: str, numbers: Iterable[str] | None = None, role: str | None = None
) -> dict[str, Phone]:
    """The office's registered phones by number: all, or those among `numbers`, or of one role."""
    found = (
        select(phone.c.number, phone.c.role, phone.c.refuses_reminders, phone.c.opted_out, phone_unit.c.unit)
        .outerjoin(phone_unit, phone.c.id == phone_unit.c.phone_id)
        .where(phone.c.office == code)
        .order_by(phone.c.number, phone_unit.c.place)
    )
    if numbers is not None:
        found = found.where(among(connection, phone.c.number, list(numbers)))
    if role is not None:
        found = found.where(phone.c.role == role)
    known: dict[str, Phone] = {}
    for row in connection.execute(found):
        units = known[row.number].units if row.number in known else ()
        units = (*units, row.unit) if row.unit else units
        known[row.number] = Phone(row.number, units, row.role, row.refuses_reminders, row.opted_out)
    return known


def clerks(connection: Connection, code: str) -> list[str]:
    """The clerks' numbers; not of those who want no texts that they did not ask for."""
    known = phones(connection, code, role=CLERK).values()
    return [each.number for each in known if not each.refuses_reminders and not each.opted_out]


def refuse_reminders(connection: Connection, code: str, numbers: Sequence[str]) -> None:
    """Remember that these numbers want no reminders."""
    refused = update(phone).where(phone.c.office == code, phone.c.number.in_(numbers))
    connection.execute(refused.values(refuses_reminders=True))


def mark_opted_out(connection: Connection, code: str, number: str) -> None:
    """Remember that the carrier delivers nothing to this number any more, for the office to see."""
    connection.execute(update(phone).where(phone.c.office == code, phone.c.number == number).values(opted_out=True))


def opted_out(connection: Connection, code: str) -> list[tuple[str, str]]:
    """The (number, name) of each registered phone to which a carrier delivers nothing any more."""
    found = (
        select(phone.c.number, phone.c.name).where(phone.c.office == code, phone.c.opted_out).order_by(phone.c.number)
    )
    return [(row.number, row.name) for row in connection.execute(found)]


@dataclass
class Campaigns:
    """The campaigns that a process judges by, read again when an office loads a new one."""

    _known: dict[str, tuple[str, Campaign]] = field(default_factory=dict)

    def of(self, connection: Connection, code: str) -> Campaign:
        """The campaign of an office as it is loaded now. NotLoadedError where there is none."""
        current = connection.scalar(select(office.c.digest).where(office.c.code == code))
        if current is None:
            message = f"no office {code!r} is loaded: run `flask campaign load`"
            raise NotLoadedError(message)
        if self._known.get(code, ("",))[0] != current:
            files = connection.scalar(select(office.c.campaign).where(office.c.code == code))
            self._known[code] = (current, parsed(files or {}))
        return self._known[code][1]

    def only(self, connection: Connection) -> Campaign:
        """The campaign of the one office that is loaded. NotLoadedError where there is none, or more than one."""
        campaigns = list(self.all(connection).values())
        if len(campaigns) != 1:
            message = f"{len(campaigns)} offices are loaded, not one: run `flask campaign load`"
            raise NotLoadedError(message)
        return campaigns[0]

    def all(self, connection: Connection) -> dict[str, Campaign]:
        """The campaigns of all offices, by code."""
        return {code: self.of(connection, code) for code in connection.scalars(select(office.c.code))}


def parsed(files: Mapping[str, str]) -> Campaign:
    """The campaign of files that were checked when they were loaded."""
    campaign = parse(files)
    if isinstance(campaign, Campaign):
        return campaign
    message = "the loaded campaign does not pass the check: run `flask campaign load` with this version"
    raise NotLoadedError(message)
