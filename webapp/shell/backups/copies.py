"""What a copy is, which there are, and whether all is in one."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from webapp.kernel import clock
from webapp.kernel.storage import LocalStore, StoreMiss
from webapp.photos.queries import original_key
from webapp.shell.backups.files import BackupTrouble, hash_of, settings
from webapp.timeline.models import Entry
from webapp.timeline.queries import every_chain

MANIFEST, KEY, PHOTOS, LISTED = "manifest.json", "secret_key", "photos", "photos.txt"
WITHHELD = "withheld.json"
"""Beside all copies: what must not be there, so that an older copy does not miss it and brings none of it back."""
FORMAT = 1

UNDER_WAY = timedelta(minutes=5)
"""How long a command may take at the very most."""

OVERDUE = timedelta(days=2)


@dataclass(frozen=True)
class Copy:
    """A whole copy: where it lies, the instant its database shows, the bytes of its database, how many photos it has,
    and the hashes of those that could not be read whole."""

    path: Path
    made_at: datetime
    size: int
    photos: int
    damaged: tuple[str, ...]

    @classmethod
    def at(cls, path: Path) -> "Copy":
        """The copy in a folder. Raises BackupTrouble when there is no whole one."""
        told = manifest_of(path)
        made_at, damaged = datetime.fromisoformat(told["made_at"]), tuple(told["damaged"])
        return cls(path, made_at, told["database"]["size"], told["photos"]["count"], damaged)


def copies(folder: Path) -> list[Copy]:
    """The whole copies in ``folder``, newest first."""
    if not folder.is_dir():
        return []
    found = [Copy.at(path) for path in folder.iterdir() if (path / MANIFEST).is_file()]
    return sorted(found, key=lambda copy: copy.made_at, reverse=True)


def verify(path: Path) -> dict[str, Any]:
    """The manifest of a copy whose every byte is as it was written. Raises BackupTrouble, naming what is not."""
    manifest = manifest_of(path)
    for part in (manifest["database"], manifest["photos"]):
        if not (path / part["file"]).is_file() or hash_of(path / part["file"]) != part["sha256"]:
            raise BackupTrouble(f"{part['file']} is not what was written")
    store, gone = LocalStore(path.parent / PHOTOS), withheld_in(path.parent)
    lost = [digest for digest in photos_of(path) if digest not in gone and not is_whole(store, digest)]
    if lost:
        raise BackupTrouble(f"{len(lost)} photos are missing or damaged: {lost[:3]}")
    return manifest


def last() -> Copy | None:
    """The newest copy where the installation makes its own; None when there is none, or nothing is set up."""
    folder = settings().backup_dir
    found = copies(folder) if folder is not None else []
    return found[0] if found else None


def copied_to() -> datetime | None:
    """Everything that was received before this instant is in a whole copy; None where no copies are made.

    Asked with every reading of every phone, so that one manifest is read and no more. A command that began just before
    the copy may have been committed after it, hence ``UNDER_WAY``.
    """
    folder = settings().backup_dir
    if folder is None:
        return None
    for path in sorted((each for each in folder.glob("2*Z") if (each / MANIFEST).is_file()), reverse=True):
        if not (copy := Copy.at(path)).damaged:
            return copy.made_at - UNDER_WAY
    return datetime.fromtimestamp(0, UTC)


def is_well() -> bool:
    """Whether nothing is set up, or the newest copy is recent and has every photo."""
    if settings().backup_dir is None:
        return True
    newest = last()
    return newest is not None and not newest.damaged and clock.now() - newest.made_at <= OVERDUE


def heads() -> dict[str, Any]:
    """What all chains end with: how many there are and how long, and a hash over the last entries in order."""
    digest, chains, entries = hashlib.sha256(), 0, 0
    for last in _last_entries():
        digest.update(f"{last.subject} {last.subject_id} {last.position} {last.hash}\n".encode())
        chains, entries = chains + 1, entries + last.position
    return {"chains": chains, "entries": entries, "sha256": digest.hexdigest()}


def _last_entries() -> Iterator[Entry]:
    before: Entry | None = None
    for entry in every_chain():
        if before is not None and (before.subject, before.subject_id) != (entry.subject, entry.subject_id):
            yield before
        before = entry
    if before is not None:
        yield before


def manifest_of(path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((path / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        raise BackupTrouble(f"{path} is no whole copy: its {MANIFEST} is missing or cannot be read") from None
    if manifest.get("format") != FORMAT:
        raise BackupTrouble(f"{path} is of a newer version of the app. Update first.")
    return manifest


def photos_of(path: Path) -> list[str]:
    return (path / LISTED).read_text("ascii").split()


def withheld_in(folder: Path) -> dict[str, dict[str, str]]:
    """What was withheld by the newest copy: by hash, who, when and why."""
    path = folder / WITHHELD
    found: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return found


def is_whole(store: LocalStore, digest: str) -> bool:
    try:
        return hashlib.sha256(store.get(original_key(digest))).hexdigest() == digest
    except StoreMiss:
        return False
