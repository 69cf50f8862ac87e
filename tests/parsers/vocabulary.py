"""The vocabularies that the parser's tests read with: Tân Châu's, and one of a campaign that never was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from parsers import Keyword, Unit, Vocabulary, fold

HERE = Path(__file__).parent

UNIT_WORDS = {
    "BZ": "MAY, NGUOI, NG, LUOT, LUOT CAI, LUOT TAI, LAN, THUE BAO, DT, DIEN THOAI, SMARTPHONE, CAI, NGUOI DAN, NGUOI CAI",
    "SM": "MAY, NGUOI, NG, THUE BAO, DT, DIEN THOAI, SMARTPHONE, NGUOI DUNG, NGUOI DAN, CAI",
    "HG": "HO, HO DAN, HO GIA DINH, GIA DINH, CAN NHA",
    "PT": "LUOT, LAN, BUOI PHAT, LUOT PHAT, LAN PHAT, BAN TIN, BUOI",
    "PC": "CARD, THE, CAI, TO, TO ROI",
    "CB": "CB, CAN BO, NGUOI, NG, NHAN VIEN, NV, GIAO VIEN, GV, VIEN CHUC, CBCC, CBVC, MAY",
    "HS": "HS, HOC SINH, EM HOC SINH, NGUOI, NG, MAY",
    "CS": "CO SO, CUA HANG, NHA NGHI, NHA TRO, DIEM",
    "TG": "CO SO, TO CHUC, CHUA, NHA THO, CO SO TON GIAO",
    "HT": "NGUOI, NG, LUOT, LUOT NGUOI, NGUOI DAN, DOAN VIEN",
}
SPOKEN = {"BZ": "BLUEZONE, BLUE ZONE, BLUZONE, BLUEZON"}


def _set(words: str) -> frozenset[str]:
    return frozenset(word.strip() for word in words.split(",") if word.strip())


def _unit(unit: dict[str, Any]) -> Unit:
    """Take a unit of the registry; its full name is a name too, where it is made of words only."""
    full = fold(unit["name"]).replace(" - ", " ").replace("(VNPT)", "").strip()
    names = [*unit["alias"], *([full] if full.replace(" ", "").isalpha() else [])]
    return Unit(unit["code"], unit["group"], tuple(dict.fromkeys(names)))


def tan_chau() -> Vocabulary:
    """Build the vocabulary of the letter's campaign."""
    data = json.loads((HERE / "registry.json").read_text("utf-8"))
    keywords = {
        code: Keyword(code, entry["n"], frozenset(entry["groups"]), _set(UNIT_WORDS[code]), _set(SPOKEN.get(code, "")))
        for code, entry in data["keywords"].items()
    }
    units = {unit["code"]: _unit(unit) for unit in data["units"]}
    names = ("HUYEN TAN CHAU", "UBND HUYEN TAN CHAU", "VP UBND HUYEN", "UBND HUYEN", "HUYEN", "TAN CHAU", "TOAN HUYEN")
    return Vocabulary(keywords, units, data["district"]["code"], names, "BZTC")


def flood() -> Vocabulary:
    """Build the vocabulary of a made-up campaign with other letters, keywords and names: damage by a flood."""
    return Vocabulary(
        {
            "NG": Keyword("NG", 1, frozenset({"ward"}), frozenset({"NHA", "CAN"})),
            "DD": Keyword("DD", 2, frozenset({"ward", "team"}), frozenset({"HO"}), frozenset({"DI DOI"})),
        },
        {
            "PH01": Unit("PH01", "ward", ("PHUONG AN CUU", "AN CUU")),
            "PH12": Unit("PH12", "ward", ("PHUONG VY DA", "VY DA")),
            "DQ0102": Unit("DQ0102", "team", ()),
        },
        "HUE",
        ("THANH PHO HUE",),
        "LUTHUE",
    )


TAN_CHAU = tan_chau()
FLOOD = flood()
