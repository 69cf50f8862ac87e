"""Grounds: the words in a report's own clause that may belie its figure, whatever the campaign. All folded.

`parsers.belying` says where each has to stand for it.
"""

from __future__ import annotations

from parsers.words import REQUESTS, WISHES, phrases

OWNING = frozenset(phrases("CO SMARTPHONE, CO DIEN THOAI, CO DT, CO DIEN THOAI THONG MINH, CO DT THONG MINH"))
"""Words beside a number of a pair that make it the whole: all who could do it."""

NUMBERED = frozenset(phrases("GOI, GOI SO, DT, SO NHA, NHA, HANG, TINH, LOA, LOA SO, PHONG"))
"""Words that right before a number say which one it is, or where to call, and not how many."""

WHICH = frozenset({"GIO", "TOI"})
"""Words that right before a number up to 24 make it an hour."""

SHARES_OF = frozenset({"SO VOI", "TRONG", "CUA"})
"""Words right before a number by which it is what something is compared with, or a part of."""

HEARD = frozenset(phrases("NOI, NGHE, CHO, NGHI, TUONG"))
"""Verbs before "la" and a number by which it is heard or believed."""

TOLD = frozenset({"NOI"})
"""Verbs right before a number by which another says it."""

SOURCES = frozenset(phrases("BAO CAO, SO LIEU, SO, SO BAO CAO, TIN, CUA, LOI, BC"))
"""Words between "theo" and the one whose figure it is."""

AIMED = frozenset(phrases("DAT, DAT DUOC"))
"""Deeds of any campaign that are aimed at."""

TAKEN = frozenset(phrases("DA NHAN, NHAN, NHAN DUOC, XIN, DE NGHI"))
"""Words at the end of a clause by which what was counted is received or asked for."""

GIVEN = frozenset(phrases("PHAT, CAP, TANG, TRAO, GIAO"))
"""Deeds by which things change hands."""

HELD = frozenset(phrases("XIN, CHO, NHAN, NHAN DUOC, HIEN CO, CON, TON, DE"))
"""Words right before things that could change hands, by which they did not: they are asked for, received or kept."""

SENT = "GUI"
"""What words of sending begin with: a figure is sent, and so are things."""

KEPT = frozenset(phrases("HIEN CO, CON, TON, NHAN, DA NHAN, NHAN DUOC, O"))
"""Words right behind such things by which they are still there."""

THINGS = frozenset(phrases("LOA, LOA KEO, XE LOA"))
"""Words that right behind a number are what was counted, and elsewhere say nothing."""

LONG_SPANS = frozenset(
    phrases(
        "LUY KE, LUY KE LA, LUY KE DEN NAY, SO LUY KE, CONG LUY KE, LUYKE, LK, LUY TIEN, CONG DON, TUAN NAY, CA TUAN, THANG NAY, CA THANG, TINH TU DAU, TU DAU, TU DAU DOT, "
        "TU DAU CHIEN DICH, TU DAU DEN NAY, TU TRUOC DEN NAY, TU TRUOC TOI GIO, TINH TU DAU DOT, TINH TU DAU DOT DEN NAY, TU DAU DOT DEN NAY"
    )
)
"""Spans of time that are longer than a day."""

OPEN_SPANS = frozenset(phrases("TUAN NAY, THANG NAY, MOI NGAY, CA TUAN, CA THANG"))
"""Spans of time that are shorter than since the beginning."""

DAY_PARTS = frozenset(
    phrases(
        "SANG NAY, TRUA NAY, CHIEU NAY, TU SANG GIO, CA NGAY NAY, TRONG CA NGAY, SANG SOM, HOI SANG, BUOI SANG, BUOI CHIEU, BUOI TOI"
    )
)
"""Parts of a day in which something was done."""

UNTIL = frozenset(phrases("DEN, TOI, TINH DEN, TINH TOI, CHO TOI, CAP NHAT DEN"))
"""Words before a part of a day up to which all was counted."""

ADDED = frozenset(phrases("BU, GUI BU, NGOAI RA"))
"""Words right before a number by which it comes on top of another."""

TONIGHT = "TOI NAY"
"""Tonight, or until now: only accents tell them apart."""

KINDS = frozenset(
    phrases(
        "CHO, SANG, TRUA, CHIEU, TOI, BUOI SANG, BUOI TRUA, BUOI CHIEU, BUOI TOI, SANG NAY, TRUA NAY, CHIEU NAY, TOI NAY, HOM QUA, HOM NAY, NAM, NU, ANDROID, IPHONE, IOS, "
        "LA, CO, VA, GOM, O, TAI, VOI"
    )
)
"""What the parts of a whole are told apart by, where they are things, places, days or sexes; and the words that join them."""

DONE_BY_NOW = frozenset({"DA", "DUOC"})
"""Words that say that something is done."""

AT = frozenset(phrases("TAI, O, NGAY TAI"))
"""Words before a place."""

OFFICES = frozenset(phrases("UBND, UB, UY BAN, VP, VAN PHONG"))
"""Places within a commune where a few are counted."""

BELYING = (
    WISHES | REQUESTS | NUMBERED | WHICH | SHARES_OF | HEARD | TOLD | AIMED | TAKEN | HELD | KEPT | THINGS | LONG_SPANS | OPEN_SPANS | DAY_PARTS | ADDED | OFFICES
    | frozenset({TONIGHT, "SO", "THEO", "TY LE", "TI LE", "TINH", "GUI", "GUI LEN", "GUI GIUP", "GUI GIUM", "XIN GUI", "TU", "CASE", "XA", "HUYEN"})
)  # fmt: skip
"""Every word that may belie a figure, whatever the campaign."""
