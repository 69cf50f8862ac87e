"""The campaign of the letter: as domain.md has it, and every sentence proved over every unit, keyword and language."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from gateway import folder, wording
from ledger.offices import Registered
from parsers import Error, Kind, Misreading, Reading, expectation, read
from rules.campaign import Cadence, Campaign, Mode, ReplyCaps
from rules.campaign_file import worst_case
from rules.free_days import is_free
from rules.phrases import UNWANTED
from rules.segments import segments
from rules.sentences import SENTENCES, Tells

FOLDER = Path(__file__).parents[2] / "campaigns" / "bluezone-tan-chau"
MESSAGES = Path(__file__).parents[1] / "parsers" / "messages.jsonl"
CAMPAIGN = folder.load(FOLDER)
FRIDAY = Cadence.WEEKLY, time(10), 4
DAILY = Cadence.DAILY, time(15), None
HELPERS = ("MT01", "PN01", "ND01", "CC01", "LD01", "VT01", "VL01")
COMMUNES = [*(f"XA{nth:02}" for nth in range(1, 12)), "TT01"]
EXAMPLE = re.compile(
    r"(?:(?:vd|Vd|e\.g\.|E\.g\.):?|muon nhan:|you mean:) ((?:DK |SUA )?[A-Z]{2} (?:[A-Z]{2}[0-9]+ [0-9 ]*[0-9]|[A-Z]{2}[0-9]+))"
)
LANGUAGES = sorted(CAMPAIGN.wording)


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return CAMPAIGN


@pytest.fixture(scope="module")
def phones(campaign: Campaign) -> tuple[Registered, ...]:
    return folder.phones(FOLDER, campaign, demo=True)


def test_who_reports(campaign: Campaign) -> None:
    assert len(campaign.units) == 52
    assert Counter(unit.group for unit in campaign.units.values()) == {
        "commune": 12,
        "loudspeaker": 26,
        "health": 1,
        "youth": 1,
        "agency": 12,
    }
    assert campaign.ancestors["LT0103"] == ("XA01", "706")
    assert campaign.ancestors["LT1201"] == ("TT01", "706")
    assert campaign.units["TT01"].gso == "25516"


def test_only_the_twelve_communes_make_the_headline(campaign: Campaign) -> None:
    headline = [unit.code for unit in campaign.units.values() if campaign.groups[unit.group].headline]
    assert sorted(headline) == sorted(COMMUNES)


def test_what_is_counted(campaign: Campaign) -> None:
    assert list(campaign.keywords) == ["BZ", "SM", "HG", "PT", "PC", "CB", "HS", "CS", "TG", "HT"]
    assert campaign.notes
    assert campaign.notes.code == "GC"
    modes = {code: keyword.mode for code, keyword in campaign.keywords.items()}
    assert [code for code, mode in modes.items() if mode is Mode.LEVEL] == ["SM", "CB", "HS"]
    assert [code for code, mode in modes.items() if mode is Mode.DAILY] == ["PT"]
    assert [code for code, keyword in campaign.keywords.items() if keyword.numbers == 2] == ["CB", "HS"]
    assert (campaign.keywords["BZ"].base, campaign.keywords["BZ"].target) == ("SM", 0.5)
    assert campaign.keywords["PC"].cap == 1000


def test_when_it_closes_and_ends(campaign: Campaign) -> None:
    assert (campaign.closes, campaign.ends, campaign.headline) == (time(16), date(2020, 8, 31), "BZ")
    assert campaign.caps == ReplyCaps(hour=6, day=20, repeat=60, strangers=20)
    assert is_free(campaign, date(2020, 9, 2))
    assert campaign.reminders.steps == tuple(timedelta(minutes=step) for step in (-60, -15, 15))


@pytest.mark.parametrize(
    ("units", "keywords", "when"),
    [
        (COMMUNES, ["BZ"], DAILY),
        (["LT01", "LT12", "LT0101", "LT0110", "LT1204"], ["PT"], DAILY),
        (["YT01"], ["CB"], DAILY),
        (["HD01"], ["HT"], DAILY),
        (["GD01"], ["CB", "HS"], FRIDAY),
        (["KT01"], ["CS"], FRIDAY),
        (["VH01"], ["CS", "PC"], FRIDAY),
        (["NV01"], ["TG"], FRIDAY),
        (["TH01"], ["PT"], FRIDAY),
        (HELPERS, ["HT"], FRIDAY),
    ],
)
def test_what_is_owed(
    campaign: Campaign, units: list[str], keywords: list[str], when: tuple[Cadence, time, int | None]
) -> None:
    for unit in units:
        owed = campaign.owed[unit]
        assert list(owed) == keywords
        for duty in owed.values():
            weekday = duty.weekday if duty.cadence is Cadence.WEEKLY else None
            assert (duty.cadence, duty.due, weekday) == when


@pytest.mark.parametrize(
    ("unit", "keywords"),
    [
        ("XA01", "BZ SM HG PT PC CB CS TG HT"),
        ("LT0103", "PT"),
        ("YT01", "CB BZ PC HT"),
        ("HD01", "HT BZ HG PC CB"),
        ("GD01", "CB HS BZ PT PC CS TG HT"),
    ],
)
def test_what_may_be_reported(campaign: Campaign, unit: str, keywords: str) -> None:
    assert campaign.keywords_of(unit) == tuple(keywords.split())


def test_every_unit_has_a_phone_and_all_are_made_up(campaign: Campaign, phones: tuple[Registered, ...]) -> None:
    reporters = {unit for phone in phones if phone.role == "reporter" for unit in phone.units}
    assert reporters == set(campaign.units)
    assert Counter(phone.role for phone in phones) == {"reporter": 53, "leader": 2, "clerk": 1}
    assert [phone.units for phone in phones if len(phone.units) > 1] == [("XA01", "LT01")]
    assert all(phone.number.startswith("+8499000") for phone in phones)
    assert folder.phones(FOLDER, campaign, demo=False) == ()


def _labelled() -> list[dict[str, object]]:
    with MESSAGES.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.mark.parametrize("message", _labelled(), ids=lambda message: str(message["text"])[:40])
def test_the_labelled_messages_read_the_same_with_this_folder(campaign: Campaign, message: dict[str, object]) -> None:
    found = read(str(message["text"]), campaign.vocabulary, str(message.get("from", "")))
    assert expectation(found) == message["expect"]


def said(key: str, language: str) -> dict[tuple[str, str], str]:
    """A sentence at its longest, for every unit and every keyword that it may report."""
    places = [(unit, keyword) for unit in CAMPAIGN.units for keyword in CAMPAIGN.keywords_of(unit)]
    return {
        place: wording.word(CAMPAIGN, key, worst_case.facts(CAMPAIGN, *place), language)
        for place in [*places, ("706", "BZ")]
    }


SENTENCES_SAID = [(key, language) for key in SENTENCES for language in LANGUAGES]


@pytest.mark.parametrize(("key", "language"), SENTENCES_SAID)
def test_every_sentence_is_one_plain_segment_at_its_worst(key: str, language: str) -> None:
    for place, text in said(key, language).items():
        assert segments(text).parts == 1, (place, text)
        assert segments(text).encoding == "GSM-7"
        assert not UNWANTED & set(text)
        assert text.startswith("BZTC: ")
        if SENTENCES[key].tells is Tells.REFUSED:
            assert CAMPAIGN.wording[language]["words.not_recorded"] in text


@pytest.mark.parametrize(("key", "language"), [pair for pair in SENTENCES_SAID if not pair[0].startswith("short_")])
def test_no_sentence_needs_its_shorter_stand_in(key: str, language: str) -> None:
    shorts = {template[:30] for name, template in CAMPAIGN.wording[language].items() if name.startswith("short_")}
    occurring = worst_case.occurs(key)
    for (unit, keyword), text in said(key, language).items():
        if unit in CAMPAIGN.units and occurring(CAMPAIGN.keywords[keyword]):
            assert text[:30] not in shorts, (unit, keyword, text)


@pytest.mark.parametrize(("key", "language"), SENTENCES_SAID)
def test_a_robot_that_sends_a_sentence_back_is_ignored(key: str, language: str) -> None:
    for text in set(said(key, language).values()):
        assert read(text, CAMPAIGN.vocabulary, "+84990000101") == Reading(Kind.IGNORE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_that_we_give_is_understood(language: str) -> None:
    found = {
        (place, line)
        for key in SENTENCES
        for place, text in said(key, language).items()
        for line in EXAMPLE.findall(text)
    }
    assert len(found) >= 240
    for (unit, keyword), line in found:
        reading = read(line, CAMPAIGN.vocabulary, "")
        assert isinstance(reading, Reading), line
        if reading.kind is Kind.REGISTER:
            assert reading.unit in CAMPAIGN.units
            continue
        assert reading.kind is (Kind.CORRECTION if line.startswith("SUA ") else Kind.REPORT), line
        [count] = reading.counts
        assert count.unit == (unit if unit in CAMPAIGN.units else "XA01")
        assert count.keyword == keyword


def test_every_error_has_its_sentence() -> None:
    assert set(Error) - {Error.EMPTY} <= SENTENCES.keys()
    assert all(SENTENCES[error].tells is Tells.REFUSED for error in Error if error is not Error.EMPTY)


def test_a_correction_as_we_word_it_is_read_as_one(campaign: Campaign) -> None:
    assert not isinstance(read("SUA BZ XA01 1235", campaign.vocabulary, ""), Misreading)
