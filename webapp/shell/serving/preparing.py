"""Before the app is served: migrate, publish the shipped catalogue, fill an empty database with the demo."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from flask import current_app
from sqlalchemy import select

from webapp.catalogue import documents
from webapp.catalogue.commands.publishing import publish
from webapp.catalogue.models import IssueType
from webapp.config import REPOSITORY, Config
from webapp.kernel import clock
from webapp.kernel.db import db, write_transaction
from webapp.kernel.storage import Store
from webapp.photos.models import Photo, Upload
from webapp.photos.queries import derived_key, original_key, part_key
from webapp.photos.vocab import VARIANTS
from webapp.shell.demo import password, register
from webapp.shell.demo.seed import Filled, Report, seed
from webapp.shell.serving.runner import run_all

MIGRATIONS = str(REPOSITORY / "migrations")

Say = Callable[[str], None]


class NoDemo(RuntimeError):
    """The database holds something else than the demo county, so it is not ours to empty."""


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Only one process at a time prepares a data folder; a second one waits here."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / ".preparing").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def prepare(report: Report) -> Filled | None:
    """Bring the database of the current app to where it can be used. Returns what was filled in, if anything.

    A filling that was interrupted (the machine went down, Ctrl+C) is thrown away and begun again.
    """
    with alone(_settings().data_dir):
        flask_migrate.upgrade(directory=MIGRATIONS)
        if _unfinished().exists() and register.is_demo():
            _empty()
        if not register.is_empty():
            _publish_if_missing()
            return None
        return _fill(report)


def migrate() -> None:
    """Bring the tables and the shipped catalogue to where the app wants them, and put nothing else in."""
    with alone(_settings().data_dir):
        flask_migrate.upgrade(directory=MIGRATIONS)
        _publish_if_missing()


def fill_again(report: Report) -> Filled:
    """Throw the demo away and make it anew. Raises NoDemo when the database holds anything else."""
    with alone(_settings().data_dir):
        flask_migrate.upgrade(directory=MIGRATIONS)
        if not register.is_empty():
            if not register.is_demo():
                raise NoDemo
            _empty()
        return _fill(report)


def _fill(report: Report) -> Filled:
    _unfinished().touch()
    filled = seed(password.current(_settings()), _store(), report=report)
    run_all()
    _unfinished().unlink()
    return filled


def _publish_if_missing() -> None:
    if db.session.scalar(select(IssueType.id).limit(1)) is None:
        with write_transaction():
            publish(documents.load(), clock.now())


def _empty() -> None:
    """Remove the demo's photos, then all rows: the timeline refuses removals, so its tables go as a whole."""
    store = _store()
    for digest in db.session.scalars(select(Photo.sha256).distinct()).all():
        for key in (original_key(digest), *(derived_key(digest, variant) for variant in VARIANTS)):
            store.delete(key)
    for photo_id in db.session.scalars(select(Upload.photo_id)).all():
        store.delete_all(part_key(photo_id, ""))
    db.session.remove()
    flask_migrate.downgrade(directory=MIGRATIONS, revision="base")
    flask_migrate.upgrade(directory=MIGRATIONS)


def _unfinished() -> Path:
    return _settings().data_dir / "demo-unfinished"


def _store() -> Store:
    store: Store = current_app.extensions["photo_store"]
    return store


def _settings() -> Config:
    settings: Config = current_app.config["SETTINGS"]
    return settings
