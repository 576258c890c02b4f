"""Whole lists at once: all of it, or nothing. What stands there already is left alone."""

from typing import Any

from sqlalchemy import func, select

from webapp.kernel.commands import Context, command
from webapp.kernel.db import db
from webapp.kernel.ids import id_within
from webapp.kernel.policy import require
from webapp.units import queries, schemas
from webapp.units.commands.memberships import add_person, begin_membership
from webapp.units.commands.tree import add_unit, add_venue, set_duty
from webapp.units.models import Unit, Venue


@command("people.import", schemas.ImportPeople)
def import_people(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Put many people down, each as ``person.add``, ``membership.begin`` and ``duty.set`` do.

    Raises what those raise, and then nothing is written.
    """
    require(ctx.actor, "people.import")
    for at, row in enumerate(args["people"]):
        person_id = row["person_id"] or id_within(ctx.command_id, "person", at)
        post = {"person_id": person_id, "unit_id": row["unit_id"], "role": row["role"]}
        if row["person_id"] is None:
            add_person(ctx, {"name": row["name"], "phone": row["phone"], **post})
        elif not _works_as(**post):
            begin_membership(ctx, {**post, "from_on": None, "to_on": None, "deputy_for": None})
        db.session.flush()
        if row["duty"] is not None:
            set_duty(ctx, {**row["duty"], "person_id": person_id})
    return {"count": len(args["people"])}


def _works_as(person_id: str, unit_id: str, role: str) -> bool:
    return any((m.unit_id, m.role) == (unit_id, role) for m in queries.unended_memberships(person_id))


@command("places.import", schemas.ImportPlaces)
def import_places(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Put villages, departments and places into the register, each as ``unit.add`` and ``venue.add`` do.

    Raises what those raise, and then nothing is written.
    """
    require(ctx.actor, "places.import")
    units, venues = 0, 0
    for at, row in enumerate(args["places"]):
        point = {"lat": row["lat"], "lng": row["lng"]}
        unit_id = db.session.scalar(select(Unit.id).where(Unit.parent_id == row["parent_id"], Unit.name == row["name"]))
        if unit_id is None:
            unit_id = id_within(ctx.command_id, "unit", at)
            own = point if not row["venue"] else {"lat": None, "lng": None}
            told = {"parent_id": row["parent_id"], "kind": row["kind"], "name": row["name"], "number_prefix": ""}
            add_unit(ctx, {"unit_id": unit_id, **told, **own})
            units += 1
        if row["venue"] and not _has(unit_id, row["venue"]):
            venue_id = id_within(ctx.command_id, "venue", at)
            add_venue(ctx, {"venue_id": venue_id, "unit_id": unit_id, "name": row["venue"], **point})
            venues += 1
        db.session.flush()
    return {"units": units, "venues": venues}


def _has(unit_id: str, name: str) -> bool:
    wanted = select(func.count()).where(Venue.unit_id == unit_id, Venue.name == name)
    return bool(db.session.scalar(wanted))
