"""People, and units with their places, as lists."""

from collections.abc import Sequence
from typing import Any

from marshmallow import ValidationError

from webapp.kernel.actors import Actor
from webapp.kernel.policy import can
from webapp.kernel.text import _, lazy
from webapp.sheets.lists.table import Column, Listed, Row, one_of
from webapp.units import queries
from webapp.units.models import Membership, Unit
from webapp.units.policy import Wanted
from webapp.units.schemas import Phone
from webapp.units.vocab import (
    BELOW,
    DUTY_LABELS,
    KIND_LABELS,
    MOST_ROWS,
    NAME_LENGTH,
    ROLE_LABELS,
    ROLES_IN,
    Role,
    UnitKind,
    is_in_china,
)

NO_UNIT = lazy("There is no such unit here. Put it into the register first, or look at the spelling.")


class Register:
    """What the actor sees of the register, and what the rows before have said."""

    def __init__(self, actor: Actor) -> None:
        self.units = list(queries.all_below(actor))
        self.towns = {unit.id: unit.name for unit in self.units}
        self.phones: set[str] = set()
        self.kinds: dict[tuple[str, str], UnitKind] = {}
        self.seen: set[tuple[str, ...]] = set()

    def unit(self, name: str, town: str = "") -> Unit:
        """The one unit of a name, in a township when one is named. Raises KeyError, or ValueError for several."""
        found = [u for u in self.units if u.name == name and (not town or self.towns.get(u.township_id or "") == town)]
        if not found:
            raise KeyError(name)
        if len(found) > 1:
            raise ValueError(name)
        return found[0]


def _unit(row: Row, register: Register) -> Unit | None:
    try:
        return register.unit(row["unit"], row["township"])
    except KeyError:
        row.wrong("unit", NO_UNIT)
    except ValueError:
        row.wrong("township", _("Several units have this name. Say which township."))
    return None


def _short(row: Row, key: str) -> None:
    if len(row[key]) > NAME_LENGTH:
        row.wrong(key, _("This is too long."))


def _person(row: Row, actor: Actor, register: Register) -> dict[str, Any] | None:
    unit, role = _unit(row, register), _role(row)
    _short(row, "name")
    if unit is not None and role is not None:
        _may_give(row, actor, unit, role)
    phone = _phone(row)
    known = _known(row, actor, unit, phone)
    if known is None:
        _refuse_taken(row, register, phone)
    duty = _duty(row, actor, register, unit)
    if unit is None or role is None or row.faults:
        return None
    has_role = known is not None and any((m.unit_id, m.role) == (unit.id, role) for m in known[1])
    if has_role and (duty is None or _is_held(duty, known)):
        return None
    _refuse_twice(row, register, "name", (row["name"], unit.id, role, *(duty or {}).values()))
    told = {"name": row["name"], "phone": phone, "unit_id": unit.id, "role": str(role), "duty": duty}
    return told | {"person_id": known[0] if known is not None else None}


def _known(row: Row, actor: Actor, unit: Unit | None, phone: str) -> tuple[str, Sequence[Membership]] | None:
    """Whom the row means of those who are here, with their roles: by name and phone number, or by name in the unit."""
    found = queries.with_phone(phone) if phone else None
    if found is not None and found.name == row["name"] and queries.is_known(actor, found.id):
        return found.id, queries.current_memberships(found.id)
    same = [member for member in queries.members_of(unit.id) if member.person.name == row["name"]] if unit else []
    return (same[0].person_id, same) if same else None


def _duty(row: Row, actor: Actor, register: Register, unit: Unit | None) -> dict[str, str] | None:
    """Which duty for which village a row names; the village is the unit itself when it names none."""
    if not row["duty"]:
        if row["village"]:
            row.wrong("duty", _("Fill this in."))
        return None
    kind = one_of(row, "duty", DUTY_LABELS)
    village = unit
    if row["village"]:
        try:
            village = register.unit(row["village"], row["township"])
        except (KeyError, ValueError):
            row.wrong(
                "village", _("There is no such unit here. Put it into the register first, or look at the spelling.")
            )
            return None
    if village is None or kind is None:
        return None
    if village.kind != UnitKind.VILLAGE or not can(actor, "duty.set", village):
        row.wrong("village", _("Name a village that you look after."))
        return None
    return {"unit_id": village.id, "kind": str(kind)}


def _is_held(duty: dict[str, str], known: tuple[str, Sequence[Membership]] | None) -> bool:
    held = queries.duties_of([duty["unit_id"]])
    return known is not None and any((each.kind, each.person_id) == (duty["kind"], known[0]) for each in held)


def _may_give(row: Row, actor: Actor, unit: Unit, role: Role) -> None:
    if role not in ROLES_IN[UnitKind(unit.kind)]:
        fitting = ", ".join(str(ROLE_LABELS[each]) for each in ROLES_IN[UnitKind(unit.kind)])
        row.wrong("role", _("In “%(unit)s” there is: %(roles)s.", unit=unit.name, roles=fitting))
    elif not can(actor, "person.add", [Wanted(unit, role)]):
        row.wrong("role", _("You may not give this role."))


def _refuse_twice(row: Row, register: Register, key: str, what: tuple[str, ...]) -> None:
    if what in register.seen:
        row.wrong(key, _("This stands in the list twice."))
    register.seen.add(what)


def _role(row: Row) -> Role | None:
    found = one_of(row, "role", ROLE_LABELS)
    return Role(found) if found else None


def _phone(row: Row) -> str:
    try:
        phone: str = Phone(limit=24).deserialize(row["phone"])
    except ValidationError as error:
        row.wrong("phone", error.messages[0])
        return ""
    return phone


def _refuse_taken(row: Row, register: Register, phone: str) -> None:
    """The phone number of somebody new belongs to nobody yet."""
    if not phone:
        return
    if phone in register.phones:
        row.wrong("phone", _("This stands in the list twice."))
    elif (other := queries.with_phone(phone)) is not None:
        row.wrong("phone", _("Somebody else has this phone number: %(name)s.", name=other.name))
    register.phones.add(phone)


def _place(row: Row, actor: Actor, register: Register) -> dict[str, Any] | None:
    town, kind = _town(row, register), _kind(row)
    _short(row, "unit")
    _short(row, "venue")
    if row["venue"] and kind is not None and kind != UnitKind.VILLAGE:
        row.wrong("venue", _("Only villages have places."))
    point = _point(row)
    if town is None or kind is None:
        return None
    known = next((u for u in register.units if u.parent_id == town.id and u.name == row["unit"]), None)
    if known is None and not can(actor, "unit.add", town):
        row.wrong("unit", _("There is no such unit here, and the administrator alone adds units."))
    is_ = UnitKind(known.kind) if known is not None else register.kinds.setdefault((town.id, row["unit"]), kind)
    if is_ != kind:
        row.wrong("kind", _("It is in the register, or further up, as: %(kind)s.", kind=KIND_LABELS[is_]))
    if not row.faults:
        _refuse_twice(row, register, "venue" if row["venue"] else "unit", (town.id, row["unit"], row["venue"]))
    if known is not None and (not row["venue"] or row["venue"] in {v.name for v in queries.every_venue_of(known.id)}):
        return None
    return {"parent_id": town.id, "kind": str(kind), "name": row["unit"], "venue": row["venue"], **point}


def _town(row: Row, register: Register) -> Unit | None:
    found = [unit for unit in register.units if unit.kind == UnitKind.TOWNSHIP and unit.name == row["township"]]
    if not found:
        row.wrong("township", _("There is no such township here."))
    return found[0] if found else None


def _kind(row: Row) -> UnitKind | None:
    found = one_of(row, "kind", {kind: KIND_LABELS[kind] for kind in BELOW[UnitKind.TOWNSHIP]})
    return UnitKind(found) if found else None


def _point(row: Row) -> dict[str, float | None]:
    if not row["lat"] and not row["lng"]:
        return {"lat": None, "lng": None}
    try:
        lat, lng = float(row["lat"]), float(row["lng"])
    except ValueError:
        lat, lng = 0.0, 0.0
    if not is_in_china(lat, lng):
        row.wrong("lat", _("Latitude first, then longitude, such as 30.2741, 120.1551."))
    return {"lat": lat, "lng": lng}


PEOPLE = Listed(
    "people", lazy("People"),
    lazy("Who works where, as what, and for which village they answer. Who is there already stays."),
    "people.import",
    (
        Column("name", lazy("Full name"), "姓名", "方小云"),
        Column("phone", lazy("Phone number"), "手机号", "13900000000", required=False),
        Column("township", lazy("Township"), "乡镇", "望溪镇", required=False),
        Column("unit", lazy("Unit"), "单位", "白石村"),
        Column("role", lazy("Works as"), "任职", "村级联络人"),
        Column("duty", lazy("Duty"), "职责", "村书记", required=False),
        Column("village", lazy("For which village"), "负责的村", "", required=False),
    ),
    begin=Register, check=_person, goes_to="units.people", shown=("name", "phone"), most=MOST_ROWS,
    told=lambda result: str(_("%(n)s people added.", n=result["count"])),
)  # fmt: skip
PLACES = Listed(
    "places", lazy("Units and places"),
    lazy("Villages and departments of a township, and the places of villages, a row for each place."),
    "places.import",
    (
        Column("township", lazy("Township"), "乡镇", "望溪镇"),
        Column("kind", lazy("Kind of unit"), "单位类型", "村"),
        Column("unit", lazy("Unit"), "单位", "白石村"),
        Column("venue", lazy("Place"), "点位", "党员活动室", required=False),
        Column("lat", lazy("Latitude"), "纬度", "26.334788", required=False),
        Column("lng", lazy("Longitude"), "经度", "108.642434", required=False),
    ),
    begin=Register, check=_place, goes_to="units.register", shown=("name", "venue"), most=MOST_ROWS,
    told=lambda result: str(_("%(units)s units and %(venues)s places added.", **result)),
)  # fmt: skip
