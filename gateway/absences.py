"""Deputies as the office sets them: named in words an operator types, told to both phones, listed and ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from gateway.numbers import msisdn
from ledger import absence, notices, offices
from ledger.engine import Connection
from ledger.notices import Text
from rules import deputies, quiet
from rules.calendar import period_of
from rules.campaign import Campaign
from rules.deputies import Deputy, NoDeputy

PURPOSE = "deputy"
WHY_NOT = {
    NoDeputy.NO_UNIT: "máy này không báo cáo cho đơn vị nào",
    NoDeputy.OWN_NUMBER: "không thể tự ủy quyền cho chính mình",
    NoDeputy.NO_SUCH_DAY: "không có ngày đó: viết 31/08 hoặc 31/08/2020",
    NoDeputy.DAY_IS_OVER: "ngày đó đã qua",
    NoDeputy.TOO_LONG: "quá số ngày được ủy quyền",
}
_TOLD_FOR = timedelta(hours=6)


class CannotNameError(Exception):
    """Nobody was named, or ended; the words say why."""


def name(
    connection: Connection, campaign: Campaign, said: tuple[str, str, str], now: datetime, lines: Sequence[str]
) -> str:
    """Name a deputy and tell both phones. `said` is the officer's number, the deputy's, and the last day, as typed."""
    officer, deputy = _number(said[0]), _number(said[1])
    known = offices.phones(connection, campaign.office.code, [officer]).get(officer)
    if known is None:
        raise CannotNameError(f"{officer} chưa đăng ký")
    made = deputies.appoint(campaign, known, deputy, said[2], now)
    if isinstance(made, NoDeputy):
        raise CannotNameError(WHY_NOT[made])
    absence.name_deputy(connection, campaign.office.code, made)
    notices.tell(connection, campaign, PURPOSE, _texts(campaign, made), lines)
    return _line(made)


def end(connection: Connection, campaign: Campaign, officer: str, now: datetime) -> str:
    """End what an officer's deputy may do."""
    number = _number(officer)
    if not absence.end_deputy(connection, campaign.office.code, number, now):
        raise CannotNameError(f"{number} không ủy quyền cho ai")
    return f"{number}: đã hết ủy quyền."


def listed(connection: Connection, campaign: Campaign, now: datetime) -> list[str]:
    """A line for each deputy that stands in now."""
    found = absence.deputies(connection, campaign.office.code, period_of(campaign, now))
    return [_line(one) for one in found if one.stands_in(campaign, now)]


def _number(raw: str) -> str:
    number = msisdn(raw)
    if number is None:
        raise CannotNameError(f"{raw!r} không phải là số điện thoại")
    return number


def _texts(campaign: Campaign, made: Deputy) -> list[Text]:
    """Both texts, not at night."""
    begins = quiet.awake_from(campaign, made.since)
    ends = quiet.awake_until(campaign, begins) or begins + _TOLD_FOR
    key = f"{PURPOSE}:{campaign.office.code}:{made.officer}:{made.since.isoformat()}"
    return [
        Text(f"{key}:{nth}", number, sentence, begins, ends)
        for nth, (number, sentence) in enumerate(deputies.told(made), start=1)
    ]


def _line(one: Deputy) -> str:
    return f"{one.deputy} báo cáo thay {one.officer} cho {', '.join(one.units)} đến hết ngày {one.last:%d/%m/%Y}."
