"""Reads of the record. Who may read a subject is the subject's own question."""

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, func, select

from webapp.kernel.db import db
from webapp.timeline.models import Entry


def of(subject: str, subject_id: str) -> Sequence[Entry]:
    """Everything about a subject, oldest first."""
    wanted = select(Entry).where(Entry.subject == subject, Entry.subject_id == subject_id)
    return db.session.scalars(wanted.order_by(Entry.position)).all()


def of_each(subject: str, subject_ids: Sequence[str]) -> dict[str, list[Entry]]:
    """Everything about several subjects, each oldest first."""
    wanted = select(Entry).where(Entry.subject == subject, Entry.subject_id.in_(subject_ids))
    found: dict[str, list[Entry]] = {subject_id: [] for subject_id in subject_ids}
    for entry in db.session.scalars(wanted.order_by(Entry.position)):
        found[entry.subject_id].append(entry)
    return found


def last_of_each(subject: str, subject_ids: Sequence[str]) -> dict[str, Entry]:
    """The latest entry about each of several subjects; those without any are left out."""
    mine = (Entry.subject == subject, Entry.subject_id.in_(subject_ids))
    last = select(Entry.subject_id, func.max(Entry.position).label("position")).where(*mine).group_by(Entry.subject_id)
    found = last.subquery()
    wanted = select(Entry).join(found, and_(Entry.subject_id == found.c.subject_id, Entry.position == found.c.position))
    return {entry.subject_id: entry for entry in db.session.scalars(wanted.where(Entry.subject == subject))}


def every_chain() -> Iterator[Entry]:
    """All entries, chain by chain, streamed."""
    wanted = select(Entry).order_by(Entry.subject, Entry.subject_id, Entry.position)
    yield from db.session.scalars(wanted.execution_options(yield_per=2000))
