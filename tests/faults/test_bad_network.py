"""A network that loses answers, cuts requests and answers, duplicates and delays: nothing is lost, doubled or stuck."""

import time
from pathlib import Path

import pytest
from flask import Flask

from tests import databases
from tests.cast import Cast
from tests.faults import verify
from tests.faults.phones import EXPLAINED, Phones
from tests.faults.proxy import Counts, Proxy, fair, weather
from tests.faults.server import Server
from tests.faults.simulation import Edits

pytestmark = pytest.mark.slow

BAD = {"pass": 48, "cut_request": 12, "cut_answer": 8, "lose_answer": 15, "duplicate": 7, "delay": 6, "portal": 4}
PATIENCE = 300.0


class Storm:
    """Phones on a bad line for a number of connections, then healing and the judgement."""

    def __init__(
        self, app: Flask, store: databases.Sqlite | databases.Postgresql, data_dir: Path, county: Cast
    ) -> None:
        self.app, self.store, self.data_dir, self.county = app, store, data_dir, county
        self.counts = Counts()

    def judge(self, connections: int, *, seed: int = 1, control: str = "", edits: Edits | None = None) -> list[str]:
        """What is wrong after it."""
        with (
            Server(self.data_dir, self.store.url, control) as server,
            Proxy(server.port, weather(BAD), seed=seed) as proxy,
            Phones(self.county, proxy.url, server.url, seed=seed, edits=edits) as phones,
        ):
            deadline = time.monotonic() + PATIENCE
            while proxy.counts.connections < connections and time.monotonic() < deadline:
                time.sleep(0.05)
            self.counts = proxy.counts
            assert self.counts.connections >= connections, "the phones have stopped sending"
            proxy.choose = fair
            reports = phones.heal()
        return verify.faults(reports, self.app.extensions["photo_store"], EXPLAINED)


@pytest.fixture
def storm(app: Flask, store: databases.Sqlite | databases.Postgresql, data_dir: Path, county: Cast) -> Storm:
    return Storm(app, store, data_dir, county)


def test_nothing_is_lost_or_doubled(storm: Storm) -> None:
    found = storm.judge(2_000)

    assert found == []
    assert storm.counts.answers_lost > 200
    assert min(storm.counts.fates[name] for name in BAD) > 40


def test_without_receipts_it_would_be_doubled(storm: Storm) -> None:
    assert verify.kinds(storm.judge(400, control="receipts"))["doubled"] > 0


def test_taking_any_answer_for_a_receipt_would_lose(storm: Storm) -> None:
    any_answer = {"sync/send.js": [('if (!found) throw new Problem("portal")', "if (!found) return {}")]}

    assert verify.kinds(storm.judge(300, edits=any_answer))["lost"] > 0
