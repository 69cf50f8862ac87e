"""Who is texted at a moment, with what, and why everyone else is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from gateway.wording import word
from rules.deadlines import deadlines_at
from rules.deputy import Deputy
from rules.recipients import Purpose
from rules.reminded import Key, Sent
from rules.reminders import Facts, Notice, Passed, Reason, due_reminders, explained
from rules.standing import Standing
from rules.verdict import Figure, Phone, Place, Question
from tests.personas import BINH, DUNG, GIANG, HOA, LONG, MAI, REGISTERED, STRANGER, TAN_CHAU, THU, VAN, at

PHONES = tuple(Phone(one.number, one.units, one.role) for one in REGISTERED)
FRIDAY = date(2020, 8, 28)


def reported(*places: Place, day: date = FRIDAY) -> Standing:
    standing = Standing(TAN_CHAU)
    for place in places:
        standing.figures[place] = {day: Figure((5,), day, at("09:00"), late=False, inbound=1, seq=0)}
    return standing


def facts(*places: Place, day: date = FRIDAY, **more: object) -> Facts:
    return Facts(reported(*places, day=day), PHONES, **more)  # type: ignore[arg-type]


def told(moment: datetime, given: Facts, purpose: Purpose = Purpose.REMINDER) -> dict[str, Notice]:
    return {each.phone: each for each in due_reminders(TAN_CHAU, moment, given) if each.purpose is purpose}


def why(moment: datetime, given: Facts, number: str) -> Passed:
    [passed] = [
        each
        for each in explained(TAN_CHAU, moment, given)
        if isinstance(each, Passed) and each.phone == number and each.purpose is Purpose.REMINDER
    ]
    return passed


def said(notice: Notice) -> str:
    return word(TAN_CHAU, notice.sentence.key, notice.sentence.facts)


def sent(*looks: dict[str, Notice], **more: frozenset[Key]) -> Sent:
    return Sent(frozenset(key for notices in looks for notice in notices.values() for key in notice.keys), **more)


def test_before_the_deadline_the_text_names_unit_figure_and_line_to_send() -> None:
    notice = told(at("14:00"), facts())[HOA.number]
    assert notice.keys == (Key("1a", FRIDAY, "-60", HOA.number),)
    assert notice.expires == at("14:45")
    assert said(notice) == (
        "BZTC: Nhac XA01 Xa Tan Ha: chua co BZ ngay 28/08, han 15:00. Xin nhan: BZ XA01 <so>, vd: BZ XA01 1234. "
        "Da gui thi bo qua. Cam on."
    )


def test_after_the_deadline_it_says_so() -> None:
    notice = told(at("15:15"), facts())[HOA.number]
    assert (notice.keys[0].step, notice.sentence.key, notice.expires) == ("15", "reminder_after", at("16:00"))


def test_one_text_for_all_that_a_phone_owes() -> None:
    both = told(at("14:00"), facts())[MAI.number]
    assert {(key.duty, key.step) for key in both.keys} == {("1a", "-60"), ("1b", "-60")}
    assert "Con thieu: BZ XA01 15:00, PT LT01 15:00." in said(both)
    pairs = told(at("09:00"), facts())[GIANG.number]
    assert [key.duty for key in pairs.keys] == ["3"]
    assert "Con thieu: CB GD01 10:00, HS GD01 10:00." in said(pairs)


def test_only_an_accepted_report_of_that_duty_silences() -> None:
    assert HOA.number not in told(at("14:00"), facts(("XA01", "BZ")))
    assert HOA.number in told(at("14:00"), facts(("XA01", "HG"), ("XA01", "SM"), ("XA02", "BZ")))
    asked = facts()
    asked.standing.questions[HOA.number] = [
        Question(1, HOA.number, "XA01", "BZ", FRIDAY, (9,), doubtful=True, moment=at("13:00"))
    ]
    assert HOA.number in told(at("14:00"), asked)
    yesterday = Facts(reported(("XA01", "BZ"), day=date(2020, 8, 27)), PHONES)
    assert HOA.number in told(at("14:00"), yesterday)
    # Of a weekly duty, any day of the week is in time.
    tuesday = Facts(reported(("MT01", "HT"), day=date(2020, 8, 25)), PHONES)
    assert THU.number not in told(at("09:00"), tuesday)


def test_what_was_sent_is_not_sent_again() -> None:
    first = told(at("14:00"), facts())
    assert told(at("14:44"), facts(sent=sent(first))) == {}
    assert why(at("14:44"), facts(sent=sent(first)), HOA.number) == Passed(
        HOA.number, Purpose.REMINDER, Reason.TOLD, at("14:45")
    )
    assert HOA.number in told(at("14:45"), facts(sent=sent(first)))


@pytest.mark.parametrize(
    ("back", "step"),
    [
        ("14:30", "-60"),  # still of use
        ("14:50", "-15"),  # the later one is due: the earlier one is not made up
        ("15:00", None),  # "before the deadline" would be wrong
        ("15:14", None),
        ("15:40", "15"),
        ("16:00", None),  # closed
    ],
)
def test_after_an_outage_only_the_last_missed_step_is_made_up_and_only_where_it_makes_sense(
    back: str, step: str | None
) -> None:
    found = told(at(back), facts())
    assert (found[HOA.number].keys[0].step if HOA.number in found else None) == step


def test_nothing_is_sent_at_night_but_in_the_morning_where_it_still_makes_sense() -> None:
    early = replace(TAN_CHAU, duties=tuple(replace(duty, due=time(7, 30)) for duty in TAN_CHAU.duties))
    given = Facts(Standing(early), PHONES)
    assert due_reminders(early, at("06:59:59"), given) == []
    [asleep] = [each for each in explained(early, at("06:40"), given) if each.phone == BINH.number]
    assert asleep == Passed(BINH.number, Purpose.REMINDER, Reason.QUIET, at("07:00"))
    assert BINH.number in {each.phone for each in due_reminders(early, at("07:00"), given)}


def test_a_text_must_not_arrive_at_night_either() -> None:
    quiet = replace(TAN_CHAU.reminders, quiet_from=time(14, 10), quiet_to=time(14, 20))
    campaign = replace(TAN_CHAU, reminders=quiet)
    assert due_reminders(campaign, at("14:05"), Facts(Standing(campaign), PHONES))[0].expires == at("14:10")


def test_every_phone_has_its_reason() -> None:
    phones = (
        replace(PHONES[0], refuses_reminders=True),
        replace(PHONES[1], opted_out=True),
        *PHONES[2:],
        Phone("+1", ("TT01",), "reporter"),
        Phone("+2", ("XA05",), "reporter"),
        Phone("+3", (), "reporter"),
        Phone("+4", ("XA06",), "reporter"),
    )
    given = Facts(
        reported(("TT01", "BZ")),
        phones,
        deputies=(Deputy("+4", STRANGER, ("XA06",), at("27 09:00"), FRIDAY),),
        excused=frozenset({("XA05", FRIDAY)}),
    )
    for number, reason in [
        (HOA.number, Reason.REFUSES),
        (BINH.number, Reason.OPTED_OUT),
        ("+1", Reason.REPORTED),
        ("+2", Reason.EXCUSED),
        ("+3", Reason.NOTHING_OWED),
        ("+4", Reason.DEPUTISED),
    ]:
        assert why(at("14:00"), given, number).reason is reason, number
    assert why(at("12:00"), given, MAI.number) == Passed(MAI.number, Purpose.REMINDER, Reason.NOT_YET, at("14:00"))
    assert set(told(at("14:00"), given)) >= {STRANGER, MAI.number, THU.number}
    everyone = {each.phone for each in explained(TAN_CHAU, at("14:00"), given)}
    assert everyone == {phone.number for phone in phones} | {STRANGER}


def test_after_the_last_step_there_is_no_more() -> None:
    campaign = replace(
        TAN_CHAU, reminders=replace(TAN_CHAU.reminders, steps=(timedelta(minutes=-60),), escalate_after=0)
    )
    found = explained(campaign, at("15:05"), Facts(Standing(campaign), PHONES[:1]))
    assert found == [Passed(HOA.number, Purpose.REMINDER, Reason.NO_MORE)]


def test_after_the_campaign_nobody_is_reminded() -> None:
    assert told(at("14:00", 1, 9), facts()) == {}
    assert why(at("14:00", 1, 9), facts(), HOA.number).reason is Reason.NOTHING_OWED


def escalated(*missing: Place, **more: frozenset[Key]) -> tuple[str, dict[str, object]]:
    """What Dũng is told at 15:30 where only these are missing and two reminders went out to all."""
    past = sent(told(at("14:00"), facts()), told(at("14:45"), facts()), **more)
    rest = [(unit, code) for unit, owed in TAN_CHAU.owed.items() for code in owed if (unit, code) not in missing]
    notice = told(at("15:30"), facts(*rest, sent=past), Purpose.ESCALATION)[DUNG.number]
    return notice.sentence.key, dict(notice.sentence.facts)


def test_the_leader_is_told_after_the_steps_with_how_often_was_reminded() -> None:
    given = facts(sent=sent(told(at("14:00"), facts()), told(at("14:45"), facts())))
    assert DUNG.number not in told(at("15:29"), given, Purpose.ESCALATION)
    notice = told(at("15:30"), given, Purpose.ESCALATION)[DUNG.number]
    assert ("XA01", "BZ") in {(item.unit, item.keyword) for item in notice.items}
    assert notice.expires == at("16:00")
    key, said = escalated(("XA01", "BZ"))
    assert (key, said["times"]) == ("escalation", 2)
    key, said = escalated(("XA01", "BZ"), ("LT0103", "PT"))
    assert (key, said["times"]) == ("escalation_many", 2)


def test_how_often_was_reminded_is_said_only_where_a_number_is_true() -> None:
    first, second = (frozenset(Key("1a", FRIDAY, step, one.number) for one in (HOA, MAI)) for step in ("-60", "-15"))
    key, said = escalated(("XA01", "BZ"), refused=first)
    assert (key, said["times"]) == ("escalation", 1)
    key, said = escalated(("XA01", "BZ"), unsure=frozenset({Key("1a", FRIDAY, "-60", HOA.number)}))
    assert (key, said["times"]) == ("escalation", 2), "Mai, of the same unit, has it"
    for fate in ({"refused": first | second}, {"unsure": second}, {"refused": first, "unsure": second}):
        key, said = escalated(("XA01", "BZ"), **fate)
        assert (key, "times" in said) == ("escalation_plain", False)
    assert escalated(("XA01", "BZ"), ("LT0101", "PT"))[0] == "escalation_many_plain", "nobody reports for LT0101"
    assert escalated(("XA01", "BZ"), ("LT0103", "PT"), refused=second)[0] == "escalation_many_plain"


def test_who_was_not_reached_is_not_said_to_have_been_told() -> None:
    past = sent(told(at("14:00"), facts()))
    mine = frozenset({Key("1a", FRIDAY, "-60", HOA.number)})
    for fate, reason in (({}, Reason.TOLD), ({"unsure": mine}, Reason.UNSURE), ({"refused": mine}, Reason.REFUSED)):
        given = facts(sent=replace(past, **fate))
        assert why(at("14:30"), given, HOA.number) == Passed(HOA.number, Purpose.REMINDER, reason, at("14:45"))


def test_a_unit_without_a_leader_has_the_one_above() -> None:
    found = told(at("15:30"), facts(), Purpose.ESCALATION)
    assert {item.unit for item in found[DUNG.number].items} >= {"XA01", "LT0103", "LT0101"}
    assert "XA01" not in {item.unit for item in found[LONG.number].items}
    assert {"XA02", "LT02"} <= {item.unit for item in found[LONG.number].items}
    only = {(unit, keyword) for unit, owed in TAN_CHAU.owed.items() for keyword in owed} - {("XA02", "BZ")}
    [alone] = told(at("15:30"), facts(*only), Purpose.ESCALATION).values()
    assert said(alone).startswith("BZTC: Kinh bao: XA02 Xa Tan Dong chua bao cao BZ ngay 28/08, han 15:00. Kinh mong")


def test_the_clerk_gets_the_list_of_the_late_once() -> None:
    first = told(at("27 15:30"), facts(("XA01", "BZ"), day=date(2020, 8, 27)), Purpose.LATE_LIST)
    text = said(first[VAN.number])
    assert text.startswith("BZTC: Den 15:30 ngay 27/08 con 39 don vi qua han chua bao cao: XA02, XA03, XA04")
    assert told(at("27 15:45"), facts(sent=sent(first)), Purpose.LATE_LIST) == {}
    assert told(at("10:30"), facts(), Purpose.LATE_LIST)[VAN.number].keys[0].duty == "3"


def test_a_weekly_deadline_moved_by_holidays_is_reminded_on_its_day() -> None:
    campaign = replace(TAN_CHAU, ends=None)
    given = Facts(Standing(campaign), PHONES)
    for day, wanted in ((29, True), (30, False)):
        found = {each.phone for each in due_reminders(campaign, at("09:00", day, 4), given)}
        assert (THU.number in found) is wanted
    assert date(2020, 4, 29) in {each.period for each in deadlines_at(campaign, at("09:00", 29, 4))}


def test_a_later_day_is_named_with_its_date() -> None:
    steps = (timedelta(hours=-23), timedelta(minutes=-15))
    campaign = replace(TAN_CHAU, ends=None, reminders=replace(TAN_CHAU.reminders, steps=steps, escalate_after=0))
    both = Phone("+5", ("XA01", "MT01"), "reporter")
    [notice] = due_reminders(campaign, at("27 14:50"), Facts(Standing(campaign), [both]))
    text = word(campaign, notice.sentence.key, notice.sentence.facts)
    assert "BZ XA01 15:00, HT MT01 10:00 28/08." in text
