"""Pages about phones and the work on them: what has not arrived, lost ones, bringing work in by file."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, render_template, request
from flask_login import current_user

from webapp.kernel import dates, forms
from webapp.kernel.errors import AppError
from webapp.kernel.http import SIGNED_IN, access, acting, may, refuse_other_actor
from webapp.kernel.policy import require
from webapp.kernel.storage import photo_store
from webapp.kernel.text import _
from webapp.photos.vocab import MEGA
from webapp.sync.archive import Archive
from webapp.sync.effects import bringing
from webapp.sync.present import brought as told
from webapp.sync.present import phones as present
from webapp.sync.problems import NOT_UNSENT
from webapp.sync.queries import phones as queries
from webapp.sync.vocab import PHONES_A_PAGE
from webapp.units import queries as units

pages = Blueprint("sync", __name__)

DEVICE = "/people/<uuid:person_id>/devices/<uuid:device_id>"


@pages.get("/devices")
@access("device.list")
def devices() -> Any:
    """The phones of the people below: what has not arrived stands first."""
    words = request.args.get("q", "")[:100]
    actor = acting()
    found = present.phones(actor, queries.accounts(queries.visible_to(actor)), current_user.device, words)
    return render_template(
        "sync/devices.html",
        phones=found[:PHONES_A_PAGE],
        more=max(0, len(found) - PHONES_A_PAGE),
        words=words,
    )


@pages.get(f"{DEVICE}/lost")
@access(SIGNED_IN)
def lost_form(person_id: UUID, device_id: UUID) -> Any:
    """What it means to report a phone lost, before it is done."""
    return _lost_page(str(person_id), str(device_id), forms.blank())


@pages.post(f"{DEVICE}/lost")
@access(SIGNED_IN)
def report_lost(person_id: UUID, device_id: UUID) -> Any:
    """Report a phone lost."""
    args = {"person_id": str(person_id), "device": str(device_id)}
    form = forms.run("device.lose", args, device=current_user.device)
    if form.failed:
        return _lost_page(str(person_id), str(device_id), form)
    return forms.done(_list(str(person_id)), _("Reported lost. On its next contact it forgets everything."))


@pages.post(f"{DEVICE}/found")
@access(SIGNED_IN)
def report_found(person_id: UUID, device_id: UUID) -> Any:
    """Take a phone for found again."""
    form = forms.run("device.find", {"person_id": str(person_id), "device": str(device_id)})
    if form.error:
        raise form.error
    return forms.done(_list(str(person_id)), _("Found again. Its owner can sign in on it."))


@pages.get("/imports")
@access(SIGNED_IN)
def imports() -> Any:
    """What a file of unsent work is, and where to choose one."""
    return _imports_page(forms.blank())


@pages.post("/imports")
@access(SIGNED_IN)
def bring_in() -> Any:
    """Carry out what is in a file; the same file again is harmless, for every item has an id of its own."""
    actor = acting()
    try:
        refuse_other_actor(request.form.get(forms.PERSON_FIELD), request.form.get(forms.MEMBERSHIP_FIELD))
        file = request.files.get("file")
        if file is None or not file.filename:
            raise AppError(NOT_UNSENT)
        unsent = bringing.opened(Archive(file.stream), actor)
    except AppError as error:
        status = error.problem.status
        return _imports_page(forms.Form(summary=error.problem.text(error.details), status=status, error=error))
    brought = bringing.bring(unsent, photo_store(), heic=current_app.config["SETTINGS"].heic)
    made_at = unsent.manifest["made_at"]
    return render_template(
        "sync/imported.html",
        owner=unsent.owner.name,
        made_text=_("written %(time)s", time=dates.moment(made_at)) if made_at else "",
        items=told.items(actor, brought),
        counts=told.counts(brought),
    )


def _list(person_id: str) -> str:
    """Where to go on after a step on somebody's phone."""
    return "/devices" if person_id != acting().person_id and may("device.list") else "/me"


def _lost_page(person_id: str, device_id: str, form: forms.Form) -> Any:
    actor = acting()
    found = queries.account(actor, person_id, device_id)
    require(actor, "device.lose", units.current_memberships(person_id))
    (phone,) = present.phones(actor, [found], current_user.device)
    return render_template("sync/lost.html", phone=phone, form=form, back=_list(person_id)), form.status


def _imports_page(form: forms.Form) -> Any:
    limit = current_app.config["MAX_CONTENT_LENGTH"] // MEGA
    return render_template("sync/imports.html", form=form, limit=limit), form.status
