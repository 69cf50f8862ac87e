"""Telling: the words by which a number is called done, the whole, or wrong, and by which it was done to what was counted."""

from __future__ import annotations

from parsers.words import REST, phrases

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
        "KHONG PHAI LA, KO PHAI LA, CHU KHONG PHAI LA, CHU KO PHAI LA, THAY CHO, THAY CHO SO"
    )
)
"""Words that deny the number behind them."""

WRONG = frozenset(
    phrases(
        "NHAM, GHI NHAM, NHAP NHAM, GO NHAM, BAM NHAM, NHAN NHAM, DANH MAY NHAM, SAI, GHI SAI, GO SAI, BAM SAI, NHAN SAI, NGUOC"
    )
)
"""Words that call the number before them a mistake."""

FIRST_PERSON = frozenset(phrases("E, EM, TUI, TOI, MINH, CHAU, TUI EM, BON EM, BEN EM, E BEN, EM BEN"))
"""Words by which a sender speaks of himself."""

TAKING_DOWN = frozenset(phrases("DEM, GO, BAM, GHI, NHAP, TINH, CONG, NHAN, BAO, GUI, VIET, SO"))
"""What is done with a figure, and may go wrong."""

MISCOUNTED = frozenset(phrases("DU, THUA, THIEU, SOT"))
"""Words before digits that are one too many or too few."""

AFFIRMING = frozenset(phrases("MOI DUNG, MOI LA DUNG, MOI CHINH XAC, DUNG LA, SO DUNG, SO DUNG LA"))
"""Words that call a number the right one."""

UNDERGONE = frozenset(phrases("DUOC, DA CAI, CAI ROI, CAI XONG"))
"""Words by which a phrase for what is counted says that it did nothing itself: "may cai roi", "nguoi duoc ho tro"."""

REACHED = frozenset(phrases("CAI, CAI DAT, VAN DONG, TUYEN TRUYEN, TIEP CAN, HO TRO, HUONG DAN, DEN THAM"))
"""Deeds that are done to people and places; what is handed out may have been received as well."""

LINKS = frozenset(phrases("LA, LAI LA"))
"""Words that lead from what is counted to its number."""

INERT = frozenset(
    phrases(
        "CO SO, CO SO TON GIAO, CUA HANG, NHA NGHI, NHA TRO, TIEM, TIEM TAP HOA, QUAN AN, QUAN CA PHE, NHA THO, CHUA, THANH THAT"
    )
)
"""Things that do nothing themselves: a deed told behind their number was done to them."""

COME_TO = frozenset(phrases("DA TOI, DA DEN, DA GHE, DA TIEP CAN, DA VAN DONG, DA TUYEN TRUYEN, DA LAM VIEC"))
"""Deeds that are done at a place."""

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

WORKERS = frozenset(
    phrases(
        "DOI HINH TINH NGUYEN, DOI TINH NGUYEN, TINH NGUYEN VIEN, AE DOAN VIEN, ANH EM DOAN VIEN, CAC BAN DOAN VIEN, LUC LUONG"
    )
)
"""Words for who did it: anywhere but behind a number they say nothing of it."""

TO_DATE = frozenset(
    phrases(
        "TINH LUON TOI NAY, TINH LUON TOI GIO, TINH LUON DEN NAY, TINH LUON TU DAU, TINH LUON TU DAU TOI GIO, TINH LUON BUA DAU TOI GIO, "
        "TINH LUON BUA DAU, TINH HET, TINH HET THAY, TINH HET TOI NAY"
    )
)
"""Words by which all is counted that was done so far, and nothing else."""

LATER = frozenset(phrases("MAI, NGAY MAI, SANG MAI, CHIEU MAI, NGAY MOT, TUAN SAU"))
"""Words for a time to come."""

LACKING = REST | frozenset(
    phrases("CHUA, CHUA CO, KHONG, KO, KHONG CO, NGHI, NGHI PHEP, NGHI OM, NGHI THAI SAN, THIEU, DI HOC, DI VANG")
)
"""Words that say of some that they are left, and why."""

FINISHED = frozenset(
    phrases(
        "XONG, DA CAI, DA CAI DAT, DA CAI DUOC, CAI DUOC, DU, DU ROI, HET, HET ROI, CO MAY, CO DT, CO DIEN THOAI, DIEN THOAI, SMARTPHONE"
    )
)
"""Words that say of what was left that it is done as well, or has no telephone and does not belong to the whole."""

ONES_OWN = frozenset(
    phrases(
        "XIN LOI, GUI, BAO, BAO CAO, NHAN, XIN, CHAO, GHI, NHAN SAI, NHAN NHAM, NHAN LON, GHI SAI, GHI NHAM, TOI GIO NAY, TOI GIO"
    )
)
"""What a sender says that he does."""

QUANTITIES = frozenset(phrases("NHIEU, IT, DONG"))
"""Words for how many that are no number."""

BYSTANDERS = frozenset(phrases("CA, BAN, ANH EM, AE, TO, DOI, NHOM, XE, CHIEC XE, THANH VIEN, TINH NGUYEN VIEN"))
"""Words for those who did it, the sick and the vehicles: no report counts them."""

PARTICLES = frozenset(
    phrases("A, AH, NHA, NHA A, NHE, NGHEN, NHEN, ROI, OI, E, C, ANH OI, CHI OI, EM OI, NE, DO, HEN, NHA CON")
)
"""Particles, and words for who is spoken to, at the end of what is said."""

CALLING = frozenset({"A", "C", "ANH", "CHI", "CHU", "BAC", "CO"})
"""How who is called is spoken to."""

APPROACHES = frozenset({"TOI", "DEN", "DAY"})
"""Words behind chua by which a number was not reached."""

ADDRESSED = frozenset({"KINH GUI", "KINH THU", "CAM ON"})
"""Words before who is written to or thanked."""
