"""The people, units and catalogue that every test knows: the demo county in small, always the same.

Two townships, three villages, two departments, one person per role and a stranger from next door. Built once
through the real code, then copied as plain rows, because a test should not wait for fifty kinds of problems.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from webapp.accounts import signin
from webapp.accounts.models import Person
from webapp.catalogue import documents
from webapp.catalogue.commands.publishing import publish
from webapp.catalogue.queries import by_code
from webapp.kernel import clock
from webapp.kernel.actors import Actor
from webapp.kernel.db import db, write_transaction
from webapp.units import pinyin, queries
from webapp.units.models import Answerable, Duty, Membership, Unit, Venue
from webapp.units.vocab import DutyKind, Role, UnitKind

PASSWORD = "correct horse battery"
# The cheapest argon2 there is: the verifier reads the cost from the hash, so even a real sign-in is quick.
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

TEXTS = {"county": "安澜县", "ours": "望溪镇", "next": "临河镇"}
UNITS = (  # name, kind, parent; in the register's order
    ("安澜县", UnitKind.COUNTY, None),
    ("望溪镇", UnitKind.TOWNSHIP, "安澜县"),
    ("临河镇", UnitKind.TOWNSHIP, "安澜县"),
    ("青龙村", UnitKind.VILLAGE, "望溪镇"),
    ("白石村", UnitKind.VILLAGE, "望溪镇"),
    ("新渡村", UnitKind.VILLAGE, "临河镇"),
    ("民政办", UnitKind.DEPARTMENT, "望溪镇"),
    ("农业农村办", UnitKind.DEPARTMENT, "望溪镇"),
)
VENUES = (("青龙村", "党员活动室"), ("青龙村", "公开栏"), ("白石村", "党员活动室"), ("新渡村", "党员活动室"))
PEOPLE = (  # sign-in name, name, unit, role
    ("xuncha1", "周敏", "望溪镇", Role.INSPECTOR),
    ("xuncha2", "何建", "望溪镇", Role.INSPECTOR),
    ("qinglong", "刘志强", "青龙村", Role.VILLAGE_STAFF),
    ("baishi", "王桂兰", "白石村", Role.VILLAGE_STAFF),
    ("minzheng", "赵文", "民政办", Role.DEPARTMENT_STAFF),
    ("zhenban", "陈岚", "望溪镇", Role.OFFICE),
    ("zhenban2", "孙立", "望溪镇", Role.OFFICE),
    ("lingdao", "韩松", "望溪镇", Role.LEADER),
    ("xianji", "钱宁", "安澜县", Role.COUNTY_VIEWER),
    ("admin", "管理员", "安澜县", Role.ADMINISTRATOR),
    ("linzhen", "吴越", "临河镇", Role.OFFICE),
)
LOGINS = tuple(row[0] for row in PEOPLE)
DUTIES = (
    ("青龙村", "qinglong", DutyKind.VILLAGE_SECRETARY),
    ("青龙村", "zhenban", DutyKind.CONTACT_CADRE),
    ("白石村", "baishi", DutyKind.VILLAGE_SECRETARY),
    ("白石村", "zhenban2", DutyKind.CONTACT_CADRE),
)
# 民政办 answers for every burden problem of 望溪镇; nobody does in 临河镇.
ANSWERS = (("民政办", "B"),)
SINCE = date(2026, 1, 1)


def fixed_id(block: int, number: int) -> str:
    """A UUIDv7 that is the same in every run."""
    return f"01990000-{block:04x}-7000-8000-{number:012x}"


_rows: list[tuple[Any, list[dict[str, Any]]]] = []


class Cast:
    """Everybody and everything by name."""

    def __init__(self) -> None:
        """Put the cast into the empty database of this test."""
        if _rows:
            with write_transaction():
                for table, rows in _rows:
                    db.session.execute(insert(table), rows)
            return
        with write_transaction():
            _build()
        _rows.extend(_copied())

    def actor(self, login: str, unit: str | None = None) -> Actor:
        """A person at work; ``unit`` picks one of several memberships."""
        person_id = self.person(login).id
        held = queries.current_memberships(person_id)
        chosen = next((m.id for m in held if m.unit.name == unit), None)
        found = queries.actor_for(person_id, chosen)
        assert found is not None
        return found

    def person(self, login: str) -> Person:
        """A person by sign-in name."""
        return db.session.scalars(select(Person).where(Person.login == login)).one()

    def unit(self, name: str) -> Unit:
        """A unit by name."""
        return db.session.scalars(select(Unit).where(Unit.name == name)).one()

    def venue(self, village: str, name: str = "党员活动室") -> Venue:
        """A venue of a village."""
        wanted = select(Venue).where(Venue.unit_id == self.unit(village).id, Venue.name == name)
        return db.session.scalars(wanted).one()

    def kind(self, code: str) -> Any:
        """The present revision of a kind of problem."""
        found = by_code(code)
        assert found is not None
        return found

    def hat(self, login: str, unit: str, role: Role) -> Membership:
        """One more membership for a person, from today on."""
        count = len(queries.current_memberships(self.person(login).id))
        with write_transaction():
            row = _member(900 + count, self.person(login).id, self.unit(unit).id, role)
            db.session.add(row)
        return row


def sign_in(client: FlaskClient, login: str, unit: str | None = None) -> str:
    """Give ``client`` a real session of a person, without the way through the sign-in page.

    :param unit: the hat to wear, by its unit's name; the person's first when None.
    :returns: the session's id.
    """
    person = db.session.scalars(select(Person).where(Person.login == login)).one()
    held = queries.current_memberships(person.id)
    chosen = next((m.id for m in held if m.unit.name == unit), None)
    identifier = person.id
    with write_transaction():
        token = signin.open_session(identifier, "test")
    found = signin.queries.live_session(token)
    assert found is not None
    with write_transaction():
        found.membership_id = chosen
    with client.session_transaction() as kept:
        kept.clear()
        kept["_user_id"], kept["_fresh"] = token, True
        kept.permanent = True
    return found.id


def plain(actor: Actor, **changes: Any) -> Actor:
    """A copy of an actor with something changed, for rules that need nobody in the database."""
    return replace(actor, **changes)


def _build() -> None:
    ids = {name: fixed_id(1, number) for number, (name, _, _) in enumerate(UNITS, 1)}
    _units(ids)
    people = {login: fixed_id(2, number) for number, (login, *_) in enumerate(PEOPLE, 1)}
    for login, name, _unit, _role in PEOPLE:
        row = Person(id=people[login], login=login, name=name, password_hash=_HASH, created_at=clock.now())
        db.session.add(row)
    db.session.flush()
    for number, (login, _name, unit, role) in enumerate(PEOPLE, 1):
        db.session.add(_member(number, people[login], ids[unit], role))
    for number, (village, login, kind) in enumerate(DUTIES, 1):
        row = Duty(id=fixed_id(5, number), person_id=people[login], unit_id=ids[village], kind=kind)
        row.from_on = SINCE
        db.session.add(row)
    for number, (unit, prefix) in enumerate(ANSWERS, 1):
        db.session.add(Answerable(id=fixed_id(6, number), unit_id=ids[unit], code_prefix=prefix))
    publish(documents.load(), clock.now())


def _units(ids: dict[str, str]) -> None:
    township: dict[str, str | None] = {}
    for position, (name, kind, parent) in enumerate(UNITS):
        own = ids[name] if kind is UnitKind.TOWNSHIP else None
        township[name] = own or township.get(parent or "")
        row = Unit(id=ids[name], kind=kind, name=name, parent_id=ids[parent] if parent else None)
        row.township_id, row.county_id = township[name], ids[TEXTS["county"]]
        row.number_prefix = name[:2] if own else ""
        row.pinyin, row.initials, row.position = pinyin.full(name), pinyin.initials(name), position
        db.session.add(row)
        db.session.flush()
    for position, (village, name) in enumerate(VENUES, 1):
        db.session.add(Venue(id=fixed_id(3, position), unit_id=ids[village], name=name, position=position))


def _member(number: int, person_id: str, unit_id: str, role: Role) -> Membership:
    return Membership(id=fixed_id(4, number), person_id=person_id, unit_id=unit_id, role=role, from_on=SINCE)


def _copied() -> list[tuple[Any, list[dict[str, Any]]]]:
    """What was built, as rows per table in an order that foreign keys allow."""
    found = []
    for table in db.metadata.sorted_tables:
        rows = [dict(row._mapping) for row in db.session.execute(select(table))]
        if rows:
            found.append((table, rows))
    return found
