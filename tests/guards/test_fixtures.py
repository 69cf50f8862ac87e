"""The two databases and the Valkey that tests get are real, of their own, and the network is closed."""

from __future__ import annotations

import socket

import pytest
from redis import Redis
from sqlalchemy import Engine

from ledger.migrating import is_current
from tests import peers


def test_each_database_is_migrated(engine: Engine) -> None:
    assert is_current(engine)


def test_each_database_is_the_tests_own(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE only_here (mark INTEGER)")


def test_and_the_next_test_sees_nothing_of_it(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE only_here (mark INTEGER)")


def test_valkey_is_real_and_durable(valkey: str) -> None:
    with Redis.from_url(valkey) as redis:
        assert redis.config_get("append*")["appendonly"] == "yes"
        assert redis.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
        assert redis.dbsize() == 0


def test_a_test_cannot_reach_the_network() -> None:
    with socket.socket() as probe, pytest.raises(pytest.fail.Exception, match="reached for"):
        probe.connect(("192.0.2.1", 80))
    with pytest.raises(pytest.fail.Exception, match="looked"):
        socket.getaddrinfo("example.org", 80)


def test_who_is_not_installed_is_named_with_what_brings_it() -> None:
    with pytest.raises(peers.NoPeerError, match="boxbearer is not here; on Debian and Ubuntu: apt install kannel"):
        peers.program("boxbearer", "kannel")
