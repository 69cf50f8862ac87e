"""How the commands tell an operator what is wrong: in words with a cure, never with a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

import demo
import settings
from gateway import absences, folder, registrations
from gateway.asked import CannotShowError
from ledger import offices
from ledger.engine import DatabaseError
from workers.embedded import CannotStartError


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn what an operator can cure into words instead of a traceback."""
    try:
        yield
    except (
        settings.SettingsError,
        folder.CampaignFaults,
        CannotStartError,
        demo.DemoError,
        absences.CannotNameError,
        registrations.CannotSettleError,
        offices.NotLoadedError,
        CannotShowError,
    ) as error:
        raise click.ClickException(str(error)) from error
    except DatabaseError as error:
        why = str(getattr(error, "orig", None) or error).strip()
        cure = "see that DATABASE_URL names one that is up, and run `flask db upgrade`"
        raise click.ClickException(f"the database cannot be used ({why}): {cure}") from error
