"""The contract of a USSD dialect on one page: what a call says, and how a screen is answered."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from gateway.carriers.base import Answer, Malformed, Webhook
from gateway.carriers.proof import has_key
from gateway.carriers.setup import KEY, Ask, Setup
from gateway.numbers import msisdn
from ledger.sessions import MENU

LONGEST_TEXT = 1000

_NUMBER = re.compile(r"\+?[1-9][0-9]{7,14}")
_SESSION = re.compile(r"[A-Za-z0-9._:@+=/-]{1,100}")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a carrier, understood.

    `text` is what was pressed; where the dialect repeats everything, all that was pressed since the session began, parted
    by `*`; in a call that `starts` a session, what was typed ahead of it. `mark` is the carrier's own number of this press,
    the same when the call comes again, where it has one. `is_gone` says that the phone is not there any more: nothing was
    pressed, and nobody reads the answer.
    """

    session: str
    number: str
    text: str
    starts: bool = False
    mark: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What the phone shows next, and whether anything can be pressed on it."""

    text: str
    goes_on: bool


class Dialect(ABC):
    """One USSD code at one carrier: it reads calls and answers them, and keeps nothing.

    `line` is how the ledger calls it, `receipts` the SMS line by which the receipt of a report leaves. Nothing raises for
    what comes from outside.
    """

    methods: ClassVar[frozenset[str]] = frozenset({"POST"})
    asks: ClassVar[tuple[Ask, ...]] = (KEY,)
    repeats_all: ClassVar[bool] = False
    """Whether each call holds everything that was pressed since the session began."""

    def __init__(self, setup: Setup, receipts: str) -> None:
        """`setup.number` is the code that officers dial, such as *384*123#."""
        self.setup = setup
        self.code = setup.number
        self.receipts = receipts

    @property
    def line(self) -> str:
        """The line's name in the ledger, which no SMS line can have."""
        return f"{MENU}/{self.setup.line}"

    def verify(self, webhook: Webhook) -> bool:
        """Whether the address holds the line's key: none of these carriers signs."""
        return has_key(webhook, self.setup.given["key"])

    @abstractmethod
    def read(self, webhook: Webhook) -> Call | Malformed:
        """Understand a verified call; Malformed for what is none."""

    @abstractmethod
    def answer(self, webhook: Webhook, said: Said) -> Answer:
        """The answer that shows a screen, also to a call that was not understood."""

    def typed_ahead(self, dialled: str) -> str:
        """What was typed behind the code in one go: `*384*123*1*1234#` is `1*1234` to whom `*384*123#` is the code."""
        own = f"{self.code.removesuffix('#')}*"
        return dialled.removesuffix("#").removeprefix(own) if dialled.startswith(own) else ""


def call(session: str | None, number: str | None, text: str | None, **more: object) -> Call | Malformed:
    """A call of fields that were read one by one: the session, the number in E.164, the text; None for a wrong one."""
    if session is None or not _SESSION.fullmatch(session):
        return Malformed("no session id")
    if number is None:
        return Malformed("no phone number")
    if text is None or len(text) > LONGEST_TEXT or not text.isprintable():
        return Malformed("the text is none, or longer than any")
    return Call(session, number, text, **more)  # type: ignore[arg-type] # each dialect names them


def phone(raw: str | None) -> str | None:
    """A phone number in E.164, also where its plus was left out; None for what is none: only phones dial."""
    number = None if raw is None else msisdn(raw)
    if number is not None or raw is None or not _NUMBER.fullmatch(raw):
        return number
    return raw if raw.startswith("+") else f"+{raw}"
