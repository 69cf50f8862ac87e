"""The people of the tests, as they stand in the campaign of the letter: who they are, and the phones they text from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from gateway import folder
from ledger.offices import Registered
from rules.campaign import Campaign
from rules.verdict import Phone
from settings import ROOT

FOLDER: Path = ROOT / "campaigns" / "bluezone-tan-chau"
TAN_CHAU: Campaign = folder.load(FOLDER)
HERE = ZoneInfo("Asia/Ho_Chi_Minh")

# Officers of communes; each owes BZ every day.
HOA = Registered("+84990000101", ("XA01",), "Hoa, xã Tân Hà", "reporter")
BINH = Registered("+84990000102", ("XA02",), "Bình, xã Tân Đông", "reporter")
CUC = Registered("+84990000103", ("XA03",), "Cúc, xã Tân Hội", "reporter")
DUNG = Registered("+84990000801", ("XA01",), "Dũng, chủ tịch xã Tân Hà", "leader")
# One phone for a commune and its loudspeakers.
MAI = Registered("+84990000701", ("XA01", "LT01"), "Mai, xã Tân Hà và đài truyền thanh", "reporter")
LIEN = Registered("+84990000403", ("LT0103",), "Liên, cụm 3 xã Tân Hà", "reporter")
# The health centre (daily), the education office (two pairs on Fridays), the Front (HT on Fridays).
YEN = Registered("+84990000201", ("YT01",), "Yến, Trung tâm Y tế", "reporter")
GIANG = Registered("+84990000203", ("GD01",), "Giang, Phòng Giáo dục", "reporter")
THU = Registered("+84990000208", ("MT01",), "Thu, Mặt trận", "reporter")
# The whole office: no unit of theirs reports.
LONG = Registered("+84990000802", ("706",), "Long, phó chủ tịch huyện", "leader")
VAN = Registered("+84990000901", ("706",), "Vân, văn thư", "clerk")

REGISTERED = (HOA, BINH, CUC, DUNG, MAI, LIEN, YEN, GIANG, THU, LONG, VAN)
STRANGER = "+84912345678"
ROBOT = "VIETTEL"

NUMBERS = {
    "hoa": HOA.number,
    "binh": BINH.number,
    "cuc": CUC.number,
    "dung": DUNG.number,
    "mai": MAI.number,
    "lien": LIEN.number,
    "yen": YEN.number,
    "giang": GIANG.number,
    "thu": THU.number,
    "long": LONG.number,
    "van": VAN.number,
    "stranger": STRANGER,
    "robot": ROBOT,
}


def phones() -> dict[str, Phone]:
    """Everyone who is registered, as the judge sees them: with the units that the campaign names."""
    return {
        one.number: Phone(one.number, tuple(unit for unit in one.units if unit in TAN_CHAU.units), one.role)
        for one in REGISTERED
    }


def at(clock: str, day: int = 28, month: int = 8, year: int = 2020) -> datetime:
    """A moment of the letter's week, by the office's clock; the 28th is a Friday. "29 14:00" names another day."""
    *other, hour_and_minute = clock.split()
    local = datetime.fromisoformat(f"{year}-{month:02}-{int(other[0]) if other else day:02}T{hour_and_minute}")
    return local.replace(tzinfo=HERE).astimezone(UTC)


SECOND = timedelta(seconds=1)
