"""Whether this installation can serve, for machines (``/readyz``) and in words for the administrator."""

import os
import platform
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import func, select, text

from webapp.accounts.models import Person
from webapp.config import REPOSITORY, Config
from webapp.kernel import clock, dates
from webapp.kernel.db import db, is_sqlite, write_transaction
from webapp.kernel.jobs import MAX_ATTEMPTS, Job
from webapp.kernel.storage import PHOTOS, photo_store
from webapp.kernel.text import _, lazy, size
from webapp.photos.models import Photo
from webapp.shell.backups import copies
from webapp.tickets.models import Ticket
from webapp.timeline import heads
from webapp.units import queries as units

LEAST_FREE = 500_000_000
"""Bytes that must be free: some twenty large photos of every phone of a township."""

STUCK_AFTER = timedelta(minutes=10)
"""How long a job may be due before somebody has to look."""


@dataclass(frozen=True)
class Check:
    """Something that must hold: its name for machines, what it is in words, and what to do when it does not."""

    name: str
    label: Any
    remedy: Any
    holds: Callable[[], bool]


@dataclass(frozen=True)
class Answer:
    """What a check said."""

    check: Check
    is_well: bool


def _database_takes_writes() -> bool:
    with write_transaction():
        if is_sqlite():
            return True  # the transaction has taken the lock of writers
        return bool(db.session.scalar(text("SHOW transaction_read_only")) == "off")


def _is_migrated() -> bool:
    held = MigrationContext.configure(db.session.connection()).get_current_heads()
    return set(held) == set(newest_revisions())


def _has_room() -> bool:
    folder = _settings().data_dir
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= LEAST_FREE


def _photos_answer() -> bool:
    photo_store().exists("ready")
    return True


def _jobs_move() -> bool:
    due = select(Job.id).where(Job.attempts < MAX_ATTEMPTS, Job.run_at < clock.now() - STUCK_AFTER)
    return db.session.scalar(due.limit(1)) is None


CHECKS: tuple[Check, ...] = (
    Check(
        "database", lazy("The database takes what is written"),
        lazy("See whether the database runs, and whether its disk is full."), _database_takes_writes,
    ),
    Check(
        "migrations", lazy("The tables are those of this version"),
        lazy("Start the app anew: it brings them up to date by itself."), _is_migrated,
    ),
    Check(
        "room", lazy("There is room for photos"),
        lazy("Make room on the disk of the data folder, or move it to a larger one."), _has_room,
    ),
    Check(
        "photos", lazy("The place where photos are kept answers"),
        lazy("See whether the S3 store runs, and whether its keys are those of the settings."), _photos_answer,
    ),
    Check(
        "jobs", lazy("Work in the background moves on"),
        lazy("See below what fails; start the app anew if nothing does."), _jobs_move,
    ),
)  # fmt: skip
"""What must hold for this installation to serve (design.md section 7)."""

JOB_LABELS = {
    "photos.make_sizes": lazy("making small pictures"),
    "timeline.seal": lazy("sealing the record of a day"),
    "backups.make": lazy("copying everything for the night"),
    "photos.remove": lazy("deleting a photo"),
    "tickets.expire_photos": lazy("letting go of photos that were kept long enough"),
    "sheets.write": lazy("writing a spreadsheet"),
    "sheets.forget": lazy("removing a spreadsheet"),
}


def answers() -> list[Answer]:
    """What every check says; one that breaks has failed, and the others are asked all the same."""
    said = []
    for check in CHECKS:
        try:
            said.append(Answer(check, check.holds()))
        except Exception:  # whatever is broken is what we want to say
            current_app.logger.exception("check %s", check.name)
            said.append(Answer(check, is_well=False))
        finally:
            db.session.rollback()
    return said


def facts() -> list[tuple[str, str]]:
    """What is installed and how much is kept, in words."""
    counted = {table: db.session.scalar(select(func.count()).select_from(table)) for table in (Ticket, Person, Photo)}
    photo_bytes = db.session.scalar(select(func.sum(Photo.size))) or 0
    waiting, failed = _counted_jobs()
    return [
        (str(_("Version of the app")), current_app.extensions["assets"].version),
        (str(_("Runs on")), f"Python {platform.python_version()}, {_engine()}"),
        (str(_("Tables")), ", ".join(newest_revisions())),
        (str(_("Problems")), str(counted[Ticket])),
        (str(_("People")), str(counted[Person])),
        (str(_("Photos")), _("%(n)s, %(size)s", n=counted[Photo], size=size(photo_bytes))),
        (str(_("Photos lie in")), _where_photos_lie()),
        (str(_("Database")), size(database_size())),
        (str(_("Free on the disk")), size(shutil.disk_usage(_settings().data_dir).free)),
        (str(_("Last copy of everything")), _last_copy()),
        (str(_("Record sealed")), _sealed()),
        (str(_("Background")), _("%(waiting)s waiting, %(failed)s given up", waiting=waiting, failed=failed)),
    ]


def _sealed() -> str:
    """The last day of which the record's end is written down, and what of: for whoever keeps it elsewhere."""
    newest = heads.newest()
    names = units.names([head.township_id for head in newest])
    told = [f"{names[h.township_id].name} {h.sha256[:12]}" for h in newest if h.township_id in names]
    return " · ".join([newest[0].day.isoformat(), *told]) if newest else str(_("none yet"))


def _where_photos_lie() -> str:
    settings = _settings()
    return f"{settings.s3_endpoint}/{settings.s3_bucket}" if settings.s3_endpoint else str(settings.data_dir / PHOTOS)


def _last_copy() -> str:
    if _settings().backup_dir is None:
        return str(_("none is set up (BACKUP_DIR)"))
    if (copy := copies.last()) is None:
        return str(_("none yet"))
    told = [dates.moment(copy.made_at), size(copy.size), _("%(n)s photos", n=copy.photos)]
    if copy.damaged:
        told.append(_("%(n)s photos could not be read", n=len(copy.damaged)))
    return " · ".join(map(str, told))


def failures() -> list[dict[str, str]]:
    """Jobs that failed at least once and are not done, newest first: what, how often, and what was said."""
    wanted = select(Job).where(Job.last_error.is_not(None)).order_by(Job.run_at.desc()).limit(20)
    return [
        {
            "what": str(JOB_LABELS.get(job.name, job.name)),
            "tries": str(_("tried %(n)s times, given up", n=job.attempts))
            if job.attempts >= MAX_ATTEMPTS
            else str(_("tried %(n)s times, next %(time)s", n=job.attempts, time=dates.moment(job.run_at))),
            "error": job.last_error or "",
        }
        for job in db.session.scalars(wanted)
    ]


@lru_cache(maxsize=1)
def newest_revisions() -> tuple[str, ...]:
    """The revisions of the tables that this version of the code knows as the newest."""
    return tuple(ScriptDirectory(str(REPOSITORY / "migrations")).get_heads())


def _counted_jobs() -> tuple[int, int]:
    waiting = select(func.count(Job.id)).where(Job.attempts < MAX_ATTEMPTS, Job.run_at <= clock.now())
    failed = select(func.count(Job.id)).where(Job.attempts >= MAX_ATTEMPTS)
    return db.session.scalar(waiting) or 0, db.session.scalar(failed) or 0


def _engine() -> str:
    question = "SELECT sqlite_version()" if is_sqlite() else "SHOW server_version"
    return f"{'SQLite' if is_sqlite() else 'PostgreSQL'} {db.session.scalar(text(question))}"


def database_size() -> int:
    """Bytes of the database as it stands."""
    question = (
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        if is_sqlite()
        else "SELECT pg_database_size(current_database())"
    )
    return int(db.session.scalar(text(question)) or 0)


def _settings() -> Config:
    settings: Config = current_app.config["SETTINGS"]
    return settings
