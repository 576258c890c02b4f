"""No orphans: a child process that ends when its parent does, even by kill -9."""

import ctypes
import os
import signal
import sys

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h


def end_with_parent(parent: int) -> None:
    """Called in the child: be sent SIGTERM when the parent dies. Does nothing where the system cannot (macOS).

    :param parent: the parent's process id; when it is another by now, the parent has died already.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
