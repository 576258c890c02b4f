"""``kill -9`` of the server while phones send: what it acknowledged is there, once, and nothing is stuck."""

import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from tests import databases
from tests.cast import Cast
from tests.faults import verify
from tests.faults.phones import EXPLAINED, Phones
from tests.faults.server import Server
from tests.faults.simulation import Edits

pytestmark = pytest.mark.slow

NO_RECEIPT_AWAITED: Edits = {
    "sync/one.js": [("const result = await send(", "await settle(current, {})\n    const result = await send(")]
}


@dataclass
class Deaths:
    """Phones at work, and a server that dies under them again and again."""

    app: Flask
    store: databases.Sqlite | databases.Postgresql
    data_dir: Path
    county: Cast

    def judge(self, times: int, edits: Edits | None = None) -> list[str]:
        """What is wrong after so many deaths."""
        random = Random(times)
        with Server(self.data_dir, self.store.url) as server:
            with Phones(self.county, server.url, server.url, edits=edits) as phones:
                for _ in range(times):
                    time.sleep(random.uniform(0.1, 0.8))
                    server.kill()
                    server.start()
                reports = phones.heal()
        self.pieces = sum(len(report["diary"]) for report in reports)
        return verify.faults(reports, self.app.extensions["photo_store"], EXPLAINED)


@pytest.fixture
def deaths(app: Flask, store: databases.Sqlite | databases.Postgresql, data_dir: Path, county: Cast) -> Deaths:
    return Deaths(app, store, data_dir, county)


def test_what_was_acknowledged_survives(deaths: Deaths) -> None:
    assert deaths.judge(20) == []
    assert deaths.pieces > 60


def test_forgetting_before_the_receipt_would_lose(deaths: Deaths) -> None:
    assert verify.kinds(deaths.judge(5, NO_RECEIPT_AWAITED))["lost"] > 0
