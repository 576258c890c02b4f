"""How long the main routes take on this machine: ``python -m tools.bench [rounds]``.

One process, no network: a fresh demo county, each person's screens asked for through the whole app.
What is printed are milliseconds of the server alone (median, slowest of twenty) and queries a request.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

import webapp
from webapp.config import Config
from webapp.kernel.db import db
from webapp.shell.serving.preparing import prepare

ORIGIN = {"Origin": "http://localhost"}
SCREENS = (
    ("xuncha1", "/"),
    ("xuncha1", "/tickets/new"),
    ("xuncha1", "/tickets"),
    ("qinglong", "/"),
    ("minzheng", "/"),
    ("zhenban", "/review"),
    ("zhenban", "/villages"),
    ("lingdao", "/overview"),
    ("xianji", "/overview"),
    ("zhenban", "/api/v1/tickets"),
    ("zhenban", "/api/v1/catalogue"),
    ("zhenban", "/api/v1/changes"),
)


class Counter:
    """Counts the statements that an engine runs."""

    def __init__(self, app: Flask) -> None:
        self.count = 0
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", self._count)

    def _count(self, *_ignored: object) -> None:
        self.count += 1


def sign_in(app: Flask, login: str, password: str) -> FlaskClient:
    """A client that is signed in. Raises RuntimeError when the app refuses."""
    client = app.test_client()
    answer = client.post("/api/v1/session", json={"login": login, "password": password}, headers=ORIGIN)
    if answer.status_code != 201:
        raise RuntimeError(f"{login}: {answer.status} {answer.text}")
    return client


def measure(client: FlaskClient, address: str, rounds: int, counter: Counter) -> tuple[float, float, int]:
    """Median and 95th percentile in milliseconds, and statements of one request."""
    times = []
    for _ in range(rounds):
        counter.count = 0
        began = time.perf_counter()
        status = client.get(address, follow_redirects=True).status_code
        times.append((time.perf_counter() - began) * 1000)
        if status != 200:
            raise RuntimeError(f"{address}: {status}")
    times.sort()
    return statistics.median(times), times[int(len(times) * 0.95)], counter.count


def main(rounds: int) -> int:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        app = webapp.create_app(Config(data_dir=Path(folder), demo_password="measured in peace"))  # noqa: S106
        with app.app_context():
            prepare(lambda _done, _all: None)
        counter = Counter(app)
        print(f"{'who':10} {'address':20} {'median':>8} {'p95':>8} {'queries':>8}")
        for login, address in SCREENS:
            client = sign_in(app, login, "measured in peace")
            median, high, queries = measure(client, address, rounds, counter)
            print(f"{login:10} {address:20} {median:6.1f}ms {high:6.1f}ms {queries:8}")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
