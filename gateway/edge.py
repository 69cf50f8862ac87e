"""What the pages and webhooks of one web process share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from clock import Clock
from gateway.bell import Bell
from gateway.journal import Journal
from gateway.lines import Lines
from gateway.ussd.lines import Menus
from ledger.engine import Engine
from ledger.offices import Campaigns
from settings import Settings

EXTENSION = "tungngo"


@dataclass(frozen=True, slots=True)
class Edge:
    """The parts of the edge, made once by `gateway.app.create_app`.

    Pages read with `engine`, and write with it what the office decides, and the menu what was pressed; a text that
    arrives is written by the journal alone.
    """

    lines: Lines
    menus: Menus
    journal: Journal
    clock: Clock
    settings: Settings
    engine: Engine
    campaigns: Campaigns
    bell: Bell


def edge_of(app: Flask) -> Edge:
    """Give the edge of `app`."""
    return cast("Edge", app.extensions[EXTENSION])


def edge() -> Edge:
    """Give the edge of the app that serves this request."""
    return cast("Edge", current_app.extensions[EXTENSION])
