"""A day's texts, line by line: what the carrier says came in beside what stands in the inbox, and what became of it.

One way to see it, for `flask line reconcile` and for whatever page shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gateway.carriers.base import Brings, CannotAsk, Listed
from gateway.lines import Lines
from gateway.numbers import masked
from gateway.timetable import clock
from ledger import reconciling
from ledger.engine import Connection
from ledger.lines import is_dialled
from ledger.mail import Arrival
from ledger.offices import of_lines
from ledger.reconciling import Came
from rules.calendar import closes_at
from rules.campaign import Campaign
from rules.verdict import Station

_DAY = timedelta(days=1)
# What came in on the day may stand in the carrier's list before it: it held it back for that long at most.
_BEFORE = timedelta(days=2)
KEEPS_NONE = "nhà mạng không có danh sách để đối chiếu"
BRINGS = "điện thoại tự gửi bù, không có danh sách để đối chiếu"
OFF = "đường này đang tắt, không hỏi được nhà mạng"
CUT = "danh sách của nhà mạng dài quá, chỉ đọc được một phần"

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Named:
    """A text that one side has and the other has not: the carrier's id, the sender masked, when it was sent."""

    carrier_id: str
    sender: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """One line on one day.

    `listed` is the carrier's count; None where it is not known, and `why` not. `is_known` is False where a carrier that
    keeps a list did not give all of it. `missing` never came in; of `unlisted` the carrier does not know.
    """

    line: str
    listed: int | None
    why: str
    is_known: bool
    came: Sequence[Came]
    missing: Sequence[Named] = ()
    unlisted: Sequence[Named] = ()

    def count(self, *stations: Station) -> int:
        """How many came this far."""
        return sum(one.station in stations for one in self.came)

    @property
    def read(self) -> int:
        """How many were read and judged."""
        return self.count(Station.PARSED, Station.VALIDATED, Station.TOTALLED)

    @property
    def is_equal(self) -> bool:
        """Whether both sides have the same texts, and something has become of each."""
        return self.is_known and not self.missing and not self.unlisted and not self.count(Station.RECEIVED)


def span_of(campaign: Campaign, day: date, now: datetime) -> Span:
    """From when to when a reporting day runs, as far as it has come."""
    return closes_at(campaign, day - _DAY), min(closes_at(campaign, day), now)


def lists(lines: Lines, span: Span, now: datetime) -> Mapping[str, Listed | Brings | CannotAsk]:
    """Ask each carrier that keeps a list for what came in; outside of any transaction, it may take its time.

    One that never calls us lists only what we have not taken in yet: there is nothing to compare.
    """
    return {
        name: carrier.look(span[0] - _BEFORE, now)
        for name, carrier in lines.items()
        if carrier.looks_every is not None and carrier.is_called_back
    }


def accounts(
    connection: Connection,
    campaign: Campaign,
    asked: Mapping[str, Listed | Brings | CannotAsk],
    lines: Lines,
    span: Span,
) -> list[Account]:
    """Each of the office's lines, by name; one that is off only where something came in on it. `asked` is from `lists`."""
    ours = [
        name for name, office in of_lines(connection).items() if office == campaign.office.code and not is_dialled(name)
    ]
    found = [_account(connection, name, asked.get(name, _silent(name, lines)), span) for name in sorted(ours)]
    return [one for one in found if one.came or one.line in lines]


def _silent(name: str, lines: Lines) -> Brings | CannotAsk | None:
    """Why nobody was asked; None where there is nobody that keeps a list."""
    return None if name in lines else CannotAsk(OFF)


def _account(connection: Connection, name: str, said: Listed | Brings | CannotAsk | None, span: Span) -> Account:
    received = reconciling.received(connection, name, span)
    if isinstance(said, Listed):
        return _compared(connection, name, said, received, span)
    if isinstance(said, CannotAsk):
        return Account(name, None, said.reason, is_known=False, came=received)
    return Account(name, None, BRINGS if isinstance(said, Brings) else KEEPS_NONE, is_known=True, came=received)


def _compared(connection: Connection, name: str, said: Listed, received: Sequence[Came], span: Span) -> Account:
    """By the carrier's own times where it has them: what it took before the close is of that day, however late we got it."""
    arrivals = [entry for entry in said.entries if isinstance(entry, Arrival)]
    of_day = {each.carrier_id: each for each in arrivals if span[0] <= _sent(each) < span[1]}
    known = reconciling.by_id(connection, name, [*of_day])
    all_listed = {each.carrier_id for each in arrivals}
    unlisted = [each for each in received if each.carrier_id not in all_listed]
    missing = of_day.keys() - {each.carrier_id for each in known}
    return Account(
        line=name,
        listed=len(of_day),
        why="" if said.is_whole else CUT,
        is_known=said.is_whole,
        came=[*known, *unlisted],
        missing=[_named(of_day[each].carrier_id, of_day[each].sender, _sent(of_day[each])) for each in sorted(missing)],
        unlisted=[_named(each.carrier_id, each.sender, each.moment) for each in unlisted],
    )


def _sent(arrival: Arrival) -> datetime:
    return arrival.sent_at or arrival.received_at


def _named(carrier_id: str, sender: str, moment: datetime) -> Named:
    return Named(carrier_id, masked(sender), moment)


def told(campaign: Campaign, day: date, span: Span, found: Sequence[Account]) -> Iterator[str]:
    """The day in lines, for a terminal."""
    yield f"Đối chiếu ngày {day:%d/%m/%Y}: tin từ {clock(campaign, span[0])} đến {clock(campaign, span[1])}"
    for one in found:
        yield f"  {one.line:<14}{_carriers(one)}; {_ours(one)}: {'KHỚP' if one.is_equal else 'CHƯA KHỚP'}"
        yield from (f"    thiếu trong hộp thư: {_who(campaign, each)}" for each in one.missing)
        yield from (f"    nhà mạng không có: {_who(campaign, each)}" for each in one.unlisted)


def _carriers(one: Account) -> str:
    counted = "nhà mạng ?" if one.listed is None else f"nhà mạng {one.listed}"
    return f"{counted} ({one.why})" if one.why else counted


def _ours(one: Account) -> str:
    answered = sum(each.is_answered for each in one.came)
    aside, waiting = one.count(Station.SET_ASIDE), one.count(Station.RECEIVED)
    return f"hộp thư {len(one.came)}, đã đọc {one.read}, để riêng {aside}, chờ đọc {waiting}, đã gửi trả lời {answered}"


def _who(campaign: Campaign, each: Named) -> str:
    return f"{each.carrier_id}, {each.sender}, {clock(campaign, each.moment)}"
