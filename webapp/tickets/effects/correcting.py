"""Correct, void, comment, withhold a photo."""

from datetime import date
from typing import Any

from webapp.catalogue import queries as catalogue
from webapp.catalogue.models import IssueType
from webapp.catalogue.workdays import local_date
from webapp.kernel.commands import Context
from webapp.kernel.db import db
from webapp.kernel.errors import NOT_FOUND, AppError
from webapp.kernel.ids import new_id
from webapp.photos import commands as photos
from webapp.photos.models import Photo
from webapp.photos.queries import refuse_withheld
from webapp.tickets import queries
from webapp.tickets.effects.attaching import attach
from webapp.tickets.effects.describing import checked_fields, kind_of, venue_in
from webapp.tickets.effects.owning import owner_of
from webapp.tickets.events import TicketCommented, TicketCorrected, TicketPhotoWithheld, TicketVoided
from webapp.tickets.models import Departure, Ticket
from webapp.tickets.policy import just_opened, opener
from webapp.tickets.problems import EMPTY, NOTHING_CHANGED, REASON_NEEDED, WRONG_OWNER
from webapp.tickets.vocab import PhotoUse
from webapp.units import queries as units
from webapp.units.models import Unit

COLUMNS = (
    "village_id", "issue_type_id", "venue_id", "responsible_id", "responsible_person_id", "words", "fields",
    "term_days", "due_on",
)  # fmt: skip


def correct(ticket: Ticket, ctx: Context, args: dict[str, Any]) -> None:
    """Put right what was written down wrong; the timeline keeps old and new.

    Whoever opened it needs no reason for ten minutes; the office always gives one.
    """
    quick = opener(ctx.actor, ticket) and just_opened(ctx.actor, ticket)
    if not quick and not args["reason"]:
        raise AppError(REASON_NEEDED, field="reason")
    before = {name: getattr(ticket, name) for name in COLUMNS}
    _place_and_kind(ticket, ctx, args)
    _owner(ticket, args)
    ticket.words = args.get("words", ticket.words)
    changes = {name: [before[name], getattr(ticket, name)] for name in COLUMNS if before[name] != getattr(ticket, name)}
    if not changes:
        raise AppError(NOTHING_CHANGED)
    if {"responsible_id", "due_on"} & changes.keys():
        ticket.version += 1
    _note_departures(ticket, ctx, before)
    ctx.emit(
        TicketCorrected(subject_id=ticket.id, unit_id=ticket.village_id, changes=_plain(changes), words=args["reason"])
    )


def void(ticket: Ticket, ctx: Context, args: dict[str, Any]) -> None:
    """Take a ticket out of the ledger, with a reason."""
    if not args["reason"]:
        raise AppError(REASON_NEEDED, field="reason")
    ticket.clock_stopped_at = ticket.clock_stopped_at or ctx.now
    ctx.emit(TicketVoided(subject_id=ticket.id, unit_id=ticket.village_id, words=args["reason"]))


def comment(ticket: Ticket, ctx: Context, args: dict[str, Any]) -> None:
    """Add a sentence or photos; moves nothing."""
    if not args["words"] and not args["photos"]:
        raise AppError(EMPTY)
    ids = attach(ticket, ctx, args["photos"], PhotoUse.COMMENT)
    ctx.emit(TicketCommented(subject_id=ticket.id, unit_id=ticket.village_id, words=args["words"], photo_ids=ids))


def withhold(ticket: Ticket, ctx: Context, args: dict[str, Any]) -> None:
    """Take a photo that must not be there away from everybody; hash and event stay (design.md section 4).

    The same bytes go from every ticket they hang on, and each says so. Raises ``http.not_found`` for what does not
    hang on this one, ``photo.withheld`` for what was withheld before.
    """
    photo = db.session.get(Photo, args["photo_id"])
    places = queries.with_bytes_of(photo) if photo else []
    if photo is None or (ticket, photo.id) not in places:
        raise AppError(NOT_FOUND)
    refuse_withheld(photo.sha256)
    for shown, photo_id in places:
        shown.changed_at = ctx.now
        ctx.emit(
            TicketPhotoWithheld(
                subject_id=shown.id,
                unit_id=shown.village_id,
                photo_id=photo_id,
                sha256=photo.sha256,
                words=args["reason"],
            )
        )
    photos.withhold(photo, ctx, args["reason"])


def _place_and_kind(ticket: Ticket, ctx: Context, args: dict[str, Any]) -> None:
    village = units.get(ctx.actor, args.get("village_id", ticket.village_id))
    if village.kind != "village" or village.township_id != ticket.township_id:
        raise AppError(WRONG_OWNER)
    moved = village.id != ticket.village_id
    ticket.village_id = village.id
    ticket.venue_id = venue_in(village, args["venue_id"]) if "venue_id" in args else None if moved else ticket.venue_id
    old = db.session.get_one(IssueType, ticket.issue_type_id)
    kind = kind_of(args["type_code"]) if args.get("type_code") else old
    if kind.code != old.code:
        ticket.issue_type_id, ticket.fields = kind.id, {}
        if ticket.due_on is not None:
            # Pauses already given back stay given back: only the terms' difference moves the date.
            ticket.due_on = _shifted(ticket, kind.term_days)
        ticket.term_days = kind.term_days
    if "fields" in args:
        ticket.fields = checked_fields(kind, args["fields"])
    if (moved or kind.code != old.code) and "responsible_id" not in args:
        args["responsible_id"] = owner_of(kind, village, None, args["reason"]).id


def _shifted(ticket: Ticket, term_days: int) -> date:
    """The due date under another term, counted anew from the release so that it may be shorter too."""
    calendar = catalogue.calendar()
    assert ticket.due_on is not None and ticket.released_at is not None  # noqa: S101, PT018 - released has both
    released_on = local_date(ticket.released_at)
    days = calendar.between(released_on, ticket.due_on) + term_days - ticket.term_days
    return calendar.add(released_on, days)


def _owner(ticket: Ticket, args: dict[str, Any]) -> None:
    village = db.session.get_one(Unit, ticket.village_id)
    kind = db.session.get_one(IssueType, ticket.issue_type_id)
    if args.get("responsible_id", ticket.responsible_id) != ticket.responsible_id:
        owner = owner_of(kind, village, args["responsible_id"], args["reason"])
        ticket.responsible_id = owner.id
        person = units.answerable_person(owner)
        ticket.responsible_person_id = person.id if person else None
        ticket.acknowledged_at = None
    if "responsible_person_id" in args:
        wanted = args["responsible_person_id"]
        members = {m.person_id for m in units.members_of(ticket.responsible_id)}
        if wanted is not None and wanted not in members:
            raise AppError(WRONG_OWNER)
        ticket.responsible_person_id = wanted


def _note_departures(ticket: Ticket, ctx: Context, before: dict[str, Any]) -> None:
    """Units that saw it and no longer do are told that it moved away. What they never saw they never hear of."""
    if ticket.released_at is None:
        return
    saw = {before["village_id"], before["responsible_id"]}
    for unit_id in saw - {ticket.village_id, ticket.responsible_id}:
        left = Departure(id=new_id(), ticket_id=ticket.id, unit_id=unit_id, left_at=ctx.now)
        db.session.add(left)
        # A number of its own: told by the ticket's, they would hear of every later step on it.
        ctx.touch("departure", left.id)


def _plain(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {
        name: [value if isinstance(value, (str, int, dict, type(None))) else str(value) for value in pair]
        for name, pair in changes.items()
    }
