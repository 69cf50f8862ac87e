"""Whether a number can be true: asked back, not refused. One-character slips mostly land outside these bounds."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from rules.campaign import Mode
from rules.standing import Standing
from rules.verdict import Figure, Place, Values


class Doubt(StrEnum):
    """Why a number is asked back. The values are the keys of the sentences that ask."""

    LOW = "confirm_low"
    HIGH = "confirm_high"
    OVER_BASE = "over_base"


def doubt(
    standing: Standing, place: Place, period: date, values: Values, base: int | None, *, correction: bool
) -> Doubt | None:
    """The first doubt about a figure, None where it may be written down.

    `base` is the figure that it is a share of, where one is known. A correction is held against what the days before
    carry in, since it says itself that today's figure is wrong; a plain report against what stands.
    """
    keyword = standing.campaign.keywords[place[1]]
    if keyword.mode is not Mode.CUMULATIVE:
        return None
    stood = standing.before(place, period) if correction else standing.stands(place, period)
    if base is not None and values[0] > base:
        return Doubt.OVER_BASE
    return _against(standing, stood, values[0], base)


def _against(standing: Standing, stood: Figure | None, count: int, base: int | None) -> Doubt | None:
    if stood is None:
        return None
    bounds = standing.campaign.plausibility
    if count < stood.values[0]:
        return Doubt.LOW
    if count - stood.values[0] > max(bounds.floor, bounds.share * (base or 0)):
        return Doubt.HIGH
    return None


def base_of(standing: Standing, place: Place, period: date) -> int | None:
    """The figure that this one is a share of, as it stands for the same unit; None where none is asked for or known."""
    keyword = standing.campaign.keywords[place[1]]
    if keyword.base is None:
        return None
    figure = standing.stands((place[0], keyword.base), period)
    return figure.values[0] if figure else None
