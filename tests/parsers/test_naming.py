"""Free text without a keyword: what its words name, and when they name too little or too much."""

from __future__ import annotations

import pytest

from gateway import folder
from parsers import expectation, read
from settings import ROOT
from tests.parsers.test_rules import Label, error, kind, multi, report

VOCABULARY = folder.load(ROOT / "campaigns" / "bluezone-tan-chau").vocabulary

NAMED = [
    ("Xa Tan Ha da phat 740 the", report("XA01", 740, keyword="PC")),
    ("Xa Tan Ha phat duoc 520 to roi", report("XA01", 520, keyword="PC")),
    ("Xa Tan Ha phat thanh 3 lan", report("XA01", 3, keyword="PT")),
    ("LT0101 phat 4 buoi", report("LT0101", 4, keyword="PT")),
    ("Xa Tan Ha da den 712 ho dan", report("XA01", 712, keyword="HG")),
    ("So ho da den: 712. Xa Tan Ha", report("XA01", 712, keyword="HG")),
    ("Xa Tan Ha: so nguoi su dung dien thoai thong minh la 3.645", report("XA01", 3645, keyword="SM")),
    ("Xa Tan Ha cai duoc 1234 may", report("XA01", 1234)),
    ("Tong so may da cai cua xa Tan Ha la 1.234", report("XA01", 1234)),
    ("VNPT ho tro cai bluezone cho 376 nguoi", report("VT01", 376, keyword="HT")),
    ("Can bo xa Tan Ha da cai 25/27", report("XA01", 25, 27, keyword="CB")),
    ("Phong Noi vu: can bo co smartphone 11 nguoi, da cai 10", report("NV01", 10, 11, keyword="CB")),
    ("Phong Giao duc: hoc sinh co smartphone 2.415, da cai 1.978", report("GD01", 1978, 2415, keyword="HS")),
    ("Phong Kinh te da lam viec 49 co so kinh doanh", report("KT01", 49, keyword="CS")),
    ("Mat tran da van dong 14 co so ton giao cai bluezone", report("MT01", 14, keyword="TG")),
    ("Xa Tan Ha: cai 1.101 may, da den 684 ho, phat 520 to", multi(("BZ", "XA01", [1101]), ("HG", "XA01", [684]), ("PC", "XA01", [520]))),
    ("Xa Tan Ha: cai 1.101 may, di 684 ho", multi(("BZ", "XA01", [1101]), ("HG", "XA01", [684]))),
    ("The huong dan: xa Tan Ha da phat 740", report("XA01", 740, keyword="PC")),
    ("the huong dan huyen cap 1.500, da phat 1.325, con lai 175. Xa Tan Ha", report("XA01", 1325, keyword="PC")),
    ("Can bo xa Tan Ha: 21 nguoi da cai tren 23 nguoi co smartphone", report("XA01", 21, 23, keyword="CB")),
    ("Xa Tan Ha: can bo, cong chuc dung smartphone la 22, da cai bluezone 20", report("XA01", 20, 22, keyword="CB")),
    ("CAN BO XA TAN HA CAI 27/28 NGUOI, CON 01 DC CHUA CAI DO MAY HU", report("XA01", 27, 28, keyword="CB")),
    ("7/7 can bo da cai, phong Noi vu", report("NV01", 7, 7, keyword="CB")),
    ("Phong Noi vu can bo 9/10 da cai", report("NV01", 9, 10, keyword="CB")),
    ("Xa Tan Ha cai Bluezone:\nap 1: 310\nap 2: 402\nTong cong toan xa: 712", report("XA01", 712)),
    ("Xa Tan Ha gom 2 ap: ap 1 cai 310, ap 2 cai 402, tong bluezone toan xa 712", report("XA01", 712)),
    ("Xa Tan Ha bluezone hom qua 1491, hom nay them 24, luy ke 1515", report("XA01", 1515)),
    ("Xã Tân Hà 2 chùa 1 nhà thờ, vị chi 3 cơ sở tôn giáo đã tới vận động", error("missing_keyword")),
    ("STT | Nội dung | Số lượng\n1 | Máy đã cài Bluezone | 1.225\nXã Tân Hiệp", report("XA07", 1225)),
    ("Xa Tan Ha: Bluezone 1.108 may, 06 luot phat thanh", multi(("BZ", "XA01", [1108]), ("PT", "XA01", [6]))),
    ("Xa Tan Ha: Bluezone 1.108 may, 630 to huong dan", multi(("BZ", "XA01", [1108]), ("PC", "XA01", [630]))),
    ("Ho: 1310. May da cai: 1546. To roi: 1300. Xa Tan Ha", multi(("HG", "XA01", [1310]), ("BZ", "XA01", [1546]), ("PC", "XA01", [1300]))),
    ("Phong Noi vu: 28 co so ton giao da duoc van dong", report("NV01", 28, keyword="TG")),
    ("Xa Tan Ha: so ho da duoc van dong 756 ho", report("XA01", 756, keyword="HG")),
    ("Tong so nguoi dan duoc ho tro cai dat tai xa Tan Ha la 233 nguoi", report("XA01", 233, keyword="HT")),
    ("Xa Tan Ha toi gio nay 1.415 may cai roi", report("XA01", 1415)),
    ("Xa Tan Ha: so may smartphone toan xa la 4.388", report("XA01", 4388, keyword="SM")),
    ("CBCC xa Tan Ha: 27/28 (con co Sau xai may cuc gach)", report("XA01", 27, 28, keyword="CB")),
    ("Can bo xa Tan Ha co smartphone 22, cai roi 20, con 2", report("XA01", 20, 22, keyword="CB")),
    ("Phong Giao duc: GV cai 1118/1342, HS THCS cai 2402/4655", multi(("CB", "GD01", [1118, 1342]), ("HS", "GD01", [2402, 4655]))),
    ("Phong Noi vu: can bo cai dat 5, tong so 7 dong chi co smartphone", report("NV01", 5, 7, keyword="CB")),
]  # fmt: skip

NOT_NAMED = [
    ("Xa Tan Ha da cai bluezone cho 1234 nguoi co smartphone", error("missing_keyword")),
    ("Xa Tan Ha nhan 740 the huong dan", error("missing_keyword")),
    ("Xa Tan Ha co 34 nha tro", error("missing_keyword")),
    ("Xa Tan Ha xin phat 740 the", error("missing_keyword")),
    ("De nghi xa Tan Ha phat thanh 3 lan", error("missing_keyword")),
    ("Huyen da phat cho Tan Ha 740 the roi", error("missing_keyword")),
    ("HD01 20 doan vien ho tro", error("missing_keyword")),
    ("Xa Tan Ha co 21 can bo, cai bluezone 1234 may", error("missing_value")),
    ("YT01 phat the cho 85/92 can bo", error("missing_keyword")),
    ("Xã Tân Hà phạt 3 lượt", error("missing_keyword")),
    ("Xa Tan Ha phat dong 3 buoi", error("missing_keyword")),
    ("PC XA01 xin 740", error("ambiguous_meaning")),
    ("Cac xa bao cao theo mau: BZ XA01 1234", error("ambiguous_meaning")),
    ("Kinh gui xa Tan Ha: BZ 1234", error("missing_unit")),
    ("BZ XA01 sdt 3875", error("missing_value")),
    ("LT03 2 lan", error("missing_keyword")),
    ("CBCC xa Tan Ha di hop: 27/28", error("missing_keyword")),
    ("Xa Tan Ha duoc huyen phat 740 the", error("missing_keyword")),
    ("Xa Tan Ha 740 the da duoc phat", error("missing_keyword")),
    ("Xa Tan Ha 34 ho da di", error("missing_keyword")),
    ("Xa Tan Ha cai 1234 may, 56 ho", error("too_many_values")),
    ("Xa Tan Ha cai 1234 may, ho ngheo: 56", error("too_many_values")),
    ("Xa Tan Ha: so may smartphone da cai bluezone la 1234", error("missing_keyword")),
    ("Xa Tan Ha duoc ho tro 20 nguoi", error("missing_keyword")),
    ("Xa Tan Ha 1.200 may", error("missing_keyword")),
    ("Hoi phu nu huyen 640", error("missing_keyword")),
    ("Xa Tan Ha 56 ho", error("missing_keyword")),
    ("Danh sach ho ngheo xa Tan Ha: 56 ho", error("missing_keyword")),
    ("Xa Tan Ha da tham 56 ho ngheo", error("ambiguous_meaning")),
    ("Xa Tan Ha phat qua cho 300 ho", error("missing_keyword")),
    ("Huyen doan ho tro gao cho 204 nguoi", error("ambiguous_meaning")),
    ("Huyen doan ho tro cai bluezone 120 may", error("missing_keyword")),
    ("Nho anh ho tro: xa Tan Ha cai bluezone 1234 nguoi", report("XA01", 1234)),
    ("Xa Tan Ha cai duoc 1234 may, 45 ca", error("too_many_values")),
    ("Xa Tan Ha cai 1234 may hay 1243 may", error("too_many_values")),
    ("Da phat 740 the", error("missing_unit")),
    ("xa Tan Hoh da phat 740 the", error("unknown_unit")),
    ("Xa Tan Ha di them 28 ho", error("increment_not_total")),
    ("Xa Tan Ha chua phat 740 the", error("ambiguous_meaning")),
    ("Xa Tan Ha cai bluezone dat 45%", error("percent_not_count")),
    ("LT03 da phat 740 the", error("missing_keyword")),
    ("Bluezone: xa Tan Ha da phat 740", error("missing_keyword")),
    ("LU XA03 14 ho di doi", error("unknown_keyword")),
    ("UB XA03 da phat 740 the", report("XA03", 740, keyword="PC")),
    ("Xa Tan Ha 1/9 da cai", error("missing_keyword")),
    ("Phong Noi vu hop can bo 7/9", kind("unknown")),
    ("Phong Noi vu can bo 28/8 da cai", error("value_order")),
    ("bluezone xa Suoi Ngo mot nghin chin tram may", error("not_a_number")),
    ("Xa Tan Ha da di duoc tam tram ho", error("not_a_number")),
    ("Xa Tan Ha cai bluezone 3 ngan may", error("approx_number")),
    ("Hai Tan Ha oi cai bluezone", error("missing_value")),
    ("Xa Tan Ha gom 2 ap: ap 1 cai 310, ap 2 cai 402, tong bluezone toan xa 750", error("conflicting_values")),
    ("Xa Tan Ha bluezone hom qua 1491, hom nay them 24, luy ke 1525", error("too_many_values")),
    ("Bo Y te: nguoi dan hay cai Bluezone, da co 20 trieu luot tai", kind("ignore")),
    ("FPT Shop giam soc: tang tai nghe 299K, tai 245 thi tran Tan Chau", kind("ignore")),
    ("Xa Tan Ha da cai Bluezone 1234 may, khong uu dai gi", error("ambiguous_meaning")),
]


@pytest.mark.parametrize(
    ("text", "expected"), [*NAMED, *NOT_NAMED], ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_free_text_names(text: str, expected: Label) -> None:
    assert expectation(read(text, VOCABULARY)) == expected
