"""How migrations run: in one transaction, on an engine of their own.

SQLite rebuilds a table to alter it. With foreign keys on, the rebuild of a parent table empties its
children (measured: 1 row became 0, exit status 0), and without an explicit BEGIN a failing migration
leaves half of itself behind. So foreign keys are off meanwhile, everything happens inside one BEGIN
IMMEDIATE, and at the end every foreign key is checked before the commit.
"""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.types import TypeEngine

from webapp.kernel.db import Base, Instant, JsonText, db, engine_options


def own_engine() -> Engine:
    """An engine like the app's, without a pool and without the app's pragmas."""
    url = db.engine.url.render_as_string(hide_password=False)
    options = {"module": engine_options(url)["module"]} if url.startswith("sqlite") else {}
    engine = create_engine(url, poolclass=NullPool, **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def render_item(kind: str, thing: object, _autogen: object) -> str | bool:
    """Write our own column types as plain ones, so that old revisions do not depend on today's code."""
    if kind == "type" and isinstance(thing, TypeEngine):
        if isinstance(thing, Instant):
            return "sa.DateTime(timezone=True)"
        if isinstance(thing, JsonText):
            return "sa.Text()"
    return False


def check_foreign_keys(connection: Connection) -> None:
    """Raise RuntimeError, and so roll everything back, when a row points at nothing."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration left rows that point at nothing: {broken[:10]}")


def run() -> None:
    """Run the revisions that ``context`` asks for."""
    engine = own_engine()
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=render_item,
            transactional_ddl=True,
            transaction_per_migration=False,
            compare_type=True,
            **_extra_arguments(),
        )
        with context.begin_transaction():
            context.run_migrations()
            check_foreign_keys(connection)
    engine.dispose()


def _extra_arguments() -> dict[str, Any]:
    given = dict(current_app.extensions["migrate"].configure_args)
    for ours in ("render_as_batch", "compare_type"):
        given.pop(ours, None)
    return given


run()
