"""The review desk: the queue, before and after, the facts, the decision; the next one comes by itself."""

from typing import Any

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from webapp.kernel.actors import Actor
from webapp.kernel.http import access, acting
from webapp.kernel.ids import new_id, parse_id
from webapp.kernel.text import _
from webapp.tickets import present, queries
from webapp.tickets.pages import pages
from webapp.tickets.vocab import REASON_LABELS, ReturnReason, State

READY_REASONS = (ReturnReason.UNCLEAR, ReturnReason.OTHER_PLACE, ReturnReason.HALF_DONE, ReturnReason.NO_REAL_FIX)


@pages.get("/review")
@access("ticket.review")
def review() -> str:
    """The queue; a desk shows the first one beside it."""
    actor = acting()
    cards = _queue(actor)
    first = next((card["id"] for card in cards if "ticket.close" in card["may"]), None)
    return _desk(actor, cards, first, "list")


@pages.get("/review/<uuid:ticket_id>")
@access("ticket.review")
def review_one(ticket_id: Any) -> str | Response:
    """One fix under review."""
    actor = acting()
    ticket = queries.get(actor, parse_id(str(ticket_id)))
    if ticket.state != State.SUBMITTED:
        flash(_("%(number)s is no longer waiting for a review.", number=ticket.name), "done")
        return redirect("/review")
    return _desk(actor, _queue(actor), ticket.id, "item")


def _queue(actor: Actor) -> list[dict[str, Any]]:
    return present.cards(queries.in_review(actor), actor)


def _desk(actor: Actor, cards: list[dict[str, Any]], current: str | None, view: str) -> str:
    ids = [card["id"] for card in cards]
    place = ids.index(current) if current in ids else -1
    following = next((card["id"] for card in cards[place + 1 :] + cards[:place] if "ticket.close" in card["may"]), None)
    return render_template(
        "tickets/review.html",
        cards=cards,
        view=view,
        ticket=present.ticket(queries.get(actor, current), actor) if current else None,
        reasons=[(code, REASON_LABELS[code]) for code in READY_REASONS],
        next_url=f"/review/{following}" if following else "/review",
        close_id=new_id(),
        return_id=new_id(),
    )
