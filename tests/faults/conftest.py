"""Where storms pass."""

from pathlib import Path

import pytest
from flask import Flask

from tests import databases
from tests.cast import Cast
from tests.faults.storms import Place


@pytest.fixture
def place(app: Flask, store: databases.Sqlite | databases.Postgresql, data_dir: Path, county: Cast) -> Place:
    """The cast's county; the clock runs, because the server has its own."""
    return Place(app, store, data_dir, county)
