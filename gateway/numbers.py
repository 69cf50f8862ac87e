"""Telephone numbers: one E.164 form for the many ways in which lists and carriers write them, and a masked one for logs."""

from __future__ import annotations

import re

import phonenumbers

# Vietnam's change of 15 September 2018: eleven-digit mobile numbers lost a digit, the last seven stayed.
_MOVED_2018 = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
    "186": "56", "188": "58",
    "199": "59",
}  # fmt: skip
_OLD = re.compile(r"(?:\+84|0084|84|0)(1[0-9]{2})([0-9]{7})")
_WRITTEN_BETWEEN = re.compile(r"[\s.()\u00a0\u200b-]+")
_AS_SENT = re.compile(r"\+?[0-9]{8,15}")
# A hotline of eight digits is a short code here, not a number of some town.
_LONG = re.compile(r"\+|0|84")
# E.164, a short code, or a name of at most eleven characters.
SENDER = re.compile(r"\+[1-9][0-9]{6,14}|[0-9]{3,11}|(?=.*[A-Za-z])[A-Za-z0-9 ._&'-]{1,11}")
_COUNTRY = re.compile(r"(?:00)?84([0-9]{9})")


def msisdn(raw: str, region: str = "VN") -> str | None:
    """The number in E.164, or None: short codes, sender names and what no network would connect are no numbers."""
    digits = _WRITTEN_BETWEEN.sub("", raw)
    if not _AS_SENT.fullmatch(digits):
        return None
    try:
        number = phonenumbers.parse(_renumbered(digits) if region == "VN" else digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def sender(raw: str) -> str | None:
    """Who sent a text: a number in E.164, a short code or a name as it is given; None for what is none of them."""
    number = msisdn(raw) if _LONG.match(raw) else None
    return number or (raw if SENDER.fullmatch(raw) else None)


def _renumbered(digits: str) -> str:
    """The number as it is today, with the country's code where it was written without a plus."""
    old = _OLD.fullmatch(digits)
    if old and old[1] in _MOVED_2018:
        return f"+84{_MOVED_2018[old[1]]}{old[2]}"
    country = _COUNTRY.fullmatch(digits)
    return f"+84{country[1]}" if country else digits


def masked(number: str) -> str:
    """A number for logs and pages: the network and the last three digits, +84990000101 as 099****101."""
    local = f"0{number.removeprefix('+84')}" if number.startswith("+84") else number
    shown = 3
    return f"{local[:shown]}****{local[-shown:]}" if len(local) > 2 * shown else "****"
