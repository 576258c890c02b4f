"""The app as a real program on a port of this machine: killed at any moment, started again on the same data."""

import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tools.with_postgres import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
GUNICORN = ("--workers=2", "--worker-class=gthread", "--threads=16", "--no-control-socket", "--timeout=60")


class Server:
    """``control`` names a safeguard to switch off (``tests.faults.controls``)."""

    def __init__(self, data_dir: Path, database_url: str, control: str = "") -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data_dir / "served.log"
        self.environment = {
            **os.environ,
            "DATA_DIR": str(data_dir),
            "DATABASE_URL": database_url,
            "CONTROL": control,
            "PYTHONPATH": str(ROOT),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it in a process group of its own, and wait until it answers."""
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            *GUNICORN,
            f"--bind=127.0.0.1:{self.port}",
            "tests.faults.served:app",
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(self.log.read_text("utf-8", "replace")[-3000:])
            time.sleep(0.02)

    def kill(self) -> None:
        """``kill -9`` of the whole group, whatever it is doing."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
