"""The published messages: each is read exactly as it is labelled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from parsers import expectation, read
from tests.parsers.vocabulary import TAN_CHAU

MESSAGES = [
    json.loads(line) for line in (Path(__file__).parent / "messages.jsonl").read_text("utf-8").splitlines() if line
]


@pytest.mark.parametrize("message", MESSAGES, ids=[repr(message["text"]) for message in MESSAGES])
def test_a_message_is_read_as_labelled(message: dict[str, Any]) -> None:
    assert expectation(read(message["text"], TAN_CHAU, message.get("from"))) == message["expect"], message["why"]
