"""Who may see the pages: this machine in a demo, under its own name and without a proxy; else nobody yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient


# What is asked before a database is: one of them is enough.
@pytest.fixture
def database_url(sqlite: str) -> str:
    return sqlite


PAGES = [
    *("/", "/messages", "/due", "/days", "/punctuality"),
    *("/api/v1/totals", "/api/v1/openapi.json", "/metrics", "/phone"),
]


@pytest.mark.parametrize("path", PAGES)
def test_a_demo_is_open_to_its_own_machine(client: FlaskClient, path: str) -> None:
    for remote in ("127.0.0.1", "::1", "::ffff:127.0.0.1", "127.0.0.9"):
        assert client.get(path, environ_base={"REMOTE_ADDR": remote}).status_code == 200, remote


@pytest.mark.parametrize(
    ("headers", "remote"),
    [
        ({"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1"),
        ({"Forwarded": "for=127.0.0.1"}, "127.0.0.1"),
        ({"X-Real-Ip": "127.0.0.1"}, "127.0.0.1"),
        ({"X-Forwarded-For": ""}, "127.0.0.1"),
        ({"Host": "rebound.example"}, "127.0.0.1"),
        ({"Host": "127.0.0.1.example"}, "127.0.0.1"),
        ({"Host": ""}, "127.0.0.1"),
        ({}, "192.0.2.7"),
        ({}, "::ffff:192.0.2.7"),
        ({}, ""),
    ],
)
def test_and_to_nobody_else(client: FlaskClient, headers: dict[str, str], remote: str) -> None:
    for path in PAGES:
        answer = client.get(path, headers=headers, environ_base={"REMOTE_ADDR": remote})
        assert answer.status_code == 403, path
        assert "own machine only" in answer.text


def test_outside_a_demo_it_is_closed_until_there_is_a_sign_in(make_desk: Callable[..., Any]) -> None:
    client = make_desk(TUNGNGO_DEMO="0", load=False).client()
    for path in PAGES[:-1]:
        answer = client.get(path)
        assert answer.status_code == 403, path
        assert "flask totals" in answer.text
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
