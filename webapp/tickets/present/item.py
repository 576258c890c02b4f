"""Tickets as a phone keeps them for days without a signal."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from webapp.kernel.actors import Actor
from webapp.tickets import clock
from webapp.tickets.models import Ticket
from webapp.tickets.policy import opener, responsible
from webapp.tickets.present import timeline
from webapp.tickets.present.cards import Lookup, card, shown_due, waits_since
from webapp.tickets.present.detail import pictures, told
from webapp.tickets.present.known import Known
from webapp.tickets.vocab import State

# The addresses of a photo's sizes follow from its id.
PHOTO = ("id", "use", "caption", "alt", "width", "height")


def items(tickets: Sequence[Ticket], actor: Actor) -> list[dict[str, Any]]:
    """One dict per ticket, in the same order: its card, what stands on it, and what its lights are made of."""
    if not tickets:
        return []
    known = Known.of(tickets)
    return [_item(ticket, actor, known) for ticket in tickets]


def _item(ticket: Ticket, actor: Actor, known: Known) -> dict[str, Any]:
    lookup = known.lookup
    owner = lookup.units[ticket.responsible_id].name
    return (
        card(ticket, actor, lookup)
        | told(ticket, known)
        | _photos(ticket, actor, known)
        | {
            "timeline": timeline.lines(ticket, known.trails[ticket.id], actor, owner),
            "clock": _clock(ticket, lookup),
            "review_clock": _review_clock(ticket, lookup),
            "mine": responsible(actor, ticket),
            "opened_by_me": opener(actor, ticket),
            "received_at": ticket.received_at.isoformat(),
            "changed_at": ticket.changed_at.isoformat(),
        }
    )


def _photos(ticket: Ticket, actor: Actor, known: Known) -> dict[str, list[dict[str, Any]]]:
    shown = pictures(ticket, actor, known).items()
    return {name: [{key: photo[key] for key in PHOTO} for photo in photos] for name, photos in shown}


def _clock(ticket: Ticket, lookup: Lookup) -> dict[str, Any] | None:
    """What the ticket's light is made of: green before ``amber_from``, red after ``due_on``, or paused."""
    due = shown_due(ticket)
    return _dates(due, ticket.term_days, lookup) | {"paused": ticket.state != State.OPEN} if due else None


def _review_clock(ticket: Ticket, lookup: Lookup) -> dict[str, Any] | None:
    """What the office's own light is made of while a fix waits."""
    since = waits_since(ticket)
    return _dates(clock.review_due(since, lookup.calendar), clock.REVIEW_DAYS, lookup) if since else None


def _dates(due: date, term_days: int, lookup: Lookup) -> dict[str, Any]:
    first = clock.amber_from(due, term_days, lookup.calendar)
    return {"due_on": due.isoformat(), "amber_from": first.isoformat()}
