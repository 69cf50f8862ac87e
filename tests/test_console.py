"""What an operator runs by hand: it does what it says, and what goes wrong is told in plain words."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, func, select, update

import console
from gateway.lines import lines
from gateway.wording import word
from ledger.clock_tables import snapshot
from ledger.engine import reading, writing
from ledger.migrating import is_current
from ledger.tables import figure, inbound, office, outbound, phone, report, total, unit
from settings import ROOT, read
from tests.personas import FOLDER, HOA, LONG, at
from tests.road import Road, load

FLOOD = ROOT / "campaigns" / "flood-example"
MESSAGES = [
    json.loads(line)
    for line in (ROOT / "tests" / "parsers" / "messages.jsonl").read_text("utf-8").splitlines()[::25]
    if line
]
AWAY = "postgresql://nobody:geheim@127.0.0.1:1/none"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Run a command on a data folder of its own; settings come by name."""
    app = Flask("none")
    for command in console.COMMANDS:
        app.cli.add_command(command)
    none_of_ours = dict.fromkeys(("CAMPAIGN", "DATABASE_URL", "REDIS_URL", "TUNGNGO_DEMO", "TUNGNGO_NOW"))

    def run(*arguments: str, said: str | bytes | None = None, **environment: str) -> Result:
        whole = {**none_of_ours, "DATA_DIR": str(tmp_path / "data"), **environment}
        result = app.test_cli_runner().invoke(args=arguments, input=said, env=whole)
        assert result.exception is None or isinstance(result.exception, SystemExit), "a traceback"
        return result

    yield run
    assert not (tmp_path / "data" / "spool").exists(), "only the web process needs one"


def flask(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as the shell runs it, from the folder `cwd`."""
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=cwd, env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip


@pytest.fixture
def road(engine: Engine) -> Road:
    """The office with its campaign, and a Friday on which three units reported."""
    load(engine)
    road = Road(engine)
    for who, text in (("XA01", "BZ 1000; SM 4000"), ("XA02", "BZ 500"), ("XA01", "SUA BZ 1200"), ("LT01", "PT 3")):
        road.say(who, text, at("14:00"))
    return road


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A campaign's folder that may be spoilt."""
    return Path(shutil.copytree(FOLDER, tmp_path / "copy"))


def rows_of(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Everything of an office that a load could spoil, but for the time of the load."""
    with reading(engine) as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in (unit, phone, inbound, report, figure, total)
        }
        found["office"] = [tuple(row) for row in connection.execute(select(office.c.code, office.c.digest))]
    return found


def test_a_text_is_shown_as_it_is_read(run: Run) -> None:
    assert json.loads(run("read", "BZ XA01 1234").output) == {
        "kind": "report", "keyword": "BZ", "unit": "XA01", "values": [1234],
    }  # fmt: skip
    assert json.loads(run("read", "GPRS da san sang", "--from", "VIETTEL").output) == {"kind": "ignore"}
    assert json.loads(run("read").output).keys() == {"error"}


def test_a_text_is_explained_piece_by_piece(run: Run) -> None:
    told = run("read", "--explain", "bz xã Tân Hieq 1.234")
    assert told.exit_code == 0
    assert told.output.splitlines() == [
        '  "bz" -> BZ: từ khóa BZ (Tổng số máy đã cài Bluezone (lũy kế))',
        '  "xã" -> XA: chữ chỉ địa bàn',
        '  "Tân" -> TAN: chữ lạ',
        '  "Hieq" -> HIEQ: chữ lạ',
        '  "1.234": số liệu 1234',
        "Không nhận: không có đơn vị này (unknown_unit). CHƯA GHI số nào.",
        '  vướng ở: "Tân Hieq"',
        "  cần có: mã hoặc tên của một đơn vị",
        "  có thể ý là: XA07 (UBND xã Tân Hiệp) - hỏi lại người gửi, không tự ghi",
        "  xin nhắn lại: BZ XA07 1234",
    ]


def test_a_text_is_explained_with_the_campaign_of_the_settings_and_its_sender(run: Run) -> None:
    told = run("read", "GB TB01 5", "--explain", CAMPAIGN=str(FLOOD))
    assert told.output.splitlines()[-2:] == ["Hiểu là: báo cáo", "  GB TB01 5"]
    told = run("read", "--explain", "GPRS da san sang", "--from", "VIETTEL")
    assert told.output.splitlines()[-1] == "Hiểu là: tin tự động, không trả lời"


def test_nothing_of_a_text_that_is_explained_reaches_the_terminal_as_it_is(run: Run) -> None:
    told = run("read", "--explain", "BZ XA01 \x1b[2J\u202e1234" + "\u0301" * 3000)
    assert told.exit_code == 0
    assert not {"\x1b", "\u202e", "\u0301"} & set(told.output)
    assert "\\u001b" in told.output
    assert len(told.output) < 3000


def test_one_text_is_explained_at_a_time(run: Run) -> None:
    told = run("read", "--explain", "--jsonl", said="")
    assert told.exit_code == 2
    assert "--explain takes one TEXT" in told.stderr


def test_many_texts_are_read_line_by_line(run: Run) -> None:
    said = "\n\n".join(json.dumps({"text": one["text"], "from": one.get("from")}) for one in MESSAGES)
    told = run("read", "--jsonl", said=said)
    assert told.exit_code == 0
    assert [json.loads(line) for line in told.output.splitlines()] == [one["expect"] for one in MESSAGES]


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b"{}",
        b"7",
        b'"BZ 5"',
        b'{"text": 5}',
        b'{"text": null}',
        b'{"text": "BZ 5", "from": 113}',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_a_line_that_holds_no_text_is_named(run: Run, line: bytes) -> None:
    told = run("read", "--jsonl", said=b'{"text": "BZ XA01 5"}\n\n' + line + b"\n")
    assert told.exit_code == 1
    assert '"values": [5]' in told.stdout, "what was good before it is answered"
    assert told.stderr.startswith('Error: line 3: write {"text": ')


def test_reading_and_checking_leave_no_trace_where_they_are_run(tmp_path: Path) -> None:
    for demo in ("0", "1"):
        told = flask("read", "BZ XA01 1234", cwd=tmp_path, TUNGNGO_DEMO=demo)
        assert json.loads(told.stdout)["values"] == [1234], told.stderr
    assert flask("campaign", "check", cwd=tmp_path, TUNGNGO_DEMO="1").returncode == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("where", [FOLDER, FLOOD], ids=lambda path: path.name)
def test_a_good_campaign_passes(run: Run, where: Path) -> None:
    told = run("campaign", "check", str(where))
    assert told.exit_code == 0
    assert told.output.startswith(f"{where}: ")
    assert told.output.endswith(": good.\n")
    assert run("campaign", "check", CAMPAIGN=str(where)).output == told.output


def test_a_broken_campaign_is_told_by_file_line_and_cure(run: Run, copy: Path) -> None:
    units = (copy / "units.csv").read_text(encoding="utf-8")
    (copy / "units.csv").write_text(units.replace(",commune,", ",comune,", 1), encoding="utf-8")
    told = run("campaign", "check", str(copy))
    assert told.exit_code == 1
    assert 'units.csv:2: unit XA01: unknown group "comune" - did you mean "commune"?' in told.stderr


def test_a_broken_phone_is_told_too(run: Run, copy: Path) -> None:
    with (copy / "phones.csv").open("a", encoding="utf-8") as phones:
        phones.write("+84912345678,XA99,An,reporter\n")
    told = run("campaign", "check", str(copy))
    assert told.exit_code == 1
    assert 'unknown unit "XA99" for a reporter - did you mean "XA' in told.stderr


def test_a_campaign_is_loaded_as_often_as_one_likes(run: Run, road: Road, database_url: str) -> None:
    environment = {"DATABASE_URL": database_url, "TUNGNGO_DEMO": "1"}
    assert run("campaign", "load", **environment).exit_code == 0
    before = rows_of(road.engine)
    told = run("campaign", "load", str(FOLDER), **environment)
    assert told.output.endswith(": 52 units loaded.\n")
    assert rows_of(road.engine) == before
    assert len(before["report"]) == 5
    assert road.differences() == []


def test_a_campaign_that_leaves_out_what_was_reported_is_refused(
    run: Run, road: Road, database_url: str, copy: Path
) -> None:
    before = rows_of(road.engine)
    rows = (copy / "units.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (copy / "units.csv").write_text("".join(row for row in rows if not row.startswith("XA02,")), encoding="utf-8")
    (copy / "phones.csv").unlink()
    told = run("campaign", "load", str(copy), DATABASE_URL=database_url)
    assert told.exit_code == 1
    assert "XA02" in told.stderr
    assert rows_of(road.engine) == before


def test_made_up_phones_stay_out_of_the_real_thing(run: Run, engine: Engine, database_url: str) -> None:
    for demo, expected in (("0", 0), ("1", 1)):
        assert run("campaign", "load", DATABASE_URL=database_url, TUNGNGO_DEMO=demo).exit_code == 0
        with reading(engine) as connection:
            known = select(func.count()).select_from(phone).where(phone.c.number == HOA.number)
            assert connection.scalar(known) == expected


def test_totals_are_shown_for_people_and_for_programs(run: Run, road: Road, database_url: str) -> None:
    shown = run("totals", "--on", "2020-08-28", DATABASE_URL=database_url).output.splitlines()
    assert "ngày 2020-08-28: BZ 1700 (" in shown[0]
    assert shown[1] == "Đã báo cáo: 2/12 đơn vị"
    (xa01,) = (line for line in shown if line.startswith("  XA01 "))
    assert "BZ 1200" in xa01
    assert "SM 4000" in xa01
    told = json.loads(run("totals", "--json", "--on", "2020-08-28", DATABASE_URL=database_url).output)
    assert (told["on"], told["headline"]["value"], told["headline"]["reported"]) == ("2020-08-28", 1700, 2)
    assert told["groups"]["loudspeaker"]["PT"]["value"] == 3
    before = json.loads(run("totals", "--json", "--on", "2020-08-27", DATABASE_URL=database_url).output)
    assert before["headline"]["value"] == 0


def test_totals_are_of_the_current_day_unless_another_is_named(run: Run, road: Road, database_url: str) -> None:
    then = {"DATABASE_URL": database_url, "TUNGNGO_DEMO": "1", "TUNGNGO_NOW": "2020-08-29T08:00"}
    told = json.loads(run("totals", "--json", **then).output)
    assert (told["on"], told["headline"]["value"]) == ("2020-08-29", 1700)
    assert run("totals", "--on", "yesterday", **then).exit_code == 2


def test_the_ledger_is_checked_against_its_reports(run: Run, road: Road, database_url: str) -> None:
    told = run("ledger", "check", DATABASE_URL=database_url)
    assert (told.exit_code, told.output) == (0, "0 differences.\n")
    with writing(road.engine) as connection:
        row = (total.c.whole == "706") & (total.c.grp == "commune") & (total.c.keyword == "BZ")
        connection.execute(update(total).where(row).values(value1=total.c.value1 + 1))
    told = run("ledger", "check", DATABASE_URL=database_url)
    assert told.exit_code == 1
    assert "total 706 commune BZ 2020-08-28: (1701, 0, 2) kept, its figures add up to (1700, 0, 2)" in told.output
    assert told.output.endswith("1 differences.\n")


def test_an_empty_folder_becomes_a_database_closed_to_others(run: Run, tmp_path: Path) -> None:
    for _ in range(2):
        assert run("db", "upgrade").output == "The database is up to date.\n"
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    told = run("campaign", "load")
    assert told.exit_code == 0, told.output
    assert run("ledger", "check").exit_code == 0


def test_a_migrated_database_stays_as_it_is(run: Run, engine: Engine, database_url: str) -> None:
    assert run("db", "upgrade", DATABASE_URL=database_url).exit_code == 0
    assert is_current(engine)


@pytest.mark.parametrize(
    "command",
    [("db", "upgrade"), ("campaign", "load"), ("totals",), ("ledger", "check")],
    ids=" ".join,
)
@pytest.mark.parametrize("url", [AWAY, "sqlite:////dev/null/none.db"], ids=["postgresql", "sqlite"])
def test_a_database_that_is_away_is_told_with_a_cure(run: Run, command: tuple[str, ...], url: str) -> None:
    told = run(*command, DATABASE_URL=url)
    assert told.exit_code == 1
    assert told.stderr.startswith("Error: the database cannot be used (")
    assert "see that DATABASE_URL names one that is up" in told.stderr
    assert "geheim" not in told.output


@pytest.mark.parametrize("command", [("totals",), ("ledger", "check"), ("campaign", "load")], ids=" ".join)
def test_a_database_without_tables_is_told_with_a_cure(run: Run, command: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "tungngo.db").touch()
    told = run(*command)
    assert told.exit_code == 1
    assert "run `flask db upgrade`" in told.stderr


def test_a_database_without_an_office_is_told_with_a_cure(run: Run, database_url: str) -> None:
    told = run("totals", DATABASE_URL=database_url)
    assert (told.exit_code, told.stderr) == (1, "Error: 0 offices are loaded, not one: run `flask campaign load`\n")


@pytest.mark.parametrize("command", ["check", "load"])
def test_an_unknown_folder_is_told_with_a_cure(run: Run, command: str) -> None:
    told = run("campaign", command, "/nowhere")
    assert told.exit_code == 1
    assert "/nowhere:1: there is no such folder - name the folder of a campaign" in told.stderr


def test_bad_settings_are_all_told(run: Run) -> None:
    told = run("read", "BZ 5", CAMPAIGN="/nowhere", PORT="x")
    assert told.exit_code == 1
    assert 'CAMPAIGN is "/nowhere": there is no such folder.' in told.stderr
    assert 'PORT is "x": give a number from 1 to 65535.' in told.stderr


@pytest.mark.parametrize(
    ("what", "cure"),
    [
        ("settings", "PORT is"),
        ("data", "data is a file; name a folder."),
        ("spool", "spool cannot be written (File exists): change its owner, or set another DATA_DIR."),
        ("folder", "there is no such folder."),
    ],
)
def test_up_refuses_what_it_cannot_use_in_plain_words(tmp_path: Path, what: str, cure: str) -> None:
    environment = {"settings": {"PORT": "x"}, "folder": {"CAMPAIGN": "/nowhere"}}.get(what, {})
    (tmp_path / "data").mkdir() if what == "spool" else None
    {"data": tmp_path / "data", "spool": tmp_path / "data" / "spool"}.get(what, tmp_path / "x").touch()
    told = flask("up", cwd=tmp_path, **environment)
    assert told.returncode == 1
    assert cure in told.stderr
    assert "Traceback" not in told.stderr


def test_making_the_app_touches_no_disk(tmp_path: Path) -> None:
    configured = read({"DATA_DIR": str(tmp_path / "data"), "TUNGNGO_DEMO": "1"})
    assert "console" in lines(configured)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def evening(run: Run, road: Road, database_url: str) -> Run:
    """Run a command on the Friday on which three units reported, at 17:00."""
    then = {"DATABASE_URL": database_url, "TUNGNGO_DEMO": "1", "TUNGNGO_NOW": "2020-08-28T17:00"}
    return lambda *arguments: run(*arguments, **then)


def test_who_is_due_is_shown_with_the_reason_of_everybody_else(evening: Run, road: Road) -> None:
    road.say("cuc", "TC", at("14:10"))
    told = evening("due", "--at", "14:45").output.splitlines()
    assert told[0].startswith("14:45 28/08/2020: ")
    by_number = {(line.split()[0], line[48:63].strip()): line[63:] for line in told[1:]}
    assert by_number["+84990000101", "nhắc"] == "không: đã báo cáo đủ"
    assert by_number["+84990000103", "nhắc"] == "không: đã nhắn TC, không nhận tin nhắc"
    assert by_number["+84990000104", "nhắc"].startswith("GỬI, trước 15:00 28/08/2020: BZTC: Nhac XA04 ")
    assert by_number["+84990000801", "báo lãnh đạo"] == "không: chưa đến giờ; có thể gửi từ 15:30 28/08/2020"
    night = evening("due", "--at", "2020-08-27T23:00").output
    assert "27/08/2020: 0 tin phải gửi" in night
    assert road.rows(select(outbound).where(outbound.c.purpose != "confirmation")) == [], "nothing is sent"


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("--from", "2020-08-28", "--to", "2020-08-01"), "Ngày đầu 28/08/2020 ở sau ngày cuối 01/08/2020."),
        (("--to", "2020-12-01"), "Ngày “2020-12-01” chưa đến."),
        (("--from", "hom qua"), "“hom qua” không phải là một ngày. Xin ghi năm-tháng-ngày, ví dụ 2020-08-28."),
    ],
)
def test_a_span_that_is_none_is_refused_with_the_cure(evening: Run, asked: tuple[str, ...], why: str) -> None:
    told = evening("punctuality", *asked)
    assert (told.exit_code, told.stderr) == (1, f"Error: {why}\n")


def test_a_day_is_closed_by_hand_once(evening: Run, road: Road) -> None:
    assert evening("close").output == "Đã khóa sổ ngày 28/08/2020: BZ 1700, 2/12 đơn vị đã báo cáo\n"
    assert evening("close").output == "Không còn ngày nào phải khóa sổ.\n"
    early = evening("close", "--at", "2020-08-29T16:00")
    assert (early.exit_code, early.stderr) == (
        1,
        "Error: 16:00 29/08/2020 chưa đến: chỉ khóa sổ được ngày đã qua\n",
    )
    assert evening("close", "--at", "soon").exit_code == 2


def test_a_day_is_not_closed_over_texts_that_are_about_to_be_read(evening: Run, road: Road) -> None:
    road.bring(("binh", "BZ 600", at("15:59")))
    told = evening("close", "--at", "16:00")
    assert (told.exit_code, "còn tin" in told.stderr) == (1, True)


def test_a_unit_is_excused_and_owes_again(evening: Run, road: Road) -> None:
    assert evening("excuse", "XA04", "2020-08-29").output == "XA04 được miễn báo cáo ngày 29/08/2020.\n"
    assert evening("excuse", "XA04", "2020-08-29").output == "XA04 được miễn báo cáo ngày 29/08/2020 (như trước).\n"
    assert evening("excuse").output == "29/08/2020  XA04\n"
    assert "được miễn báo cáo" in next(
        line for line in evening("due", "--at", "2020-08-29T14:00").output.splitlines() if "+84990000104" in line
    )
    assert evening("excuse", "XA04", "2020-08-29", "--end").output == "XA04 phải báo cáo ngày 29/08/2020.\n"
    assert evening("excuse").output == ""
    assert evening("excuse", "XA99", "2020-08-29").stderr == "Error: không có đơn vị XA99\n"


def test_an_excuse_for_a_closed_day_makes_a_revision(evening: Run, road: Road) -> None:
    evening("close")
    evening("excuse", "XA04", "2020-08-28")
    assert [row.revision for row in road.rows(select(snapshot).order_by(snapshot.c.revision))] == [0, 1]


def test_a_deputy_is_named_told_listed_and_ended(evening: Run, road: Road) -> None:
    told = evening("deputy", HOA.number, "0912 345 678", "31/08")
    line = f"+84912345678 báo cáo thay {HOA.number} cho XA01 đến hết ngày 31/08/2020.\n"
    assert told.output == line
    assert evening("deputy").output == line
    said = road.rows(select(outbound).where(outbound.c.purpose == "deputy").order_by(outbound.c.id))
    assert [word(road.campaign, one.sentence, one.facts)[:28] for one in said] == [
        "BZTC: Da uy quyen: +84912345",
        "BZTC: +84990000101 uy quyen ",
    ]
    assert "Da nhan XA01" in str(road.say("+84912345678", "BZ 1300", at("17:30")))
    ended = evening("deputy", HOA.number, "--end")
    assert ended.output == f"{HOA.number}: đã hết ủy quyền.\n"
    assert evening("deputy").output == ""
    said = road.rows(select(outbound).where(outbound.c.purpose == "deputy"))
    assert [one.state for one in said] == ["expired", "expired"], (
        "nobody heard of it yet, so nobody hears that it is over"
    )
    again = evening("deputy", HOA.number, "--end")
    assert (again.exit_code, again.stderr) == (1, "Error: máy này không ủy quyền cho ai\n")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ((HOA.number, "+84912345678", "27/08"), "ngày đó đã qua"),
        ((HOA.number, "+84912345678", "31/10"), "quá số ngày được ủy quyền"),
        ((HOA.number, "+84912345678", "mai"), "không có ngày đó: viết 31/08 hoặc 31/08/2020"),
        ((HOA.number, HOA.number, "31/08"), "không thể tự ủy quyền cho chính mình"),
        ((LONG.number, "+84912345678", "31/08"), "máy này không báo cáo cho đơn vị nào"),
        (("+84912345678", HOA.number, "31/08"), "+84912345678 chưa đăng ký"),
        ((HOA.number, "anh Ba", "31/08"), "'anh Ba' không phải là số điện thoại"),
    ],
)
def test_why_nobody_was_named_is_told(evening: Run, said: tuple[str, str, str], why: str) -> None:
    told = evening("deputy", *said)
    assert (told.exit_code, told.stderr) == (1, f"Error: {why}\n")
