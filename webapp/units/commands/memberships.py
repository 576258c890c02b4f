"""People and what they work as 任职."""

from datetime import date
from typing import Any

from sqlalchemy import select

from webapp.accounts.models import Person
from webapp.kernel import clock
from webapp.kernel.commands import Context, command
from webapp.kernel.db import db
from webapp.kernel.errors import NOT_FOUND, AppError
from webapp.kernel.ids import new_id
from webapp.kernel.policy import require
from webapp.units import pinyin, queries, schemas
from webapp.units.commands.tree import refuse_closed, refuse_known
from webapp.units.events import MembershipBegun, MembershipEnded, PersonAdded, PersonCorrected
from webapp.units.models import Membership
from webapp.units.policy import Wanted
from webapp.units.problems import HELD, PHONE_TAKEN, WRONG_DAYS, WRONG_DEPUTY, WRONG_UNIT
from webapp.units.vocab import LONGEST_AHEAD, ROLES_IN, UnitKind

NAMELESS = "user"


@command("person.add", schemas.AddPerson)
def add_person(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Put somebody down with what they work as; an invitation then lets them in.

    Raises ``http.not_found`` (unit), ``membership.wrong_unit``, ``person.phone_taken``, ``unit.id_taken``.
    """
    post = _new_post(ctx, "person.add", args)
    refuse_known(Person, args["person_id"])
    person = Person(id=args["person_id"], name=args["name"], login=_free_login(args["name"]), created_at=ctx.now)
    _give_phone(person, args["phone"])
    db.session.add(person)
    db.session.flush()
    db.session.add(post)
    ctx.emit(PersonAdded(subject_id=person.id, unit_id=post.unit_id, person=person.name, role=post.role))
    return {"person_id": person.id, "login": person.login}


@command("person.correct", schemas.CorrectPerson)
def correct_person(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Name and phone number of somebody. Raises ``http.not_found``, ``person.phone_taken``."""
    person = queries.known_person(ctx.actor, args["person_id"])
    require(ctx.actor, "person.correct", queries.current_memberships(person.id))
    before, person.name = person.name, args["name"]
    _give_phone(person, args["phone"])
    ctx.emit(PersonCorrected(subject_id=person.id, unit_id=ctx.actor.unit_id, before=before, after=person.name))
    return {"person_id": person.id}


@command("membership.begin", schemas.BeginMembership)
def begin_membership(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Let somebody who is known here work as something more, from today or a later day on.

    Raises ``http.not_found``, ``membership.wrong_unit``, ``membership.held``, ``membership.wrong_days``,
    ``membership.wrong_deputy``.
    """
    person = queries.known_person(ctx.actor, args["person_id"])
    post = _new_post(ctx, "membership.begin", args)
    _give_days(post, args)
    if any(_meets(each, post) for each in queries.unended_memberships(person.id)):
        raise AppError(HELD, name=person.name)
    deputised = _deputised(post, args["deputy_for"])
    db.session.add(post)
    ctx.emit(
        MembershipBegun(
            subject_id=person.id,
            unit_id=post.unit_id,
            membership_id=post.id,
            role=post.role,
            from_on=post.from_on.isoformat(),
            to_on=post.to_on.isoformat() if post.to_on else "",
            deputy_for=deputised.person.name if deputised else "",
        )
    )
    return {"membership_id": post.id}


@command("membership.end", schemas.EndMembership)
def end_membership(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Let somebody work as this no more, at once or after a last day; what they did keeps their name.

    Raises ``http.not_found``, ``membership.wrong_days``.
    """
    post = db.session.get(Membership, args["membership_id"])
    if post is None:
        raise AppError(NOT_FOUND)
    queries.known_person(ctx.actor, post.person_id)
    require(ctx.actor, "membership.end", [post])
    today = clock.today()
    last = args["to_on"] or queries.yesterday()
    if args["to_on"] is not None and not max(today, post.from_on) <= last <= today + LONGEST_AHEAD:
        raise AppError(WRONG_DAYS)
    if post.to_on == last or (post.to_on is not None and post.to_on < today):
        return {}
    post.to_on = last
    db.session.flush()
    _end_duties(post.person_id, last)
    ctx.emit(
        MembershipEnded(
            subject_id=post.person_id,
            unit_id=post.unit_id,
            membership_id=post.id,
            role=post.role,
            last_day=last.isoformat(),
        )
    )
    return {}


def _end_duties(person_id: str, last: date) -> None:
    """Whoever works here no more after a day answers for nothing here after it."""
    if any(post.to_on is None or post.to_on > last for post in queries.unended_memberships(person_id)):
        return
    for duty in queries.duties_held(person_id):
        duty.to_on = min(duty.to_on or last, last)


def _give_days(post: Membership, args: dict[str, Any]) -> None:
    today = clock.today()
    post.from_on, post.to_on = args["from_on"] or today, args["to_on"]
    if not today <= post.from_on <= today + LONGEST_AHEAD or (post.to_on is not None and post.to_on < post.from_on):
        raise AppError(WRONG_DAYS)


def _meets(held: Membership, post: Membership) -> bool:
    """Whether somebody would hold the same twice on some day."""
    is_same = (held.unit_id, held.role) == (post.unit_id, post.role)
    begins_after = held.to_on is not None and post.from_on > held.to_on
    ends_before = post.to_on is not None and post.to_on < held.from_on
    return is_same and not begins_after and not ends_before


def _deputised(post: Membership, membership_id: str | None) -> Membership | None:
    """In whose place: another who holds the same today."""
    if membership_id is None:
        return None
    same = [each for each in queries.members_of(post.unit_id) if (each.unit_id, each.role) == (post.unit_id, post.role)]
    found = next((each for each in same if each.id == membership_id and each.person_id != post.person_id), None)
    if found is None:
        raise AppError(WRONG_DEPUTY)
    post.deputy_for = found.id
    return found


def _new_post(ctx: Context, command_name: str, args: dict[str, Any]) -> Membership:
    """The membership that the arguments ask for, as the actor may give it."""
    unit = queries.get(ctx.actor, args["unit_id"])
    post = Membership(id=new_id(), person_id=args["person_id"], role=args["role"], from_on=clock.today())
    post.unit_id = unit.id
    require(ctx.actor, command_name, [Wanted(unit, args["role"], args["person_id"])])
    refuse_closed(unit)
    if args["role"] not in ROLES_IN[UnitKind(unit.kind)]:
        raise AppError(WRONG_UNIT, unit=unit.name)
    return post


def _give_phone(person: Person, phone: str) -> None:
    if phone:
        other = db.session.scalar(select(Person).where(Person.phone == phone, Person.id != person.id))
        if other is not None:
            raise AppError(PHONE_TAKEN, name=other.name)
    person.phone = phone or None


def _free_login(name: str) -> str:
    """The name in Latin letters, with a number behind it when somebody has that."""
    base = pinyin.full(name)[:48] or NAMELESS
    taken = set(db.session.scalars(select(Person.login).where(Person.login.startswith(base))))
    numbered = (base if n == 1 else f"{base}{n}" for n in range(1, len(taken) + 2))
    return next(login for login in numbered if login not in taken)
