"""The database under test: ``TEST_DATABASE=sqlite`` (default) or ``postgresql``.

Both give every test the same thing: the migrated schema and nothing else in it. SQLite copies a
migrated template file; PostgreSQL empties the tables of a database of this worker's own in the
throw-away cluster that ``python -m tools.with_postgres`` has started.
"""

import os
import shutil
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text

from webapp.kernel.db import db

MIGRATIONS = Path(__file__).parent.parent / "migrations"
KIND = os.environ.get("TEST_DATABASE", "sqlite")
RESTART = "SELECT setval(c.oid, 1, false) FROM pg_class c WHERE c.relkind = 'S'"
NO_CLUSTER = (
    "no PostgreSQL: run through `python -m tools.with_postgres pytest …` (make test does) "
    "after apt-get install postgresql"
)


def migrate(app: Flask) -> None:
    """Bring the app's database to the newest revision."""
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS))


class Sqlite:
    """One file a worker; a fresh copy of the migrated template before each test."""

    def __init__(self, folder: Path, name: str) -> None:
        self.file = folder / f"{name}.sqlite3"
        self.template = folder / f"{name}.template.sqlite3"
        self.url = f"sqlite:///{self.file}"

    def prepare(self, app: Flask) -> None:
        """Migrate once and keep the result as the template."""
        migrate(app)
        with app.app_context():
            with db.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")  # a checkpoint may not stand in a transaction
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.engine.dispose()
        self.file.replace(self.template)

    def reset(self, app: Flask) -> None:
        """Put the template in the place of what the last test left; open connections keep the old file."""
        with app.app_context():
            db.engine.dispose()
        fresh = self.file.with_suffix(".fresh")
        shutil.copyfile(self.template, fresh)
        for leftover in ("-wal", "-shm"):
            self.file.with_name(self.file.name + leftover).unlink(missing_ok=True)
        fresh.replace(self.file)


class Postgresql:
    """One database a worker; all tables are emptied before each test."""

    def __init__(self, cluster_url: str, name: str) -> None:
        self.url = make_url(cluster_url).set(database=name).render_as_string(hide_password=False)
        engine = create_engine(cluster_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        engine.dispose()

    def prepare(self, app: Flask) -> None:
        """Migrate once."""
        migrate(app)

    def reset(self, app: Flask) -> None:
        """Empty the tables that have rows and start their numbers again.

        DELETE of a few rows is ten times quicker than TRUNCATE, which makes new files for every table;
        as a replica the session skips foreign keys and the triggers that guard the timeline.
        """
        tables = [table.name for table in db.metadata.sorted_tables]
        filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables)
        with app.app_context(), db.engine.begin() as connection:
            names = connection.scalars(text(filled)).all()
            if names:
                emptied = "; ".join(f'DELETE FROM "{name}"' for name in names)
                connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {emptied}")
                connection.execute(text(RESTART))


def choose(folder: Path, name: str) -> Sqlite | Postgresql:
    """The database this run asked for. Without a cluster: fails in CI, skips loudly elsewhere."""
    if KIND == "sqlite":
        return Sqlite(folder, name)
    cluster_url = os.environ.get("TEST_POSTGRES_URL")
    if cluster_url:
        return Postgresql(cluster_url, name)
    if os.environ.get("CI"):
        pytest.exit(f"*** {NO_CLUSTER} ***", returncode=3)
    pytest.skip(NO_CLUSTER, allow_module_level=True)
