"""A new problem: one screen, and what stands after sending."""

from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from webapp.catalogue import queries as catalogue
from webapp.kernel import errors, forms
from webapp.kernel.actors import Actor
from webapp.kernel.errors import AppError
from webapp.kernel.http import SIGNED_IN, access, acting
from webapp.kernel.ids import new_id, parse_id
from webapp.tickets import present, queries
from webapp.tickets.pages import pages
from webapp.tickets.pages.photos import received
from webapp.tickets.present import choices
from webapp.tickets.present.choices import FIELD, OWN_VILLAGE

# Where on the form a problem belongs that is not about one argument.
BLAME = {
    "ticket.nothing_to_show": "photos",
    "ticket.unknown_kind": "type_code",
    "ticket.wrong_venue": "venue_id",
    "ticket.no_owner": "responsible_id",
    "ticket.owner_needs_reason": "reason",
    "ticket.too_many_photos": "photos",
}


@pages.get("/tickets/new")
@access(SIGNED_IN)
def new() -> str:
    """The screen of a new problem."""
    actor = acting()
    if not choices.own_villages(actor):
        raise AppError(errors.FORBIDDEN, command="ticket.open")
    form = {"village_id": request.args.get("village", ""), "venue_id": request.args.get("venue", "")}
    return _page(actor, form, [], {})


@pages.post("/tickets/new")
@access(SIGNED_IN)
def open_one() -> Response | tuple[str, int]:
    """Open a problem from a plain form. When it fails, everything typed and chosen is still there."""
    actor = acting()
    claims, shown, refused = received(actor)
    args = _args(claims)
    form = forms.refused(refused, BLAME) if refused is not None else forms.run("ticket.open", args, BLAME)
    if form.failed:
        faults = form.errors or {"form": form.summary}
        if form.error is not None and form.error.problem.code == "ticket.wrong_field":
            faults = {f"{FIELD}{form.error.details['key']}": form.summary}
        return _page(actor, request.form.to_dict(), shown, faults), form.status
    return forms.done(f"/tickets/{args['ticket_id']}/opened")


@pages.get("/tickets/<uuid:ticket_id>/opened")
@access(SIGNED_IN)
def opened(ticket_id: Any) -> str:
    """What was opened, who answers for it and by when; the next one here."""
    actor = acting()
    ticket = queries.get(actor, parse_id(str(ticket_id)))
    return render_template("tickets/opened.html", ticket=present.ticket(ticket, actor))


def _args(claims: list[dict[str, Any]]) -> dict[str, Any]:
    form = request.form
    args: dict[str, Any] = {name: form.get(name, "") for name in ("ticket_id", "village_id", "type_code", "words")}
    args["venue_id"] = form.get("venue_id") or None
    args["photos"] = claims
    if owner := form.get("responsible_id"):
        args["responsible_id"] = args["village_id"] if owner == OWN_VILLAGE else owner
        args["reason"] = form.get("reason", "")
    args["fields"] = {
        name.removeprefix(FIELD): value for name, value in form.items() if name.startswith(FIELD) and value
    }
    known = {field["key"] for field in _kind_fields(args["type_code"])}
    # Without scripts the form shows the fields of every kind; those of other kinds are left behind.
    args["fields"] = {key: value for key, value in args["fields"].items() if key in known}
    return args


def _kind_fields(code: str) -> list[Any]:
    kind = catalogue.by_code(code)
    return kind.fields if kind else []


def _page(actor: Actor, form: dict[str, str], photos: list[dict[str, Any]], faults: dict[str, str]) -> str:
    return render_template(
        "tickets/new.html",
        villages=choices.villages(actor),
        kinds=choices.kinds(actor),
        owners=choices.owners(actor),
        form=form,
        errors=faults,
        stored_photos=photos,
        command_id=new_id(),
        ticket_id=form.get("ticket_id") or new_id(),
    )
