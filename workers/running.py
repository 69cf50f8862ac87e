"""Runs RQ the way it holds up: one queue a process, two jobs it may run, no scheduler, no child that outlives it."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from gateway.bell import INTAKE, QUEUES, SENDING, Bell
from settings import Settings
from workers import intake, sending
from workers.context import warm
from workers.parting import die_with_parent

log = logging.getLogger(__name__)

JOBS: Mapping[str, Callable[[], None]] = {INTAKE: intake.drain, SENDING: sending.send_waiting}
"""All that a job may name. Whoever can write to Redis can forge a job, but only one of these, without arguments."""


class ForgedJobError(Exception):
    """A job that we did not enqueue."""


class ListedJob(Job):
    """A job that runs one of JOBS and nothing else: no other function, callback or web hook that its data names."""

    @property
    def func(self) -> Callable[[], None]:
        """The function to run. Raises ForgedJobError for one that is not listed."""
        found = JOBS.get(str(self.func_name))
        if found is None:
            raise ForgedJobError(f"refused: {self.func_name!r:.80} is none of our jobs")
        return found

    @property
    def success_callback(self) -> None:
        """None: we never set one."""

    @property
    def failure_callback(self) -> None:
        """None: we never set one."""

    @property
    def stopped_callback(self) -> None:
        """None: we never set one."""

    def send_webhooks(self, *_: object, **__: object) -> None:
        """Call nobody: we never set one."""


class ListedQueue(Queue):
    """A queue whose jobs are all read as listed ones, also by RQ's maintenance."""

    job_class = ListedJob


class LoneWorker(Worker):
    """An RQ worker for one queue, whose forked child ends with it and which soon finds a Redis that came back."""

    job_class = ListedJob
    queue_class = ListedQueue
    log_result_lifespan = False
    max_connection_wait_time = 1.0

    def main_work_horse(self, job: Job, queue: Queue) -> Any:
        """Run in the forked child. SIGKILL: a job is safe to be cut anywhere, and must not run beside its successor."""
        die_with_parent(signal.SIGKILL, parent=self.pid or os.getppid())
        return super().main_work_horse(job, queue)


def run(name: str, settings: Settings) -> None:
    """Work off the queue of the job `name` until told to stop."""
    warm()  # what the forked children need is loaded here, or each of them would pay for it again
    bell = Bell(settings.redis_url)

    def let_the_next_ring_through(*_: object) -> None:
        bell.clear(name)

    let_the_next_ring_through()  # whoever was to answer the last one may have died with it
    try:
        _work(name, Redis.from_url(settings.redis_url), let_the_next_ring_through)
    except RedisError as error:
        log.warning("Redis is away, until it is back the ticker works alone: %s", type(error).__name__)
        sys.exit(1)


def _work(name: str, redis: Redis, killed: Callable[..., None]) -> None:
    """Take jobs until told to stop. Raises RedisError where Redis is away just when a worker starts, or ends."""
    worker = LoneWorker(
        QUEUES[name],
        connection=redis,
        serializer=JSONSerializer,
        # RQ looks after stuck jobs only when its blocking pop ends, 15 s before this.
        worker_ttl=45,
        maintenance_interval=30,
        log_job_description=False,
        # What a killed child had to do is still to be done: the next ring must not be held back by its own.
        work_horse_killed_handler=killed,
    )
    worker.work(with_scheduler=False, logging_level="WARNING")
