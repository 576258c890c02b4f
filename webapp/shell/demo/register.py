"""The demo's register as rows: units, venues, people, posts, duties. No verbs make these yet."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from webapp.accounts.models import Person
from webapp.kernel.db import db
from webapp.shell.demo.county import UNITS, DemoUnit
from webapp.shell.demo.ids import demo_id
from webapp.shell.demo.people import ACTORS, DUTIES, PEOPLE, DemoPerson
from webapp.tickets.models import TicketCounter
from webapp.units import pinyin
from webapp.units.models import Answerable, Duty, Membership, Unit, Venue

FOUNDED = datetime(2026, 1, 1, tzinfo=UTC)
"""Rows of the register carry this instant in their ids whenever the demo is made."""

COUNTY_ID = demo_id(FOUNDED, "unit", UNITS[0].name)


def unit_id(name: str) -> str:
    """The id of a demo unit."""
    return demo_id(FOUNDED, "unit", name)


def venue_id(village: str, name: str) -> str:
    """The id of a venue in a demo village."""
    return demo_id(FOUNDED, "venue", village, name)


def person_id(login: str) -> str:
    """The id of a demo person."""
    return demo_id(FOUNDED, "person", login)


def is_demo() -> bool:
    """Whether this database holds the demo county and no other."""
    counties = db.session.scalars(select(Unit.id).where(Unit.kind == "county")).all()
    return counties == [COUNTY_ID]


def is_empty() -> bool:
    """Whether nobody and nothing is here yet."""
    return db.session.scalar(select(Unit.id).limit(1)) is None and db.session.scalar(select(Person.id).limit(1)) is None


def add(password_hash: str, since: date, numbers: dict[str, int]) -> None:
    """Add every row within the present transaction.

    :param password_hash: what all who have a post sign in with; the others need an invitation.
    :param since: the local date from which posts and duties hold.
    :param numbers: the last ticket number given so far, by township.
    """
    for position, unit in enumerate(UNITS):
        db.session.add(_unit(unit, position))
        db.session.flush()  # parents before children
    for person in PEOPLE:
        db.session.add(_person(person, password_hash if person in ACTORS else None))
    db.session.flush()
    db.session.add_all(_details(since))
    db.session.add_all(TicketCounter(township_id=unit_id(name), last=last) for name, last in numbers.items())


def _unit(unit: DemoUnit, position: int) -> Unit:
    township = {"township": unit.name, "county": None}.get(unit.kind, unit.parent)
    return Unit(
        id=unit_id(unit.name),
        kind=unit.kind,
        name=unit.name,
        parent_id=unit_id(unit.parent) if unit.parent else None,
        township_id=unit_id(township) if township else None,
        county_id=COUNTY_ID,
        number_prefix=unit.number_prefix,
        pinyin=pinyin.full(unit.name),
        initials=pinyin.initials(unit.name),
        lat=unit.lat,
        lng=unit.lng,
        position=position,
    )


def _person(person: DemoPerson, password_hash: str | None) -> Person:
    return Person(
        id=person_id(person.login),
        login=person.login,
        phone=person.phone,
        name=person.name,
        password_hash=password_hash,
        created_at=FOUNDED,
    )


def _details(since: date) -> list[object]:
    rows: list[object] = []
    for unit in UNITS:
        rows += [
            Venue(
                id=venue_id(unit.name, venue.name), unit_id=unit_id(unit.name), name=venue.name, kind=venue.kind,
                lat=venue.lat, lng=venue.lng, position=position,
            )
            for position, venue in enumerate(unit.venues)
        ]  # fmt: skip
        rows += [
            Answerable(id=demo_id(FOUNDED, "answers", unit.name, start), unit_id=unit_id(unit.name), code_prefix=start)
            for start in unit.answers_for
        ]
    for person in PEOPLE:
        rows += [_membership(person, order, since) for order in range(len(person.posts))]
    rows += [
        Duty(
            id=demo_id(FOUNDED, "duty", duty.village, duty.kind), person_id=person_id(duty.login),
            unit_id=unit_id(duty.village), kind=duty.kind, from_on=since,
        )
        for duty in DUTIES
    ]  # fmt: skip
    return rows


def _membership(person: DemoPerson, order: int, since: date) -> Membership:
    """The first post is the one a person signs in to: queries take the lowest id of the same day."""
    post, unit = person.posts[order]
    at = FOUNDED.replace(minute=order)
    return Membership(
        id=demo_id(at, "post", person.login, post, unit), person_id=person_id(person.login),
        unit_id=unit_id(unit), role=post, from_on=since,
    )  # fmt: skip
