"""Which lines are on, and how plainly it is told what one of them lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.lines import lines
from gateway.ussd.lines import menus
from rules.pacing import Pace
from settings import SettingsError, read

TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC" + "0123456789abcdef" * 2,
    "TWILIO_AUTH_TOKEN": "very-secret",
    "TWILIO_NUMBER": "+84901234567",
}
PUBLIC = {"PUBLIC_URL": "https://sms.example.org"}
SECOND = """
[second]
carrier = "twilio"
number = "8041"
pace = "30/30m"
price = 350
budget = 2000
account_sid = "AC00000000000000000000000000000000"
auth_token = "very-secret"
"""


def mistakes(environment: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as told:
        lines(read(environment))
    return told.value.mistakes


def written(folder: Path, text: str) -> dict[str, str]:
    file = folder / "lines.toml"
    file.touch(0o600)
    file.write_text(text, encoding="utf-8")
    return PUBLIC | {"LINES_FILE": str(file)}


def test_without_a_word_of_any_carrier_no_line_is_on() -> None:
    assert lines(read({})) == {}
    assert list(lines(read({"TUNGNGO_DEMO": "1"}))) == ["console"]


def test_a_carriers_default_line_is_set_up_in_the_environment() -> None:
    on = lines(read(TWILIO | PUBLIC | {"TWILIO_PACE": "10/1s", "TWILIO_PRICE": "350"}))
    setup = on["twilio"].setup
    assert (setup.line, setup.number, setup.pace, setup.price, setup.budget) == (
        "twilio", "+84901234567", Pace(10, 1), 350, None,
    )  # fmt: skip
    assert setup.address("sms") == "https://sms.example.org/sms/twilio"
    assert "very-secret" not in repr(setup)


def test_more_lines_stand_in_a_file(tmp_path: Path) -> None:
    on = lines(read(TWILIO | written(tmp_path, SECOND)))
    assert list(on) == ["twilio", "second"]
    setup = on["second"].setup
    assert (setup.number, setup.pace, setup.price, setup.budget) == ("8041", Pace(30, 1800), 350, 2000)
    assert setup.address("receipts", outbound="7") == "https://sms.example.org/receipts/second?outbound=7"


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({**TWILIO, "TWILIO_NUMBER": "0901234567"}, "with + and country code"),
        ({**TWILIO, "TWILIO_ACCOUNT_SID": "AC12"}, 'TWILIO_ACCOUNT_SID is "AC12": an account SID is AC'),
        ({**TWILIO, "TWILIO_API_BASE": "ftp://x"}, "an address such as"),
        ({**TWILIO, "TWILIO_PACE": "fast"}, 'TWILIO_PACE is "fast": give segments and the time that they take'),
        ({**TWILIO, "TWILIO_PRICE": "3,5"}, 'TWILIO_PRICE is "3,5": give a whole number.'),
        (TWILIO, "PUBLIC_URL is needed with twilio"),
        (
            {"TWILIO_NUMBER": "+84901234567"},
            "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN must be given too, or leave out TWILIO_NUMBER.",
        ),
    ],
)
def test_a_mistake_names_the_variable_and_the_cure(environment: dict[str, str], told: str) -> None:
    found = mistakes(environment)
    assert any(told in mistake for mistake in found)
    assert "very-secret" not in " ".join(found)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[second", "cannot be read"),
        ("second = 1", "[second] needs carrier, one of "),
        ("[second]\ncarrier = 'pigeon'", "[second] needs carrier, one of "),
        ("[Second]\ncarrier = 'twilio'", 'a line is called "Second": give it a name of a-z'),
        (SECOND.replace("[second]", "[console]"), 'Two lines are called "console"'),
        (SECOND.replace("budget", "bugdet"), "[second] has bugdet: leave it out, it knows number, pace"),
        (SECOND.replace("price = 350", "price = -1"), '[second] price is "-1": give a whole number.'),
        ("[second]\ncarrier = 'twilio'", "[second] number and "),
    ],
)
def test_a_mistake_in_the_file_names_its_table(tmp_path: Path, text: str, told: str) -> None:
    found = mistakes({"TUNGNGO_DEMO": "1"} | written(tmp_path, text))
    assert any(told in mistake for mistake in found)


def test_all_mistakes_are_told_together(tmp_path: Path) -> None:
    environment = {"TWILIO_NUMBER": "x"} | written(tmp_path, SECOND.replace("8041", "x"))
    assert len(mistakes(environment)) == 3


MENU = """
[menu]
ussd = "hubtel"
code = "*713*70#"
key = "0123456789abcdefghij"
sms = "twilio"
"""


def test_a_ussd_code_stands_in_the_same_file_and_names_its_sms_line(tmp_path: Path) -> None:
    configured = read(TWILIO | written(tmp_path, SECOND + MENU))
    on = lines(configured)
    assert sorted(on) == ["second", "twilio"]
    menu = menus(configured, on)["menu"]
    assert (menu.line, menu.code, menu.receipts) == ("ussd/menu", "*713*70#", "twilio")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('sms = "twilio"', 'sms = "nobody"', "name the SMS line by which receipts leave, one of twilio"),
        ('sms = "twilio"', "", "[menu] sms must be given too."),
        ('code = "*713*70#"', 'code = "713"', "give the code that officers dial"),
        ('"hubtel"', '"hubtle"', "[menu] needs ussd, one of africastalking, arkesel"),
    ],
)
def test_a_mistake_in_a_ussd_code_names_its_cure(tmp_path: Path, old: str, new: str, told: str) -> None:
    configured = read(TWILIO | written(tmp_path, MENU.replace(old, new)))
    with pytest.raises(SettingsError) as mistake:
        menus(configured, lines(configured))
    assert told in mistake.value.mistakes[0]
