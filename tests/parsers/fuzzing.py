"""A fuzzing target: any bytes make texts, and what must hold for every text is asserted of each.

`fuzz_one` is the target, for any driver. `python -m tests.parsers.fuzzing SECONDS [SEED]` drives it for a while.
"""

from __future__ import annotations

import json
import re
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from random import Random

from parsers import LONGEST, Error, Kind, Misreading, Reading, read
from tests.parsers.vocabulary import TAN_CHAU

HERE = Path(__file__).parent
CORPORA = [HERE / "messages.jsonl", *sorted((HERE.parent / "corpus").glob("*.jsonl"))]
LINES: list[str] = sorted(
    {json.loads(line)["text"] for path in CORPORA for line in path.read_text("utf-8").split("\n") if line}
)
DIGITS = [
    chr(code)
    for code in range(0x80, 0x20000)
    if unicodedata.category(chr(code)) in ("Nd", "Nl", "No") and not 0xFF10 <= code < 0xFF1A
]
ODD_BLOCKS = [
    range(0x20), range(0x80, 0x100), range(0x300, 0x370), range(0x590, 0x700), range(0x1E00, 0x1F00), range(0x2000, 0x2070),
    range(0x20D0, 0x2100), range(0x2150, 0x2190), range(0x2460, 0x2500), range(0x3000, 0x3040), range(0xD800, 0xE000), range(0xE000, 0xE010),
    range(0xFE00, 0xFE70), range(0xFF00, 0xFFF0), range(0x1D400, 0x1D800), range(0x1F100, 0x1F200), range(0x1F300, 0x1F650), range(0xE0000, 0xE0200),
]  # fmt: skip
DATE = re.compile("[0-9]{2}(?:/[0-9]{2}(?:/[0-9]{4})?)?")

_SPOILT = "\u2460"
_RUN = re.compile("[0-9OIl]+")
_PARTED = re.compile(
    "[0-9OIl]+(?:(?:[.,]|[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t\v\f\r\x1c-\x1f]+)[0-9OIl]{3})+"
)
_LOOKS = str.maketrans("OIl", "011")


def plain(text: str) -> str:
    """Write full-width letters narrow and drop what is not seen; a digit with a mark on it is spoilt.

    On purpose not the parser's own folding: what the parser takes for a digit is what is looked into.
    """
    found: list[str] = []
    for letter in text:
        if unicodedata.category(letter) in ("Mn", "Me", "Cf") or letter == "\u2065":
            if found and found[-1].isdecimal() and 0x300 <= ord(letter) < 0x370:
                found[-1] = _SPOILT
        elif "\uff01" <= letter <= "\uff5e":
            found.append(chr(ord(letter) - 0xFEE0))
        else:
            found.append("O" if letter == "o" else "I" if letter == "i" else letter)
    return "".join(found)


def standing(text: str) -> set[int]:
    """Give each number that stands in a text: digits side by side, or in groups of three with a mark or space between."""
    seen, found = plain(text), set[int]()
    for run in _RUN.finditer(seen):
        around = seen[max(run.start() - 1, 0) : run.start()] + seen[run.end() : run.end() + 1]
        if not any(sign.isnumeric() for sign in around):
            found |= {int(part) for part in (run[0].translate(_LOOKS), *re.findall("[0-9]+", run[0])) if len(part) < 9}
    for parted in _PARTED.finditer(seen):
        groups = [group.translate(_LOOKS) for group in _RUN.findall(parted[0])]
        for at, group in enumerate(groups):
            found |= {
                int(head + groups[at + 1])
                for head in (group, group[-1:], group[-2:], group[-3:])
                if at + 1 < len(groups)
            }
    return {number for number in found if number < 1_000_000}


def numbers(found: Reading | Misreading) -> list[int]:
    """Give every number that a reading holds."""
    counted = [value for count in found.counts for value in count.values] if isinstance(found, Reading) else []
    return [*found.values, *counted]


def check(text: str) -> Reading | Misreading:
    """Assert what holds for every text, and give its reading."""
    found = read(text, TAN_CHAU)
    assert found == read(text, TAN_CHAU), "another reading the second time"
    if len(text) > LONGEST:
        assert found == Misreading(Error.INCOMPLETE_MESSAGE), "a text too long was read"
    invented = set(numbers(found)) - standing(text) if numbers(found) else ()
    assert not invented, f"{invented} stand nowhere in the text"
    if isinstance(found, Reading):
        _check_reading(found)
    return found


def _check_reading(found: Reading) -> None:
    counted = len(found.counts)
    assert counted == 1 if found.kind is Kind.REPORT else counted > 1 if found.kind is Kind.MULTI else True, (
        "wrong kind"
    )
    assert bool(counted) is (found.kind in (Kind.REPORT, Kind.MULTI, Kind.CORRECTION)), "counts of no report"
    assert found.date is None or DATE.fullmatch(found.date), "no date"
    for count in found.counts:
        keyword = TAN_CHAU.keywords[count.keyword]
        assert count.unit is None or TAN_CHAU.units[count.unit].group in keyword.groups, "no such duty"
        assert len(count.values) == keyword.numbers, "another number of numbers"
        assert list(count.values) == sorted(count.values), "done is more than all"


def texts(data: bytes) -> list[str]:
    """Give the texts that some bytes are: as three encodings, and as changes to lines that were sent."""
    random = Random(data)
    return [
        data.decode("utf-8", "surrogateescape"),
        data.decode("utf-16-le", "surrogatepass" if len(data) % 2 == 0 and _sound(data) else "replace"),
        data.decode("latin-1"),
        *(_changed(random) for _ in range(4)),
    ]


def _sound(data: bytes) -> bool:
    try:
        data.decode("utf-16-le", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def fuzz_one(data: bytes) -> None:
    """Assert of every text in some bytes what must hold; an AssertionError names the text."""
    for text in texts(data):
        try:
            check(text)
        except Exception as failure:
            raise AssertionError(f"{failure!r}: {text!a}") from failure


def _changed(random: Random) -> str:
    text = random.choice(LINES)
    for _ in range(random.randint(1, 4)):
        text = random.choice(CHANGES)(text, random)
    return text


def _slice(text: str, random: Random) -> tuple[int, int]:
    at = random.randint(0, len(text))
    return at, min(len(text), at + random.randint(1, 12))


def _spliced(text: str, random: Random) -> str:
    other = random.choice(LINES)
    return text[: random.randint(0, len(text))] + other[random.randint(0, len(other)) :]


def _joined(text: str, random: Random) -> str:
    return text + random.choice(["\n", " ", "; ", ". ", ""]) + random.choice(LINES)


def _swapped(text: str, random: Random) -> str:
    words = text.split(" ")
    one, other = random.randrange(len(words)), random.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return " ".join(words)


def _repeated(text: str, random: Random) -> str:
    begin, end = _slice(text, random)
    times = random.choice([2, 2, 2, 3, 5, 2000]) if random.random() < 0.1 else 2
    return text[:end] + text[begin:end] * (times - 1) + text[end:]


def _dropped(text: str, random: Random) -> str:
    begin, end = _slice(text, random)
    return text[:begin] + text[end:]


def _inserted(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + chr(random.choice(random.choice(ODD_BLOCKS))) + text[at:]


def _sprinkled(text: str, random: Random) -> str:
    block = random.choice(ODD_BLOCKS)
    return "".join(letter + (chr(random.choice(block)) if random.random() < 0.2 else "") for letter in text)


def _other_digit(text: str, random: Random) -> str:
    places = [at for at, letter in enumerate(text) if letter.isdigit()]
    at = random.choice(places) if places else len(text)
    return text[:at] + random.choice(DIGITS) + text[at + random.randint(0, 1) :]


def _other_script(text: str, random: Random) -> str:
    zero = ord(random.choice([digit for digit in DIGITS if unicodedata.digit(digit, 1) == 0]))
    return "".join(chr(zero + int(letter)) if letter in "0123456789" else letter for letter in text)


def _sign(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice("0123456789OIl.,-/:;+%'\"?()<>~#* \n") + text[at + random.randint(0, 1) :]


def _cased(text: str, random: Random) -> str:
    return random.choice([str.upper, str.lower, str.title, str.swapcase])(text)


CHANGES: list[Callable[[str, Random], str]] = [
    _spliced, _joined, _swapped, _repeated, _dropped, _inserted, _sprinkled, _other_digit, _other_script, _sign, _sign, _cased,
]  # fmt: skip


def drive(rounds: int, seed: int) -> None:
    """Run the target a number of times on bytes that the seed alone decides."""
    random = Random(seed)
    for _ in range(rounds):
        fuzz_one(random.randbytes(random.choice([0, 1, 2, 8, 40, 200])))


def main(seconds: float, seed: int) -> int:
    """Drive the target for a while; give the number of findings."""
    until, rounds, findings = time.monotonic() + seconds, 0, 0
    while time.monotonic() < until:
        rounds += 1
        try:
            drive(50, seed + rounds)
        except AssertionError as finding:
            findings += 1
            print(f"seed {seed + rounds}: {finding}", flush=True)
    print(f"{rounds * 50 * 7} texts, {findings} findings")
    return findings


if __name__ == "__main__":
    sys.exit(min(main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 10**9), 1))
