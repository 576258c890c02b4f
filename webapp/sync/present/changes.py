"""What changed, page by page, for one reader."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from webapp.kernel.actors import Actor
from webapp.kernel.db import db
from webapp.sync.cursors import Cursor
from webapp.sync.queries import changes as queries
from webapp.tickets import present
from webapp.tickets import queries as tickets
from webapp.tickets.models import Ticket

# Filled by the wiring: up to when everything received is in a copy; None where none are made.
COPIES: list[Callable[[], datetime | None]] = []


def page(actor: Actor, given: Cursor | None, limit: int) -> dict[str, Any]:
    """What changed in the actor's sight since ``given``, or the first page of everything.

    Everything begins anew without a cursor, with one of another scope, and with one from a future that a restored
    backup does not know.

    :param given: what the reader had last.
    :param limit: at most so many tickets.
    """
    scope, (last, life) = queries.scope(actor), queries.counted()
    is_known = given is not None and given.scope == scope and max(given.at, given.top) <= last
    cursor = given if given is not None and is_known else queries.beginning(actor, scope)
    found = queries.told(actor, cursor, limit + 1)
    shown, more = found[:limit], len(found) > limit
    return {
        "reset": not is_known,
        "items": present.items(_in_sight(actor, shown), actor),
        "gone": [
            {"id": each.ticket_id, "left_at": tickets.left_text(each.left_at)}
            for each in shown
            if each.left_at is not None
        ],
        "kit": queries.kit_version(actor, scope),
        "life": life,
        "copied_to": _copied_to(),
        "more": more,
        "next": cursor.after(shown[-1].seq if shown else None, more=more).write(),
    }


def _copied_to() -> str | None:
    found = [instant for tell in COPIES if (instant := tell()) is not None]
    return min(found).isoformat() if found else None


def _in_sight(actor: Actor, found: Sequence[queries.Told]) -> list[Ticket]:
    """The tickets of ``found`` in their order; one that left the sight a moment ago is told with the next page."""
    ids = [each.ticket_id for each in found if each.left_at is None]
    if not ids:
        return []
    rows = {row.id: row for row in db.session.scalars(tickets.visible_to(actor).where(Ticket.id.in_(ids)))}
    return [rows[ticket_id] for ticket_id in ids if ticket_id in rows]
