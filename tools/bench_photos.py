"""How many photos a second the running app takes in, and its memory meanwhile: ``python -m tools.bench_photos``.

The whole app is started as ``make run`` does it (two web workers, the job runner that makes the smaller copies), on a
free port and an empty folder. Eight clients on the same machine send 2,000 JPEGs of 400 KB, each of its own content,
each decoded, hashed and synced before its 201. Beside them the memory of all processes of the app is read (PSS, so
that what they share counts once).
"""

import argparse
import contextlib
import http.client
import io
import json
import os
import queue
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

from tools.bench_images import detailed

PASSWORD = "measured in peace"  # noqa: S105 - of a demo that lives for minutes
SIZE = (1600, 1200)  # what phones shrink a photo to
WANTED = 400_000
PATIENCE = 180  # seconds until the demo stands


def photo() -> bytes:
    """A JPEG of about 400 KB."""
    picture = detailed(SIZE, 14)
    for quality in range(95, 30, -3):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality)
        if out.tell() <= WANTED:
            return out.getvalue()
    return out.getvalue()


def numbered(base: bytes, number: int) -> bytes:
    """The same picture with a comment of its own, so that its hash is its own."""
    words = f"photo {number}".encode()
    return base[:2] + b"\xff\xfe" + (len(words) + 2).to_bytes(2) + words + base[2:]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family(root: int) -> list[int]:
    """A process and all below it."""
    found = [root]
    for each in found:
        with contextlib.suppress(OSError):
            for thread in Path(f"/proc/{each}/task").iterdir():
                found += map(int, (thread / "children").read_text().split())
    return found


def memory(root: int) -> float:
    """Megabytes of a process and all below it."""
    kilobytes = 0
    for each in family(root):
        with contextlib.suppress(OSError, StopIteration):
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
            kilobytes += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024


class Clients:
    """Several clients that send numbered photos as fast as they are taken."""

    def __init__(self, port: int, base: bytes, count: int) -> None:
        self.port, self.base, self.cookie = port, base, self.sign_in(port, "xuncha1")
        self.times: list[float] = []
        self.waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in range(count):
            self.waiting.put(number)

    def send_all(self, clients: int) -> float:
        """Send everything; seconds it took."""
        began = time.perf_counter()
        threads = [threading.Thread(target=self._send) for _ in range(clients)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        return time.perf_counter() - began

    def _send(self) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while True:
            try:
                body = numbered(self.base, self.waiting.get_nowait())
            except queue.Empty:
                return
            head = {"Content-Type": "image/jpeg", "Origin": f"http://127.0.0.1:{self.port}", "Cookie": self.cookie}
            began = time.perf_counter()
            line.request("PUT", f"/api/v1/photos/{uuid.uuid4()}", body, head)
            answer = line.getresponse()
            told = answer.read()
            if answer.status != 201:
                raise RuntimeError(f"{answer.status}: {told[:300]!r}")
            self.times.append(time.perf_counter() - began)

    @staticmethod
    def sign_in(port: int, login: str) -> str:
        """The cookies of somebody's session."""
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        head = {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{port}"}
        body = json.dumps({"login": login, "password": PASSWORD})
        line.request("POST", "/api/v1/session", body, head)
        answer = line.getresponse()
        if answer.status != 201:
            raise RuntimeError(f"sign-in: {answer.status}")
        return "; ".join(cookie.split(";")[0] for cookie in answer.headers.get_all("Set-Cookie", []))

    @staticmethod
    def a_ticket(port: int, cookie: str) -> str:
        """The id of some problem that they see."""
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        line.request("GET", "/api/v1/tickets?limit=1", headers={"Cookie": cookie})
        return str(json.loads(line.getresponse().read())["items"][0]["id"])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until the app is able to serve. Raises RuntimeError when it ends before or takes too long."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            line.request("GET", "/readyz")
            if line.getresponse().status == 200:
                return
        time.sleep(0.3)
    raise RuntimeError("the app did not start")


def main() -> None:
    """Start the app, send, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--photos", type=int, default=2000)
    arguments.add_argument("--clients", type=int, default=8)
    given = arguments.parse_args()
    base, port = photo(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "LOG_LEVEL": "warning",
            "DATA_DIR": folder,
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "DEMO_PASSWORD": PASSWORD,
        }
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
        server = subprocess.Popen(command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
        try:
            wait_for(port, server)
            print(f"{os.cpu_count()} processors, photos of {len(base) / 1000:.0f} KB, {given.clients} clients")
            print(f"{'photos':>7} {'a second':>9} {'median':>8} {'p95':>8} {'memory':>8}")
            print(f"{0:7} {'':9} {'':8} {'':8} {memory(server.pid):5.0f} MB")
            step = max(given.photos // 4, 1)
            for sent in range(step, given.photos + 1, step):
                clients = Clients(port, numbered(base, sent), step)
                seconds = clients.send_all(given.clients)
                middle, high = statistics.median(clients.times), statistics.quantiles(clients.times, n=20)[-1]
                print(
                    f"{sent:7} {step / seconds:9.1f} {middle * 1000:5.0f} ms {high * 1000:5.0f} ms "
                    f"{memory(server.pid):5.0f} MB"
                )
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


if __name__ == "__main__":
    main()
