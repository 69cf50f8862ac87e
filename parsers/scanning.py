"""Scanning: a folded text cut into pieces, each known for what it is by itself and by the sign it hangs on."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsers import figures
from parsers.accents import rough, spelt_otherwise
from parsers.codes import code_digits, parted_code, take_unit
from parsers.leftovers import LOST, from_loose_telex, from_telex, from_vni, may_be
from parsers.numerals import figure
from parsers.pieces import Piece, Sense, Sort
from parsers.reading import Error
from parsers.tokens import Scan, Token, cut
from parsers.vocabulary import Phrase, Vocabulary
from parsers.words import ABOUT_THE_REPORT, ACTS, FINE, NAMES

_LETTERS = re.compile("[A-Z]+")
_CODE = re.compile("[A-Z]{2}[0-9OIL]{2,}")
_UNIT_THEN_KEYWORD = re.compile("([A-Z]{2}(?:[0-9]{1,2}|[0-9]{4}))([A-Z]{2})([0-9].*)?")
_LOOKALIKES = re.compile("[OIL]+")
_PARTING_NOTHING = frozenset(".-")
_COUNTING_NOTHING = {"T": (re.compile("T[2-7]"), "WEEKDAY"), "F": (re.compile("F[0-4]"), "CASE")}
_LIST_MARKS = frozenset({"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", *"ABCDEFGH"})
_LIST_OPENS = frozenset("(\n.;:")
_RAISED_ONE = "\u00b9"  # in a TCVN3 font the letter that ends polite sentences
_LONG_CODE = 4  # the most digits of a code; more are a code with a count stuck to it
_SHORT_CODE = 2
_SHORTENED = 3  # the most letters that a dot shortens a word of a name to: "TTr. Tan Chau"
_LETTERS_OF_KEYWORD = 2
_SHORTEST_LOOSE = 4  # letters of a word with its tone inside: "baso"
_GRAVE = (
    Sort.DOUBT, Sort.ABOUT, Sort.ABOUT_NEXT, Sort.RISE, Sort.SCALE, Sort.NUMERAL, Sort.HAMLET, Sort.COMMAND, Sort.CORRECT, Sort.UNIT,
    Sort.OFFICE, Sort.SPOKEN, Sort.SERIAL, Sort.SPAN_WORD, Sort.MEASURE, Sort.DAY, Sort.MONTH, Sort.FILLER, Sort.PLACE, Sort.TITLE, Sort.PLAIN,
)  # fmt: skip
_FULL_WIDTH = "\uff01"
_GRAVITY = {sort: at for at, sort in enumerate(_GRAVE)}
_HARMFUL = frozenset({Sort.DOUBT, Sort.ABOUT, Sort.ABOUT_NEXT, Sort.RISE, Sort.HAMLET, Sort.NUMERAL, Sort.SCALE})


def scan(raw: str, folded: str, vocabulary: Vocabulary) -> list[Piece]:
    """Cut a text into its pieces."""
    tokens = cut(folded)
    work = Scan(raw, folded, vocabulary, vocabulary.tables, tokens)
    index = 0
    while index < len(tokens):
        index = _piece(work, index)
    if work.half_read:
        _settle_half_read(work)
    return work.pieces


def _settle_half_read(work: Scan) -> None:
    """Let a name that leftovers only let guess agree or disagree with a unit that is sure; by itself it names none."""
    guessed = {id(piece) for piece in work.half_read}
    if any(piece.sort is Sort.UNIT and id(piece) not in guessed for piece in work.pieces):
        return
    for piece in work.half_read:
        piece.sort, piece.text = Sort.UNKNOWN, work.folded[piece.start : piece.end]


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
    """Read a run with characters that folding knows nothing of: a digit of any kind in it makes it a bad number.

    Two letters before the digits make it a bad code; without a plain digit it is no number at all.
    """
    token = work.tokens[index]
    text = token.text
    if text == _RAISED_ONE and work.in_tcvn3:
        work.add(Sort.FILLER, text, token.start, token.end)
    elif _like_a_code(text):
        work.refuse(Error.UNKNOWN_UNIT, token.start, token.end)
    elif text == _RAISED_ONE or any(letter.isascii() and letter.isdigit() for letter in text):
        work.refuse(Error.AMBIGUOUS_NUMBER, token.start, token.end)
    elif meant := _readings(work, token) if _LETTERS.search(text) else ():
        return _phrase(work, index, meant)
    elif any(letter.isnumeric() for letter in text.strip(_RAISED_ONE)) or text[0].isdigit():
        work.refuse(Error.NOT_A_NUMBER, token.start, token.end)
    else:
        return _phrase(work, index, _readings(work, token) or (text,))
    return index + 1


def _like_a_code(text: str) -> bool:
    """Say whether two letters and two or four digits stand here, of whatever script."""
    head, tail = text[:2], text[2:]
    if len(tail) not in (_SHORT_CODE, _LONG_CODE) or any(letter.isnumeric() for letter in head):
        return False
    return all(letter.isnumeric() or letter in "OIL" for letter in tail)


def _word(work: Scan, index: int) -> int:
    """Read a word: a code parted from its digits, a keyword stuck to a code, or a phrase."""
    token = work.tokens[index]
    text = token.text
    alone = work.tables.alone.get(text)
    if alone and work.sent(token.start, token.end).isascii():
        work.add(alone.sort, alone.text, token.start, token.end)
        return index + 1
    if text in _LIST_MARKS and (behind := _list_mark(work, index)):
        return behind
    if text in work.tables.prefixes and (behind := parted_code(work, index)):
        return behind
    if text not in work.tables.words and (behind := _code_on_keyword(work, index) or _command_on_keyword(work, index)):
        return behind
    head, tail = text[:2], text[2:]
    if text not in work.tables.known and head in work.tables.prefixes and not tail.strip("OIL"):
        work.refuse(Error.UNKNOWN_UNIT, token.start, token.end)
        return index + 1
    return _phrase(work, index, (text,) if text in work.tables.known else _readings(work, token) or (text,))


def _code_on_keyword(work: Scan, index: int) -> int:
    """Part a keyword from the letters of a code stuck to it: "BZXA 01"; 0 where there is none."""
    token = work.tokens[index]
    head, tail = token.text[:_LETTERS_OF_KEYWORD], token.text[_LETTERS_OF_KEYWORD:]
    if tail not in work.tables.prefixes or head not in work.vocabulary.keywords:
        return 0
    middle = token.start + _LETTERS_OF_KEYWORD
    work.tokens[index] = Token(tail, middle, token.end)
    if behind := parted_code(work, index):
        work.pieces.insert(-1, Piece(Sort.KEYWORD, head, token.start, middle))
        return behind
    work.tokens[index] = token
    return 0


def _command_on_keyword(work: Scan, index: int) -> int:
    """Part a command or a correction from the keyword stuck to it: "SUAHG XA10 752"; 0 where there is none."""
    token = work.tokens[index]
    command, keyword = token.text[:-_LETTERS_OF_KEYWORD], token.text[-_LETTERS_OF_KEYWORD:]
    if keyword not in work.vocabulary.keywords or token.text in work.tables.known:
        return 0
    sense = work.tables.words.get(command)
    if sense is None or sense.sort not in (Sort.COMMAND, Sort.CORRECT):
        return 0
    middle = token.end - _LETTERS_OF_KEYWORD
    _take(work, sense, token.start, middle)
    work.add(Sort.KEYWORD, keyword, middle, token.end)
    return index + 1


def _list_mark(work: Scan, index: int) -> int:
    """Pass over the mark of a list's item: "(ii)", "b)", and "II." where a line begins; give the index behind it."""
    token, sign, before = work.tokens[index], work.token(index + 1), work.tokens[index - 1] if index else None
    closed = sign.text == ")" and (before is None or before.text in _LIST_OPENS)
    dotted = sign.text == "." and token.text[0] in "IVX" and (before is None or before.text == "\n")
    if sign.start != token.end or not (closed or dotted) or not work.token(index + 2).text[:1].isalpha():
        return 0
    work.add(Sort.MARK, token.text, token.start, token.end)
    return index + 1


def _phrase(work: Scan, index: int, firsts: tuple[str, ...]) -> int:
    """Take the longest phrase that begins with a word, else the word; the gravest of several that it may stand for."""
    start = work.tokens[index].start
    if found := _phrases(work, index, firsts):
        longest = max(behind for behind, _ in found)
        _take(
            work, _gravest(sense for behind, sense in found if behind == longest), start, work.tokens[longest - 1].end
        )
        _half_read(work, index, longest)
        return longest
    end = work.tokens[index].end
    sense = _single(work, firsts)
    _take(work, _as_spelt(work, sense, firsts[0], start, end), start, end)
    _half_read(work, index, index + 1)
    return index + 1


def _single(work: Scan, firsts: tuple[str, ...]) -> Sense:
    """Give the sense of a word by itself, unknown where it may be part of a name that is no word."""
    words, named = work.tables.words, work.tables.named
    if len(firsts) == 1:
        return words.get(firsts[0]) or Sense(Sort.UNKNOWN, firsts[0])
    senses = [words[first] for first in firsts if first in words]
    known = senses and all(first in words or first not in named for first in firsts)
    return _gravest(senses) if known else Sense(Sort.UNKNOWN, firsts[0])


def _phrases(work: Scan, index: int, firsts: tuple[str, ...]) -> list[tuple[int, Sense]]:
    """Give the phrases that begin here, with the index of the token behind each."""
    start, second = work.tokens[index].start, work.token(index + 1)
    found: list[tuple[int, Sense]] = []
    for first in firsts:
        for phrase in _beginning(work, first, second):
            behind = _match(work, index, phrase)
            end = work.tokens[behind - 1].end
            if behind and not (_otherwise(work, phrase.sense, start, end) or _fined(work, phrase, start, end)):
                found.append((behind, phrase.sense))
    return found


def _beginning(work: Scan, first: str, second: Token) -> tuple[Phrase, ...]:
    """Give the phrases that begin with a word and may go on with the token behind it: most tokens go on none."""
    phrases = work.tables.phrases.get(first, ())
    if not phrases or second.text in _PARTING_NOTHING or LOST in second.text:
        return phrases
    if second.text in work.tables.known:
        return work.tables.pairs.get((first, second.text), ())
    return phrases if any(_meant(work, second)) else ()


def _half_read(work: Scan, index: int, behind: int) -> None:
    """Remember a unit's name of which leftovers only let guess a word."""
    if work.pieces[-1].sort is Sort.UNIT and any(_guessed(work, token) for token in work.tokens[index:behind]):
        work.half_read.append(work.pieces[-1])


def _gravest(senses: Iterable[Sense]) -> Sense:
    return min(senses, key=lambda sense: _GRAVITY.get(sense.sort, 0))


def _take(work: Scan, sense: Sense, start: int, end: int) -> None:
    namelike = sense.sort is Sort.UNKNOWN or sense.text in NAMES
    work.pieces.append(Piece(sense.sort, sense.text, start, end, proper=namelike and work.sent(start, end).istitle()))


def _otherwise(work: Scan, sense: Sense, start: int, end: int) -> bool:
    """Say whether the accents that words were sent with make them others than those of a sense that does harm."""
    return sense.sort in _HARMFUL and spelt_otherwise(work.sent(start, end))


def _fined(work: Scan, phrase: Phrase, start: int, end: int) -> bool:
    """Say whether the deed of a phrase is another word by its accents: "đã phạt" is fined, and not handed out."""
    return FINE in phrase.words and phrase.sense.sort is Sort.FILLER and spelt_otherwise(work.sent(start, end))


def _as_spelt(work: Scan, sense: Sense, word: str, start: int, end: int) -> Sense:
    """Give the sense of a single word; one whose accents make it another word is what was counted, or unknown."""
    if _otherwise(work, sense, start, end):
        return Sense(Sort.MEASURE if word in work.tables.measures else Sort.UNKNOWN, word)
    sent = work.sent(start, end)
    if not sent.isascii() and sense.sort not in _HARMFUL and rough(sent):
        return Sense(Sort.ABOUT_NEXT, word)
    telling = word in ABOUT_THE_REPORT or word in ACTS
    if telling and sense.sort is Sort.FILLER and spelt_otherwise(sent):
        return Sense(Sort.PLAIN if word == FINE else Sort.FILLER, sent)
    return sense


def _match(work: Scan, index: int, phrase: Phrase) -> int:
    """Match the words of a phrase behind its first; give the index behind the last, 0 where they differ."""
    at = index + 1
    for word in phrase.words[1:]:
        token = work.token(at)
        if token.text in _PARTING_NOTHING and _joins(work, at, phrase):
            at += 1
            token = work.token(at)
        if token.text != word and (token.text in work.tables.known or not _stands_for(work, token, word)):
            return 0
        at += 1
    return at


def _joins(work: Scan, at: int, phrase: Phrase) -> bool:
    """Say whether a dot or a dash stuck to a word parts nothing: "TT.Tan Chau", "Tan-Ha", and "x. Tan Ha" in a name.

    Before a space the dot behind any other word ends a sentence: "3 luot. Nguoi truc" counts no "luot nguoi".
    """
    sign, before = work.token(at), work.tokens[at - 1]
    if sign.start != before.end:
        return False
    shortens = phrase.sense.sort is Sort.UNIT and len(before.text) <= _SHORTENED
    return sign.text == "-" or shortens or work.token(at + 1).start == sign.end


def _leftover(work: Scan, token: Token) -> str:
    """Give the known word that typing keys in a token surely stand for, an empty string where there is none."""
    if not token.text.isascii():
        return ""
    return _if_known(work, from_telex(token.text) if token.text.isalpha() else from_vni(token.text))


def _readings(work: Scan, token: Token) -> tuple[str, ...]:
    """Give the known words that the leftovers in a token may stand for; never a keyword or a code."""
    if LOST in token.text:
        return work.tables.lost(token.text)
    if sure := _leftover(work, token):
        return (sure,)
    return tuple(word for word in _loosely(work, token) if _if_known(work, word))[:1]


def _stands_for(work: Scan, token: Token, word: str) -> bool:
    """Say whether the leftovers in a token may stand for a word."""
    if LOST in token.text:
        return may_be(token.text, word)
    return word in _meant(work, token)


def _meant(work: Scan, token: Token) -> tuple[str, ...]:
    """Give the words that a token may be with its typing keys undone, empty strings among them."""
    if token not in work.meant:
        work.meant[token] = (_leftover(work, token), *_loosely(work, token))
    return work.meant[token]


def _loosely(work: Scan, token: Token) -> tuple[str, ...]:
    """Undo Telex with its keys in loose places: only in a word that bears no accents already."""
    if len(token.text) < _SHORTEST_LOOSE or not (token.text.isascii() and token.text.isalpha()):
        return ()
    sent = work.sent(token.start, token.end)
    bare = sent.isascii() or all(letter.isascii() or letter >= _FULL_WIDTH for letter in sent)
    return from_loose_telex(token.text) if bare else ()


def _guessed(work: Scan, token: Token) -> bool:
    """Say whether a word of a name is known only by leftovers that could be another name's letters."""
    return (
        token.text.isalpha() and token.text not in work.tables.known and not _leftover(work, token)
    ) or LOST in token.text


def _if_known(work: Scan, word: str) -> str:
    return word if word in work.tables.known and word not in work.vocabulary.keywords else ""


def _mixed(work: Scan, index: int) -> int:
    """Read a run that begins with a letter and holds digits: a code, a keyword stuck to one, or a spoilt number."""
    token = work.tokens[index]
    text, head = token.text, token.text[:2]
    if (code := work.tables.codes.get(text)) and not _before_vni(work, index):
        work.add(Sort.UNIT, code, token.start, token.end)
        return index + 1
    if head in work.vocabulary.keywords and head not in work.tables.prefixes:
        return _behind_keyword(work, index)
    if head in work.tables.prefixes and len(text) > len(head) and not _before_vni(work, index):
        return _code(work, index)
    return _other_mixed(work, index)


def _before_vni(work: Scan, index: int) -> bool:
    """Say whether a code is VNI's spelling of "xa" before a name in the same spelling: "xa4 Ta6n Ho65i"."""
    if not _if_known(work, from_vni(work.token(index + 1).text)):
        return False
    sense = work.tables.words.get(from_vni(work.tokens[index].text))
    return sense is not None and sense.sort is Sort.PLACE


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
        take_unit(work, both[1], token.start, token.start + len(both[1]))
        work.tokens[index] = Token(token.text[len(both[1]) :], token.start + len(both[1]), token.end)
        return _piece(work, index)
    digits = code_digits(work, token, 2)
    if not digits and (meant := _leftover(work, token)):
        return _phrase(work, index, (meant,))
    if len(digits) > _LONG_CODE:
        work.refuse(Error.AMBIGUOUS_NUMBER, token.start, token.end)
    else:
        take_unit(work, token.text[:2] + digits, token.start, token.end)
    return index + 1


def _other_mixed(work: Scan, index: int) -> int:
    token = work.tokens[index]
    letters = _LETTERS.match(token.text)
    word = letters[0] if letters else ""
    sort = work.tables.words.get(word, Sense(Sort.UNKNOWN, "")).sort
    form, meant = _COUNTING_NOTHING.get(word, (None, ""))
    if form and form.fullmatch(token.text):
        work.add(Sort.ASIDE, meant, token.start, token.end)
        return index + 1
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
        return _phrase(work, index, (meant,))
    error = Error.UNKNOWN_UNIT if _CODE.fullmatch(token.text) else Error.AMBIGUOUS_NUMBER
    work.refuse(error, token.start, token.end)
    return index + 1
