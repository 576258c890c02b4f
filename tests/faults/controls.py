"""Safeguards of the server that a test may switch off, to see that it finds out."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete

from webapp.kernel import commands
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


BY_NAME = {"receipts": no_receipts}
