"""Signing in and out. Nobody acts yet at this point, so these are not commands but transactions of their own."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, literal, select, update

from webapp.accounts import passwords, queries
from webapp.accounts.models import Invitation, LoginSession, Person, SignInTry
from webapp.accounts.tokens import new_token, token_hash
from webapp.accounts.vocab import FREE_TRIES, LONGEST_DELAY, SESSION_LIFE, TRIES_A_DAY, TRIES_A_NETWORK, TRIES_KEPT
from webapp.kernel import clock
from webapp.kernel.db import advisory_lock, change, db, lock_number, write_transaction
from webapp.kernel.errors import RATE, AppError, problem
from webapp.kernel.ids import new_id
from webapp.kernel.text import lazy

WRONG = problem("account.wrong_sign_in", 401, lazy("Name or password is not right."))
INVITATION_GONE = problem(
    "account.invitation_gone", 410, lazy("This invitation was used or has expired. Ask the office for a new one.")
)


@dataclass(frozen=True)
class Visitor:
    """Who knocks: network address, browser label, and the id of a device this account has used before."""

    network: str
    device_label: str
    known_device: str | None = None


def sign_in(login: str, password: str, visitor: Visitor) -> tuple[str, Person]:
    """Check a password and open a session.

    :returns: the cookie's token and the person.
    Raises ``account.wrong_sign_in`` (also for disabled and unknown ones, after the same time), or
    ``http.too_many`` with the seconds to wait.
    """
    person = queries.by_login(login)
    # Name, phone and full name of one person share one allowance; an unknown name has its own, of the same size.
    account = _account("person", person.id) if person else _account("typed", login.strip().lower())
    identifier = person.id if person and not person.is_disabled else None
    kept = person.password_hash if person else None
    source = f"device:{visitor.known_device}" if visitor.known_device else f"net:{visitor.network}"
    # The try is counted before the password is looked at, so many at once cannot slip through together.
    attempt = _count_try(account, source, known=visitor.known_device is not None)
    if not passwords.is_right(kept, password) or identifier is None:
        raise AppError(WRONG)
    with write_transaction():
        _succeed(attempt)
        token = open_session(identifier, visitor.device_label)
    return token, db.session.get_one(Person, identifier)


def is_own_password(person_id: str, password_hash: str | None, password: str) -> bool:
    """Whether somebody signed in knows their password. Guesses are limited as at the door, but strangers' tries there
    take nothing from it. Raises ``http.too_many``."""
    attempt = _count_try(_account("person", person_id), f"self:{person_id}", known=True)
    if not passwords.is_right(password_hash, password):
        return False
    with write_transaction():
        _succeed(attempt)
    return True


def accept_invitation(token: str, password: str, device_label: str) -> tuple[str, Person]:
    """Use up an invitation: set the password, end all other sessions, open one here.

    Raises ``account.invitation_gone`` or ``account.password_*`` (then it stays usable).
    """
    invitation = queries.open_invitation(token)
    if invitation is None:
        raise AppError(INVITATION_GONE)
    person = invitation.person
    passwords.check_new(password, person.name, person.login, person.phone or "")
    hashed, person_id = passwords.hash_password(password), person.id
    with write_transaction():
        now = clock.now()
        taken = change(
            update(Invitation)
            .where(Invitation.token_hash == token_hash(token), Invitation.used_at.is_(None))
            .where(Invitation.withdrawn_at.is_(None), Invitation.expires_at > now)
            .values(used_at=now)
        )
        if taken != 1:
            raise AppError(INVITATION_GONE)
        db.session.get_one(Person, person_id).password_hash = hashed
        end_sessions(person_id)
        opened = open_session(person_id, device_label)
    return opened, db.session.get_one(Person, person_id)


def open_session(person_id: str, device_label: str) -> str:
    """Add a session within the present transaction. Returns the cookie's token."""
    token, now = new_token(), clock.now()
    row = LoginSession(id=new_id(), token_hash=token_hash(token), person_id=person_id, created_at=now, seen_at=now)
    row.device_label, row.expires_at = device_label[:120], now + SESSION_LIFE
    db.session.add(row)
    db.session.flush()
    return token


def end_sessions(person_id: str, *, but: str | None = None) -> None:
    """End all sessions of a person within the present transaction, except the one with id ``but``."""
    ending = update(LoginSession).where(LoginSession.person_id == person_id, LoginSession.ended_at.is_(None))
    if but is not None:
        ending = ending.where(LoginSession.id != but)
    db.session.execute(ending.values(ended_at=clock.now()))


def lose_sessions(person_id: str, device: str) -> None:
    """End a person's sessions on a lost phone within the present transaction. Those that have ended are marked too: the
    phone still holds their cookies, and by them it is told to forget everything."""
    on_it = update(LoginSession).where(LoginSession.person_id == person_id, LoginSession.device == device)
    ended = func.coalesce(LoginSession.ended_at, literal(clock.now(), LoginSession.ended_at.type))
    db.session.execute(on_it.values(ended_at=ended, is_lost=True))


def find_sessions(person_id: str, device: str) -> None:
    """Take the mark from sessions on a phone that was found, within the present transaction. They stay ended."""
    on_it = update(LoginSession).where(LoginSession.person_id == person_id, LoginSession.device == device)
    db.session.execute(on_it.values(is_lost=False))


def sign_out(session_id: str) -> None:
    """End one session; its cookie is dead from here on, copies included."""
    with write_transaction():
        ending = update(LoginSession).where(LoginSession.id == session_id, LoginSession.ended_at.is_(None))
        db.session.execute(ending.values(ended_at=clock.now()))


def _account(kind: str, name: str) -> str:
    return hashlib.sha256(f"{kind}:{name}".encode("utf-8", "replace")).hexdigest()


def _succeed(attempt: str) -> None:
    db.session.execute(update(SignInTry).where(SignInTry.id == attempt).values(succeeded=True))
    db.session.execute(delete(SignInTry).where(SignInTry.at < clock.now() - TRIES_KEPT))


def _count_try(account: str, source: str, *, known: bool) -> str:
    with write_transaction():
        # Two tries at once must see each other. Always the account first, so that nobody waits in a circle.
        for name in (account,) if known else (account, source):
            advisory_lock(lock_number(f"try:{name}"))
        now = clock.now()
        wait = _delay(account, source, now)
        if not known:
            wait = max(wait, _daily(account, now), _from_network(source, now))
        if wait > timedelta(0):
            raise AppError(RATE, seconds=int(wait.total_seconds()) + 1)
        row = SignInTry(id=new_id(), account=account, source=source, known_device=known, at=now)
        db.session.add(row)
        return row.id


def _delay(account: str, source: str, now: datetime) -> timedelta:
    """Doubles with each failure since the last success, per account and source."""
    mine = (SignInTry.account == account, SignInTry.source == source)
    success = select(func.max(SignInTry.at)).where(*mine, SignInTry.succeeded)
    since = db.session.scalar(success) or now - timedelta(days=1)
    failures, last = db.session.execute(
        select(func.count(), func.max(SignInTry.at)).where(*mine, SignInTry.at > since, SignInTry.succeeded.is_(False))
    ).one()
    if failures <= FREE_TRIES:
        return timedelta(0)
    pause = min(timedelta(seconds=2 ** min(failures - FREE_TRIES, 20)), LONGEST_DELAY)
    return _aware(last) + pause - now


def _daily(account: str, now: datetime) -> timedelta:
    """At most so many tries a day from strangers' devices; the owner's own keep their allowance."""
    return _ceiling(TRIES_A_DAY, now, SignInTry.account == account, SignInTry.known_device.is_(False))


def _from_network(source: str, now: datetime) -> timedelta:
    """At most so many tries a day from one network, whatever the names; known devices in it are not counted."""
    return _ceiling(TRIES_A_NETWORK, now, SignInTry.source == source)


def _ceiling(limit: int, now: datetime, *which: ColumnElement[bool]) -> timedelta:
    """How long until fewer than ``limit`` failures lie within a day."""
    failed = (*which, SignInTry.at > now - timedelta(days=1), SignInTry.succeeded.is_(False))
    tries, first = db.session.execute(select(func.count(), func.min(SignInTry.at)).where(*failed)).one()
    return _aware(first) + timedelta(days=1) - now if tries >= limit else timedelta(0)


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=clock.now().tzinfo)
