"""Work after commit: rows written in the transaction that asks for them, run by whoever claims them.

A worker leases a row; if it dies, the lease runs out and another takes over. The job's database effects and
the removal of its row are one transaction, so a job that finished is never run again. A job ``apart`` touches
no rows and takes its time (a picture): it runs outside that transaction, which would keep all writers waiting.
"""

import logging
import random
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, Text, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from webapp.kernel import clock, logs
from webapp.kernel.db import Base, Key, change, db, is_sqlite, write_transaction
from webapp.kernel.ids import new_id

LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 8
LONGEST_PAUSE = timedelta(minutes=30)

log = logging.getLogger("xungai.jobs")

JobFunction = Callable[..., None]
JOBS: dict[str, JobFunction] = {}
_running: ContextVar[tuple[str, str]] = ContextVar("running")
APART: set[str] = set()


class LeaseLost(RuntimeError):
    """A worker was so slow that another one took its job."""


class Job(Base):
    """One piece of work that waits, runs (leased) or has failed for good (``attempts`` used up)."""

    __tablename__ = "job"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(64))
    args: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(String(128), unique=True)
    run_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(36))
    last_error: Mapped[str | None] = mapped_column(Text)


def job(name: str, *, apart: bool = False) -> Callable[[JobFunction], JobFunction]:
    """Register a job. It gets ids, loads its own rows, and may be run more than once.

    :param apart: it writes no rows and is slow, so it runs before the transaction that removes its row.
    """

    def register(function: JobFunction) -> JobFunction:
        if name in JOBS:
            raise ValueError(f"job {name} is declared twice")
        JOBS[name] = function
        if apart:
            APART.add(name)
        return function

    return register


def enqueue(name: str, *, key: str | None = None, after: timedelta = timedelta(0), **args: Any) -> None:
    """Ask for a job within the present transaction; a second one of the same ``key`` is dropped.

    :param after: how long from now it falls due.
    """
    if key is not None and db.session.scalar(select(Job.id).where(Job.key == key)):
        return
    db.session.add(Job(id=new_id(), name=name, args=args, key=key, run_at=clock.now() + after))


def still_at_it() -> None:
    """Keep the lease of the job that is running, for another ``LEASE``; for those ``apart`` that take longer.

    Raises LeaseLost when another worker has it: then whatever this one would write is written by that one.
    """
    identifier, lease = _running.get()
    with write_transaction():
        mine = update(Job).where(Job.id == identifier, Job.lease == lease)
        if change(mine.values(leased_until=clock.now() + LEASE)) != 1:
            raise LeaseLost(identifier)


def run_due(limit: int = 50) -> int:
    """Run jobs that are due, one after another. Returns how many were tried."""
    tried = 0
    while tried < limit and (claimed := _claim()) is not None:
        _run(claimed)
        tried += 1
    return tried


def _claim() -> tuple[str, str, str, dict[str, Any]] | None:
    now, lease = clock.now(), new_id()
    due = (
        select(Job.id)
        .where(Job.run_at <= now, Job.attempts < MAX_ATTEMPTS)
        .where(or_(Job.leased_until.is_(None), Job.leased_until < now))
        .order_by(Job.run_at, Job.id)
        .limit(1)
    )
    if not is_sqlite():
        due = due.with_for_update(skip_locked=True)
    with write_transaction():
        found = db.session.scalar(due)
        if found is None:
            return None
        row = db.session.execute(
            update(Job)
            .where(Job.id == found)
            .values(leased_until=now + LEASE, lease=lease, attempts=Job.attempts + 1)
            .returning(Job.name, Job.args)
            .execution_options(synchronize_session=False)
        ).one()
        return found, lease, row.name, row.args


def _run(claimed: tuple[str, str, str, dict[str, Any]]) -> None:
    identifier, lease, name, args = claimed
    _running.set((identifier, lease))
    with logs.job(log, name, identifier):
        try:
            if name in APART:
                JOBS[name](**args)
            with write_transaction():
                if name not in APART:
                    JOBS[name](**args)
                # Only the holder of the lease may finish: a slow worker whose lease was taken changes nothing.
                if change(delete(Job).where(Job.id == identifier, Job.lease == lease)) != 1:
                    db.session.rollback()
                    logs.note(outcome="lost")
        except Exception as error:  # whatever a job raises is kept with its row and tried again
            logs.note(outcome="failed")
            log.exception("job %s failed", name)
            _postpone(identifier, lease, error)


def _postpone(identifier: str, lease: str, error: Exception) -> None:
    with write_transaction():
        row = db.session.get(Job, identifier)
        if row is None or row.lease != lease:
            return
        pause = min(timedelta(seconds=2**row.attempts), LONGEST_PAUSE)
        row.run_at = clock.now() + pause * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret
        row.leased_until = row.lease = None
        row.last_error = f"{type(error).__name__}: {error}"[:500]
