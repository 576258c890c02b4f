"""Reads of the catalogue and the calendar."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from webapp.catalogue.models import CalendarDay, IssueGroup, IssueType
from webapp.catalogue.workdays import Calendar
from webapp.kernel.db import db


def current() -> Sequence[IssueType]:
    """The kinds a new ticket may be of, in the catalogue's order."""
    wanted = select(IssueType).where(IssueType.superseded_at.is_(None), IssueType.retired_at.is_(None))
    return db.session.scalars(wanted.order_by(IssueType.position)).all()


def by_code(code: str) -> IssueType | None:
    """The newest revision of a kind; a retired one too, because a phone may have been offline."""
    wanted = select(IssueType).where(IssueType.code == code, IssueType.superseded_at.is_(None))
    return db.session.scalar(wanted)


def by_ids(ids: Sequence[str]) -> dict[str, IssueType]:
    """Revisions by id."""
    found = db.session.scalars(select(IssueType).where(IssueType.id.in_(set(ids))))
    return {kind.id: kind for kind in found}


def every_revision() -> dict[str, IssueType]:
    """All revisions of all kinds by id, the newest of a kind last."""
    return {kind.id: kind for kind in db.session.scalars(select(IssueType).order_by(IssueType.revision))}


def newest() -> Sequence[IssueType]:
    """The newest revision of every kind, retired ones too, in the catalogue's order."""
    wanted = select(IssueType).where(IssueType.superseded_at.is_(None))
    return db.session.scalars(wanted.order_by(IssueType.position, IssueType.code)).all()


def revisions(code: str) -> Sequence[IssueType]:
    """Every revision of a kind, the newest first."""
    wanted = select(IssueType).where(IssueType.code == code)
    return db.session.scalars(wanted.order_by(IssueType.revision.desc())).all()


def as_of(instant: datetime) -> dict[str, IssueType]:
    """The revisions that were offered at an instant, by code."""
    wanted = select(IssueType).where(IssueType.valid_from <= instant)
    for ended in (IssueType.superseded_at, IssueType.retired_at):
        wanted = wanted.where(or_(ended.is_(None), ended > instant))
    return {row.code: row for row in db.session.scalars(wanted.order_by(IssueType.position, IssueType.code))}


def groups() -> dict[str, IssueGroup]:
    """Categories and groups by code, in the catalogue's order."""
    return {row.code: row for row in db.session.scalars(select(IssueGroup).order_by(IssueGroup.position))}


def own_days() -> Sequence[CalendarDay]:
    """The days that are counted otherwise than announced, in their order."""
    return db.session.scalars(select(CalendarDay).order_by(CalendarDay.day)).all()


def calendar() -> Calendar:
    """The working days as this installation counts them."""
    return Calendar({row.day: row.is_working for row in own_days()})
