"""What a person changes about their own account."""

from typing import Any

from webapp.accounts import passwords, schemas, signin
from webapp.accounts.events import PasswordChanged, SessionEnded
from webapp.accounts.models import LoginSession, Person
from webapp.kernel.actors import Actor
from webapp.kernel.commands import Context, command
from webapp.kernel.db import db
from webapp.kernel.errors import NOT_FOUND, AppError, problem
from webapp.kernel.policy import require
from webapp.kernel.text import lazy

WRONG_PASSWORD = problem("account.wrong_password", 422, lazy("The present password is not right."))


def _prove(actor: Actor, args: dict[str, Any]) -> dict[str, Any]:
    """Check and hash the passwords before the transaction: all writers would wait for argon2. The try is counted."""
    person = db.session.get_one(Person, actor.person_id)
    names, kept = (person.name, person.login, person.phone or ""), person.password_hash
    if not signin.is_own_password(actor.person_id, kept, args["current"]):
        raise AppError(WRONG_PASSWORD)
    passwords.check_new(args["new"], *names)
    fresh = passwords.hash_password(args["new"])
    return {"session_id": args["session_id"], "kept": kept, "fresh": fresh}


@command("account.change_password", schemas.ChangePassword, secret=("current", "new"), prepare=_prove)
def change_password(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Set a new password and end every other session of the person."""
    person = _self(ctx, "account.change_password")
    if person.password_hash != args["kept"]:  # changed since it was checked
        raise AppError(WRONG_PASSWORD)
    person.password_hash = args["fresh"]
    signin.end_sessions(person.id, but=args["session_id"])
    ctx.emit(PasswordChanged(subject_id=person.id, unit_id=ctx.actor.unit_id))
    return {}


@command("account.end_session", schemas.EndSession)
def end_session(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """End one of one's own sessions."""
    person = _self(ctx, "account.end_session")
    row = db.session.get(LoginSession, args["session_id"])
    if row is None or row.person_id != person.id:
        raise AppError(NOT_FOUND)
    if row.ended_at is None:
        row.ended_at = ctx.now
        ctx.emit(SessionEnded(subject_id=person.id, unit_id=ctx.actor.unit_id))
    return {}


@command("account.set_preferences", schemas.SetPreferences)
def set_preferences(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Keep language and large mode with the person, for every device."""
    person = _self(ctx, "account.set_preferences")
    person.locale = args.get("locale", person.locale)
    person.large = args.get("large", person.large)
    return {}


def _self(ctx: Context, name: str) -> Person:
    person = db.session.get_one(Person, ctx.actor.person_id)
    require(ctx.actor, name, person)
    return person
