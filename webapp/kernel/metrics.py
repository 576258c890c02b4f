"""Counters that several processes share and that ``/metrics`` prints, in the text format of Prometheus.

Each process counts in a file of its own, mapped into memory, so that whichever worker is asked can add them all up.
A process holds a lock on its file while it lives; what a dead one counted is moved into ``gone``, so that sums never
fall. They begin at nothing when the folder is removed, which Prometheus understands.
"""

import fcntl
import mmap
import os
import secrets
import struct
import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

SLOTS, WIDTH = 4096, 256
VALUE = struct.Struct("<d")
GONE = "gone"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds in seconds. A photo over a slow line takes long, and its bytes are part of it."""


METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class Tally:
    """The counts of this process, and the sums over all that share ``folder``."""

    def __init__(self, folder: Path) -> None:
        """Count in ``folder``; nothing is made there before the first count."""
        self.folder = folder
        self._lock = threading.Lock()
        self._slots: dict[str, int] = {}
        self._memory: mmap.mmap | None = None
        self._pid = 0

    def add(self, key: str, amount: float = 1.0) -> None:
        """Count. A key beyond the last slot, or too long for one, is left out: counting breaks no request."""
        name = key.encode()
        with self._lock:
            if self._memory is None or self._pid != os.getpid():
                try:
                    self._memory = self._open()
                except OSError:  # a full or read-only disk, which /readyz tells; requests go on uncounted
                    return
            slot = self._slots.get(key)
            if slot is None:
                if len(self._slots) >= SLOTS or len(name) > WIDTH - VALUE.size:
                    return
                slot = self._slots[key] = len(self._slots)
                start = slot * WIDTH + VALUE.size
                self._memory[start : start + len(name)] = name
            at = slot * WIDTH
            VALUE.pack_into(self._memory, at, VALUE.unpack_from(self._memory, at)[0] + amount)

    def sums(self) -> dict[str, float]:
        """Every key with its sum over all processes, living and dead."""
        if not self.folder.is_dir():
            return {}
        with _locked(self.folder):
            return _summed(self.folder.glob("*.counts"))

    def processes(self) -> list[int]:
        """The ids of the processes that count here and live."""
        living = (path for path in self.folder.glob("[0-9]*.counts") if not _is_dead(path))
        return sorted({int(path.stem.partition("-")[0]) for path in living})

    def _open(self) -> mmap.mmap:
        self._slots, self._pid = {}, os.getpid()
        self.folder.mkdir(parents=True, exist_ok=True)
        # Two apps in one process, or two machines that share the folder, must not meet in one file.
        path = self.folder / f"{self._pid}-{secrets.token_hex(4)}.counts"
        with _locked(self.folder):
            self._bury()
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)  # kept until the process ends, and the file open with it
                # Given its room now: a mapped page that finds no room on the disk later would kill the process.
                os.posix_fallocate(file, 0, SLOTS * WIDTH)
                return mmap.mmap(file, SLOTS * WIDTH)
            except OSError:
                os.close(file)
                path.unlink()
                raise

    def _bury(self) -> None:
        """Move the counts of the dead into one file."""
        dead = [path for path in self.folder.glob("[0-9]*.counts") if _is_dead(path)]
        if not dead:
            return
        kept = self.folder / f"{GONE}.counts"
        total = _summed([kept, *dead])
        fresh = self.folder / f"{GONE}.fresh"
        fresh.write_bytes(b"".join(_slot(key, value) for key, value in total.items()))
        fresh.replace(kept)
        for path in dead:
            path.unlink(missing_ok=True)


class _locked:  # noqa: N801 - reads as a verb
    """Holds the folder for one process, so that nobody adds up while the dead are moved."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"

    def __enter__(self) -> None:
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_error: object) -> None:
        os.close(self._file)


def _is_dead(path: Path) -> bool:
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(file)
    return True


def _summed(paths: Iterable[Path]) -> dict[str, float]:
    total: defaultdict[str, float] = defaultdict(float)
    for path in paths:
        for key, value in _read(path).items():
            total[key] += value
    return dict(total)


def _slot(key: str, value: float) -> bytes:
    return (VALUE.pack(value) + key.encode()).ljust(WIDTH, b"\0")


def _read(path: Path) -> dict[str, float]:
    data = b""
    with suppress(FileNotFoundError):
        data = path.read_bytes()
    found = {}
    for at in range(0, len(data), WIDTH):
        key = data[at + VALUE.size : at + WIDTH].rstrip(b"\0").decode(errors="replace")
        if not key:
            break
        found[key] = VALUE.unpack_from(data, at)[0]
    return found


def sample(name: str, /, **labels: Any) -> str:
    """``name{label="value"}`` as Prometheus writes it."""
    if not labels:
        return name
    said = ",".join(f'{key}="{_escaped(str(value))}"' for key, value in labels.items())
    return f"{name}{{{said}}}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def count_line(tally: Tally, line: Mapping[str, Any], ms: float) -> None:
    """Count what the log's line of a request or a job tells (``kernel.logs``)."""
    if "job" in line:
        tally.add(sample("xungai_jobs_total", name=line["job"], outcome=line["outcome"]))
        return
    method = line["method"] if line["method"] in METHODS else "other"
    route = {"method": method, "route": line["route"] or "none"}
    tally.add(sample("xungai_requests_total", **route, status=line["status"]))
    tally.add("xungai_request_bytes_total", line["bytes_in"])
    place = bisect_left(BUCKETS, ms / 1000)
    for bound in BUCKETS[place:]:
        tally.add(sample("xungai_request_seconds_bucket", le=bound))
    tally.add(sample("xungai_request_seconds_bucket", le="+Inf"))
    tally.add("xungai_request_seconds_sum", ms / 1000)
    tally.add("xungai_request_seconds_count")
    for each in line.get("commands", ()):
        tally.add(sample("xungai_commands_total", name=each["name"], outcome=each["outcome"]))


def _order(key: str) -> tuple[str, float, str]:
    """Buckets by their bounds, as the format wants them; the rest by name."""
    name, _, rest = key.partition('{le="')
    return (name, float(rest.rstrip('"}')), "") if rest else (name.partition("{")[0], 0.0, key)


def text(kinds: Iterable[tuple[str, str, str]], values: Mapping[str, float]) -> str:
    """The page: for each of ``kinds`` (name, type, help) its help, its type and its samples."""
    lines = []
    for name, kind, meaning in kinds:
        names = {name} | ({f"{name}_{end}" for end in ("bucket", "sum", "count")} if kind == "histogram" else set())
        mine = sorted((key for key in values if key.partition("{")[0] in names), key=_order)
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]
        lines += [f"{key} {values[key]:.17g}" for key in mine]
    return "\n".join(lines) + "\n"
