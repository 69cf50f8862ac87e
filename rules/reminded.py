"""How often those who report for a unit were reminded: what a leader is told of it has to be true, or is not said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from rules.deputy import Deputy
from rules.owing import Item
from rules.stages import REPORTED_ON
from rules.verdict import Phone


@dataclass(frozen=True, slots=True)
class Key:
    """What is never sent twice."""

    duty: str
    period: date
    step: str
    phone: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The keys of the texts of the past. None is sent again, though some were `refused` by the carrier for good.

    Of the `unsure` ones nobody knows whether the carrier has them.
    """

    keys: AbstractSet[Key] = frozenset()
    refused: AbstractSet[Key] = frozenset()
    unsure: AbstractSet[Key] = frozenset()


NOTHING_SENT = Sent()


def times_reminded(
    items: Iterable[Item], phones: Sequence[Phone], deputies: Sequence[Deputy], sent: Sent
) -> int | None:
    """At how many steps the carrier took a reminder of each of these; None where that is 0, not known, or differs."""
    reporters, by_phone = _reporters(phones, deputies), _by_phone(sent)
    counts = {
        _times(item, [key for number in reporters[item.unit] for key in by_phone[number]], sent) for item in items
    }
    return counts.pop() if len(counts) == 1 else None


def _reporters(phones: Iterable[Phone], deputies: Iterable[Deputy]) -> Mapping[str, set[str]]:
    """Unit -> the numbers that report for it, or did in another's place."""
    found = defaultdict(set)
    for number, units in [*((one.number, one.units) for one in phones), *((one.deputy, one.units) for one in deputies)]:
        for unit in units:
            found[unit].add(number)
    return found


def _by_phone(sent: Sent) -> Mapping[str, list[Key]]:
    """Number -> the keys of its reminders. What a leader is told is none."""
    found = defaultdict(list)
    for key in sent.keys:
        if key.step != REPORTED_ON:
            found[key.phone].append(key)
    return found


def _times(item: Item, keys: Iterable[Key], sent: Sent) -> int | None:
    about = {key for key in keys if (key.duty, key.period) == (item.deadline.duty.code, item.deadline.period)}
    taken = {key.step for key in about - sent.refused - sent.unsure}
    unknown = {key.step for key in about & sent.unsure} - taken
    return len(taken) if taken and not unknown else None
