"""A narrow line that cuts: what has arrived is not sent again. Bytes are counted, never time."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask

from tests import databases, make
from tests.cast import PASSWORD, Cast
from tests.faults import verify
from tests.faults.proxy import Choose, Fate, Proxy
from tests.faults.server import Server
from tests.faults.simulation import FOLDER, NODE, Edits

pytestmark = pytest.mark.slow

KBIT = 1000 / 8
NO_RESUME: Edits = {
    "net/upload.js": [("if (this.#broken && this.size > WHOLE_BELOW) await this.#goOn()\n      else ", "")]
}


def losing(share: float, run: int) -> Choose:
    """A line that breaks after ``run`` bytes more or less, and swallows the last of them: ``share`` of all that passes."""

    def choose(random: Random) -> Fate:
        after = random.randrange(run // 2, run * 3 // 2)
        # Half the time the server is not told that the phone is gone.
        return Fate(random.choice(("cut_request", "vanish")), after, int(after * share))

    return choose


@dataclass
class Narrow:
    """One phone behind a narrow line."""

    app: Flask
    store: databases.Sqlite | databases.Postgresql
    data_dir: Path
    county: Cast

    def send(self, sizes: list[int], choose: Choose, *, kbits: int, patience: int, edits: Edits | None = None) -> float:
        """How many bytes went over the line for each byte of the photos; infinite when they did not all arrive."""
        with (
            Server(self.data_dir, self.store.url) as server,
            Proxy(server.port, choose, rate=kbits * KBIT) as proxy,
        ):
            told = self._phone(proxy.url, server.url, sizes, patience, edits)
            up = proxy.counts.up
        if told["left"]:
            return float("inf")
        assert verify.faults(told["reports"], self.app.extensions["photo_store"]) == []
        return up / sum(sizes)

    def _phone(self, address: str, direct: str, sizes: list[int], patience: int, edits: Edits | None) -> Any:
        given = {
            "address": address, "direct": direct, "login": "xuncha1", "password": PASSWORD, "seed": 1,
            "village": self.county.unit("青龙村").id, "kind": make.STEPS, "sizes": sizes, "patience": patience,
            "edits": edits or {}, "hurry": 20,
        }  # fmt: skip
        command = [*NODE, str(FOLDER / "send-photos.js"), json.dumps(given)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=patience + 60)
        return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def narrow(app: Flask, store: databases.Sqlite | databases.Postgresql, data_dir: Path, county: Cast) -> Narrow:
    return Narrow(app, store, data_dir, county)


def test_a_photo_arrives_with_little_more_than_its_bytes(narrow: Narrow) -> None:
    assert narrow.send([400_000], losing(0.1, 60_000), kbits=256, patience=120) <= 1.3


def test_a_large_photo_gets_through_where_the_line_cuts_all_the_time(narrow: Narrow) -> None:
    assert narrow.send([3_000_000], losing(0.1, 96_000), kbits=4_000, patience=180) <= 1.3


def test_without_going_on_it_would_never_arrive(narrow: Narrow) -> None:
    assert narrow.send([400_000], losing(0.1, 60_000), kbits=4_000, patience=10, edits=NO_RESUME) > 1.3
