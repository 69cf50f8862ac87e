"""The demo: it plays its days on the whole service, and whatever is not as its paper says makes it fail."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

import demo
from demo import DemoError
from demo.holding import hold_answer, hold_texts
from demo.paper import Due
from demo.script import Deputises, Turn
from ledger.conversation import Sent
from settings import ROOT
from tests.personas import BINH, FOLDER, HERE, HOA, LONG, TAN_CHAU, VAN

DAYS = ("Thứ Năm, ngày 27", "Thứ Sáu, ngày 28", "Thứ Bảy, ngày 29", "Chủ nhật, ngày 30", "Thứ Hai, ngày 31")
DEPUTY, NEW_PHONE = "+84990000704", "+84990000999"
NOWHERE = "http://127.0.0.1:9"
# What an operator may have set up for his office: a demo has no business with it.
OWN_LINE = {
    "TEXTBEE_NUMBER": "+84900000002",
    "TEXTBEE_DEVICE_ID": "0123456789abcdef01234567",
    "TEXTBEE_API_KEY": "a",
    "TEXTBEE_SIGNING_SECRET": "s",
    "TEXTBEE_API_BASE": NOWHERE,
}
HEADER = "# made up\nat,unit,text,figures,answer,from,sent,then\n# more\n"


def play(campaign: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`flask demo`, on the real service."""
    ours = {"PATH": os.environ.get("PATH", os.defpath), "CAMPAIGN": str(campaign), "TUNGNGO_DEMO": "1"}
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "demo"],
        cwd=ROOT, env=ours | environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=240,
    )  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The campaign, with a script that may be changed."""
    return Path(shutil.copytree(FOLDER, tmp_path / "copy"))


class Told:
    """What the demo told, to be asked about."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines

    def day(self, number: int) -> Told:
        """One day of August 2020."""
        begins = [nth for nth, line in enumerate(self.lines) if f", ngày {number} tháng 8 năm 2020" in line]
        ends = [nth for nth, line in enumerate(self.lines) if f", ngày {number + 1} tháng 8 năm 2020" in line]
        return Told(self.lines[begins[0] : ends[0] if ends else None])

    def answer(self, said: str) -> str:
        """The line under the text that was sent at that time from there: "14:02  XA08: BZ"."""
        [nth] = [nth for nth, line in enumerate(self.lines) if line.startswith(said)]
        return self.lines[nth + 1]

    def at(self, clock: str, purpose: str) -> str:
        """What went out by the clock at that time, with the lines that belong to it."""
        begins = [nth for nth, line in enumerate(self.lines) if line.startswith(f"{clock}  {purpose} ")]
        return "\n".join(line for nth in begins for line in (self.lines[nth], *self._under(nth)))

    def after(self, heading: str) -> list[str]:
        """The lines under a heading that is a line of its own."""
        return self._under(self.lines.index(heading))

    def _under(self, nth: int) -> list[str]:
        more = nth + 1
        while more < len(self.lines) and self.lines[more].startswith(" "):
            more += 1
        return list(self.lines[nth + 1 : more])


@pytest.mark.days
def test_the_days_of_the_letter_go_as_the_paper_says_and_are_told_in_the_very_words(tmp_path: Path) -> None:
    own_line = '[own]\ncarrier = "httpsms"\nnumber = "+84900000001"\napi_key = "a"\nsigning_key = "s"\n'
    (tmp_path / "lines.toml").write_text(f'{own_line}api_base = "{NOWHERE}"\n', encoding="utf-8")
    (tmp_path / "lines.toml").chmod(0o600)
    played = play(FOLDER, LINES_FILE=str(tmp_path / "lines.toml"), DATABASE_URL="postgresql://no/", **OWN_LINE)
    assert played.returncode == 0, played.stderr
    told = Told(played.stdout.splitlines())
    assert tuple(line.partition(" tháng")[0] for line in told.lines if line.endswith("tháng 8 năm 2020")) == DAYS
    assert told.lines[-1].endswith("Every text, book and total is what the paper says.")
    _thursday(told.day(27))
    _friday(told.day(28))
    _sunday(told.day(30))


def _thursday(told: Told) -> None:
    assert re.search(r"\bLT0107\b", told.at("14:00", "nhắc")), "who owes is reminded before the deadline"
    assert "Da nhan LT0107" in told.answer("14:12  LT0107: PT LT0107 3")
    assert "LT0107" not in told.at("14:45", "nhắc") + told.at("15:15", "nhắc"), "who has reported is left alone"
    assert "LT0109" in told.at("15:15", "nhắc")
    assert "SAU HAN 15:00" in told.answer("15:21  LT0109: PT LT0109 2")
    assert "LT0103 Cum 3 xa Tan Ha chua bao cao PT ngay 27/08, han 15:00, da nhac 3 lan" in told.at(
        "15:30", "báo lãnh đạo"
    )
    assert told.at("15:30", "danh sách trễ").endswith("con 2 don vi qua han chua bao cao: LT04, LT0103.")
    assert told.at("16:00", "tóm tắt ngày").count("toan huyen BZ 14.272") == 2
    assert "Da sua XA05" in told.answer("16:09  XA05 (nhắn lúc 15:57, mạng giữ lại): SUA BZ XA05 1041")
    assert "da chot so" in told.answer("16:20  XA07: SUA BZ XA07 1457 ngay 27/8")
    assert told.after("Sửa sau khi khóa sổ ngày 27/8, lần 1, lúc 16:09:") == [
        "  XA05 BZ: 1.014 → 1.041",
        "  Tổng BZ: 14.272 → 14.299",
    ]


def _friday(told: Told) -> None:
    assert "Da uy quyen" in told.answer("08:05  XA04: UQ")
    assert DEPUTY in told.at("08:05", "ủy quyền")
    assert f"DUYET 0{NEW_PHONE[3:]} XA10" in told.at("08:30", "đăng ký")
    assert "Da duyet" in told.answer("08:41  XA10, Văn thư mẫu: DUYET")
    assert "CB GD01 10:00, HS GD01 10:00" in told.at("09:00", "nhắc"), "on Fridays others have to report by 10:00"
    assert "VL01 Viettel Tan Chau chua bao cao HT" in told.at("10:30", "báo lãnh đạo")
    reminded = told.at("14:00", "nhắc")
    assert DEPUTY in reminded
    assert NEW_PHONE in reminded
    assert not re.search(r"[ ,]XA04,", reminded), "his deputy is reminded, and not he"
    assert "Da nhan XA04" in told.answer(f"14:06  XA04, {DEPUTY}")
    assert "Neu dung, nhan: XN 1350" in told.answer("14:52  XA06: BZ-XA06-1350")
    assert "theo xac nhan" in told.answer("14:55  XA06: XN 1350")
    assert told.at("16:00", "ủy quyền").count("Da het uy quyen") == 2
    changed = told.after("Sửa sau khi khóa sổ ngày 28/8, lần 1, lúc 16:12:")
    assert changed[1] == "  LT0107, nhiệm vụ 1b: không báo cáo → trễ hạn"


def _sunday(told: Told) -> None:
    assert told.at("14:51", "nhắc").startswith("14:51  nhắc XA11: "), "who takes his figure back owes again"
    assert any(line.startswith("  XA09") and line.endswith("số ngày 29/8") for line in told.lines)


@pytest.mark.days
def test_a_figure_that_is_not_what_the_paper_says_ends_it_and_is_named(copy: Path) -> None:
    (copy / demo.SCRIPT).write_text(f"{HEADER}2020-08-27T15:50,XA01,BZ XA01 5,BZ=6\n", encoding="utf-8")
    played = play(copy)
    assert played.returncode == 1, played.stdout
    *_, last = played.stderr.splitlines()
    assert last == "Error: 2020-08-27, as it was closed: XA01 BZ: the office keeps 5, the paper says 6"
    assert "Traceback" not in played.stderr


REMINDED = Due(HOA.number, "reminder", frozenset({"XA01"}), ("BZ",))
LISTED = Due(VAN.number, "late_list", frozenset({"XA01", "XA02"}), ("2",))
WORDS = "BZTC: Nhac XA01 Xa Tan Ha: chua co BZ ngay 27/08"


def sent(number: str, purpose: str, text: str) -> Sent:
    """A text that went out by the clock."""
    return Sent(1, number, purpose, purpose, text, None)


@pytest.mark.parametrize(
    ("due", "left", "what"),
    [
        ([REMINDED], [], f"a text (reminder) to {HOA.number} was due and did not go out"),
        (
            [],
            [sent(HOA.number, "reminder", WORDS)],
            f"nothing (reminder) was due to {HOA.number}, but it was told: BZTC",
        ),
        ([REMINDED], [sent(HOA.number, "reminder", WORDS)] * 2, f"{HOA.number} was told 2 times: BZTC: Nhac XA01"),
        ([REMINDED], [sent(BINH.number, "reminder", WORDS)], f"a text (reminder) to {HOA.number} was due"),
        ([REMINDED], [sent(HOA.number, "reminder", "Nhac XA02: chua co BZ")], "should be about BZ XA01, but it says"),
        ([REMINDED], [sent(HOA.number, "reminder", "Nhac XA01: chua co PT")], "should be about BZ XA01, but it says"),
        ([LISTED], [sent(VAN.number, "late_list", "con 2 don vi: XA01")], "should be about 2 XA01 XA02, but it says"),
        ([LISTED], [sent(VAN.number, "late_list", "con 3 don vi: XA01, XA02")], "should be about 2 XA01 XA02"),
        ([Due(LONG.number, "summary", says=("14272",))], [sent(LONG.number, "summary", "BZ 14.273")], "about 14272"),
    ],
)
def test_a_text_too_many_too_few_or_about_something_else_is_named(due: list[Due], left: list[Sent], what: str) -> None:
    with pytest.raises(DemoError) as told:
        hold_texts(TAN_CHAU, "2020-08-27 14:00", due, left)
    assert str(told.value).startswith("2020-08-27 14:00: ")
    assert what in str(told.value)


@pytest.mark.parametrize(
    ("asked", "answer", "what"),
    [
        ("Da sua", "BZTC: Da nhan XA01", "the answer has to say 'Da sua', but it is 'BZTC: Da nhan XA01'"),
        ("Da sua", None, "the answer has to say 'Da sua', but it is 'none'"),
        ("", None, "the answer has to say 'something', but it is 'none'"),
        ("-", "BZTC: Da nhan XA01", "there is to be no answer, but it is 'BZTC: Da nhan XA01'"),
    ],
)
def test_an_answer_that_is_another_one_is_named_with_its_line(
    tmp_path: Path, asked: str, answer: str | None, what: str
) -> None:
    [turn] = read(tmp_path, f"2020-08-27T15:50,XA01,BZ XA01 5,BZ=5,{asked}")
    with pytest.raises(DemoError) as told:
        hold_answer(turn, sent(HOA.number, "confirmation", answer) if answer else None)
    assert str(told.value) == f"{turn.place}: {what}"
    assert turn.place.endswith("demo.csv:4")


def test_an_answer_that_is_as_it_should_be_passes(tmp_path: Path) -> None:
    said, silent = read(tmp_path, "2020-08-27T15:50,XA01,OK,,Da sua", "2020-08-27T15:50,XA01,OK,,-")
    hold_answer(said, sent(HOA.number, "confirmation", "BZTC: Da sua XA01"))
    hold_answer(silent, None)


def read(folder: Path, *rows: str) -> list[Turn]:
    """A script of these lines."""
    (folder / demo.SCRIPT).write_text("\n".join([HEADER.strip(), *rows]), encoding="utf-8")
    return demo.script(TAN_CHAU, folder / demo.SCRIPT)


def test_what_an_office_may_leave_out_at_the_end_of_a_line_may_be_left_out(tmp_path: Path) -> None:
    plain, full = read(
        tmp_path,
        "2020-08-27T10:00,XA01,BZ XA01 3,BZ=3",
        f"2020-08-27T16:05,XA04,CB 78 92,CB=78/92,Da nhan,{DEPUTY},2020-08-27T15:55,deputy {NEW_PHONE} 2020-08-28",
    )
    assert (plain.answer, plain.sender, plain.sent, plain.then) == ("", "", None, None)
    assert (full.sender, full.figures) == (DEPUTY, {"CB": (78, 92)})
    assert full.moment == datetime(2020, 8, 27, 15, 55, tzinfo=HERE)
    assert full.then == Deputises(NEW_PHONE, date(2020, 8, 28))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2020-08-27T11:00,LT99,PT LT99 3,PT=3", "the campaign knows no LT99."),
        ("2020-08-27T11:00,XA01,BX XA01 3,BX=3", "the campaign knows no BX."),
        ("2020-08-27T11:00,LT99,BX LT99 3,BX=3", "the campaign knows no BX and no LT99."),
        ("at eleven,XA01,BZ XA01 3,BZ=3", "write 2020-08-27T14:00,"),
        ("2020-08-27T11:00,XA01,BZ XA01 3,BZ=three", "write 2020-08-27T14:00,"),
        ("2020-08-27T11:00,XA01,BZ XA01 3,BZ", "write 2020-08-27T14:00,"),
        ("2020-08-27T11:00,XA01", "write 2020-08-27T14:00,"),
        ("2020-08-27T11:00,XA01,BZ 3,BZ=3,,0912345678", "write 2020-08-27T14:00,"),
        ("2020-08-27T11:00,XA01,BZ 3,BZ=3,,,at ten", "write 2020-08-27T14:00,"),
        ("2020-08-27T11:00,XA01,BZ 3,BZ=3,,,2020-08-27T11:01", "it arrives before it is sent."),
        ("2020-08-27T11:00,XA01,DK XA01,,,,,begs", "write 2020-08-27T14:00,"),
        ("2020-08-27T11:00,XA01,DK XA01,,,,,joins", "write 2020-08-27T14:00,"),
        ("2020-08-27T11:00,XA01,UQ,,,,,deputy +84990000704 tomorrow", "write 2020-08-27T14:00,"),
        ("2020-08-27T11:00,XA01,a,b,c,d,e,f,g", "write 2020-08-27T14:00,"),
        ("2020-08-27T09:59,XA01,BZ 3,BZ=3", "it is earlier than the line before it"),
    ],
)
def test_a_line_that_cannot_be_played_is_named(tmp_path: Path, row: str, words: str) -> None:
    with pytest.raises(DemoError) as told:
        read(tmp_path, "2020-08-27T10:00,XA01,BZ XA01 3,BZ=3", row)
    assert str(told.value).startswith(f"{tmp_path / demo.SCRIPT}:5: {words}")


def test_columns_that_are_not_named_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / demo.SCRIPT).write_text("2020-08-27T10:00,XA01,BZ XA01 3,BZ=3\n", encoding="utf-8")
    with pytest.raises(DemoError, match=r"demo\.csv:1: the first line has to name the columns: at,unit,text,figures"):
        demo.script(TAN_CHAU, tmp_path / demo.SCRIPT)


def test_a_script_without_lines_is_none(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="is not there"):
        demo.script(TAN_CHAU, tmp_path / demo.SCRIPT)
    (tmp_path / demo.SCRIPT).write_text(HEADER, encoding="utf-8")
    with pytest.raises(DemoError, match="has no line to play"):
        demo.script(TAN_CHAU, tmp_path / demo.SCRIPT)


def test_who_texts_in_it_needs_a_phone(copy: Path) -> None:
    (copy / "phones.csv").write_text("number,unit,name,role\n", encoding="utf-8")
    playing = demo.play(copy)
    with pytest.raises(DemoError, match=r"LT1202.*: in demo.csv, but without a phone in phones.csv"):
        next(playing)
