"""A campaign's folder on disk: its files as texts, the campaign that they make, and, apart from it, the phones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from gateway.numbers import masked, msisdn
from ledger.offices import Registered
from rules.campaign import Campaign
from rules.campaign_file import Fault, parse
from rules.campaign_file.fault import nearest
from rules.campaign_file.units_table import Row, rows

PHONES = "phones.csv"
COLUMNS = ("number", "unit", "name", "role")
ROLES = ("reporter", "leader", "clerk")
_PATTERNS = ("campaign.toml", "units.csv", "wording/*.toml")
_LARGEST = 8 * 1024 * 1024


class CampaignFaults(Exception):  # noqa: N818 - it is what it holds
    """A campaign's folder that cannot be used, with every mistake in it; each prints as one line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def files(folder: Path) -> Mapping[str, str]:
    """The texts of the folder, by path within it. CampaignFaults where one cannot be read; phones are left out."""
    if not folder.is_dir():
        raise CampaignFaults([Fault(str(folder), 1, "there is no such folder", "name the folder of a campaign")])
    return {
        path.relative_to(folder).as_posix(): _text(folder, path)
        for pattern in _PATTERNS
        for path in sorted(folder.glob(pattern))
    }


def load(folder: Path) -> Campaign:
    """The campaign in the folder. CampaignFaults, with every mistake, where it holds any."""
    campaign = parse(files(folder))
    if isinstance(campaign, Campaign):
        return campaign
    raise CampaignFaults(campaign)


def phones(folder: Path, campaign: Campaign, *, demo: bool) -> tuple[Registered, ...]:
    """The phones in the folder, in the order of the file; none where it has no phones.csv.

    A leader or clerk of the whole office has its code among the units. Made-up numbers (the campaign's `demo_numbers`)
    are left out unless `demo`. CampaignFaults where the file is wrong.
    """
    path = folder / PHONES
    if not path.exists():
        return ()
    table, faults = rows(PHONES, _text(folder, path), COLUMNS)
    faults += [fault for row in table for fault in _row_faults(row, campaign)]
    faults += _contradictions(table)
    if faults:
        raise CampaignFaults(sorted(faults))
    made_up = campaign.demo_numbers
    return tuple(phone for phone in _merged(table) if demo or not (made_up and phone.number.startswith(made_up)))


def _text(folder: Path, path: Path) -> str:
    name = path.relative_to(folder).as_posix()
    try:
        if path.stat().st_size > _LARGEST:
            raise CampaignFaults([Fault(name, 1, "the file is larger than 8 MiB", "is it the right file?")])
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CampaignFaults(
            [Fault(name, line, "not a UTF-8 text", "save it as UTF-8 (CSV UTF-8 in Excel)")]
        ) from error
    except OSError as error:
        cause = error.strerror or str(error)
        raise CampaignFaults(
            [Fault(name, 1, f"cannot be read: {cause}", "see that the service may read it")]
        ) from error


def _row_faults(row: Row, campaign: Campaign) -> Iterator[Fault]:
    unit, role = row.fields["unit"], row.fields["role"]
    units = list(campaign.units) if role == "reporter" else [*campaign.units, campaign.office.code]
    if msisdn(row.fields["number"]) is None:
        cure = "write a telephone number, such as 0901234567 or +84901234567"
        yield Fault(PHONES, row.line, "no valid telephone number", cure)
    if role not in ROLES:
        yield Fault(PHONES, row.line, f'unknown role "{role}"', nearest(role, ROLES))
    elif unit not in units:
        yield Fault(PHONES, row.line, f'unknown unit "{unit}" for a {role}', nearest(unit, units))
    if not row.fields["name"]:
        yield Fault(PHONES, row.line, "whose phone is it?", "fill in the name")


def _contradictions(table: Iterable[Row]) -> Iterator[Fault]:
    first: dict[str, Row] = {}
    seen: set[tuple[str, str]] = set()
    for row in table:
        number = msisdn(row.fields["number"])
        if number is None:
            continue
        other = first.setdefault(number, row)
        for column in ("name", "role"):
            if other.fields[column] != row.fields[column]:
                what = f"{masked(number)} has another {column} on line {other.line}"
                yield Fault(PHONES, row.line, what, f"give one number one {column}")
        if (number, row.fields["unit"]) in seen:
            what = f"{masked(number)} is registered for {row.fields['unit']} twice"
            yield Fault(PHONES, row.line, what, "take one of the lines out")
        seen.add((number, row.fields["unit"]))


def _merged(table: Iterable[Row]) -> list[Registered]:
    merged: dict[str, Registered] = {}
    for row in table:
        number, unit = msisdn(row.fields["number"]) or "", row.fields["unit"]
        before = merged.get(number, Registered(number, (), row.fields["name"], row.fields["role"]))
        merged[number] = replace(before, units=(*before.units, unit))
    return list(merged.values())
