"""How long photos are kept (design.md section 4): from the end of the last problem that shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Subquery, and_, case, func, select

from webapp.kernel import clock
from webapp.kernel.db import db
from webapp.photos.models import Photo, Withheld
from webapp.tickets.models import Retention, Ticket, TicketPhoto
from webapp.tickets.vocab import KEPT_YEARS, State

THE_ROW = 1
THINKING_TIME = timedelta(days=1)
"""How long after another time was set nothing is removed yet: whoever chose wrongly can take it back."""

NOT_ENDED = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Sum:
    """What would go: photos (each once, however often it was sent) and their bytes."""

    photos: int
    size: int


def years() -> int | None:
    """For how many years photos are kept after the end of their problem; None is for ever."""
    row = db.session.get(Retention, THE_ROW)
    return row.years if row is not None else KEPT_YEARS


def may_remove() -> bool:
    """Whether the time to think again after the last setting is over."""
    row = db.session.get(Retention, THE_ROW)
    return row is None or clock.now() - row.set_at >= THINKING_TIME


def limit(kept: int) -> datetime:
    """The instant before which a problem must have ended for its photos to go now: the same day, so many years ago."""
    today = clock.local(clock.now()).date()
    year, is_leap_day = today.year - kept, (today.month, today.day) == (2, 29)
    return clock.midnight(today.replace(year=year, day=28) if is_leap_day else today.replace(year=year))


def sums(limits: Sequence[datetime]) -> list[Sum]:
    """What would go at each of these limits, in one reading of all photos."""
    ended = _ended()
    columns = []
    for each in limits:
        gone = ended.c.ended < each
        columns += [func.count(case((gone, 1))), func.coalesce(func.sum(case((gone, ended.c.size))), 0)]
    found = db.session.execute(select(*columns)).one()
    return [Sum(int(found[at]), int(found[at + 1])) for at in range(0, len(found), 2)]


def expired(before: datetime, among: Sequence[str] | None = None) -> Sequence[str]:
    """Hashes of the photos that nothing needs any more since ``before``.

    :param among: only of these hashes; of all when None.
    """
    ended = _ended(among)
    return db.session.scalars(select(ended.c.sha256).where(ended.c.ended < before)).all()


def _ended(among: Sequence[str] | None = None) -> Subquery:
    """Each hash with the bytes of one photo and the instant since which nothing needs it."""
    last = case(
        (TicketPhoto.photo_id.is_(None), Photo.received_at),
        (and_(Ticket.state == State.CLOSED, Ticket.closed_at.is_not(None)), Ticket.closed_at),
        (Ticket.state == State.VOID, Ticket.changed_at),
        else_=NOT_ENDED,
    )
    rows = select(Photo.sha256, func.max(Photo.size).label("size"), func.max(last).label("ended"))
    rows = rows.outerjoin(TicketPhoto, TicketPhoto.photo_id == Photo.id)
    rows = rows.outerjoin(Ticket, Ticket.id == TicketPhoto.ticket_id).where(Photo.expired_at.is_(None))
    rows = rows.where(Photo.sha256.not_in(select(Withheld.sha256)))  # gone already
    if among is not None:
        rows = rows.where(Photo.sha256.in_(among))
    return rows.group_by(Photo.sha256).subquery()
