"""Somebody: who they are, what they work as, and what they answer for."""

from collections import Counter
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from webapp.kernel import errors, forms
from webapp.kernel.errors import AppError
from webapp.kernel.forms import Form
from webapp.kernel.http import access, acting, may
from webapp.kernel.ids import id_within
from webapp.kernel.policy import can, require
from webapp.kernel.text import _
from webapp.tickets import queries as tickets
from webapp.tickets.filters import Filter
from webapp.units import present, queries
from webapp.units.models import Membership
from webapp.units.pages import pages

BLAME = {
    "person.phone_taken": "phone",
    "membership.wrong_unit": "post",
    "membership.held": "post",
    "membership.wrong_days": "to_on",
    "membership.wrong_deputy": "deputy_for",
    "ticket.wrong_owner": "to_person_id",
}


@pages.get("/people/new")
@access("people.list")
def new_person() -> Any:
    """Somebody new, and what they work as."""
    return _new_page(forms.blank(post=request.args.get("post", "")))


@pages.post("/people/new")
@access("people.list")
def add_person() -> Any:
    """Put somebody down, and go on to their invitation."""
    person_id = id_within(forms.command_id(), acting().person_id, "person")
    args = {"person_id": person_id, **forms.typed("name", "phone"), **_post()}
    form = _run("person.add", args)
    if form.failed:
        return _new_page(form)
    said = _("Added. They sign in as %(login)s once they have an invitation.", login=(form.result or {})["login"])
    return forms.done(url_for(".invitation", person_id=person_id), said)


@pages.get("/people/<uuid:person_id>")
@access("people.list")
def person(person_id: UUID) -> Any:
    """One person."""
    return _page(str(person_id))


@pages.post("/people/<uuid:person_id>")
@access("people.list")
def correct_person(person_id: UUID) -> Any:
    """Name and phone number."""
    args = {"person_id": str(person_id), **forms.typed("name", "phone")}
    return _carried_out(str(person_id), "person.correct", args, "who", _("Kept."))


@pages.post("/people/<uuid:person_id>/memberships")
@access("people.list")
def begin(person_id: UUID) -> Any:
    """Let them work as something more."""
    return _carried_out(
        str(person_id),
        "membership.begin",
        {"person_id": str(person_id), **_post(), **forms.typed("from_on", "to_on", "deputy_for")},
        "posts",
        _("Added."),
    )


@pages.get("/people/<uuid:person_id>/memberships/<uuid:membership_id>/end")
@access("people.list")
def ask_end(person_id: UUID, membership_id: UUID) -> Any:
    """What follows when they work as this no more, before it is done."""
    return _end_page(str(person_id), str(membership_id), forms.blank())


@pages.post("/people/<uuid:person_id>/memberships/<uuid:membership_id>/end")
@access("people.list")
def end(person_id: UUID, membership_id: UUID) -> Any:
    """Let them work as this no more."""
    form = _run("membership.end", {"membership_id": str(membership_id), **forms.typed("to_on")})
    if form.failed:
        return _end_page(str(person_id), str(membership_id), form)
    said = _("It ends after that day.") if forms.typed("to_on") else _("Ended. What they did keeps their name.")
    return forms.done(url_for(".person", person_id=person_id), said)


@pages.post("/people/<uuid:person_id>/problems")
@access("people.list")
def pass_on(person_id: UUID) -> Any:
    """Let another of the same unit answer for everything open that names them."""
    args = {"from_person_id": str(person_id), **forms.typed("unit_id", "to_person_id")}
    return _carried_out(
        str(person_id), "ticket.pass_on", args, "problems", _("Passed on. The timeline of each says so.")
    )


def _carried_out(person_id: str, name: str, args: dict[str, Any], part: str, said: str) -> Any:
    form = _run(name, args)
    return _page(person_id, part, form) if form.failed else forms.done(url_for(".person", person_id=person_id), said)


def _run(name: str, args: dict[str, Any]) -> Form:
    return forms.run(name, args, BLAME)


def _post() -> dict[str, str]:
    """Unit and role of the one choice that the form offers."""
    unit_id, _between, role = request.form.get("post", "").partition(" ")
    return {name: value for name, value in (("unit_id", unit_id), ("role", role)) if value}


def _new_page(form: Form) -> Any:
    return render_template("units/person_new.html", form=form, posts=present.posts(acting())), form.status


def _page(person_id: str, part: str = "", form: Form | None = None) -> Any:
    actor = acting()
    found = queries.known_person(actor, person_id)
    held, judged = queries.current_memberships(found.id), queries.judged_by(found.id)
    page = render_template(
        "units/person.html",
        person=found,
        posts_held=[
            (post, present.role_label(post), present.span(post), can(actor, "membership.end", [post]))
            for post in queries.unended_memberships(found.id)
        ],
        posts_ended=[
            (post, present.role_label(post), present.span(post)) for post in queries.ended_memberships(found.id)
        ],
        deputised=present.deputised(actor),
        duties=present.duties_held(found.id),
        may_correct=can(actor, "person.correct", held),
        may_invite=can(actor, "account.invite", held) and not found.is_disabled,
        may_switch=can(actor, "account.enable" if found.is_disabled else "account.disable", judged),
        posts=present.posts(actor),
        problems=_problems(found.id),
        forms={name: forms.blank() for name in ("who", "posts", "problems")} | ({part: form} if form else {}),
    )
    return page, form.status if form else 200


def _problems(person_id: str) -> list[dict[str, Any]]:
    """What is open and names somebody, unit by unit, and who else of the unit could answer for it."""
    actor, found = acting(), Counter[str]()
    for ticket in tickets.unfinished_of_person(actor, person_id):
        found[ticket.responsible_id] += 1
    units = queries.names(list(found))
    return [
        {
            "unit": unit,
            "count": found[unit.id],
            "heirs": sorted(
                {(m.person_id, m.person.name) for m in queries.members_of(unit.id) if m.person_id != person_id}
            ),
        }
        for unit in units.values()
        if can(actor, "ticket.pass_on", unit)
    ]


def _end_page(person_id: str, membership_id: str, form: Form) -> Any:
    actor = acting()
    found = queries.known_person(actor, person_id)
    held = queries.unended_memberships(found.id)
    post: Membership | None = next((m for m in held if m.id == membership_id), None)
    if post is None:
        raise AppError(errors.NOT_FOUND)
    require(actor, "membership.end", [post])
    theirs = Filter(owner=found.id)
    page = render_template(
        "units/membership_end.html",
        person=found,
        post=post,
        role=present.role_label(post),
        is_last=len(held) == 1,
        open_tickets=tickets.count(actor, theirs),
        open_url=theirs.url() if may("ticket.list") else "",
        form=form,
    )
    return page, form.status
