"""Which sentences there are, and the facts the rules hand over with each: the contract between judging and wording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Tells(StrEnum):
    """What a sentence says about the figures: some were kept, none was, or it is not about that."""

    KEPT = "kept"
    REFUSED = "refused"
    INFORMS = "informs"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence: what it tells, and the facts that come with it."""

    tells: Tells
    facts: frozenset[str]


# The facts, in JSON's types:
#   unit         a unit's code, the sender's own where the text names none; the office's code for the whole
#   keyword      a keyword, or null: then the first one that the unit owes
#   value        [1234] or, of a pair, [85, 92]; for the whole office a sum
#   previous     the same of the figure that stood before, or stands now; null where there is none
#   at           an instant, ISO 8601 with its offset; said as local HH:MM
#   day          the reporting day, ISO date; said as dd/mm
#   share        0.451, or null where no base is known;   base: the base's figure, or null
#   word         the piece of the sender's text that is talked about
#   list         [[keyword, value, unit], ...]: several figures; the unit may be left out where there is only one
#   units        [unit, ...] that a text or the sender is about;   silent: [unit, ...] that have not reported
#   owing        [[keyword, unit, deadline], ...] of what is missing; the deadline is an instant, ISO 8601
#   number       another phone, in E.164;   by: the clerk who settled something, the same, or the way where none is known
#   missing      [keyword, ...] that a unit still owes;   lowest: [[unit, share], ...], at most three
#   values       the numbers to send back, read in a text that was not taken: [1234]; null where they are not certain
#   correction   whether the line to send back corrects
#   cap, reported, expected, change, times     whole numbers
_ABOUT = "unit keyword at day"
_FIGURE = f"{_ABOUT} value"
_MANY = f"{_ABOUT} list units"
_WHOLE = "keyword at day value base share reported expected"
_BACK = f"{_ABOUT} values correction"
_MISREAD = f"{_BACK} word"

_KEPT = {
    "accepted": f"{_FIGURE} previous share",
    "accepted_plain": _FIGURE,
    "accepted_next": _FIGURE,
    "accepted_multi": _MANY,
    "next_multi": _MANY,
    "late_accepted": _FIGURE,
    "late_multi": _MANY,
    "confirmed": _FIGURE,
    "correction": f"{_FIGURE} previous",
    "correction_multi": _MANY,
    "updated": f"{_FIGURE} previous",
    "duplicate": _FIGURE,
    "cancelled": _FIGURE,
    "cancelled_back": f"{_FIGURE} previous",
    "short_kept": "",
}
_REFUSED = {
    **dict.fromkeys(
        (
            "missing_keyword",
            "missing_unit",
            "unit_conflict",
            "sub_unit",
            "missing_value",
            "too_many_values",
            "value_order",
            "not_a_number",
            "approx_number",
            "negative_number",
            "percent_not_count",
            "keyword_not_for_unit",
            "ambiguous_meaning",
            "conflicting_values",
            "incomplete_message",
        ),
        _BACK,
    ),
    **dict.fromkeys(
        ("unknown_keyword", "unknown_unit", "ambiguous_number", "value_out_of_range", "unit_word_mismatch"), _MISREAD
    ),
    **dict.fromkeys(("meant_keyword", "meant_unit"), _MISREAD),
    **dict.fromkeys(("confirm_expired", "date_refused", "not_your_unit"), f"{_ABOUT} word"),
    **dict.fromkeys(("unknown", "question_many"), _BACK),
    **dict.fromkeys(("deputy_number", "deputy_day", "deputy_beside"), _BACK),
    **dict.fromkeys(
        (
            "deputy_no_unit",
            "deputy_own_number",
            "deputy_no_such_day",
            "deputy_day_is_over",
            "deputy_too_long",
            "deputy_overtaken",
        ),
        _ABOUT,
    ),
    "deputy_not_all": f"{_ABOUT} units",
    "increment_not_total": f"{_ABOUT} previous",
    "ambiguous_unit": f"{_BACK} units",
    "confirm_low": f"{_FIGURE} previous",
    "confirm_high": f"{_FIGURE} previous",
    "over_base": f"{_FIGURE} base",
    "over_cap": f"{_FIGURE} cap",
    "overtaken": _FIGURE,
    "closed": _FIGURE,
    "not_authorised": "",
    "short_refused": "",
}
_INFORMS = {
    **dict.fromkeys(
        ("help", "help_kw", "help_note", "help_deputy", "note", "stop", "nothing_to_cancel", "cancelled_question"),
        _ABOUT,
    ),
    "register": "unit",
    **dict.fromkeys(("register_refused", "request_how", "request_clerks_only"), _ABOUT),
    **dict.fromkeys(("request_new", "request_approved", "request_refused", "request_unknown"), f"{_ABOUT} number"),
    **dict.fromkeys(("request_was_approved", "request_was_refused"), f"{_ABOUT} number by"),
    **dict.fromkeys(("register_known", "registered", "reminder_before", "reminder_after"), _ABOUT),
    "status": f"{_ABOUT} list missing",
    "status_none": f"{_ABOUT} missing",
    "status_district": _WHOLE,
    "reminder_many": f"{_ABOUT} owing",
    "escalation": f"{_ABOUT} times",
    "escalation_plain": _ABOUT,
    "escalation_many": f"{_ABOUT} times owing",
    "escalation_many_plain": f"{_ABOUT} owing",
    "late_list": f"{_ABOUT} silent",
    **dict.fromkeys(("deputy_named", "deputy_told", "deputy_ended", "deputy_over"), f"{_ABOUT} units number"),
    "deputy_none": _ABOUT,
    "line_test": "at day",
    **dict.fromkeys(("budget_near", "budget_spent"), "at day number times cap"),
    "summary_leaders": f"{_WHOLE} change silent",
    "summary_low": "keyword day lowest reported expected",
    "short_informs": "",
}

SENTENCES: Mapping[str, Spoken] = {
    key: Spoken(tells, frozenset(facts.split()))
    for tells, keys in ((Tells.KEPT, _KEPT), (Tells.REFUSED, _REFUSED), (Tells.INFORMS, _INFORMS))
    for key, facts in keys.items()
}

WORDS: Mapping[str, str] = {
    "not_recorded": "the words in every refusal that say that nothing was kept",
    "thousands": "the mark between groups of three digits",
    "decimal": "the mark before a fraction",
    "none": "said for a figure that is not there",
    "unknown": "said for a base or a share that is not known",
    "nothing": "said for an empty list",
    "more": "said for the rest of a list that does not fit; {n} is how many",
    "more_units": "the same, said for a list of units",
    "report_to": "before the number that takes reports, where a text leaves by another line",
    "office": "the name of the whole, as short as a unit's",
    "desk": "said for the office's own people, where it is not known which of them",
    "daily": "how often a daily duty falls due",
    "monday": "how often a weekly duty of that day falls due",
    "tuesday": "how often a weekly duty of that day falls due",
    "wednesday": "how often a weekly duty of that day falls due",
    "thursday": "how often a weekly duty of that day falls due",
    "friday": "how often a weekly duty of that day falls due",
    "saturday": "how often a weekly duty of that day falls due",
    "sunday": "how often a weekly duty of that day falls due",
}
"""The small words that every language needs, in its file's table [words]."""


def fallback(key: str) -> str:
    """The sentence that is said where `key`, against all checks, would not fit into one segment."""
    return f"short_{SENTENCES[key].tells}"
