"""How does a process make sure that it does not outlive its parent?

On Linux the kernel sends a signal when the parent dies, even by SIGKILL. It follows the *thread* that forked,
so children are started from the main thread. Elsewhere a thread looks who the parent is.
"""

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

from workflows.platform.unusable import Unusable

_PR_SET_PDEATHSIG: Final = 1
_LINUX: Final = sys.platform.startswith("linux")
_LOOKS_EVERY_SECONDS: Final = 0.2


def end_with(parent: int) -> None:
    """End this process by SIGTERM when the process `parent` ends; at once when it already has."""
    if _LINUX:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def dies_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """What a child that is not ours to change runs before it starts, so that it gets `number` when we die."""
    if threading.current_thread() is not threading.main_thread():
        raise Unusable("The database is started from the main thread only; it would die with any other one.")
    if not _LINUX:
        return None
    libc, parent = ctypes.CDLL(None, use_errno=True), os.getpid()

    def ask_the_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOKS_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
