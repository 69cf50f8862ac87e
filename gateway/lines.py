"""The lines that are on: a line is a carrier with its number; its default name is the carrier's."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.carriers import CARRIERS
from gateway.carriers.base import Carrier
from settings import Settings

Lines = Mapping[str, Carrier]


def lines(settings: Settings) -> Lines:
    """Give every line whose settings are there, by name."""
    made = {name: configured(settings, name) for name, configured in CARRIERS.items()}
    return {name: carrier for name, carrier in made.items() if carrier is not None}
