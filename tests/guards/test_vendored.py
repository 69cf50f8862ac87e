"""What is copied into the repository is what its page says it is."""

from __future__ import annotations

import re
from hashlib import sha256

from settings import ROOT

ROW = re.compile(r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", re.MULTILINE)


def test_each_copy_has_the_sum_that_is_told() -> None:
    told = dict(ROW.findall((ROOT / "docs" / "vendored.md").read_text(encoding="utf-8")))
    copies = {str(path.relative_to(ROOT)) for path in (ROOT / "gateway" / "static").glob("*.min.js")}
    assert set(told) == copies
    assert {name: sha256((ROOT / name).read_bytes()).hexdigest() for name in told} == told
