"""Verbs about people in units."""

from typing import Any

from sqlalchemy import select, update

from webapp.accounts import signin
from webapp.accounts.events import Disabled, Enabled, Invited
from webapp.accounts.models import Invitation, LoginSession, Person
from webapp.accounts.vocab import INVITATION_LIFE
from webapp.kernel.commands import Context, command
from webapp.kernel.db import db
from webapp.kernel.errors import INVALID, NOT_FOUND, AppError
from webapp.kernel.ids import new_id
from webapp.kernel.policy import require
from webapp.units import queries, schemas
from webapp.units.events import MembershipChosen


@command("unit.choose_membership", schemas.ChooseMembership)
def choose_membership(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Act in another of one's own current memberships, in this browser."""
    held = {m.id: m for m in queries.current_memberships(ctx.actor.person_id)}
    chosen = held.get(args["membership_id"])
    session = db.session.get(LoginSession, args["session_id"])
    if chosen is None or session is None or session.person_id != ctx.actor.person_id:
        raise AppError(NOT_FOUND)
    require(ctx.actor, "unit.choose_membership", chosen)
    session.membership_id = chosen.id
    ctx.emit(MembershipChosen(subject_id=ctx.actor.person_id, unit_id=chosen.unit_id, membership_id=chosen.id))
    return {"membership_id": chosen.id}


@command("account.invite", schemas.Invite)
def invite(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Make an invitation for a person below; earlier open ones of that person are withdrawn."""
    queries.known_person(ctx.actor, args["person_id"])
    require(ctx.actor, "account.invite", queries.current_memberships(args["person_id"]))
    if db.session.scalar(select(Invitation.id).where(Invitation.token_hash == args["token_hash"])):
        raise AppError(INVALID, fields={"token_hash": ["used before"]})
    _withdraw_invitations(ctx, args["person_id"])
    row = Invitation(id=new_id(), token_hash=args["token_hash"], person_id=args["person_id"])
    row.made_by, row.made_at, row.expires_at = ctx.actor.person_id, ctx.now, ctx.now + INVITATION_LIFE
    db.session.add(row)
    ctx.emit(Invited(subject_id=args["person_id"], unit_id=ctx.actor.unit_id))
    return {"invitation_id": row.id, "expires_at": row.expires_at.isoformat()}


@command("account.disable", schemas.OnPerson)
def disable(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Let somebody sign in no more: sessions end at once, invitations stop working. Again is harmless."""
    person = _looked_after(ctx, "account.disable", args["person_id"])
    if not person.is_disabled:
        person.is_disabled = True
        signin.end_sessions(person.id)
        _withdraw_invitations(ctx, person.id)
        ctx.emit(Disabled(subject_id=person.id, unit_id=ctx.actor.unit_id))
    return {}


@command("account.enable", schemas.OnPerson)
def enable(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Let somebody sign in again, with the password they had. Again is harmless."""
    person = _looked_after(ctx, "account.enable", args["person_id"])
    if person.is_disabled:
        person.is_disabled = False
        ctx.emit(Enabled(subject_id=person.id, unit_id=ctx.actor.unit_id))
    return {}


def _looked_after(ctx: Context, command_name: str, person_id: str) -> Person:
    person = queries.known_person(ctx.actor, person_id)
    require(ctx.actor, command_name, queries.judged_by(person_id))
    return person


def _withdraw_invitations(ctx: Context, person_id: str) -> None:
    open_ones = update(Invitation).where(Invitation.person_id == person_id, Invitation.used_at.is_(None))
    db.session.execute(open_ones.where(Invitation.withdrawn_at.is_(None)).values(withdrawn_at=ctx.now))
