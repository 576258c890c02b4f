"""Villages: all of them, and one with its places and who answers for it."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from flask import render_template, url_for

from webapp.kernel import errors
from webapp.kernel.actors import Actor
from webapp.kernel.errors import AppError
from webapp.kernel.http import SIGNED_IN, access, acting, may
from webapp.tickets import present as tickets_present
from webapp.tickets import queries as tickets
from webapp.tickets import words
from webapp.units import policy, present, queries
from webapp.units.models import Unit
from webapp.units.pages import pages

COLOURS = ("red", "amber", "green", "paused")


@pages.get("/villages")
@access(SIGNED_IN)
def villages() -> Any:
    """All villages, township by township, in the register's order; nothing compares them."""
    if not may("villages.list"):
        raise AppError(errors.NOT_FOUND)
    actor = acting()
    seen = queries.villages(actor)
    townships = queries.names([unit.township_id for unit in seen if unit.township_id])
    lights = _lights(actor)
    contacts = present.contacts(seen)
    groups = [
        {"name": township.name, "rows": [_row(u, lights, contacts) for u in seen if u.township_id == township.id]}
        for township in sorted(townships.values(), key=lambda unit: unit.position)
    ]
    return render_template("units/villages.html", groups=groups, total=len(seen))


@pages.get("/villages/<uuid:village_id>")
@access(SIGNED_IN)
def village(village_id: UUID) -> Any:
    """One village: what is open, its places, who answers for it."""
    return _village_page(queries.get(acting(), str(village_id)), url_for(".villages"))


@pages.get("/villages/own")
@access(SIGNED_IN)
def own_village() -> Any:
    """The village one works for."""
    actor = acting()
    return _village_page(queries.get(actor, actor.unit_id), "")


def _village_page(unit: Unit, back: str) -> Any:
    if not policy.is_village(unit):
        raise AppError(errors.NOT_FOUND)
    actor = acting()
    return render_template(
        "units/village.html",
        village=unit,
        back=back if may("villages.list") else "",
        township=queries.township_of(unit).name,
        cards=tickets_present.cards(tickets.unfinished_in(actor, unit.id), actor),
        venues=queries.venues_of([unit.id]),
        duties=present.duties(queries.duties_of([unit.id])),
        is_own=unit.id == actor.unit_id,
    )


def _row(unit: Unit, lights: dict[str, list[str]], contacts: dict[str, str]) -> dict[str, Any]:
    colours = lights[unit.id]
    return {
        "name": unit.name,
        "url": url_for(".village", village_id=unit.id),
        "contact": contacts.get(unit.id, ""),
        "lights": colours,
        "label": words.heard(colours),
    }


def _lights(actor: Actor) -> dict[str, list[str]]:
    """The colours of what is open in each village, worst first."""
    found: dict[str, list[str]] = defaultdict(list)
    for card in tickets_present.cards(tickets.unfinished(actor), actor):
        if card["light"] is not None:
            found[card["village"]["id"]].append(card["light"]["colour"])
    for colours in found.values():
        colours.sort(key=COLOURS.index)
    return found
