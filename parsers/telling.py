"""Telling: the words by which a number is called done, the whole, or wrong, and by which it was done to what was counted."""

from __future__ import annotations

from parsers.words import phrases

WHOLES = frozenset(
    phrases(
        "TONG, TONG SO, TONG CONG, CO SMARTPHONE, CO DIEN THOAI, CO DT, CO DIEN THOAI THONG MINH, CO DT THONG MINH, "
        "DUNG SMARTPHONE, XAI SMARTPHONE, DUNG DIEN THOAI THONG MINH, XAI DIEN THOAI THONG MINH, DUNG DT THONG MINH, XAI DT THONG MINH, "
        "NGUOI CO SMARTPHONE, NGUOI CO DIEN THOAI THONG MINH, NGUOI CO DT THONG MINH, NGUOI DUNG SMARTPHONE"
    )
)
"""Words that call the number behind them the whole of a pair."""

DONE = frozenset(
    phrases(
        "DA CAI, DA CAI DAT, DA CAI DUOC, CAI DUOC, DUOC CAI, CAI ROI, CAI HET, CAI HET ROI, CAI XONG, CAI XONG ROI, DA CAI XONG, CAI, CAI DAT"
    )
)
"""Words that call the number behind them the part of a pair that is done."""

DENIALS = frozenset(
    phrases(
        "KHONG PHAI, KO PHAI, KHG PHAI, HONG PHAI, HOK PHAI, CHU KHONG PHAI, CHU KO PHAI, CHU KHG PHAI, CHU HONG PHAI, CHU HOK PHAI, "
        "KHONG PHAI LA, KO PHAI LA, CHU KHONG PHAI LA, CHU KO PHAI LA"
    )
)
"""Words that deny the number behind them."""

WRONG = frozenset(
    phrases(
        "NHAM, GHI NHAM, NHAP NHAM, GO NHAM, BAM NHAM, NHAN NHAM, DANH MAY NHAM, SAI, GHI SAI, GO SAI, BAM SAI, NHAN SAI, NGUOC"
    )
)
"""Words that call the number before them a mistake."""

AFFIRMING = frozenset(phrases("MOI DUNG, MOI LA DUNG, MOI CHINH XAC, DUNG LA, SO DUNG, SO DUNG LA"))
"""Words that call a number the right one."""

UNDERGONE = frozenset(phrases("DUOC, DA CAI, CAI ROI, CAI XONG"))
"""Words by which a phrase for what is counted says that it did nothing itself: "may cai roi", "nguoi duoc ho tro"."""

REACHED = frozenset(phrases("CAI, CAI DAT, VAN DONG, TUYEN TRUYEN, TIEP CAN, HO TRO, HUONG DAN, DEN THAM"))
"""Deeds that are done to people and places; what is handed out may have been received as well."""

DAYTIMES = frozenset(
    phrases(
        "SANG, TRUA, CHIEU, TOI, BUOI SANG, BUOI TRUA, BUOI CHIEU, BUOI TOI, SANG NAY, TRUA NAY, CHIEU NAY, TOI NAY"
    )
)
"""The parts of a day."""

HEADS = frozenset({"TRUONG"})
"""Words that before what they lead make its head, and alone are a place: "truong tram", "truong"."""

HEADED = ("TRAM ", "CUM ")
"""How the names of what has a head begin."""

HOMOGRAPHS = frozenset({"TO", "THE", "TAM", "LAN", "CHUA", "NG", "DIEM"})
"""Words for what is counted that are other words as well, or names."""
