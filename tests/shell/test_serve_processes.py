"""Children of `flask serve` are started again, ended in order, and never outlive their parent."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # every parent imports the whole app

ROOT = Path(__file__).parents[2]
PATIENCE = 40.0
PARENT = """
import sys
from pathlib import Path
from webapp.shell.serving import processes
from webapp.shell.serving.processes import Child, Family

folder = Path(sys.argv[1])
child = "import os, pathlib, time; pathlib.Path(r'{}', '{}.' + str(os.getpid())).touch(); {}"
web = Child("web", [sys.executable, "-c", child.format(folder, "web", sys.argv[2])], essential=True)
jobs = Child("jobs", [sys.executable, "-c", child.format(folder, "jobs", "time.sleep(100)")])
ready = lambda: len(list(folder.glob("*.*"))) >= 2
raise SystemExit(Family([web, jobs], {}, ready, lambda: (folder / "told").touch()).live())
"""

Start = Callable[..., subprocess.Popen[str]]


def until(condition: Callable[[], object]) -> None:
    """Wait for it; fails after a while."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def pids(folder: Path, name: str) -> list[int]:
    """Processes that have left their mark, in no order."""
    return [int(path.suffix[1:]) for path in folder.glob(f"{name}.*")]


def alive(pid: int) -> bool:
    """Whether the process runs; one that nobody has buried yet does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return False


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a parent whose web server runs the given line."""
    started: list[subprocess.Popen[str]] = []

    def run(line: str = "time.sleep(100)") -> subprocess.Popen[str]:
        words = [sys.executable, "-c", PARENT, str(tmp_path), line]
        started.append(subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield run
    for parent in started:
        parent.kill()
        parent.communicate()
    for pid in pids(tmp_path, "*"):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


@linux
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all(start: Start, tmp_path: Path, number: int) -> None:
    parent = start()
    until(lambda: (tmp_path / "told").exists())
    parent.send_signal(number)

    assert parent.wait(PATIENCE) == 0
    assert not any(alive(pid) for pid in pids(tmp_path, "*"))


@linux
def test_no_orphans_after_kill_9(start: Start, tmp_path: Path) -> None:
    parent = start()
    until(lambda: (tmp_path / "told").exists())
    parent.kill()
    parent.wait(PATIENCE)

    until(lambda: not any(alive(pid) for pid in pids(tmp_path, "*")))


@linux
def test_a_job_runner_that_dies_is_started_again(start: Start, tmp_path: Path) -> None:
    start()
    until(lambda: (tmp_path / "told").exists())
    (first,) = pids(tmp_path, "jobs")
    os.kill(first, signal.SIGKILL)

    until(lambda: len(pids(tmp_path, "jobs")) == 2)


def test_a_web_server_that_cannot_start_ends_everything(start: Start, tmp_path: Path) -> None:
    parent = start("raise SystemExit(3)")

    assert parent.wait(PATIENCE) == 3
    assert not any(alive(pid) for pid in pids(tmp_path, "jobs"))
