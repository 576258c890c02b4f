"""Killing a phone's browser as systems do: at once, whole, without a word to the page."""

import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path


def kill(profile: Path) -> None:
    """``kill -9`` to the browser of a profile and everything that it has started; comes back when all are gone."""
    for group in {os.getpgid(pid) for pid in _processes(profile)}:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
    while _processes(profile):
        time.sleep(0.01)


def kill_after(profile: Path, seconds: float) -> threading.Timer:
    """The same, after a while, whatever goes on then."""
    timer = threading.Timer(seconds, kill, [profile])
    timer.start()
    return timer


def _processes(profile: Path) -> list[int]:
    """Ids of those that were started for this profile and have not ended yet."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            is_ours = f"--user-data-dir={profile}".encode() in (folder / "cmdline").read_bytes().split(b"\0")
            if is_ours:
                found.append(int(folder.name))
    return found
