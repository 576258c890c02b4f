"""Putting into the box, which nobody needs a name for, and answering."""

import hashlib
import hmac
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import delete

from webapp.accounts.tokens import token_hash
from webapp.complaints import queries
from webapp.complaints.events import ComplaintAnswered
from webapp.complaints.models import Complaint, ComplaintAnswer, ComplaintCount
from webapp.complaints.problems import TOO_MANY
from webapp.complaints.schemas import AnswerComplaint, SendComplaint
from webapp.complaints.vocab import A_DAY, CODE_LENGTH, COUNTED_FOR, LETTERS
from webapp.kernel import clock
from webapp.kernel.commands import Context, command
from webapp.kernel.db import advisory_lock, canonical, db, lock_number, write_transaction
from webapp.kernel.errors import INVALID, AppError
from webapp.kernel.ids import id_within, new_id
from webapp.kernel.policy import require
from webapp.units.models import Unit


def send(args: dict[str, Any], form_id: str, key: str, network: str) -> str:
    """Put a message into the box. No command, because nobody acts: who sends it is known to nobody.

    :param form_id: the form's own id; the same with the same content again changes nothing, and gives the same code.
    :param key: the installation's secret, from which the code is made, so that it is kept nowhere.
    :param network: where it came from; counted for a day, apart from the message.
    :returns: the code to ask with.
    Raises ``input.invalid``, ``complaint.too_many``.
    """
    try:
        told = SendComplaint().load(args)
    except ValidationError as error:
        raise AppError(INVALID, fields=error.normalized_messages()) from None
    if told["unit_id"] not in {unit.id for unit in queries.boxes()}:
        raise AppError(INVALID, fields={"unit_id": ["unknown"]})
    content = canonical(told)
    code, complaint_id = code_of(key, form_id, content), id_within(form_id, "complaint", content)
    with write_transaction():
        advisory_lock(lock_number("the box"))  # messages are few: one at a time, so that a double tap finds the first
        if db.session.get(Complaint, complaint_id) is None:
            _count(key, network)
            row = Complaint(id=complaint_id, code_hash=token_hash(code), sent_at=clock.now(), **told)
            db.session.add(row)
    return code


def code_of(key: str, form_id: str, content: str) -> str:
    """The code of what a form sends: the same for the same form and content, and nobody without ``key`` can make it."""
    made = hmac.new(key.encode(), f"complaint:{form_id}:{content}".encode(), hashlib.sha256).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in made[:CODE_LENGTH])


@command("complaint.answer", AnswerComplaint)
def answer(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Answer a message; who sent it reads the answer with their code. Raises ``http.not_found``."""
    complaint = queries.get(ctx.actor, args["complaint_id"])
    require(ctx.actor, "complaint.answer", db.session.get_one(Unit, complaint.unit_id))
    row = ComplaintAnswer(id=new_id(), complaint_id=complaint.id, words=args["words"], answered_at=ctx.now)
    row.answered_by, row.unit_id = ctx.actor.person_id, ctx.actor.unit_id
    db.session.add(row)
    ctx.emit(ComplaintAnswered(subject_id=complaint.id, unit_id=complaint.unit_id, words=row.words))
    return {"answer_id": row.id}


def _count(key: str, network: str) -> None:
    today = clock.today()
    db.session.execute(delete(ComplaintCount).where(ComplaintCount.day <= today - COUNTED_FOR))
    hashed = hmac.new(key.encode(), f"network:{today}:{network}".encode(), hashlib.sha256).hexdigest()
    row = db.session.get(ComplaintCount, (today, hashed))
    if row is None:
        row = ComplaintCount(day=today, network=hashed, count=0)
        db.session.add(row)
    if row.count >= A_DAY:
        raise AppError(TOO_MANY)
    row.count += 1
