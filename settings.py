"""Every setting, read once from the environment; all mistakes are told together, each with its cure."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

T = TypeVar("T")

ROOT = Path(__file__).resolve().parent
OFFICE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

# A unix socket's path ends at 107 bytes on Linux and at 103 on macOS; the smaller one serves both.
LONGEST_SOCKET_PATH = 103


class SettingsError(Exception):
    """The environment cannot be used. `mistakes` holds one plain sentence for each thing that is wrong."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("These settings need a correction:\n" + "\n".join(f"  - {mistake}" for mistake in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment asks for, checked. Secrets and URLs with passwords stay out of its repr."""

    data_dir: Path
    database_url: str = field(repr=False)
    external_redis_url: str | None = field(repr=False)
    valkey: Path | None
    host: str
    port: int
    public_url: str | None
    campaign: Path
    lines: Path | None
    demo: bool
    start: datetime | None
    given_console_key: str | None = field(repr=False)
    log_level: str
    environment: Mapping[str, str] = field(repr=False)
    """What the default lines of the carriers are set up by: each asks for its own names there."""

    @property
    def redis_socket(self) -> Path:
        """Where the embedded server listens: in the data folder, or in a private temporary folder if that is too deep.

        The temporary folder's name depends on the user and the data folder alone, so every process finds the same one.
        """
        near = self.data_dir / "redis" / "valkey.sock"
        if len(os.fsencode(near)) <= LONGEST_SOCKET_PATH:
            return near
        name = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"tungngo-{os.getuid()}-{name}" / "valkey.sock"

    @property
    def redis_url(self) -> str:
        """The Redis to talk to: the one given, else the embedded one on its unix socket."""
        return self.external_redis_url or f"unix://{quote(str(self.redis_socket))}"

    @property
    def spool(self) -> Path:
        """The folder for what arrives while the database is away."""
        return self.data_dir / "spool"

    @property
    def clock_anchor(self) -> Path:
        """The file that holds the moved clock of a demo."""
        return self.data_dir / "clock"

    def console_key(self) -> str | None:
        """The console line's secret: the one given; in a demo one made once and kept, readable by its owner alone."""
        if self.given_console_key or not self.demo:
            return self.given_console_key
        return _kept_secret(self.data_dir / "console.key")


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read every setting from `environment`. Raises SettingsError with all mistakes, not only the first."""
    reader = Reader(environment)
    settings = _settings(reader, environment)
    _check_together(settings, reader)
    if reader.mistakes:
        raise SettingsError(reader.mistakes)
    return settings


class Reader:
    """Takes one variable at a time, notes what is wrong with it and goes on. An empty value counts as not given."""

    def __init__(self, environment: Mapping[str, str], shown: Callable[[str], str] = str) -> None:
        """`shown` is how a mistake calls the variable."""
        self._environment = environment
        self._shown = shown
        self.mistakes: list[str] = []

    def take(self, name: str, understand: Callable[[str], T], default: T, *, unsaid: str = "") -> T:
        """The value of `name` as `understand` reads it; the default where it is not given, or wrong and noted.

        `unsaid` counts as given where nothing is: a default that has to be looked at as well.
        """
        raw = self._environment.get(name, "").strip() or unsaid
        if not raw:
            return default
        try:
            return understand(raw)
        except ValueError as error:
            self.mistakes.append(f"{self._shown(name)} {error}")
            return default


def _settings(reader: Reader, environment: Mapping[str, str]) -> Settings:
    data_dir = reader.take("DATA_DIR", _data_dir, Path("data").absolute(), unsaid="data")
    port = reader.take("PORT", _port, 8000)
    demo = reader.take("TUNGNGO_DEMO", _switch, default=False)
    return Settings(
        data_dir=data_dir,
        database_url=reader.take("DATABASE_URL", _database_url, f"sqlite:///{data_dir / 'tungngo.db'}"),
        external_redis_url=reader.take("REDIS_URL", _redis_url, None),
        valkey=reader.take("TUNGNGO_VALKEY", _file, None),
        host=reader.take("HOST", str, "127.0.0.1"),
        port=port,
        public_url=reader.take("PUBLIC_URL", _public_url, f"http://127.0.0.1:{port}" if demo else None),
        campaign=reader.take("CAMPAIGN", _folder, ROOT / "campaigns" / "bluezone-tan-chau"),
        lines=reader.take("LINES_FILE", _private_file, None),
        demo=demo,
        start=reader.take("TUNGNGO_NOW", _instant, None),
        given_console_key=reader.take("CONSOLE_KEY", secret, None),
        log_level=reader.take("LOG_LEVEL", _log_level, "INFO"),
        environment=environment,
    )


def _check_together(settings: Settings, reader: Reader) -> None:
    """What no variable can tell alone."""
    if settings.start and not settings.demo:
        reader.mistakes.append("TUNGNGO_NOW moves the clock, which only a demo may do: leave it out.")
    if settings.demo and settings.host not in LOOPBACK:
        reader.mistakes.append(
            f'HOST is "{settings.host}", but a demo shows its pages without sign-in: leave it out, or TUNGNGO_DEMO.'
        )


_ON = frozenset({"1", "true", "yes", "on"})
_OFF = frozenset({"0", "false", "no", "off"})


def wrong(raw: str, cure: str) -> ValueError:
    """What is said of a value that is no secret."""
    return ValueError(f'is "{raw}": {cure}.')


def _data_dir(raw: str) -> Path:
    """A folder that is there and ours to write in, or could be made."""
    path = Path(raw).expanduser().absolute()
    nearest = next(place for place in (path, *path.parents) if os.path.exists(place))  # noqa: PTH110 - never raises
    if not nearest.is_dir():
        raise wrong(raw, f"{nearest} is a file; name a folder")
    if not os.access(nearest, os.R_OK | os.W_OK | os.X_OK):
        raise wrong(raw, f"this user cannot write in {nearest}; change its owner, or name another folder")
    return path


def _folder(raw: str) -> Path:
    path = Path(raw).expanduser().absolute()
    if not path.is_dir():
        raise wrong(raw, "there is no such folder")
    return path


def _file(raw: str) -> Path:
    path = Path(raw).expanduser().absolute()
    if not os.access(path, os.X_OK) or path.is_dir():
        raise wrong(raw, "there is no such program")
    return path


def _private_file(raw: str) -> Path:
    """A file with secrets in it."""
    path = Path(raw).expanduser().absolute()
    if not path.is_file():
        raise wrong(raw, "there is no such file")
    if path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        raise wrong(raw, f"others on this machine can read its secrets; run chmod 600 {path}")
    return path


def _port(raw: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", raw) or not 0 < int(raw) < 65536:  # noqa: PLR2004 - the last TCP port
        raise wrong(raw, "give a number from 1 to 65535")
    return int(raw)


def _switch(raw: str) -> bool:
    if raw.lower() not in _ON | _OFF:
        raise wrong(raw, "give 1 or 0")
    return raw.lower() in _ON


def _database_url(raw: str) -> str:
    """One of the two databases, with its driver named. The value may hold a password, so it is never repeated."""
    scheme, _, rest = raw.partition("://")
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"} and rest:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and len(rest) > 1 and rest.startswith("/") and ":memory:" not in rest:
        return f"sqlite:///{Path(rest[1:]).absolute()}"
    raise ValueError("cannot be used: give sqlite:////a/path/tungngo.db or postgresql://user:password@host/name.")


def _redis_url(raw: str) -> str:
    if not re.match(r"(rediss?|unix)://.", raw):
        raise ValueError("cannot be used: give redis://host:6379/0, rediss:// or unix:///path, or leave it out.")
    return raw


def http_url(raw: str) -> str:
    """An address without its last slash, so that paths can be added to it."""
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise wrong(raw, "give an address such as https://sms.example.org")
    return raw.rstrip("/")


def _public_url(raw: str) -> str:
    """Signatures prove the sender only where nobody can read them on the way; on this machine nobody is on the way."""
    url = http_url(raw)
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise wrong(raw, "webhooks need https; give the https:// address")
    return url


def secret(raw: str) -> str:
    """A secret of our own making. It is never repeated."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,}", raw):
        raise ValueError("is too short or has other characters: give 16 or more of A-Z, a-z, 0-9, _ and -.")
    return raw


def _log_level(raw: str) -> str:
    if raw.upper() not in LOG_LEVELS:
        raise wrong(raw, f"give one of {', '.join(LOG_LEVELS)}")
    return raw.upper()


def _instant(raw: str) -> datetime:
    """An ISO instant in UTC; without an offset it is the office's own time."""
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        raise wrong(raw, "give a date and time such as 2020-08-27T07:00") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=OFFICE_ZONE)).astimezone(UTC)


def _kept_secret(path: Path) -> str:
    """The secret in `path`; the first process to ask makes it, and the others find it whole."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as fresh:
            fresh.write(secrets.token_urlsafe(24))
            fresh.flush()
            with contextlib.suppress(FileExistsError):  # another process was quicker: its secret stands
                os.link(fresh.name, path)
    return path.read_text(encoding="ascii").strip()
