"""People and villages in words, for pages."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from webapp.kernel import clock
from webapp.kernel.actors import Actor
from webapp.kernel.policy import can
from webapp.kernel.text import _, joined
from webapp.units import queries
from webapp.units.models import Duty, Membership, Unit, Venue
from webapp.units.policy import Wanted
from webapp.units.vocab import DUTY_LABELS, ROLE_LABELS, ROLES_IN, DutyKind, Role, UnitKind

_UNITS = (UnitKind.COUNTY, UnitKind.TOWNSHIP, UnitKind.DEPARTMENT, UnitKind.VILLAGE)
_ROLES = (
    Role.COUNTY_VIEWER, Role.ADMINISTRATOR, Role.LEADER, Role.OFFICE, Role.INSPECTOR,
    Role.DEPARTMENT_STAFF, Role.VILLAGE_STAFF,
)  # fmt: skip


def people(actor: Actor, words: str) -> list[dict[str, Any]]:
    """Who works below the actor, unit by unit in the register's order, as far as ``words`` occur."""
    found = [m for m in queries.people_below(actor) if _fits(m, words.strip().lower())]
    held = queries.memberships_of([m.person_id for m in found])
    groups = groupby(sorted(found, key=_place), key=lambda m: m.unit_id)
    return [_group(actor, list(members), held) for _id, members in groups]


def _place(membership: Membership) -> tuple[Any, ...]:
    unit = membership.unit
    role = _ROLES.index(Role(membership.role))
    return (unit.township_id or "", _UNITS.index(UnitKind(unit.kind)), unit.position, unit.id, role)


def _group(actor: Actor, members: list[Membership], held: dict[str, list[Membership]]) -> dict[str, Any]:
    by_person: dict[str, list[Membership]] = {}
    for membership in members:
        by_person.setdefault(membership.person_id, []).append(membership)
    return {
        "unit": members[0].unit.name,
        "people": [_person(actor, m, held[who]) for who, m in by_person.items()],
    }


def role_label(membership: Membership) -> str:
    """The role of a membership in words, and in whose place it is held."""
    label = str(ROLE_LABELS[Role(membership.role)])
    if membership.deputised is None:
        return label
    return str(_("%(role)s for %(name)s", role=label, name=membership.deputised.person.name))


def span(membership: Membership) -> str:
    """From when until when somebody works, or worked, as something."""
    first, last = membership.from_on, membership.to_on
    if last is None:
        return str(_("since %(day)s", day=first.isoformat()) if first <= clock.today() else _from(first))
    if last >= first:
        return str(_("%(first)s until %(last)s", first=first.isoformat(), last=last.isoformat()))
    if (first - last).days == 1:
        return str(_("ended on its first day, %(day)s", day=first.isoformat()))
    return str(_("taken back before it began"))


def _from(day: date) -> str:
    return str(_("from %(day)s on", day=day.isoformat()))


def _person(actor: Actor, roles: list[Membership], held: list[Membership]) -> dict[str, Any]:
    """Somebody in their roles of one unit; ``held`` are those of all units."""
    who = roles[0].person
    return {
        "id": who.id,
        "name": who.name,
        "role": joined([role_label(membership) for membership in roles]),
        "login": who.phone or who.login,
        "has_password": who.password_hash is not None,
        "is_disabled": who.is_disabled,
        "may_invite": can(actor, "account.invite", held) and not who.is_disabled,
        "may_switch": can(actor, "account.enable" if who.is_disabled else "account.disable", held),
    }


def _fits(membership: Membership, words: str) -> bool:
    unit, who = membership.unit, membership.person
    texts = (who.name, who.login, who.phone or "", unit.name, unit.pinyin, unit.initials, role_label(membership))
    return all(any(word in text.lower() for text in texts) for word in words.split())


def duties(held: Iterable[Duty]) -> list[tuple[str, str]]:
    """Who answers for a village: (kind of duty, names), in the order of the kinds."""
    names: dict[str, list[str]] = {}
    for duty in held:
        names.setdefault(duty.kind, []).append(duty.person.name)
    return [(str(DUTY_LABELS[kind]), joined(names[kind])) for kind in DutyKind if kind in names]


def contacts(villages: Sequence[Unit]) -> dict[str, str]:
    """The contact cadres 包村干部 of villages, by village."""
    found: dict[str, list[str]] = {}
    for duty in queries.duties_of([village.id for village in villages]):
        if duty.kind == DutyKind.CONTACT_CADRE:
            found.setdefault(duty.unit_id, []).append(duty.person.name)
    return {village_id: joined(names) for village_id, names in found.items()}


def point(place: Unit | Venue) -> str:
    """Where a place lies, as people type it: degrees of latitude, then longitude; empty when nobody said."""
    return f"{place.lat:.6f}, {place.lng:.6f}" if place.lat is not None and place.lng is not None else ""


def members(unit: Unit) -> list[tuple[str, str, str]]:
    """Who works for a unit: (person's id, name, role)."""
    return [(m.person_id, m.person.name, role_label(m)) for m in queries.members_of(unit.id)]


def duties_held(person_id: str) -> list[tuple[str, str]]:
    """What somebody answers for: (village, duty)."""
    held = queries.duties_held(person_id)
    villages = queries.names([duty.unit_id for duty in held])
    return [(villages[duty.unit_id].name, str(DUTY_LABELS[DutyKind(duty.kind)])) for duty in held]


def deputised(actor: Actor) -> list[dict[str, Any]]:
    """In whose place somebody may work: the memberships of today that the actor may give, unit by unit."""
    found: dict[str, list[tuple[str, str]]] = {}
    for member in queries.people_below(actor):
        if can(actor, "membership.begin", [Wanted(member.unit, Role(member.role))]):
            label = f"{member.person.name} · {ROLE_LABELS[Role(member.role)]}"
            found.setdefault(member.unit.name, []).append((member.id, label))
    return [{"label": name, "options": options} for name, options in found.items()]


def posts(actor: Actor) -> list[dict[str, Any]]:
    """What the actor may let somebody work as, unit by unit, as options of one choice ("unit role")."""
    found = []
    for unit in queries.all_below(actor):
        fitting = [
            role for role in ROLES_IN[UnitKind(unit.kind)] if can(actor, "membership.begin", [Wanted(unit, role)])
        ]
        if fitting:
            options = [(f"{unit.id} {role}", f"{unit.name} · {ROLE_LABELS[role]}") for role in fitting]
            found.append({"label": unit.name, "options": options})
    return found
