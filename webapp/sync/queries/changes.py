"""Reads of what changed: what a reader's scope is, and what it holds above a cursor."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, null, or_, select, type_coerce, union_all

from webapp.accounts.models import Person
from webapp.catalogue.models import CalendarDay, IssueGroup, IssueType
from webapp.kernel import clock
from webapp.kernel.actors import Actor
from webapp.kernel.db import Instant, canonical, db, likely
from webapp.kernel.text import current_locale
from webapp.sync.cursors import Cursor
from webapp.sync.models import Change, ChangeCounter
from webapp.sync.vocab import COUNTER, FINISHED_KEPT, FORMAT, Subject
from webapp.tickets import queries as tickets
from webapp.tickets.models import Departure, Ticket
from webapp.tickets.vocab import UNFINISHED
from webapp.units.models import Duty, Unit, Venue

Rows = Select[*tuple[Any, ...]]

# What the kit is made of beside the reader's scope; filled by the wiring. Each part says which version of it this actor
# would get now.
KIT_PARTS: list[Callable[[Actor], str]] = []

SCOPE_BYTES = 12


@dataclass(frozen=True)
class Told:
    """One line of what changed: a ticket in sight, or with ``left_at`` one that left it."""

    ticket_id: str
    seq: int
    left_at: datetime | None


GENERATION = select(ChangeCounter.generation).where(ChangeCounter.id == COUNTER).scalar_subquery()


def scope(actor: Actor) -> bytes:
    """A digest of who reads, in which language, and of every name that may stand in what they are told.

    What one phone holds was told under one scope; under another it begins anew. So a new role, another language, a
    renamed village, a new revision of the catalogue or a restored backup never leaves half of the old on a phone.
    """
    content: list[Any] = [FORMAT, current_locale(), actor.membership_id, actor.role]
    content += [actor.unit_id, actor.township_id, actor.county_id, sorted(actor.unit_ids)]
    names = (*_register(actor), *_catalogue())
    content += [[[str(each) for each in row] for row in db.session.execute(rows)] for rows in names]
    return hashlib.sha256(canonical(content).encode()).digest()[:SCOPE_BYTES]


def kit_version(actor: Actor, reader: bytes) -> str:
    """Which kit the actor would get now: changes with their scope, their large mode, the week, and the parts.

    :param reader: the digest of the actor's ``scope``.
    """
    week = clock.today().isocalendar()
    large = db.session.scalar(select(Person.large).where(Person.id == actor.person_id))
    content = [reader.hex(), large, week.year, week.week, *(version(actor) for version in KIT_PARTS)]
    return hashlib.sha256(canonical(content).encode()).hexdigest()[:16]


def counted() -> tuple[int, int]:
    """The highest number that was given to a change, and which life of the installation this is: another one after
    each restore."""
    row = db.session.execute(select(ChangeCounter.last, ChangeCounter.generation).where(ChangeCounter.id == COUNTER))
    found = row.one_or_none()
    return (found.last, found.generation) if found is not None else (0, 0)


def beginning(actor: Actor, reader: bytes) -> Cursor:
    """The cursor of somebody who has read nothing yet: a snapshot of what is in sight now."""
    seen = _seen(actor).with_only_columns(func.max(Change.seq))
    left = _left(actor).with_only_columns(func.max(Change.seq)).group_by(None)
    return Cursor(reader, 0, max(db.session.scalar(seen) or 0, db.session.scalar(left) or 0))


def told(actor: Actor, cursor: Cursor, limit: int) -> Sequence[Told]:
    """What changed in the actor's sight above a cursor, in the order of the numbers, each thing once.

    One statement, so that nothing moves between what is in sight and what left it. Of the snapshot, finished tickets
    that did not change lately are left out.

    :param limit: at most so many.
    """
    fresh = or_(Ticket.state.in_(UNFINISHED), Ticket.changed_at > clock.now() - FINISHED_KEPT)
    seen = _seen(actor).where(Change.seq > cursor.at, or_(Change.seq > cursor.top, fresh))
    left = _left(actor).where(Change.seq > max(cursor.at, cursor.top))
    rows = union_all(seen, left).order_by("seq").limit(limit)
    return [Told(row.id, row.seq, row.left_at) for row in db.session.execute(rows)]


def _seen(actor: Actor) -> Rows:
    """Tickets in sight with their numbers."""
    numbered = and_(likely(Change.subject == Subject.TICKET), Change.subject_id == Ticket.id)
    never = type_coerce(null(), Instant).label("left_at")
    return tickets.visible_to(actor).join(Change, numbered).with_only_columns(Ticket.id, Change.seq, never)


def _left(actor: Actor) -> Rows:
    """Tickets that left the sight of the actor's unit and did not come back, by the number of their leaving."""
    numbered = and_(Change.subject == Subject.DEPARTURE, Change.subject_id == Departure.id)
    back = tickets.visible_to(actor).where(Ticket.id == Departure.ticket_id).exists()
    return (
        select(
            Departure.ticket_id.label("id"),
            func.max(Change.seq).label("seq"),
            func.max(Departure.left_at).label("left_at"),
        )
        .join(Change, numbered)
        .where(Departure.unit_id == actor.unit_id, ~back)
        .group_by(Departure.ticket_id)
    )


def _register(actor: Actor) -> tuple[Rows, ...]:
    """The names of units, their places and who answers for them, as far as they may stand in the actor's tickets.

    Wider than the units one may look up: a department meets all villages of its township, everybody the county's
    departments.
    """
    named: ColumnElement[bool] = Unit.county_id == actor.county_id
    if actor.township_id is not None:
        named = and_(named, or_(Unit.township_id == actor.township_id, Unit.township_id.is_(None)))
    below = select(Unit.id).where(named)
    today = clock.today()
    return (
        select(Unit.id, Unit.name, Unit.kind, Unit.position, Unit.lat, Unit.lng, Unit.closed_on)
        .where(named)
        .order_by(Unit.id),
        select(Venue.id, Venue.name, Venue.position, Venue.closed_on)
        .where(Venue.unit_id.in_(below))
        .order_by(Venue.id),
        select(Duty.id, Duty.kind, Person.name)
        .join(Person, Person.id == Duty.person_id)
        .where(Duty.unit_id.in_(below), Duty.from_on <= today, or_(Duty.to_on.is_(None), Duty.to_on >= today))
        .order_by(Duty.id),
    )


def _catalogue() -> tuple[Rows, ...]:
    """The revisions of the catalogue and of the calendar that now hold."""
    return (
        select(IssueType.id)
        .where(IssueType.superseded_at.is_(None), IssueType.retired_at.is_(None))
        .order_by(IssueType.id),
        # With the generation, which is another after a restore: a query of its own would be asked by every idle check.
        select(IssueGroup.code, IssueGroup.title, GENERATION).order_by(IssueGroup.code),
        select(CalendarDay.day, CalendarDay.is_working).order_by(CalendarDay.day),
    )
