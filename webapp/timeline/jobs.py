"""Each day's end is written down once it is over."""

from datetime import date, timedelta

from sqlalchemy import select

from webapp.kernel import clock
from webapp.kernel.db import db, write_transaction
from webapp.kernel.jobs import enqueue, job
from webapp.timeline import heads
from webapp.timeline.models import ChainHead

_asked: dict[str, date] = {}


@job("timeline.seal")
def seal(day: str) -> None:
    """Write down what the chains ended with on a day."""
    heads.seal(date.fromisoformat(day))


def ask_for_yesterday() -> None:
    """Have yesterday sealed, once a day in each process, unless it is."""
    now = clock.local(clock.now())
    day = now.date() - timedelta(days=1)
    if _asked.get("day") == day or now < clock.midnight(now.date()) + heads.SETTLED:
        return
    if db.session.scalar(select(ChainHead.day).where(ChainHead.day == day).limit(1)) is None:
        with write_transaction():
            enqueue("timeline.seal", key="timeline.seal", day=day.isoformat())
    _asked["day"] = day
