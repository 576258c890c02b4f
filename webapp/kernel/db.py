"""The database: base class, column types, and how a transaction begins on either engine."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

import pysqlite3.dbapi2
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ColumnElement,
    CursorResult,
    DateTime,
    Engine,
    MetaData,
    String,
    Text,
    UpdateBase,
    event,
    func,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.types import TypeDecorator

# Unnamed constraints cannot be dropped in a SQLite batch migration.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant on every database; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """JSON kept as canonical text, byte for byte the same on both databases (the timeline hashes it)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def canonical(value: Any) -> str:
    """``value`` as JSON with sorted keys and no spaces. Raises ValueError for NaN and infinities."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


Id = Annotated[str, mapped_column(String(36))]
Key = Annotated[str, mapped_column(String(36), primary_key=True)]


class Base(DeclarativeBase):
    """Every model's base; ``db.Model`` shares its metadata."""

    # A registry and not the two plain attributes: Flask-SQLAlchemy derives from this class once more.
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: Instant, dict[str, Any]: JsonText, list[Any]: JsonText},
    )


db = SQLAlchemy(model_class=Base)

# As many connections as a worker has threads, and some for its jobs: nobody waits for one.
POOL = {"pool_size": 16, "max_overflow": 8}


def engine_options(url: str) -> dict[str, Any]:
    """Options for ``create_engine``: SQLite through pysqlite3 (its SQLite is free of the WAL-reset
    corruption that Debian's 3.40 has), pooled connections checked before use on PostgreSQL."""
    if url.startswith("sqlite"):
        return {"module": pysqlite3.dbapi2, **POOL}
    return {"pool_pre_ping": True, **POOL}


def prepare_engine(engine: Engine) -> None:
    """Give a SQLite engine its pragmas and explicit transactions; PostgreSQL needs nothing.

    ``synchronous=FULL`` because with NORMAL a power cut may lose what was acknowledged.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")


def change(statement: UpdateBase) -> int:
    """Run an UPDATE or DELETE within the present transaction. Returns how many rows it touched."""
    result: CursorResult[Any] = db.session.execute(statement)  # type: ignore[assignment]
    return result.rowcount


def is_sqlite() -> bool:
    """Whether the app now runs on SQLite."""
    return db.engine.dialect.name == "sqlite"


def likely(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition that nearly every row meets, so that no index is chosen for its sake.

    SQLite keeps no statistics here and takes an equality for rare; PostgreSQL knows by itself.
    """
    return func.likely(condition) if is_sqlite() else condition


@contextmanager
def write_transaction() -> Iterator[None]:
    """One writing transaction: begun at once, committed at the end, rolled back on any error.

    On SQLite it takes the write lock first: a deferred transaction that reads before it writes would
    either lose updates or fail with "database is locked" (measured; see docs/decisions).
    """
    db.session.rollback()
    db.session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def release() -> None:
    """Give back the connection before something slow that needs none, such as reading or decoding an upload.

    Only between transactions: what was read is read again, and what was not committed is lost.
    """
    db.session.rollback()


def advisory_lock(number: int) -> None:
    """Wait for a lock that ends with this transaction.

    :param number: signed 64-bit key. On SQLite the transaction itself is the lock.
    """
    if not is_sqlite():
        db.session.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": number})


def try_advisory_lock(number: int) -> bool:
    """Take a lock that ends with this transaction; False when another transaction holds it.

    :param number: signed 64-bit key. On SQLite the transaction itself is the lock, so it is always True.
    """
    if is_sqlite():
        return True
    return bool(db.session.scalar(text("SELECT pg_try_advisory_xact_lock(:n)"), {"n": number}))


def lock_number(name: str) -> int:
    """The number of the advisory lock on what ``name`` stands for."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
