"""Only for tests/journey/test_kills.py, by PYTHONPATH: makes one text deadly for the process that reads it."""

import functools
import os
import signal
from collections.abc import Callable
from typing import Any

import parsers


def deadly(read: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(read)
    def reading(text: str, *rest: Any, **named: Any) -> Any:
        if "PHAO NO" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        return read(text, *rest, **named)

    return reading


parsers.read = deadly(parsers.read)
