"""A real S3-compatible store (seaweedfs) on the loopback interface, that can be killed and started again."""

import contextlib
import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from webapp.kernel.s3 import S3Store
from webapp.kernel.storage import StoreUnreachable

WEED = Path(sys.prefix) / "bin" / "weed"
WHO = {"accessKey": "xungai", "secretKey": "ein-langes-geheimnis"}
CALLED = ("master", "volume", "filer", "s3")
PATIENCE = 60.0
ALONE = ("-master.telemetry=false", "-s3.port.iceberg=0", "-s3.port.lance=0", "-volume.max=8",
         "-master.volumeSizeLimitMB=64")  # fmt: skip
"""It speaks to nobody, opens no doors that we do not use, and takes little room."""


def ports(count: int) -> list[int]:
    """Ports that nobody uses now."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]


class Weed:
    """A store of our own that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "data").mkdir()
        allowed = {"name": "xungai", "credentials": [WHO], "actions": ["Admin", "Read", "List", "Write"]}
        (folder / "s3.json").write_text(json.dumps({"identities": [allowed]}))
        free = ports(2 * len(CALLED))
        self.ports = dict(zip(CALLED, free, strict=False))
        self.inner = dict(zip(CALLED, free[len(CALLED) :], strict=True))
        self.endpoint = f"http://127.0.0.1:{self.ports['s3']}"
        self._process: subprocess.Popen[bytes] | None = None

    def store(self, **changes: str) -> S3Store:
        """A connection to it."""
        told = {"endpoint": self.endpoint, "access_key": WHO["accessKey"], "secret_key": WHO["secretKey"]} | changes
        return S3Store(told["endpoint"], "photos", told["access_key"], told["secret_key"])

    def start(self) -> None:
        """Start it and wait until it takes something."""
        words = [f"-{name}.port={self.ports[name]}" for name in CALLED]
        words += [f"-{name}.port.grpc={self.inner[name]}" for name in CALLED]
        self._process = subprocess.Popen(
            [str(WEED), "server", f"-dir={self.folder / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3",
             f"-s3.config={self.folder / 's3.json'}", *ALONE, *words],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=(self.folder / "log").open("ab"),
        )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with contextlib.suppress(Exception):
                    self.store()._client().create_bucket(Bucket="photos")
                self.store().put("ready", b"1")
            except StoreUnreachable:
                assert time.monotonic() < end, (self.folder / "log").read_text()[-2000:]
                time.sleep(0.3)
            else:
                return

    def settings(self) -> dict[str, str]:
        """What an installation says that keeps its photos here."""
        told = {"S3_ENDPOINT": self.endpoint, "S3_BUCKET": "photos"}
        return told | {"S3_ACCESS_KEY": WHO["accessKey"], "S3_SECRET_KEY": WHO["secretKey"]}

    def end(self) -> None:
        """Stop it and leave nothing behind."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
        for port in (*self.ports.values(), *self.inner.values()):
            for socket_file in Path(tempfile.gettempdir()).glob(f"seaweedfs-*-{port}.sock"):
                socket_file.unlink()

    def kill(self) -> None:
        """Stop it at once."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(30)
            self._process = None
