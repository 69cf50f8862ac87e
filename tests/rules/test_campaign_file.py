"""Break a good campaign in one place, and see that the place and the cure are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.campaign import Campaign
from rules.campaign_file import Fault, parse

FOLDER = Path(__file__).parents[2] / "campaigns" / "flood-example"
GOOD = {
    path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(FOLDER.rglob("*"))
    if path.suffix in {".toml", ".csv"}
}
TOML, UNITS, VI, EN = "campaign.toml", "units.csv", "wording/vi.toml", "wording/en.toml"


def faults(files: dict[str, str]) -> list[Fault]:
    found = parse(files)
    assert isinstance(found, list), "the campaign was taken as good"
    return found


def line_of(file: str, piece: str) -> int:
    """The line of the good file on which the piece stands, where it stands only once."""
    assert GOOD[file].count(piece) == 1, f"{piece!r} stands {GOOD[file].count(piece)} times in {file}"
    return GOOD[file][: GOOD[file].index(piece)].count("\n") + 1


def broken(file: str, piece: str, instead: str) -> dict[str, str]:
    line_of(file, piece)
    return {**GOOD, file: GOOD[file].replace(piece, instead)}


def test_the_good_one_is_good() -> None:
    assert isinstance(parse(GOOD), Campaign)


CASES = [
    # file, the piece to break, what stands there instead, how far below that line the fault is told, what, cure
    (TOML, 'marker = "LUSM"', 'marker = "LUSM', 0, "not valid TOML", "quotes"),
    (TOML, "closes = 19:00:00", "closes = 19:00", 0, "not valid TOML", "key = value"),
    (TOML, "closes = 19:00:00", 'closes = "19:00"', 0, '"closes" is not a time', "such as 15:00:00"),
    (TOML, 'zone = "Asia/Ho_Chi_Minh"', 'zone = "Asia/Ho_Chi_Min"', 0, "unknown time zone", '"Asia/Ho_Chi_Minh"'),
    (TOML, 'headline = "NN"', 'headlin = "NN"', 0, 'unknown field "headlin"', 'did you mean "headline"?'),
    (TOML, 'headline = "NN"', 'headline = "XX"', 0, 'unknown keyword "XX"', "NN"),
    (TOML, 'headline = "NN"', 'headline = "GB"', 0, "no group of the headline reports GB", "add one of ward"),
    (TOML, 'marker = "LUSM"', 'marker = "lu"', 0, '"marker" is not', "capital letters"),
    (TOML, 'phone = "02003999000"', "phone = 2003999000", 0, '"phone" in [office] is not', "in digits"),
    (TOML, "headline = true", "headline = false", -2, "no group makes the headline", "headline = true"),
    (TOML, "headline = true", 'headline = "yes"', 0, "is not true or false", "true or false"),
    (TOML, 'base = "NH"', 'base = "HN"', 0, 'unknown keyword "HN"', "did you mean"),
    (TOML, 'base = "NH"', 'base = "NN"', 0, "is a share itself", "counted whole"),
    (TOML, 'base = "NH"', 'base = "ST"', 0, "a pair has no base", "leave the base out"),
    (TOML, 'base = "NH"', 'base = "GB"', 0, "no group reports GB too", "let one group report both"),
    (TOML, 'base = "NH"', "target = 0.5", 0, "a target without a base", "name its base"),
    (TOML, "target = 1.0", "target = 50", 0, '"target" in [keywords.ST] is not a number', "such as 0.5"),
    (TOML, "target = 1.0", "cap = 10", 0, "a pair has no cap", "leave the cap out"),
    (TOML, "target = 1.0", "cap = 0", 0, '"cap"', "from 1"),
    (TOML, "numbers = 2", "numbers = 3", 0, '"numbers" in [keywords.ST] is not', "from 1 to 2"),
    (TOML, 'mode = "daily"', 'mode = "dayly"', 0, "is not one of", "cumulative, level, daily"),
    (TOML, 'groups = ["pump"]', 'groups = ["pumps"]', 0, 'unknown group "pumps"', 'did you mean "pump"?'),
    (TOML, 'groups = ["pump"]', "groups = []", 0, "nobody may report it", "at least one group"),
    (TOML, 'brief = "tong so nha"', 'brief = "tổng số nhà"', 0, "cannot be said in an SMS", "unaccented"),
    (TOML, 'keyword = "GC"', 'keyword = "GX"', 0, 'notes are not sent with "GX"', 'write keyword = "GC"'),
    (TOML, "due = 17:30:00", "due = 19:30:00", 0, "due 19:30, after the close at 19:00", "earlier"),
    (TOML, "due = 17:30:00", "", -6, '"due" is missing in [duties]', "add due = a time"),
    (TOML, 'weekday = "monday"', "", -6, "weekly, but on no day", 'add weekday = "friday"'),
    (TOML, "due = 17:30:00", 'due = 17:30:00\nweekday = "friday"', 1, "daily and on a weekday", "leave weekday out"),
    (TOML, 'keywords = ["NN", "ST"]', 'keywords = ["NN", "TS"]', 0, 'unknown keyword "TS"', 'did you mean "ST"?'),
    (TOML, 'keywords = ["NN", "ST"]', "keywords = []", 0, "asks for nothing", "at least one keyword"),
    (TOML, 'keywords = ["NN", "ST"]', 'keywords = ["GB"]', 0, "group ward may not report GB", "add ward to the groups"),
    (TOML, 'units = ["TB01"]', 'units = ["TB02"]', 0, 'unknown unit "TB02"', 'did you mean "TB01"?'),
    (TOML, 'units = ["TB01"]', "", -4, "nobody has the duty B", "add groups"),
    (TOML, 'units = ["TB01"]', 'units = ["TB01"]\nunit = 1', 1, 'unknown field "unit"', 'did you mean "units"?'),
    (TOML, 'country = "VN"', 'country = "XX"', 0, 'the holidays of "XX" are not known', "list all holidays"),
    (TOML, 'country = "VN"', 'country = "vn"', 0, '"country" in [calendar] is not', '"VN"'),
    (TOML, "working_days = []", "working_days = [2020]", 0, '"working_days" in [calendar] is not', "dates"),
    (TOML, "steps = [-120, -30, 30]", "steps = [30, -30]", 0, '"steps" in [reminders] is not', "in their order"),
    (TOML, "steps = [-120, -30, 30]", "", -1, '"steps" is missing', "[-60, -15, 15]"),
    (TOML, "steps = [-120, -30, 30]", "steps = [-120, -30, 90]", 0, "step 90: duty A is due 17:30", "close later"),
    (TOML, "steps = [-120, -30, 30]", "steps = [-1440, 30]", 0, "step -1440: duty A is not open yet", "remind later"),
    (TOML, "escalate_after = 2", "escalate_after = 4", 0, "after step 4, but there are 3 steps", "up to 3"),
    (TOML, "patience = 45", "patience = 300", -1, "its leader would be told at 22:00", "earlier step"),
    (TOML, "quiet_from = 21:30:00", "quiet_from = 07:00:00", 0, "duty A is due 17:30: the quiet hours", "shorter"),
    (UNITS, "HX02,UBND xã Trung", "HX01,UBND xã Trung", 0, "the code HX01 is given on line 2 already", "another code"),
    (UNITS, "HX02,UBND", "X2,UBND", 0, '"X2" is no unit code', "two capital letters and two digits"),
    (UNITS, "Xa Trung,ward", "Xa Trung,wards", 0, 'unknown group "wards"', 'did you mean "ward"?'),
    (UNITS, "Xa Trung,ward,999", "Xa Trung,ward,HX09", 0, 'unknown parent "HX09"', "did you mean"),
    (UNITS, "Xa Trung,ward,999", "Xa Trung,ward,", 0, 'the column "parent" is empty', "fill in"),
    (UNITS, "Xa Trung,ward,999", "Xa Trung,ward,HX02", 0, "HX02 is above itself: HX02 -> HX02", "under the office"),
    (UNITS, "Xa Ha,ward,999", "Xa Ha,ward,TB01", 0, "is above itself: HX03 -> TB01 -> HX03", "under the office"),
    (UNITS, "Xa Trung,ward", "Xạ Trung,ward", 0, "cannot be said in an SMS", "unaccented"),
    (UNITS, ",XA TRUNG", ",xã thượng", 0, 'the alias "XA THUONG" is already a name of HX01', "one of them"),
    (UNITS, ",XA TRUNG", ",Huyện Sông Mẫu", 0, "is already a name of 999", "one of them"),
    (UNITS, ",XA TRUNG", ",NN", 0, "is a keyword, a command or a unit code", "in full"),
    (UNITS, ",XA TRUNG", ",XA TRUNG,", 0, "8 fields instead of 7", "6 commas"),
    (UNITS, ",XA TRUNG", ',"XA TRUNG', 0, "not a line of a table", "quotes"),
    (UNITS, "code,name", "code,names", 0, "does not name the columns", "code,name,brief"),
    (VI, 'help = "LUSM: ', 'help = "LUSM - ', 0, "does not begin with the marker", 'begin it with "LUSM: "'),
    (VI, 'note = "LUSM: Da ghi', 'note = "LUSM: Đã ghi', 0, '"note" holds ã Đ', "unaccented"),
    (VI, 'note = "LUSM: Da ghi', 'note = "LUSM: Da # ghi', 0, '"note" holds #', "none of ^"),
    (VI, 'note = "LUSM: Da ghi', 'note = "LUSM: {Da ghi', 0, '"note" holds {', "none of ^"),
    (VI, 'note = "LUSM: Da ghi', 'note = "LUSM: {uu} ghi', 0, "unknown placeholder {uu}", "did you mean"),
    (
        VI,
        'note = "LUSM: Da ghi',
        'note = "LUSM: {pct} ghi',
        0,
        "{pct} is not known when this is said",
        "usable are {u}",
    ),
    (VI, 'note = "LUSM: Da ghi chu cua {u}', 'note = "LUSM: Da ghi', 0, "{u} is missing", "en says it"),
    (VI, 'note = "LUSM: Da ghi', 'ghi = "LUSM: Da ghi', 0, 'unknown sentence "ghi"', "known are"),
    (VI, 'note = "LUSM: Da ghi', 'note = 5 # "LUSM: Da ghi', 0, '"note" is no text', "quotes"),
    (
        VI,
        "Xin gui bang chu so. CHUA GHI so nao.",
        "Xin gui bang chu so.",
        0,
        "nothing was recorded",
        'put "CHUA GHI" in',
    ),
    (VI, 'sunday = "chu nhat hang tuan"', "", None, 'the entry in [words] "sunday" is missing', "weekly duty"),
    (
        VI,
        'status = "LUSM: {u} ngay {d}: {list}.',
        'status = "LUSM: {counts} {u} ngay {d}: {list}.',
        0,
        "{counts} is not known",
        "us",
    ),
    (EN, 'note = "LUSM: The note of {u}', 'note = "LUSM: The note', 0, "{u} is missing", "vi says it"),
    (
        EN,
        'note = "LUSM: The note of {u}',
        'note = "LUSM: {k} The note of {u}',
        None,
        '"note": {k} is missing',
        "en says it",
    ),
    (
        EN,
        'GB = "pumping hours today"',
        "",
        None,
        'the entry in [brief] "GB" is missing',
        "in this language under [brief]",
    ),
    (
        EN,
        'GB = "pumping hours today"',
        'BB = "pumping hours today"',
        0,
        'unknown entry in [brief] "BB"',
        "did you mean",
    ),
]


@pytest.mark.parametrize(("file", "piece", "instead", "below", "what", "cure"), CASES)
def test_a_broken_file_is_told_with_its_place_and_cure(
    file: str, piece: str, instead: str, below: int | None, what: str, cure: str
) -> None:
    found = [fault for fault in faults(broken(file, piece, instead)) if what in fault.what]
    assert found, faults(broken(file, piece, instead))
    assert cure in found[0].cure
    if below is not None:
        assert (found[0].file, found[0].line) == (file, line_of(file, piece) + below)


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("HO", "Vietnamese syllable"),
        ("CA", "Vietnamese syllable"),
        ("bz", "Vietnamese syllable"),
        ("B", "Vietnamese syllable"),
        ("NGHNG", "Vietnamese syllable"),
        ("HD", "it is a command"),
        ("XN", "it is a command"),
        ("VP", "an ordinary abbreviation"),
        ("TC", "it is a command"),
        ("HX", "unit codes or the marker begin with it"),
    ],
)
def test_a_keyword_that_would_be_misread_is_refused(code: str, what: str) -> None:
    files = {**GOOD, TOML: GOOD[TOML].replace("[keywords.GB]", f"[keywords.{code}]")}
    named = [fault for fault in faults(files) if what in fault.what]
    assert [(fault.file, fault.line) for fault in named] == [(TOML, line_of(TOML, "[keywords.GB]"))]


def test_a_figure_that_is_owed_twice_is_refused() -> None:
    again = '\n[[duties]]\ncode = "C"\nname = "lần nữa"\nkeywords = ["NN"]\ngroups = ["ward"]\n'
    files = {**GOOD, TOML: GOOD[TOML] + again + 'cadence = "daily"\ndue = 08:00:00\n'}
    [fault] = faults(files)
    assert fault.what == "duty C: HX01 owes NN by duty A already"
    assert fault.line == GOOD[TOML].count("\n") + 2


def test_a_day_cannot_be_free_and_worked() -> None:
    both = {**GOOD, TOML: GOOD[TOML].replace("days = []", "days = [2020-09-02]")}
    [fault] = faults(both)
    assert fault.what == "2020-09-02 is both a holiday and a working day"
    assert fault.line == line_of(TOML, "working_days = []")


def test_quiet_hours_that_swallow_one_duty_name_that_one_alone() -> None:
    files = {**GOOD, TOML: GOOD[TOML].replace("quiet_from = 21:30:00", "quiet_from = 17:00:00")}
    files[TOML] = files[TOML].replace("[-120, -30, 30]", "[-20, -10]").replace("patience = 45", "patience = 9")
    [fault] = faults(files)
    assert fault.what == "duty A is due 17:30: the quiet hours (17:00 to 06:00) swallow every reminder"
    assert fault.line == line_of(TOML, "quiet_from")


def test_without_reminders_nobody_is_reminded() -> None:
    begins, ends = GOOD[TOML].index("[reminders]"), GOOD[TOML].index("# The most answers")
    found = parse({**GOOD, TOML: GOOD[TOML][:begins] + GOOD[TOML][ends:]})
    assert isinstance(found, Campaign)
    assert found.reminders.steps == ()


@pytest.mark.parametrize("file", [TOML, UNITS])
def test_a_file_that_is_not_there(file: str) -> None:
    files = {name: text for name, text in GOOD.items() if name != file}
    assert Fault(file, 1, "there is no such file", "put it into the campaign's folder") in faults(files)


def test_no_sentences_in_the_campaigns_language() -> None:
    files = {name: text for name, text in GOOD.items() if name != VI}
    assert "wording/vi.toml" in faults(files)[0].cure
    assert faults({name: text for name, text in GOOD.items() if not name.startswith("wording")})


def test_a_sentence_too_long_names_the_unit_the_keyword_and_the_length() -> None:
    long = broken(VI, 'note = "LUSM: Da ghi', f'note = "LUSM: {"a" * 120} Da ghi')
    [fault] = faults(long)
    assert fault.line == line_of(VI, 'note = "LUSM: Da ghi')
    assert "for unit TB01 and keyword GB" in fault.what
    length = int(fault.what.split(" takes ")[1].split()[0])
    assert fault.cure == f"one SMS holds 160: shorten it by {length - 160}"


@pytest.mark.parametrize("file", [TOML, UNITS, VI])
@pytest.mark.parametrize(
    "text", ["", "\n\n", "\x00", "[", "]]]", "a,b", "é" * 100, "[a]\n[a]\n", "x = 1", "[keywords]\nA = 1"]
)
def test_rubbish_is_told_and_never_raises(file: str, text: str) -> None:
    assert all(fault.line >= 1 and fault.cure for fault in faults({**GOOD, file: text}))


def test_a_fault_prints_as_one_line() -> None:
    assert str(Fault("campaign.toml", 12, "what", "cure")) == "campaign.toml:12: what - cure"
