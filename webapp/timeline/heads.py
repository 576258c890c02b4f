"""What the chains of each township ended with on each day (design.md section 3).

A chain that is cut at its end holds in itself; a head of that day tells that something is missing. Heads are in the
database, in every copy of it, and whoever writes one down elsewhere can hold the record against it later.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import select

from webapp.kernel import clock
from webapp.kernel.db import db
from webapp.timeline.models import ChainHead, Entry
from webapp.timeline.queries import every_chain
from webapp.units.models import Unit

SHOWN = 16
"""Letters of a hash on paper: enough that nobody makes another record that begins so."""

SETTLED = timedelta(minutes=10)
"""After midnight: what was begun before it has ended by then."""


@dataclass
class Head:
    """What the chains of one township end with: how many, how long together, and a hash over their last entries."""

    chains: int = 0
    entries: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, last: Entry) -> None:
        """One more chain, in the order of subjects."""
        self.chains += 1
        self.entries += last.position
        self.digest.update(f"{last.subject} {last.subject_id} {last.position} {last.hash}\n".encode())

    @property
    def told(self) -> tuple[int, int, str]:
        """Chains, entries, hash."""
        return self.chains, self.entries, self.digest.hexdigest()


def of_days(days: Sequence[date]) -> dict[tuple[date, str], Head]:
    """The heads at the end of local days, by day and township (the county for what belongs to none); one pass."""
    scopes = {unit.id: unit.township_id or unit.county_id for unit in db.session.scalars(select(Unit))}
    ends = [(day, clock.midnight(day + timedelta(days=1))) for day in sorted(days)]
    found: dict[tuple[date, str], Head] = {}
    for _subject, chain in groupby(every_chain(), key=lambda entry: (entry.subject, entry.subject_id)):
        entries = list(chain)
        scope = scopes.get(entries[0].unit_id, "")
        for day, last in _lasts(entries, ends):
            found.setdefault((day, scope), Head()).add(last)
    return found


def _lasts(entries: Sequence[Entry], ends: Iterable[tuple[date, Any]]) -> Iterator[tuple[date, Entry]]:
    """The last entry of a chain at the end of each day that had begun it."""
    at = 0
    for day, end in ends:
        while at < len(entries) and entries[at].recorded_at < end:
            at += 1
        if at:
            yield day, entries[at - 1]


def seal(day: date) -> None:
    """Write down the heads of a day that is over, and of those before it that nobody was there to seal, as far as the
    last one that was; what was written before stays."""
    last = db.session.scalar(select(ChainHead.day).where(ChainHead.day < day).order_by(ChainHead.day.desc()).limit(1))
    days = [day - timedelta(days=n) for n in range((day - last).days if last else 1)]
    held = {(row.day, row.township_id) for row in db.session.scalars(select(ChainHead).where(ChainHead.day.in_(days)))}
    for (sealed, scope), head in of_days(days).items():
        if (sealed, scope) not in held:
            chains, entries, digest = head.told
            row = ChainHead(day=sealed, township_id=scope, chains=chains, entries=entries, sha256=digest)
            row.made_at = clock.now()
            db.session.add(row)


def faults() -> list[str]:
    """Which heads the record no longer has; empty when it has all of them."""
    rows = db.session.scalars(select(ChainHead).order_by(ChainHead.day, ChainHead.township_id)).all()
    found = of_days(sorted({row.day for row in rows}))
    names = {unit.id: unit.name for unit in db.session.scalars(select(Unit))}
    return [
        f"{names.get(row.township_id, row.township_id)} {row.day}: {row.entries} entries were sealed, not these"
        for row in rows
        if found.get((row.day, row.township_id), Head()).told != (row.chains, row.entries, row.sha256)
    ]


def shown(township_id: str) -> str:
    """The last head of a township as papers show it: the day, and the beginning of the hash; empty without one."""
    wanted = select(ChainHead).where(ChainHead.township_id == township_id).order_by(ChainHead.day.desc()).limit(1)
    row = db.session.scalar(wanted)
    return told(row) if row is not None else ""


def told(row: ChainHead) -> str:
    """A head as papers and the command line show it."""
    return f"{row.day.isoformat()} {row.sha256[:SHOWN]}"


def newest() -> Sequence[ChainHead]:
    """The heads of the last day that was sealed."""
    day = db.session.scalar(select(ChainHead.day).order_by(ChainHead.day.desc()).limit(1))
    return of(day) if day is not None else []


def of(day: date) -> Sequence[ChainHead]:
    """The heads of a day."""
    return db.session.scalars(select(ChainHead).where(ChainHead.day == day).order_by(ChainHead.township_id)).all()
