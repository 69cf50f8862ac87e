"""Numerals: digits in a text with what is joined to them, and what the signs around them say."""

from __future__ import annotations

import re

from parsers import figures
from parsers.pieces import Piece, Sort
from parsers.reading import Error
from parsers.tokens import Scan, Token

_LOOKALIKES = re.compile("[OIL]+")
_NO_JOIN = frozenset("()[]<>%!?~\n")
_GLUED = re.compile("([0-9]+)([A-Z]{2,})")
_BEFORE_CORE = re.compile("([0-9]+)([A-Z]{2})([0-9].*)")
_HEAD = re.compile("[OIL]{0,2}[0-9]")
_COUNTRY = "84"
_TELEPHONE_SIGNS = frozenset(".-)")
_LONGEST_TELEPHONE = 11
_BULLET_ENDS = frozenset(".)/-")
_SENTENCE_SIGNS = frozenset(".;:,")
_PAPERS = frozenset(
    {"UBND", "BC", "CV", "QD", "KH", "TB", "TTR", "ND", "NQ", "TTG", "BYT", "STTTT", "VP", "HDND", "CT"}
)
_ZERO_JOINS = frozenset("/.,'")
_DECIMALS = 3
_PLAIN = 6  # digits of a number that is no telephone's
_BREAKS = frozenset(".,?")
_BEFORE_ORDINALS = frozenset({Sort.SERIAL, Sort.DAY, Sort.MONTH})
_NOTHING = Token("", -1, -1)


def figure(work: Scan, index: int) -> int:
    """Read digits with all that is joined to them, and what the signs around them say."""
    if _by_themselves(work, index):
        token = work.tokens[index]
        _take(work, figures.plain(token.text), token.start, token.end, None)
        return index + 1
    _part_from_measure(work, index)
    _part_from_core(work, index)
    start = work.tokens[index].start
    if behind := _bullet(work, index) or _telephone(work, index):
        return behind
    groups, joins, last = _run(work, index)
    end = work.tokens[last].end
    if behind := _set_apart(work, index, last):
        return behind
    for found in _read(work, groups, joins, index):
        _take(work, found, start, end, _spoilt(work, index, last))
    return last + 1


def _by_themselves(work: Scan, index: int) -> bool:
    """Say whether digits are so plainly a number that none of the signs, words and lengths below can apply."""
    token, behind = work.tokens[index], work.token(index + 1)
    if not token.text.isdigit() or len(token.text) > _PLAIN or behind.start == token.end or behind.text == "%":
        return False
    after_a_word = not index or work.tokens[index - 1].text.isalnum()
    return after_a_word and not (work.pieces and work.pieces[-1].sort is Sort.DAY)


def _part_from_measure(work: Scan, index: int) -> None:
    """Part digits from the first word of what was counted where more words follow: "87cua hang"."""
    token = work.tokens[index]
    glued = None if token.text.isdigit() else _GLUED.fullmatch(token.text)
    if glued is None or not index:
        return
    word = Token(glued[2], token.start + len(glued[1]), token.end)
    for phrase in work.tables.phrases.get(word.text, ()):
        rest = tuple(work.token(index + nth).text for nth in range(1, len(phrase.words)))
        if phrase.sense.sort is Sort.MEASURE and rest == phrase.words[1:]:
            work.tokens[index : index + 1] = [Token(glued[1], token.start, word.start), word]
            return


def _part_from_core(work: Scan, index: int) -> None:
    """Part digits from a keyword that has its own digits, or from a whole code, stuck to them: "1260XA01", "420HG955"."""
    token = work.tokens[index]
    found = None if token.text.isdigit() else _BEFORE_CORE.fullmatch(token.text)
    if found and (found[2] in work.vocabulary.keywords or found[2] + found[3] in work.vocabulary.units):
        start = token.start + len(found[1])
        rest = Token(found[2] + found[3], start, token.end)
        work.tokens[index : index + 1] = [Token(found[1], token.start, start), rest]


def _telephone(work: Scan, index: int) -> int:
    """Pass over a telephone number with a country's or a town's prefix: "+84 912 345 678", "(0276) 3875123"."""
    first = work.tokens[index]
    opens = "(" if first.text[0] == "0" else "+" if first.text == _COUNTRY else ""
    if not opens or work.sign(first.start - 1) != opens:
        return 0
    digits, at, behind = "", index, 0
    while work.token(at).text.isdigit() and len(digits) <= _LONGEST_TELEPHONE:
        digits, at = digits + work.token(at).text, at + 1
        behind = at if figures.telephone(digits) else behind
        while work.token(at).text in _TELEPHONE_SIGNS:
            at += 1
    if behind:
        work.add(Sort.ASIDE, "", first.start, work.tokens[behind - 1].end)
    return behind


def _take(work: Scan, figure: figures.Figure, start: int, end: int, spoilt: Error | None) -> None:
    """Take a figure down. The text of a number with look-alikes stays as it is, so that it joins no other."""
    sort = Sort.BAD if spoilt and figure.sort is Sort.NUMBER else figure.sort
    error = (spoilt or figure.error) if sort is Sort.BAD else None
    written = work.folded[start:end]
    text = figure.text if sort is not Sort.NUMBER or figure.text in written else ""
    work.pieces.append(Piece(sort, text or written, start, end, figure.number, error))
    if figure.measure:
        work.add(Sort.MEASURE, figure.measure, end - len(figure.measure), end)


def _run(work: Scan, index: int) -> tuple[list[Token], str, int]:
    """Collect the digits from a token on that single signs join without a space."""
    groups, joins, at = [work.tokens[index]], "", index
    while True:
        join, behind = work.token(at + 1), work.token(at + 2)
        together = join.start == work.tokens[at].end and behind.start == join.end
        if not together or join.text[0] in _NO_JOIN or join.text.isalnum() or not _goes_on(join.text, behind.text):
            return groups, joins, at
        if _dots(work, join):
            return groups, joins, at
        _part_from_core(work, at + 2)
        groups.append(work.tokens[at + 2])
        joins += join.text
        at += 2


def _dots(work: Scan, sign: Token) -> bool:
    """Say whether a dot was sent as three in one: "1\u2026234" joins no thousands."""
    return sign.text == "." and work.sent(sign.start, sign.end) == "\u2026"


def _goes_on(join: str, text: str) -> bool:
    """Say whether a group belongs to a run: one with digits; foreign ones only where they can spoil the number before."""
    return _HEAD.match(text) is not None or (join in ".,'" and text[:1].isdigit())


def _read(work: Scan, groups: list[Token], joins: str, index: int) -> list[figures.Figure]:
    """Read a run's figures; letters are allowed at its end only."""
    digits = [_alike(work, token) for token in groups]
    before = work.sign(groups[0].start - 1) if work.sign(groups[0].start - 2).isalnum() else ""
    if all(digits):
        return figures.figures(figures.Run(tuple(digits), joins, before.strip(), _dated(work, joins)))
    last = figures.worded(groups[-1].text, work.tables.measures)
    if all(figures.worded(token.text, frozenset()).sort is Sort.CLOCK for token in groups):
        return [last]
    if all(digits[:-1]) and last.measure and index:
        run = figures.Run((*digits[:-1], groups[-1].text[: -len(last.measure)]), joins, before.strip())
        *first, final = figures.figures(run)
        return [*first, figures.Figure(final.sort, final.text, final.number, final.error, last.measure)]
    return [last] if len(groups) == 1 or last is figures.ROUND else [figures.UNCLEAR]


def _alike(work: Scan, token: Token) -> str:
    """Give a group's digits, its look-alikes resolved by the letters that were sent: a capital L is no 1."""
    return figures.digits_of(token.text, work.sent(token.start, token.end))


def _dated(work: Scan, joins: str) -> bool:
    """Say whether "ngay" stands before; after "trong ngay" a number without a month is more likely the day's count."""
    if not work.pieces or work.pieces[-1].sort is not Sort.DAY:
        return False
    return bool(joins) or work.pieces[-1].text != "TRONG NGAY"


def _spoilt(work: Scan, index: int, last: int) -> Error | None:
    """Say what the signs around a number make of it: "-5", "~1200", "2300+", "+57"."""
    start, end = work.tokens[index].start, work.tokens[last].end
    sign = work.tokens[index - 1] if index else _NOTHING
    if sign.text == "-" and sign.end == start:
        joined = work.sign(sign.start - 1)
        return None if joined.isalnum() or joined == ")" else Error.NEGATIVE_NUMBER
    if sign.text == "+" and not (work.parted_by_pluses or _another_plus(work, index)):
        return Error.INCREMENT_NOT_TOTAL
    if sign.text in (",", ".") and sign.end == start and work.sign(sign.start - 1) == " " and end - start <= _DECIMALS:
        return Error.AMBIGUOUS_NUMBER
    bracketed = sign.text == "<" and work.sign(end) == ">"
    if sign.text == "~" or (sign.text in ("<", ">") and not bracketed and not _arrow(work, index)):
        return Error.APPROX_NUMBER
    return Error.APPROX_NUMBER if work.sign(end) == "+" and not work.sign(end + 1).isalnum() else None


def _another_plus(work: Scan, index: int) -> bool:
    """Say whether the item before a plus hangs on such a plus as well: "BZ + XA01 + 1234", "BZ+XA 01+1234"."""
    signs = [token for token in work.tokens[max(index - 4, 0) : index] if token.text == "+"]
    apart = {work.sign(sign.end) == " " for sign in signs}
    return len(signs) > 1 and len(apart) == 1 and work.tokens[index - 2].text.isalnum()


def _arrow(work: Scan, index: int) -> bool:
    """Say whether the sign before a number is an arrow's head or a quotation's mark and no "more than"."""
    return index == 1 or work.tokens[index - 2].text in ("=", "-", "\n")


def _bullet(work: Scan, index: int) -> int:
    """Pass over the number of a list's item: "1. BZ ...", "2) ..."."""
    token, end = work.tokens[index], work.token(index + 1)
    short = token.text.isdigit() and len(token.text) <= 2  # noqa: PLR2004
    if not (short and end.text in _BULLET_ENDS and end.start == token.end and _opens_item(work, index)):
        return 0
    if not work.token(index + 2).text[:1].isalpha():
        return 0
    work.items = int(token.text)
    work.add(Sort.MARK, token.text, token.start, end.end)
    return index + 2


def _opens_item(work: Scan, index: int) -> bool:
    """Say whether a list's item may begin here: at a line, and within one where the items count on from "1."."""
    before, end = work.tokens[index - 1].text if index else "\n", work.tokens[index + 1].text
    if before == "\n" or (before == "(" and index == 1):
        return work.listed or not _awaits(work)
    if before == "(" and end == ")":
        return work.bracketed and int(work.tokens[index].text) == work.items + 1
    parted = before in _SENTENCE_SIGNS or (end == ")" and work.items > 0)
    if not parted or int(work.tokens[index].text) != work.items + 1:
        return False
    return work.listed and (end != ")" or "(" not in work.folded)


def _awaits(work: Scan) -> bool:
    """Say whether the pieces so far end with a keyword or a unit that its number has to follow."""
    last = next((piece.sort for piece in reversed(work.pieces) if piece.sort not in (Sort.LINE, Sort.MARK)), Sort.LINE)
    return last in (Sort.KEYWORD, Sort.UNIT)


def _set_apart(work: Scan, index: int, last: int) -> int:
    """Read what a sign behind a run takes out of counting: "45%", "30'", "1989/UBND-VHXH", and "1.OOO" as unclear."""
    start, end = work.tokens[index].start, work.tokens[last].end
    sign, word = work.token(last + 1), work.token(last + 2)
    if sign.text == "%" and sign.start - end <= 1:
        work.add(Sort.PERCENT, work.folded[start : sign.end], start, sign.end)
        return last + 2
    if sign.start != end:
        return 0
    if behind := _broken(work, index, last):
        work.refuse(Error.AMBIGUOUS_NUMBER, start, work.tokens[behind - 1].end)
        return behind
    if sign.text == "'" and not work.sign(sign.end).isalnum() and work.first_quote >= start:
        work.add(Sort.SPAN, work.folded[start : sign.end], start, sign.end)
        return last + 2
    if word.start == sign.end and sign.text in _ZERO_JOINS:
        return _paper(work, start, last) if sign.text == "/" else _letters_for_zeros(work, start, word, last)
    return 0


def _broken(work: Scan, index: int, last: int) -> int:
    """See a number that a stray sign breaks: "1..234", "16?8", "1. 234"; give the index behind it."""
    at = last + 1
    while work.token(at).text in _BREAKS and work.token(at).start == work.tokens[at - 1].end:
        at += 1
    signs, rest = at - last - 1, work.token(at)
    if not signs or not _HEAD.match(rest.text):
        return 0
    if rest.start == work.tokens[at - 1].end:
        last_sign = work.tokens[at - 1]
        return at + 1 if signs > 1 or last_sign.text == "?" or _dots(work, last_sign) else 0
    head = work.tokens[index].text
    thousands = index == last and len(head) <= _DECIMALS == len(rest.text) and rest.start == work.tokens[at - 1].end + 1
    counts = not work.pieces or work.pieces[-1].sort not in _BEFORE_ORDINALS
    return at + 1 if thousands and counts and signs == 1 and work.tokens[at - 1].text == "." else 0


def _letters_for_zeros(work: Scan, start: int, word: Token, last: int) -> int:
    """Refuse "1.OOO": letters stand where digits should."""
    if not _LOOKALIKES.fullmatch(word.text):
        return 0
    work.refuse(Error.AMBIGUOUS_NUMBER, start, word.end)
    return last + 3


def _paper(work: Scan, start: int, last: int) -> int:
    """Pass over the number of a document: digits, a stroke and the letters of who wrote it."""
    at = last + 2
    dashed = work.token(at + 1).text == "-" and work.token(at + 2).text.isalpha()
    if not work.token(at).text.isalpha() or not (dashed or work.token(at).text in _PAPERS):
        return 0
    while work.token(at + 1).text in ("-", "/") and work.token(at + 2).text.isalpha():
        at += 2
    own = work.token(last + 2).text == "BC"
    work.add(Sort.ASIDE, "REPORT" if own else "PAPER", start, work.tokens[at].end)
    return at + 1
