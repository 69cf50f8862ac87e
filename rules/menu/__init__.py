"""The menu of USSD: the same report by key presses. Pure: what is known, where the caller is and a press come in."""

from rules.menu.caller import Caller
from rules.menu.pressing import Turn, dial, press
from rules.menu.screens import Screen, say
from rules.menu.state import At, State, packed, unpacked

__all__ = [
    "At",
    "Caller",
    "Screen",
    "State",
    "Turn",
    "dial",
    "packed",
    "press",
    "say",
    "unpacked",
]
