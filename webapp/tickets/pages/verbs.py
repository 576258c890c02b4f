"""A page and a form for each verb: what scripts do through the API, a plain form does here."""

from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from webapp.kernel import forms
from webapp.kernel.actors import Actor
from webapp.kernel.errors import AppError
from webapp.kernel.http import SIGNED_IN, access, acting, local_path
from webapp.kernel.ids import parse_id
from webapp.kernel.policy import require
from webapp.kernel.transitions import NOT_FROM_HERE
from webapp.tickets import present, queries
from webapp.tickets.models import Ticket
from webapp.tickets.pages import pages
from webapp.tickets.pages.photos import received
from webapp.tickets.policy import responsible
from webapp.tickets.present import choices
from webapp.tickets.present.asking import FORMS
from webapp.tickets.present.choices import FIELD
from webapp.tickets.transitions import BY_COMMAND

# Where on the form a problem belongs that is not about one argument.
BLAME = {"ticket.reason_needed": "reason", "ticket.nothing_to_show": "words", "ticket.wrong_venue": "venue_id"}
CORRECTABLE = ("village_id", "type_code", "venue_id", "responsible_id", "responsible_person_id")
EXTRA = {"correct": choices.corrections, "withhold": choices.photos}
EMPTIABLE = ("venue_id", "responsible_person_id")


VERB_PATH = f"/tickets/<ticket_id>/<any({','.join(FORMS)}):verb>"


@pages.get(VERB_PATH)
@access(SIGNED_IN)
def verb_form(ticket_id: str, verb: str) -> str | tuple[str, int]:
    """The page of a verb. Someone who may see the ticket but not do this is told so."""
    actor = acting()
    ticket = queries.get(actor, parse_id(ticket_id))
    require(actor, f"ticket.{verb}", ticket)
    if f"ticket.{verb}" not in present.cards([ticket], actor)[0]["may"]:
        # Not a way back: a phone may still hold photos and words for this step, and what it sends may be a replay.
        late = forms.refused(AppError(NOT_FROM_HERE, state=ticket.state, command=f"ticket.{verb}"))
        return _page(actor, ticket, verb, late, []), late.status
    return _page(actor, ticket, verb, forms.blank(), [])


@pages.post(VERB_PATH)
@access(SIGNED_IN)
def verb_post(ticket_id: str, verb: str) -> Response | tuple[str, int]:
    """Carry out a verb from a form; a double tap is a replay. When it fails, everything typed is still there."""
    actor = acting()
    ticket_id = parse_id(ticket_id)
    queries.get(actor, ticket_id)
    claims, shown, refused = received(actor)
    if refused is not None:
        form = forms.refused(refused, BLAME)
    else:
        form = forms.run(f"ticket.{verb}", _args(ticket_id, verb, claims), BLAME)
    if form.failed:
        return _page(actor, queries.get(actor, ticket_id), verb, form, shown), form.status
    return forms.done(local_path(request.form.get("next"), f"/tickets/{ticket_id}"), FORMS[verb].done)


def _args(ticket_id: str, verb: str, claims: list[dict[str, Any]]) -> dict[str, Any]:
    form = request.form
    args: dict[str, Any] = {"ticket_id": ticket_id}
    asked = FORMS[verb].fields
    if verb == "submit":
        asked += ("channel", "fixed_by", "fixed_at")
    args |= {name: form[name] for name in asked if form.get(name)}
    if form.get("version") and verb not in ("comment", "acknowledge", "withhold"):
        args["version"] = form["version"]
    if "photos" in asked:
        args["photos"] = claims
    if verb == "close" and form.get("on_time"):
        args["on_time"] = True
    if verb == "correct":
        args |= _corrections(form)
    return args


def _corrections(form: Any) -> dict[str, Any]:
    """Only what differs from what the page showed, so that nothing else is overwritten."""
    changed: dict[str, Any] = {}
    for name in (*CORRECTABLE, "words"):
        if name in form and form[name] != form.get(f"was_{name}", ""):
            changed[name] = form[name] or (None if name in EMPTIABLE else form[name])
    changed = {name: value for name, value in changed.items() if value != "" or name == "words"}
    given = {name.removeprefix(FIELD): value for name, value in form.items() if name.startswith(FIELD)}
    # The page shows the fields of the present kind; those of a new kind are asked for by correcting once more.
    if any(value != form.get(f"was_{FIELD}{key}", "") for key, value in given.items()) and "type_code" not in changed:
        changed["fields"] = given
    return changed


def _page(actor: Actor, ticket: Ticket, verb: str, form: forms.Form, photos: list[Any]) -> str:
    extra = EXTRA[verb](actor, ticket) if verb in EXTRA else {}
    return render_template(
        "tickets/verb.html",
        ticket=present.ticket(ticket, actor),
        verb=verb,
        asked=FORMS[verb],
        label=BY_COMMAND[f"ticket.{verb}"].label,
        form=form,
        photos=photos,
        on_behalf=verb == "submit" and not responsible(actor, ticket),
        channels=choices.channels(),
        reasons=choices.reasons(),
        next=request.values.get("next", ""),
        **extra,
    )
