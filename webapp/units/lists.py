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


class _Row(dict[str, str]):
    """The cells of a row by column, and what is wrong with them: (column, words)."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        super().__init__(cells)
        self.faults: list[tuple[str, str]] = []

    def wrong(self, key: str, words: Any) -> None:
        """One more fault; of each cell the first one is told."""
        if key not in {known for known, _words in self.faults}:
            self.faults.append((key, str(words)))


class _Register:
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
    headings = {column.key: str(column.heading) for column in listed.columns}
    for number, cells in rows[1:]:
        row = _Row(dict.fromkeys(headings, "") | {key: _text(cells, at) for key, at in places.items()})
        _refuse_blanks_and_formulas(listed, row)
        args = listed.check(row, actor, register)
        if row.faults:
            found.faults += [Fault(number, places.get(k, 0), headings[k], row[k], words) for k, words in row.faults]
        elif args is None:
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


def _refuse_blanks_and_formulas(listed: Listed, row: _Row) -> None:
    for column in listed.columns:
        if column.required and not row[column.key]:
            row.wrong(column.key, _("Fill this in."))
        if row[column.key].startswith("="):
            row.wrong(column.key, _("This is a formula without a value. Write the value itself."))


def _unit(row: _Row, register: _Register) -> Unit | None:
    try:
        return register.unit(row["unit"], row["township"])
    except KeyError:
        row.wrong("unit", _("There is no such unit here. Put it into the register first, or look at the spelling."))
    except ValueError:
        row.wrong("township", _("Several units have this name. Say which township."))
    return None


def _short(row: _Row, key: str) -> None:
    if len(row[key]) > NAME_LENGTH:
        row.wrong(key, _("This is too long."))


def _person(row: _Row, actor: Actor, register: _Register) -> dict[str, Any] | None:
    unit, role = _unit(row, register), _role(row)
    _short(row, "name")
    if unit is not None and role is not None:
        _may_give(row, actor, unit, role)
    is_known = unit is not None and role is not None and queries.works_as(row["name"], unit.id, role)
    phone = _phone(row, register, is_known=is_known)
    if unit is None or role is None or row.faults or is_known:
        return None
    _refuse_twice(row, register, "name", (row["name"], unit.id, role))
    return {"name": row["name"], "phone": phone, "unit_id": unit.id, "role": str(role)}


def _may_give(row: _Row, actor: Actor, unit: Unit, role: Role) -> None:
    if role not in ROLES_IN[UnitKind(unit.kind)]:
        fitting = ", ".join(str(ROLE_LABELS[each]) for each in ROLES_IN[UnitKind(unit.kind)])
        row.wrong("role", _("In “%(unit)s” there is: %(roles)s.", unit=unit.name, roles=fitting))
    elif not can(actor, "person.add", [Wanted(unit, role)]):
        row.wrong("role", _("You may not give this role."))


def _refuse_twice(row: _Row, register: _Register, key: str, what: tuple[str, ...]) -> None:
    if what in register.seen:
        row.wrong(key, _("This stands in the list twice."))
    register.seen.add(what)


def _role(row: _Row) -> Role | None:
    labels = _labels(ROLE_LABELS)
    if row["role"] in labels:
        return Role(labels[row["role"]])
    row.wrong("role", _("One of these: %(roles)s.", roles=", ".join(str(label) for label in ROLE_LABELS.values())))
    return None


def _labels(known: Mapping[Any, Any]) -> dict[str, Any]:
    """What a word may be: in the reader's language, in Chinese, and as programs say it."""
    with in_locale(DEFAULT_LOCALE):
        chinese = {str(label): key for key, label in known.items()}
    return chinese | {str(label): key for key, label in known.items()} | {str(key): key for key in known}


def _phone(row: _Row, register: _Register, *, is_known: bool) -> str:
    try:
        phone: str = Phone(limit=24).deserialize(row["phone"])
    except ValidationError as error:
        row.wrong("phone", error.messages[0])
        return ""
    if not phone or is_known:
        return phone
    if phone in register.phones:
        row.wrong("phone", _("This stands in the list twice."))
    elif (other := queries.with_phone(phone)) is not None:
        row.wrong("phone", _("Somebody else has this phone number: %(name)s.", name=other.name))
    register.phones.add(phone)
    return phone


def _place(row: _Row, actor: Actor, register: _Register) -> dict[str, Any] | None:
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


def _town(row: _Row, register: _Register) -> Unit | None:
    found = [unit for unit in register.units if unit.kind == UnitKind.TOWNSHIP and unit.name == row["township"]]
    if not found:
        row.wrong("township", _("There is no such township here."))
    return found[0] if found else None


def _kind(row: _Row) -> UnitKind | None:
    known = {kind: KIND_LABELS[kind] for kind in BELOW[UnitKind.TOWNSHIP]}
    labels = _labels(known)
    if row["kind"] in labels:
        return UnitKind(labels[row["kind"]])
    row.wrong("kind", _("One of these: %(roles)s.", roles=", ".join(str(label) for label in known.values())))
    return None


def _point(row: _Row) -> dict[str, float | None]:
    if not row["lat"] and not row["lng"]:
        return {"lat": None, "lng": None}
    try:
        lat, lng = float(row["lat"]), float(row["lng"])
    except ValueError:
        lat, lng = 0.0, 0.0
    if not is_in_china(lat, lng):
        row.wrong("lat", _("Latitude first, then longitude, such as 30.2741, 120.1551."))
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
