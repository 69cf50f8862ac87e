"""Put the files together: shape first, then whether the campaign holds together, then what it would say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rules.campaign import Campaign
from rules.campaign_file import (
    build,
    checks,
    shape,
    times,
    toml_text,
    units_table,
    wording_text,
    worst_case,
    worst_screen,
)
from rules.campaign_file.checks import Draft
from rules.campaign_file.fault import Fault
from rules.campaign_file.toml_text import TomlText

CAMPAIGN = "campaign.toml"


def parse(files: Mapping[str, str]) -> Campaign | list[Fault]:
    """A campaign from the texts of its folder (by path within it), or all its mistakes in the order of the files.

    Mistakes are looked for in three rounds, and a round begins only when the one before found none: shape, sense, words.
    """
    tomls, units, faults = _shapes(files)
    if faults:
        return _sorted(faults)
    source = tomls.pop(CAMPAIGN)
    sources = {wording_text.language(file): each for file, each in tomls.items()}
    wording = {language: wording_text.entries(each) for language, each in sources.items()}
    campaign = build.campaign(source.data, [row.unit for row in units], wording)
    faults = [*checks.faults(Draft(campaign, source, units)), *_wording(campaign, source, sources)]
    faults = faults or [
        *times.faults(campaign, source),
        *worst_case.faults(campaign, sources),
        *worst_screen.faults(campaign, sources),
    ]
    return _sorted(faults) if faults else campaign


def _sorted(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(set(faults))


def _shapes(files: Mapping[str, str]) -> tuple[dict[str, TomlText], list[units_table.UnitRow], list[Fault]]:
    faults = [_missing(file) for file in (CAMPAIGN, units_table.FILE) if file not in files]
    read = [toml_text.read(file, text) for file, text in files.items() if _is_toml(file)]
    tomls = {each.file: each for each in read if isinstance(each, TomlText)}
    faults += [each for each in read if isinstance(each, Fault)]
    if CAMPAIGN in tomls:
        faults += shape.faults(tomls[CAMPAIGN])
    units, wrong = units_table.read(files[units_table.FILE]) if units_table.FILE in files else ([], [])
    faults += wrong
    faults += checks.zone(tomls[CAMPAIGN]) if not faults else ()
    return tomls, units, faults


def _missing(file: str) -> Fault:
    return Fault(file, 1, "there is no such file", "put it into the campaign's folder")


def _is_toml(file: str) -> bool:
    return file == CAMPAIGN or (file.startswith(wording_text.FOLDER) and file.endswith(".toml"))


def _wording(campaign: Campaign, source: TomlText, sources: Mapping[str, TomlText]) -> Iterable[Fault]:
    if campaign.language not in sources:
        cure = f"write {wording_text.FOLDER}{campaign.language}.toml, or choose one of {', '.join(sorted(sources))}"
        return [source.fault(("language",), f'there are no sentences in "{campaign.language}"', cure)]
    codes = [*campaign.keywords, *([campaign.notes.code] if campaign.notes else [])]
    faults = [
        fault
        for language, each in sources.items()
        for fault in wording_text.faults(
            each, wording_text.Setting(campaign.marker, codes, briefs_needed=language != campaign.language)
        )
    ]
    return [*faults, *wording_text.differences(sources, campaign.language)]
