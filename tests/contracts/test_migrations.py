"""Migrations: one line of history, equal to the models, reversible, and they guard the timeline."""

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from tests.databases import MIGRATIONS
from webapp.kernel import clock
from webapp.kernel.db import Base
from webapp.kernel.ids import new_id
from webapp.timeline.models import Entry


def test_there_is_exactly_one_head() -> None:
    assert len(ScriptDirectory(MIGRATIONS).get_heads()) == 1


def test_models_equal_the_migrated_schema(db: SQLAlchemy) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_newest_revision_goes_down_and_up_again(app: Flask, db: SQLAlchemy) -> None:
    before = set(inspect(db.engine).get_table_names())

    db.session.remove()
    flask_migrate.downgrade(directory=str(MIGRATIONS), revision="-1")
    flask_migrate.upgrade(directory=str(MIGRATIONS))

    assert set(inspect(db.engine).get_table_names()) == before


@pytest.mark.parametrize("statement", ["UPDATE timeline_entry SET hash = hash", "DELETE FROM timeline_entry"])
def test_timeline_refuses_change_whatever_program_asks(db: SQLAlchemy, statement: str) -> None:
    db.session.add(entry())
    db.session.commit()

    with pytest.raises(DBAPIError, match="never changed"):
        db.session.execute(text(statement))
    db.session.rollback()


def entry() -> Entry:
    words = ("subject", "name", "actor_name", "actor_role", "actor_unit_name", "prev_hash", "hash")
    ids = ("subject_id", "unit_id", "actor_id", "actor_unit_id", "command_id")
    return Entry(
        position=1,
        happened_at=clock.now(),
        recorded_at=clock.now(),
        data={},
        **dict.fromkeys(words, "x"),
        **{name: new_id() for name in ids},
    )
