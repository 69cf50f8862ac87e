"""How the demo tells its days: what was texted and answered, what went out by the clock, how a day closed, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby, pairwise

from demo.paper import Person
from demo.script import Deputises, Joins, Turn
from gateway.pages import saying
from ledger.closing import Edition
from ledger.conversation import Said, Sent
from rules.campaign import Campaign
from rules.closing import Snapshot, revision
from rules.timeliness import Kept

PURPOSES = {
    "reminder": "nhắc",
    "escalation": "báo lãnh đạo",
    "late_list": "danh sách trễ",
    "summary": "tóm tắt ngày",
    "deputy": "ủy quyền",
    "registration": "đăng ký",
}
_SHOWN = (Kept.LATE, Kept.MISSING)
_INDENT = " " * 7


def opening(campaign: Campaign) -> str:
    """What this is."""
    return f"{campaign.name}: số liệu bịa, chỉ để trình diễn"


def day_begins(day: date) -> Iterator[str]:
    """A day's heading."""
    yield ""
    yield saying.whole_day(day)
    yield ""


def turn(
    campaign: Campaign, known: Mapping[str, str], one: Turn, sender: str, said: Said, answer: Sent | None
) -> Iterator[str]:
    """A text, and what was answered; where nothing was, why."""
    who = f"{one.unit}, {known.get(sender, sender)}" if one.sender else one.unit
    held = f" (nhắn lúc {_time(campaign, one.sent)}, mạng giữ lại)" if one.sent else ""
    yield f"{_time(campaign, one.at)}  {who}{held}: {one.text}"
    silence = saying.SILENCES.get(said.silence or "", "không trả lời")
    yield f"{_INDENT}→ {answer.text if answer else f'({silence})'}"


def by_the_clock(campaign: Campaign, known: Mapping[str, str], at: datetime, left: Iterable[Sent]) -> Iterator[str]:
    """What went out to phones that had not just texted: of those who are told the same, the words to one."""
    for (purpose, _), alike in groupby(left, key=lambda one: (one.purpose, one.sentence)):
        first, *others = alike
        yield f"{_time(campaign, at)}  {PURPOSES[purpose]} {known.get(first.number, first.number)}: {first.text}"
        if purpose == "reminder" and others:
            names = ", ".join(known.get(one.number, one.number) for one in others)
            yield f"{_INDENT}nhắc như vậy {len(others)} máy nữa: {names}"
        else:
            yield from (
                f"{_INDENT}{PURPOSES[purpose]} {known.get(one.number, one.number)}: {one.text}" for one in others
            )


def closed(campaign: Campaign, frozen: Snapshot, texts: int) -> Iterator[str]:
    """A day as it was closed: each headline unit's figure, the whole, and who was late with which duty or silent."""
    whole = frozen.headline
    yield ""
    yield (
        f"Khóa sổ ngày {saying.day(frozen.period)}: {texts} tin nhắn, "
        f"{whole.reported}/{whole.expected} đơn vị đã báo cáo {whole.keyword}"
    )
    for code in campaign.headline_units:
        held = frozen.figures.get((code, whole.keyword))
        if held is not None:
            late = "  trễ hạn" if held.late else ""
            carried = "" if held.of == frozen.period else f"  số ngày {saying.day(held.of)}"
            yield f"  {code:<6}{campaign.units[code].name:<28}{saying.values(held.values):>8}{late}{carried}"
    share = "" if whole.share is None else f"  {saying.share(whole.share)} của {saying.number(whole.base)}"
    yield f"  {'':<6}{'Tổng cộng':<28}{saying.number(whole.value):>8}{share}"
    for kept in _SHOWN:
        units = list(dict.fromkeys(mark.unit for mark in frozen.marks if mark.kept is kept))
        if units:
            yield f"  {saying.KEPT[kept].capitalize()}: {', '.join(units)}"
    yield ""


def changed(campaign: Campaign, day: date, kept: Sequence[Edition], known: int) -> Iterator[str]:
    """What changed in a closed day with each edition after the first ones, which are `known` already."""
    for nth, (before, after) in enumerate(pairwise(kept), start=1):
        found = revision(before.snapshot, after.snapshot)
        if found is None or nth < known:
            continue
        yield f"Sửa sau khi khóa sổ ngày {saying.day(day)}, lần {nth}, lúc {_time(campaign, after.made_at)}:"
        for one in found.changes:
            yield f"  {one.unit} {one.keyword}: {saying.change(one.before, one.after)}"
        for was, is_now in found.marks:
            yield f"  {is_now.unit}, nhiệm vụ {is_now.duty}: {saying.KEPT[was.kept]} → {saying.KEPT[is_now.kept]}"
        was_whole, whole = found.headline
        moved = "không đổi" if was_whole == whole else saying.change([was_whole], [whole])
        yield f"  Tổng {campaign.headline}: {moved}"
        yield ""


def names(people: Iterable[Person]) -> Mapping[str, str]:
    """What each number is called: by the units that it reports for, else by its owner."""
    found: dict[str, list[str]] = {}
    for one in people:
        found.setdefault(one.number, []).append(one.unit if one.role == "reporter" else one.name)
    return {number: "+".join(dict.fromkeys(said)) for number, said in found.items()}


def newcomer(one: Turn) -> Mapping[str, str]:
    """What a number is called from now on that reports for the unit of this text."""
    match one.then:
        case Joins(number):
            return {number: f"{number} (máy mới của {one.unit})"}
        case Deputises(number):
            return {number: f"{number} (thay {one.unit})"}
    return {}


def _time(campaign: Campaign, moment: datetime) -> str:
    return f"{moment.astimezone(campaign.zone):%H:%M}"
