"""The fix: reported by who made it, entered for them, witnessed on the spot, taken back."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from webapp.catalogue import queries as catalogue
from webapp.catalogue.models import IssueType
from webapp.catalogue.vocab import EvidencePolicy
from webapp.kernel.commands import Context
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.kernel.ids import new_id
from webapp.kernel.text import localized
from webapp.tickets import clock
from webapp.tickets.effects.attaching import attach
from webapp.tickets.events import TicketSubmitted, TicketWithdrawn, TicketWitnessed
from webapp.tickets.models import Submission, Ticket
from webapp.tickets.policy import responsible
from webapp.tickets.problems import EMPTY, PHOTO_NEEDED, REASON_NEEDED, TIME_AHEAD
from webapp.tickets.vocab import Channel, Outcome, PhotoUse, State

CLOCK_TOLERANCE = timedelta(minutes=10)


def submit(ticket: Ticket, ctx: Context, args: dict[str, Any]) -> None:
    """Report a fix; the clock stops. From the office it is entered for the responsible 代录, by the named channel."""
    for_itself = responsible(ctx.actor, ticket)
    named = Channel(args["channel"]) if args.get("channel") else None
    channel = Channel.SELF if for_itself else named
    if not for_itself and channel in (None, Channel.SELF):
        raise AppError(REASON_NEEDED, field="channel")
    _check_evidence(ticket, args, by_responsible=for_itself)
    fix = _add(ticket, ctx, args, Channel(channel or Channel.SELF))
    fix.submitted_by = ctx.actor.person_id if for_itself else None
    fix.entered_by = None if for_itself else ctx.actor.person_id
    ids = attach(ticket, ctx, args["photos"], PhotoUse.FIX, fix)
    ctx.emit(
        TicketSubmitted(
            subject_id=ticket.id,
            unit_id=ticket.village_id,
            submission_id=fix.id,
            channel=fix.channel,
            fixed_by=fix.fixed_by,
            words=fix.words,
            claimed_at=fix.claimed_at.isoformat() if fix.claimed_at else "",
            photo_ids=ids,
        )
    )


def witness(ticket: Ticket, ctx: Context, args: dict[str, Any]) -> None:
    """An inspector saw the fix 当场整改. Who fixed it is on record as such, so the same inspector may close it."""
    if not args["photos"] and not args["words"]:
        raise AppError(EMPTY)
    fix = _add(ticket, ctx, args, Channel.WITNESS)
    fix.witnessed_by = ctx.actor.person_id
    ids = attach(ticket, ctx, args["photos"], PhotoUse.FIX, fix)
    ctx.emit(
        TicketWitnessed(
            subject_id=ticket.id,
            unit_id=ticket.village_id,
            submission_id=fix.id,
            fixed_by=fix.fixed_by,
            words=fix.words,
            photo_ids=ids,
        )
    )


def withdraw(ticket: Ticket, ctx: Context, _args: dict[str, Any]) -> None:
    """Take a report back before its review; the clock goes on as if it had never stopped.

    Giving back the time would let a report before midnight and a withdrawal after it win a day every night.
    """
    fix = waiting(ticket)
    fix.outcome, fix.decided_by, fix.decided_at = Outcome.WITHDRAWN, ctx.actor.person_id, ctx.now
    restart_clock(ticket, ctx.now, give_back=False)
    ctx.emit(
        TicketWithdrawn(
            subject_id=ticket.id, unit_id=ticket.village_id, submission_id=fix.id, due_on=str(ticket.due_on)
        )
    )


def came_second(ticket: Ticket, ctx: Context) -> bool:
    """Whether a fix now reported was made before the one that waits arrived, so that nobody could know of that one.

    The device says when it was made, so no more may follow from it than a remark in the place of a refusal
    (docs/decisions/0006).
    """
    if ticket.state != State.SUBMITTED or ctx.made_at is None:
        return False
    return ctx.made_at < waiting(ticket).submitted_at


def waiting(ticket: Ticket) -> Submission:
    """The fix that waits for a review."""
    return db.session.scalars(
        select(Submission).where(Submission.ticket_id == ticket.id, Submission.outcome == Outcome.WAITING)
    ).one()


def restart_clock(ticket: Ticket, now: datetime, *, give_back: bool = True, floor_days: int = 0) -> None:
    """Let the clock run again after a pause; see ``clock.resume_due``."""
    if ticket.due_on is not None and ticket.clock_stopped_at is not None:
        ticket.due_on = clock.resume_due(
            ticket.due_on,
            ticket.clock_stopped_at,
            now,
            catalogue.calendar(),
            give_back=give_back,
            floor_days=floor_days,
        )
    ticket.clock_stopped_at = None


def _add(ticket: Ticket, ctx: Context, args: dict[str, Any], channel: Channel) -> Submission:
    claimed = args.get("fixed_at")
    if claimed is not None and claimed > ctx.now + CLOCK_TOLERANCE:
        raise AppError(TIME_AHEAD)
    count = db.session.scalar(select(func.count()).where(Submission.ticket_id == ticket.id)) or 0
    fix = Submission(
        id=new_id(),
        ticket_id=ticket.id,
        ordinal=count + 1,
        responsible_id=ticket.responsible_id,
        channel=channel,
        fixed_by=args["fixed_by"],
        words=args["words"],
        claimed_at=claimed or (ctx.happened_at if ctx.happened_at < ctx.now else None),
        submitted_at=ctx.now,
        outcome=Outcome.WAITING,
    )
    db.session.add(fix)
    db.session.flush()
    ticket.clock_stopped_at = ctx.now
    return fix


def _check_evidence(ticket: Ticket, args: dict[str, Any], *, by_responsible: bool) -> None:
    """What the type asks of who reports. A paper or phone answer never has to carry a photo (design.md 1.5)."""
    kind = db.session.get_one(IssueType, ticket.issue_type_id)
    if by_responsible and kind.evidence == EvidencePolicy.REQUIRED and not args["photos"]:
        raise AppError(PHOTO_NEEDED, reason=localized(kind.texts.get("evidence_reason")))
    if kind.evidence != EvidencePolicy.NONE and not args["photos"] and not args["words"]:
        raise AppError(EMPTY)
