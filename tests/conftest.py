"""What every test may ask for: app, db, client, clock. Fixtures of one domain live beside its tests."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

import webapp
from tests import databases
from tests.cast import Cast
from tests.house import HouseClient
from tools import words
from webapp.config import Config
from webapp.kernel import clock as kernel_clock
from webapp.kernel.db import db as database

# Real browsers, for tests/browser and tests/journeys alike.
pytest_plugins = ["tests.browsers"]

MONDAY = datetime(2026, 9, 7, 10, 0, tzinfo=kernel_clock.LOCAL)  # three weeks without a holiday follow


class Clock:
    """The frozen clock of a test."""

    def __init__(self) -> None:
        self.set(MONDAY)

    def now(self) -> datetime:
        """The instant it stands at, in UTC."""
        return kernel_clock.now()

    def set(self, instant: datetime) -> None:
        """Put it at ``instant`` (aware)."""
        kernel_clock.set_frozen(instant)

    def forward(self, **delta: float) -> None:
        """Move it on, for example ``clock.forward(days=3)``."""
        kernel_clock.set_frozen(self.now() + timedelta(**delta))


# A busy machine is no fault of the code, and a failure must repeat.
hypothesis.settings.register_profile("calm", deadline=None, derandomize=True)
hypothesis.settings.load_profile("calm")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Gather the catalogues once, in the process that starts the workers."""
    if not hasattr(session.config, "workerinput"):
        words.build()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test without a database says the same on both: it runs with SQLite only."""
    if databases.KIND == "sqlite":
        return
    kept = [item for item in items if "store" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


@pytest.fixture(scope="session")
def worker() -> str:
    """A name of this process among those that run tests at the same time."""
    return f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the app under test."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def store(data_dir: Path, worker: str) -> databases.Sqlite | databases.Postgresql:
    """The database's file or address, and how to empty it."""
    return databases.choose(data_dir, worker)


@pytest.fixture(scope="session")
def app(data_dir: Path, store: databases.Sqlite | databases.Postgresql) -> Flask:
    """The app on a migrated, empty database."""
    made = webapp.create_app(Config(data_dir=data_dir, database_url=store.url, testing=True, gallery=True))
    made.test_client_class = HouseClient
    store.prepare(made)
    return made


@pytest.fixture
def clock() -> Iterator[Clock]:
    """A clock that stands still at Monday 2026-09-07, 10:00 in Asia/Shanghai, until a test moves it."""
    yield Clock()
    kernel_clock.set_frozen(None)


@pytest.fixture
def db(app: Flask, store: databases.Sqlite | databases.Postgresql, clock: Clock) -> Iterator[SQLAlchemy]:
    """An empty database inside an app context; the clock stands still."""
    store.reset(app)
    with app.app_context():
        yield database
        database.session.remove()


@pytest.fixture
def client(app: Flask, db: SQLAlchemy) -> HouseClient:
    """A browser that is not signed in. It sends Origin as browsers do, so that the CSRF check passes."""
    return app.test_client()


@pytest.fixture
def cast(db: SQLAlchemy) -> Cast:
    """The people, units and catalogue of the demo county in small; see tests/cast.py."""
    return Cast()
