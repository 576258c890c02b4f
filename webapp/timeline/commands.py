"""The sink: every event becomes one entry, in the transaction of its command."""

from typing import Any

from sqlalchemy import select

from webapp.kernel.commands import Context
from webapp.kernel.db import db
from webapp.kernel.events import Event
from webapp.timeline.chain import GENESIS, entry_hash
from webapp.timeline.models import Entry


def record(ctx: Context, event: Event) -> None:
    """Append ``event`` to its subject's chain.

    Two writers cannot fork a chain: SQLite has one writer, and on PostgreSQL the unique position makes
    the second fail and its command run again.
    """
    last = db.session.execute(
        select(Entry.position, Entry.hash)
        .where(Entry.subject == event.subject, Entry.subject_id == event.subject_id)
        .order_by(Entry.position.desc())
        .limit(1)
    ).first()
    entry = Entry(
        subject=event.subject,
        subject_id=event.subject_id,
        position=last.position + 1 if last else 1,
        name=event.name,
        unit_id=event.unit_id,
        actor_id=ctx.actor.person_id,
        actor_name=ctx.actor.name,
        actor_role=ctx.actor.role,
        actor_unit_id=ctx.actor.unit_id,
        actor_unit_name=ctx.actor.unit_name,
        happened_at=ctx.happened_at,
        recorded_at=ctx.now,
        skew_seconds=ctx.skew_seconds,
        command_id=ctx.command_id,
        data=_data(ctx, event),
        prev_hash=last.hash if last else GENESIS,
    )
    entry.hash = entry_hash(entry)
    db.session.add(entry)
    db.session.flush()


def _data(ctx: Context, event: Event) -> dict[str, Any]:
    """What the entry keeps of an event, and who brought it in when that was not its maker's own phone."""
    return event.data() | ({"brought_by": ctx.brought_by.name} if ctx.brought_by else {})
