"""What a process asks of the kernel: to end with its parent, to end with its whole group, to be called by its name."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
# Loaded before any fork: a child between fork and exec should allocate as little as it can.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(last_signal: signal.Signals, *, parent: int) -> None:
    """Ask the kernel to send us `last_signal` when the process `parent` ends. Elsewhere than on Linux nothing happens.

    Must be called in the child; the wish does not survive another fork. The signal comes when the thread that forked
    us ends, so only a main thread should fork.
    """
    if _LIBC is None:
        return
    _LIBC.prctl(PR_SET_PDEATHSIG, int(last_signal))
    if os.getppid() != parent:  # it ended before we could ask
        os.kill(os.getpid(), last_signal)


def be_called(name: str) -> None:
    """Show up in ps and top as `name`, cut to 15 bytes; elsewhere than on Linux nothing happens."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_NAME, ctypes.c_char_p(name.encode()[:15]))


def kill_group(leader: int) -> None:
    """SIGKILL everything left in the process group of `leader`, which may itself be gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
