"""The stages of a deadline: the steps at which who owes is reminded, and then the moment for leader and clerk.

Each stage has its time, from its own moment until it makes no more sense. So a stage that was missed is made up as long
as it lasts, the stages before it never again, and at no moment is there more than one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.campaign import Campaign
from rules.deadlines import Deadline

REPORTED_ON = "late"
"""The stage of leaders and clerks. Those of the steps are called by their minutes from the deadline ("-60", "15")."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What is due from `begins` until `ends`."""

    name: str
    begins: datetime
    ends: datetime

    def lasts(self, moment: datetime) -> bool:
        """Whether it is its time."""
        return self.begins <= moment < self.ends


def steps(campaign: Campaign, deadline: Deadline) -> Sequence[Stage]:
    """The stages of who owes.

    A step ends with the next one, one before the deadline ends with it (its text would be wrong), and all with the
    close.
    """
    reminders = campaign.reminders
    begins = [deadline.due + step for step in reminders.steps]
    ends = [*begins[1:], deadline.closes]
    return tuple(
        Stage(name(step), begin, min(end, deadline.due if begin < deadline.due else end, deadline.closes))
        for step, begin, end in zip(reminders.steps, begins, ends, strict=False)
    )


def reported_on(campaign: Campaign, deadline: Deadline) -> Sequence[Stage]:
    """The stage at which leader and clerk are told, if the campaign has one."""
    reminders = campaign.reminders
    if not reminders.escalate_after:
        return ()
    begins = deadline.due + reminders.steps[reminders.escalate_after - 1] + reminders.patience
    return (Stage(REPORTED_ON, begins, deadline.closes),)


def name(step: timedelta) -> str:
    """What a step is called: its minutes from the deadline."""
    return str(int(step / timedelta(minutes=1)))
