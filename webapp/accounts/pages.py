"""Pages of accounts: in and out, invitations, one's own page."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from webapp.accounts import passwords, present, queries, signin
from webapp.accounts.schemas import SetPreferences
from webapp.accounts.tokens import token_in
from webapp.accounts.vocab import PASSWORD_HINT
from webapp.kernel import errors, forms
from webapp.kernel.commands import Envelope, execute
from webapp.kernel.errors import AppError
from webapp.kernel.forms import Form
from webapp.kernel.http import PUBLIC, SIGNED_IN, access, acting, current_actor, has_no_role, local_path
from webapp.kernel.text import _
from webapp.shell import identity
from webapp.sync.present import phones as phones_present
from webapp.sync.queries import phones
from webapp.units import queries as units
from webapp.units.vocab import ROLE_LABELS, Role

pages = Blueprint("accounts", __name__)

# Where a problem of the command is shown.
NEW = {kind.code: "new" for kind in (passwords.TOO_SHORT, passwords.TOO_LONG, passwords.TOO_COMMON)}
BLAME = NEW | {"account.wrong_password": "current"}


@pages.get("/sign-in")
@access(PUBLIC)
def sign_in() -> Any:
    """Name or phone, and password."""
    if current_actor() or has_no_role():
        return redirect(_next())
    return render_template("accounts/sign_in.html", form=forms.blank(), place=units.place_name(), next=_next())


@pages.post("/sign-in")
@access(PUBLIC)
def sign_in_submit() -> Any:
    """Come in, or see the page again with what was typed."""
    chosen = identity.chosen_preferences()
    try:
        token, person = signin.sign_in(_typed("login"), _typed("password"), identity.visitor())
    except AppError as error:
        return _sign_in_again(error, chosen)
    identity.come_in(token, person)
    _take_along(chosen)
    return redirect(_next(), 303)


@pages.post("/sign-out")
@access(PUBLIC)
def sign_out() -> Any:
    """End this session; harmless twice."""
    identity.leave()
    return redirect(url_for(".sign_in"), 303)


@pages.get("/no-role")
@access(PUBLIC)
def no_role() -> Any:
    """For somebody signed in whose memberships have all ended."""
    if not has_no_role():
        return redirect("/")
    ask = units.whom_to_ask(current_user.person_id)
    return render_template("accounts/no_role.html", name=current_user.name, ask=ask)


@pages.get("/invitations")
@access(PUBLIC)
def invitations() -> Any:
    """Paste a link or code."""
    typed = request.args.get("code", "")
    if token := token_in(typed):
        return redirect(url_for(".invitation", token=token))
    form = forms.blank(code=typed)
    if typed.strip():
        form.errors["code"] = _("No invitation is in this. Paste the whole link.")
    return render_template("accounts/invitations.html", form=form)


@pages.get("/invitations/<token>")
@access(PUBLIC)
def invitation(token: str) -> Any:
    """Whose invitation it is. Opening it changes nothing, so that link previews do not use it up."""
    found = queries.open_invitation(token)
    if found is None:
        return _invitation_gone()
    return _invitation_page(found.person, forms.blank())


@pages.post("/invitations/<token>")
@access(PUBLIC)
def invitation_submit(token: str) -> Any:
    """Set the password and come in."""
    found = queries.open_invitation(token)
    chosen = identity.chosen_preferences()
    try:
        opened, person = signin.accept_invitation(token, _typed("new"), identity.visitor().device_label)
    except AppError as error:
        if found is None or error.problem is signin.INVITATION_GONE:
            return _invitation_gone()
        return _invitation_page(found.person, forms.refused(error, BLAME))
    identity.come_in(opened, person)
    _take_along(chosen)
    return forms.done("/", _("The password is set."))


@pages.get("/me")
@access(SIGNED_IN)
def me() -> Any:
    """One's own page."""
    return _me(forms.blank())


@pages.post("/me/acting")
@access(SIGNED_IN)
def choose_membership() -> Any:
    """Put on another hat in this browser."""
    args = {**forms.typed("membership_id"), "session_id": current_user.session_id}
    form = forms.run("unit.choose_membership", args, in_any_role=True)
    return _me(form) if form.failed else forms.done("/")


@pages.post("/me/password")
@access(SIGNED_IN)
def change_password() -> Any:
    """Another password; all other sessions end."""
    args = {**forms.typed("current", "new"), "session_id": current_user.session_id}
    form = forms.run("account.change_password", args, BLAME, in_any_role=True)
    said = _("The password is changed. Other devices are signed out.")
    return _me(form) if form.failed else forms.done(url_for(".me"), said)


@pages.post("/me/sessions/<uuid:session_id>/end")
@access(SIGNED_IN)
def end_session(session_id: UUID) -> Any:
    """Sign another device out."""
    form = forms.run("account.end_session", {"session_id": str(session_id)}, in_any_role=True)
    if form.error:
        raise form.error
    return forms.done(url_for(".me"), _("That device is signed out."))


@pages.post("/preferences")
@access(PUBLIC)
def preferences() -> Any:
    """Language and large mode: the person's when signed in, else this browser's."""
    chosen = forms.typed(*identity.PREFERENCES)
    if current_actor() is None:
        identity.keep_preferences(_loaded(chosen))
    elif error := forms.run("account.set_preferences", chosen, in_any_role=True).error:
        raise error
    return redirect(_next(), 303)


def _typed(name: str) -> str:
    return request.form.get(name, "")


def _next() -> str:
    """Where to go on: a page of this app that can be read, else the start."""
    wanted = local_path(request.values.get("next"), "/")
    path = wanted.partition("?")[0]
    try:
        endpoint = current_app.url_map.bind("").match(path, method="GET")[0]
    except HTTPException:
        return "/"
    return "/" if endpoint == "accounts.sign_in" and (current_actor() or has_no_role()) else wanted


def _sign_in_again(error: AppError, chosen: dict[str, Any]) -> Any:
    if chosen:
        identity.keep_preferences(chosen)
    sentence = error.problem.text(error.details)
    if seconds := error.details.get("seconds"):
        sentence = present.wait(seconds)
    form = Form({"login": _typed("login")}, summary=sentence, status=error.problem.status)
    page = render_template("accounts/sign_in.html", form=form, place=units.place_name(), next=_next())
    return page, form.status, {"Retry-After": str(seconds)} if seconds else {}


def _take_along(chosen: dict[str, Any]) -> None:
    """What was chosen on the sign-in page stays chosen."""
    actor = current_actor()
    if chosen and actor:
        execute(Envelope("account.set_preferences", chosen), actor)


def _loaded(chosen: dict[str, Any]) -> dict[str, Any]:
    try:
        return dict(SetPreferences().load(chosen))
    except ValidationError as error:
        raise AppError(errors.INVALID, fields=error.normalized_messages()) from None


def _invitation_gone() -> Any:
    sentence = signin.INVITATION_GONE.text({})
    return render_template("accounts/invitation_gone.html", sentence=sentence), signin.INVITATION_GONE.status


def _invitation_page(person: Any, form: Form) -> Any:
    hats = _hats(units.current_memberships(person.id))
    page = render_template("accounts/invitation.html", person=person, hats=hats, form=form, hint=PASSWORD_HINT)
    return page, form.status


def _hats(memberships: Any, worn: str = "") -> list[dict[str, Any]]:
    return [
        {"id": m.id, "unit": m.unit.name, "role": ROLE_LABELS[Role(m.role)], "is_worn": m.id == worn}
        for m in memberships
    ]


def _me(form: Form) -> Any:
    actor = acting()
    page = render_template(
        "accounts/me.html",
        form=form,
        hats=_hats(units.current_memberships(actor.person_id), actor.membership_id),
        sessions=present.sessions(actor.person_id, current_user.session_id),
        phones=phones_present.phones(actor, phones.accounts(phones.own(actor)), current_user.device),
        hint=PASSWORD_HINT,
    )
    return page, form.status
