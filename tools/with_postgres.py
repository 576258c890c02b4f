"""Run a command beside a throw-away PostgreSQL cluster of its own.

``python -m tools.with_postgres [--find] command …`` makes a cluster in a temporary folder, sets
``TEST_POSTGRES_URL`` to it for the command, and stops and removes it at the end. Nothing of the
machine's own clusters is touched. ``--find`` only says where the programs are.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

NEEDED = "PostgreSQL cannot be had: install it (apt-get install postgresql) to test on both databases."


def find_programs() -> Path | None:
    """The newest folder that holds initdb and pg_ctl, or None."""
    folders = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if p.parent.name.isdigit()]
    folders.sort(key=lambda folder: int(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    return None


def as_postgres(command: list[str]) -> list[str]:
    """``command`` for the user ``postgres`` when we are root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return command
    runner = shutil.which("setpriv")
    if runner:
        return [runner, "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", *command]
    return ["runuser", "-u", "postgres", "--", *command]


def free_port() -> int:
    """A TCP port of the loopback interface that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """A cluster in a temporary folder, on a free loopback port, without durability: it is thrown away."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="xungai-pg-"))
        self.port = free_port()

    @property
    def url(self) -> str:
        """Address of the maintenance database, for SQLAlchemy with psycopg 3."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Make and start it. Raises CalledProcessError with the programs' own words."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        data, log = str(self.folder / "data"), str(self.folder / "log")
        ways = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self._run("initdb", "-D", data, *ways)
        settings = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} "
            "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=120 "
            "-c shared_buffers=64MB -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off"
        )
        self._run("pg_ctl", "-D", data, "-w", "-t", "60", "-l", log, "-o", settings, "start")

    def stop(self) -> None:
        """Stop it at once and remove its folder."""
        data = str(self.folder / "data")
        command = [str(self.programs / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop"]
        subprocess.run(as_postgres(command), cwd="/", capture_output=True, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        # A server started by pg_ctl keeps our pipes open, so output goes to a file.
        out = self.folder.parent / f"{self.folder.name}.out"
        with out.open("w") as sink:
            command = as_postgres([str(self.programs / program), *arguments])
            done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, check=False)
        words = out.read_text()
        out.unlink()
        if done.returncode:
            log = self.folder / "log"
            raise RuntimeError(f"{program} failed:\n{words}\n{log.read_text() if log.exists() else ''}")


def main(arguments: list[str]) -> int:
    """Answer the command's own exit status; 1 when PostgreSQL cannot be had."""
    programs = find_programs()
    if programs is None:
        print(f"\n*** {NEEDED} ***\n", file=sys.stderr)
        return 1
    if arguments == ["--find"]:
        print(programs)
        return 0
    cluster = Cluster(programs)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        cluster.start()
        environment = {**os.environ, "TEST_POSTGRES_URL": cluster.url}
        return subprocess.run(arguments, env=environment, check=False).returncode
    finally:
        cluster.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
