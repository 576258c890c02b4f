"""What follows from every command: the numbers by which phones read what changed."""

from sqlalchemy import update

from webapp.kernel.commands import Context
from webapp.kernel.db import advisory_lock, change, db, lock_number
from webapp.sync.models import Change, ChangeCounter
from webapp.sync.vocab import COUNTER, NUMBERED


def number(ctx: Context) -> None:
    """Give what a command changed the next numbers, each thing one: it moves to the end of what there is to read.

    A finisher: the counter's row is locked last and until the commit, so numbers become readable in their order.
    """
    told = [(event.subject, event.subject_id) for event in ctx.emitted]
    changed = [each for each in dict.fromkeys([*told, *ctx.touched]) if each[0] in NUMBERED]
    if not changed:
        return
    for seq, (subject, subject_id) in enumerate(changed, _reserve(len(changed))):
        moving = update(Change).where(Change.subject == subject, Change.subject_id == subject_id)
        if change(moving.values(seq=seq)) == 0:
            db.session.add(Change(subject=subject, subject_id=subject_id, seq=seq))
    db.session.flush()


def _reserve(count: int) -> int:
    """The first of ``count`` numbers that nobody else gets; locks the counter."""
    last = _raise_by(count)
    if last is None:
        # Of several first ones at once one makes the row; the others wait here and find it.
        advisory_lock(lock_number("the first change"))
        last = _raise_by(count)
    if last is None:
        last = count
        db.session.add(ChangeCounter(id=COUNTER, last=last))
        db.session.flush()
    return last - count + 1


def _raise_by(count: int) -> int | None:
    """The counter after raising it; None while it has no row."""
    raised = update(ChangeCounter).where(ChangeCounter.id == COUNTER).values(last=ChangeCounter.last + count)
    return db.session.scalar(raised.returning(ChangeCounter.last).execution_options(synchronize_session=False))
