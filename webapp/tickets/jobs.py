"""Photos that were kept as long as photos are go by themselves, at night."""

from datetime import date

from sqlalchemy import update

from webapp.kernel import clock
from webapp.kernel.db import db, write_transaction
from webapp.kernel.jobs import enqueue, job, still_at_it
from webapp.photos.models import Photo
from webapp.tickets import retention

NIGHT = 3
"""The local hour from which photos go: after the copy of the night."""

AT_ONCE = 100
"""Photos that are let go in one transaction, so that nobody waits for it."""

_asked: dict[str, date] = {}


@job("tickets.expire_photos", apart=True)
def expire_photos() -> None:
    """Let go of every photo that was kept long enough; its row and its hash stay."""
    kept = retention.years()
    if kept is None or not retention.may_remove():
        return
    before = retention.limit(kept)
    hashes = retention.expired(before)
    db.session.rollback()
    for at in range(0, len(hashes), AT_ONCE):
        still_at_it()
        with write_transaction():
            # Asked once more: somebody may have reopened a problem meanwhile, or sent the same photo again.
            going = retention.expired(before, hashes[at : at + AT_ONCE])
            db.session.execute(update(Photo).where(Photo.sha256.in_(going)).values(expired_at=clock.now()))
            for sha256 in going:
                enqueue("photos.remove", sha256=sha256)


def ask_for_expiry() -> None:
    """Have it done once a day in each process, from ``NIGHT`` on."""
    now = clock.local(clock.now())
    if _asked.get("day") == now.date() or now.hour < NIGHT:
        return
    with write_transaction():
        enqueue("tickets.expire_photos", key="tickets.expire_photos")
    _asked["day"] = now.date()
