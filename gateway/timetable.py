"""Who is texted by the clock at a moment, with which words, and why everyone else is not: for an operator to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.wording import word
from ledger.conversation import officers
from ledger.engine import Connection
from ledger.reminding import facts
from rules.campaign import Campaign
from rules.recipients import Purpose, concerns
from rules.reminders import Notice, Passed, Reason, explained

PURPOSES = {
    Purpose.REMINDER: "nhắc",
    Purpose.ESCALATION: "báo lãnh đạo",
    Purpose.LATE_LIST: "danh sách trễ",
}
REASONS = {
    Reason.REFUSES: "đã nhắn TC, không nhận tin nhắc",
    Reason.OPTED_OUT: "nhà mạng không chuyển tin đến số này",
    Reason.DEPUTISED: "đã ủy quyền cho số khác",
    Reason.NOTHING_OWED: "không có chỉ tiêu phải báo cáo",
    Reason.REPORTED: "đã báo cáo đủ",
    Reason.EXCUSED: "được miễn báo cáo",
    Reason.NOT_YET: "chưa đến giờ",
    Reason.REFUSED: "nhà mạng không nhận tin lần này",
    Reason.UNSURE: "chưa rõ nhà mạng đã nhận tin chưa, không gửi lại",
    Reason.TOLD: "đã nhắn rồi",
    Reason.NO_MORE: "đã qua các lần nhắc",
    Reason.QUIET: "đang giờ yên lặng",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A phone and one purpose: whose it is, of which units it is told, and what was found.

    A text to send has its `words` and the moment until which it may leave (`by`); else there is a `reason`, and where
    one may be sent later, the moment from which (`next_at`).
    """

    number: str
    name: str
    purpose: str
    units: Sequence[str]
    words: str = ""
    by: datetime | None = None
    reason: str = ""
    next_at: datetime | None = None


def entries(connection: Connection, campaign: Campaign, moment: datetime) -> list[Entry]:
    """Everybody, as seen at a moment. Figures are as they stand now, also where the moment is another one."""
    names = {one.number: one.name for one in officers(connection, campaign.office.code)}
    known = facts(connection, campaign, moment)
    told_of = {
        (one.phone.number, one.purpose): one.units for one in concerns(campaign, known.phones, known.deputies, moment)
    }
    return [
        _entry(campaign, one, names.get(one.phone, "số được ủy quyền"), sorted(told_of[one.phone, one.purpose]))
        for one in explained(campaign, moment, known)
    ]


def _entry(campaign: Campaign, one: Notice | Passed, name: str, units: Sequence[str]) -> Entry:
    about = (one.phone, name, PURPOSES[one.purpose])
    if isinstance(one, Notice):
        missing = list(dict.fromkeys(item.unit for item in one.items))
        words = word(campaign, one.sentence.key, one.sentence.facts)
        return Entry(*about, missing, words=words, by=one.expires)
    return Entry(*about, units, reason=REASONS[one.reason], next_at=one.next_at)


def due(connection: Connection, campaign: Campaign, moment: datetime) -> Iterator[str]:
    """A line for each phone and purpose."""
    found = entries(connection, campaign, moment)
    yield f"{clock(campaign, moment)}: {sum(bool(one.words) for one in found)} tin phải gửi"
    for one in found:
        yield f"  {one.number:<14}{one.name:<32}{one.purpose:<15}{_said(campaign, one)}"


def _said(campaign: Campaign, one: Entry) -> str:
    if one.by is not None:
        return f"GỬI, trước {clock(campaign, one.by)}: {one.words}"
    later = "" if one.next_at is None else f"; có thể gửi từ {clock(campaign, one.next_at)}"
    return f"không: {one.reason}{later}"


def clock(campaign: Campaign, moment: datetime) -> str:
    """A moment by the clock on the office's wall."""
    return f"{moment.astimezone(campaign.zone):%H:%M %d/%m/%Y}"
