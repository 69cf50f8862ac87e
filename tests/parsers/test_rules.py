"""Each rule of reading beyond the published messages. Labels follow the principle: a wrong count is far worse."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from parsers import Error, Kind, Misreading, Reading, Unit, expectation, fold, read
from tests.parsers.vocabulary import TAN_CHAU

Label = dict[str, Any]


def report(unit: str | None, *values: int, keyword: str = "BZ", kind: str = "report", date: str = "") -> Label:
    label = {"kind": kind, "keyword": keyword, "unit": unit, "values": list(values)}
    return label | {"date": date} if date else label


def multi(*counts: tuple[str, str | None, list[int]], kind: str = "multi") -> Label:
    return {"kind": kind, "reports": [{"keyword": k, "unit": u, "values": v} for k, u, v in counts]}


def error(name: str) -> Label:
    return {"error": name}


def kind(name: str, **more: Any) -> Label:
    return {"kind": name, **more}


ONE = report("XA01", 1234)

FOLDING = [
    ("\ufeffBZ XA01 1234", ONE),
    ("BZ\u200b XA01 12\u200d34", ONE),
    ("\u202aBZ XA01 1234\u202c", ONE),
    ("BZ XA01 1\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e3", ONE),
    ("BZ\u3000XA01\u20091234", ONE),
    ("ＢＺ　ＸＡ０１　１．２３４", ONE),
    ("BZ XA01 — 1234", ONE),
    ("BZ XA01 235²", error("ambiguous_number")),
    ("BZ XA01 ②", error("not_a_number")),
    ("BZ XA01 ٢٣٤", error("not_a_number")),
    ("BZ XA01 १२३", error("not_a_number")),
    ("BZ XA01 1٢34", error("ambiguous_number")),
    ("BZ XA01 ½", error("not_a_number")),
    ("BZ XA01 1\u03362\u03363\u03364\u0336", error("ambiguous_number")),
    ("BZ XA01 12\x0034", error("ambiguous_number")),
    ("BZ XA01 1_234", error("ambiguous_number")),
    ("ВZ XA01 1234", error("unknown_keyword")),
    ("BZ XA01 1234\ud800", ONE),
    ("\ud83d BZ XA01 1234", ONE),
]

SEPARATORS = [
    ("BZ*XA01*1234#", ONE),
    ("BZ#XA01#1234", ONE),
    ("BZ|XA01|1234", ONE),
    ("BZ=XA01=1234", ONE),
    ("BZ XA01=>1234", ONE),
    ("BZ XA01 => 1234", ONE),
    ("BZ XA01 -> 1234", ONE),
    ("BZ+XA01+1234", ONE),
    ("BZ + XA01 + 1234", ONE),
    ("BZ XA01 +57", error("increment_not_total")),
    ("BZ XA01+57", error("increment_not_total")),
    ("BZ - XA01 - 1234", ONE),
    ("BZ_XA01_1.234", ONE),
    ("BZ.XA01.1.234", ONE),
    ("BZ-XA-01-1234", ONE),
    ("<BZ> <XA01> <1234>", ONE),
    ("(BZ) (XA01) (1234)", ONE),
    ('"BZ XA01 1234"', ONE),
    ("‘BZ XA01 1234’", ONE),
    ("BZ: XA01; 1234", ONE),
    ("BZ XA-01: 1234", ONE),
    ("BZ1234 XA01", ONE),
    ("BZXA11234", error("ambiguous_number")),
    ("BZ XA011234", error("ambiguous_number")),
    ("BZ XA01BZ 1234", ONE),
    ("CB_YT01_85_92", report("YT01", 85, 92, keyword="CB")),
    ("CB-YT01-85-92", report("YT01", 85, 92, keyword="CB")),
    ("CB/YT01/85/92", report("YT01", 85, 92, keyword="CB")),
    ("CB*YT01*85*92", report("YT01", 85, 92, keyword="CB")),
    ("BZ XA01 12*34", error("ambiguous_number")),
    ("BZ XA01 12^34", error("ambiguous_number")),
    ("BZ XA01 1200+34", error("ambiguous_number")),
]

ORDER = [
    ("1234 BZ XA01", ONE),
    ("1234 XA01 BZ", ONE),
    ("XA01 1234 BZ", ONE),
    ("XA01: BZ 1234", ONE),
    ("85/92 CB YT01", report("YT01", 85, 92, keyword="CB")),
    ("1234 BZ", error("missing_unit")),
    ("BZ XA01 xa Tan Ha 1234", ONE),
    ("BZ XA01 BZ 1234", ONE),
]

THOUSANDS = [
    ("BZ XA01 1.234.567", error("value_out_of_range")),
    ("BZ XA01 123.456", report("XA01", 123456)),
    ("BZ XA01 1234567", error("value_out_of_range")),
    ("BZ XA01 2'320", error("ambiguous_number")),
    ("BZ XA01 2’320", error("ambiguous_number")),
    ("BZ XA01 0.234", error("ambiguous_number")),
    ("BZ XA01 1 234 567", error("ambiguous_number")),
    ("BZ XA01 05 123", error("ambiguous_number")),
    ("BZ XA01 1 2O4", error("too_many_values")),
    ("BZ XA01 1\n234", error("too_many_values")),
    ("BZ XA01 1. 234", error("ambiguous_number")),
    ("CB YT01 1 234", report("YT01", 1, 234, keyword="CB")),
    ("CB YT01 1.234/2.345", report("YT01", 1234, 2345, keyword="CB")),
    ("HS GD01 410,655", error("ambiguous_number")),
    ("BZ XA01 00", error("ambiguous_number")),
    ("BZ XA01 007", error("ambiguous_number")),
    ("BZ XA 08 156", report("XA08", 156)),
    ("BZ XA 10 156", error("ambiguous_number")),
    ("BZ XA 1.234", error("ambiguous_number")),
    ("BZ XA 1 1234", ONE),
    ("BZ XA1 234", report("XA01", 234)),
    ("BZ 1 234", report(None, 1234)),
]

LOOKALIKES = [
    ("BZ XA01 I234", ONE),
    ("BZ XA01 L234", error("ambiguous_number")),
    ("BZ XA01 12I", error("ambiguous_number")),
    ("BZ XA01 1.OOO", error("ambiguous_number")),
    ("BZ XA01 1 OOO", error("ambiguous_number")),
    ("BZ XA01 OO", error("ambiguous_number")),
    ("BZ XA01 12S4", error("ambiguous_number")),
    ("BZ XA01 12B4", error("ambiguous_number")),
    ("BZ XA01 X234", error("ambiguous_number")),
    ("BZ XA01 123d", error("ambiguous_number")),
    ("BZ XAI0 1234", report("XA10", 1234)),
    ("BZ XA0L 1234", error("unknown_unit")),
    ("BZ XAOO 1234", error("unknown_unit")),
    ("PT LTO1O4 3", report("LT0104", 3, keyword="PT")),
]

SEVERAL = [
    ("BZ XA01 1234 1234", error("too_many_values")),
    ("BZ XA01 1200 den 1300", error("too_many_values")),
    ("BZ XA01 1234 tren 2500", error("approx_number")),
    ("CB YT01 85-92", report("YT01", 85, 92, keyword="CB")),
    ("CB YT01 85 / 92", report("YT01", 85, 92, keyword="CB")),
    ("CB YT01 85, 92", report("YT01", 85, 92, keyword="CB")),
    ("CB YT01 7/9", report("YT01", 7, 9, keyword="CB")),
    ("CB YT01 9/7", error("value_order")),
    ("CB YT01 85/92 28/8", report("YT01", 85, 92, keyword="CB", date="28/08")),
    ("CB YT01 7/9 28/8", error("ambiguous_number")),
    ("CB YT01 85 cb 92 cb", error("missing_value")),
    ("CB YT01 85.92", error("ambiguous_number")),
    ("CB YT01 85:92", error("ambiguous_number")),
    ("CB YT01 85 tren 92", report("YT01", 85, 92, keyword="CB")),
    ("HS GD01 da cai 410 tong 655", report("GD01", 410, 655, keyword="HS")),
]

NOT_COUNTS = [
    ("BZ XA01 1234 luc 15g00", ONE),
    ("BZ XA01 1234 luc 14:30", ONE),
    ("BZ XA01 1234 14 gio 30", ONE),
    ("BZ XA01 luc 14h 1234", ONE),
    ("BZ XA01 1234 ngay 28 thang 8", report("XA01", 1234, date="28/08")),
    ("BZ XA01 1234 ngay 28 thang 8 nam 2020", report("XA01", 1234, date="28/08/2020")),
    ("BZ XA01 1234 ngay 5", report("XA01", 1234, date="05")),
    ("BZ XA01 1234 ngay 28.8", report("XA01", 1234, date="28/08")),
    ("BZ XA01 1234 28/8/20", report("XA01", 1234, date="28/08/2020")),
    ("BZ XA01 1234 28.08.2020", report("XA01", 1234, date="28/08/2020")),
    ("BZ XA01 1234 tu 27/8 den 28/8", error("ambiguous_meaning")),
    ("BZ XA01 1234 hom qua", error("ambiguous_meaning")),
    ("BZ XA01 1234 dat 45,5%", ONE),
    ("BZ XA01 1234 (45.1 %)", ONE),
    ("BZ XA01 1234 dat 45 phan tram", ONE),
    ("BZ XA01 1234. LH 0912 345 678", ONE),
    ("BZ XA01 1234 dt 0912.345.678", ONE),
    ("BZ XA01 1234 +84912345678", ONE),
    ("BZ XA01 1234 0276 3874 123", ONE),
    ("Thuc hien cong van 1989/UBND-VHXH ngay 24/8/2020, BZ XA01 1234", ONE),
    ("BZ XA01 1234 theo CV 1376", ONE),
    ("Phong chong Covid-19: BZ XA01 1234", ONE),
    ("Phong chong covid19: BZ XA01 1234", ONE),
    ("1. BZ XA01 1234", ONE),
    ("1. BZ XA01 1234\n2. HG XA01 560", multi(("BZ", "XA01", [1234]), ("HG", "XA01", [560]))),
    ("1) BZ XA01 1234", ONE),
    ("- BZ XA01 1234", ONE),
    ("BZ XA01 1234\nGửi từ iPhone 12", ONE),
    ("BZ XA01 1234 Gửi từ iPhone 12 của tôi", ONE),
    ("BZ XA01 1234\nSent from my Galaxy A10", ONE),
    ("BZ XA01 1234\n--\nNguyen Van A\n0912345678 phong 5", ONE),
    ("BZ XA01 1234 - Nguyen Van A", ONE),
    ("BZ XA01 1234 Nguyen Van A", ONE),
    ("PT LT03 2 lan 30 phut", report("LT03", 2, keyword="PT")),
    ("PT LT03 2 lan, moi lan 30 phut", report("LT03", 2, keyword="PT")),
    ("PT LT03 30'", error("unit_word_mismatch")),
    ("PT LT03 lan 2", error("ambiguous_number")),
    ("BZ XA01 1234 thu 6", ONE),
    ("BZ XA01 1234 tuan 35", ONE),
    ("BZ XA01 trong ngay 28", error("ambiguous_number")),
    ("PT LT03 trong ngay 3 luot", report("LT03", 3, keyword="PT")),
]

UNIT_WORDS = [
    ("BZ XA01 1234 dt", ONE),
    ("BZ XA01 1234 thuê bao", ONE),
    ("BZ XA01 so may 1234", ONE),
    ("BZ XA01 so ho 1234", error("unit_word_mismatch")),
    ("HG XA04 560 nguoi", error("unit_word_mismatch")),
    ("PC XA04 25 the", report("XA04", 25, keyword="PC")),
    ("CB YT01 85 cb", error("missing_value")),
    ("CB YT01 85/92 cb", report("YT01", 85, 92, keyword="CB")),
    ("HS GD01 410/655 hs", report("GD01", 410, 655, keyword="HS")),
    ("BZ XA01 1234 hs", error("unit_word_mismatch")),
    ("PT LT03 2luot", report("LT03", 2, keyword="PT")),
    ("BZ XA01 1234 km", error("unit_word_mismatch")),
]

REFUSED = [
    ("BZ XA01 2300+", error("approx_number")),
    ("BZ XA01 2 nghin 3", error("approx_number")),
    ("BZ XA01 1tr2", error("approx_number")),
    ("BZ XA01 tren 1200", error("approx_number")),
    ("BZ XA01 1200 hon", error("approx_number")),
    ("BZ XA01 >1200", error("approx_number")),
    ("BZ XA01 ≥ 1200", error("approx_number")),
    ("BZ XA01 uoc 1200", error("approx_number")),
    ("khoang 1200 may BZ XA01", error("approx_number")),
    ("BZ XA01 phat sinh 12", error("increment_not_total")),
    ("BZ XA01 moi 40", error("increment_not_total")),
    ("BZ XA01 se cai 1234", error("ambiguous_meaning")),
    ("BZ XA01 mai 1234", error("ambiguous_meaning")),
    ("BZ XA01 chua cai 1234", error("ambiguous_meaning")),
    ("BZ XA01 con 1234 may", error("ambiguous_meaning")),
    ("BZ XA01 ke hoach 1234", error("ambiguous_meaning")),
    ("BZ XA01 chi tieu 1234", error("ambiguous_meaning")),
    ("BZ XA01 khong phai 1234", error("ambiguous_meaning")),
    ("Neu BZ XA01 1234 thi sao", error("ambiguous_meaning")),
    ("BZ XA01 1234 dung ko a", error("ambiguous_meaning")),
    ("BZ XA01 ap 5 1234", error("sub_unit")),
    ("BZ XA01 ap 5: 56", error("sub_unit")),
    ("ap 3 BZ XA01 56", error("sub_unit")),
    ("BZ XA01 khu pho 2 56 may", error("sub_unit")),
    ("BZ tram y te xa Tan Ha 34", error("sub_unit")),
    ("BZ XA01 cac ap 1234", ONE),
    ("BZ XA01 khong", error("not_a_number")),
    ("BZ XA01 chin muoi", error("not_a_number")),
    ("BZ XA01 nhieu lam", error("not_a_number")),
    ("BZ XA01 - 5", report("XA01", 5)),
    ("BZ XA01: -5", error("negative_number")),
    ("BZ XA01 45 %", error("percent_not_count")),
    ("BZ XA01 45,5%", error("percent_not_count")),
]

NAMES = [
    ("BZ Xã Suối Ngô 2.315", report("XA05", 2315)),
    ("BZ x.Tan Ha 1234", ONE),
    ("BZ TT.Tan Chau 2114", report("TT01", 2114)),
    ("BZ thi tran Tan Chau 2114", report("TT01", 2114)),
    ("Huyen doan Tan Chau HT 264", report("HD01", 264, keyword="HT")),
    ("CB Trung tam y te huyen Tan Chau 85/92", report("YT01", 85, 92, keyword="CB")),
    ("Kinh gui huyen Tan Chau, BZ XA05 2314", report("XA05", 2314)),
    ("BZ huyen Tan Chau 1234", error("missing_unit")),
    ("BZ Tan Chau 1234", error("missing_unit")),
    ("BZ XA02 xa Tan Ha 1234", error("unit_conflict")),
    ("BZ Tan Ha Tan Hoi 1234", error("unit_conflict")),
    ("BZ Tan Hoai 1234", error("unknown_unit")),
    ("BZ xã Tân Hoài 1234", error("unknown_unit")),
    ("BZ xa Tan Hoi Cuu 1234", error("ambiguous_meaning")),
    ("Dai truyen thanh xa Tan Ha PT 2", report("LT01", 2, keyword="PT")),
    ("Hoi phu nu xa Tan Ha HT 20", error("unit_conflict")),
    ("Em Tuan xa Tan Ha bao cao BZ 1234", ONE),
]

WITHOUT_UNIT = [
    ("Bao cao: BZ 1234 may a", report(None, 1234)),
    ("bluezone 1234", error("missing_unit")),
    ("bluezone XA01 1234", ONE),
    ("da cai bluezone duoc 1234 may", error("missing_unit")),
    ("BZ hop nhau 1234", error("missing_unit")),
    ("CB 85/92", report(None, 85, 92, keyword="CB")),
    ("BZ 1234 HG 560", multi(("BZ", None, [1234]), ("HG", None, [560]))),
]

MULTI = [
    ("BZ 1234 HG 560 XA01", multi(("BZ", "XA01", [1234]), ("HG", "XA01", [560]))),
    ("XA01 BZ 1234 XA02 BZ 999", multi(("BZ", "XA01", [1234]), ("BZ", "XA02", [999]))),
    ("1234 BZ XA01\n560 HG XA01", multi(("BZ", "XA01", [1234]), ("HG", "XA01", [560]))),
    ("XA01\nBZ 1234\nSM 4120\nHG 560", multi(("BZ", "XA01", [1234]), ("SM", "XA01", [4120]), ("HG", "XA01", [560]))),
    ("BZ XA01 1.234, CB 12/15", multi(("BZ", "XA01", [1234]), ("CB", "XA01", [12, 15]))),
    ("BZ XA01 1234; HG XA01 khoang 500", error("approx_number")),
    ("BZ XA01 1234; HX XA01 560", error("unknown_keyword")),
    ("BZ XA01 1234 HG", error("missing_value")),
    ("BZ XA01 1234 XA02 999", error("unit_conflict")),
    ("BZ XA01 1234, XA02 999", multi(("BZ", "XA01", [1234]), ("BZ", "XA02", [999]))),
    ("BZ XA01 1234; bz xa1 1.234", ONE),
    ("(1/2) BZ XA01 1234", error("incomplete_message")),
    ("BZ XA01 1234 HG XA (1/2)", error("incomplete_message")),
    ("SUA BZ XA01 1234; HG XA01 560", multi(("BZ", "XA01", [1234]), ("HG", "XA01", [560]), kind="correction")),
]

LEFTOVERS = [
    ("baos caos BZ XA01 1234 mays", ONE),
    ("ba1o ca1o BZ XA01 1234 ma1y", ONE),
    ("BZ xax Taan Haf 1234", ONE),
    ("BZ XA01 khoangr 1200", error("approx_number")),
    ("B¸o c¸o BZ XA01 1234 m¸y", ONE),
    ("Baùo caùo BZ XA01 1234", ONE),
    ("BZ XA01 kho¶ng 1200", error("approx_number")),
    ("D¹ em göi BZ XA01 1234 ¹", ONE),
    ("D¹ em göi BZ XA01 1234¹", error("ambiguous_number")),
    ("x· T©n Hµ BZ 1234", ONE),
    ("UBND xaõ Taân Haø BZ 1234", ONE),
    ("UBND xaõ Taân Hoäi BZ XA01 1234", error("unit_conflict")),
    ("BÃ¡o cÃ¡o BZ XA01 1234 mÃ¡y", ONE),
    ("BZ XA01 khoáº£ng 1200", error("approx_number")),
    ("B\ufffdo c\ufffdo BZ XA01 1234 m\ufffdy", ONE),
    ("BZ XA01 t\ufffdng 56", error("increment_not_total")),
    ("x\ufffd T\ufffdn H\ufffd BZ 1234", error("missing_unit")),
    ("xa T?n H? BZ XA01 1234", ONE),
    ("xa T?n H?i BZ XA01 1234", error("unit_conflict")),
    ("xa T?n H? BZ XA01 1234 ch?a?", error("ambiguous_meaning")),
    ("Taan Hooji BZ 1234", error("missing_unit")),
    ("Tarn Ha BZ XA01 1234", ONE),
    ("BZ XA01 1234 mays aj", ONE),
    ("BZ X·01 1234", error("unknown_unit")),
    ("BZ XA01 1s234", error("ambiguous_number")),
    ("BZs XA01 1234", error("unknown_keyword")),
]

CORRECTIONS = [
    ("nham, BZ XA01 1250", report("XA01", 1250, kind="correction")),
    ("BZ XA01 1250 (dinh chinh)", report("XA01", 1250, kind="correction")),
    ("Xin sua lai: BZ XA01 1.250", report("XA01", 1250, kind="correction")),
    ("Sửa BZ XA01 1250 ngày 28/8", report("XA01", 1250, kind="correction", date="28/08")),
    ("SUA", error("missing_keyword")),
    ("BZ XA01 1234 sai roi", error("ambiguous_meaning")),
]

COMMANDS = [
    ("XN 12.340", kind("confirm", keyword=None, unit=None, values=[12340])),
    ("xn 12 340", kind("confirm", keyword=None, unit=None, values=[12340])),
    ("xac nhan 12340", kind("confirm", keyword=None, unit=None, values=[12340])),
    ("XN CB YT01 85/92", kind("confirm", keyword="CB", unit="YT01", values=[85, 92])),
    ("XN 1234 1250", error("too_many_values")),
    ("XN khong phai 1234", error("ambiguous_meaning")),
    ("XN XA15 1234", error("unknown_unit")),
    ("HUY BZ", kind("cancel", keyword="BZ", unit=None)),
    ("xin huy BZ XA01", kind("cancel", keyword="BZ", unit="XA01")),
    ("HUY BX XA01", error("unknown_keyword")),
    ("HUY BZ XA15", error("unknown_unit")),
    ("HUY HS XA01", error("keyword_not_for_unit")),
    ("BZ XA01 1234 huy", error("ambiguous_meaning")),
    ("KT XA01", kind("status", unit="XA01")),
    ("KQ xa Tan Ha", kind("status", unit="XA01")),
    ("KQ toan huyen", kind("status", unit="706")),
    ("KQ BZ XA01 1234", ONE),
    ("KT01 CS 48", report("KT01", 48, keyword="CS")),
    ("HT HD01 264", report("HD01", 264, keyword="HT")),
    ("HT HD 01 264", report("HD01", 264, keyword="HT")),
    ("BZ ?", kind("help")),
    ("huong dan BZ", kind("help")),
    ("DK xa Tan Ha", kind("register", unit="XA01")),
    ("DK", error("missing_unit")),
    ("DK XA99", error("unknown_unit")),
    ("GC mat song ca ngay", kind("note", unit=None)),
    ("Ghi chu XA05: ap 5 mat song", kind("note", unit="XA05")),
    ("BZ XA01 1234 GC ap 5 mat song", ONE),
    ("STOP", kind("stop")),
    ("TC a", kind("stop")),
]

TRAPS = [
    ("BZ XA01 12h 30", error("ambiguous_number")),
    ("BZ XA01 14h 30 1234", error("ambiguous_number")),
    ("BZ XA01 luc 14", error("ambiguous_number")),
    ("BZ XA01 ngay 28 8", error("ambiguous_number")),
    ("BZ XA01 28/8 2020", error("ambiguous_number")),
    ("BZ XA01 50% cua 2468", error("ambiguous_meaning")),
    ("BZ XA01 48%/2900", error("ambiguous_meaning")),
    ("BZ XA01 trong so 2468 may", error("ambiguous_meaning")),
    ("HG XA04 bluezone 1561", error("ambiguous_meaning")),
    ("BZ XA01 1234 em doan vay", error("ambiguous_meaning")),
    ("BZ XA01 1234, em nghi the", error("ambiguous_meaning")),
    ("BZ XA01 1234 anh nhan duoc chua", error("ambiguous_meaning")),
    ("BZ XA01 1234 (mot nghin hai tram)", error("approx_number")),
    ("BZ xa ben 1234", error("unknown_unit")),
    ("BZ XA01 1234 dat 50% chi tieu", ONE),
    ("BZ XA01 van la 1234", ONE),
    ("BZ TanHa 1234", ONE),
    ("BC lan 2: BZ XA01 1234", ONE),
    ("Hom nay troi mua, BZ XA01 1234", ONE),
    ("Alo, day la xa Tan Hoi", error("missing_keyword")),
    ("BZ XA01 1234 thieu ap Tan Tien", error("sub_unit")),
    ("TG XA01 12 chua", error("ambiguous_meaning")),
]

BARE = [
    ("1234", (1234,)), ("1.234", (1234,)), ("1 234", (1234,)), ("XA01 1234", (1234,)), ("SUA 1250", (1250,)),
    ("1234?", ()), ("ok 1234", ()), ("1234 ho", ()), ("khoang 1234", ()), ("tang 56", ()), ("-5", ()), ("1234 1250", ()),
    ("12 34", ()), ("14h30", ()), ("45%", ()), ("khong phai 1234", ()),
]  # fmt: skip

WORDS = [
    ("BZ XA15 1234", "XA15"), ("bx XA01 1234", "bx"), ("BZ XA01 1.234,5", "1.234,5"), ("BZ xã Tân Hoài 1234", "Tân Hoài"),
    ("BZ XA01 \u200b12,5", "12,5"), ("BZ XA01 khoảng 1200", "khoảng"), ("BZ XA01 1234 hộ", "hộ"),
]  # fmt: skip

SILENT = [
    ("ok anh", kind("ack")),
    ("Dạ vâng ạ", kind("ack")),
    ("Cảm ơn anh nhiều", kind("ack")),
    ("🙏🙏", kind("ack")),
    ("***", error("empty")),
    ("\u200b", error("empty")),
    ("Ma OTP cua quy khach la 123456", kind("ignore")),
    ("TK 0123 +500,000VND. So du 1,234,567VND", kind("ignore")),
    ("Quy khach co 1 cuoc goi nho tu 0912345678", kind("ignore")),
    ("Fwd: BZTC: Da nhan BZ XA01 1234", kind("ignore")),
    ("> BZTC: Da nhan BZ XA01 1234", kind("ignore")),
    ("Tu dong tra loi: BZTC: Da nhan BZ XA01 1234", kind("ignore")),
    ("BZ XA01 1300\n> BZTC: Da nhan BZ XA01 1234", report("XA01", 1300)),
    ("Xin chao", kind("unknown")),
    ("Hop luc 14h ngay 28/8 tai phong 5", kind("unknown")),
    ("BZ XA01 1234. Cam on anh nhieu, chuc anh mot ngay vui", ONE),
]

ASIDES = [
    ("CS KT01 51 co so, can bo 09/10 da cai", error("ambiguous_number")),
    ("CS KT01 51 co so 28/8", report("KT01", 51, keyword="CS", date="28/08")),
    ("BZ XA01 1 00²", error("ambiguous_number")),
    ("BZ XA01 1234, tang 56 so voi hom qua", error("too_many_values")),
    ("BZ XA01 1234 (hom nay them 23 may)", error("too_many_values")),
    ("BZ XA01 1234 (hom qua 1180)", error("too_many_values")),
    ("BZ XA01 1 234 (hom qua 1 180)", error("too_many_values")),
    ("BZ XA01 1234 (+56)", error("too_many_values")),
    ("BZ XA01 1234, tang 56", error("too_many_values")),
    ("BZ XA01 1234. Hom qua 1180", error("too_many_values")),
    ("BZ XA01, tang 56 so voi hom qua", error("increment_not_total")),
    ("CS KT01 46 (12 cho, 34 nha tro)", report("KT01", 46, keyword="CS")),
    ("CS KT01 46 (12 cho, 35 nha tro)", error("too_many_values")),
    ("BZ XA01 ap 1 600, ap 2 634, tong 1234", ONE),
    ("BZ XA01 ap 1 600, ap 2 635, tong 1234", error("conflicting_values")),
    ("PT LT1202 sang 1, chieu 2, tong 3", report("LT1202", 3, keyword="PT")),
    ("PT LT03 sang 1 chieu 2", error("too_many_values")),
    ("HG XA02 780 ho, con 420 ho", error("too_many_values")),
    ("BZ XA01, con 420", error("ambiguous_meaning")),
    ("BZ XA01: chi tieu 2000, da cai 1640, con lai 360", report("XA01", 1640)),
    ("BZ XA01: chi tieu 2000, da cai 1640, con lai 350", error("too_many_values")),
    ("BZ XA01 1234. Phan dau 1650", error("too_many_values")),
    ("BZ XA01. Phan dau 1650", error("ambiguous_meaning")),
    ("BZ XA01 1234 (mot nghin hai tram ba muoi tu)", ONE),
    ("BZ XA01 1234 (mot nghin hai tram bon muoi ba)", error("conflicting_values")),
    ("BZ XA01 1234 chu khong phai 1243", report("XA01", 1234, kind="correction")),
    ("BZ XA01 1234, so 1243 la danh may nham", report("XA01", 1234, kind="correction")),
    ("khong phai 1243 dau anh, BZ XA01 1234 moi dung", report("XA01", 1234, kind="correction")),
    ("CB XA01 24/25 ko phai 25/25", report("XA01", 24, 25, keyword="CB", kind="correction")),
    ("BZ XA01 1234 khong phai 1180, hoi sang em go lon", report("XA01", 1234, kind="correction")),
    ("khong phai 1243 nha, BZ XA01 1234", error("too_many_values")),
    ("BZ XA01 1234 chu khong phai 1243?", error("ambiguous_meaning")),
    ("BZ XA01 1234 hay 1243, khong phai 1222", error("too_many_values")),
    ("BZ XA01 1234 may khong phai 1243 ho", error("too_many_values")),
    ("BZ XA01 1234 khong phai 3 ap", error("sub_unit")),
    ("HG XA01 812 chu khong phai BZ 1345", error("ambiguous_meaning")),
    ("HG XA01 con nhan sai, sua lai giup con la 1.275 ho", report("XA01", 1275, keyword="HG", kind="correction")),
    ("BZ XA01 1234 con 420", error("too_many_values")),
    ("PT LT0110 1 lan thoi a", report("LT0110", 1, keyword="PT")),
    ("BZ XA01 1234 thoi de em dem lai", error("ambiguous_meaning")),
    ("Thoi dung nhan nhac em nua", kind("stop")),
    ("A Hai oi e gui BZ XA01 1234", ONE),
    ("CB XA01 23 can bo, da cai 23/23", report("XA01", 23, 23, keyword="CB")),
    ("CB XA01 25 can bo, da cai 23/24", error("too_many_values")),
    ("PT LT11 sang phat 1 lan chieu phat 2 lan la 3 lan", report("LT11", 3, keyword="PT")),
    ("PT LT11 sang phat 1 lan chieu phat 2 lan la 4 lan", error("too_many_values")),
    ("CB MT01: 7/7; TG: 35", multi(("CB", "MT01", [7, 7]), ("TG", "MT01", [35]))),
    ("BZ XA01 1234 (tin truoc ghi sai 163)", error("too_many_values")),
    ("BZ XA01 ghi sai 163", error("ambiguous_meaning")),
    ("BZ XA01 163 (ghi sai)", error("ambiguous_meaning")),
    ("CB YT01 tong 92, da cai 85", report("YT01", 85, 92, keyword="CB")),
    ("CB YT01 tong 92, da cai 85, con lai 7", report("YT01", 85, 92, keyword="CB")),
    ("CB YT01 tong 92, da cai 85, con lai 8", error("conflicting_values")),
    ("BZ XA01 1 002", report("XA01", 1002)),
    ("CB YT01 1 002", error("ambiguous_number")),
    ("BZ XA01 ,5", error("ambiguous_number")),
    ("1/9: BZ + XA01 + 1234", report("XA01", 1234, date="01/09")),
    ("CS KT01 87nha nghi", report("KT01", 87, keyword="CS")),
]

PROSE = [
    ("BZ XA01 1234. Ba con trong rung song yeu nen nhieu nha khong cai noi anh oi", ONE),
    ("BZ XA01 1234. Em chua kip dem het may cua ba con trong rung", error("ambiguous_meaning")),
    ("BZ XA01 1234. Thuc ra thi chi khoang chung nhu vay thoi anh a", error("approx_number")),
    ("BZ XA01 1234. Toan bo la may moi cai hom nay cua ba con trong vung", error("increment_not_total")),
    ("BZ XA01 1234. Day la cua ap Tan Tien va ap Tan Lap thoi anh nhe", error("sub_unit")),
    ("BZ XA01 1234. Ben Tan Hoi nho em gui giup vi may ben do het pin roi", error("unit_conflict")),
    ("Em Huy xa Tan Ha bao BZ 1234", ONE),
    ("Em Mai xa Tan Ha bao BZ 1234", ONE),
    ("Em mai gui BZ XA01 1234", error("ambiguous_meaning")),
    ("Bao cao so 12/BC-UBND ngay 28/8, xa Tan Ha BZ 1234", report("XA01", 1234, date="28/08")),
    ("VNPT ho tro cai bluezone cho 376 nguoi", error("missing_keyword")),
    ("Tong so may da cai BZ la 1234", error("missing_unit")),
    ("Kinh gui huyen Tan Chau: BZ 1234", error("missing_unit")),
    ("XN BX 3100", error("unknown_keyword")),
    ("Basos caso BZ XA01 1234", ONE),
    ("BZ Tarn Ha 1234", error("missing_unit")),
]

OTHER_SCRIPTS = [
    ("BZ XA01 ១២៣៤ may", error("not_a_number")),
    ("BZ XA01 \u2163", error("not_a_number")),
    ("CB YT01 85/٩٢", error("not_a_number")),
    ("BZ XA01 1.٢٣٤", error("ambiguous_number")),
    ("BZ \u0425\u041001 1234", error("unknown_unit")),
    ("BZ X\u039101 1234", error("unknown_unit")),
    ("BZ XA٠١ 1234", error("unknown_unit")),
    ("BZ X·01 1234", error("unknown_unit")),
    ("\u0392\u0396 XA01 1234", error("unknown_keyword")),
    ("ⒷⓏ XA01 1234", error("unknown_keyword")),
    ("D¹ em b¸o BZ XA01 1234 ¹", ONE),
    ("BZ XA01 1234 ¹", error("ambiguous_number")),
]

NEARLY_KEYWORDS = [
    ("B Z XA01 1234", error("unknown_keyword")),
    ("p c xa 11 690", error("unknown_keyword")),
    ("B2 XA05 2310", error("unknown_keyword")),
    ("8Z XA05 2310", error("unknown_keyword")),
    ("LU XA03 14 ho di doi", error("unknown_keyword")),
    ("BZ TD 1234", error("unknown_unit")),
    ("BZ TD 1234 XA01", error("unknown_keyword")),
]

BROKEN = [
    ("BZ XA01 1..234", error("ambiguous_number")),
    ("BZ XA01 1…234", error("ambiguous_number")),
    ("BZ XA01 16?8", error("ambiguous_number")),
    ("BZ XA01 1.O34", report("XA01", 1034)),
    ("BZ 01 1234", error("ambiguous_number")),
    ("HS GD01 1 410 2 655", error("ambiguous_number")),
    ("HS GD01 410.655", error("ambiguous_number")),
    ("HS GD01 2.031", error("missing_value")),
    ("CB PN01 6|8", report("PN01", 6, 8, keyword="CB")),
]

GLUED = [
    ("bz1260xa01", report("XA01", 1260)),
    ("BZ1.420HG955PT3 XA01", multi(("BZ", "XA01", [1420]), ("HG", "XA01", [955]), ("PT", "XA01", [3]))),
    ("XA01BZ1234HG560", multi(("BZ", "XA01", [1234]), ("HG", "XA01", [560]))),
    ("BZ1260XA1", error("ambiguous_number")),
    ("BZ XA01 1234HG", error("ambiguous_number")),
]

BESIDE_NUMBERS = [
    ("BZ XA01 1234 14:25:10 28/08/2020", report("XA01", 1234, date="28/08/2020")),
    ("2020-08-28 BZ XA01 1234", report("XA01", 1234, date="28/08/2020")),
    ("T6 28/8: BZ XA01 1234", report("XA01", 1234, date="28/08")),
    ("BZ XA01 T6 34", error("ambiguous_number")),
    ("Chu nhat 30/8 BZ XA01 1234", report("XA01", 1234, date="30/08")),
    ("BZ XA01 1234 +84 912 345 678", ONE),
    ("BZ XA01 1234 (+84) 912345678", ONE),
    ("BZ XA01 +84 912345678", error("missing_value")),
    ("BZ XA01 may ban (0276) 3875123: 1234", ONE),
    ("BZ XA01 1234 may ban", error("unit_word_mismatch")),
    ("BZ XA01 1234, tong dai 18001166", ONE),
    ("BZ XA01 19001525", error("missing_value")),
    ("BZ XA01 0912345678", error("missing_value")),
    ("SM XA01 09123456789", error("ambiguous_number")),
    ("Gui lai lan 2: BZ XA01 1234", ONE),
    ("Lan 2: PT LT03 3", report("LT03", 3, keyword="PT")),
    ("PT LT03 3 (lan 2)", report("LT03", 3, keyword="PT")),
    ("BZ XA01 1234. Tinh hinh: 0 ca F0, 2 ca F1", ONE),
    ("F1: 3. BZ XA01 1234", ONE),
    ("BZ XA01 F1 1234", error("missing_value")),
    ("TG: 17h30 ngay 28/8. BZ XA01 1234", report("XA01", 1234, date="28/08")),
    ("TG ngay 28/8 NV01 18; CB NV01 3/4", multi(("TG", "NV01", [18]), ("CB", "NV01", [3, 4])) | {"date": "28/08"}),
    ("PT LT07 4 lan: 5h, 11h, 17h, 19h", report("LT07", 4, keyword="PT")),
]

LISTS = [
    ("(i) BZ XA01 1234; (ii) HG XA01 560", multi(("BZ", "XA01", [1234]), ("HG", "XA01", [560]))),
    ("I. BZ XA01 1234\nII. HG XA01 560", multi(("BZ", "XA01", [1234]), ("HG", "XA01", [560]))),
    ("a) BZ XA01 1234\nb) HG XA01 560", multi(("BZ", "XA01", [1234]), ("HG", "XA01", [560]))),
    ("So lieu: 1) BZ XA01 1234; 2) HG XA01 560", multi(("BZ", "XA01", [1234]), ("HG", "XA01", [560]))),
    ("1. BZ XA01 1234. 2. HG XA01 560", multi(("BZ", "XA01", [1234]), ("HG", "XA01", [560]))),
    ("PT LT03: 1. Em cam on", report("LT03", 1, keyword="PT")),
    ("(BZ XA01: 1) em cam on", report("XA01", 1)),
    ("BZ XA01 (I) 234", error("ambiguous_meaning")),
]

WORDS_FOR_NUMBERS = [
    ("PT LT03 ba luot", error("not_a_number")),
    ("PT LT03 tam lan", error("not_a_number")),
    ("CB YT01 tam lam tren chin hai", error("not_a_number")),
    ("BZ XA01 x", error("not_a_number")),
    ("Ba Lan xa Tan Ha bao BZ 1234", ONE),
    ("BZ XA01 am 5", error("negative_number")),
    ("BZ XA01 2,3k", error("approx_number")),
    ("PC XA01 700 may to", error("approx_number")),
    ("BZ XA01 1234 may dt", ONE),
    ("BZ XA01 2300 may hon", error("approx_number")),
    ("BZ XA01 chua toi 2300", error("approx_number")),
    ("HG XA01 hon mot nghin nam tram ho", error("approx_number")),
    ("CB XA01 hon 7/12", error("approx_number")),
]

TALK = [
    ("BZ XA01 1234. Song yeu qua, goi hoai khong duoc", ONE),
    ("BZ XA01 1234, duong ngap nen xe co ba con khong chay noi", ONE),
    ("BZ XA01 1234. Chua xong", error("ambiguous_meaning")),
    ("BZ XA01 1234. Mua lon qua, chua xong", error("ambiguous_meaning")),
    ("BZ XA01 1234. So nay, anh thong cam, may nha trong rung bi sot khong vao", error("ambiguous_meaning")),
    ("BZ XA01 1234. To truong chua dua danh sach", error("ambiguous_meaning")),
    ("BZ XA01 1234. Sang mai cai", error("ambiguous_meaning")),
    ("BZ XA01 1234. Neu troi khong mua", error("ambiguous_meaning")),
    ("BZ XA01 1234. Vay co duoc khong anh", error("ambiguous_meaning")),
    ("BZ XA01 1234. Theo ke hoach cua huyen giao xuong", error("ambiguous_meaning")),
    ("BZ XA01 1234. Ap Tan Tien", error("sub_unit")),
    ("BZ XA01 1234, ap Tan Tien", error("sub_unit")),
    ("BZ XA01 1234. So nay cua doan thanh nien thoi", error("sub_unit")),
    ("Xa Tan Ha phoi hop voi Huyen doan ra quan tai cho. BZ XA01 1234", ONE),
    ("BZ XA01 1234. Em gui giup ben Tan Hoi", error("unit_conflict")),
    ("Xin loi vi hom qua bao tre. BZ XA01 1234", ONE),
    ("BZ XA01 1234. Hom qua", error("ambiguous_meaning")),
    ("em Thao ben xa Tan Ha ne, BZ 1234 nghen", ONE),
    ("BZ XA01 1234 - Nguyen Thi Hong Ha", ONE),
    ("BZ XA01 1234. Nguoi gui: Le Van Tam", ONE),
    ("BZ XA01 1234. Em Khong Chac", error("ambiguous_meaning")),
    ("Bao cao bo sung ngay 27/8: BZ XA01 1234", report("XA01", 1234, date="27/08")),
    ("Bao cao bo sung: BZ XA01 1234", error("increment_not_total")),
    ("Luu: VT.\nBZ XA01 1234", ONE),
    ("BZ VT 1234", error("unknown_unit")),
    ("Em gui anh. Ket qua BZ XA01 1234", ONE),
]

SPREADSHEETS = [
    ("STT\tTừ khóa\tĐơn vị\tSố\n1\tBZ\tXA01\t1.966\n2\tHT\tXA01\t132", multi(("BZ", "XA01", [1966]), ("HT", "XA01", [132]))),
    ("Chỉ tiêu\tKết quả\nSM XA09\t4.120", report("XA09", 4120, keyword="SM")),
    ("| Từ khóa | Đơn vị | Số |\n| BZ | XA01 | 1.234 |", ONE),
    ("Đơn vị: xã Tân Hà. Chỉ tiêu: BZ. Số lượng: 1.234. Ngày: 28/8.", report("XA01", 1234, date="28/08")),
    ("KEYWORD BZ UNITCODE XA01 NUMBER 1234", ONE),
    ("Từ khóa | Đơn vị | Chỉ tiêu\nBZ | XA01 | 2000", error("ambiguous_meaning")),
    ("Đơn vị | Chỉ tiêu | Kết quả\nBZ XA01 | 2000 | 1234", error("too_many_values")),
    ("Đơn vị\tHôm qua\nBZ XA01\t1234", error("ambiguous_meaning")),
    ("STT\tSố\n5\tBZ XA01 1234", error("too_many_values")),
    ("STT\tTừ khóa\tSố\n1\tBZ XA01", error("missing_value")),
    ("Chi tieu so luong\nBZ XA01 2000", error("ambiguous_meaning")),
]  # fmt: skip

SAID = [
    ("PT LT03 vài lần", error("not_a_number")),
    ("HG XA04 sau tram may chuc ho", error("not_a_number")),
    ("BZ XA01 1234 vai may hu", error("approx_number")),
    ("BZ XA01 giảm 5 máy", error("increment_not_total")),
    ("BZ XA01 giam con 1234", error("ambiguous_meaning")),
    ("BZ XA01 1234 tinh den 16 gio 00 ngay 28/8/2020", report("XA01", 1234, date="28/08/2020")),
    ("PT LT03: 05 giờ 15 phát lần thứ nhất, 17 giờ phát lần thứ hai, tổng 2 lượt", report("LT03", 2, keyword="PT")),
    ("BZ XA01 hôm qua 1491, hôm nay thêm 24, lũy kế 1515", report("XA01", 1515)),
    ("BZ XA01 hôm qua 1491, hôm nay thêm 24, lũy kế 1525", error("too_many_values")),
    ("CB YT01: 90/92 nhân viên đã cài, 2 người đang nghỉ", report("YT01", 90, 92, keyword="CB")),
    ("CB YT01: 90/92 nhân viên đã cài, 3 người đang nghỉ", error("ambiguous_meaning")),
    ("CB YT01: 90/92 nhân viên đã cài, 2 người còn lại đã cài xong", error("too_many_values")),
    ("CB YT01: 90/92 nhân viên đã cài, 2 người mới cài thêm", error("too_many_values")),
    ("CB YT01: 90/92 nhân viên đã cài, 2 người chưa có điện thoại thông minh", error("too_many_values")),
    ("XA01 bluezone 1234 BZ 1234", ONE),
    ("XA01 bluezone 1234 BZ 1243", error("too_many_values")),
    ("BZ XA01 1234 1234", error("too_many_values")),
    ("BZ xa Tan Ha a, file dinh kem anh xem nhe", error("missing_value")),
    ("BZ XA01 nhieu lam", error("not_a_number")),
    ("BZ XA\ufffd1 1234", error("unknown_unit")),
    ("SUAHG XA01 752", report("XA01", 752, keyword="HG", kind="correction")),
    ("HUYBZ XA01", kind("cancel", keyword="BZ", unit="XA01")),
    ("SUABX XA01 752", error("unknown_keyword")),
    ("XN dung roi", error("missing_value")),
    ("XN 3100 dung roi", kind("confirm", keyword=None, unit=None, values=[3100])),
    ("XN ba ngan", error("not_a_number")),
    ("dung nhan nhac tui nua em oi, bua nao cung nhac", kind("stop")),
    ("đừng nhắn tin cho tôi nữa", kind("stop")),
    ("dung nhac tui nua, BZ XA01 1234", error("ambiguous_meaning")),
    ("Cho hoi xa Tan Ha con thieu so nao chua bao", kind("status", unit="XA01")),
    ("Xa Tan Ha BZ 1234 da bao chua", error("ambiguous_meaning")),
    ("Con thieu so nao vay", kind("unknown")),
    ("Cam on em nhieu nghen", kind("ack")),
    ("Cám ơn anh Nam", kind("ack")),
    ("cam on anh mat dien roi", kind("unknown")),
    ("cam on anh huy bz", kind("cancel", keyword="BZ", unit=None)),
    ("cam on anh Nam 1234", error("missing_keyword")),
    ("😀😀", kind("unknown")),
    ("🙏🏻", kind("ack")),
    ("bluezone.gov.vn", kind("ignore")),
    ("Trang bluezone.gov.vn vao khong duoc em oi", kind("unknown")),
    ("BZ XA01 1234. Tai tai bluezone.gov.vn", ONE),
    ("VNPT thong bao cuoc thang 8 la 120.000d, vui long thanh toan truoc 5/9", kind("ignore")),
]

ACCENTS = [
    ("TG XA01 12 chùa", report("XA01", 12, keyword="TG")),
    ("TG XA01 12 chưa", error("ambiguous_meaning")),
    ("Tặng quà xong, BZ XA01 1234", ONE),
    ("BZ XA01 tăng 1234", error("increment_not_total")),
    ("BZ XA01 1234 (loa hỏng)", ONE),
    ("BZ XA01 1234, hỏi lại", error("ambiguous_meaning")),
    ("BZ XA01 1234, hõi lại", error("ambiguous_meaning")),
    ("BZ XA01 1234, x\u00f3a giùm", error("ambiguous_meaning")),
    ("BZ XA01 1234, xoá giùm", error("ambiguous_meaning")),
    ("SÚA BZ XA01 1234", report("XA01", 1234, kind="correction")),
]

CLUSTERS = [
    ("Em phu trach cum loa 4 xa Tan Ha. Hom nay cum phat PT 3 lan", report("LT0104", 3, keyword="PT")),
    ("PT LT0104 3 lan, hom nay cum phat du", report("LT0104", 3, keyword="PT")),
    ("PT XA01 cum phat 3 lan", error("sub_unit")),
    ("PT LT0104 3 cum", error("sub_unit")),
    ("PT LT0104 3 lan, cua cum", error("sub_unit")),
    ("PT LT0104 3 lan, cum 5", error("sub_unit")),
    ("PT LT0104 Tan Ha 3", report("LT0104", 3, keyword="PT")),
    ("xa Tan Ha: PT LT0104 3", report("LT0104", 3, keyword="PT")),
    ("PT LT0104 Tan Hoi 3", error("unit_conflict")),
    ("PT Tan Ha 5, LT0104 mat dien", error("unit_conflict")),
    ("PT LT0104 3 luot. Nguoi truc may: Le Van Tam", report("LT0104", 3, keyword="PT")),
    ("PT LT0104 3 luot nguoi", error("unit_word_mismatch")),
    ("BZ x. Tan Ha 1234", ONE),
]

SLIPS = [
    ("Sua BZ XA01 1234 a, hoi nay em go nham", report("XA01", 1234, kind="correction")),
    ("SUA BZ XA01 1234, bua qua dem sot mot to", report("XA01", 1234, kind="correction")),
    ("Xin loi em, so cu nham. BZ XA01 1234", report("XA01", 1234, kind="correction")),
    ("BZ XA01 1234, tin truoc ghi sai", report("XA01", 1234, kind="correction")),
    ("BZ XA01 1234, hoi nay em go nham", error("ambiguous_meaning")),
    ("SUA BZ XA01 1234, con sot mot to", error("ambiguous_meaning")),
    ("SUA BZ XA01 1234, hom nay cong sot mot to", error("ambiguous_meaning")),
    ("Gui lai so dung BZ XA01 1234, tin truoc bi nham", report("XA01", 1234, kind="correction")),
    ("BZ XA01 1234, tin truoc khong sai", error("ambiguous_meaning")),
    ("SUA BZ XA01 1234, bua qua", error("ambiguous_meaning")),
    ("SUA BZ XA01 1234, hoi nay em chua dem het", error("ambiguous_meaning")),
    ("SUA BZ XA01 1234, bua qua dem sot ap Tan Tien", error("ambiguous_meaning")),
    ("SUA BZ XA01 1234, hoi nay em go nham 1243", error("ambiguous_meaning")),
    ("SUA BZ XA01 163 ghi sai", error("ambiguous_meaning")),
    ("tin truoc nham BZ XA01 1234", error("ambiguous_meaning")),
]

ZEROS = [
    ("PT LT0104 0 loa hu chua sua duoc", report("LT0104", 0, keyword="PT")),
    ("PT LT0104 0, mat dien khong phat duoc", report("LT0104", 0, keyword="PT")),
    ("PT LT0104 0 luot do cup dien", report("LT0104", 0, keyword="PT")),
    ("PT LT0104 2, loa hu chua phat", error("ambiguous_meaning")),
    ("PT LT0104 0, chua co so lieu", error("ambiguous_meaning")),
    ("PT LT0104 0, chua bao", error("ambiguous_meaning")),
    ("PT LT0104 0, chua xong", error("ambiguous_meaning")),
    ("PT LT0104 0 hay 2 chua ro", error("ambiguous_meaning")),
    ("PT LT0104 0, khong phai", error("ambiguous_meaning")),
    ("PT LT0104 0, se phat bu", error("ambiguous_meaning")),
    ("PT LT0104 0, em khong truc", error("ambiguous_meaning")),
    ("PT LT0104 0, do Tan Hoi chua gui", error("unit_conflict")),
    ("TG XA01 0 chùa", report("XA01", 0, keyword="TG")),
]

REASONS = [
    ("PC XA01 240 the, bua nay het the giua chung phai chay ve lay", report("XA01", 240, keyword="PC")),
    ("PT LT0104 3, loa trung tam moi thay", report("LT0104", 3, keyword="PT")),
    ("BZ XA01 1234, em moi cong xong", ONE),
    ("BZ XA01 1234 moi cai xong", error("increment_not_total")),
    ("Ra soat lai: BZ XA01 1234", ONE),
    ("Dang ra soat lai: BZ XA01 1234", error("ambiguous_meaning")),
    ("Xa Tan Ha ra soat lai: BZ 1234", ONE),
    ("Nho anh ra soat lai: BZ XA01 1234", error("ambiguous_meaning")),
    ("De nghi xa Tan Ha ra soat lai: BZ 1234", error("ambiguous_meaning")),
    ("BZ XA01 1234 ra soat", error("ambiguous_meaning")),
    ("Chi tieu: BZ. Don vi: xa Tan Ha. So luong: 1.234", ONE),
    ("Chi tieu: BZ XA01 1234", error("ambiguous_meaning")),
    ("Hom qua may toi het pin khong gui duoc. Nay gui: BZ XA01 1234", ONE),
    ("Hom qua khong gui duoc. BZ XA01 1234", error("ambiguous_meaning")),
    ("BZ XA01 1234 a, xin loi vi gui tre, may em sap het pin", ONE),
    ("BZ XA01 1234. Ba con lon tuoi khong ranh dien thoai", ONE),
    ("BZ XA01 1234. Ba con chua cai het", error("ambiguous_meaning")),
    ("PC YT01 240 the cho benh nhan o phong kham", report("YT01", 240, keyword="PC")),
    ("PC YT01 240 benh nhan", error("unit_word_mismatch")),
    ("BZ YT01 240 may cua benh nhan", error("ambiguous_meaning")),
    ("BZ XA01 1234. Chi Sau Huyen doan se mang giay len huyen", ONE),
    ("BZ XA01 1234. Chi Sau Huyen doan bao", error("unit_conflict")),
    ("Em Hanh ben Trung tam Y te. CB 85/92", report("YT01", 85, 92, keyword="CB")),
    ("Em Hanh ben Trung tam Y te. CB YT01 85/92, HD01 nho gui", error("unit_conflict")),
]

TABLES = (
    SLIPS, ZEROS, REASONS,
    ASIDES, PROSE, OTHER_SCRIPTS, NEARLY_KEYWORDS, BROKEN, GLUED, BESIDE_NUMBERS, LISTS, WORDS_FOR_NUMBERS,
    ASIDES, PROSE, TALK, SPREADSHEETS, SAID, ACCENTS,
    FOLDING, SEPARATORS, ORDER, THOUSANDS, LOOKALIKES, SEVERAL, NOT_COUNTS, UNIT_WORDS, REFUSED, NAMES, WITHOUT_UNIT,
    MULTI, LEFTOVERS, CORRECTIONS, COMMANDS, TRAPS, SILENT,
)  # fmt: skip
CASES = [case for table in TABLES for case in table]


@pytest.mark.parametrize(("text", "label"), CASES, ids=[ascii(text) for text, _ in CASES])
def test_a_text_is_read_by_the_rules(text: str, label: Label) -> None:
    assert expectation(read(text, TAN_CHAU)) == label


@pytest.mark.parametrize(("text", "label"), CLUSTERS, ids=[text for text, _ in CLUSTERS])
def test_a_cluster_is_known_by_its_names(text: str, label: Label) -> None:
    names = ("CUM LOA 4 XA TAN HA", "CUM 4 TAN HA")
    named = replace(TAN_CHAU, units={**TAN_CHAU.units, "LT0104": Unit("LT0104", "loudspeaker", names)})
    assert expectation(read(text, named)) == label


@pytest.mark.parametrize(("text", "values"), BARE)
def test_a_bare_number_is_carried_only_where_nothing_could_change_it(text: str, values: tuple[int, ...]) -> None:
    found = read(text, TAN_CHAU)
    assert not isinstance(found, Reading) or not found.counts
    assert (found.values if isinstance(found, Misreading) else ()) == values


@pytest.mark.parametrize(("text", "word"), WORDS)
def test_a_misreading_carries_the_word_it_stumbled_over(text: str, word: str) -> None:
    found = read(text, TAN_CHAU)
    assert isinstance(found, Misreading)
    assert found.word == word


def test_a_misreading_carries_what_was_understood() -> None:
    assert read("SUA BZ XA01 12,5", TAN_CHAU) == Misreading(
        Error.AMBIGUOUS_NUMBER, "12,5", keyword="BZ", unit="XA01", correction=True
    )


def test_a_note_is_carried_as_it_was_sent() -> None:
    assert read("GC XA05 ấp 5 mất sóng!", TAN_CHAU) == Reading(Kind.NOTE, unit="XA05", note="ấp 5 mất sóng!")
    found = read("BZ XA01 1234 GC: ấp 5 mất sóng", TAN_CHAU)
    assert isinstance(found, Reading)
    assert found.note == "ấp 5 mất sóng"


def test_help_names_the_keyword_that_was_asked_for() -> None:
    assert read("HD BZ", TAN_CHAU) == Reading(Kind.HELP, keyword="BZ")


@pytest.mark.parametrize("sender", ["191", "198", "+191", "VIETTEL", "BoTTTT", "18001090", "VinaPhone 1"])
def test_no_robot_is_answered(sender: str) -> None:
    assert read("BZ XA01 1234", TAN_CHAU, sender) == Reading(Kind.IGNORE)


@pytest.mark.parametrize("sender", [None, "", "+84912345678", "84912345678", "0912345678", "0123 456 7890"])
def test_a_person_is_heard(sender: str | None) -> None:
    found = read("BZ XA01 1234", TAN_CHAU, sender)
    assert isinstance(found, Reading)
    assert found.kind is Kind.REPORT


def test_a_text_too_long_is_refused_unread() -> None:
    assert read("BZ XA01 1234 " + "a" * 10_000, TAN_CHAU) == Misreading(Error.INCOMPLETE_MESSAGE)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("xã Tân Hà", "XA TAN HA"),
        ("Đông", "DONG"),
        ("a\u0323\u0301b", "AB"),
        ("ｂｚ", "BZ"),
        ("2²", "2²"),
        ("ßſı", "ßſı"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded
