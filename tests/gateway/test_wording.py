from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import folder
from gateway.wording import word
from rules.campaign_file import worst_case
from rules.phrases import UNWANTED, plain
from rules.segments import segments
from rules.sentences import SENTENCES, Tells, fallback

CAMPAIGN = folder.load(Path(__file__).parents[2] / "campaigns" / "bluezone-tan-chau")
FLOOD = folder.load(Path(__file__).parents[2] / "campaigns" / "flood-example")
ABOUT = {"unit": "XA01", "keyword": "BZ", "at": "2020-08-28T07:05:09+00:00", "day": "2020-08-28"}
BACK = {**ABOUT, "values": None, "correction": False}
FIGURE = {**ABOUT, "value": [1234]}
PAIR = {**ABOUT, "unit": "YT01", "keyword": "CB", "value": [85, 92]}


@pytest.mark.parametrize(
    ("key", "facts", "text"),
    [
        (
            "accepted",
            {**FIGURE, "previous": [1190], "share": 0.4519},
            (
                "BZTC: Da nhan XA01 Xa Tan Ha: BZ 1.234, luc 14:05 28/08. Lan truoc 1.190. Dat 45,1% may thong minh. "
                "Neu sai, nhan: SUA BZ XA01 <so dung>. Cam on."
            ),
        ),
        (
            "accepted_plain",
            PAIR,
            "BZTC: Da nhan YT01 Trung tam Y te: CB 85/92, luc 14:05 28/08. Neu sai, nhan: SUA CB YT01 <so dung>. Cam on.",
        ),
        (
            "confirm_low",
            {**FIGURE, "previous": [12340]},
            (
                "BZTC: XA01 Xa Tan Ha: BZ 1.234 THAP hon lan truoc (12.340). CHUA GHI. Neu dung, nhan: XN 1234. "
                "Neu sai, nhan lai: BZ XA01 <so dung>. Cam on."
            ),
        ),
        (
            "unknown_unit",
            {**BACK, "word": "XA99"},
            (
                'BZTC: Khong co ma don vi "XA99". CHUA GHI so nao. Ma dang ky cua may nay la XA01, vd: BZ XA01 1234. '
                "Can giup, nhan: HD"
            ),
        ),
        (
            "missing_keyword",
            {**BACK, "unit": "GD01", "keyword": None},
            (
                "BZTC: Chua ro bao cao muc nao. CHUA GHI so nao. Xin them tu khoa: CB HS BZ PT PC CS TG HT. "
                "Vd: CB GD01 85 92. Can giup, nhan: HD"
            ),
        ),
        (
            "help",
            {**ABOUT, "unit": "GD01", "keyword": "CB"},
            (
                "BZTC: Nhan vd: CB GD01 85 92. Sua: SUA CB GD01 <so>. Xem: KQ. Huy: HUY CB. "
                "Tu khoa: CB HS BZ PT PC CS TG HT. Han 10:00 thu 6 hang tuan. Hoi: 02763999000"
            ),
        ),
        (
            "status_district",
            {**FIGURE, "value": [12345], "base": None, "share": None, "reported": 3, "expected": 12},
            "BZTC: Toan huyen 28/08 14:05: BZ 12.345, tren chua ro may thong minh, dat chua ro. Da bao cao 3/12 don vi.",
        ),
        (
            "accepted_multi",
            {**ABOUT, "list": [["BZ", [1234]], ["SM", [4120]]], "units": ["XA01"]},
            (
                "BZTC: Da nhan ngay 28/08: XA01 Xa Tan Ha: BZ 1.234, SM 4.120. "
                "Neu sai, nhan: SUA <tu khoa> <ma don vi> <so dung>. Cam on."
            ),
        ),
        (
            "accepted_multi",
            {**ABOUT, "list": [["BZ", [1234], "XA01"], ["PT", [3], "LT01"]], "units": ["XA01", "LT01"]},
            (
                "BZTC: Da nhan ngay 28/08: BZ XA01 1.234, PT LT01 3. "
                "Neu sai, nhan: SUA <tu khoa> <ma don vi> <so dung>. Cam on."
            ),
        ),
        (
            "status",
            {**ABOUT, "list": [["BZ", [1234]]], "missing": []},
            (
                "BZTC: XA01 Xa Tan Ha ngay 28/08: BZ 1.234. Chua co: khong. Han 15:00. "
                "Sai thi nhan: SUA <tu khoa> XA01 <so>."
            ),
        ),
    ],
)
def test_what_is_said(key: str, facts: dict[str, object], text: str) -> None:
    assert word(CAMPAIGN, key, facts) == text


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"values": [1234]}, "BZ XA01 1234"),
        ({"values": [1234], "correction": True}, "SUA BZ XA01 1234"),
        ({"values": None}, "BZ XA01 1234"),
        ({"unit": "YT01", "keyword": "CB", "values": [7, 92]}, "CB YT01 7 92"),
        ({"unit": "YT01", "keyword": "CB", "values": [92, 7]}, "CB YT01 85 92"),
        ({"unit": "YT01", "keyword": "CB", "values": [92]}, "CB YT01 85 92"),
        ({"unit": "LT0103", "values": [987]}, "PT LT0103 1234"),
        ({"unit": "706", "values": None}, "BZ XA01 1234"),
    ],
)
def test_the_line_to_send_back_can_be_sent_back(facts: dict[str, object], line: str) -> None:
    assert f", vd: {line}. " in word(CAMPAIGN, "too_many_values", {**BACK, **facts})


def test_english_has_its_own_marks_and_words() -> None:
    facts = {**FIGURE, "previous": None, "share": 0.4519}
    assert word(CAMPAIGN, "accepted", facts, "en") == (
        "BZTC: Received XA01 Xa Tan Ha: BZ 1,234, at 14:05 28/08. Before: none. 45.1% of smartphones. "
        "If wrong, text: SUA BZ XA01 <number>. Thank you."
    )


def test_a_language_that_the_campaign_lacks_falls_back_to_its_own() -> None:
    assert word(CAMPAIGN, "note", ABOUT, "km") == word(CAMPAIGN, "note", ABOUT, "vi")


def test_another_campaign_says_its_own_things() -> None:
    facts = {**ABOUT, "unit": "TB01", "keyword": "GB"}
    assert word(FLOOD, "help_kw", facts) == (
        "LUSM: GB la so gio bom trong ngay. Nhan: GB TB01 <so>, vd: GB TB01 1234. Sua: SUA GB TB01 <so>. Hoi: 02003999000"
    )
    assert "Han 08:00 thu 2 hang tuan" in word(FLOOD, "help", facts)


def test_a_share_is_cut_so_that_no_target_looks_reached_before_it_is() -> None:
    shares = {0.49999: "49,9%", 0.5: "50,0%", 0.29: "29,0%", 1.0: "100,0%", 0.0: "0,0%", 12.5: "1.250,0%"}
    for share, said in shares.items():
        facts = {**FIGURE, "base": 4120, "share": share, "reported": 1, "expected": 2}
        assert f"dat {said}." in word(CAMPAIGN, "status_district", facts)


@pytest.mark.parametrize(("change", "said"), [(57, "(+57)"), (-1234, "(-1.234)"), (0, "(0)")])
def test_a_change_carries_its_sign(change: int, said: str) -> None:
    facts = {**FIGURE, "base": 9, "share": 1.0, "reported": 1, "expected": 2, "change": change, "silent": ["XA02"]}
    assert said in word(CAMPAIGN, "summary_leaders", facts)


@given(st.integers(1, 120))
def test_a_list_is_shortened_by_whole_items_and_says_how_many_are_left(length: int) -> None:
    silent = [f"XA{nth:02}" for nth in range(length)]
    facts = {**FIGURE, "base": 1, "share": 0.5, "reported": 0, "expected": length, "change": 0, "silent": silent}
    text = word(CAMPAIGN, "summary_leaders", facts)
    listed = text.split("Chua: ")[1].removesuffix(".")
    shown, _, rest = listed.partition(" va ")
    left = int(rest.removesuffix(" don vi")) if rest else 0
    assert shown.split(", ") == silent[: length - left]
    assert segments(text).parts == 1


def test_figures_beyond_all_bounds_fall_back_to_a_shorter_sentence() -> None:
    facts = {**FIGURE, "value": [10**60], "previous": [10**60], "share": 0.1}
    assert word(CAMPAIGN, "accepted", facts) == "BZTC: Da ghi so lieu cua don vi. Muon xem, nhan: KQ. Hoi: 02763999000"
    assert word(CAMPAIGN, "confirm_low", facts).startswith("BZTC: CHUA GHI so nao.")


@pytest.mark.parametrize(
    ("sent", "quoted"),
    [
        ("Xã Tân Hà", "Xa Tan Ha"),
        ("  12 \n 34 ", "12 34"),
        ('"abc"', "abc"),
        ("12{34}€#&", "12?34????"),
        ("đường", "duong"),
        ("123456789012", "1234567890"),
        ("😀", "?"),
        ("", "?"),
        ("'\"", "?"),
        ("\x00\ud800", "??"),
    ],
)
def test_the_senders_words_are_made_fit_to_be_quoted(sent: str, quoted: str) -> None:
    assert plain(sent) == quoted


@given(st.text())
def test_whatever_was_sent_leaves_one_plain_segment(sent: str) -> None:
    text = word(CAMPAIGN, "confirm_expired", {**ABOUT, "word": sent})
    assert segments(text).parts == 1
    assert segments(text).encoding == "GSM-7"
    assert not UNWANTED & set(text)
    assert text.count('"') == 2


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_needs_the_facts_that_it_says_and_no_others(key: str) -> None:
    every = worst_case.facts(CAMPAIGN, "XA01", "BZ")
    needed = {name: every[name] for name in SENTENCES[key].facts}
    for language in CAMPAIGN.wording:
        assert word(CAMPAIGN, key, needed, language) == word(CAMPAIGN, key, every, language)


def test_a_missing_fact_is_named() -> None:
    with pytest.raises(KeyError, match="previous"):
        word(CAMPAIGN, "correction", FIGURE)


def test_a_sentence_for_the_whole_office_shows_an_example_unit() -> None:
    assert "vd: BZ XA01 1234" in word(CAMPAIGN, "unknown", {**BACK, "unit": "706"})


def test_what_stands_in_for_a_sentence_tells_the_same_of_the_figures() -> None:
    assert {tells: fallback(key) for tells in Tells for key, each in SENTENCES.items() if each.tells is tells} == {
        Tells.KEPT: "short_kept",
        Tells.REFUSED: "short_refused",
        Tells.INFORMS: "short_informs",
    }
