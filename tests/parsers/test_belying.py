"""What the words of a report's own clause say against its figure, and what only looks as if it did."""

from __future__ import annotations

import pytest

from gateway import folder
from parsers import expectation, read
from settings import ROOT

VOCABULARY = folder.load(ROOT / "campaigns" / "bluezone-tan-chau").vocabulary

ASKED = [
    ("BZ XA02 phat duoc 512", "unit_word_mismatch"),
    ("HG XA02 cai xong 512", "unit_word_mismatch"),
    ("SM XA02 4012 nguoi da cai", "unit_word_mismatch"),
    ("SM XA02 4012 may bluezone", "unit_word_mismatch"),
    ("PC VH01 phat thanh 12", "unit_word_mismatch"),
    ("PT XA02 da cai 3 lan", "unit_word_mismatch"),
    ("HT HD01 da phat 190", "unit_word_mismatch"),
    ("PT LT0105 4 loa keo", "unit_word_mismatch"),
    ("Xa Tan Hoi cai 25 may tinh", "unit_word_mismatch"),
    ("BZ XA02 nha 12", "ambiguous_number"),
    ("BZ XA02 goi 3875", "ambiguous_number"),
    ("BZ XA02 thue bao so 12", "ambiguous_number"),
    ("BZ XA02 nha so 12", "ambiguous_number"),
    ("BZ 2 xa", "unit_word_mismatch"),
    ("BZ XA02 trong buoi sang 34", "increment_not_total"),
    ("HT PN01 nho giup 12 chi em", "ambiguous_meaning"),
    ("PT LT0105 gio 7", "ambiguous_number"),
    ("BZ XA02 ti le la 61", "percent_not_count"),
    ("BZ XA02 so voi 2400", "ambiguous_meaning"),
    ("BZ XA02 theo chi Lan la 1180", "ambiguous_meaning"),
    ("BZ XA02 1180 theo so lieu cua huyen", "ambiguous_meaning"),
    ("BZ XA02 nghe la 1180", "ambiguous_meaning"),
    ("PC XA02 nho gui 500 to", "ambiguous_meaning"),
    ("PC XA02 xin phat 500 to", "ambiguous_meaning"),
    ("PC XA02 500 to hien co", "ambiguous_meaning"),
    ("PC XA02 nhan duoc 500 to", "ambiguous_meaning"),
    ("HG XA02 512 ho de nghi", "ambiguous_meaning"),
    ("HG XA02 512 ho di vang", "ambiguous_meaning"),
    ("BZ XA02 de dat 2400", "ambiguous_meaning"),
    ("BZ XA02 1180 nham", "ambiguous_meaning"),
    ("Xa Tan Hoi toi nay phat 500 to", "missing_keyword"),
    ("PT LT0105 toi nay 3", "ambiguous_meaning"),
    ("PT LT0105 luy ke 30", "ambiguous_meaning"),
    ("PT LT0105 12 lan tu thu 2", "ambiguous_meaning"),
    ("LT0105 tu dau dot phat 30 buoi", "ambiguous_meaning"),
    ("BZ XA02 56 may trong 2 ngay", "increment_not_total"),
    ("BZ XA02 thang nay 560", "increment_not_total"),
    ("Chieu nay xa Tan Hoi cai bluezone 56 may", "increment_not_total"),
    ("BZ XA02 56 nguoi tai UBND", "sub_unit"),
    ("Xã Tân Hội đã phạt 4 lượt", "missing_keyword"),
    ("BZ XA02 50 (20 xong, 30 chua)", "ambiguous_meaning"),
    ("BZ XA02 50 trong do 20 hu, 30 tot", "too_many_values"),
    ("PC XA02 50 (20 da phat, 30 ton kho)", "too_many_values"),
    ("BZ XA02 cai 20, chua 30, tong 50", "ambiguous_meaning"),
    ("SM XA02 50, cai 20, con 30", "unit_word_mismatch"),
    ("CB YT01 80 co smartphone tren tong 90", "ambiguous_meaning"),
    ("CB YT01 80 can bo, 90 nhan vien", "ambiguous_meaning"),
]
COUNTED = [
    ("BZ XA02 da tuyen truyen, cai duoc 512 may", [512]),
    ("BZ XA02 tuyen truyen van dong 512 may", [512]),
    ("BZ XA02 512 may, da phat to roi", [512]),
    ("HT PN01 da cai giup 190 chi em", [190]),
    ("HT HD01 190 nguoi cai bluezone", [190]),
    ("CB YT01 da cai 80, tong 90", [80, 90]),
    ("PT LT0105 phat loa 4 lan", [4]),
    ("PT LT0105 da phat 4 lan tren loa", [4]),
    ("BZ XA02 2.405 may tinh den hom nay", [2405]),
    ("BZ XA02 gio la 512", [512]),
    ("BZ XA02 goi anh so 512 may", [512]),
    ("BZ XA02 512 may dat ty le 34%", [512]),
    ("BZ XA02 512 theo chi dao cua huyen", [512]),
    ("BZ XA02 xin gui 512", [512]),
    ("PC HD01 da nhan va phat 380 card", [380]),
    ("PC VH01 da phat 380 card cho dan", [380]),
    ("SUA BZ XA02 512, luc nay em nham", [512]),
    ("Nham BZ XA02 512", [512]),
    ("PT LT0105 sang nay 2 lan", [2]),
    ("Xa Tan Hoi toi nay cai duoc 512 may bluezone", [512]),
    ("Xa Tan Hoi den chieu nay cai duoc 512 may bluezone", [512]),
    ("Sang nay em bao BZ XA02 512", [512]),
    ("CS KT01 46 (12 quan an, 20 tap hoa, 14 nha tro)", [46]),
    ("TG NV01 17 (09 chua, 05 nha tho, 03 thanh that)", [17]),
    ("HT HD01 46 nguoi (12 nam, 34 nu)", [46]),
    ("PC XA02 50 to (ap Tan Tien 20, ap Tan Lap 30)", [50]),
    ("BZ XA02 chi tieu 2000, da cai 1640, con lai 360", [1640]),
    ("CB YT01 co smartphone 90, da cai 80", [80, 90]),
    ("CB YT01 80 vien chuc, tong 90 nguoi", [80, 90]),
    ("Bao cao tuan nay: CS KT01 46", [46]),
    ("HG XA02 da phat to roi cho 512 ho", [512]),
]


@pytest.mark.parametrize(("text", "error"), ASKED, ids=lambda value: value)
def test_a_clause_that_belies_its_figure_is_asked_back(text: str, error: str) -> None:
    assert expectation(read(text, VOCABULARY)) == {"error": error}


@pytest.mark.parametrize(("text", "values"), COUNTED, ids=lambda value: value if isinstance(value, str) else "")
def test_a_clause_that_does_not_is_counted(text: str, values: list[int]) -> None:
    assert expectation(read(text, VOCABULARY)).get("values") == values
