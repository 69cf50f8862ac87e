"""Random presses, losses, calls that come again and web processes that change: the ledger holds what a person confirmed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gateway.edge import edge_of
from ledger.engine import reading
from ledger.tables import figure, inbound, outbound
from tests.gateway.conftest import Desk
from tests.gateway.ussd.dialling import AfricasTalking, Hubtel, Phone, environment
from tests.road import Road

KEYS = (
    "0",
    "1",
    "1",
    "2",
    "2",
    "3",
    "3",
    "4",
    "5",
    "8",
    "9",
    "00",
    "57",
    "1234",
    "1300",
    "4000",
    "9999999",
    "1*2",
    "x",
)
ASKS = re.compile(r"^([1-4]) (?:van )?dung, ghi$", re.MULTILINE)
NAMED = re.compile(r"\b([A-Z]{2}) (?:[0-9./]+|chua)")


@dataclass
class Person:
    """Reads the screen, remembers the numbers that he typed, and knows what he has confirmed."""

    phone: Phone
    typed: list[int] = field(default_factory=list)
    confirmed: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)

    def press(self, key: str) -> None:
        shown = self.phone.screen
        asks, names = ASKS.search(shown), NAMED.search(shown)
        if asks and names and key == asks[1]:
            self.confirmed.append((names[1], tuple(self.typed)))
        if re.search(r"Nhap so|Nhap so sau", shown) and re.fullmatch(r"[0-9]{1,6}", key) and key != "0":
            self.typed = [*(self.typed if "Nhap so sau" in shown else []), int(key)]
        self.phone.press(key)


@pytest.mark.parametrize("kind", [AfricasTalking, Hubtel], ids=lambda kind: kind.dialect)
@pytest.mark.parametrize("seed", range(3))
def test_the_ledger_is_what_the_person_confirmed(make_desk: Callable[..., Desk], kind: type[Phone], seed: int) -> None:
    desks = [make_desk(**environment()), make_desk(load=False, **environment())]  # two web processes, one database
    for desk in desks:
        desk.at(28, 12)
    chance, clients = Random(seed), [desk.client() for desk in desks]
    person = Person(_dialled(kind, chance, clients))
    for _ in range(150):
        person.phone.client = chance.choice(clients)
        does = chance.random()
        if not person.phone.goes_on or does < 0.04:
            person.phone = _dialled(kind, chance, clients)
        elif does < 0.2:
            shown = person.phone.screen
            assert person.phone.again() == shown
        else:
            person.press(chance.choice(KEYS))
    _held_against(desks[0], person)


def _dialled(kind: type[Phone], chance: Random, clients: list[FlaskClient]) -> Phone:
    phone = kind(chance.choice(clients))
    phone.dial()
    return phone


def _held_against(desk: Desk, person: Person) -> None:
    engine = edge_of(desk.app).engine
    with reading(engine) as connection:
        stands = {
            row.keyword: (row.value1,) if row.value2 is None else (row.value1, row.value2)
            for row in connection.execute(select(figure))
        }
        texts = [row.text for row in connection.execute(select(inbound).order_by(inbound.c.id))]
        answered = len(connection.execute(select(outbound)).all())
    assert person.confirmed, "the presses led nowhere"
    assert stands == dict(person.confirmed)
    assert len([text for text in texts if not text.startswith("XN")]) == len(person.confirmed)
    assert answered <= len(person.confirmed)
    assert Road(engine).differences() == []
