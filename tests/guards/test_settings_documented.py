"""Every setting that is read is documented, and nothing is documented that is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gateway.carriers import CARRIERS
from gateway.lines import COMMON, lines
from gateway.ussd import DIALECTS
from gateway.ussd.lines import menus, names
from settings import ROOT, read


class Watched(Mapping[str, str]):
    """An empty environment that remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _documented() -> list[str]:
    table = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `([A-Z_<>]+)` \|", table, re.MULTILINE)


def _for_any_carrier(name: str) -> str:
    """What every carrier's line may be told stands in the table once; of a USSD code that is all."""
    for dialect, kind in DIALECTS.items():
        for common in names(kind):
            if name == f"ussd_{dialect}_{common}".upper():
                return f"USSD_<CARRIER>_{common.upper()}"
    for carrier in CARRIERS:
        for common in COMMON:
            if name == f"{carrier}_{common}".upper():
                return f"<CARRIER>_{common.upper()}"
    return name


def test_the_table_holds_exactly_what_is_read() -> None:
    environment = Watched()
    settings = read(environment)
    menus(settings, lines(settings))
    assert sorted(_documented()) == sorted({_for_any_carrier(name) for name in environment.asked})


def test_only_settings_looks_into_the_environment() -> None:
    elsewhere = [
        path.relative_to(ROOT)
        for room in ("parsers", "rules", "ledger", "gateway", "workers")
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"getenv|os\.environ(\[|\.get)", path.read_text(encoding="utf-8"))
    ]
    assert elsewhere == []
