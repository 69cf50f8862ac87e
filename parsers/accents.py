"""Accents: a word written with them is a word of doubt only where it is spelt as one.

"chua" without accents may be "chưa" (not yet) or "chùa" (pagoda) and is taken for the graver; "chùa" is a pagoda.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache

from parsers.folding import fold
from parsers.words import phrases

ROUGH = phrases("cỡ, độ, tầm, cỡ chừng, ngót nghét")
"""Words that say "about" with their accents and something harmless without."""

SPELT = phrases(
    """
    phát, cài,
    không, hông, hổng, chưa, chẳng, sẽ, mai, ngày, sáng, chiều, mốt, sắp, muốn, thiếu, sao, nếu, giả, sai, chắc, lẽ, hỏi, quên, xóa, loại, trừ, giảm,
    khỏi, đoán, nghĩ, tưởng, lại, dự, kiến, tính, kế, hoạch, phấn, đấu, chỉ, tiêu, mục, chuẩn, bị, đúng, đừng, phải, hôm, qua, trước, nghe, tạm, thời,
    rà, soát, khoảng, ước, chừng, ngót, vài, tròn, kém, hơn, gần, trên, dưới, tăng, thêm, mới, phát, sinh, bổ, sung, một, hai, bảy, bẩy, tám, chín, mười, mươi, nghìn, ngàn, triệu, trăm, trạm, chục, ấp, thôn, buôn, khóm, xóm, trường, cụm, tổ, số, báo, cộng, đếm, kể,
    tổng, gửi, ghi, đủ, tin, kiểm, nộp, nhận, rõ, xác, toàn, gồm, đây, đó, vậy, thế, luôn, lớn, thôi, riêng
    """
)
"""How words of doubt, of increase and of counting are spelt with their accents. One that is not here is feared however it is spelt."""

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_HOOK, _TILDE = "\u0309", "\u0303"  # the south writes one for the other
_MARKS = re.compile(f"[{_TONES}]")
_VIETNAMESE = re.compile(f"[a-z\u0111{_TONES}\u0302\u0306\u031b]+")


def spelt_otherwise(sent: str) -> bool:
    """Say whether words as they were sent have accents which the words of doubt with the same letters have not.

    Only where all of them are Vietnamese to the letter: what a legacy font leaves behind is spelt by chance.
    """
    if sent.isascii():
        return False
    words = [word for word in sent.split() if not word.isascii()]
    return all(map(_vietnamese, words)) and any(map(_other, words))


def rough(sent: str) -> bool:
    """Say whether a harmless word is one of the rough ones by its accents: "cỡ" (about) is no "có"."""
    return plainly(sent) in _ROUGH


def _vietnamese(word: str) -> bool:
    cased = word.islower() or word.isupper() or word.istitle()
    return cased and _VIETNAMESE.fullmatch(plainly(word)) is not None


def _other(word: str) -> bool:
    plain = plainly(word)
    return plain not in _SPELLINGS.get(fold(word), (plain,))


@lru_cache(maxsize=1024)  # the words of a day are few
def plainly(word: str) -> str:
    """Spell a word in one way: its tone at the end wherever it was put, and tilde and hook the same."""
    apart = unicodedata.normalize("NFD", word.lower())
    return _MARKS.sub("", apart) + "".join(_MARKS.findall(apart)).replace(_HOOK, _TILDE)


def _spellings() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for word in SPELT:
        found[fold(word)].add(plainly(word))
    return {word: frozenset(spellings) for word, spellings in found.items()}


_SPELLINGS = _spellings()
_ROUGH = frozenset(map(plainly, ROUGH))
