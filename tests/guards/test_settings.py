"""Settings: what they become, and how plainly every mistake is told."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from settings import LONGEST_SOCKET_PATH, ROOT, SettingsError, read


def mistakes(environment: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as told:
        read(environment)
    return told.value.mistakes


def test_nothing_given_is_a_working_setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read({})
    assert settings.data_dir == tmp_path / "data"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/tungngo.db"
    assert settings.campaign == ROOT / "campaigns" / "bluezone-tan-chau"
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8000, None)
    assert not settings.demo
    assert settings.console_key() is None
    assert not (tmp_path / "data").exists(), "reading settings leaves no trace"


def test_the_folder_that_nobody_named_is_looked_at_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as closed:
        closed.setattr(os, "access", lambda path, _mode: path != tmp_path)
        [told] = mistakes({})
    assert told.startswith(f'DATA_DIR is "data": this user cannot write in {tmp_path}; ')
    (tmp_path / "data").touch()
    assert mistakes({}) == [f'DATA_DIR is "data": {tmp_path}/data is a file; name a folder.']


def test_a_demo_is_public_to_itself() -> None:
    assert read({"TUNGNGO_DEMO": "1", "PORT": "8123"}).public_url == "http://127.0.0.1:8123"


@pytest.mark.parametrize(
    ("given", "becomes"),
    [
        ("postgres://ba:s%40ch@db/tungngo", "postgresql+psycopg://ba:s%40ch@db/tungngo"),
        ("postgresql://db/tungngo?sslmode=require", "postgresql+psycopg://db/tungngo?sslmode=require"),
        ("postgresql+psycopg:///tungngo?host=/run/pg", "postgresql+psycopg:///tungngo?host=/run/pg"),
        ("sqlite:////srv/so.db", "sqlite:////srv/so.db"),
    ],
)
def test_database_urls(given: str, becomes: str) -> None:
    assert read({"DATABASE_URL": given}).database_url == becomes


def test_the_embedded_server_listens_in_the_data_folder(tmp_path: Path) -> None:
    settings = read({"DATA_DIR": f"{tmp_path}/a b"})
    assert settings.redis_url == f"unix://{tmp_path}/a%20b/redis/valkey.sock"
    assert read({"REDIS_URL": "redis://elsewhere/1"}).redis_url == "redis://elsewhere/1"


def test_a_deep_data_folder_gets_a_short_socket_the_same_for_all(tmp_path: Path) -> None:
    deep = {"DATA_DIR": str(tmp_path / ("d" * 120))}
    assert len(str(read(deep).redis_socket)) <= LONGEST_SOCKET_PATH
    assert read(deep).redis_socket == read(deep).redis_socket
    assert read(deep).redis_socket != read({"DATA_DIR": str(tmp_path / ("e" * 120))}).redis_socket


@pytest.mark.parametrize(
    ("given", "instant"),
    [
        ("2020-08-27T07:00", datetime(2020, 8, 27, 0, 0, tzinfo=UTC)),
        ("2020-08-27", datetime(2020, 8, 26, 17, 0, tzinfo=UTC)),
        ("2020-08-27T07:00:00+00:00", datetime(2020, 8, 27, 7, 0, tzinfo=UTC)),
    ],
)
def test_an_instant_without_offset_is_the_offices_time(given: str, instant: datetime) -> None:
    assert read({"TUNGNGO_DEMO": "1", "TUNGNGO_NOW": given}).start == instant


def test_an_address_loses_its_last_slash() -> None:
    assert read({"PUBLIC_URL": "https://sms.example.org/"}).public_url == "https://sms.example.org"


def test_a_file_with_secrets_is_the_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "lines.toml"
    file.touch(0o600)
    assert read({"LINES_FILE": str(file)}).lines == file
    file.chmod(0o640)
    assert mistakes({"LINES_FILE": str(file)}) == [
        f'LINES_FILE is "{file}": others on this machine can read its secrets; run chmod 600 {file}.'
    ]


def test_secrets_stay_out_of_the_repr() -> None:
    shown = repr(
        read(
            {
                "TWILIO_AUTH_TOKEN": "very-secret",
                "PUBLIC_URL": "https://sms.example.org",
                "DATABASE_URL": "postgresql://ba:geheim@db/x",
                "REDIS_URL": "redis://:geheim@db/0",
                "CONSOLE_KEY": "geheim-geheim-geheim",
            }
        )
    )
    assert "geheim" not in shown
    assert "very-secret" not in shown


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"PORT": "80000"}, 'PORT is "80000": give a number from 1 to 65535.'),
        ({"PORT": "８０"}, 'PORT is "８０": give a number from 1 to 65535.'),
        ({"TUNGNGO_DEMO": "maybe"}, 'TUNGNGO_DEMO is "maybe": give 1 or 0.'),
        ({"DATA_DIR": __file__}, f'DATA_DIR is "{__file__}": {__file__} is a file; name a folder.'),
        ({"DATA_DIR": f"{__file__}/x"}, "is a file; name a folder."),
        ({"CAMPAIGN": "/nowhere"}, 'CAMPAIGN is "/nowhere": there is no such folder.'),
        ({"TUNGNGO_VALKEY": "/nowhere"}, 'TUNGNGO_VALKEY is "/nowhere": there is no such program.'),
        ({"LOG_LEVEL": "loud"}, 'LOG_LEVEL is "loud": give one of DEBUG, INFO, WARNING, ERROR.'),
        ({"PUBLIC_URL": "sms.example.org"}, "an address such as"),
        ({"PUBLIC_URL": "http://sms.example.org"}, "webhooks need https"),
        ({"LINES_FILE": "/nowhere"}, 'LINES_FILE is "/nowhere": there is no such file.'),
        ({"CONSOLE_KEY": "short"}, "CONSOLE_KEY is too short"),
        ({"DATABASE_URL": "mysql://ba:geheim@db/x"}, "DATABASE_URL cannot be used"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL cannot be used"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL cannot be used"),
        ({"REDIS_URL": "http://:geheim@db"}, "REDIS_URL cannot be used"),
        ({"TUNGNGO_NOW": "2020-08-27T07:00"}, "only a demo may do"),
        ({"TUNGNGO_DEMO": "1", "TUNGNGO_NOW": "at dawn"}, "a date and time such as"),
        ({"TUNGNGO_DEMO": "1", "HOST": "0.0.0.0"}, "without sign-in"),  # noqa: S104 - to see it refused
    ],
)
def test_a_mistake_names_the_variable_and_the_cure(environment: dict[str, str], told: str) -> None:
    found = mistakes(environment)
    assert any(told in mistake for mistake in found)
    assert "geheim" not in " ".join(found), "a URL may hold a password: it is never repeated"


def test_all_mistakes_are_told_together() -> None:
    found = mistakes({"PORT": "x", "TUNGNGO_DEMO": "x", "LOG_LEVEL": "x"})
    assert [mistake.split()[0] for mistake in found] == ["PORT", "TUNGNGO_DEMO", "LOG_LEVEL"]


def test_the_demos_console_key_is_made_once_and_private(tmp_path: Path) -> None:
    environment = {"TUNGNGO_DEMO": "1", "DATA_DIR": str(tmp_path / "new")}
    first = read(environment).console_key()
    assert first
    assert read(environment).console_key() == first
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("new", "new/console.key")]
    assert modes == [0o700, 0o600]
    assert list((tmp_path / "new").iterdir()) == [tmp_path / "new" / "console.key"]


def test_a_given_console_key_is_taken_as_it_is() -> None:
    assert read({"CONSOLE_KEY": "a-key-of-my-own-1"}).console_key() == "a-key-of-my-own-1"


def test_what_a_terminal_says_of_itself_is_no_setting() -> None:
    assert read({"LINES": "24", "COLUMNS": "80"}).lines is None
