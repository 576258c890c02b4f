"""Lists of people and of places as spreadsheets bring them: what each column means, and what is wrong with a row.

One table a list: headings, template, dry run and help are made of it. Nothing is written here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marshmallow import ValidationError

from webapp.kernel.actors import Actor
from webapp.kernel.policy import can
from webapp.kernel.text import DEFAULT_LOCALE, _, in_locale, lazy
from webapp.units import queries
from webapp.units.models import Unit
from webapp.units.policy import Wanted
from webapp.units.schemas import Phone
from webapp.units.vocab import (
    BELOW,
    KIND_LABELS,
    MOST_ROWS,
    NAME_LENGTH,
    ROLE_LABELS,
    ROLES_IN,
    Role,
    UnitKind,
    is_in_china,
)

Cells = Sequence[Any]


@dataclass(frozen=True)
class Column:
    """A column: its key, its heading in both languages, and an example for the template."""

    key: str
    heading: Any
    other: str
    example: str
    required: bool = True


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell: row and column as the spreadsheet names them, what stands there, and why not."""

    row: int
    column: int
    heading: str
    value: str
    words: str


@dataclass
class Checked:
    """What a list says: arguments for its command, how many rows are there already, and every fault."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    known: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Listed:
    """One kind of list."""

    key: str
    label: Any
    meaning: Any
    command: str
    columns: tuple[Column, ...]
    check: Callable[["_Row", Actor, "_Register"], dict[str, Any] | None]


class _Wrong(Exception):
    """A cell of the row at hand is wrong."""

    def __init__(self, key: str, words: Any) -> None:
        super().__init__(key)
        self.key, self.words = key, str(words)


class _Register:
    """What the actor sees of the register, and what the rows before have said."""

    def __init__(self, actor: Actor) -> None:
        self.units = list(queries.all_below(actor))
        self.towns = {unit.id: unit.name for unit in self.units}
        self.phones: set[str] = set()
        self.seen: set[tuple[str, ...]] = set()

    def unit(self, name: str, town: str = "") -> Unit:
        """The one unit of a name, in a township when one is named. Raises KeyError, or ValueError for several."""
        found = [u for u in self.units if u.name == name and (not town or self.towns.get(u.township_id or "") == town)]
        if not found:
            raise KeyError(name)
        if len(found) > 1:
            raise ValueError(name)
        return found[0]


_Row = dict[str, str]


def check(listed: Listed, rows: Sequence[tuple[int, Cells]], actor: Actor) -> Checked:
    """Read a list and say all that is wrong with it, without writing anything.

    :param rows: number in the file and cells of each row that is not blank; the first has the headings.
    """
    found = Checked()
    if not rows:
        found.faults.append(Fault(1, 0, "", "", str(_("There is nothing in it."))))
        return found
    places = _places(listed, rows[0], found)
    if found.faults:
        return found
    register = _Register(actor)
    if len(rows) - 1 > MOST_ROWS:
        said = _("%(n)s rows; at most %(limit)s at once.", n=len(rows) - 1, limit=MOST_ROWS)
        found.faults.append(Fault(rows[MOST_ROWS + 1][0], 0, "", "", str(said)))
        return found
    for number, cells in rows[1:]:
        row = {key: _text(cells, at) for key, at in places.items()}
        row |= {column.key: "" for column in listed.columns if column.key not in places}
        try:
            _require(listed, row)
            args = listed.check(row, actor, register)
        except _Wrong as wrong:
            heading = next(str(column.heading) for column in listed.columns if column.key == wrong.key)
            found.faults.append(Fault(number, places.get(wrong.key, 0), heading, row[wrong.key], wrong.words))
            continue
        if args is None:
            found.known += 1
        else:
            found.rows.append(args)
    return found


def _places(listed: Listed, head: tuple[int, Cells], found: Checked) -> dict[str, int]:
    """Where each column stands, whatever their order."""
    number, cells = head
    names: dict[str, str] = {}
    for column in listed.columns:
        names |= {str(column.heading).casefold(): column.key, column.other.casefold(): column.key}
    places = {names[text.casefold()]: at for at in range(len(cells)) if (text := _text(cells, at)).casefold() in names}
    for column in listed.columns:
        if column.required and column.key not in places:
            words = _(
                "The column “%(heading)s” is missing. The first row must have the headings.", heading=column.heading
            )
            found.faults.append(Fault(number, 0, str(column.heading), "", str(words)))
    return places


def _text(cells: Cells, at: int) -> str:
    value = cells[at] if at < len(cells) else None
    return "" if value is None else str(value).strip()


def _require(listed: Listed, row: _Row) -> None:
    for column in listed.columns:
        if column.required and not row[column.key]:
            raise _Wrong(column.key, _("Fill this in."))


def _unit(row: _Row, register: _Register, key: str) -> Unit:
    try:
        return register.unit(row[key], row["township"] if key == "unit" else "")
    except KeyError:
        raise _Wrong(
            key, _("There is no such unit here. Put it into the register first, or look at the spelling.")
        ) from None
    except ValueError:
        raise _Wrong("township", _("Several units have this name. Say which township.")) from None


def _short(row: _Row, key: str) -> None:
    if len(row[key]) > NAME_LENGTH:
        raise _Wrong(key, _("This is too long."))


def _person(row: _Row, actor: Actor, register: _Register) -> dict[str, Any] | None:
    unit, role = _unit(row, register, "unit"), _role(row)
    _short(row, "name")
    if role not in ROLES_IN[UnitKind(unit.kind)]:
        fitting = ", ".join(str(ROLE_LABELS[each]) for each in ROLES_IN[UnitKind(unit.kind)])
        raise _Wrong("role", _("In “%(unit)s” there is: %(roles)s.", unit=unit.name, roles=fitting))
    if not can(actor, "person.add", [Wanted(unit, role)]):
        raise _Wrong("role", _("You may not give this role."))
    if queries.works_as(row["name"], unit.id, role):
        return None
    phone = _phone(row, register)
    if (row["name"], unit.id, role) in register.seen:
        raise _Wrong("name", _("This stands in the list twice."))
    register.seen.add((row["name"], unit.id, role))
    return {"name": row["name"], "phone": phone, "unit_id": unit.id, "role": str(role)}


def _role(row: _Row) -> Role:
    labels = _labels(ROLE_LABELS)
    if row["role"] not in labels:
        said = ", ".join(str(label) for label in ROLE_LABELS.values())
        raise _Wrong("role", _("One of these: %(roles)s.", roles=said))
    return Role(labels[row["role"]])


def _labels(known: Mapping[Any, Any]) -> dict[str, Any]:
    """What a word may be: in the reader's language, in Chinese, and as programs say it."""
    with in_locale(DEFAULT_LOCALE):
        chinese = {str(label): key for key, label in known.items()}
    return chinese | {str(label): key for key, label in known.items()} | {str(key): key for key in known}


def _phone(row: _Row, register: _Register) -> str:
    try:
        phone: str = Phone(limit=24).deserialize(row["phone"])
    except ValidationError as error:
        raise _Wrong("phone", error.messages[0]) from None
    if phone and phone in register.phones:
        raise _Wrong("phone", _("This stands in the list twice."))
    if phone and (other := queries.with_phone(phone)) is not None:
        raise _Wrong("phone", _("Somebody else has this phone number: %(name)s.", name=other.name))
    register.phones.add(phone)
    return phone


def _place(row: _Row, actor: Actor, register: _Register) -> dict[str, Any] | None:
    town, kind = _town(row, register), _kind(row)
    _short(row, "unit")
    _short(row, "venue")
    known = next((u for u in register.units if u.parent_id == town.id and u.name == row["unit"]), None)
    if known is None and not can(actor, "unit.add", town):
        raise _Wrong("unit", _("There is no such unit here, and the administrator alone adds units."))
    if known is not None and known.kind != kind:
        raise _Wrong("kind", _("It is in the register as: %(kind)s.", kind=KIND_LABELS[UnitKind(known.kind)]))
    if row["venue"] and kind != UnitKind.VILLAGE:
        raise _Wrong("venue", _("Only villages have places."))
    point = _point(row)
    if (town.id, row["unit"], row["venue"]) in register.seen:
        raise _Wrong("venue" if row["venue"] else "unit", _("This stands in the list twice."))
    register.seen.add((town.id, row["unit"], row["venue"]))
    if known is not None and (not row["venue"] or row["venue"] in {v.name for v in queries.venues_of([known.id])}):
        return None
    return {"parent_id": town.id, "kind": str(kind), "name": row["unit"], "venue": row["venue"], **point}


def _town(row: _Row, register: _Register) -> Unit:
    found = [unit for unit in register.units if unit.kind == UnitKind.TOWNSHIP and unit.name == row["township"]]
    if not found:
        raise _Wrong("township", _("There is no such township here."))
    return found[0]


def _kind(row: _Row) -> UnitKind:
    labels = _labels({kind: KIND_LABELS[kind] for kind in BELOW[UnitKind.TOWNSHIP]})
    if row["kind"] not in labels:
        said = ", ".join(str(KIND_LABELS[kind]) for kind in BELOW[UnitKind.TOWNSHIP])
        raise _Wrong("kind", _("One of these: %(roles)s.", roles=said))
    return UnitKind(labels[row["kind"]])


def _point(row: _Row) -> dict[str, float | None]:
    if not row["lat"] and not row["lng"]:
        return {"lat": None, "lng": None}
    try:
        lat, lng = float(row["lat"]), float(row["lng"])
    except ValueError:
        lat, lng = 0.0, 0.0
    if not is_in_china(lat, lng):
        raise _Wrong("lat", _("Latitude first, then longitude, such as 30.2741, 120.1551."))
    return {"lat": lat, "lng": lng}


LISTS = {
    listed.key: listed
    for listed in (
        Listed(
            "people", lazy("People"), lazy("Who works where, as what. Who stands there already is left alone."),
            "people.import",
            (
                Column("name", lazy("Full name"), "姓名", "方小云"),
                Column("phone", lazy("Phone number"), "手机号", "13900000000", required=False),
                Column("township", lazy("Township"), "乡镇", "望溪镇", required=False),
                Column("unit", lazy("Unit"), "单位", "白石村"),
                Column("role", lazy("Works as"), "任职", "村级联络人"),
            ),
            _person,
        ),
        Listed(
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
            _place,
        ),
    )
}  # fmt: skip
"""What can be brought in."""
