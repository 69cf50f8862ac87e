"""Offices, campaigns and phones: loaded as often as one likes, and nothing that was reported is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, select, update

from gateway import folder
from ledger import offices
from ledger.engine import reading, writing
from ledger.offices import Campaigns, NotLoadedError, Registered
from ledger.tables import office, phone, unit
from rules.campaign import Campaign
from settings import ROOT
from tests.personas import HOA, MAI, STRANGER, TAN_CHAU, at
from tests.road import FILES, Road, load

FLOOD = ROOT / "campaigns" / "flood-example"


@pytest.fixture
def road(engine: Engine) -> Road:
    load(engine)
    return Road(engine)


def without(units: set[str] = frozenset(), keywords: set[str] = frozenset()) -> Campaign:  # type: ignore[assignment]
    return replace(
        TAN_CHAU,
        units={code: one for code, one in TAN_CHAU.units.items() if code not in units},
        keywords={code: one for code, one in TAN_CHAU.keywords.items() if code not in keywords},
        duties=tuple(duty for duty in TAN_CHAU.duties if not keywords & set(duty.keywords)),
    )


@pytest.mark.parametrize(("campaign", "missing"), [(without({"XA01"}), "XA01"), (without(keywords={"HG"}), "HG")])
def test_what_was_reported_cannot_be_left_out(road: Road, campaign: Campaign, missing: str) -> None:
    road.say("XA01", "HG 5", at("14:00"))
    with pytest.raises(NotLoadedError, match=missing):
        load(road.engine, campaign, {**FILES, "units.csv": "without it"})
    with reading(road.engine) as connection:
        assert Campaigns().of(connection, "706").units.keys() == TAN_CHAU.units.keys()
    assert road.differences() == []


def test_a_unit_that_never_reported_may_be_left_out_and_its_phone_is_no_units(road: Road) -> None:
    road.say("XA02", "HG 5", at("14:00"))
    road.campaign = without({"XA01"} | {code for code in TAN_CHAU.units if TAN_CHAU.units[code].parent == "XA01"})
    load(road.engine, road.campaign, {**FILES, "units.csv": "without it"})
    active = {row.code: row.active for row in road.rows(select(unit))}
    assert (active["XA01"], active["XA02"]) == (False, True)
    answer = road.say("hoa", "BZ 5", at("14:01"))
    assert answer
    assert "chua dang ky" in answer
    assert road.say("hoa", "HD", at("14:02"))


def test_a_phone_keeps_the_order_of_its_units(road: Road) -> None:
    with writing(road.engine) as connection:
        offices.register(connection, "706", [Registered(STRANGER, ("XA05", "LT05", "XA01"), "Ai", "reporter")])
        assert offices.phones(connection, "706", [STRANGER])[STRANGER].units == ("XA05", "LT05", "XA01")
        offices.register(connection, "706", [Registered(STRANGER, ("LT05",), "Ai", "reporter")])
        assert offices.phones(connection, "706", [STRANGER])[STRANGER].units == ("LT05",)
        assert set(offices.phones(connection, "706")) > {HOA.number, MAI.number, STRANGER}


def test_who_refused_reminders_has_refused_them_for_good(road: Road) -> None:
    road.say("hoa", "TC", at("14:00"))
    load(road.engine)
    refused = road.rows(select(phone.c.number).where(phone.c.refuses_reminders))
    assert [row.number for row in refused] == [HOA.number]


def test_two_offices_keep_to_themselves(road: Road) -> None:
    flood = folder.load(FLOOD)
    with writing(road.engine) as connection:
        offices.load(connection, flood, folder.files(FLOOD), [], at("07:00"))
        offices.open_lines(connection, flood.office.code, ["console", "other"])
        assert offices.of_lines(connection) == {"console": "706", "other": flood.office.code}
        campaigns = Campaigns()
        assert set(campaigns.all(connection)) == {"706", flood.office.code}
        with pytest.raises(NotLoadedError, match="2 offices"):
            campaigns.only(connection)
        with pytest.raises(NotLoadedError, match="no office"):
            campaigns.of(connection, "nowhere")


def test_a_process_reads_a_campaign_once_until_it_is_loaded_anew(road: Road) -> None:
    campaigns = Campaigns()
    files = {**FILES, "campaign.toml": FILES["campaign.toml"].replace("cap = 1000", "cap = 10")}
    with reading(road.engine) as connection:
        first = campaigns.of(connection, "706")
        assert campaigns.of(connection, "706") is first
    load(road.engine, offices.parsed(files), files)
    with reading(road.engine) as connection:
        assert campaigns.of(connection, "706").keywords["PC"].cap == 10


def test_a_campaign_that_this_version_cannot_read_says_so(road: Road) -> None:
    road.write(update(office).values(campaign={"campaign.toml": "nonsense"}, digest="new"))
    with reading(road.engine) as connection, pytest.raises(NotLoadedError, match="campaign load"):
        Campaigns().of(connection, "706")
