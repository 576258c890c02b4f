"""Pages for the printer: one ticket, the tickets of a list, what is open in a village."""

from typing import Any
from uuid import UUID

from flask import render_template, request

from webapp.accounts import queries as accounts
from webapp.kernel import clock, dates, qr
from webapp.kernel.actors import Actor
from webapp.kernel.errors import NOT_FOUND, AppError
from webapp.kernel.http import SIGNED_IN, access, acting, may, public_url
from webapp.tickets import present, queries
from webapp.tickets.filters import Filter
from webapp.tickets.pages import pages
from webapp.tickets.present import paper
from webapp.tickets.vocab import SHEETS_AT_ONCE
from webapp.timeline import heads
from webapp.units import policy
from webapp.units import queries as units


@pages.get("/tickets/<uuid:ticket_id>/paper")
@access(SIGNED_IN)
def ticket_paper(ticket_id: UUID) -> str:
    """The notice of one ticket, or its closure slip once it is closed."""
    actor = acting()
    ticket = queries.get(actor, str(ticket_id))
    if not paper.has_paper(ticket):
        raise AppError(NOT_FOUND)
    return _printed(paper.sheets([ticket], actor), actor, back=f"/tickets/{ticket.id}")


@pages.get("/tickets/paper")
@access("ticket.list")
def list_paper() -> str:
    """The sheets of a list, in its order, so many at once."""
    actor, wanted = acting(), Filter.from_args(request.args)
    found = queries.listed(actor, wanted, SHEETS_AT_ONCE + 1)
    return _printed(
        paper.sheets(found[:SHEETS_AT_ONCE], actor),
        actor,
        back=wanted.url(page=1),
        first=(wanted.page - 1) * SHEETS_AT_ONCE + 1,
        next_url=wanted.url("/tickets/paper", page=wanted.page + 1) if len(found) > SHEETS_AT_ONCE else "",
    )


@pages.get("/villages/<uuid:village_id>/paper")
@access(SIGNED_IN)
def village_paper(village_id: UUID) -> str:
    """What is open in a village, on one sheet; what is not handed over is on no paper."""
    actor = acting()
    unit = units.get(actor, str(village_id))
    if not policy.is_village(unit):
        raise AppError(NOT_FOUND)
    printed = [ticket for ticket in queries.unfinished_in(actor, unit.id) if paper.has_paper(ticket)]
    return render_template(
        "tickets/paper_village.html",
        village=unit,
        township=units.township_of(unit).name,
        rows=present.cards(printed, actor),
        due={ticket.id: dates.day_of_week(ticket.due_on) for ticket in printed if ticket.due_on},
        words={ticket.id: ticket.words for ticket in printed},
        qr=qr.picture(public_url(f"/villages/{unit.id}")),
        back=f"/villages/{unit.id}" if actor.unit_id != unit.id else "/villages/own",
        contact=_contact(actor),
        today=dates.whole_day(clock.today()),
        sealed=heads.shown(unit.township_id or ""),
    )


def _printed(sheets: list[dict[str, Any]], actor: Actor, *, back: str, first: int = 1, next_url: str = "") -> str:
    return render_template(
        "tickets/paper.html",
        sheets=[sheet | {"qr": qr.picture(public_url(sheet["url"]))} for sheet in sheets],
        back=back,
        first=first,
        next_url=next_url,
        contact=_contact(actor),
        today=dates.whole_day(clock.today()),
    )


def _contact(actor: Actor) -> str:
    """Who can be asked: whoever of the office prints it; else a line to fill in by hand."""
    return accounts.name_and_phone(actor.person_id) if may("paper.contact") else ""
