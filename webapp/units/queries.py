"""Reads of the tree; ``visible_to`` is the root of what anybody sees."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from sqlalchemy import Select, case, func, or_, select

from webapp.accounts.models import Person
from webapp.kernel import clock
from webapp.kernel.actors import Actor
from webapp.kernel.db import db
from webapp.kernel.errors import NOT_FOUND, AppError
from webapp.units.models import Answerable, Duty, Membership, Unit, Venue
from webapp.units.vocab import COUNTY_ROLES, DutyKind, Role, UnitKind


def yesterday() -> date:
    """The last day of a post or duty that ends now: from this moment on it no longer holds."""
    return clock.today() - timedelta(days=1)


def visible_to(actor: Actor) -> Select[Unit]:
    """Units an actor may know of: the county's people all below it, the township's people the township,
    village and department staff their own unit and the township above it."""
    if actor.role in COUNTY_ROLES:
        return select(Unit).where(Unit.county_id == actor.county_id)
    if actor.role in (Role.VILLAGE_STAFF, Role.DEPARTMENT_STAFF):
        return select(Unit).where(Unit.id.in_([actor.unit_id, actor.township_id or actor.county_id or ""]))
    return select(Unit).where(Unit.township_id == actor.township_id)


def get(actor: Actor, unit_id: str) -> Unit:
    """A visible unit. Raises ``http.not_found`` for others, as for what does not exist."""
    found = db.session.scalar(visible_to(actor).where(Unit.id == unit_id))
    if found is None:
        raise AppError(NOT_FOUND)
    return found


def sees(actor: Actor, unit_id: str) -> bool:
    """Whether the actor may know of a unit."""
    return db.session.scalar(visible_to(actor).where(Unit.id == unit_id)) is not None


def below(actor: Actor, unit: Unit) -> Sequence[Unit]:
    """What lies right below a unit, as far as the actor sees it: in the register's order, villages first."""
    wanted = visible_to(actor).where(Unit.parent_id == unit.id)
    return db.session.scalars(wanted.order_by(Unit.kind.desc(), Unit.position, Unit.name)).all()


def answers_for(unit_id: str) -> Sequence[Answerable]:
    """What a department answers for, in the order of the codes."""
    wanted = select(Answerable).where(Answerable.unit_id == unit_id)
    return db.session.scalars(wanted.order_by(Answerable.code_prefix)).all()


def with_phone(phone: str) -> Person | None:
    """Who has a phone number."""
    return db.session.scalar(select(Person).where(Person.phone == phone))


def ended_memberships(person_id: str) -> Sequence[Membership]:
    """What a person worked as before, last first."""
    wanted = select(Membership).where(Membership.person_id == person_id, Membership.to_on < clock.today())
    return db.session.scalars(wanted.order_by(Membership.to_on.desc(), Membership.id)).all()


def unended_memberships(person_id: str) -> Sequence[Membership]:
    """A person's memberships of today and of days to come, the first to begin first."""
    wanted = select(Membership).where(Membership.person_id == person_id)
    wanted = wanted.where(or_(Membership.to_on.is_(None), Membership.to_on >= clock.today()))
    return db.session.scalars(wanted.order_by(Membership.from_on, Membership.id)).all()


def who_may_answer_for(village: Unit) -> Sequence[Membership]:
    """Who works today in a village, its township, or a department of the township or county: they may answer for it."""
    township = township_of(village)
    near = [village.id, township.id, *(unit.id for unit in departments_of(township))]
    return [member for unit_id in near for member in members_of(unit_id)]


def judged_by(person_id: str) -> Sequence[Membership]:
    """By which memberships it is judged who may switch somebody's account: today's, or those that ended when none is
    left. An invitation goes by today's alone: it lets somebody in."""
    return current_memberships(person_id) or ended_memberships(person_id)


def duties_held(person_id: str) -> Sequence[Duty]:
    """What a person answers for today."""
    today = clock.today()
    wanted = select(Duty).where(Duty.person_id == person_id, Duty.from_on <= today)
    wanted = wanted.where(or_(Duty.to_on.is_(None), Duty.to_on >= today))
    return db.session.scalars(wanted.order_by(Duty.kind, Duty.unit_id)).all()


# Filled by the wiring: how many things a unit still has to do that other domains know of.
OPEN_WORK: list[Callable[[str], int]] = []


def in_the_way(unit: Unit) -> tuple[int, int, int]:
    """What keeps a unit from being closed: units below it that are there, people who work there, open work."""
    below_it = select(func.count()).where(Unit.parent_id == unit.id, Unit.closed_on.is_(None))
    still = or_(Membership.to_on.is_(None), Membership.to_on >= clock.today())
    people = select(func.count(Membership.person_id.distinct())).where(Membership.unit_id == unit.id, still)
    work = sum(count(unit.id) for count in OPEN_WORK)
    return db.session.scalar(below_it) or 0, db.session.scalar(people) or 0, work


def all_below(actor: Actor) -> Sequence[Unit]:
    """Every unit the actor sees, in the register's order."""
    wanted = visible_to(actor).order_by(Unit.township_id, Unit.kind.desc(), Unit.position, Unit.name)
    return db.session.scalars(wanted).all()


def villages(actor: Actor) -> Sequence[Unit]:
    """The villages an actor sees and that are still there, in the register's order, own township by township."""
    wanted = visible_to(actor).where(Unit.kind == UnitKind.VILLAGE, Unit.closed_on.is_(None))
    return db.session.scalars(wanted.order_by(Unit.township_id, Unit.position, Unit.name)).all()


def townships(actor: Actor) -> Sequence[Unit]:
    """The townships an actor sees and that are still there, in the register's order."""
    wanted = visible_to(actor).where(Unit.kind == UnitKind.TOWNSHIP, Unit.closed_on.is_(None))
    return db.session.scalars(wanted.order_by(Unit.position, Unit.name)).all()


def departments_of(township: Unit) -> Sequence[Unit]:
    """Departments that may answer for a problem in a township: its own and its county's."""
    parents = [township.id, township.county_id]
    wanted = select(Unit).where(Unit.kind == UnitKind.DEPARTMENT, Unit.parent_id.in_(parents), Unit.closed_on.is_(None))
    return db.session.scalars(wanted.order_by(Unit.position, Unit.name)).all()


def department_for(township: Unit, code: str) -> Unit | None:
    """The department that answers for a kind there: the longest matching prefix, the township's own first."""
    mine = case((Unit.parent_id == township.id, 0), else_=1)
    rows = db.session.execute(
        select(Unit, Answerable.code_prefix)
        .join(Answerable, Answerable.unit_id == Unit.id)
        .where(Unit.parent_id.in_([township.id, township.county_id]), Unit.closed_on.is_(None))
        .order_by(mine, Unit.position)
    ).all()
    fitting = [(unit, prefix) for unit, prefix in rows if code.startswith(prefix)]
    return max(fitting, key=lambda pair: len(pair[1]))[0] if fitting else None


def venues_of(unit_ids: Sequence[str]) -> Sequence[Venue]:
    """Venues of units that are there today, in the register's order."""
    wanted = select(Venue).where(Venue.unit_id.in_(unit_ids), Venue.closed_on.is_(None))
    return db.session.scalars(wanted.order_by(Venue.unit_id, Venue.position)).all()


def every_venue_of(unit_id: str) -> Sequence[Venue]:
    """Venues of a unit with those that are there no more, which come last."""
    wanted = select(Venue).where(Venue.unit_id == unit_id)
    return db.session.scalars(wanted.order_by(Venue.closed_on.is_not(None), Venue.position)).all()


def names(unit_ids: Sequence[str]) -> dict[str, Unit]:
    """Units by id, whoever asks; for labels of what the reader may already see."""
    found = db.session.scalars(select(Unit).where(Unit.id.in_(set(unit_ids))))
    return {unit.id: unit for unit in found}


def current_memberships(person_id: str) -> Sequence[Membership]:
    """A person's memberships of today."""
    today = clock.today()
    wanted = select(Membership).where(Membership.person_id == person_id, Membership.from_on <= today)
    wanted = wanted.where(or_(Membership.to_on.is_(None), Membership.to_on >= today))
    return db.session.scalars(wanted.order_by(Membership.from_on, Membership.id)).all()


def members_of(unit_id: str) -> Sequence[Membership]:
    """Who works for a unit today."""
    today = clock.today()
    wanted = select(Membership).where(Membership.unit_id == unit_id, Membership.from_on <= today)
    wanted = wanted.where(or_(Membership.to_on.is_(None), Membership.to_on >= today))
    return db.session.scalars(wanted.order_by(Membership.role, Membership.id)).all()


def person_ids_below(actor: Actor) -> Select[str]:
    """The people of ``people_below``, for the scope of what is theirs."""
    today = clock.today()
    seen = visible_to(actor).with_only_columns(Unit.id)
    wanted = select(Membership.person_id).where(Membership.unit_id.in_(seen), Membership.from_on <= today)
    return wanted.where(or_(Membership.to_on.is_(None), Membership.to_on >= today))


def people_below(actor: Actor) -> Sequence[Membership]:
    """Today's memberships in units an actor sees, by the register's order."""
    today = clock.today()
    seen = visible_to(actor).with_only_columns(Unit.id)
    wanted = (
        select(Membership)
        .join(Unit, Unit.id == Membership.unit_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.unit_id.in_(seen), Membership.from_on <= today)
        .where(or_(Membership.to_on.is_(None), Membership.to_on >= today))
        .order_by(Unit.township_id, Unit.kind, Unit.position, Membership.role, Person.name)
    )
    return db.session.scalars(wanted).all()


def actor_for(person_id: str, membership_id: str | None) -> Actor | None:
    """The actor of a person in the membership they chose, else in their first; None without any."""
    held = current_memberships(person_id)
    if not held:
        return None
    chosen = next((m for m in held if m.id == membership_id), held[0])
    unit = chosen.unit
    return Actor(
        person_id=person_id,
        name=chosen.person.name,
        membership_id=chosen.id,
        role=chosen.role,
        unit_id=unit.id,
        unit_name=unit.name,
        township_id=unit.township_id,
        county_id=unit.county_id,
        unit_ids=frozenset(m.unit_id for m in held),
    )


def administrator(login: str) -> Person | None:
    """Who signs in by that name and is an administrator today."""
    today = clock.today()
    wanted = select(Person).join(Membership, Membership.person_id == Person.id)
    wanted = wanted.where(Person.login == login, Membership.role == Role.ADMINISTRATOR, Membership.from_on <= today)
    return db.session.scalar(wanted.where(or_(Membership.to_on.is_(None), Membership.to_on >= today)).limit(1))


def duty_holder(unit_id: str, *kinds: DutyKind) -> Person | None:
    """Who holds the first of these duties for a village today."""
    today = clock.today()
    for kind in kinds:
        wanted = select(Duty).where(Duty.unit_id == unit_id, Duty.kind == kind, Duty.from_on <= today)
        wanted = wanted.where(or_(Duty.to_on.is_(None), Duty.to_on >= today)).order_by(Duty.from_on.desc())
        if (found := db.session.scalars(wanted).first()) is not None:
            return found.person
    return None


def answerable_person(unit: Unit) -> Person | None:
    """The named person of a responsible unit: a village's secretary, else its first member."""
    kinds = (DutyKind.VILLAGE_SECRETARY, DutyKind.SPECIALIST)
    held = duty_holder(unit.id, *kinds) if unit.kind == UnitKind.VILLAGE else None
    if held is not None:
        return held
    members = members_of(unit.id)
    return members[0].person if members else None


def township_of(unit: Unit) -> Unit:
    """The township a village lies in."""
    return db.session.get_one(Unit, unit.township_id)


def same_township(actor: Actor, unit: Unit) -> bool:
    """Whether a unit lies in the actor's township."""
    return actor.township_id is not None and unit.township_id == actor.township_id


def place_name() -> str:
    """Where this app is run: the only township, else the only county, else nothing; for the sign-in page."""
    for kind in (UnitKind.TOWNSHIP, UnitKind.COUNTY):
        found = db.session.scalars(select(Unit.name).where(Unit.kind == kind).limit(2)).all()
        if len(found) == 1:
            return found[0]
    return ""


def whom_to_ask(person_id: str) -> Sequence[Membership]:
    """The office of the township where a person worked last; they can give a role again."""
    ended = select(Membership).where(Membership.person_id == person_id)
    last = db.session.scalars(ended.order_by(Membership.to_on.desc(), Membership.id.desc())).first()
    if last is None or last.unit.township_id is None:
        return []
    return [m for m in members_of(last.unit.township_id) if m.role == Role.OFFICE]


def memberships_of(person_ids: Sequence[str]) -> dict[str, list[Membership]]:
    """Today's memberships of several people, by person."""
    today = clock.today()
    wanted = (
        select(Membership)
        .where(Membership.person_id.in_(person_ids), Membership.from_on <= today)
        .order_by(Membership.from_on, Membership.id)
    )
    wanted = wanted.where(or_(Membership.to_on.is_(None), Membership.to_on >= today))
    found: dict[str, list[Membership]] = {person_id: [] for person_id in person_ids}
    for membership in db.session.scalars(wanted):
        found[membership.person_id].append(membership)
    return found


def is_known(actor: Actor, person_id: str) -> bool:
    """Whether the actor may know of somebody: a membership, present or past, in a unit they see."""
    seen = visible_to(actor).with_only_columns(Unit.id)
    known = select(Membership.id).where(Membership.person_id == person_id, Membership.unit_id.in_(seen))
    return db.session.scalar(known.limit(1)) is not None


def known_person(actor: Actor, person_id: str) -> Person:
    """A person with a membership, present or past, that the actor may know of. Raises ``http.not_found``."""
    if not is_known(actor, person_id):
        raise AppError(NOT_FOUND)
    return db.session.get_one(Person, person_id)


def duties_of(unit_ids: Sequence[str]) -> Sequence[Duty]:
    """Who answers for villages today, by village and kind of duty."""
    today = clock.today()
    wanted = select(Duty).where(Duty.unit_id.in_(unit_ids), Duty.from_on <= today)
    wanted = wanted.where(or_(Duty.to_on.is_(None), Duty.to_on >= today))
    return db.session.scalars(wanted.order_by(Duty.unit_id, Duty.kind, Duty.from_on)).all()
