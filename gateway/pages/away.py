"""The page to show where the book cannot be read: it says so, for zeros would look like figures."""

from __future__ import annotations

import logging

from flask import Blueprint, render_template

from ledger.engine import DatabaseError
from ledger.offices import NotLoadedError

log = logging.getLogger(__name__)


def tell_when_away(blueprint: Blueprint) -> None:
    """Let a blueprint's pages answer so."""
    for kind in (DatabaseError, NotLoadedError):
        blueprint.register_error_handler(kind, _away)


def _away(error: Exception) -> tuple[str, int, dict[str, str]]:
    log.error("A page cannot read the book: %s", type(error).__name__)
    words = str(error) if isinstance(error, NotLoadedError) else ""
    return render_template("away.html", words=words), 503, {"Retry-After": "5", "Cache-Control": "no-store"}
