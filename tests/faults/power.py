"""Power cuts of the server: its whole data folder lies on a disk that keeps only what was synced (``disk``)."""

import itertools
import tempfile
from pathlib import Path

from tests import databases
from tests.faults.mount import NoFuse, PowerDisk
from tests.faults.storms import Ground, Outcome
from webapp.kernel.db import db

CONTROLS = {"lazy database": 6, "unsynced photos": 6}
"""Safeguards without which something must be lost → by so many cuts."""


def controls() -> list[str]:
    """A fault for each control that lost nothing."""
    tried = {name: server(times, control=name) for name, times in CONTROLS.items()}
    return [f"control: nothing is lost with {name}" for name, outcome in tried.items() if not outcome.has("lost")]


def server(times: int, *, seed: int = 1, control: str = "") -> Outcome:
    """Phones work while the server loses its power so many times, at any moment, and starts again on what is left.

    Every other cut leaves what was synced and nothing else; the others let chance keep some of the rest.

    :param control: a safeguard of the server to switch off. Raises NoFuse.
    """
    if databases.KIND != "sqlite":
        raise NoFuse("no power cut of PostgreSQL: its files are not on that disk")
    with (
        tempfile.TemporaryDirectory() as folder,
        PowerDisk(Path(folder) / "disk") as disk,
        Ground(disk.folder).place() as place,
    ):
        numbers = itertools.count()

        def cut() -> None:
            let_go()
            number = next(numbers)
            if number == 0:
                disk.settle()  # the county, and that the phones have signed in
            else:
                disk.cut(seed * 10_000 + number if number % 2 else 0)

        try:
            return place.dying_server(times + 1, seed=seed, control=control, once_dead=cut)
        finally:
            let_go()


def let_go() -> None:
    """Close what this process has open of the database: nobody may use a disk whose power is cut."""
    db.session.remove()
    db.engine.dispose()
