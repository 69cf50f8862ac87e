"""Scanning: a folded text cut into pieces, each known for what it is by itself and by the sign it hangs on."""

from __future__ import annotations

import re

from parsers import figures
from parsers.leftovers import from_loose_telex, from_tcvn3, from_telex, from_vni, from_vni_font
from parsers.numerals import figure
from parsers.pieces import NAMELIKE, Piece, Sense, Sort
from parsers.reading import Error
from parsers.tokens import Scan, Token, cut
from parsers.vocabulary import Vocabulary

_LETTERS = re.compile("[A-Z]+")
_CODE = re.compile("[A-Z]{2}[0-9OIL]{2,}")
_UNIT_THEN_KEYWORD = re.compile("([A-Z]{2}(?:[0-9]{1,2}|[0-9]{4}))([A-Z]{2})")
_LOOKALIKES = re.compile("[OIL]+")
_CODE_JOINS = frozenset("-._")
_LONG_CODE = 4  # the most digits of a code; more are a code with a count stuck to it
_SHORT_CODE = 2
_SHORTEST_LEFTOVER = 3
_THOUSANDS = 3


def scan(raw: str, folded: str, vocabulary: Vocabulary) -> list[Piece]:
    """Cut a text into its pieces."""
    tokens = cut(folded)
    work = Scan(raw, folded, vocabulary, vocabulary.tables, tokens)
    index = 0
    while index < len(tokens):
        index = _piece(work, index)
    return work.pieces


def _piece(work: Scan, index: int) -> int:
    """Read the piece that begins at a token; give the index of the token behind it."""
    token = work.tokens[index]
    text = token.text
    if not text[0].isalnum() and len(text) == 1:
        work.add(Sort.LINE if text == "\n" else Sort.MARK, text, token.start, token.end)
        return index + 1
    if not text.isascii():
        return _foreign(work, index)
    if text.isalpha():
        return _word(work, index)
    return figure(work, index) if text[0].isdigit() else _mixed(work, index)


def _foreign(work: Scan, index: int) -> int:
    """Read a run with characters that folding knows nothing of: a digit of any kind in it makes it a bad number."""
    token = work.tokens[index]
    if any(letter.isnumeric() for letter in token.text if letter != "\u00b9") or token.text[0].isdigit():
        work.refuse(Error.AMBIGUOUS_NUMBER, token.start, token.end)
        return index + 1
    return _phrase(work, index, _leftover(work, token) or token.text)


def _word(work: Scan, index: int) -> int:
    """Read a word: a code parted from its digits, a keyword stuck to a code, or a phrase."""
    token = work.tokens[index]
    text = token.text
    if text in work.tables.prefixes and (behind := _parted_code(work, index)):
        return behind
    head, tail = text[:2], text[2:]
    if tail in work.tables.prefixes and head in work.vocabulary.keywords and text not in work.tables.words:
        work.tokens[index] = Token(tail, token.start + 2, token.end)
        if behind := _parted_code(work, index):
            work.pieces.insert(-1, Piece(Sort.KEYWORD, head, token.start, token.start + 2))
            return behind
        work.tokens[index] = token
    if text not in work.tables.known and head in work.tables.prefixes and not tail.strip("OIL"):
        work.refuse(Error.UNKNOWN_UNIT, token.start, token.end)
        return index + 1
    return _phrase(work, index, text if text in work.tables.known else _leftover(work, token) or text)


def _phrase(work: Scan, index: int, first: str) -> int:
    """Take the longest phrase that begins with a word, else the word."""
    start = work.tokens[index].start
    for phrase in work.tables.phrases.get(first, ()):
        if behind := _match(work, index, phrase.words):
            _take(work, phrase.sense, start, work.tokens[behind - 1].end)
            return behind
    end = work.tokens[index].end
    if sense := work.tables.words.get(first):
        _take(work, sense, start, end)
    else:
        work.pieces.append(Piece(Sort.UNKNOWN, first, start, end, proper=work.sent(start, end).istitle()))
    return index + 1


def _take(work: Scan, sense: Sense, start: int, end: int) -> None:
    proper = sense.sort in NAMELIKE and work.sent(start, end).istitle()
    work.pieces.append(Piece(sense.sort, sense.text, start, end, proper=proper))


def _match(work: Scan, index: int, words: tuple[str, ...]) -> int:
    """Match the words of a phrase behind its first; give the index behind the last, 0 where they differ.

    A dot or a dash stuck to a word ("TT.Tan Chau", "Tan-Ha") parts nothing.
    """
    at = index + 1
    for word in words[1:]:
        token = work.token(at)
        if token.text in (".", "-") and token.start == work.tokens[at - 1].end:
            at += 1
            token = work.token(at)
        if token.text != word and (token.text in work.tables.known or _leftover(work, token) != word):
            return 0
        at += 1
    return at


def _leftover(work: Scan, token: Token) -> str:
    """Give the known word that the leftovers of typing in a token stand for, an empty string where there is none.

    Never a keyword or a code; and a name only where the leftovers cannot be another name's letters.
    """
    if token.text.isascii() and not token.text.isalpha():
        return _if_known(work, from_vni(token.text))
    if (
        token.text.isascii()
        and len(token.text) >= _SHORTEST_LEFTOVER
        and (meant := _if_known(work, from_telex(token.text)))
    ):
        return meant
    sent = work.sent(token.start, token.end)
    if sent.isascii():
        loose = _if_known(work, from_loose_telex(sent.upper())) if len(sent) > _SHORTEST_LEFTOVER else ""
        return "" if loose in work.tables.named else loose
    meant = _if_known(work, from_vni_font(sent))
    return _if_known(work, from_tcvn3(sent)) or ("" if meant in work.tables.named else meant)


def _if_known(work: Scan, word: str) -> str:
    return word if word in work.tables.known and word not in work.vocabulary.keywords else ""


def _parted_code(work: Scan, index: int) -> int:
    """Read a code whose digits stand apart ("XA 01", "XA-1"); give the index behind them, 0 where there is none."""
    letters, at = work.tokens[index], index + 1
    if work.token(at).text in _CODE_JOINS and work.token(at).start == letters.end:
        at += 1
    token = work.token(at)
    digits = _code_digits(work, token)
    if not _fits(digits, work.tables.prefixes[letters.text]):
        return 0
    if _could_be_thousands(work, at, digits):
        work.refuse(Error.AMBIGUOUS_NUMBER, letters.start, work.token(at + 1).end)
        return at + 2
    _unit(work, letters.text + digits, letters.start, token.end)
    return at + 1


def _fits(digits: str, lengths: frozenset[int]) -> bool:
    return len(digits) in lengths or (len(digits) == 1 and _SHORT_CODE in lengths)


def _could_be_thousands(work: Scan, at: int, digits: str) -> bool:
    """Say whether the digits of a code could as well begin the count: "XA 1 234", "XA 1.234"."""
    behind = work.token(at + 1)
    if behind.text in (".", ",") and work.sign(behind.end).isdigit() and behind.start == work.token(at).end:
        return True
    return digits[0] != "0" and len(digits) <= _SHORT_CODE and behind.text.isdigit() and len(behind.text) == _THOUSANDS


def _code_digits(work: Scan, token: Token, skip: int = 0) -> str:
    """Give the digits of a code, look-alikes resolved: in a code "XA0l" has one reading, so l may end it."""
    text, start = token.text[skip:], token.start + skip
    if text.isascii() and text.isdigit():
        return text
    if not text or not text.isascii():
        return ""
    return figures.digits_of(text + "0", work.sent(start, token.end) + "0")[:-1] if text.strip("OIL") else ""


def _unit(work: Scan, code: str, start: int, end: int) -> None:
    if code := work.tables.codes.get(code, ""):
        work.add(Sort.UNIT, code, start, end)
    else:
        work.refuse(Error.UNKNOWN_UNIT, start, end)


def _mixed(work: Scan, index: int) -> int:
    """Read a run that begins with a letter and holds digits: a code, a keyword stuck to one, or a spoilt number."""
    token = work.tokens[index]
    text, head = token.text, token.text[:2]
    if code := work.tables.codes.get(text):
        work.add(Sort.UNIT, code, token.start, token.end)
        return index + 1
    if head in work.vocabulary.keywords and head not in work.tables.prefixes:
        return _behind_keyword(work, index)
    if head in work.tables.prefixes and len(text) > len(head):
        return _code(work, index)
    return _other_mixed(work, index)


def _behind_keyword(work: Scan, index: int) -> int:
    """Read what is stuck to a keyword: a code or a number."""
    token = work.tokens[index]
    rest = Token(token.text[2:], token.start + 2, token.end)
    if not (rest.text[:2] in work.tables.prefixes or rest.text[0].isdigit()):
        return _other_mixed(work, index)
    work.add(Sort.KEYWORD, token.text[:2], token.start, token.start + 2)
    work.tokens[index] = rest
    return _piece(work, index)


def _code(work: Scan, index: int) -> int:
    """Read a run that begins with the letters of a code."""
    token = work.tokens[index]
    both = _UNIT_THEN_KEYWORD.fullmatch(token.text)
    if both and both[1] in work.tables.codes and both[2] in work.vocabulary.keywords:
        _unit(work, both[1], token.start, token.end - 2)
        work.add(Sort.KEYWORD, both[2], token.end - 2, token.end)
        return index + 1
    digits = _code_digits(work, token, 2)
    if not digits and (meant := _leftover(work, token)):
        return _phrase(work, index, meant)
    if len(digits) > _LONG_CODE:
        work.refuse(Error.AMBIGUOUS_NUMBER, token.start, token.end)
    else:
        _unit(work, token.text[:2] + digits, token.start, token.end)
    return index + 1


def _other_mixed(work: Scan, index: int) -> int:
    token = work.tokens[index]
    letters = _LETTERS.match(token.text)
    word = letters[0] if letters else ""
    sort = work.tables.words.get(word, Sense(Sort.UNKNOWN, "")).sort
    if sort in (Sort.COMMAND, Sort.CORRECT) and token.text[len(word) :].isdigit():
        work.tokens[index] = Token(token.text[len(word) :], token.start + len(word), token.end)
        _take(work, work.tables.words[word], token.start, token.start + len(word))
        return figure(work, index)
    if sort is Sort.SERIAL:
        work.add(Sort.ASIDE, token.text, token.start, token.end)
        return index + 1
    if _LOOKALIKES.fullmatch(word) and figures.digits_of(token.text, work.sent(token.start, token.end)):
        return figure(work, index)
    if meant := _leftover(work, token):
        return _phrase(work, index, meant)
    error = Error.UNKNOWN_UNIT if _CODE.fullmatch(token.text) else Error.AMBIGUOUS_NUMBER
    work.refuse(error, token.start, token.end)
    return index + 1
