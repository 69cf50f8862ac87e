"""The words of a campaign that a text may use: its keywords, units and names. Data in, look-up tables out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from parsers.grounds import BELYING
from parsers.leftovers import may_be, skeleton
from parsers.pieces import Sense, Sort
from parsers.spellings import Spellings
from parsers.words import NAMES, SENSES

_LETTERS = 2  # of a code; the rest is digits
_LONG_NAME = 6
_LONGEST_WORD = 16  # letters
_SHORTEST_ALIKE = 4  # letters of a name that is recognised with one of them wrong
_YIELDING = frozenset({Sort.FILLER, Sort.PLAIN, Sort.TITLE, Sort.MEASURE, Sort.SPAN_WORD})


@dataclass(frozen=True, slots=True)
class Keyword:
    """What a keyword takes.

    That is how many numbers (1, or 2 for a pair), from which unit groups, and with which words after the number ("MAY",
    "THUE BAO"). In free text it is named by `spoken`, the campaign's own subject ("BLUEZONE"), by `called`, phrases that
    say what is counted ("HOC SINH"), or by one of its `deeds` ("PHAT") with one of its unit words. All folded. `daily` says that
    it counts what was done on one day, and not all there is.
    """

    code: str
    numbers: int
    groups: frozenset[str]
    unit_words: frozenset[str] = frozenset()
    spoken: frozenset[str] = frozenset()
    deeds: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()
    daily: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as a text may name it: its code, its group, and its names, folded ("XA TAN HA", "TAN HA")."""

    code: str
    group: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of two words or more, and what it means."""

    words: tuple[str, ...]
    sense: Sense


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything looked up while reading, each found in one step.

    `codes` holds the ways of writing each unit's code, `prefixes` how many digits may follow each code's letters,
    `phrases` the phrases that begin with a word, longest first, `pairs` the same by their first two words, `words` the
    single words, `alone` those of them that begin no phrase and no code and are no name; `known` is every word of either,
    `named` every word that occurs in a unit's name, `measures` the single words that may stick to a number, `skeletons`
    every word by what is left of it however many accented letters are lost. `doers` holds the keywords that a phrase names
    by a deed or by what was counted, `things` the words for what each keyword counts, `topics` the keywords of the campaign's
    own subject, `weighty` every phrase that may belie a figure of a keyword.
    """

    codes: Mapping[str, str]
    prefixes: Mapping[str, frozenset[int]]
    phrases: Mapping[str, tuple[Phrase, ...]]
    pairs: Mapping[tuple[str, str], tuple[Phrase, ...]]
    words: Mapping[str, Sense]
    alone: Mapping[str, Sense]
    known: frozenset[str]
    named: frozenset[str]
    measures: frozenset[str]
    skeletons: Mapping[str, tuple[str, ...]]
    doers: Mapping[str, frozenset[str]]
    things: Mapping[str, frozenset[str]]
    topics: frozenset[str]
    weighty: Mapping[str, frozenset[str]]

    def lost(self, left: str) -> tuple[str, ...]:
        """Give the known words that lost letters and became what is left."""
        if len(left) > _LONGEST_WORD:
            return ()
        return tuple(word for word in self.skeletons.get(skeleton(left), ()) if may_be(left, word))


@dataclass(frozen=True)
class Vocabulary:
    """All that `parsers.read` knows of a campaign.

    `office` is the code of the whole (the district), `office_names` its folded names, which are no unit's even where
    they contain one ("HUYEN TAN CHAU"); `marker` stands before every text we send ("BZTC").
    """

    keywords: Mapping[str, Keyword]
    units: Mapping[str, Unit]
    office: str
    office_names: tuple[str, ...] = ()
    marker: str = ""

    @cached_property
    def tables(self) -> Tables:
        """The look-up tables, built at the first reading."""
        measures = {word for keyword in self.keywords.values() for word in keyword.unit_words}
        senses = SENSES | self._senses(measures)
        words = {phrase: sense for phrase, sense in senses.items() if " " not in phrase}
        names = [name for unit in self.units.values() for name in unit.names]
        known = frozenset(word for phrase in senses for word in phrase.split())
        doers = _doers(self.keywords.values(), senses)
        phrases, prefixes = _phrases(senses), _prefixes(self.units)
        return Tables(
            codes=_codes(self.units),
            prefixes=prefixes,
            phrases=phrases,
            pairs=_pairs(phrases),
            words=words,
            alone=_alone(words, frozenset((*phrases, *prefixes))),
            known=known,
            named=frozenset(word for name in names for word in name.split()),
            measures=frozenset(word for word, sense in words.items() if sense.sort is Sort.MEASURE or word in measures),
            skeletons=_skeletons(known - self.keywords.keys()),
            doers=doers,
            things={keyword.code: keyword.unit_words for keyword in self.keywords.values()},
            topics=frozenset(keyword.code for keyword in self.keywords.values() if keyword.spoken),
            weighty={keyword.code: _weighty(keyword, senses, doers) for keyword in self.keywords.values()},
        )

    @cached_property
    def keywords_alike(self) -> Spellings:
        """The keywords, and the words of free text for them, by their spelling."""
        spoken = [(word, keyword.code) for keyword in self.keywords.values() for word in keyword.spoken]
        return Spellings([*((code, code) for code in self.keywords), *spoken])

    @cached_property
    def codes_alike(self) -> Spellings:
        """The units' codes by their spelling."""
        return Spellings((code, code) for code in self.units)

    @cached_property
    def names_alike(self) -> Spellings:
        """The units' names by their letters alone. A number in a name is no spelling: it tells two units apart."""
        names = ((name.replace(" ", ""), unit.code) for unit in self.units.values() for name in unit.names)
        return Spellings(pair for pair in names if pair[0].isalpha() and len(pair[0]) >= _SHORTEST_ALIKE)

    def _senses(self, measures: set[str]) -> dict[str, Sense]:
        """Give the campaign's own words; where one stands for two things, the later block wins."""
        called = {phrase for keyword in self.keywords.values() for phrase in keyword.called | keyword.deeds}
        senses = {phrase: Sense(Sort.CALLED, phrase) for phrase in called if phrase not in SENSES}
        senses |= {word: Sense(Sort.MEASURE, word) for word in measures if _harmless(word)}
        senses |= {name: Sense(Sort.OFFICE, self.office) for name in self.office_names}
        for unit in self.units.values():
            senses |= {name.replace(" ", ""): Sense(Sort.UNIT, unit.code) for name in unit.names if _long(name)}
            senses |= {name: Sense(Sort.UNIT, unit.code) for name in unit.names}
        for keyword in self.keywords.values():
            senses |= {word: Sense(Sort.SPOKEN, keyword.code) for word in keyword.spoken}
        return senses | {code: Sense(Sort.KEYWORD, code) for code in self.keywords}


def _doers(keywords: Iterable[Keyword], phrases: Iterable[str]) -> dict[str, frozenset[str]]:
    """Give for each phrase the keywords that call it theirs, else those of which it tells a deed or a part of one."""
    whole = [(f" {deed} ", keyword.code) for keyword in keywords for deed in keyword.deeds]
    deeds = {deed: frozenset(code for own, code in whole if deed in own) for deed, _ in whole}
    found: dict[str, frozenset[str]] = {}
    for phrase in phrases:
        called = frozenset(keyword.code for keyword in keywords if phrase in keyword.called)
        told = (codes for deed, codes in deeds.items() if deed in f" {phrase} ")
        if codes := called or frozenset[str]().union(*told):
            found[phrase] = codes
    return found


def _weighty(keyword: Keyword, senses: Mapping[str, Sense], doers: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Give the phrases that may belie a keyword's figure: the general ones, and what others do and count.

    Beside a keyword that has no deed the campaign's subject is another's.
    """
    others = {phrase for phrase, codes in doers.items() if keyword.code not in codes}
    strange = {phrase for phrase, sense in senses.items() if sense.sort is Sort.MEASURE} - keyword.unit_words
    spoken = {sense.text for sense in senses.values() if sense.sort is Sort.SPOKEN} - {keyword.code}
    return BELYING | others | strange | (frozenset() if keyword.deeds else spoken)


def _harmless(word: str) -> bool:
    """Say whether a campaign may use a word for what it counts: one that puts numbers in doubt keeps doing so."""
    return SENSES[word].sort in _YIELDING if word in SENSES else True


def _long(name: str) -> bool:
    """Say whether a name is long enough to be known when it is written as one word ("TanHoi")."""
    return len(name) >= _LONG_NAME and " " in name


def _codes(units: Iterable[str]) -> dict[str, str]:
    """Give each code as it stands, and without its zero ("XA1") where that is no other unit's code."""
    short = {code[:2] + code[3:]: code for code in units if len(code) == 4 and code[2] == "0"}  # noqa: PLR2004
    return short | {code: code for code in units}


def _prefixes(units: Iterable[str]) -> dict[str, frozenset[int]]:
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for code in units:
        lengths[code[:_LETTERS]].add(len(code) - _LETTERS)
    return {prefix: frozenset(found) for prefix, found in lengths.items()}


def _pairs(phrases: Mapping[str, tuple[Phrase, ...]]) -> dict[tuple[str, str], tuple[Phrase, ...]]:
    found: defaultdict[tuple[str, str], list[Phrase]] = defaultdict(list)
    for first, begun in phrases.items():
        for phrase in begun:
            found[first, phrase.words[1]].append(phrase)
    return {pair: tuple(begun) for pair, begun in found.items()}


def _alone(words: Mapping[str, Sense], beginnings: frozenset[str]) -> dict[str, Sense]:
    """Give the words that are what they are whatever follows them; letters and Roman numerals may mark a list's items."""
    return {
        word: sense
        for word, sense in words.items()
        if word not in beginnings and len(word) > 1 and word.strip("IVX") and sense.text not in NAMES
    }


def _skeletons(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        found[skeleton(word)].append(word)
    return {left: tuple(whole) for left, whole in found.items()}


def _phrases(senses: Mapping[str, Sense]) -> dict[str, tuple[Phrase, ...]]:
    found: defaultdict[str, list[Phrase]] = defaultdict(list)
    for phrase, sense in senses.items():
        words = tuple(phrase.split())
        if len(words) > 1:
            found[words[0]].append(Phrase(words, sense))
    return {word: tuple(sorted(found[word], key=lambda phrase: -len(phrase.words))) for word in found}
