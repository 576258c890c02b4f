"""The register 名册: units, their places, and who answers for a village."""

from typing import Any

from sqlalchemy import func, select

from webapp.kernel import clock
from webapp.kernel.commands import Context, command
from webapp.kernel.db import Base, db
from webapp.kernel.errors import NOT_FOUND, AppError
from webapp.kernel.ids import new_id
from webapp.kernel.policy import require
from webapp.units import pinyin, queries, schemas
from webapp.units.events import (
    AnswerableSet,
    DutySet,
    UnitAdded,
    UnitClosed,
    UnitCorrected,
    UnitReopened,
    VenueAdded,
    VenueClosed,
    VenueCorrected,
    VenueReopened,
)
from webapp.units.models import Answerable, Duty, Unit, Venue
from webapp.units.policy import is_village
from webapp.units.problems import CLOSED, ID_TAKEN, NAME_TAKEN, NOT_EMPTY, WRONG_HOLDER, WRONG_PLACE
from webapp.units.vocab import BELOW, PREFIX_LENGTH, UnitKind


@command("unit.add", schemas.AddUnit)
def add_unit(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Put a unit below another, last in its order.

    Raises ``http.not_found``, ``unit.wrong_place``, ``unit.name_taken``, ``unit.id_taken``.
    """
    parent = queries.get(ctx.actor, args["parent_id"])
    require(ctx.actor, "unit.add", parent)
    refuse_closed(parent)
    kind = UnitKind(args["kind"])
    if kind not in BELOW[UnitKind(parent.kind)]:
        raise AppError(WRONG_PLACE, unit=parent.name)
    refuse_known(Unit, args["unit_id"])
    _refuse_taken(select(Unit.id).where(Unit.parent_id == parent.id, Unit.name == args["name"]))
    last = db.session.scalar(select(func.max(Unit.position)).where(Unit.parent_id == parent.id))
    unit = Unit(
        id=args["unit_id"], kind=kind, parent_id=parent.id, county_id=parent.county_id, position=(last or 0) + 1
    )
    unit.township_id = unit.id if kind == UnitKind.TOWNSHIP else parent.township_id
    _name(unit, args)
    if kind == UnitKind.TOWNSHIP:
        unit.number_prefix = args["number_prefix"] or unit.name[:PREFIX_LENGTH]
    db.session.add(unit)
    ctx.emit(UnitAdded(subject_id=unit.id, unit_id=unit.id, unit_name=unit.name, kind=kind))
    return {"unit_id": unit.id}


@command("unit.correct", schemas.CorrectUnit)
def correct_unit(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Name a unit anew, move its point. Numbers that were given to problems keep the letters they have.

    Raises ``http.not_found``, ``unit.name_taken``.
    """
    unit = queries.get(ctx.actor, args["unit_id"])
    require(ctx.actor, "unit.correct", unit)
    others = select(Unit.id).where(Unit.parent_id == unit.parent_id, Unit.name == args["name"], Unit.id != unit.id)
    _refuse_taken(others)
    before = unit.name
    _name(unit, args)
    if unit.kind == UnitKind.TOWNSHIP and args["number_prefix"]:
        unit.number_prefix = args["number_prefix"]
    ctx.emit(UnitCorrected(subject_id=unit.id, unit_id=unit.id, before=before, after=unit.name))
    return {"unit_id": unit.id}


@command("unit.close", schemas.OnUnit)
def close_unit(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Offer a unit no more, once nobody works there and nothing is open; what happened there keeps it.

    Raises ``http.not_found``, ``unit.not_empty``.
    """
    unit = queries.get(ctx.actor, args["unit_id"])
    require(ctx.actor, "unit.close", unit)
    if unit.closed_on is not None:
        return {}
    below, people, work = queries.in_the_way(unit)
    if below or people or work:
        raise AppError(NOT_EMPTY, units=below, people=people, problems=work)
    unit.closed_on = clock.today()
    for duty in queries.duties_of([unit.id]):
        duty.to_on = queries.yesterday()
    ctx.emit(UnitClosed(subject_id=unit.id, unit_id=unit.id, unit_name=unit.name))
    return {}


@command("unit.reopen", schemas.OnUnit)
def reopen_unit(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Offer a unit again. Again is harmless. Raises ``http.not_found``, ``unit.closed`` when what it lies below is."""
    unit = queries.get(ctx.actor, args["unit_id"])
    require(ctx.actor, "unit.reopen", unit)
    parent = db.session.get_one(Unit, unit.parent_id)
    if parent.closed_on is not None:
        raise AppError(CLOSED, unit=parent.name)
    if unit.closed_on is not None:
        unit.closed_on = None
        ctx.emit(UnitReopened(subject_id=unit.id, unit_id=unit.id, unit_name=unit.name))
    return {}


@command("unit.set_answerable", schemas.SetAnswerable)
def set_answerable(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Say what a department answers for from now on; problems that are open keep their owner.

    Raises ``http.not_found``, ``unit.wrong_place`` for what is no department.
    """
    unit = queries.get(ctx.actor, args["unit_id"])
    require(ctx.actor, "unit.set_answerable", unit)
    if unit.kind != UnitKind.DEPARTMENT:
        raise AppError(WRONG_PLACE, unit=unit.name)
    wanted, held = set(args["code_prefixes"]), {row.code_prefix: row for row in queries.answers_for(unit.id)}
    if wanted == held.keys():
        return {}
    for code in held.keys() - wanted:
        db.session.delete(held[code])
    db.session.add_all(Answerable(id=new_id(), unit_id=unit.id, code_prefix=code) for code in wanted - held.keys())
    ctx.emit(AnswerableSet(subject_id=unit.id, unit_id=unit.id, codes=sorted(wanted)))
    return {}


@command("venue.add", schemas.AddVenue)
def add_venue(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Put a place into a village. Raises ``http.not_found``, ``unit.wrong_place``, ``unit.name_taken``."""
    village = queries.get(ctx.actor, args["unit_id"])
    require(ctx.actor, "venue.add", village)
    if not is_village(village):
        raise AppError(WRONG_PLACE, unit=village.name)
    refuse_known(Venue, args["venue_id"])
    _refuse_taken(select(Venue.id).where(Venue.unit_id == village.id, Venue.name == args["name"]))
    last = db.session.scalar(select(func.max(Venue.position)).where(Venue.unit_id == village.id))
    venue = Venue(id=args["venue_id"], unit_id=village.id, name=args["name"], position=(last or 0) + 1)
    venue.lat, venue.lng = args["lat"], args["lng"]
    db.session.add(venue)
    ctx.emit(VenueAdded(subject_id=venue.id, unit_id=village.id, venue=venue.name))
    return {"venue_id": venue.id}


@command("venue.correct", schemas.CorrectVenue)
def correct_venue(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Name a place anew, move its point. Raises ``http.not_found``, ``unit.name_taken``."""
    venue = _kept(ctx, "venue.correct", args["venue_id"])
    others = select(Venue.id).where(Venue.unit_id == venue.unit_id, Venue.name == args["name"], Venue.id != venue.id)
    _refuse_taken(others)
    venue.name, venue.lat, venue.lng = args["name"], args["lat"], args["lng"]
    ctx.emit(VenueCorrected(subject_id=venue.id, unit_id=venue.unit_id, venue=venue.name))
    return {"venue_id": venue.id}


@command("venue.close", schemas.OnVenue)
def close_venue(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Offer a place no more; problems that were found there keep it. Again is harmless. Raises ``http.not_found``."""
    venue = _kept(ctx, "venue.close", args["venue_id"])
    if venue.closed_on is None:
        venue.closed_on = clock.today()
        ctx.emit(VenueClosed(subject_id=venue.id, unit_id=venue.unit_id, venue=venue.name))
    return {}


@command("venue.reopen", schemas.OnVenue)
def reopen_venue(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Offer a place again. Again is harmless. Raises ``http.not_found``."""
    venue = _kept(ctx, "venue.reopen", args["venue_id"])
    if venue.closed_on is not None:
        venue.closed_on = None
        ctx.emit(VenueReopened(subject_id=venue.id, unit_id=venue.unit_id, venue=venue.name))
    return {}


def _kept(ctx: Context, command_name: str, venue_id: str) -> Venue:
    venue = db.session.get(Venue, venue_id)
    if venue is None:
        raise AppError(NOT_FOUND)
    require(ctx.actor, command_name, queries.get(ctx.actor, venue.unit_id))
    return venue


@command("duty.set", schemas.SetDuty)
def set_duty(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Let somebody answer for a village from today on, or nobody; who did before stays written down.

    Raises ``http.not_found`` (village, person), ``unit.wrong_place``, ``duty.wrong_person``.
    """
    village = queries.get(ctx.actor, args["unit_id"])
    require(ctx.actor, "duty.set", village)
    if not is_village(village):
        raise AppError(WRONG_PLACE, unit=village.name)
    person_id = args["person_id"]
    name = queries.known_person(ctx.actor, person_id).name if person_id else ""
    held = [duty for duty in queries.duties_of([village.id]) if duty.kind == args["kind"]]
    if [duty.person_id for duty in held] == ([person_id] if person_id else []):
        return {}
    if person_id and person_id not in {member.person_id for member in queries.who_may_answer_for(village)}:
        raise AppError(WRONG_HOLDER, unit=village.name)
    for duty in held:
        duty.to_on = queries.yesterday()
    if person_id:
        row = Duty(id=new_id(), person_id=person_id, unit_id=village.id, kind=args["kind"])
        row.from_on = clock.today()
        db.session.add(row)
    ctx.emit(DutySet(subject_id=village.id, unit_id=village.id, duty=args["kind"], person=name))
    return {}


def refuse_closed(unit: Unit) -> None:
    """Raises ``unit.closed`` for a unit that is there no more."""
    if unit.closed_on is not None:
        raise AppError(CLOSED, unit=unit.name)


def refuse_known(kind: type[Base], identifier: str) -> None:
    """Raises ``unit.id_taken`` when something of that kind has this id, which its sender made."""
    if db.session.get(kind, identifier) is not None:
        raise AppError(ID_TAKEN)


def _name(unit: Unit, args: dict[str, Any]) -> None:
    unit.name, unit.lat, unit.lng = args["name"], args["lat"], args["lng"]
    unit.pinyin, unit.initials = pinyin.full(unit.name)[:128], pinyin.initials(unit.name)[:32]


def _refuse_taken(others: Any) -> None:
    if db.session.scalar(others.limit(1)) is not None:
        raise AppError(NAME_TAKEN)
