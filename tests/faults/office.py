"""What happens on the server's side of a simulated world: the office at work, people's roles, and the judgement."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select, update

from tests import databases, make
from tests.cast import SINCE, Cast, fixed_id
from tests.faults import verify
from webapp.accounts import signin
from webapp.accounts.models import LoginSession, Person
from webapp.kernel import clock
from webapp.kernel.commands import Envelope, execute
from webapp.kernel.db import db, write_transaction
from webapp.kernel.errors import AppError
from webapp.tickets.models import Ticket
from webapp.units.models import Membership
from webapp.units.vocab import Role

VILLAGES = ("青龙村", "白石村")
OPENED = (("青龙村", make.STEPS), ("白石村", make.STEPS), ("青龙村", make.GROUP))
# Who has a second role there.
HATS = (("xuncha1", "望溪镇", Role.OFFICE), ("qinglong", "白石村", Role.VILLAGE_STAFF))

HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Office:
    """``doings`` is what a simulated world may ask for."""

    def __init__(self, app: Flask, store: databases.Sqlite | databases.Postgresql) -> None:
        self.app, self.store = app, store
        self.renumber: Callable[[], None] = lambda: None
        names = ("begin", "step", "sign_out", "wear", "retire", "reinstate", "tickets", "judge", "new_password")
        self.doings = {name: getattr(self, name) for name in names}

    def begin(self) -> dict[str, Any]:
        """An empty county with its people, and some tickets to work on."""
        self.store.reset(self.app)
        self.renumber()
        cast = Cast()
        self.people = {row.login: row.id for row in db.session.scalars(select(Person))}
        with write_transaction():
            for number, (login, unit, role) in enumerate(HATS):
                db.session.add(_hat(fixed_id(4, 800 + number), self.people[login], cast.unit(unit).id, role))
        for village, kind in OPENED:
            make.open_ticket(cast.actor("xuncha2"), village, kind)
        villages = [cast.unit(name).id for name in VILLAGES]
        hats: dict[str, list[str]] = {}
        for row in db.session.scalars(select(Membership).order_by(Membership.id)):
            hats.setdefault(next(login for login, who in self.people.items() if who == row.person_id), []).append(
                row.id
            )
        return {"villages": villages, "people": self.people, "hats": hats, "order": verify.timeline()}

    def step(self, login: str, name: str, args: dict[str, Any], command_id: str) -> str:
        """Somebody at a desk does something at once. The code of what was wrong, empty for nothing."""
        try:
            execute(Envelope(name, args, id=command_id), Cast.actor(self, login))  # type: ignore[arg-type]
        except AppError as error:
            return error.problem.code
        return ""

    def person(self, login: str) -> Person:
        """A person by sign-in name."""
        return db.session.get_one(Person, self.people[login])

    def sign_out(self, login: str) -> None:
        """All sessions of a person end: expired, or the password was changed."""
        with write_transaction():
            signin.end_sessions(self.people[login])

    def wear(self, login: str, membership: str) -> None:
        """All sessions of a person act in one of their memberships."""
        with write_transaction():
            wearing = update(LoginSession).where(LoginSession.person_id == self.people[login])
            db.session.execute(wearing.values(membership_id=membership))

    def retire(self, login: str) -> None:
        """All memberships of a person end."""
        self._end(login, clock.today() - timedelta(days=1))

    def reinstate(self, login: str) -> None:
        """They go on."""
        self._end(login, None)

    def tickets(self) -> list[dict[str, Any]]:
        """How everything stands."""
        columns = (Ticket.id, Ticket.state, Ticket.version, Ticket.village_id, Ticket.responsible_id)
        return [dict(row._mapping) for row in db.session.execute(select(*columns).order_by(Ticket.id))]

    def judge(self, reports: list[Any], explained: list[str], order: list[str] | None = None) -> list[str]:
        """What is wrong in the end.

        :param order: commands as the world saw them carried out; None when it did not look.
        """
        found = verify.faults(reports, self.app.extensions["photo_store"], explained)
        return found if order is None else [*found, *verify.order(order)]

    def new_password(self, login: str, password: str) -> None:
        """A person chooses another password at a desk; all their sessions end."""
        with write_transaction():
            self.person(login).password_hash = HASHER.hash(password)
            signin.end_sessions(self.people[login])

    def _end(self, login: str, day: Any) -> None:
        with write_transaction():
            ending = update(Membership).where(Membership.person_id == self.people[login])
            db.session.execute(ending.values(to_on=day))


def _hat(identifier: str, person_id: str, unit_id: str, role: Role) -> Membership:
    return Membership(id=identifier, person_id=person_id, unit_id=unit_id, role=role, from_on=SINCE)
