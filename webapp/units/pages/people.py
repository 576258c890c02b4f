"""People who work below, their invitations and accounts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app, render_template, request, url_for

from webapp.accounts.models import Person
from webapp.accounts.tokens import token_hash, token_of_command
from webapp.kernel import dates, forms, qr
from webapp.kernel.forms import Form
from webapp.kernel.http import access, acting, may, public_url
from webapp.kernel.policy import require
from webapp.kernel.text import _
from webapp.tickets import queries as tickets
from webapp.tickets.filters import Filter
from webapp.units import present, queries
from webapp.units.pages import pages


@pages.get("/people")
@access("people.list")
def people() -> Any:
    """Who works below, and how they get in."""
    words = request.args.get("q", "")[:100]
    groups = present.people(acting(), words)
    return render_template("units/people.html", groups=groups, words=words)


@pages.get("/people/<uuid:person_id>/invitation")
@access("people.list")
def invitation(person_id: UUID) -> Any:
    """What an invitation does, before it is made."""
    person = _invited(str(person_id))
    return _invitation_page(person, forms.blank())


@pages.post("/people/<uuid:person_id>/invitation")
@access("people.list")
def invite(person_id: UUID) -> Any:
    """Make an invitation and show it, this once."""
    person = _invited(str(person_id))
    command_id = forms.command_id()
    token = token_of_command(current_app.config["SECRET_KEY"], command_id)
    args = {"person_id": person.id, "token_hash": token_hash(token)}
    form = forms.run("account.invite", args, identifier=command_id)
    return _invitation_page(person, form) if form.result is None else _made(person, token, form.result)


@pages.get("/people/<uuid:person_id>/access")
@access("people.list")
def access_form(person_id: UUID) -> Any:
    """What it means to switch an account off or on, before it is done."""
    return _access_page(str(person_id), forms.blank())


@pages.post("/people/<uuid:person_id>/access")
@access("people.list")
def switch_access(person_id: UUID) -> Any:
    """Switch an account off, or on again."""
    is_on = request.form.get("wanted") == "on"
    form = forms.run("account.enable" if is_on else "account.disable", {"person_id": str(person_id)})
    if form.failed:
        return _access_page(str(person_id), form)
    said = _("Switched on again.") if is_on else _("Switched off. All devices are signed out.")
    return forms.done(url_for(".people"), said)


def _invited(person_id: str) -> Person:
    """A person below the actor who may be invited; 404 for others than below, 403 for the leader and the like."""
    actor = acting()
    person = queries.known_person(actor, person_id)
    require(actor, "account.invite", queries.current_memberships(person_id))
    return person


def _access_page(person_id: str, form: Form) -> tuple[str, int]:
    actor = acting()
    person = queries.known_person(actor, person_id)
    held = queries.current_memberships(person_id)
    require(actor, "account.enable" if person.is_disabled else "account.disable", held)
    theirs = Filter(owner=person.id)
    page = render_template(
        "units/access.html",
        person=person,
        roles=[(m.unit.name, present.role_label(m)) for m in held],
        open_tickets=tickets.count(actor, theirs),
        open_url=theirs.url() if may("ticket.list") else "",
        form=form,
    )
    return page, form.status


def _invitation_page(person: Person, form: Form) -> Any:
    held = queries.current_memberships(person.id)
    roles = [(m.unit.name, present.role_label(m)) for m in held]
    page = render_template("units/invite.html", person=person, roles=roles, form=form)
    return page, form.status


def _made(person: Person, token: str, result: dict[str, Any]) -> Any:
    link = public_url(url_for("accounts.invitation", token=token))
    expires = datetime.fromisoformat(result["expires_at"])
    code = qr.picture(link)
    return render_template(
        "units/invitation.html",
        person=person,
        link=link,
        code=code,
        until=dates.moment(expires),
        unit=acting().unit_name,
    )
