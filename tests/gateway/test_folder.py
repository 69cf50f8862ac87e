from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gateway import folder
from gateway.folder import CampaignFaults
from ledger.offices import Registered

CAMPAIGNS = Path(__file__).parents[2] / "campaigns"
FLOOD = CAMPAIGNS / "flood-example"
HEADER = "number,unit,name,role\n"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A campaign's folder that may be spoilt."""
    return Path(shutil.copytree(FLOOD, tmp_path / "flood"))


def told(path: Path) -> list[str]:
    with pytest.raises(CampaignFaults) as raised:
        folder.load(path)
    assert str(raised.value) == "\n".join(str(fault) for fault in raised.value.faults)
    return str(raised.value).split("\n")


def told_of_phones(path: Path, rows: str) -> list[str]:
    (path / "phones.csv").write_text(HEADER + rows, encoding="utf-8")
    campaign = folder.load(path)
    with pytest.raises(CampaignFaults) as raised:
        folder.phones(path, campaign, demo=True)
    return str(raised.value).split("\n")


@pytest.mark.parametrize("name", sorted(path.name for path in CAMPAIGNS.iterdir()))
def test_every_campaign_in_the_repository_loads(name: str) -> None:
    campaign = folder.load(CAMPAIGNS / name)
    assert set(campaign.wording) == {"vi", "en"}


def test_a_second_and_quite_different_campaign_needs_no_code() -> None:
    campaign = folder.load(FLOOD)
    assert (campaign.marker, campaign.headline, campaign.ends) == ("LUSM", "NN", None)
    assert set(campaign.owed["HX01"]) == {"NN", "ST"}
    assert campaign.ancestors["TB01"] == ("HX03", "999")
    assert folder.phones(FLOOD, campaign, demo=True) == ()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    [line] = told(tmp_path / "nowhere")
    assert line.endswith("there is no such folder - name the folder of a campaign")


def test_an_empty_folder(tmp_path: Path) -> None:
    assert told(tmp_path) == [
        "campaign.toml:1: there is no such file - put it into the campaign's folder",
        "units.csv:1: there is no such file - put it into the campaign's folder",
    ]


def test_faults_are_told_together_one_a_line(copy: Path) -> None:
    text = (copy / "campaign.toml").read_text(encoding="utf-8")
    (copy / "campaign.toml").write_text(
        text.replace('base = "NH"', 'base = "N"').replace("17:30:00", "23:00:00"), "utf-8"
    )
    lines = told(copy)
    assert len(lines) == 2
    assert lines[0].startswith('campaign.toml:33: unknown keyword "N" - ')
    assert "is due 23:00, after the close at 19:00 - make it due earlier" in lines[1]


def test_a_byte_order_mark_and_windows_lines_do_no_harm(copy: Path) -> None:
    for path in copy.rglob("*.*"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert folder.load(copy) == folder.load(FLOOD)


def test_what_is_no_utf8_is_told_with_its_line(copy: Path) -> None:
    (copy / "units.csv").write_bytes((copy / "units.csv").read_text(encoding="utf-8").encode("cp1258", "replace"))
    [line] = told(copy)
    assert line.startswith("units.csv:2: not a UTF-8 text - save it as UTF-8")


def test_a_file_too_large_is_not_read(copy: Path) -> None:
    with (copy / "units.csv").open("ab") as units:
        units.truncate(9 * 1024 * 1024)
    [line] = told(copy)
    assert line.startswith("units.csv:1: the file is larger than 8 MiB")


def test_a_file_that_cannot_be_read(copy: Path) -> None:
    (copy / "units.csv").unlink()
    (copy / "units.csv").mkdir()
    [line] = told(copy)
    assert line.startswith("units.csv:1: cannot be read: Is a directory")


def test_phones_are_read_in_any_spelling_and_rows_of_one_number_make_one_phone(copy: Path) -> None:
    rows = "# a remark\n0123 345 6789,HX01,An,reporter\n+84833456789,HX02,An,reporter\n\n0912.345.678,999,Bình,leader\n"
    (copy / "phones.csv").write_text(HEADER + rows, encoding="utf-8")
    assert folder.phones(copy, folder.load(copy), demo=False) == (
        Registered("+84833456789", ("HX01", "HX02"), "An", "reporter"),
        Registered("+84912345678", ("999",), "Bình", "leader"),
    )


def test_made_up_numbers_are_loaded_in_demo_mode_only(copy: Path) -> None:
    rows = "+84990000101,HX01,An,reporter\n+84912345678,HX02,Bình,reporter\n"
    (copy / "phones.csv").write_text(HEADER + rows, encoding="utf-8")
    campaign = folder.load(copy)
    assert [phone.units for phone in folder.phones(copy, campaign, demo=False)] == [("HX02",)]
    assert len(folder.phones(copy, campaign, demo=True)) == 2


@pytest.mark.parametrize(
    ("rows", "line", "what"),
    [
        ("113,HX01,An,reporter\n", 2, "no valid telephone number"),
        ("0912345678,HX1,An,reporter\n", 2, 'unknown unit "HX1" for a reporter - did you mean "HX01"?'),
        ("0912345678,999,An,reporter\n", 2, 'unknown unit "999" for a reporter'),
        ("0912345678,HX01,An,reportr\n", 2, 'unknown role "reportr" - did you mean "reporter"?'),
        ("0912345678,HX01,,reporter\n", 2, "whose phone is it? - fill in the name"),
        ("0912345678,HX01,An\n", 2, "3 fields instead of 4"),
        ("0912345678,HX01,An,reporter\n0912345678,HX02,Bình,reporter\n", 3, "091****678 has another name on line 2"),
        ("0912345678,HX01,An,reporter\n+84912345678,HX02,An,clerk\n", 3, "091****678 has another role on line 2"),
        ("0912345678,HX01,An,reporter\n84912345678,HX01,An,reporter\n", 3, "091****678 is registered for HX01 twice"),
    ],
)
def test_what_is_wrong_with_a_phone_is_told_without_its_number(copy: Path, rows: str, line: int, what: str) -> None:
    [told_line] = told_of_phones(copy, rows)
    assert told_line.startswith(f"phones.csv:{line}: ")
    assert what in told_line
    assert "912345678" not in told_line
