"""Telling: the words by which a number is called done or the whole, and by which something was done to what was counted."""

from __future__ import annotations

from parsers.words import phrases

WHOLES = frozenset(
    phrases(
        "TONG, TONG SO, TONG CONG, CO SMARTPHONE, CO DIEN THOAI, CO DT, CO DIEN THOAI THONG MINH, CO DT THONG MINH, "
        "DUNG SMARTPHONE, XAI SMARTPHONE, DUNG DIEN THOAI THONG MINH, XAI DIEN THOAI THONG MINH, DUNG DT THONG MINH, XAI DT THONG MINH"
    )
)
"""Words that call the number behind them the whole of a pair."""

DONE = frozenset(
    phrases(
        "DA CAI, DA CAI DAT, DA CAI DUOC, CAI DUOC, DUOC CAI, CAI ROI, CAI HET, CAI HET ROI, CAI XONG, CAI XONG ROI, DA CAI XONG, CAI, CAI DAT"
    )
)
"""Words that call the number behind them the part of a pair that is done."""

UNDERGONE = frozenset(phrases("DUOC, DA CAI, CAI ROI, CAI XONG"))
"""Words by which a phrase for what is counted says that it did nothing itself: "may cai roi", "nguoi duoc ho tro"."""

REACHED = frozenset(phrases("CAI, CAI DAT, VAN DONG, TUYEN TRUYEN, TIEP CAN, HO TRO, HUONG DAN, DEN THAM"))
"""Deeds that are done to people and places; what is handed out may have been received as well."""
