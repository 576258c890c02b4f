"""Adding a copy: the database at one instant, then its photos, then the manifest; and each night by itself."""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2
from alembic.migration import MigrationContext
from sqlalchemy import select, text

from webapp.kernel import clock
from webapp.kernel.db import db, is_sqlite, write_transaction
from webapp.kernel.jobs import enqueue, job
from webapp.kernel.storage import LocalStore, StoreMiss, photo_store
from webapp.photos.models import Photo, Withheld
from webapp.photos.queries import original_key
from webapp.shell.backups.copies import (
    FORMAT,
    KEY,
    LISTED,
    MANIFEST,
    PHOTOS,
    WITHHELD,
    Copy,
    copies,
    heads,
    is_whole,
    last,
    photos_of,
    withheld_in,
)
from webapp.shell.backups.files import BackupTrouble, hash_of, postgres, settings, sync, write
from webapp.timeline.heads import newest
from webapp.timeline.models import Entry

KEPT = 14
"""Copies that stay; the older ones go, and with them the photos that no copy names any more."""

REREAD = 29
"""Nights within which every photo that was copied once is read again, and copied anew when it is damaged: a prime, so
that copies of any rhythm come round to all."""

STAMP = "%Y%m%dT%H%M%SZ"

NIGHT = 2
"""The local hour from which the day's copy is made."""


def make(folder: Path) -> Copy:
    """Add a copy to ``folder``. Photos that cannot be read whole are named by the copy and left out of it.

    Raises BackupTrouble.
    """
    for each in (folder, folder / PHOTOS):
        each.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(folder):
        return _make(folder, clock.now())


def _make(folder: Path, now: datetime) -> Copy:
    path = folder / now.strftime(STAMP)
    if path.exists():
        raise BackupTrouble(f"{path} was made this very second")
    path.mkdir(mode=0o700)
    store = LocalStore(folder / PHOTOS)
    database = path / ("database.sqlite3" if is_sqlite() else "database.dump")
    shown = _copy_database(database)
    sync(database)
    _keep_key(path / KEY)
    write(folder / WITHHELD, json.dumps(withheld_in(folder) | shown.withheld, indent=1).encode())
    photos, damaged = _copy_photos(store, shown, turn=now.toordinal() % REREAD)
    listed = "".join(f"{digest}\n" for digest in photos)
    write(path / LISTED, listed.encode())
    manifest = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "revision": shown.revision,
        "database": {"file": database.name, "sha256": hash_of(database), "size": database.stat().st_size},
        "photos": {"file": LISTED, "sha256": hash_of(path / LISTED), "count": len(photos)},
        "damaged": damaged,
        "heads": shown.heads,
        "sealed": shown.sealed,
    }
    write(path / MANIFEST, json.dumps(manifest, indent=1).encode())
    _forget_old(folder)
    return Copy.at(path)


def ask_for_tonights() -> None:
    """Have the day's copy made, once it is night and there is none yet."""
    now = clock.local(clock.now())
    if settings().backup_dir is None or now.hour < NIGHT:
        return
    newest = last()
    if newest is None or clock.local(newest.made_at).date() < now.date():
        with write_transaction():
            enqueue("backups.make", key="backups.make")


@job("backups.make", apart=True)
def make_tonights() -> None:
    """Make the day's copy where the settings say."""
    if (folder := settings().backup_dir) is not None:
        make(folder)


@dataclass(frozen=True)
class Shown:
    """What the database showed at the instant of which it was copied."""

    revision: str
    heads: dict[str, Any]
    photos: set[str]
    withheld: dict[str, dict[str, str]]
    sealed: list[dict[str, str]]


def _copy_database(target: Path) -> Shown:
    """The database at one instant, while others go on writing: copied and read in one transaction."""
    db.session.rollback()
    try:
        if is_sqlite():
            db.session.execute(select(Entry.seq).limit(1))  # from here on nothing moves for this connection
            source: Any = db.session.connection().connection.driver_connection
            with closing(pysqlite3.dbapi2.connect(str(target))) as copy:
                source.backup(copy)
        else:
            db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            snapshot = db.session.scalar(text("SELECT pg_export_snapshot()"))
            postgres("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
        withheld = {
            row.sha256: {"by": row.withheld_by, "at": row.withheld_at.isoformat(), "reason": row.reason}
            for row in db.session.scalars(select(Withheld))
        }
        photos = set(db.session.scalars(select(Photo.sha256).distinct())) - withheld.keys()
        sealed = [{"day": str(h.day), "township": h.township_id, "sha256": h.sha256} for h in newest()]
        return Shown(_revision(), heads(), photos, withheld, sealed)
    finally:
        db.session.rollback()


def _copy_photos(store: LocalStore, shown: Shown, turn: int) -> tuple[list[str], list[str]]:
    """Bring the photos up to date: hashes of those that are kept now, and of those that could not be read whole.

    What is withheld goes from the copies too. Of the photos that were copied before, those whose ``turn`` it is are
    read again: a disk that forgets is found while the original is still there.
    """
    for digest in shown.withheld:
        store.delete(original_key(digest))
    damaged = []
    for digest in sorted(shown.photos):
        if store.exists(original_key(digest)):
            if int(digest[:8], 16) % REREAD != turn or is_whole(store, digest):
                continue
            store.delete(original_key(digest))
        try:
            data = photo_store().get(original_key(digest))
        except StoreMiss:
            data = b""
        if hashlib.sha256(data).hexdigest() != digest:
            damaged.append(digest)
        else:
            store.put(original_key(digest), data)
    return sorted(shown.photos - set(damaged)), damaged


def _forget_old(folder: Path) -> None:
    """Remove what is more than ``KEPT``, and what never became whole."""
    whole = copies(folder)
    for old in whole[KEPT:]:
        (old.path / MANIFEST).unlink()  # from here on it is none
        shutil.rmtree(old.path)
    for path in folder.iterdir():
        if path.is_dir() and path.name < whole[0].path.name and path.name != PHOTOS and not (path / MANIFEST).exists():
            shutil.rmtree(path)
    named = {digest for copy in whole[:KEPT] for digest in photos_of(copy.path)}
    for file in [each for each in (folder / PHOTOS).rglob("*") if each.is_file() and each.name not in named]:
        file.unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One copy at a time: what one has just brought, another must not take for left over."""
    with (folder / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _revision() -> str:
    return MigrationContext.configure(db.session.connection()).get_current_revision() or ""


def _keep_key(target: Path) -> None:
    target.touch(0o600)
    target.write_text(settings().secret_key(), "ascii")
    sync(target)
