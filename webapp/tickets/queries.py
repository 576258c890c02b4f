"""Reads of tickets. ``visible_to`` decides what exists for whom; everything else starts from it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm.attributes import InstrumentedAttribute, set_committed_value

from webapp.catalogue.models import IssueType
from webapp.kernel import clock
from webapp.kernel.actors import Actor
from webapp.kernel.db import db
from webapp.kernel.errors import NOT_FOUND, AppError
from webapp.photos import queries as photos
from webapp.photos.models import Photo
from webapp.tickets.filters import Filter
from webapp.tickets.models import Departure, SavedView, Submission, Ticket, TicketPhoto
from webapp.tickets.policy import hides_opener
from webapp.tickets.problems import MOVED_AWAY
from webapp.tickets.vocab import SIMILAR_DAYS, UNFINISHED, Outcome, Source, State
from webapp.units.vocab import TOWNSHIP_ROLES, Role


def visible_to(actor: Actor) -> Select[Ticket]:
    """Tickets that exist for an actor (design.md section 3).

    A village: its own released ones and those it opened; a department: the released ones it answers for; the
    township's people: their township; the county viewer: all below the county; an administrator: none.
    """
    if actor.role in TOWNSHIP_ROLES:
        return select(Ticket).where(Ticket.township_id == actor.township_id)
    if actor.role == Role.COUNTY_VIEWER:
        return select(Ticket).where(Ticket.county_id == actor.county_id)
    if actor.role == Role.VILLAGE_STAFF:
        own = and_(Ticket.village_id == actor.unit_id, Ticket.released_at.is_not(None))
        opened = and_(Ticket.opened_by == actor.person_id, Ticket.opened_by_unit_id == actor.unit_id)
        return select(Ticket).where(or_(own, opened))
    if actor.role == Role.DEPARTMENT_STAFF:
        return select(Ticket).where(Ticket.responsible_id == actor.unit_id, Ticket.released_at.is_not(None))
    return select(Ticket).where(Ticket.id.is_(None))


def get(actor: Actor, ticket_id: str, *, to_change: bool = False) -> Ticket:
    """A visible ticket, locked when it is to be changed.

    Raises ``ticket.moved_away`` when the actor's unit could see it before, else ``http.not_found``.
    """
    wanted = visible_to(actor).where(Ticket.id == ticket_id)
    if to_change:
        wanted = wanted.with_for_update(of=Ticket).execution_options(populate_existing=True)
    found = db.session.scalar(wanted)
    if found is not None:
        return found
    mine = (Departure.ticket_id == ticket_id, Departure.unit_id == actor.unit_id)
    left_at = db.session.scalar(select(func.max(Departure.left_at)).where(*mine))
    if left_at is None:
        raise AppError(NOT_FOUND)
    raise AppError(MOVED_AWAY, left_at=left_text(left_at))


def left_text(left_at: datetime) -> str:
    """When a ticket moved away, as its former readers are told: local, to the minute."""
    return clock.local(left_at).strftime("%Y-%m-%d %H:%M")


def unfinished_of_person(actor: Actor, person_id: str) -> Sequence[Ticket]:
    """Unfinished tickets in the actor's sight that name somebody as the person who has to fix it."""
    wanted = visible_to(actor).where(Ticket.responsible_person_id == person_id, Ticket.state.in_(UNFINISHED))
    return db.session.scalars(wanted.order_by(Ticket.responsible_id, Ticket.id)).all()


def with_bytes_of(photo: Photo) -> Sequence[tuple[Ticket, str]]:
    """Tickets on which the same bytes hang, each with the photo's id there; oldest first."""
    wanted = select(Ticket, TicketPhoto.photo_id).join(TicketPhoto, TicketPhoto.ticket_id == Ticket.id)
    wanted = wanted.join(Photo, Photo.id == TicketPhoto.photo_id).where(Photo.sha256 == photo.sha256)
    return [(ticket, photo_id) for ticket, photo_id in db.session.execute(wanted.order_by(Ticket.id))]


def sees_photo(actor: Actor, photo_id: str) -> bool | None:
    """Whether a photo hangs on a ticket the actor sees; None when it hangs on no ticket."""
    ticket_id = db.session.scalar(select(TicketPhoto.ticket_id).where(TicketPhoto.photo_id == photo_id))
    if ticket_id is None:
        return None
    seen = visible_to(actor).with_only_columns(Ticket.id).where(Ticket.id == ticket_id)
    return db.session.scalar(seen) is not None


def similar(actor: Actor, village_id: str, type_code: str) -> Sequence[Ticket]:
    """Unfinished tickets of a kind in a village, newest first, at most three; shown before a new one is sent."""
    kinds = select(IssueType.id).where(IssueType.code == type_code)
    wanted = visible_to(actor).where(Ticket.village_id == village_id, Ticket.issue_type_id.in_(kinds))
    wanted = wanted.where(Ticket.state.in_(UNFINISHED), Ticket.received_at > clock.now() - timedelta(days=SIMILAR_DAYS))
    return db.session.scalars(wanted.order_by(Ticket.received_at.desc()).limit(3)).all()


def to_fix(actor: Actor, unit_id: str) -> Sequence[Ticket]:
    """What a unit has to fix, nearest deadline first."""
    wanted = visible_to(actor).where(Ticket.responsible_id == unit_id, Ticket.state == State.OPEN)
    return db.session.scalars(wanted.order_by(Ticket.due_on, Ticket.opened_at)).all()


def in_review(actor: Actor) -> Sequence[Ticket]:
    """Fixes that wait for a review, longest waiting first."""
    wanted = visible_to(actor).where(Ticket.state == State.SUBMITTED)
    return db.session.scalars(wanted.order_by(Ticket.clock_stopped_at, Ticket.id)).all()


def count_in_review(actor: Actor) -> int:
    """How many fixes wait for a review."""
    seen = visible_to(actor).where(Ticket.state == State.SUBMITTED).subquery()
    return db.session.scalar(select(func.count()).select_from(seen)) or 0


def unfinished(actor: Actor) -> Sequence[Ticket]:
    """Everything not finished that the actor sees, nearest deadline first."""
    wanted = visible_to(actor).where(Ticket.state.in_(UNFINISHED))
    return db.session.scalars(wanted.order_by(Ticket.due_on, Ticket.opened_at)).all()


def unfinished_in(actor: Actor, village_id: str) -> Sequence[Ticket]:
    """What is not finished in a village, nearest deadline first."""
    wanted = visible_to(actor).where(Ticket.state.in_(UNFINISHED), Ticket.village_id == village_id)
    return db.session.scalars(wanted.order_by(Ticket.due_on, Ticket.opened_at)).all()


def unfinished_of_unit(unit_id: str) -> int:
    """How many problems in a unit, or that it has to fix, are not finished, whoever asks."""
    its = or_(Ticket.village_id == unit_id, Ticket.responsible_id == unit_id)
    return db.session.scalar(select(func.count(Ticket.id)).where(its, Ticket.state.in_(UNFINISHED))) or 0


def numbers_of(township_id: str) -> set[str]:
    """The numbers of all tickets of a township."""
    wanted = select(Ticket.number).where(Ticket.township_id == township_id, Ticket.number.is_not(None))
    return {number for number in db.session.scalars(wanted) if number}


def of_township(township_id: str) -> Sequence[Any]:
    """Number, village, kind (its revision's id), day and words of every ticket of a township."""
    columns = (Ticket.number, Ticket.village_id, Ticket.issue_type_id, Ticket.opened_at, Ticket.words)
    return db.session.execute(select(*columns).where(Ticket.township_id == township_id)).all()


def opened_by(actor: Actor, limit: int) -> Sequence[Ticket]:
    """What the actor opened, newest first, but for what they took over from a former ledger."""
    wanted = visible_to(actor).where(Ticket.opened_by == actor.person_id, Ticket.source != Source.IMPORT)
    return db.session.scalars(wanted.order_by(Ticket.received_at.desc()).limit(limit)).all()


def of_owner(actor: Actor, unit_id: str, state: State) -> Sequence[Ticket]:
    """What a unit answers for in one state, last changed first."""
    wanted = visible_to(actor).where(Ticket.responsible_id == unit_id, Ticket.state == state)
    return db.session.scalars(wanted.order_by(Ticket.changed_at.desc()).limit(50)).all()


def of_others(actor: Actor, unit_id: str) -> Sequence[Ticket]:
    """What is not finished at one's own place and is somebody else's to fix."""
    wanted = visible_to(actor).where(Ticket.responsible_id != unit_id, Ticket.state.in_(UNFINISHED))
    return db.session.scalars(wanted.order_by(Ticket.due_on, Ticket.opened_at).limit(50)).all()


def listed(actor: Actor, wanted: Filter, limit: int) -> Sequence[Ticket]:
    """One page of a filtered list, and one more: whether there is a page after it.

    :param limit: tickets of a page, and the one more.
    """
    rows = wanted.sorted(_narrowed(actor, wanted))
    return db.session.scalars(rows.offset((wanted.page - 1) * (limit - 1)).limit(limit)).all()


def ids(actor: Actor, wanted: Filter) -> Sequence[str]:
    """The ids of all tickets that a filter finds, in its order: one statement, so none is skipped or told twice."""
    return db.session.scalars(wanted.sorted(_narrowed(actor, wanted)).with_only_columns(Ticket.id)).all()


def by_ids(actor: Actor, ticket_ids: Sequence[str]) -> Sequence[Ticket]:
    """Those of these tickets that exist for the actor, in no order."""
    return db.session.scalars(visible_to(actor).where(Ticket.id.in_(ticket_ids))).all()


def after(actor: Actor, wanted: Filter, point: tuple[datetime, str] | None, limit: int) -> Sequence[Ticket]:
    """Tickets from ``point`` on, newest first: neither skipped nor told twice while new ones come in.

    :param point: when the last one told was opened, and its id; None from the start.
    """
    rows = _narrowed(actor, wanted)
    if point is not None:
        opened_at, ticket_id = point
        same = and_(Ticket.opened_at == opened_at, Ticket.id < ticket_id)
        rows = rows.where(or_(Ticket.opened_at < opened_at, same))
    return db.session.scalars(rows.order_by(Ticket.opened_at.desc(), Ticket.id.desc()).limit(limit)).all()


def count(actor: Actor, wanted: Filter) -> int:
    """How many tickets a filter finds."""
    return db.session.scalar(_narrowed(actor, wanted).with_only_columns(func.count())) or 0


def tallied(
    actor: Actor, wanted: Filter, *columns: ColumnElement[Any] | InstrumentedAttribute[Any]
) -> list[tuple[tuple[Any, ...], int]]:
    """How many tickets a filter finds for each combination of values of some columns, in one reading."""
    rows = _narrowed(actor, wanted).with_only_columns(*columns, func.count()).group_by(*columns)
    return [(tuple(row[:-1]), row[-1]) for row in db.session.execute(rows)]


def _narrowed(actor: Actor, wanted: Filter) -> Select[Ticket]:
    # Whoever is not told who opened a ticket may not find it out by asking for one opener after another.
    told = replace(wanted, opener="") if hides_opener(actor) else wanted
    return told.apply(visible_to(actor))


def views_of(actor: Actor) -> Sequence[SavedView]:
    """The views of the ledger that somebody keeps, in the order they were made."""
    wanted = select(SavedView).where(SavedView.person_id == actor.person_id)
    return db.session.scalars(wanted.order_by(SavedView.created_at, SavedView.id)).all()


def view_of(actor: Actor, view_id: str) -> SavedView:
    """A view that the actor keeps. Raises ``http.not_found``."""
    mine = (SavedView.id == view_id, SavedView.person_id == actor.person_id)
    found = db.session.scalar(select(SavedView).where(*mine))
    if found is None:
        raise AppError(NOT_FOUND)
    return found


def load_waiting(tickets: Sequence[Ticket]) -> None:
    """Load ``waiting`` of many tickets at once; rules ask for it one by one."""
    ids = [ticket.id for ticket in tickets]
    wanted = select(Submission).where(Submission.ticket_id.in_(ids), Submission.outcome == Outcome.WAITING)
    found = {fix.ticket_id: fix for fix in db.session.scalars(wanted)}
    for ticket in tickets:
        set_committed_value(ticket, "waiting", found.get(ticket.id))


def photos_of(ticket_ids: Sequence[str]) -> Sequence[TicketPhoto]:
    """Photos of tickets, in the order they were added, without those that are withheld or have expired."""
    wanted = select(TicketPhoto).join(Photo, Photo.id == TicketPhoto.photo_id).where(Photo.expired_at.is_(None))
    wanted = wanted.where(TicketPhoto.ticket_id.in_(ticket_ids))
    wanted = wanted.where(TicketPhoto.photo_id.not_in(photos.withheld_ids()))
    return db.session.scalars(wanted.order_by(TicketPhoto.added_at, TicketPhoto.position)).all()


def submissions_of(ticket_ids: Sequence[str]) -> dict[str, list[Submission]]:
    """All reported fixes of tickets, each ticket's first first."""
    wanted = select(Submission).where(Submission.ticket_id.in_(ticket_ids))
    found: dict[str, list[Submission]] = {ticket_id: [] for ticket_id in ticket_ids}
    for fix in db.session.scalars(wanted.order_by(Submission.ordinal)):
        found[fix.ticket_id].append(fix)
    return found


def expired_photos(ticket_ids: Sequence[str]) -> dict[str, int]:
    """How many photos of tickets have expired, by ticket; only those of which one has."""
    wanted = select(TicketPhoto.ticket_id, func.count()).join(Photo, Photo.id == TicketPhoto.photo_id)
    wanted = wanted.where(TicketPhoto.ticket_id.in_(ticket_ids), Photo.expired_at.is_not(None))
    return {row[0]: row[1] for row in db.session.execute(wanted.group_by(TicketPhoto.ticket_id))}
