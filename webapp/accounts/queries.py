"""Reads about people and their sessions."""

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select

from webapp.accounts.models import Invitation, LoginSession, Person
from webapp.accounts.tokens import token_hash
from webapp.kernel import clock
from webapp.kernel.db import db


def by_login(typed: str) -> Person | None:
    """The person whose name or phone number was typed, disabled ones included."""
    wanted = typed.strip()
    if not wanted.isprintable():
        return None  # NUL and lone surrogates are nobody's name, and no database takes them
    exact = db.session.scalar(select(Person).where(or_(Person.login == wanted.lower(), Person.phone == wanted)))
    if exact is not None or not wanted:
        return exact
    # The sign-in page says "name or phone": a full name works as long as it is nobody else's too.
    named = db.session.scalars(select(Person).where(Person.name == wanted).limit(2)).all()
    return named[0] if len(named) == 1 else None


def names(person_ids: Iterable[str | None]) -> dict[str, str]:
    """Names of people by id, in the order of the names; without ids of nobody."""
    wanted = select(Person.id, Person.name).where(Person.id.in_({id_ for id_ in person_ids if id_}))
    return {row.id: row.name for row in db.session.execute(wanted.order_by(Person.name))}


def name_and_phone(person_id: str) -> str:
    """How somebody is reached: the name, and the phone number when there is one."""
    person = db.session.get_one(Person, person_id)
    return f"{person.name} {person.phone}" if person.phone else person.name


def is_disabled(person_id: str) -> bool:
    """Whether somebody may not sign in any more."""
    return db.session.get_one(Person, person_id).is_disabled


def live_session(token: str) -> LoginSession | None:
    """The session of a cookie's token, unless ended, expired, or its person disabled."""
    found = db.session.scalar(select(LoginSession).where(LoginSession.token_hash == token_hash(token)))
    if found is None or found.ended_at is not None or found.expires_at <= clock.now():
        return None
    return None if found.person.is_disabled else found


def is_lost(token: str) -> bool:
    """Whether a cookie's token is that of a phone that was reported lost."""
    wanted = select(LoginSession.id).where(LoginSession.token_hash == token_hash(token), LoginSession.is_lost)
    return db.session.scalar(wanted) is not None


def live_sessions(person_id: str) -> Sequence[LoginSession]:
    """Where a person is signed in, last used first."""
    return db.session.scalars(
        select(LoginSession)
        .where(LoginSession.person_id == person_id, LoginSession.ended_at.is_(None))
        .where(LoginSession.expires_at > clock.now())
        .order_by(LoginSession.seen_at.desc())
    ).all()


def open_invitation(token: str) -> Invitation | None:
    """The invitation of a link, unless used, withdrawn, expired, or its person disabled."""
    found = db.session.scalar(select(Invitation).where(Invitation.token_hash == token_hash(token)))
    if found is None or found.used_at or found.withdrawn_at or found.expires_at <= clock.now():
        return None
    return None if found.person.is_disabled else found
