"""Review: return or close, and undoing a closing by mistake."""

from typing import Any

from sqlalchemy import select

from webapp.catalogue.models import IssueType
from webapp.catalogue.vocab import EvidencePolicy
from webapp.kernel.commands import Context
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.kernel.text import localized
from webapp.tickets import clock
from webapp.tickets.effects.attaching import attach
from webapp.tickets.effects.fixing import restart_clock, waiting
from webapp.tickets.events import TicketClosed, TicketReopened, TicketReturned
from webapp.tickets.models import Submission, Ticket, TicketPhoto
from webapp.tickets.problems import PHOTO_NEEDED, REASON_NEEDED, SEEING_NEEDED
from webapp.tickets.vocab import Channel, Outcome, PhotoUse, ReturnReason


def send_back(ticket: Ticket, ctx: Context, args: dict[str, Any]) -> None:
    """Return 退回重改: at least two working days are left; without a real fix the time in review is not given back."""
    reason = ReturnReason(args["reason_code"])
    if reason is ReturnReason.OTHER and not args["words"]:
        raise AppError(REASON_NEEDED, field="words")
    fix = waiting(ticket)
    _decide(fix, ctx, Outcome.RETURNED)
    fix.reason, fix.reason_words = reason, args["words"]
    ticket.returned_times += 1
    restart_clock(ticket, ctx.now, give_back=reason is not ReturnReason.NO_REAL_FIX, floor_days=clock.RETURN_FLOOR_DAYS)
    ctx.emit(
        TicketReturned(
            subject_id=ticket.id,
            unit_id=ticket.village_id,
            submission_id=fix.id,
            reason=reason,
            due_on=str(ticket.due_on),
            words=args["words"],
        )
    )


def close(ticket: Ticket, ctx: Context, args: dict[str, Any]) -> None:
    """Close 销号 once the evidence policy is satisfied; the reviewer's own photo from the spot satisfies it."""
    fix = waiting(ticket)
    ids = attach(ticket, ctx, args["photos"], PhotoUse.REVIEW, fix)
    _check_evidence(ticket, fix, reviewer_photos=len(ids))
    _decide(fix, ctx, Outcome.CLOSED)
    ticket.closed_at = ctx.now
    ticket.closed_on_time = in_time(ticket, fix) or (args["on_time"] and claimed_in_time(ticket, fix))
    ctx.emit(
        TicketClosed(
            subject_id=ticket.id,
            unit_id=ticket.village_id,
            submission_id=fix.id,
            on_time=ticket.closed_on_time,
            words=args["words"],
            photo_ids=ids,
        )
    )


def reopen(ticket: Ticket, ctx: Context, args: dict[str, Any]) -> None:
    """Undo a closing by mistake; the clock goes on where it stood."""
    ticket.closed_at = ticket.closed_on_time = None
    restart_clock(ticket, ctx.now)
    ctx.emit(
        TicketReopened(subject_id=ticket.id, unit_id=ticket.village_id, due_on=str(ticket.due_on), words=args["reason"])
    )


def in_time(ticket: Ticket, fix: Submission) -> bool:
    """Whether the report arrived by the due date."""
    return ticket.due_on is not None and clock.in_time(fix.submitted_at, ticket.due_on)


def claimed_in_time(ticket: Ticket, fix: Submission) -> bool:
    """Whether the fix itself is claimed to lie before the due date (sent later for want of signal)."""
    return bool(fix.claimed_at and ticket.due_on and clock.in_time(fix.claimed_at, ticket.due_on))


def _decide(fix: Submission, ctx: Context, outcome: Outcome) -> None:
    fix.outcome, fix.decided_by, fix.decided_at = outcome, ctx.actor.person_id, ctx.now


def _check_evidence(ticket: Ticket, fix: Submission, *, reviewer_photos: int) -> None:
    kind = db.session.get_one(IssueType, ticket.issue_type_id)
    shown = db.session.scalar(select(TicketPhoto.photo_id).where(TicketPhoto.submission_id == fix.id).limit(1))
    if reviewer_photos or shown is not None:
        return
    if kind.evidence == EvidencePolicy.REQUIRED:
        raise AppError(PHOTO_NEEDED, reason=localized(kind.texts.get("evidence_reason")))
    if kind.evidence == EvidencePolicy.INSPECTOR_ONLY and fix.channel != Channel.WITNESS:
        raise AppError(SEEING_NEEDED)
