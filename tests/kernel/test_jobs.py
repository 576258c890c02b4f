"""Jobs: asked for in the same transaction, done once, tried again, survived."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from tests.conftest import Clock
from tests.together import together
from webapp.catalogue.models import CalendarDay
from webapp.kernel import jobs
from webapp.kernel.db import db as database
from webapp.kernel.db import write_transaction
from webapp.kernel.jobs import JOBS, LEASE, MAX_ATTEMPTS, Job, enqueue, run_due


@pytest.fixture
def done() -> Iterator[list[str]]:
    """What the test's own jobs have done."""
    found: list[str] = []
    before, apart = dict(JOBS), set(jobs.APART)

    @jobs.job("test.note")
    def note(what: str) -> None:
        found.append(what)

    @jobs.job("test.break")
    def break_down() -> None:
        database.session.add(CalendarDay(day=Clock().now().date(), is_working=False))
        database.session.flush()
        raise ZeroDivisionError("no")

    @jobs.job("test.apart", apart=True)
    def slow(what: str) -> None:
        with write_transaction():  # would wait for ever for the lock of a transaction around it
            found.append(what)

    yield found
    JOBS.clear()
    JOBS.update(before)
    jobs.APART.clear()
    jobs.APART.update(apart)


def ask(name: str, **args: Any) -> None:
    with write_transaction():
        enqueue(name, **args)


def waiting() -> list[Job]:
    database.session.expire_all()
    return list(database.session.scalars(select(Job)))


def test_a_job_is_done_once(db: SQLAlchemy, done: list[str]) -> None:
    ask("test.note", what="a")

    assert (run_due(), run_due()) == (1, 0)
    assert (done, waiting()) == (["a"], [])


def test_a_job_of_a_transaction_that_failed_was_never_asked_for(db: SQLAlchemy, done: list[str]) -> None:
    def fails() -> None:
        with write_transaction():
            enqueue("test.note", what="a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()

    assert (run_due(), done) == (0, [])


def test_a_key_asks_once(db: SQLAlchemy, done: list[str]) -> None:
    ask("test.note", key="k", what="a")
    ask("test.note", key="k", what="b")

    run_due()

    assert done == ["a"]


def test_a_job_that_breaks_leaves_nothing_and_is_tried_again_later(
    db: SQLAlchemy, done: list[str], clock: Clock
) -> None:
    ask("test.break")

    run_due()

    (row,) = waiting()
    assert (row.attempts, row.leased_until) == (1, None)
    assert row.last_error == "ZeroDivisionError: no"
    assert row.run_at > clock.now()
    assert database.session.scalars(select(CalendarDay)).all() == []


def test_a_job_that_always_breaks_is_given_up_and_kept(db: SQLAlchemy, done: list[str], clock: Clock) -> None:
    ask("test.break")

    for _ in range(MAX_ATTEMPTS + 2):
        clock.forward(hours=1)
        run_due()

    assert [row.attempts for row in waiting()] == [MAX_ATTEMPTS]
    assert run_due() == 0


def test_a_job_whose_worker_died_is_taken_over_when_its_lease_ends(
    db: SQLAlchemy, done: list[str], clock: Clock
) -> None:
    ask("test.note", what="a")
    with write_transaction():  # a worker claimed it and was killed
        row = database.session.scalars(select(Job)).one()
        row.leased_until, row.lease, row.attempts = clock.now() + LEASE, "dead", 1

    early = run_due()
    clock.set(clock.now() + LEASE + timedelta(seconds=1))
    late = run_due()

    assert (early, late, done) == (0, 1, ["a"])


def test_a_slow_job_holds_no_transaction(db: SQLAlchemy, done: list[str]) -> None:
    ask("test.apart", what="a")

    run_due()

    assert (done, waiting()) == (["a"], [])


def test_many_workers_do_each_job_once(app: Flask, db: SQLAlchemy, done: list[str]) -> None:
    for number in range(30):
        ask("test.note", what=str(number))

    together(app, [run_due] * 4)
    run_due()

    assert sorted(done, key=int) == [str(number) for number in range(30)]
    assert waiting() == []
