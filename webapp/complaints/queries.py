"""Reads of the box."""

from collections.abc import Sequence

from sqlalchemy import Select, exists, func, select

from webapp.accounts.tokens import token_hash
from webapp.complaints.models import Complaint, ComplaintAnswer
from webapp.kernel.actors import Actor
from webapp.kernel.db import db
from webapp.kernel.errors import NOT_FOUND, AppError
from webapp.units import queries as units
from webapp.units.models import Unit
from webapp.units.vocab import UnitKind


def visible_to(actor: Actor) -> Select[Complaint]:
    """Messages about units that the actor sees: a township's, or all of the county's."""
    return select(Complaint).where(Complaint.unit_id.in_(units.visible_to(actor).with_only_columns(Unit.id)))


def get(actor: Actor, complaint_id: str) -> Complaint:
    """A message the actor may read. Raises ``http.not_found``."""
    found = db.session.scalar(visible_to(actor).where(Complaint.id == complaint_id))
    if found is None:
        raise AppError(NOT_FOUND)
    return found


def waiting(actor: Actor) -> Sequence[Complaint]:
    """What nobody has answered yet, oldest first."""
    answered = exists().where(ComplaintAnswer.complaint_id == Complaint.id)
    return db.session.scalars(visible_to(actor).where(~answered).order_by(Complaint.sent_at)).all()


def count_waiting(actor: Actor) -> int:
    """How many messages wait for an answer of the actor's own unit."""
    answered = exists().where(ComplaintAnswer.complaint_id == Complaint.id)
    wanted = select(func.count(Complaint.id)).where(Complaint.unit_id == actor.unit_id, ~answered)
    return db.session.scalar(wanted) or 0


def answered(actor: Actor, limit: int) -> Sequence[Complaint]:
    """What was answered, the latest message first."""
    found = exists().where(ComplaintAnswer.complaint_id == Complaint.id)
    return db.session.scalars(visible_to(actor).where(found).order_by(Complaint.sent_at.desc()).limit(limit)).all()


def answers(complaint_id: str) -> Sequence[ComplaintAnswer]:
    """The answers to a message, first first."""
    wanted = select(ComplaintAnswer).where(ComplaintAnswer.complaint_id == complaint_id)
    return db.session.scalars(wanted.order_by(ComplaintAnswer.answered_at, ComplaintAnswer.id)).all()


def by_code(code: str) -> Complaint | None:
    """The message of a code, however it was typed."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return db.session.scalar(select(Complaint).where(Complaint.code_hash == token_hash(plain)))


def boxes() -> Sequence[Unit]:
    """Whom a message may be about: the townships, and the county for the app itself, which comes last."""
    kinds = (UnitKind.TOWNSHIP, UnitKind.COUNTY)
    found = db.session.scalars(select(Unit).where(Unit.kind.in_(kinds)).order_by(Unit.kind.desc(), Unit.position))
    return found.all()
