"""The ledger that was kept before this app, row by row: the columns are those of the ledger that is exported."""

import re
from datetime import date
from difflib import get_close_matches
from typing import Any

from webapp.catalogue import queries as catalogue
from webapp.catalogue.vocab import LANGUAGES
from webapp.kernel import clock
from webapp.kernel.actors import Actor
from webapp.kernel.errors import AppError
from webapp.kernel.text import _, joined, lazy, localized, ngettext
from webapp.sheets.lists.table import Column, Listed, Row, one_of
from webapp.tickets import queries as tickets
from webapp.tickets.effects.owning import owner_of
from webapp.tickets.effects.releasing import number_beginning
from webapp.tickets.problems import WRONG_OWNER
from webapp.tickets.schemas import TAKEN_OVER, FormerTicket
from webapp.tickets.vocab import STATE_LABELS, TAKEN_OVER_AT_ONCE, State
from webapp.units import queries as units
from webapp.units.models import Unit
from webapp.units.vocab import UnitKind

DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
DAYS = ("inspected_on", "handed_on", "due_on", "fixed_on", "closed_on")
PLAIN = ("number", "words", "done", "found_by", "reviewed_by", "remark")
NEAREST = 3


class Ledger:
    """What the rows are held against: the township's units, the catalogue, and what is in the ledger already."""

    def __init__(self, actor: Actor) -> None:
        own = [unit for unit in units.all_below(actor) if unit.township_id == actor.township_id]
        self.villages = {unit.name: unit for unit in own if unit.kind == UnitKind.VILLAGE}
        self.venues = {(venue.unit_id, venue.name): venue.id for venue in units.venues_of([u.id for u in own])}
        town = next((unit for unit in own if unit.kind == UnitKind.TOWNSHIP), None)
        self.township = town
        self.departments = {unit.name: unit for unit in units.departments_of(town)} if town else {}
        self.kinds = {kind.code: kind for kind in catalogue.newest()}
        self.codes = {
            kind.texts[name][language]: code
            for code, kind in self.kinds.items()
            for name in ("short", "title")
            for language in LANGUAGES
        } | {code: code for code in self.kinds}
        self.numbers: set[str] = set()
        self.known: set[tuple[str, str, date, str]] = set()
        self.seen: set[Any] = set()
        self.people: dict[tuple[str, str], str] = {}
        self._read(actor.township_id or "")

    def _read(self, township_id: str) -> None:
        codes = {kind.id: kind.code for kind in catalogue.every_revision().values()}
        for number, village_id, kind_id, opened_at, words in tickets.of_township(township_id):
            self.numbers.add(number or "")
            self.known.add((village_id, codes[kind_id], clock.local(opened_at).date(), words))

    def person(self, unit: Unit, name: str) -> str | None:
        """The id of somebody of a unit by name."""
        if (unit.id, "") not in self.people:
            self.people |= {(unit.id, member.person.name): member.person_id for member in units.members_of(unit.id)}
            self.people[unit.id, ""] = ""
        return self.people.get((unit.id, name)) or None


def _ticket(row: Row, _actor: Actor, held: Ledger) -> dict[str, Any] | None:
    village, code = _village(row, held), _code(row, held)
    owner = _owner(row, held, village, code)
    args: dict[str, Any] = {name: row[name] for name in PLAIN}
    args |= {name: _day(row, name) for name in DAYS}
    args |= {"state": _state(row, args), "type_code": code or "", "venue_id": None, "responsible_person_id": None}
    args |= {"village_id": village.id if village else "", "responsible_id": owner.id if owner else ""}
    if village is not None and row["venue"]:
        args["venue_id"] = _venue(row, held, village)
    if owner is not None and row["person"]:
        args["responsible_person_id"] = held.person(owner, row["person"])
        if args["responsible_person_id"] is None:
            then = str(_("Responsible then: %(name)s", name=row["person"]))
            args["remark"] = joined([each for each in (args["remark"], then) if each])
    if row.faults:
        return None
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in args.items()}
    for name, said in FormerTicket().validate(told).items():
        row.wrong(name if name in row else "number", said[0] if isinstance(said, list) else _("Check this."))
    return None if row.faults or _is_known(row, held, args) or row.faults else told


def _is_known(row: Row, held: Ledger, args: dict[str, Any]) -> bool:
    """Whether it is in the ledger already: by its number, or else by place, kind, day and words."""
    number, same = args["number"], (args["village_id"], args["type_code"], args["inspected_on"], args["words"])
    if number in held.numbers if number else same in held.known:
        return True
    if held.township is not None and number.startswith(number_beginning(held.township.id)):
        row.wrong("number", _("Such numbers are given here. Leave it empty, or write it another way."))
    if (number or same) in held.seen:
        row.wrong("number", _("This stands in the list twice."))
    held.seen.add(number or same)
    return False


def _village(row: Row, held: Ledger) -> Unit | None:
    found = held.villages.get(row["village"])
    if found is None:
        row.wrong("village", _("There is no such village in your township."))
    return found


def _venue(row: Row, held: Ledger, village: Unit) -> str | None:
    found = held.venues.get((village.id, row["venue"]))
    if found is None:
        row.wrong("venue", _("“%(village)s” has no such place. Add it, or leave this empty.", village=village.name))
    return found


def _code(row: Row, held: Ledger) -> str | None:
    """The kind by its code or by a title; when there is none, those that come nearest are named."""
    found = held.codes.get(row["item"])
    if found is None:
        near = get_close_matches(row["item"], held.codes, NEAREST, 0.2)
        told = dict.fromkeys(
            f"{held.codes[each]} {localized(held.kinds[held.codes[each]].texts['title'])}" for each in near
        )
        said = _("No kind of the catalogue is called so.")
        row.wrong(
            "item", joined([str(said), *([str(_("Nearest: %(kinds)s", kinds=joined(list(told))))] if told else [])])
        )
    return found


def _owner(row: Row, held: Ledger, village: Unit | None, code: str | None) -> Unit | None:
    """Who stands there; where nobody does, who the catalogue says."""
    if village is None:
        return None
    if row["owner"]:
        found = village if row["owner"] == village.name else held.departments.get(row["owner"])
        if found is None:
            row.wrong("owner", WRONG_OWNER.sentence)
        return found
    if code is None:
        return None
    try:
        return owner_of(held.kinds[code], village, None, "")
    except AppError as error:
        row.wrong("owner", error.problem.sentence)
        return None


def _day(row: Row, name: str) -> date | None:
    if not row[name]:
        return None
    found = DAY.fullmatch(row[name].split(" ")[0])
    try:
        return date(*(int(part) for part in found.groups() if part)) if found else date.fromisoformat(row[name])
    except ValueError:
        row.wrong(name, _("This is no day. Write it like 2026-03-05."))
        return None


def _state(row: Row, args: dict[str, Any]) -> str:
    """What stands there, else what the days say."""
    if row["state"]:
        found = one_of(row, "state", {state: STATE_LABELS[state] for state in TAKEN_OVER})
        return str(found or State.OPEN)
    if args["closed_on"]:
        return State.CLOSED
    return State.SUBMITTED if args["fixed_on"] else State.OPEN


LEDGER = Listed(
    "tickets", lazy("Former ledger"),
    lazy("Problems of the ledger that was kept before, with their own days, states and owners. Nobody is told."),
    "tickets.import",
    (
        Column("number", lazy("Number"), "编号", "2025-017", required=False),
        Column("inspected_on", lazy("Inspected on"), "检查日期", "2025-03-05"),
        Column("found_by", lazy("Inspected by"), "检查人", "周敏", required=False),
        Column("village", lazy("Village"), "村", "青龙村"),
        Column("venue", lazy("Venue"), "点位", "", required=False),
        Column("item", lazy("Item"), "检查项", "台阶破裂"),
        Column("words", lazy("Words"), "问题描述", "门口第二级台阶裂了", required=False),
        Column("owner", lazy("Responsible"), "责任主体", "青龙村", required=False),
        Column("person", lazy("Responsible person"), "责任人", "", required=False),
        Column("handed_on", lazy("Handed over on"), "交办日", "2025-03-06", required=False),
        Column("due_on", lazy("Due on"), "期限", "2025-03-20", required=False),
        Column("fixed_on", lazy("Fixed on"), "完成日", "2025-03-18", required=False),
        Column("done", lazy("What was done"), "整改情况", "已重新浇筑", required=False),
        Column("reviewed_by", lazy("Reviewed by"), "复核人", "陈岚", required=False),
        Column("closed_on", lazy("Closed on"), "销号日", "2025-03-19", required=False),
        Column("state", lazy("State"), "状态", "已销号", required=False),
        Column("remark", lazy("Remarks"), "备注", "", required=False),
    ),
    begin=Ledger, check=_ticket, goes_to="tickets.listing", shown=("number", "words"), most=TAKEN_OVER_AT_ONCE,
    told=lambda result: ngettext("%(num)d problem taken over.", "%(num)d problems taken over.", result["count"]),
)  # fmt: skip
