"""How long lists, counts and searches of many tickets take: ``python -m tools.bench_ledger [tickets] [rounds]``.

A fresh demo county, its tickets copied until there are so many (100,000 unless told), one tenth of them not finished.
Each line is what the office waits for: 250 tickets of one filter, or how many there are; and then whole pages. On the
database of DATABASE_URL, else SQLite; milliseconds, median and 95th percentile.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import cast

from flask import Flask
from sqlalchemy import Table, func, insert, select, text

import webapp
from tools.bench import sign_in
from webapp.accounts.models import Person
from webapp.config import Config
from webapp.kernel import clock
from webapp.kernel.actors import Actor
from webapp.kernel.db import db, is_sqlite, write_transaction
from webapp.kernel.ids import new_id
from webapp.kernel.text import in_locale
from webapp.sheets import jobs
from webapp.shell.serving.preparing import prepare
from webapp.tickets import queries
from webapp.tickets.filters import Filter
from webapp.tickets.models import Ticket
from webapp.tickets.vocab import State
from webapp.units import queries as units
from webapp.units.models import Unit
from webapp.units.vocab import UnitKind

BATCH = 5_000
PASSWORD = "measured in peace"  # noqa: S105 - of a county that is gone a minute later
TICKETS = cast("Table", Ticket.__table__)
ROWS = 250
EXPORTED = 5_000
SAYINGS = (
    "台阶破损,老人走不稳",
    "门口杂草长到窗台",
    "桌椅高低不齐,缺两把",
    "电脑积灰,无人用",
    "三张清单没有公示",
    "公开栏还是去年的",
    "",
)


def fill(total: int) -> None:
    """Copy the county's tickets, with other places, days and words, until there are ``total``."""
    chance = random.Random(20261126)  # noqa: S311 - the same county every time
    patterns = [dict(row._mapping) for row in db.session.execute(select(TICKETS))]
    villages = db.session.scalars(select(Unit).where(Unit.kind == UnitKind.VILLAGE)).all()
    there = len(patterns)
    last = db.session.scalar(select(func.max(Ticket.number_seq))) or 0
    states = [*[State.OPEN] * 7, *[State.SUBMITTED] * 3, *[State.CLOSED] * 85, *[State.VOID] * 5]
    while there < total:
        rows = []
        for _ in range(min(BATCH, total - there)):
            pattern, village = chance.choice(patterns), chance.choice(villages)
            last += 1
            opened = clock.now() - timedelta(days=chance.randrange(900), minutes=chance.randrange(1440))
            state = chance.choice(states)
            due = clock.local(opened).date() + timedelta(days=chance.randrange(5, 25))
            if state in (State.OPEN, State.SUBMITTED):
                due = clock.today() + timedelta(days=chance.randrange(-5, 20))
            own = pattern["responsible_id"] == pattern["village_id"]
            rows.append(
                pattern
                | {
                    "id": new_id(), "number_seq": last, "number": f"{village.name[:2]}-{last:06}", "state": state,
                    "village_id": village.id, "township_id": village.township_id,
                    "responsible_id": village.id if own else pattern["responsible_id"], "venue_id": None,
                    "words": f"{chance.choice(SAYINGS)}{chance.randrange(1000)}",
                    "opened_at": opened, "received_at": opened, "released_at": opened, "changed_at": opened,
                    "clock_stopped_at": opened if state == State.SUBMITTED else None, "due_on": due,
                    "closed_at": opened + timedelta(days=4) if state == State.CLOSED else None,
                    "returned_times": chance.choice((0, 0, 0, 1, 2)),
                }
            )  # fmt: skip
        with write_transaction():
            db.session.execute(insert(TICKETS), rows)
        there += len(rows)
    with write_transaction():
        db.session.execute(text("ANALYZE"))


def measured(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median and 95th percentile of so many rounds, in milliseconds."""
    times = []
    for _ in range(rounds):
        db.session.rollback()
        db.session.expunge_all()
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return statistics.median(times), times[min(len(times) - 1, int(len(times) * 0.95))]


def filters(actor: Actor) -> dict[str, Filter]:
    """One of each kind, for somebody of the office."""
    everything = Filter(view="all")
    village = units.villages(actor)[0].id
    opener = db.session.scalars(select(Ticket.opened_by).limit(1)).one()
    month = clock.today().replace(day=1) - timedelta(days=180)
    return {
        "not finished": Filter(),
        "overdue": Filter(light="red"),
        "due soon": Filter(light="amber"),
        "all": everything,
        "all, by due date": replace(everything, sort="-due"),
        "all, page 100": replace(everything, page=100),
        "closed": Filter(view="closed"),
        "closed since half a year": Filter(view="closed", since=month.isoformat()),
        "a village": replace(everything, village=village),
        "a category": replace(everything, category="A"),
        "a kind": replace(everything, type_code="A1-09"),
        "of one opener": replace(everything, opener=opener),
        "returned before": replace(everything, returned="1"),
        "words, many": replace(everything, words="杂草"),
        "words, some": replace(everything, words="杂草长到窗台77"),
        "words, none": replace(everything, words="没有这句话"),
    }


def person(login: str) -> Actor:
    """Somebody of the demo county, in their first role. Raises RuntimeError when there is none."""
    found = db.session.scalars(select(Person).where(Person.login == login)).one()
    actor = units.actor_for(found.id, None)
    if actor is None:
        raise RuntimeError(f"{login} has no role")
    return actor


def report(app: Flask, rounds: int) -> None:
    """Print the table."""
    actor = person("zhenban")
    print(f"{'':26} {'list':>9} {'p95':>9} {'count':>9} {'p95':>9}")
    for name, wanted in filters(actor).items():
        figures = (
            *measured(partial(queries.listed, actor, wanted, ROWS), rounds),
            *measured(partial(queries.count, actor, wanted), rounds),
        )
        print(f"{name:26}", *(f"{figure:7.1f}ms" for figure in figures))
    print("whole pages of 50")
    client = sign_in(app, "zhenban", PASSWORD)
    for name, wanted in filters(actor).items():
        median, slow = measured(partial(client.get, wanted.url()), max(3, rounds // 4))
        print(f"{name:26} {median:7.1f}ms {slow:7.1f}ms")


def exported(actor: Actor, rows: int, *, with_pictures: bool) -> str:
    """How long so many problems take to stand in a file, and how large it is."""
    ids = queries.ids(actor, Filter(view="all"))[:rows]
    with tempfile.TemporaryDirectory() as folder, in_locale("zh_Hans"):
        path = Path(folder, "ledger.xlsx")
        began = time.perf_counter()
        jobs.fill(path, ids, actor, with_pictures=with_pictures, tell=lambda _done: None)
        return f"{time.perf_counter() - began:5.1f} s, {path.stat().st_size / 1e6:.1f} MB"


def main(total: int, rounds: int) -> int:
    """Make the county, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL") or os.environ.get("TEST_POSTGRES_URL", "")
        app = webapp.create_app(Config(data_dir=Path(folder), demo_password=PASSWORD, database_url=url))
        with app.app_context():
            prepare(lambda _done, _all: None)
            fill(total)
            print(f"{total} tickets on {'SQLite' if is_sqlite() else 'PostgreSQL'}")
            report(app, rounds)
            actor = person("zhenban")
            print(f"{EXPORTED} problems as a spreadsheet: {exported(actor, EXPORTED, with_pictures=False)}")
            print(f"the same with pictures: {exported(actor, EXPORTED, with_pictures=True)}")
    return 0


if __name__ == "__main__":
    asked = [int(each) for each in sys.argv[1:]]
    sys.exit(main(asked[0] if asked else 100_000, asked[1] if len(asked) > 1 else 20))
