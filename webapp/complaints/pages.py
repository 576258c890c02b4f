"""The box: for everybody to put into and ask, and the desk of who answers."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, render_template, request, url_for

from webapp.complaints import present, queries
from webapp.complaints.commands import send
from webapp.complaints.vocab import ANSWER_DAYS, KIND_LABELS, Kind
from webapp.kernel import forms
from webapp.kernel.errors import AppError
from webapp.kernel.forms import Form
from webapp.kernel.http import PUBLIC, access, acting, current_actor
from webapp.kernel.policy import can
from webapp.kernel.text import _
from webapp.units.queries import names

pages = Blueprint("complaints", __name__)

SHOWN = 100
"""Answered messages on the desk."""


@pages.get("/complaints/new")
@access(PUBLIC)
def new() -> Any:
    """A message to be written."""
    return _new_page(forms.blank())


@pages.post("/complaints/new")
@access(PUBLIC)
def put() -> Any:
    """Put it in, and show the code to ask with. A double tap shows the same one."""
    identifier = forms.command_id()
    key, network = current_app.config["SECRET_KEY"], request.remote_addr or "unknown"
    try:
        code = send(forms.typed("kind", "unit_id", "words", "contact"), identifier, key, network)
    except AppError as error:
        return _new_page(forms.refused(error))
    return render_template("complaints/sent.html", code=spaced(code), days=ANSWER_DAYS)


@pages.get("/complaints")
@access(PUBLIC)
def ask() -> Any:
    """Where the code is typed."""
    return render_template("complaints/ask.html", form=forms.blank())


@pages.post("/complaints")
@access(PUBLIC)
def state() -> Any:
    """What has become of a message. By post, so that no code stands in an address or a log."""
    found = queries.by_code(request.form.get("code", ""))
    if found is None:
        form = forms.refused(forms.invalid(code=_("No message has this code. Look at it letter by letter.")))
        return render_template("complaints/ask.html", form=form), form.status
    given = present.answers(found)
    told = present.message(found, is_open=not given)
    return render_template("complaints/state.html", message=told, answers=given)


@pages.get("/complaints/desk")
@access("complaint.list")
def desk() -> Any:
    """What waits for an answer, and what has one."""
    actor = acting()
    return render_template(
        "complaints/desk.html",
        waiting=present.messages(queries.waiting(actor), is_open=True),
        answered=present.messages(queries.answered(actor, SHOWN), is_open=False),
    )


@pages.get("/complaints/<uuid:complaint_id>")
@access("complaint.list")
def one(complaint_id: UUID) -> Any:
    """One message, with the answers."""
    return _page(str(complaint_id), forms.blank())


@pages.post("/complaints/<uuid:complaint_id>")
@access("complaint.list")
def answer(complaint_id: UUID) -> Any:
    """Answer it."""
    form = forms.run("complaint.answer", {"complaint_id": str(complaint_id), **forms.typed("words")})
    if form.failed:
        return _page(str(complaint_id), form)
    return forms.done(url_for(".desk"), _("Answered. Who sent it reads it with their code."))


def spaced(code: str) -> str:
    """A code in groups of four, as people copy it."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _new_page(form: Form) -> Any:
    actor = current_actor()
    page = render_template(
        "complaints/new.html",
        form=form,
        boxes=[(unit.id, present.box(unit)) for unit in queries.boxes()],
        own=actor.township_id if actor else "",
        kinds=[(kind, KIND_LABELS[kind]) for kind in Kind],
        days=ANSWER_DAYS,
    )
    return page, form.status


def _page(complaint_id: str, form: Form) -> Any:
    actor = acting()
    found = queries.get(actor, complaint_id)
    given = present.answers(found)
    page = render_template(
        "complaints/message.html",
        message=present.message(found, is_open=not given),
        answers=given,
        may_answer=can(actor, "complaint.answer", names([found.unit_id])[found.unit_id]),
        form=form,
    )
    return page, form.status
