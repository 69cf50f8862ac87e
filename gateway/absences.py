"""Deputies as the office sets them: named in words an operator types, told to the phones, listed and ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gateway.numbers import msisdn
from ledger import absence, deputising, offices
from ledger.engine import Connection
from rules import deputies
from rules.calendar import period_of
from rules.campaign import Campaign
from rules.deputies import NoDeputy
from rules.deputy import Change, Deputy

WHY_NOT = {
    NoDeputy.NO_UNIT: "máy này không báo cáo cho đơn vị nào",
    NoDeputy.OWN_NUMBER: "không thể tự ủy quyền cho chính mình",
    NoDeputy.NO_SUCH_DAY: "không có ngày đó: viết 31/08 hoặc 31/08/2020",
    NoDeputy.DAY_IS_OVER: "ngày đó đã qua",
    NoDeputy.TOO_LONG: "quá số ngày được ủy quyền",
    NoDeputy.OVERTAKEN: "đã có ủy quyền mới hơn",
    NoDeputy.NONE: "máy này không ủy quyền cho ai",
}


class CannotNameError(Exception):
    """Nobody was named, or ended; the words say why."""


def name(
    connection: Connection, campaign: Campaign, said: tuple[str, str, str], now: datetime, lines: Sequence[str]
) -> str:
    """Name a deputy and tell the phones. `said` is the officer's number, the deputy's, and the last day, as typed."""
    officer, deputy = _number(said[0]), _number(said[1])
    known = offices.phones(connection, campaign.office.code, [officer]).get(officer)
    if known is None:
        raise CannotNameError(f"{officer} chưa đăng ký")
    standing = _deputies(connection, campaign, now)
    found = deputies.appoint(campaign, known, deputy, said[2], standing, now)
    return _line(_entered(connection, campaign, found, now, lines))


def end(connection: Connection, campaign: Campaign, officer: str, now: datetime, lines: Sequence[str]) -> str:
    """End what an officer's deputy may do, and tell the phones."""
    number = _number(officer)
    standing = _deputies(connection, campaign, now)
    _entered(connection, campaign, deputies.take_back(campaign, number, None, standing, now), now, lines)
    return f"{number}: đã hết ủy quyền."


def listed(connection: Connection, campaign: Campaign, now: datetime) -> list[str]:
    """A line for each deputy that stands in now."""
    return [_line(one) for one in _deputies(connection, campaign, now) if one.stands_in(campaign, now)]


def _number(raw: str) -> str:
    number = msisdn(raw)
    if number is None:
        raise CannotNameError(f"{raw!r} không phải là số điện thoại")
    return number


def _deputies(connection: Connection, campaign: Campaign, now: datetime) -> list[Deputy]:
    return absence.deputies(connection, campaign.office.code, period_of(campaign, now))


def _entered(
    connection: Connection, campaign: Campaign, found: Change | NoDeputy, now: datetime, lines: Sequence[str]
) -> Deputy:
    """Write a change down and tell all phones that it is news for; the deputy that it is about."""
    if isinstance(found, NoDeputy):
        raise CannotNameError(WHY_NOT[found])
    to_tell = deputies.told(campaign, found)
    deputising.enter(connection, campaign, found, to_tell, now, lines)
    return to_tell[0].about


def _line(one: Deputy) -> str:
    return f"{one.deputy} báo cáo thay {one.officer} cho {', '.join(one.units)} đến hết ngày {one.last:%d/%m/%Y}."
