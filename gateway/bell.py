"""The bell: wakes a worker up. The only room that enqueues; a bell that cannot ring costs a delay, never a report."""

from __future__ import annotations

import logging
import time

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

INTAKE = "workers.intake.drain"
SENDING = "workers.sending.send_waiting"
QUEUES = {INTAKE: "intake", SENDING: "sending"}

GUARD_SECONDS = 5
TIMEOUT_SECONDS = 0.2
JOB_SECONDS = 120
FAILED_JOB_SECONDS = 3600
MOST_QUEUED = 4
REST_SECONDS = 0.5
WARNING_EVERY_SECONDS = 60.0

log = logging.getLogger(__name__)


class Bell:
    """Rings jobs by name, at most once for as long as a ringing is still due, and never for longer than a moment."""

    def __init__(self, redis_url: str) -> None:
        """`redis_url` is any form that redis-py takes. Nothing is connected before the first ring."""
        self._redis = Redis.from_url(
            redis_url,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            # A connection that broke while idle is worth one more try; one that hangs is not.
            retry=Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
        )
        self._queues = {
            name: Queue(queue, connection=self._redis, serializer=JSONSerializer) for name, queue in QUEUES.items()
        }
        self._resting_until = 0.0
        self._warned_at = -WARNING_EVERY_SECONDS

    def ring(self, name: str) -> bool:
        """Make sure that the job `name` is due soon. True where it now is; False where Redis could not be told."""
        queue = self._queues[name]
        if time.monotonic() < self._resting_until:
            return False
        try:
            if self._redis.set(_guard(name), 1, nx=True, ex=GUARD_SECONDS) and queue.count < MOST_QUEUED:
                # Arguments would make Redis a second home of the truth: a job says "look", and nothing else.
                queue.enqueue_call(name, timeout=JOB_SECONDS, result_ttl=0, failure_ttl=FAILED_JOB_SECONDS)
        except (RedisError, OSError) as error:
            self._rest(error)
            return False
        return True

    def clear(self, name: str) -> bool:
        """Let the next ring through. A drain calls this at its end, and then looks once more."""
        try:
            self._redis.delete(_guard(name))
        except (RedisError, OSError) as error:
            self._rest(error)
            return False
        return True

    def ping(self) -> bool:
        """Whether Redis answers within the time that a ring may take."""
        try:
            return bool(self._redis.ping())
        except (RedisError, OSError):
            return False

    def _rest(self, error: Exception) -> None:
        """Leave a Redis that is away or hangs alone for a moment, so that it never slows a webhook twice."""
        now = time.monotonic()
        self._resting_until = now + REST_SECONDS
        if now - self._warned_at >= WARNING_EVERY_SECONDS:
            self._warned_at = now
            log.warning("Redis does not answer, the ticker will see to what waits: %s", type(error).__name__)


def _guard(name: str) -> str:
    return f"tungngo:due:{QUEUES[name]}"
