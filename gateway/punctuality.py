"""Who kept the deadlines of a span, and what it cost in SMS: the same table for the page and for `flask punctuality`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from gateway.asked import CannotShowError
from gateway.lines import Lines, prices
from ledger.engine import Connection
from ledger.punctuality import began, marks_of, traffic_of
from rules.campaign import Campaign
from rules.punctuality import By, Row, Table, tabulate

BY = {By.UNIT: "đơn vị", By.GROUP: "nhóm đơn vị", By.DUTY: "nhiệm vụ"}
SHARED = "Tin chung, không riêng của dòng nào"
WHOLE = "Tất cả"
NO_PRICE = "Chưa đường nhắn tin nào có giá (price), nên chỉ đếm số tin."


@dataclass(frozen=True, slots=True)
class Report:
    """The table, and the days that it is really about: none before the office began."""

    campaign: Campaign
    first: date
    last: date
    by: By
    table: Table

    def name(self, row: Row) -> str:
        """Whose row it is, in words."""
        if self.by is By.DUTY:
            return next(duty.name for duty in self.campaign.duties if duty.code == row.code)
        named = self.campaign.units if self.by is By.UNIT else self.campaign.groups
        return named[row.code].name


def by_asked(given: str | None) -> By:
    """What the rows are to stand for: units where nothing is said. Raises CannotShowError."""
    try:
        return By(given or By.UNIT)
    except ValueError:
        cure = "Xin chọn unit (đơn vị), group (nhóm đơn vị) hoặc duty (nhiệm vụ)."
        raise CannotShowError("Không có bảng này", cure) from None


def punctuality(
    connection: Connection, campaign: Campaign, asked: tuple[tuple[date, date], By], moment: datetime, lines: Lines
) -> Report:
    """The table of a span, seen at `moment`: what was not due by then is not expected yet."""
    (first, last), by = asked
    start = began(connection, campaign.office.code)
    span = (max(first, start or last), last)
    found = marks_of(connection, campaign, span, moment)
    table = tabulate(campaign, found, traffic_of(connection, campaign, span, prices(lines)), by)
    return Report(campaign, *span, by, table)


def told(report: Report) -> Iterator[str]:
    """The table in lines, for a terminal."""
    yield f"Đúng hạn theo {BY[report.by]}, {report.first:%d/%m/%Y} - {report.last:%d/%m/%Y}"
    yield (
        f"  {'':<52}{'phải':>6}{'đúng':>6}{'trễ':>6}{'thiếu':>6}{'miễn':>6}"
        f"{'đủ %':>7}{'hạn %':>7}{'dài':>5}{'nay':>5}{'đến':>6}{'đi':>6}{'tiền':>10}"
    )
    for row in report.table.rows:
        yield _line(f"{row.code:<6} {report.name(row)}", row)
    yield f"  {SHARED:<106}{_texts(report.table.shared)}"
    yield _line(WHOLE, report.table.whole)
    if report.table.whole.score.cost is None:
        yield NO_PRICE


def _line(name: str, row: Row) -> str:
    one = row.score
    return (
        f"  {name[:51]:<52}{one.expected:>6}{one.on_time:>6}{one.late:>6}{one.missing:>6}{one.excused:>6}"
        f"{_percent(one.completeness):>7}{_percent(one.timeliness):>7}{one.longest:>5}{one.current:>5}"
        f"{_texts(row)}"
    )


def _texts(row: Row) -> str:
    cost = "-" if row.score.cost is None else str(row.score.cost)
    return f"{row.traffic.inward:>6}{row.traffic.outward:>6}{cost:>10}"


def _percent(part: float | None) -> str:
    """Cut and not rounded, as on the pages: only all is 100%."""
    return "-" if part is None else f"{int(part * 1000 + 1e-6) / 10:.1f}"
