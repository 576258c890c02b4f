"""The register: a unit with what lies below it, its places, and who answers for it."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for

from webapp.catalogue import queries as catalogue
from webapp.kernel import errors, forms
from webapp.kernel.errors import AppError
from webapp.kernel.forms import Form
from webapp.kernel.http import access, acting
from webapp.kernel.ids import id_within
from webapp.kernel.policy import can
from webapp.kernel.text import _, localized
from webapp.units import policy, present, queries
from webapp.units.models import Unit
from webapp.units.pages import pages
from webapp.units.vocab import BELOW, DUTY_LABELS, KIND_LABELS, DutyKind, UnitKind, is_in_china

POINT = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,， ]\s*(-?\d{1,3}(?:\.\d+)?)")
BLAME = {"unit.name_taken": "name"}


@pages.get("/units")
@access("register.view")
def register() -> Any:
    """The register, from one's own unit down."""
    return redirect(url_for(".unit", unit_id=acting().unit_id))


@pages.get("/units/<uuid:unit_id>")
@access("register.view")
def unit(unit_id: UUID) -> Any:
    """One unit of the register."""
    return _page(queries.get(acting(), str(unit_id)))


@pages.post("/units/<uuid:unit_id>")
@access("register.view")
def correct(unit_id: UUID) -> Any:
    """Name it anew, move its point."""
    args = {"unit_id": str(unit_id), **forms.typed("name", "number_prefix")}
    return _carried_out(unit_id, "unit.correct", args, "unit", _("Kept."))


@pages.post("/units/<uuid:unit_id>/open")
@access("register.view")
def switch(unit_id: UUID) -> Any:
    """Offer a unit no more, or again."""
    is_open = request.form.get("wanted") == "on"
    said = _("It is offered again.") if is_open else _("It is offered no more. What happened there keeps it.")
    return _carried_out(unit_id, "unit.reopen" if is_open else "unit.close", {"unit_id": str(unit_id)}, "open", said)


@pages.post("/units/<uuid:unit_id>/below")
@access("register.view")
def add(unit_id: UUID) -> Any:
    """Put a unit below it."""
    args = {"parent_id": str(unit_id), "unit_id": _fresh_id("unit"), **forms.typed("name", "kind")}
    return _carried_out(unit_id, "unit.add", args, "below", _("Added."))


@pages.post("/units/<uuid:unit_id>/venues")
@access("register.view")
def add_venue(unit_id: UUID) -> Any:
    """Put a place into the village."""
    args = {"unit_id": str(unit_id), "venue_id": _fresh_id("venue"), **forms.typed("name")}
    return _carried_out(unit_id, "venue.add", args, "venues", _("Added."))


@pages.get("/units/<uuid:unit_id>/venues/<uuid:venue_id>")
@access("register.view")
def venue(unit_id: UUID, venue_id: UUID) -> Any:
    """One place, to be corrected."""
    return _venue_page(unit_id, venue_id, forms.blank())


@pages.post("/units/<uuid:unit_id>/venues/<uuid:venue_id>")
@access("register.view")
def correct_venue(unit_id: UUID, venue_id: UUID) -> Any:
    """Name a place anew, move its point."""
    form = _run("venue.correct", {"venue_id": str(venue_id), **forms.typed("name")})
    if form.failed:
        return _venue_page(unit_id, venue_id, form)
    return forms.done(url_for(".unit", unit_id=unit_id), _("Kept."))


@pages.post("/units/<uuid:unit_id>/venues/<uuid:venue_id>/open")
@access("register.view")
def switch_venue(unit_id: UUID, venue_id: UUID) -> Any:
    """Offer a place no more, or again."""
    is_open = request.form.get("wanted") == "on"
    form = _run("venue.reopen" if is_open else "venue.close", {"venue_id": str(venue_id)})
    if form.failed:
        return _venue_page(unit_id, venue_id, form)
    said = _("It is offered again.") if is_open else _("It is offered no more. Problems that were found there keep it.")
    return forms.done(url_for(".unit", unit_id=unit_id), said)


@pages.post("/units/<uuid:unit_id>/duties")
@access("register.view")
def set_duty(unit_id: UUID) -> Any:
    """Who answers for the village, as one thing."""
    person_id = request.form.get("person_id") or None
    args = {"unit_id": str(unit_id), "person_id": person_id, **forms.typed("kind")}
    return _carried_out(unit_id, "duty.set", args, "duties", _("Kept."))


@pages.post("/units/<uuid:unit_id>/answers")
@access("register.view")
def set_answerable(unit_id: UUID) -> Any:
    """What the department answers for."""
    args = {"unit_id": str(unit_id), "code_prefixes": request.form.getlist("code")}
    return _carried_out(unit_id, "unit.set_answerable", args, "answers", _("Kept."))


def _carried_out(unit_id: UUID, name: str, args: dict[str, Any], part: str, said: str) -> Any:
    form = _run(name, args)
    if form.failed:
        return _page(queries.get(acting(), str(unit_id)), part, form)
    return forms.done(url_for(".unit", unit_id=unit_id), said)


def _run(name: str, args: dict[str, Any]) -> Form:
    try:
        return forms.run(name, args | _point(), BLAME)
    except AppError as error:
        if error.problem is not errors.INVALID:
            raise
        return forms.refused(error)


def _point() -> dict[str, Any]:
    """The point that was typed or picked. Raises ``input.invalid``, naming the field."""
    if "point" not in request.form:
        return {}
    typed = request.form["point"].strip()
    if not typed:
        return {"lat": None, "lng": None}
    found = POINT.fullmatch(typed)
    lat, lng = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
    if not is_in_china(lat, lng):
        raise forms.invalid(point=_("Latitude first, then longitude, such as 30.2741, 120.1551."))
    return {"lat": lat, "lng": lng}


def _fresh_id(what: str) -> str:
    """An id that follows from the form's own, so that a double tap adds one and not two."""
    return id_within(forms.command_id(), acting().person_id, what)


def _page(shown: Unit, part: str = "", form: Form | None = None) -> Any:
    actor = acting()
    parent = queries.names([shown.parent_id])[shown.parent_id] if shown.parent_id else None
    blank = {name: forms.blank() for name in ("unit", "below", "venues", "duties", "answers", "open")}
    kinds = BELOW[UnitKind(shown.kind)] if can(actor, "unit.add", shown) else ()
    page = render_template(
        "units/unit.html",
        unit=shown,
        parent=parent if parent is not None and queries.sees(actor, parent.id) else None,
        kind=KIND_LABELS[UnitKind(shown.kind)],
        forms=blank | ({part: form} if form else {}),
        may_correct=can(actor, "unit.correct", shown),
        may_close=can(actor, "unit.close", shown),
        may_keep=policy.is_village(shown) and can(actor, "venue.add", shown),
        below=[(each, _label(each)) for each in queries.below(actor, shown)],
        kinds=[(kind, KIND_LABELS[kind]) for kind in kinds],
        venues=queries.every_venue_of(shown.id),
        duties=_duties(shown) if policy.is_village(shown) else [],
        answers=_answers(shown) if shown.kind == UnitKind.DEPARTMENT else [],
        may_answer=can(actor, "unit.set_answerable", shown),
        people=present.members(shown),
        point=present.point,
    )
    return page, form.status if form else 200


def _label(unit: Unit) -> str:
    kind = str(KIND_LABELS[UnitKind(unit.kind)])
    return kind if unit.closed_on is None else str(_("%(kind)s, there no more", kind=kind))


def _duties(village: Unit) -> list[dict[str, Any]]:
    held = queries.duties_of([village.id])
    options = _eligible(village)
    return [
        {
            "kind": kind,
            "label": DUTY_LABELS[kind],
            "holder": next((duty.person_id for duty in held if duty.kind == kind), ""),
            "options": options,
        }
        for kind in DutyKind
    ]


def _answers(department: Unit) -> list[dict[str, Any]]:
    """The categories and groups of the catalogue, and what else the department answers for already."""
    held = {row.code_prefix for row in queries.answers_for(department.id)}
    titles = {code: localized(group.title) for code, group in catalogue.groups().items()}
    codes = sorted(titles.keys() | held)
    return [{"code": code, "title": titles.get(code, code), "is_held": code in held} for code in codes]


def _eligible(village: Unit) -> Sequence[Any]:
    """Who may answer for a village: its own people first, then the township's, then those of its departments."""
    groups = groupby(queries.who_may_answer_for(village), key=lambda member: member.unit)
    return [
        {"label": unit.name, "options": sorted({(m.person_id, m.person.name) for m in held})} for unit, held in groups
    ]


def _venue_page(unit_id: UUID, venue_id: UUID, form: Form) -> Any:
    actor = acting()
    village = queries.get(actor, str(unit_id))
    found = next((each for each in queries.every_venue_of(village.id) if each.id == str(venue_id)), None)
    if found is None:
        raise AppError(errors.NOT_FOUND)
    if not can(actor, "venue.correct", village):
        raise AppError(errors.FORBIDDEN)
    page = render_template("units/venue.html", village=village, venue=found, form=form, point=present.point)
    return page, form.status
