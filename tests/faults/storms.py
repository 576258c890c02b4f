"""Phones and server through a storm: a bad network, a dying server, a narrow line. Then healing and the judgement."""

import json
import math
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask

import webapp
from tests import databases, make
from tests.cast import PASSWORD, Cast
from tests.faults import verify
from tests.faults.phones import EXPLAINED, Phones
from tests.faults.proxy import Choose, Counts, Fate, Proxy, fair, weather
from tests.faults.server import Server
from tests.faults.simulation import FOLDER, NODE, Edits
from webapp.config import Config
from webapp.kernel.db import db

BAD = {"pass": 48, "cut_request": 12, "cut_answer": 8, "lose_answer": 15, "duplicate": 7, "delay": 6, "portal": 4}
KBIT = 1000 / 8


@dataclass
class Outcome:
    """``faults`` are those of ``verify``, ``pieces`` those of work; ``ratio``: bytes over the line for each byte."""

    faults: list[str]
    pieces: int = 0
    counts: Counts = field(default_factory=Counts)
    seconds: float = 0.0
    ratio: float = 0.0

    def has(self, kind: str) -> bool:
        """Whether a fault of this kind was found."""
        return verify.kinds(self.faults)[kind] > 0


@dataclass
class Place:
    """A county on a database of its own, where storms may pass."""

    app: Flask
    store: databases.Sqlite | databases.Postgresql
    data_dir: Path
    county: Cast

    def bad_network(
        self, connections: int, *, seed: int = 1, control: str = "", edits: Edits | None = None, patience: float = 300.0
    ) -> Outcome:
        """Phones work until their line has broken, or not, so many connections."""
        with (
            Server(self.data_dir, self.store.url, control) as server,
            Proxy(server.port, weather(BAD), seed=seed) as proxy,
            Phones(self.county, proxy.url, server.url, seed=seed, edits=edits, remarks=bool(control)) as phones,
        ):
            deadline = time.monotonic() + patience
            while proxy.counts.connections < connections and time.monotonic() < deadline:
                time.sleep(0.05)
            assert proxy.counts.connections >= connections, "the phones have stopped sending"
            proxy.choose = fair
            outcome = self._judged(phones.heal())
            outcome.counts = proxy.counts
        return outcome

    def dying_server(
        self, times: int, *, seed: int = 1, control: str = "", edits: Edits | None = None,
        once_dead: Callable[[], None] = lambda: None,
    ) -> Outcome:  # fmt: skip
        """Phones work while the server is killed so many times, and started again.

        :param once_dead: what befalls it each time before it is started.
        """
        random = Random(seed)
        with (
            Server(self.data_dir, self.store.url, control) as server,
            Phones(self.county, server.url, server.url, seed=seed, edits=edits) as phones,
        ):
            for _ in range(times):
                time.sleep(random.uniform(0.1, 0.8))
                server.kill()
                once_dead()
                server.start()
            return self._judged(phones.heal())

    def narrow_line(
        self, sizes: list[int], choose: Choose = fair, *, kbits: int, patience: int, hurry: int = 1,
        edits: Edits | None = None,
    ) -> Outcome:  # fmt: skip
        """One phone sends photos of these ``sizes``; when they do not all arrive in time the ratio is infinite.

        :param hurry: how many times shorter its waits between tries are.
        """
        with (
            Server(self.data_dir, self.store.url) as server,
            Proxy(server.port, choose, rate=kbits * KBIT) as proxy,
        ):
            outcome = self.send_photos(proxy.url, server.url, sizes, patience, hurry, edits)
            outcome.counts = proxy.counts
        if math.isfinite(outcome.ratio):
            outcome.ratio = proxy.counts.up / sum(sizes)
        return outcome

    def send_photos(
        self, address: str, direct: str, sizes: list[int], patience: int, hurry: int = 1, edits: Edits | None = None
    ) -> Outcome:
        """One phone sends photos and nothing else; the ratio is of the bytes that it gave to the kernel."""
        given = {
            "address": address, "direct": direct, "login": "xuncha1", "password": PASSWORD, "seed": "narrow",
            "village": self.county.unit("青龙村").id, "kind": make.STEPS, "sizes": sizes, "patience": patience,
            "edits": edits or {}, "hurry": hurry,
        }  # fmt: skip
        command = [*NODE, str(FOLDER / "send-photos.js"), json.dumps(given)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=patience + 60)
        told = json.loads(done.stdout.splitlines()[-1])
        outcome = self._judged(told["reports"])
        outcome.seconds = told["seconds"]
        outcome.ratio = float("inf") if told["left"] else told["handed"] / sum(sizes)
        return outcome

    def _judged(self, reports: list[dict[str, Any]]) -> Outcome:
        found = verify.faults(reports, self.app.extensions["photo_store"], EXPLAINED)
        return Outcome(found, sum(len(report["diary"]) for report in reports))


class Ground:
    """One database for all rounds, emptied before each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = databases.choose(folder, "storms")
        self.app: Flask = webapp.create_app(Config(data_dir=folder, database_url=self.store.url, testing=True))
        self.store.prepare(self.app)

    @contextmanager
    def place(self) -> Iterator[Place]:
        """A fresh county."""
        self.store.reset(self.app)
        shutil.rmtree(self.folder / "photos", ignore_errors=True)
        with self.app.app_context():
            yield Place(self.app, self.store, self.folder, Cast())
            db.session.remove()


def losing(share: float, run: int) -> Callable[[Random], Fate]:
    """A line that breaks after ``run`` bytes more or less, and swallows the last: ``share`` of all that passes."""

    def choose(random: Random) -> Fate:
        after = random.randrange(run // 2, run * 3 // 2)
        # Half the time the server is not told that the phone is gone.
        return Fate(random.choice(("cut_request", "vanish")), after, int(after * share))

    return choose
