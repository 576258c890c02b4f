"""The way back from a copy, which can be run again wherever it broke off."""

import secrets
import shutil
from datetime import datetime
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import inspect, update

from webapp.accounts.models import LoginSession, Person
from webapp.config import REPOSITORY
from webapp.kernel import clock
from webapp.kernel.db import db, is_sqlite, write_transaction
from webapp.kernel.storage import LocalStore, photo_store
from webapp.photos.models import Withheld
from webapp.photos.queries import original_key
from webapp.shell.backups.copies import KEY, MANIFEST, PHOTOS, heads, manifest_of, photos_of, verify, withheld_in
from webapp.shell.backups.files import BackupTrouble, hash_of, postgres, settings, sync, write
from webapp.sync.models import ChangeCounter
from webapp.sync.vocab import COUNTER
from webapp.timeline import chain
from webapp.timeline.queries import every_chain

UNFINISHED = "restoring"
"""In the data folder from before a copy goes in until all is settled: what the same command may go on with."""

GENERATIONS = 2**31


def restore(path: Path) -> None:
    """Put a copy into this installation, whose database must be empty. The tables stay those of the copy: migrate next,
    then ``settle``. Broken off at any point, the same again goes on.

    Raises BackupTrouble before anything is written: for a copy that is not whole or comes from a newer version, and for
    a database that holds something.
    """
    manifest = verify(path)
    _refuse_newer(manifest["revision"])
    unfinished, this = settings().data_dir / UNFINISHED, hash_of(path / MANIFEST)
    if inspect(db.engine).get_table_names():
        if unfinished.exists() and unfinished.read_text("ascii") == this:
            return  # it goes in whole or not at all: it is in
        raise BackupTrouble("The database is not empty. Restore into a new one; nothing was changed.")
    store, kept = photo_store(), LocalStore(path.parent / PHOTOS)
    for digest in set(photos_of(path)) - withheld_in(path.parent).keys():
        store.put(original_key(digest), kept.get(original_key(digest)))
    key = settings().data_dir / KEY
    shutil.copyfile(path / KEY, key)
    key.chmod(0o600)
    write(unfinished, this.encode())
    _put_database(path / manifest["database"]["file"])


def settle(path: Path) -> None:
    """After the tables are up to date: hold the chains against what they ended with, and let nobody go on from what
    only the lost installation knew: phones read everything anew, and people sign in anew.

    Raises BackupTrouble when a chain is not what it was.
    """
    found = chain.faults(every_chain())
    if found or heads() != manifest_of(path)["heads"]:
        raise BackupTrouble("The chains are not those of the copy: " + "; ".join(found[:3]))
    with write_transaction():
        _withhold_again(path.parent)
        db.session.execute(update(LoginSession).where(LoginSession.ended_at.is_(None)).values(ended_at=clock.now()))
        counter = db.session.get(ChangeCounter, COUNTER)
        if counter is None:
            counter = ChangeCounter(id=COUNTER, last=0)
            db.session.add(counter)
        counter.generation = secrets.randbelow(GENERATIONS - 1) + 1
    (settings().data_dir / UNFINISHED).unlink(missing_ok=True)


def is_half_restored() -> bool:
    """Whether a restore has begun and not ended: sessions and phones would go on as if nothing had been lost."""
    return (settings().data_dir / UNFINISHED).exists()


def _put_database(source: Path) -> None:
    db.session.remove()
    db.engine.dispose()
    if is_sqlite():
        target = Path(str(db.engine.url.database))
        for leftover in ("-wal", "-shm"):
            target.with_name(target.name + leftover).unlink(missing_ok=True)
        fresh = target.with_name(target.name + ".restored")
        shutil.copyfile(source, fresh)
        sync(fresh)
        fresh.replace(target)
        return
    postgres("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(source))


def _refuse_newer(revision: str) -> None:
    try:
        ScriptDirectory(str(REPOSITORY / "migrations")).get_revision(revision)
    except CommandError:
        raise BackupTrouble(f"The copy is of a newer version of the app (tables {revision}). Update first.") from None


def _withhold_again(folder: Path) -> None:
    """What was withheld after the restored copy stays withheld, as far as who did it is known in it."""
    for digest, told in withheld_in(folder).items():
        if db.session.get(Withheld, digest) is None and db.session.get(Person, told["by"]) is not None:
            row = Withheld(sha256=digest, withheld_by=told["by"], reason=told["reason"])
            row.withheld_at = datetime.fromisoformat(told["at"])
            db.session.add(row)
