"""Texts judged in memory: what an office with an empty ledger would say to each, in the order in which they come."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from parsers import read
from rules.campaign import Campaign
from rules.judging import judge
from rules.standing import Standing
from rules.verdict import Message, Values, Verdict
from tests.personas import NUMBERS, TAN_CHAU, phones

_DAYS = [date(2020, 8, 20) + timedelta(days=days) for days in range(20)]


class Hearing:
    """Reads and judges one text after the other."""

    def __init__(self, campaign: Campaign = TAN_CHAU) -> None:
        self.campaign = campaign
        capped = [keyword.code for keyword in campaign.keywords.values() if keyword.cap is not None]
        self.standing = Standing(
            campaign,
            phones(),
            sums={(keyword, day): 0 for keyword in capped for day in _DAYS},
            headline={(campaign.headline, day): 0 for day in _DAYS},
        )
        self._said = 0

    def hear(self, who: str, text: str, moment: datetime, *, id_: int | None = None, partial: bool = False) -> Verdict:
        """Judge a text of one of the personas. A smaller `id_` than the last is a text that was stored before it."""
        self._said = id_ or self._said + 1
        sender = NUMBERS.get(who, who)
        message = Message(self._said, "console", sender, text, moment, partial)
        verdict = judge(message, read(text, self.campaign.vocabulary, sender), self.standing)
        self.standing.apply(message, verdict)
        return verdict

    def stands(self, unit: str, keyword: str, day: int) -> Values | None:
        """The values that stand on a day of August 2020."""
        figure = self.standing.stands((unit, keyword), date(2020, 8, day))
        return figure.values if figure else None
