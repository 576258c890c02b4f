"""Safeguards of the server that a test may switch off, to see that it finds out."""

import os
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from sqlalchemy import delete, event

from webapp.kernel import commands, storage
from webapp.kernel.commands import Receipt
from webapp.kernel.db import db, write_transaction

SwitchOn = Callable[[], None]


def no_receipts() -> SwitchOn:
    """Nothing is known of commands that were carried out before. Returns how to switch it on again."""
    attempt = commands._attempt

    def forgetful(spec: Any, envelope: Any, *more: Any) -> Any:
        with write_transaction():
            db.session.execute(delete(Receipt).where(Receipt.id == envelope.id))
        return attempt(spec, envelope, *more)

    commands._attempt = forgetful

    def on_again() -> None:
        commands._attempt = attempt

    return on_again


def lazy_database() -> SwitchOn:
    """SQLite syncs at checkpoints only, not at every commit (``synchronous=NORMAL``)."""

    def relax(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=NORMAL")

    engine = db.engine
    event.listen(engine, "connect", relax)
    engine.dispose()  # those that are open already were told otherwise
    return lambda: event.remove(engine, "connect", relax)


def unsynced_photos() -> SwitchOn:
    """Files of photos get their names without ever being synced."""
    real = storage.os
    storage.os = SimpleNamespace(**{**vars(os), "fsync": lambda _: None})  # type: ignore[assignment]

    def on_again() -> None:
        storage.os = real

    return on_again


BY_NAME = {"receipts": no_receipts, "lazy database": lazy_database, "unsynced photos": unsynced_photos}
