"""The carriers: one file and one line each."""

from __future__ import annotations

from collections.abc import Callable

from gateway.carriers.base import Carrier
from gateway.carriers.console import Console
from gateway.carriers.twilio import Twilio
from settings import Settings

# How each carrier finds its default line in the settings; None where they do not ask for it.
CARRIERS: dict[str, Callable[[Settings, str], Carrier | None]] = {
    "console": Console.configured,
    "twilio": Twilio.configured,
}
