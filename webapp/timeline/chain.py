"""The hash chain of one subject: made on writing, checked by ``flask timeline verify``."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from webapp.kernel.db import canonical
from webapp.timeline.models import Entry

GENESIS = "0" * 64
COVERED = (
    "subject", "subject_id", "position", "name", "unit_id", "actor_id", "actor_name", "actor_role",
    "actor_unit_id", "actor_unit_name", "skew_seconds", "command_id", "data", "prev_hash",
)  # fmt: skip


def entry_hash(entry: Entry) -> str:
    """SHA-256 over the canonical JSON of what an entry says and the hash before it."""
    content = {name: getattr(entry, name) for name in COVERED}
    content["happened_at"] = _instant(entry.happened_at)
    content["recorded_at"] = _instant(entry.recorded_at)
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _instant(at: datetime) -> str:
    """The same text for the same instant: a phone says +08:00, the database gives UTC back."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def faults(entries: Iterable[Entry]) -> list[str]:
    """What is wrong with chains given in order of subject and position; empty when all hold.

    A missing last entry cannot show here: what all chains end with is in each copy (shell/backups/).
    """
    found: list[str] = []
    subject: tuple[str, str] | None = None
    position, previous = 0, GENESIS
    for entry in entries:
        if (entry.subject, entry.subject_id) != subject:
            subject, position, previous = (entry.subject, entry.subject_id), 0, GENESIS
        position += 1
        where = f"{entry.subject} {entry.subject_id} #{entry.position}"
        if entry.position != position:
            found.append(f"{where}: entry #{position} is missing")
            position = entry.position
        elif entry.prev_hash != previous:
            found.append(f"{where}: does not follow the entry before it")
        if entry.hash != entry_hash(entry):
            found.append(f"{where}: was changed")
        previous = entry.hash
    return found
