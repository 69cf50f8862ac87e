"""A district whose texts come and go through a real Kannel: what its officers text, and whether each was answered once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, func, select

from gateway.carriers.base import Sent
from gateway.lines import lines
from ledger.engine import opened, reading
from ledger.mail import Outgoing
from ledger.tables import figure, inbound, outbound
from tests.journey.killing import free_port, wait_until
from tests.journey.officers import make_campaign, phone_of, unit_of
from tests.journey.parts import Parts, parts
from tests.kannel import Boxes, Centre, Fake, kannel

# Not a measure: when a machine is so slow that this is not enough, something else is wrong.
PATIENCE_SECONDS = 300.0
# Our own sentences have no marks. So that letters go out too, such texts are handed over beside the answers.
LETTER = "Văn phòng huyện Tân Châu: đã nhận đủ báo cáo của {}, cảm ơn đồng chí rất nhiều."
FIRST_HANDED_OVER = 10**9


@dataclass
class District:
    """The service, Kannel before it, the operator behind that, and the database in which all is seen."""

    operator: Any
    boxes: Boxes
    parts: Parts
    engine: Engine
    sent: dict[str, str] = field(default_factory=dict)
    """Phone -> what it has texted; each texts once."""
    sent_at: dict[str, float] = field(default_factory=dict)
    _handed_over: Iterator[int] = field(default_factory=count)

    def report(self, units: Iterable[int], rate: float) -> None:
        """Let each of these units text its figure, so many a second; every second text needs UCS-2."""
        began = time.monotonic()
        for nth, unit in enumerate(units):
            time.sleep(max(0.0, began + nth / rate - time.monotonic()))
            self.text(unit, f"BZ {unit_of(unit)} {100 + unit}{' máy' if unit % 2 else ''}")

    def text(self, unit: int, text: str) -> None:
        """Let the officer of a unit send one text."""
        self.sent[phone_of(unit)] = text
        self.sent_at[phone_of(unit)] = time.monotonic()
        self.operator.text(phone_of(unit), text)

    def settle(self) -> None:
        """Wait until every text is in and answered, every answer is known to be delivered or lost, and nothing is left."""
        wait_until(self._is_settled, PATIENCE_SECONDS, "settled")

    def _is_settled(self) -> bool:
        with reading(self.engine) as connection:
            came = _states(connection, inbound)
            answers = _states(connection, outbound)
        is_known = (
            came.total() >= len(self.sent) and "received" not in came and answers.keys() <= {"delivered", "failed"}
        )
        return is_known and self._answers_got() >= answers["delivered"] and self.boxes.waiting() == 0

    def _answers_got(self) -> int:
        return sum(len(texts) for number, texts in self.operator.got().items() if number in self.sent)

    def came(self, unit: int) -> list[Row[Any]]:
        """What is stored of a unit's phone."""
        return self._rows(select(inbound).where(inbound.c.sender == phone_of(unit)).order_by(inbound.c.id))

    def answers(self, unit: int) -> list[Row[Any]]:
        """What is to be answered, or was."""
        return self._rows(select(outbound).where(outbound.c.recipient == phone_of(unit)).order_by(outbound.c.id))

    def stands(self, unit: int) -> list[int]:
        """The figures that stand for a unit."""
        return [row.value1 for row in self._rows(select(figure).where(figure.c.unit == unit_of(unit)))]

    def got(self, unit: int) -> list[str]:
        """What a unit's phone has got."""
        found: list[str] = self.operator.got().get(phone_of(unit), [])
        return found

    def waited(self, units: Iterable[int]) -> list[float]:
        """How many seconds each answered phone waited; known of the centre alone."""
        got_at = {f"+{one['to']}": one["at"] for one in reversed(self.operator.submitted)}
        phones = map(phone_of, units)
        return [got_at[phone] - self.sent_at[phone] for phone in phones if phone in got_at]

    def hand_over(self, texts: Iterable[str]) -> int:
        """Send these to phones of their own, as the sender does; how many of them arrived otherwise."""
        carrier = lines(self.parts.settings)["kannel"]
        sent: dict[str, str] = {}
        for nth, text in zip(self._handed_over, texts, strict=False):
            number = f"+84970{nth:06}"
            sent[number] = text
            outcome = carrier.send(Outgoing(FIRST_HANDED_OVER + nth, "kannel", number, text))
            assert isinstance(outcome, Sent), outcome
        wait_until(lambda: sent.keys() <= self.operator.got().keys(), PATIENCE_SECONDS, "delivered")
        got = self.operator.got()
        return sum(got[number] != [text] for number, text in sent.items())

    def judge(self, units: Iterable[int]) -> dict[str, int]:
        """Count how these units fared: in a faultless run every count but the first two is zero."""
        told: Counter[str] = Counter()
        phones = self.operator.got()
        for unit in units:
            for name, is_so in self._fared(unit, phones.get(phone_of(unit), [])).items():
                told[name] += is_so
        return dict(told)

    def _fared(self, unit: int, got: list[str]) -> dict[str, bool]:
        texts = self.came(unit)
        is_right = got == [row.text for row in self.answers(unit)] and all(_confirms(text, unit) for text in got)
        return {
            "texts": True,
            "answered_once_and_right": len(texts) == len(got) == 1 and is_right,
            "lost": not texts,
            "doubled": len(texts) > 1 or len(got) > 1,
            "unanswered": not got,
            "wrong": not is_right or self.stands(unit) != [100 + unit],
            "marred": any("?" in text for text in got) or any(row.text != self.sent[phone_of(unit)] for row in texts),
        }

    def _rows(self, statement: Any) -> list[Row[Any]]:
        with reading(self.engine) as connection:
            return list(connection.execute(statement))


def _states(connection: Connection, table: Table) -> Counter[str]:
    """How many rows are in which state: asked for again and again, so it is the database that counts."""
    counted = connection.execute(select(table.c.state, func.count()).group_by(table.c.state))
    return Counter(dict(map(tuple, counted)))


def _confirms(text: str, unit: int) -> bool:
    return f"Da nhan {unit_of(unit)} " in text and f": BZ {100 + unit}," in text.replace(".", "")


@contextmanager
def district(folder: Path, operator: Centre | Fake, units: int, environment: dict[str, str]) -> Iterator[District]:
    """A district of so many units behind Kannel; the environment names its database and its Redis."""
    port = free_port()
    whole = {
        "DATA_DIR": str(folder / "data"),
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "CAMPAIGN": str(make_campaign(folder / "campaign", units)),
        **environment,
    }
    with (
        kannel(folder, operator, port) as boxes,
        parts(folder, whole | boxes.environment()) as running,
        opened(running.settings.database_url) as engine,
    ):
        yield District(operator, boxes, running, engine)
