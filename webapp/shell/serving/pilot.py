"""The beginning of a real installation: a county, its administrator, and their way in. The rest is done on screen."""

from webapp.accounts.models import Invitation, Person
from webapp.accounts.tokens import new_token, token_hash
from webapp.accounts.vocab import INVITATION_LIFE
from webapp.kernel import clock
from webapp.kernel.db import db, write_transaction
from webapp.kernel.ids import new_id
from webapp.shell.demo import register
from webapp.shell.serving import preparing
from webapp.units import pinyin
from webapp.units.models import Membership, Unit
from webapp.units.queries import administrator
from webapp.units.vocab import Role, UnitKind


class NotEmpty(RuntimeError):
    """Somebody or something is in the database already."""


class NobodyFits(RuntimeError):
    """No administrator signs in by that name."""


def begin(county: str, name: str) -> tuple[str, str]:
    """Set up an empty database. No demo comes into it any more.

    :param county: the county's name.
    :param name: that of the person who sets up the rest.
    :returns: what they sign in as, and the token of their invitation.
    Raises NotEmpty.
    """
    preparing.migrate()
    with write_transaction():
        if not register.is_empty():
            raise NotEmpty
        unit = Unit(id=new_id(), kind=UnitKind.COUNTY, name=county)
        unit.county_id, unit.pinyin, unit.initials = unit.id, pinyin.full(county), pinyin.initials(county)
        person = Person(id=new_id(), name=name, login=pinyin.full(name), created_at=clock.now())
        db.session.add_all([unit, person])
        db.session.flush()
        post = Membership(id=new_id(), person_id=person.id, unit_id=unit.id, role=Role.ADMINISTRATOR)
        post.from_on = clock.today()
        db.session.add(post)
        return person.login, _invitation(person)


def invite(login: str) -> str:
    """Another way in for an administrator, whom nobody else can invite; returns the token.

    Raises NobodyFits.
    """
    with write_transaction():
        person = administrator(login)
        if person is None:
            raise NobodyFits
        return _invitation(person)


def _invitation(person: Person) -> str:
    token = new_token()
    row = Invitation(id=new_id(), token_hash=token_hash(token), person_id=person.id, made_by=person.id)
    row.made_at, row.expires_at = clock.now(), clock.now() + INVITATION_LIFE
    db.session.add(row)
    return token
