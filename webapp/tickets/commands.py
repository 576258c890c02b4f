"""The verbs of a ticket: ``open`` makes one, every other row of the table moves one."""

from typing import Any

from webapp.kernel.actors import Actor
from webapp.kernel.commands import COMMANDS, Context, command
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.kernel.ids import new_id
from webapp.kernel.policy import can, require
from webapp.kernel.transitions import Step, available, move
from webapp.tickets import queries, retention, schemas
from webapp.tickets.effects.attaching import attach
from webapp.tickets.effects.describing import checked_fields, kind_of, venue_in
from webapp.tickets.effects.fixing import came_second
from webapp.tickets.effects.importing import Takeover, event, reported
from webapp.tickets.effects.owning import owner_of
from webapp.tickets.effects.releasing import release
from webapp.tickets.events import RetentionSet, TicketCorrected, TicketOpened
from webapp.tickets.filters import Filter
from webapp.tickets.models import Retention, SavedView, Ticket
from webapp.tickets.present.timeline import lately
from webapp.tickets.problems import (
    EMPTY,
    ID_TAKEN,
    NOTHING_CHANGED,
    STALE,
    TOO_MANY_VIEWS,
    VIEW_NAME_TAKEN,
    VILLAGE_CLOSED,
    WRONG_OWNER,
    WRONG_SOURCE,
)
from webapp.tickets.transitions import BY_COMMAND, TICKET
from webapp.tickets.vocab import SAVED_VIEWS, PhotoUse, Source, State
from webapp.timeline import queries as timeline
from webapp.units import queries as units
from webapp.units.vocab import Role, UnitKind

SOURCES_OF = {
    Role.INSPECTOR: (Source.SNAP, Source.HIGHER_TEAM, Source.RESIDENT),
    Role.OFFICE: (Source.SNAP, Source.HIGHER_TEAM, Source.RESIDENT),
    Role.VILLAGE_STAFF: (Source.SELF_CHECK,),
}
SCHEMAS = {
    "ticket.release": schemas.OnVersion,
    "ticket.acknowledge": schemas.OnTicket,
    "ticket.submit": schemas.SubmitFix,
    "ticket.witness": schemas.WitnessFix,
    "ticket.withdraw": schemas.OnVersion,
    "ticket.return": schemas.ReturnFix,
    "ticket.close": schemas.CloseTicket,
    "ticket.reopen": schemas.WithReason,
    "ticket.correct": schemas.CorrectTicket,
    "ticket.void": schemas.WithReason,
    "ticket.comment": schemas.Comment,
    "ticket.withhold": schemas.WithholdPhoto,
}
SUBMIT, COMMENT = BY_COMMAND["ticket.submit"], BY_COMMAND["ticket.comment"]


@command("ticket.open", schemas.OpenTicket)
def open_ticket(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Report a problem; it is released on arrival unless it is held back.

    Raises ``http.not_found`` (no such village for this actor), ``auth.forbidden``, ``ticket.*``.
    """
    village = units.get(ctx.actor, args["village_id"])
    if village.kind != UnitKind.VILLAGE:
        raise AppError(WRONG_OWNER)
    require(ctx.actor, "ticket.open", village)
    if village.closed_on is not None:
        raise AppError(VILLAGE_CLOSED, village=village.name)
    if args["hold_back"]:
        require(ctx.actor, "ticket.hold_back", village)
    if db.session.get(Ticket, args["ticket_id"]) is not None:
        raise AppError(ID_TAKEN)
    if not args["photos"] and not args["words"]:
        raise AppError(EMPTY)
    kind = kind_of(args["type_code"])
    owner = owner_of(kind, village, args.get("responsible_id"), args["reason"])
    person = units.answerable_person(owner)
    ticket = Ticket(
        id=args["ticket_id"],
        state=State.OPEN,
        version=1,
        source=_source(ctx, args.get("source")),
        issue_type_id=kind.id,
        county_id=village.county_id,
        township_id=village.township_id,
        village_id=village.id,
        venue_id=venue_in(village, args.get("venue_id")),
        responsible_id=owner.id,
        responsible_person_id=person.id if person else None,
        words=args["words"],
        fields=checked_fields(kind, args["fields"]),
        opened_by=ctx.actor.person_id,
        opened_by_unit_id=ctx.actor.unit_id,
        opened_at=ctx.happened_at,
        received_at=ctx.now,
        term_days=kind.term_days,
        returned_times=0,
        changed_at=ctx.now,
    )
    db.session.add(ticket)
    db.session.flush()
    ids = attach(ticket, ctx, args["photos"], PhotoUse.PROBLEM)
    ctx.emit(
        TicketOpened(
            subject_id=ticket.id,
            unit_id=village.id,
            type_code=kind.code,
            source=ticket.source,
            responsible_id=owner.id,
            words=ticket.words,
            reason=args["reason"],
            photo_ids=ids,
        )
    )
    if not args["hold_back"]:
        release(ticket, ctx, {})
    return _answer(ticket) | {"responsible": {"id": owner.id, "name": owner.name}}


def _register(step: Step) -> None:
    @command(step.command, SCHEMAS[step.command])
    def run(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
        ticket = queries.get(ctx.actor, args["ticket_id"], to_change=True)
        if step is SUBMIT and can(ctx.actor, step.command, ticket) and came_second(ticket, ctx):
            return _as_remark(ticket, ctx, args)
        _require_fresh(ctx.actor, ticket, args.get("version"))
        move(step, ticket, ctx, args)
        ticket.changed_at = ctx.now
        db.session.flush()
        return _answer(ticket)


@command("ticket.pass_on", schemas.PassOn)
def pass_on(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Let somebody of the same unit answer for everything open that names another: all of it, or nothing.

    Raises ``http.not_found`` (unit), ``ticket.wrong_owner`` (not of that unit), ``ticket.nothing_changed``.
    """
    unit = units.get(ctx.actor, args["unit_id"])
    require(ctx.actor, "ticket.pass_on", unit)
    former, heir = args["from_person_id"], args["to_person_id"]
    if heir not in {member.person_id for member in units.members_of(unit.id)}:
        raise AppError(WRONG_OWNER)
    theirs = [t for t in queries.unfinished_of_person(ctx.actor, former) if t.responsible_id == unit.id]
    if not theirs or former == heir:
        raise AppError(NOTHING_CHANGED)
    for ticket in theirs:
        ticket.responsible_person_id, ticket.changed_at = heir, ctx.now
        changes = {"responsible_person_id": [former, heir]}
        ctx.emit(TicketCorrected(subject_id=ticket.id, unit_id=ticket.village_id, changes=changes))
    return {"count": len(theirs)}


@command("tickets.import", schemas.ImportTickets)
def import_tickets(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Take over the ledger that was kept before: all rows, or none.

    Raises ``http.not_found``, ``ticket.wrong_owner``, ``auth.forbidden``, and what ``effects.importing`` raises.
    """
    require(ctx.actor, "tickets.import")
    rows, takeover = args["tickets"], Takeover(ctx)
    villages = {unit.id: unit for unit in units.villages(ctx.actor)}
    for village_id in {row["village_id"] for row in rows}:
        if village_id not in villages:
            units.get(ctx.actor, village_id)  # what is not there for the actor is not found
            raise AppError(WRONG_OWNER)
        require(ctx.actor, "ticket.open", villages[village_id])
    made = [takeover.ticket(villages[row["village_id"]], row, at) for at, row in enumerate(rows)]
    db.session.add_all(made)
    db.session.flush()
    for ticket, row in zip(made, rows, strict=True):
        if (fix := reported(ticket, ctx, row)) is not None:
            db.session.add(fix)
        ctx.emit(event(ticket, row["type_code"], row))
    return {"count": len(made)}


@command("retention.set", schemas.SetRetention)
def set_retention(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Keep photos for another time. Nothing goes before ``retention.THINKING_TIME`` is over.

    Raises ``ticket.nothing_changed``.
    """
    require(ctx.actor, "retention.set")
    if args["years"] == retention.years():
        raise AppError(NOTHING_CHANGED)
    db.session.merge(Retention(id=retention.THE_ROW, years=args["years"], set_at=ctx.now))
    ctx.emit(RetentionSet(subject_id=ctx.actor.unit_id, unit_id=ctx.actor.unit_id, years=args["years"]))
    return {}


@command("view.save", schemas.SaveView)
def save_view(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Keep a view of the ledger under a name; one of that name becomes the new one.

    Raises ``view.too_many``.
    """
    require(ctx.actor, "view.save")
    kept = queries.views_of(ctx.actor)
    view = next((each for each in kept if each.name == args["name"]), None)
    if view is None:
        if len(kept) >= SAVED_VIEWS:
            raise AppError(TOO_MANY_VIEWS, limit=SAVED_VIEWS)
        view = SavedView(id=new_id(), person_id=ctx.actor.person_id, name=args["name"], created_at=ctx.now)
        db.session.add(view)
    # What an address of today can say, and nothing else.
    view.address = Filter.from_args(args["address"]).address
    return {"view_id": view.id}


@command("view.rename", schemas.RenameView)
def rename_view(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Give a view another name. Raises ``http.not_found``, ``view.name_taken``."""
    view = queries.view_of(ctx.actor, args["view_id"])
    require(ctx.actor, "view.rename", view)
    if any(each.name == args["name"] and each is not view for each in queries.views_of(ctx.actor)):
        raise AppError(VIEW_NAME_TAKEN)
    view.name = args["name"]
    return {"view_id": view.id}


@command("view.delete", schemas.OnView)
def delete_view(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Keep a view no longer. Raises ``http.not_found``."""
    view = queries.view_of(ctx.actor, args["view_id"])
    require(ctx.actor, "view.delete", view)
    db.session.delete(view)
    return {}


for _step in TICKET:
    _register(_step)

assert SCHEMAS.keys() < COMMANDS.keys()  # noqa: S101 - a verb without arguments would be a gap in the table


def _as_remark(ticket: Ticket, ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """The second of two fixes, whatever version it was decided on: its words and photos stand beside the first."""
    if args["words"] or args["photos"]:
        move(COMMENT, ticket, ctx, {"words": args["words"], "photos": args["photos"]})
        ticket.changed_at = ctx.now
        db.session.flush()
    return _answer(ticket) | {"taken_as": "comment"}


def _source(ctx: Context, wanted: str | None) -> Source:
    allowed = SOURCES_OF[Role(ctx.actor.role)]
    if wanted is None:
        return allowed[0]
    if wanted not in allowed:
        raise AppError(WRONG_SOURCE, source=wanted)
    return Source(wanted)


def _require_fresh(actor: Actor, ticket: Ticket, version: int | None) -> None:
    """A change decided on an older state, owner or due date is refused with what happened meanwhile, and with what is
    possible now."""
    if version is None or version == ticket.version:
        return
    since = lately(ticket, timeline.of("ticket", ticket.id), actor)
    may = available(TICKET, ticket, actor)
    raise AppError(STALE, version=ticket.version, state=ticket.state, since=since, may=may)


def _answer(ticket: Ticket) -> dict[str, Any]:
    return {
        "ticket_id": ticket.id,
        "number": ticket.name,
        "state": ticket.state,
        "version": ticket.version,
        "due_on": ticket.due_on.isoformat() if ticket.due_on else None,
    }
