"""The bell: every name it rings is a job, a forged job runs nothing, and a Redis in trouble costs a moment at most."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue
from rq.job import JobStatus
from rq.serializers import JSONSerializer

from gateway import bell
from gateway.bell import INTAKE, QUEUES, SENDING, Bell
from settings import ROOT
from tests.servers import queued
from workers import running
from workers.running import JOBS, ListedQueue, LoneWorker


def until(happened: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def work_off(valkey: str, name: str) -> None:
    """Run what waits in one queue with the real worker, forks included."""
    worker = LoneWorker(QUEUES[name], connection=Redis.from_url(valkey), serializer=JSONSerializer)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    worker.work(burst=True, logging_level="CRITICAL")
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("name", QUEUES)
def test_every_rung_name_is_a_job_and_the_function_of_that_name(name: str) -> None:
    assert f"{JOBS[name].__module__}.{JOBS[name].__qualname__}" == name


def test_there_is_no_job_that_nobody_rings() -> None:
    assert set(JOBS) == set(QUEUES)
    assert len(set(QUEUES.values())) == len(QUEUES), "one queue a worker: with two, a kill loses jobs"


def test_a_ring_queues_one_job_without_arguments(valkey: str) -> None:
    assert Bell(valkey).ring(INTAKE)
    with Redis.from_url(valkey) as redis:
        (job,) = Queue("intake", connection=redis, serializer=JSONSerializer).jobs
    assert (job.func_name, list(job.args), dict(job.kwargs)) == (INTAKE, [], {})
    assert (job.timeout, job.result_ttl, job.failure_ttl) == (120, 0, 3600)


def test_while_one_is_due_no_second_is_queued(valkey: str) -> None:
    mine, other = Bell(valkey), Bell(valkey)
    assert all(ringer.ring(INTAKE) for ringer in (mine, other, mine, other))
    assert queued(valkey, INTAKE) == 1
    assert queued(valkey, SENDING) == 0


def test_after_clearing_the_next_ring_counts(valkey: str) -> None:
    ringer = Bell(valkey)
    ringer.ring(INTAKE)
    assert ringer.clear(INTAKE)
    ringer.ring(INTAKE)
    assert queued(valkey, INTAKE) == 2


def test_a_guard_that_nobody_clears_wears_off(valkey: str) -> None:
    Bell(valkey).ring(INTAKE)
    with Redis.from_url(valkey) as redis:
        assert 0 < redis.ttl("tungngo:due:intake") <= bell.GUARD_SECONDS


def test_jobs_that_nobody_works_off_do_not_pile_up(valkey: str) -> None:
    ringer = Bell(valkey)
    for _ in range(10):
        assert ringer.ring(SENDING)
        ringer.clear(SENDING)
    assert queued(valkey, SENDING) == bell.MOST_QUEUED


def test_a_redis_that_is_away_is_no_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    ringer = Bell(f"unix://{tmp_path}/nobody.sock")
    assert not any([ringer.ring(INTAKE), ringer.clear(INTAKE), ringer.ping()])
    assert len(caplog.records) == 1, "one warning a minute is enough"


def test_it_rings_again_when_redis_is_back(valkey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ringer = Bell(valkey)
    monkeypatch.setattr(bell, "REST_SECONDS", 0.05)
    ringer._rest(ConnectionError())
    assert not ringer.ring(INTAKE)
    time.sleep(0.06)
    assert ringer.ring(INTAKE)


@contextmanager
def deaf_redis(tmp_path: Path) -> Iterator[str]:
    """A socket that takes connections and never says a word, like a Redis that hangs."""
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(tmp_path / "deaf.sock"))
        deaf.listen()
        yield f"unix://{tmp_path}/deaf.sock"


def test_a_redis_that_hangs_slows_one_webhook_by_a_moment_and_the_next_not_at_all(tmp_path: Path) -> None:
    with deaf_redis(tmp_path) as url:
        ringer = Bell(url)
        began = time.monotonic()
        assert not ringer.ring(INTAKE)
        first = time.monotonic() - began
        assert not any(ringer.ring(INTAKE) for _ in range(1000))
        rest = time.monotonic() - began - first
    assert first < 0.45
    assert rest < 0.1


def forge(valkey: str, queue: str, data: list[object], **fields: str) -> str:
    """Put a job into Redis the way an intruder would, without any of our code."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    with Redis.from_url(valkey) as redis:
        redis.hset(
            "rq:job:forged",
            mapping={
                "created_at": now, "enqueued_at": now, "origin": queue, "status": "queued", "timeout": "120",
                "data": json.dumps(data), **fields,
            },
        )  # fmt: skip
        redis.sadd("rq:queues", f"rq:queue:{queue}")
        redis.rpush(f"rq:queue:{queue}", "forged")
    return "forged"


@pytest.mark.parametrize(
    "data",
    [
        ["os.system", None, ["touch {trace}"], {}],
        ["pathlib.Path.touch", None, ["{trace}"], {}],
        ["workers.intake.drain", None, ["touch {trace}"], {}],
        ["workers.intake.drain_with", None, [], {}],
        ["drain", "{trace}", [], {}],
        [["workers.intake.drain"], None, [], {}],
        [None, None, [], {}],
    ],
)
def test_a_forged_job_runs_nothing(
    valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: list[object]
) -> None:
    ran, trace = tmp_path / "ran", tmp_path / "trace"
    monkeypatch.setattr(running, "JOBS", {INTAKE: ran.touch, SENDING: ran.touch})
    filled = json.loads(json.dumps(data).replace("{trace}", str(trace)))
    job = forge(valkey, "intake", filled)
    work_off(valkey, INTAKE)
    assert not trace.exists()
    assert not ran.exists()
    with Redis.from_url(valkey) as redis:
        found = ListedQueue("intake", connection=redis, serializer=JSONSerializer).fetch_job(job)
        assert found is not None
        assert found.get_status() is JobStatus.FAILED


@pytest.mark.parametrize("named", ["success_callback_name", "failure_callback_name", "stopped_callback_name"])
def test_a_forged_callback_is_never_called(
    valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    ran = tmp_path / "ran"
    monkeypatch.setattr(running, "JOBS", {INTAKE: ran.touch})
    forge(valkey, "intake", [INTAKE, None, [], {}], **{named: "os.abort"})
    work_off(valkey, INTAKE)
    assert ran.exists(), "the job itself is one of ours, and safe to run at any time"


def test_a_rung_job_is_worked_off(valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = tmp_path / "ran"
    monkeypatch.setattr(running, "JOBS", {INTAKE: ran.touch})
    Bell(valkey).ring(INTAKE)
    work_off(valkey, INTAKE)
    assert ran.exists()


def test_a_forked_child_does_not_outlive_its_worker(valkey: str, tmp_path: Path) -> None:
    """Else its job would be started a second time beside it, a minute later."""
    program = f"""
import os, time
from pathlib import Path
from redis import Redis
from rq.serializers import JSONSerializer
from workers import running

def job() -> None:
    Path({str(tmp_path / "half")!r}).write_text(str(os.getpid()))
    Path({str(tmp_path / "half")!r}).rename({str(tmp_path / "child")!r})
    time.sleep(60)

running.JOBS = {{"workers.intake.drain": job}}
running.LoneWorker("intake", connection=Redis.from_url({valkey!r}), serializer=JSONSerializer).work()
"""
    Bell(valkey).ring(INTAKE)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    worker = subprocess.Popen([sys.executable, "-c", program], env=environment, stderr=subprocess.DEVNULL)
    until((tmp_path / "child").exists)
    child = int((tmp_path / "child").read_text(encoding="ascii"))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    until(lambda: not Path(f"/proc/{child}/cmdline").exists() or not Path(f"/proc/{child}/cmdline").read_bytes())
