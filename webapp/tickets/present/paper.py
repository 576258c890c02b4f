"""Tickets on paper: the notice 限期整改通知 while they are open, the closure slip 销号单 afterwards (domain.md 2.7)."""

from collections.abc import Sequence
from typing import Any

from webapp.catalogue import queries as catalogue
from webapp.kernel import clock, dates
from webapp.kernel.actors import Actor
from webapp.kernel.text import localized
from webapp.tickets.models import Ticket
from webapp.tickets.present import detail
from webapp.tickets.vocab import State
from webapp.timeline import heads
from webapp.units import queries as units

PHOTOS = 2
"""Photos of a kind on one sheet; the rest is behind its QR."""


def has_paper(ticket: Ticket) -> bool:
    """Whether there is a sheet of it: not before it is handed over, and not of what was declared void."""
    return ticket.released_at is not None and ticket.state != State.VOID


def sheets(tickets: Sequence[Ticket], actor: Actor) -> list[dict[str, Any]]:
    """What stands on the sheet of each ticket that has one, in the same order."""
    printed = [ticket for ticket in tickets if has_paper(ticket)]
    townships = units.names([ticket.township_id for ticket in printed])
    groups = catalogue.groups()
    kinds = catalogue.by_ids([ticket.issue_type_id for ticket in printed])
    sealed = {township_id: heads.shown(township_id) for township_id in townships}
    told = []
    for ticket, shown in zip(printed, detail.tickets(printed, actor), strict=True):
        township, kind = townships[ticket.township_id].name, kinds[ticket.issue_type_id]
        # A sheet goes from hand to hand: departments are never told who reported it (design.md section 3).
        of_village = ticket.responsible_id == ticket.village_id
        inspector = shown["opened_by"]["name"] if of_village and shown["opened_by"] else ""
        told.append(
            shown
            | {
                "is_slip": ticket.state == State.CLOSED,
                "township": township,
                "kind": " · ".join(localized(groups[code].title) for code in (kind.category, kind.group)),
                "inspected_on": dates.whole_day(clock.local(ticket.opened_at).date()),
                "inspected_by": inspector or township,
                "released_on": _day(ticket.released_at),
                "due_on_paper": dates.whole_day(ticket.due_on) if ticket.due_on else "",
                "closed_on": _day(ticket.closed_at),
                "before": shown["problem_photos"][:PHOTOS],
                "after": shown["fix_photos"][:PHOTOS],
                "sealed": sealed[ticket.township_id],
            }
        )
    return told


def _day(instant: Any) -> str:
    return dates.whole_day(clock.local(instant).date()) if instant else ""
