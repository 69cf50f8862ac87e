"""The web process: granian around wsgi:serving, whose forked children end with it."""

from __future__ import annotations

import importlib
import multiprocessing
import signal
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from gateway.spool import Spool
from settings import Settings
from workers.embedded import CannotStartError
from workers.parting import die_with_parent

# Named, not imported: no worker sees the pages. A function, because the app has a thread, which belongs in the process
# that serves and not in the one that forks it.
APP = "wsgi:serving"

# One process: its threads wait for the one writer's commit, not for the interpreter; bench/ shows what a second gives.
PROCESSES = 1
# A request holds a thread while its body arrives. With 64 of them 500 slow senders kept everybody else out; with 512 the
# others were answered within 15 ms. Threads come on demand and go when idle; beyond that a reverse proxy has to help.
THREADS = 512
# A request in flight may finish its commit; then the whole stop has to stay within five seconds.
SECONDS_TO_FINISH = 1


def load(target: str) -> Any:
    """The WSGI app, made in granian's forked child, which must not hold the port once granian itself is killed."""
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        die_with_parent(signal.SIGKILL, parent=parent.pid)
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)()


def see_to_spool(settings: Settings) -> None:
    """Write in the spool once. CannotStartError where that fails: an outage of the database is too late to find it out.

    For the start of the service, not for each start of its web process: one that ended while the disk was full must come
    back, since as long as the database is there it does without a spool.
    """
    try:
        Spool(settings.spool).prepare()
    except OSError as error:
        raise CannotStartError(
            f"{error.filename or settings.spool} cannot be written ({error.strerror}): "
            "change its owner, or set another DATA_DIR."
        ) from None


def serve(settings: Settings, app: str = APP) -> None:
    """Answer on the configured port until told to stop. Another `app` is for comparison."""
    Granian(
        app,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=PROCESSES,
        blocking_threads=THREADS,
        workers_kill_timeout=SECONDS_TO_FINISH,
        # A child that was killed is forked anew at once, without the cost of starting Python again.
        respawn_failed_workers=True,
        # Its warnings are about thread counts that are chosen here; its errors say which child ended.
        log_level=LogLevels.error,
    ).serve(target_loader=load)
