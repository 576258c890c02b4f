"""Safeguards of the server that a test may switch off, to see that it finds out."""

from collections.abc import Callable
from typing import Any

from webapp.kernel import commands
from webapp.kernel.ids import new_id


def switch_off(name: str) -> Callable[[], None]:
    """Switch off the safeguard ``name``; nothing for an empty name. Returns how to switch it on again."""
    return SAFEGUARDS[name]() if name else lambda: None


def _no_receipts() -> Callable[[], None]:
    """Nothing is known of commands that were carried out before."""
    receipt = commands._receipt

    def unfindable(*args: Any) -> Any:
        row = receipt(*args)
        row.id = new_id()
        return row

    commands._receipt = unfindable

    def on_again() -> None:
        commands._receipt = receipt

    return on_again


SAFEGUARDS = {"receipts": _no_receipts}
