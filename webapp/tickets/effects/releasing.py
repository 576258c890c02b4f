"""Release 交办 and receipt 签收: from the release on the responsible sees the ticket and the clock runs."""

from typing import Any

from sqlalchemy import select

from webapp.catalogue import queries as catalogue
from webapp.kernel.commands import Context
from webapp.kernel.db import db
from webapp.tickets import clock
from webapp.tickets.events import TicketAcknowledged, TicketReleased
from webapp.tickets.models import Ticket, TicketCounter
from webapp.units.models import Unit


def release(ticket: Ticket, ctx: Context, _args: dict[str, Any]) -> None:
    """Give the number and the due date, by the server's time."""
    ticket.released_at = ctx.now
    number = give_number(ticket)
    ticket.due_on = clock.due_on(ctx.now, ticket.term_days, catalogue.calendar())
    ticket.version += 1
    ctx.emit(
        TicketReleased(
            subject_id=ticket.id,
            unit_id=ticket.village_id,
            number=number,
            responsible=db.session.get_one(Unit, ticket.responsible_id).name,
            due_on=ticket.due_on.isoformat(),
        )
    )


def give_number(ticket: Ticket) -> str:
    """Give it the next number of its township."""
    ticket.number_seq = _next_number(ticket.township_id)
    ticket.number = f"{number_beginning(ticket.township_id)}{ticket.number_seq:04d}"
    return ticket.number


def number_beginning(township_id: str) -> str:
    """What every number begins with that is given in a township."""
    return f"{db.session.get_one(Unit, township_id).number_prefix}-"


def acknowledge(ticket: Ticket, ctx: Context, _args: dict[str, Any]) -> None:
    """One line in the timeline; no clock moves."""
    ticket.acknowledged_at = ctx.now
    ctx.emit(TicketAcknowledged(subject_id=ticket.id, unit_id=ticket.village_id))


def _next_number(township_id: str) -> int:
    counter = db.session.scalar(select(TicketCounter).where(TicketCounter.township_id == township_id).with_for_update())
    if counter is None:
        counter = TicketCounter(township_id=township_id, last=0)
        db.session.add(counter)
    counter.last += 1
    db.session.flush()
    return counter.last
