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
from webapp.kernel.ids import id_within, new_id
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


@pages.get("/people/invitations")
@access("people.list")
def invitations() -> Any:
    """Whom to invite on paper: who has not come in yet is chosen from the start."""
    return render_template("units/invitations.html", groups=_to_invite(), command_id=new_id())


@pages.post("/people/invitations")
@access("people.list")
def invite_many() -> Any:
    """Make an invitation for each who was chosen, and show them as slips to cut out, this once."""
    chosen = set(request.form.getlist("person_id"))
    people = {person["id"]: person | {"unit": g["unit"]} for g in _to_invite() for person in g["people"]}
    wanted = [person for person_id, person in people.items() if person_id in chosen]
    if not wanted:
        return render_template("units/invitations.html", groups=_to_invite(), command_id=new_id(), is_empty=True), 422
    slips = [slip for person in wanted if (slip := _slip(person)) is not None]
    return render_template("units/invitation_sheet.html", slips=slips, back=url_for(".people"))


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


def _to_invite() -> list[dict[str, Any]]:
    groups = present.people(acting(), "")
    open_ones = [{**g, "people": [person for person in g["people"] if person["may_invite"]]} for g in groups]
    return [group for group in open_ones if group["people"]]


def _slip(person: dict[str, Any]) -> dict[str, Any] | None:
    """One invitation as a slip; the same form again gives the same one. None when it could not be made just now."""
    identifier = id_within(forms.command_id(), acting().person_id, person["id"])
    token = token_of_command(current_app.config["SECRET_KEY"], identifier)
    args = {"person_id": person["id"], "token_hash": token_hash(token)}
    form = forms.run("account.invite", args, identifier=identifier)
    if form.result is None:
        return None
    link = public_url(url_for("accounts.invitation", token=token))
    until = dates.moment(datetime.fromisoformat(form.result["expires_at"]))
    return {**person, "link": link, "code": qr.picture(link), "until": until}


def _access_page(person_id: str, form: Form) -> tuple[str, int]:
    actor = acting()
    person = queries.known_person(actor, person_id)
    held = queries.judged_by(person_id)
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
