"""Copies of everything that must not be lost, and the way back from one.

A folder holds ``photos/`` (originals under their hash, each once for all copies) and one folder a copy: the database as
it was at one instant, the hashes of its photos, what the chains ended with, the key that signs cookies. The manifest is
written last and renamed into place: a folder without one is no copy. Photos are stored before their row, so those that
a database names are there when it has been copied.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import inspect, select, text, update

from webapp.accounts.models import LoginSession, Person
from webapp.config import REPOSITORY, Config
from webapp.kernel import clock
from webapp.kernel.db import db, is_sqlite, write_transaction
from webapp.kernel.jobs import enqueue, job
from webapp.kernel.storage import LocalStore, StoreMiss, photo_store
from webapp.photos.models import Photo, Withheld
from webapp.photos.queries import original_key
from webapp.sync.models import ChangeCounter
from webapp.sync.vocab import COUNTER
from webapp.timeline import chain
from webapp.timeline.heads import newest
from webapp.timeline.models import Entry
from webapp.timeline.queries import every_chain

MANIFEST, KEY, PHOTOS, LISTED = "manifest.json", "secret_key", "photos", "photos.txt"
WITHHELD = "withheld.json"
"""Beside all copies: what must not be there, so that an older copy does not miss it and brings none of it back."""
FORMAT = 1
KEPT = 14
"""Copies that stay; the older ones go, and with them the photos that no copy names any more."""

UNFINISHED = "restoring"
"""In the data folder from before a copy goes in until all is settled: what the same command may go on with."""

REREAD = 28
"""Copies within which every photo that was copied once is read again, and copied anew when it is damaged."""

STAMP = "%Y%m%dT%H%M%SZ"
GENERATIONS = 2**31
NIGHT = 2
"""The local hour from which the day's copy is made."""

UNDER_WAY = timedelta(minutes=5)
"""How long a command may take at the very most."""

OVERDUE = timedelta(days=2)


class BackupTrouble(RuntimeError):
    """A copy that cannot be made, is not whole, or may not go where it should."""


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
        told = _manifest(path)
        made_at, damaged = datetime.fromisoformat(told["made_at"]), tuple(told["damaged"])
        return cls(path, made_at, told["database"]["size"], told["photos"]["count"], damaged)


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
    _sync(database)
    _keep_key(path / KEY)
    _write(folder / WITHHELD, json.dumps(_withheld(folder) | shown.withheld, indent=1).encode())
    photos, damaged = _copy_photos(store, shown, turn=now.toordinal() % REREAD)
    listed = "".join(f"{digest}\n" for digest in photos)
    _write(path / LISTED, listed.encode())
    manifest = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "revision": shown.revision,
        "database": {"file": database.name, "sha256": _hash(database), "size": database.stat().st_size},
        "photos": {"file": LISTED, "sha256": _hash(path / LISTED), "count": len(photos)},
        "damaged": damaged,
        "heads": shown.heads,
        "sealed": shown.sealed,
    }
    _write(path / MANIFEST, json.dumps(manifest, indent=1).encode())
    _forget_old(folder)
    return Copy.at(path)


def copies(folder: Path) -> list[Copy]:
    """The whole copies in ``folder``, newest first."""
    if not folder.is_dir():
        return []
    found = [Copy.at(path) for path in folder.iterdir() if (path / MANIFEST).is_file()]
    return sorted(found, key=lambda copy: copy.made_at, reverse=True)


def verify(path: Path) -> dict[str, Any]:
    """The manifest of a copy whose every byte is as it was written. Raises BackupTrouble, naming what is not."""
    manifest = _manifest(path)
    for part in (manifest["database"], manifest["photos"]):
        if not (path / part["file"]).is_file() or _hash(path / part["file"]) != part["sha256"]:
            raise BackupTrouble(f"{part['file']} is not what was written")
    store, gone = LocalStore(path.parent / PHOTOS), _withheld(path.parent)
    lost = [digest for digest in _photos(path) if digest not in gone and not _is_whole(store, digest)]
    if lost:
        raise BackupTrouble(f"{len(lost)} photos are missing or damaged: {lost[:3]}")
    return manifest


def restore(path: Path) -> None:
    """Put a copy into this installation, whose database must be empty. The tables stay those of the copy: migrate next,
    then ``settle``. Broken off at any point, the same again goes on.

    Raises BackupTrouble before anything is written: for a copy that is not whole or comes from a newer version, and for
    a database that holds something.
    """
    manifest = verify(path)
    _refuse_newer(manifest["revision"])
    unfinished, this = _settings().data_dir / UNFINISHED, _hash(path / MANIFEST)
    if inspect(db.engine).get_table_names():
        if unfinished.exists() and unfinished.read_text("ascii") == this:
            return  # it goes in whole or not at all: it is in
        raise BackupTrouble("The database is not empty. Restore into a new one; nothing was changed.")
    store, kept = photo_store(), LocalStore(path.parent / PHOTOS)
    for digest in set(_photos(path)) - _withheld(path.parent).keys():
        store.put(original_key(digest), kept.get(original_key(digest)))
    key = _settings().data_dir / KEY
    shutil.copyfile(path / KEY, key)
    key.chmod(0o600)
    _write(unfinished, this.encode())
    _put_database(path / manifest["database"]["file"])


def settle(path: Path) -> None:
    """After the tables are up to date: hold the chains against what they ended with, and let nobody go on from what
    only the lost installation knew: phones read everything anew, and people sign in anew.

    Raises BackupTrouble when a chain is not what it was.
    """
    found = chain.faults(every_chain())
    if found or heads() != _manifest(path)["heads"]:
        raise BackupTrouble("The chains are not those of the copy: " + "; ".join(found[:3]))
    with write_transaction():
        _withhold_again(path.parent)
        db.session.execute(update(LoginSession).where(LoginSession.ended_at.is_(None)).values(ended_at=clock.now()))
        counter = db.session.get(ChangeCounter, COUNTER)
        if counter is None:
            counter = ChangeCounter(id=COUNTER, last=0)
            db.session.add(counter)
        counter.generation = secrets.randbelow(GENERATIONS - 1) + 1
    (_settings().data_dir / UNFINISHED).unlink(missing_ok=True)


def is_half_restored() -> bool:
    """Whether a restore has begun and not ended: sessions and phones would go on as if nothing had been lost."""
    return (_settings().data_dir / UNFINISHED).exists()


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


def last() -> Copy | None:
    """The newest copy where the installation makes its own; None when there is none, or nothing is set up."""
    folder = _settings().backup_dir
    found = copies(folder) if folder is not None else []
    return found[0] if found else None


def copied_to() -> datetime | None:
    """Everything that was received before this instant is in a whole copy; None where no copies are made.

    Asked with every reading of every phone, so that one manifest is read and no more. A command that began just before
    the copy may have been committed after it, hence ``UNDER_WAY``.
    """
    folder = _settings().backup_dir
    if folder is None:
        return None
    for path in sorted((each for each in folder.glob("2*Z") if (each / MANIFEST).is_file()), reverse=True):
        if not (copy := Copy.at(path)).damaged:
            return copy.made_at - UNDER_WAY
    return datetime.fromtimestamp(0, UTC)


def is_well() -> bool:
    """Whether nothing is set up, or the newest copy is recent and has every photo."""
    if _settings().backup_dir is None:
        return True
    newest = last()
    return newest is not None and not newest.damaged and clock.now() - newest.made_at <= OVERDUE


def ask_for_tonights() -> None:
    """Have the day's copy made, once it is night and there is none yet."""
    now = clock.local(clock.now())
    if _settings().backup_dir is None or now.hour < NIGHT:
        return
    newest = last()
    if newest is None or clock.local(newest.made_at).date() < now.date():
        with write_transaction():
            enqueue("backups.make", key="backups.make")


@job("backups.make", apart=True)
def make_tonights() -> None:
    """Make the day's copy where the settings say."""
    if (folder := _settings().backup_dir) is not None:
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
            _postgres("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
        withheld = {
            row.sha256: {"by": row.withheld_by, "at": row.withheld_at.isoformat(), "reason": row.reason}
            for row in db.session.scalars(select(Withheld))
        }
        photos = set(db.session.scalars(select(Photo.sha256).distinct())) - withheld.keys()
        sealed = [{"day": str(h.day), "township": h.township_id, "sha256": h.sha256} for h in newest()]
        return Shown(_revision(), heads(), photos, withheld, sealed)
    finally:
        db.session.rollback()


def _put_database(source: Path) -> None:
    db.session.remove()
    db.engine.dispose()
    if is_sqlite():
        target = Path(str(db.engine.url.database))
        for leftover in ("-wal", "-shm"):
            target.with_name(target.name + leftover).unlink(missing_ok=True)
        fresh = target.with_name(target.name + ".restored")
        shutil.copyfile(source, fresh)
        _sync(fresh)
        fresh.replace(target)
        return
    _postgres("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(source))


def _postgres(program: str, *words: str) -> None:
    """Run a program of PostgreSQL's on our database; the password goes by the environment, where ``ps`` shows none."""
    url = db.engine.url
    found = shutil.which(program) or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))), None)
    if found is None:
        raise BackupTrouble(f"{program} is not here: install postgresql-client")
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": url.password} if url.password else {}
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own, on our own address
        [found, f"--dbname={address}", *words],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BackupTrouble(f"{program}: {done.stderr.strip()}")


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
            if int(digest[:8], 16) % REREAD != turn or _is_whole(store, digest):
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


def _is_whole(store: LocalStore, digest: str) -> bool:
    try:
        return hashlib.sha256(store.get(original_key(digest))).hexdigest() == digest
    except StoreMiss:
        return False


def _forget_old(folder: Path) -> None:
    """Remove what is more than ``KEPT``, and what never became whole."""
    whole = copies(folder)
    for old in whole[KEPT:]:
        (old.path / MANIFEST).unlink()  # from here on it is none
        shutil.rmtree(old.path)
    for path in folder.iterdir():
        if path.is_dir() and path.name < whole[0].path.name and path.name != PHOTOS and not (path / MANIFEST).exists():
            shutil.rmtree(path)
    named = {digest for copy in whole[:KEPT] for digest in _photos(copy.path)}
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


def _refuse_newer(revision: str) -> None:
    try:
        ScriptDirectory(str(REPOSITORY / "migrations")).get_revision(revision)
    except CommandError:
        raise BackupTrouble(f"The copy is of a newer version of the app (tables {revision}). Update first.") from None


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((path / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        raise BackupTrouble(f"{path} is no whole copy: its {MANIFEST} is missing or cannot be read") from None
    if manifest.get("format") != FORMAT:
        raise BackupTrouble(f"{path} is of a newer version of the app. Update first.")
    return manifest


def _photos(path: Path) -> list[str]:
    return (path / LISTED).read_text("ascii").split()


def _withheld(folder: Path) -> dict[str, dict[str, str]]:
    """What was withheld by the newest copy: by hash, who, when and why."""
    path = folder / WITHHELD
    found: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return found


def _withhold_again(folder: Path) -> None:
    """What was withheld after the restored copy stays withheld, as far as who did it is known in it."""
    for digest, told in _withheld(folder).items():
        if db.session.get(Withheld, digest) is None and db.session.get(Person, told["by"]) is not None:
            row = Withheld(sha256=digest, withheld_by=told["by"], reason=told["reason"])
            row.withheld_at = datetime.fromisoformat(told["at"])
            db.session.add(row)


def _keep_key(target: Path) -> None:
    target.touch(0o600)
    target.write_text(_settings().secret_key(), "ascii")
    _sync(target)


def _write(target: Path, data: bytes) -> None:
    """Make a file appear whole or not at all."""
    fresh = target.with_name(target.name + ".new")
    fresh.touch(0o600)
    fresh.write_bytes(data)
    _sync(fresh)
    fresh.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _settings() -> Config:
    settings: Config = current_app.config["SETTINGS"]
    return settings
