"""Finding spreadsheets. Nobody learns of those of others."""

from collections.abc import Sequence

from sqlalchemy import select

from webapp.kernel.actors import Actor
from webapp.kernel.db import db
from webapp.kernel.errors import NOT_FOUND, AppError
from webapp.kernel.policy import can
from webapp.sheets.models import Sheet


def get(actor: Actor, sheet_id: str) -> Sheet:
    """A file that the actor asked for. Raises ``http.not_found``."""
    found = db.session.get(Sheet, sheet_id)
    if found is None or not can(actor, "ledger.fetch", found):
        raise AppError(NOT_FOUND)
    return found


def of_person(person_id: str) -> Sequence[Sheet]:
    """All files that somebody asked for, in whatever role, newest first."""
    wanted = select(Sheet).where(Sheet.person_id == person_id)
    return db.session.scalars(wanted.order_by(Sheet.created_at.desc(), Sheet.id.desc())).all()


def listed(actor: Actor) -> list[Sheet]:
    """The files that the actor may fetch, newest first."""
    return [sheet for sheet in of_person(actor.person_id) if can(actor, "ledger.fetch", sheet)]
