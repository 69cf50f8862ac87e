"""Which days an office is free: weekends, the country's holidays by the `holidays` package, and the office's own table."""

from __future__ import annotations

from datetime import date
from functools import cache

from holidays import country_holidays, list_supported_countries

from rules.campaign import Campaign

_SATURDAY = 5


def is_free(campaign: Campaign, day: date) -> bool:
    """Whether nobody works that day. The office's own table knows better than the country's: it hears of swaps first."""
    if day in campaign.working_days:
        return False
    if day in campaign.holidays:
        return True
    holidays, worked = _national(campaign.country, day.year)
    return day in holidays or (day.weekday() >= _SATURDAY and day not in worked)


def countries() -> frozenset[str]:
    """The countries whose holidays are known."""
    return frozenset(list_supported_countries(include_aliases=False))


@cache
def _national(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """A year's holidays, and the weekend days that are worked in exchange; none where no country is named."""
    if not country:
        return frozenset(), frozenset()
    found = country_holidays(country, years=year)
    return frozenset(found), frozenset(found.weekend_workdays)
