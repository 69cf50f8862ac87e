from __future__ import annotations

import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st

from rules.segments import BASIC, EXTENSION, Segments, segments, septets, split

GSM = "".join(sorted(BASIC | EXTENSION))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments("GSM-7", 0, 1)),
        ("a" * 160, Segments("GSM-7", 160, 1)),
        ("a" * 161, Segments("GSM-7", 161, 2)),
        ("a" * 306, Segments("GSM-7", 306, 2)),
        ("a" * 307, Segments("GSM-7", 307, 3)),
        ("€" * 80, Segments("GSM-7", 160, 1)),
        ("a" * 152 + "€" * 5, Segments("GSM-7", 162, 2)),
        # 152 + 2 do not fit into the first part: its last septet stays empty, and the rest needs a third.
        ("a" * 152 + "€" + "a" * 152, Segments("GSM-7", 306, 3)),
        ("ạ" * 70, Segments("UCS-2", 70, 1)),
        ("ạ" * 71, Segments("UCS-2", 71, 2)),
        ("Đ" + "a" * 134, Segments("UCS-2", 135, 3)),
        ("😀" * 35, Segments("UCS-2", 70, 1)),
        ("😀" * 36, Segments("UCS-2", 72, 2)),
        ("😀" * 67, Segments("UCS-2", 134, 3)),
    ],
)
def test_what_a_text_costs(text: str, expected: Segments) -> None:
    assert segments(text) == expected


def test_septets_of_what_is_not_gsm7_are_refused() -> None:
    assert septets("{€}") == 6
    with pytest.raises(ValueError, match="GSM-7"):
        septets("Tân Châu")


def test_a_text_is_cut_where_its_parts_end() -> None:
    assert split("a" * 160) == ["a" * 160]
    assert split("a" * 152 + "€" + "b" * 10) == ["a" * 152, "€" + "b" * 10]
    assert split("đ" * 66 + "😀" + "đ" * 4) == ["đ" * 66, "😀" + "đ" * 4]


@given(st.text(alphabet=GSM, min_size=1, max_size=480))
def test_gsm7_counts_as_smsutil_does(text: str) -> None:
    _as_the_oracle(text)


@given(st.text(alphabet=st.sampled_from("aâđạ😀€{ "), min_size=1, max_size=240))
def test_mixed_texts_count_as_smsutil_does(text: str) -> None:
    _as_the_oracle(text)


def _as_the_oracle(text: str) -> None:
    expected = smsutil.split(text)
    counted = segments(text)
    assert counted.parts == len(split(text)) == max(1, len(expected.parts))
    assert "".join(split(text)) == text
    assert counted.encoding == ("GSM-7" if smsutil.is_valid_gsm(text) else "UCS-2")
