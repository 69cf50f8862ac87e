"""The long-lived processes of the service, by name. `up` runs all of them; elsewhere each may run by itself."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Mapping

from gateway.bell import INTAKE, SENDING
from settings import Settings
from workers import running, serving, ticking

ROLES: Mapping[str, Callable[[Settings], None]] = {
    "web": serving.serve,
    "intake": functools.partial(running.run, INTAKE),
    "sending": functools.partial(running.run, SENDING),
    "ticker": ticking.run,
}


def start_logging(settings: Settings) -> None:
    """Write what happens to stderr, where a terminal shows it and systemd keeps it."""
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)  # tells of each of its plug-ins otherwise
