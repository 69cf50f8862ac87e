"""Who is texted by the clock at a moment, with which words, and why everyone else is not: for an operator to read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from gateway.wording import word
from ledger.conversation import officers
from ledger.engine import Connection
from ledger.reminding import facts
from rules.campaign import Campaign
from rules.recipients import Purpose
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


def due(connection: Connection, campaign: Campaign, moment: datetime) -> Iterator[str]:
    """A line for each phone and purpose. Figures are as they stand now, also where the moment is another one."""
    names = {one.number: one.name for one in officers(connection, campaign.office.code)}
    found = explained(campaign, moment, facts(connection, campaign, moment))
    yield f"{clock(campaign, moment)}: {sum(isinstance(one, Notice) for one in found)} tin phải gửi"
    for one in found:
        name = names.get(one.phone, "số được ủy quyền")
        yield f"  {one.phone:<14}{name:<32}{PURPOSES[one.purpose]:<15}{_said(campaign, one)}"


def _said(campaign: Campaign, one: Notice | Passed) -> str:
    if isinstance(one, Notice):
        return f"GỬI, trước {clock(campaign, one.expires)}: {word(campaign, one.sentence.key, one.sentence.facts)}"
    later = "" if one.next_at is None else f"; có thể gửi từ {clock(campaign, one.next_at)}"
    return f"không: {REASONS[one.reason]}{later}"


def clock(campaign: Campaign, moment: datetime) -> str:
    """A moment by the clock on the office's wall."""
    return f"{moment.astimezone(campaign.zone):%H:%M %d/%m/%Y}"
