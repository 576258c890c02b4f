"""Photos onto a ticket."""

from typing import Any

from sqlalchemy import func, select

from webapp.kernel.commands import Context
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.photos import queries as photos
from webapp.tickets.models import Submission, Ticket, TicketPhoto
from webapp.tickets.problems import PHOTO_MISSING, PHOTO_TAKEN, TOO_MANY_PHOTOS
from webapp.tickets.vocab import PHOTOS_A_STEP, PhotoUse


def attach(
    ticket: Ticket, ctx: Context, claims: list[dict[str, Any]], use: PhotoUse, submission: Submission | None = None
) -> list[str]:
    """Hang photos on a ticket, each with what the device claims of it. Returns their ids.

    Only the sender's own photos count as arrived: naming somebody else's must not open it.
    Raises ``ticket.too_many_photos``, ``ticket.photo_missing`` (not all are here whole) or ``ticket.photo_taken``.
    """
    if not claims:
        return []
    ids = list(dict.fromkeys(claim["id"] for claim in claims))
    if len(ids) > PHOTOS_A_STEP:
        raise AppError(TOO_MANY_PHOTOS, limit=PHOTOS_A_STEP)
    rows = photos.by_ids(ids)
    missing = [claim["id"] for claim in claims if not _arrived(rows.get(claim["id"]), claim, ctx)]
    if missing:
        raise AppError(PHOTO_MISSING, count=len(set(missing)), ids=sorted(set(missing)))
    if db.session.scalar(select(TicketPhoto.photo_id).where(TicketPhoto.photo_id.in_(ids)).limit(1)):
        raise AppError(PHOTO_TAKEN)
    count = db.session.scalar(select(func.count()).where(TicketPhoto.ticket_id == ticket.id)) or 0
    by_id = {claim["id"]: claim for claim in claims}
    for offset, photo_id in enumerate(ids):
        db.session.add(_row(ticket, ctx, by_id[photo_id], use, submission, count + offset))
    return ids


def _arrived(photo: Any, claim: dict[str, Any], ctx: Context) -> bool:
    if photo is None or photo.uploaded_by != ctx.actor.person_id:
        return False
    return claim.get("sha256") in (None, photo.sha256)


def _row(
    ticket: Ticket, ctx: Context, claim: dict[str, Any], use: PhotoUse, submission: Submission | None, position: int
) -> TicketPhoto:
    return TicketPhoto(
        photo_id=claim["id"],
        ticket_id=ticket.id,
        use=use,
        submission_id=submission.id if submission else None,
        command_id=ctx.command_id,
        position=position,
        added_by=ctx.actor.person_id,
        added_at=ctx.now,
        taken_at=claim.get("taken_at"),
        skew_seconds=ctx.skew_seconds,
        lat=claim.get("lat"),
        lng=claim.get("lng"),
        accuracy=claim.get("accuracy"),
        source=claim.get("source"),
    )
