"""Rules about roles, reused by every domain above; the only place that compares roles."""

from dataclasses import dataclass
from typing import Any

from webapp.kernel.actors import Actor
from webapp.kernel.policy import Rule, define, rule
from webapp.units.models import Unit
from webapp.units.vocab import Role, UnitKind


def has_role(role: Role, name: str) -> Rule:
    """A rule that asks for a role, whatever the thing is."""
    return Rule(lambda actor, _thing: actor.role == role, name)


inspector = has_role(Role.INSPECTOR, "inspector")
office = has_role(Role.OFFICE, "office")
leader = has_role(Role.LEADER, "leader")
administrator = has_role(Role.ADMINISTRATOR, "administrator")
county_viewer = has_role(Role.COUNTY_VIEWER, "county viewer")
village_staff = has_role(Role.VILLAGE_STAFF, "village staff")
department_staff = has_role(Role.DEPARTMENT_STAFF, "department staff")


@dataclass(frozen=True)
class Wanted:
    """A membership that is not there yet, as rules look at one."""

    unit: Unit
    role: str
    person_id: str = ""


@rule
def anybody(_actor: Actor, _thing: Any) -> bool:
    """Everybody who may see the thing."""
    return True


@rule
def own_membership(actor: Actor, thing: Any) -> bool:
    """The membership belongs to the actor."""
    return bool(thing is not None and thing.person_id == actor.person_id)


@rule
def below_the_office(actor: Actor, thing: Any) -> bool:
    """Every membership of the person lies in the actor's township and is not the leader's or the county's.

    An invitation sets a password, so whoever may invite a person could become that person.
    """
    held = thing or []
    lower = {Role.INSPECTOR, Role.VILLAGE_STAFF, Role.DEPARTMENT_STAFF, Role.OFFICE}
    return bool(held) and all(m.unit.township_id == actor.township_id and m.role in lower for m in held)


@rule
def below_the_county(actor: Actor, thing: Any) -> bool:
    """Every membership of the person lies in the actor's county, and none is an administrator's."""
    held = thing or []
    return bool(held) and all(m.unit.county_id == actor.county_id and m.role != Role.ADMINISTRATOR for m in held)


@rule
def another(actor: Actor, thing: Any) -> bool:
    """Somebody else: nobody locks themselves out."""
    return all(m.person_id != actor.person_id for m in thing or [])


@rule
def in_their_county(actor: Actor, unit: Any) -> bool:
    """The unit lies in the actor's county."""
    return bool(unit.county_id == actor.county_id)


@rule
def village_of_their_township(actor: Actor, unit: Any) -> bool:
    """The unit is a village of the actor's township."""
    return is_village(unit) and unit.township_id == actor.township_id


@rule
def in_their_own_township(actor: Actor, unit: Any) -> bool:
    """The unit lies below the actor's own township."""
    return bool(unit.township_id == actor.township_id)


@rule
def below_a_county(_actor: Actor, unit: Any) -> bool:
    """The unit is no county: with it everything would end."""
    return bool(unit.kind != UnitKind.COUNTY)


def is_village(unit: Any) -> bool:
    """Whether a unit is a village."""
    return bool(unit.kind == UnitKind.VILLAGE)


looks_after = (office & below_the_office) | (administrator & below_the_county)

keeps_villages = (office & village_of_their_township) | (administrator & in_their_county)

define(
    {
        "unit.choose_membership": own_membership,
        "account.invite": looks_after,
        "account.disable": looks_after & another,
        "account.enable": looks_after & another,
        "unit.add": administrator & in_their_county,
        "unit.correct": administrator & in_their_county,
        "unit.close": administrator & in_their_county & below_a_county,
        "unit.reopen": administrator & in_their_county & below_a_county,
        "unit.set_answerable": (office & in_their_own_township) | (administrator & in_their_county),
        "venue.add": keeps_villages,
        "venue.correct": keeps_villages,
        "venue.close": keeps_villages,
        "venue.reopen": keeps_villages,
        "duty.set": keeps_villages,
        "person.add": looks_after,
        "register.import": office | administrator,
        # Every row is asked about besides, as if it came alone.
        "people.import": office | administrator,
        "places.import": office | administrator,
        "person.correct": looks_after,
        "membership.begin": looks_after,
        "membership.end": looks_after & another,
        "register.view": office | administrator,
        "people.list": office | administrator,
        "system.view": administrator,
        "villages.list": inspector | office | leader | county_viewer | administrator,
    }
)
