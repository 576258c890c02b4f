"""A folder on a disk that keeps only what was synced (``disk``), and the cut of its power. Needs Linux and FUSE.

The disk is a program of its own, ``python -m tests.faults.mount FOLDER``, which is told over its standard input what to
do: a file system must not be served by a process that waits for it.

Programs map files of it into memory as on any other (SQLite's ``-shm``): the kernel caches its pages, and hands changed
ones over before it hands over a sync. A cut takes the file system away and brings it back, so that nothing is left in
the kernel's caches; whoever used it must have ended before.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random

from tests.faults.disk import Disk

ROOT = Path(__file__).parents[2]
NEEDED = "pip install -r requirements-dev.txt, apt-get install fuse3, and a /dev/fuse that may be used"
BUSY_S = 20.0


class NoFuse(RuntimeError):
    """This machine cannot have such a disk."""


class PowerDisk:
    """The disk at ``folder``, which is made, while entered. Raises NoFuse."""

    def __init__(self, folder: Path, *, journal: bool = False) -> None:
        self.folder = folder
        self.options = ["journal"] if journal else []

    def __enter__(self) -> "PowerDisk":
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "tests.faults.mount", str(self.folder), *self.options]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        try:
            self._told("ready")
        except RuntimeError as error:
            raise NoFuse(f"no disk whose power can be cut ({error}): {NEEDED}") from error
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate(timeout=BUSY_S * 2)

    def settle(self) -> None:
        """All that is on it is synced, as after a proper shutdown."""
        self._say("settle")
        self._told("settled")

    def cut(self, seed: int = 0) -> None:
        """Cut the power, and start again. Whoever has a file open must have ended.

        :param seed: 0 leaves only what was synced; any other lets chance keep some of the rest.
        """
        self._say(f"cut {seed}")
        self._told("ready")

    def _say(self, words: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{words}\n")
        self.process.stdin.flush()

    def _told(self, word: str) -> None:
        assert self.process.stdout is not None
        told = self.process.stdout.readline().strip()
        if told != word:
            _, errors = self.process.communicate(timeout=BUSY_S * 2)
            lines = errors.strip().splitlines() or ["it has ended"]
            raise RuntimeError(told or next((line for line in lines if line.startswith("fuse")), lines[-1]))


class Program:
    """The disk's own process."""

    def __init__(self, folder: str, options: list[str]) -> None:
        import mfusepy  # noqa: PLC0415 - it looks for libfuse when it is imported

        class Mounted(Disk, mfusepy.Operations):  # type: ignore[misc]
            def init(self, path: str) -> None:
                say("ready")

        self.serve = mfusepy.FUSE
        self.folder, self.disk = folder, Mounted(journal="journal" in options)
        self.orders: list[int] = []

    def run(self) -> None:
        """Be there, again after every cut, until the other side hangs up."""
        threading.Thread(target=self._listen, daemon=True).start()
        while True:
            # Nobody else changes anything: what the kernel knows stays true.
            self.serve(
                self.disk, self.folder, foreground=True, nothreads=True, use_ino=True, fsname="power",
                kernel_cache=True, attr_timeout=3600, entry_timeout=3600,
            )  # fmt: skip
            if not self.orders:
                return
            seed = self.orders.pop()
            self.disk.cut(Random(seed) if seed else None)

    def _listen(self) -> None:
        for line in sys.stdin:
            word, *rest = line.split()
            if word == "settle":
                self.disk.settle()
                say("settled")
            else:
                self.orders.append(int(rest[0]))
                unmount(self.folder)
        unmount(self.folder)


def unmount(folder: str) -> None:
    """Take it away, as soon as nobody has a file open on it any more."""
    command = [shutil.which("fusermount3") or shutil.which("fusermount") or "umount"]
    command += [] if command == ["umount"] else ["-u"]
    deadline = time.monotonic() + BUSY_S
    while (done := subprocess.run([*command, folder], capture_output=True, text=True, check=False)).returncode:
        if time.monotonic() > deadline:
            say(f"somebody still uses it: {done.stderr.strip()}")
            os._exit(1)
        time.sleep(0.02)


def say(words: str) -> None:
    """To the other side."""
    print(words, flush=True)  # noqa: T201 - it is a program


if __name__ == "__main__":
    Program(sys.argv[1], sys.argv[2:]).run()
