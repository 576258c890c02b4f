"""Whoever reads while many write misses nothing, because numbers are given last."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.cast import Cast
from tests.together import said, together
from webapp.kernel import clock as kernel_clock
from webapp.kernel.commands import Context, Envelope
from webapp.kernel.db import db, write_transaction
from webapp.sync import reactions
from webapp.sync.cursors import Cursor
from webapp.sync.models import Change, ChangeCounter
from webapp.sync.queries import changes as queries

pytestmark = pytest.mark.slow

WRITERS = 20
Job = Callable[[], Any]


def opening(cast: Cast) -> Envelope:
    """A report in 青龙村."""
    village = cast.unit("青龙村").id
    args = {"ticket_id": make.new_id(), "village_id": village, "type_code": make.STEPS, "words": "破了"}
    return Envelope("ticket.open", args, id=make.new_id())


def missed(app: Flask, cast: Cast, writing: Callable[[int, Job], Job]) -> set[str]:
    """The tickets of twenty writers that somebody who reads meanwhile is never told of.

    :param writing: what writer number *n* makes of carrying out its command.
    """
    inspector, reader = cast.actor("xuncha1"), cast.actor("xianji")
    sent = [opening(cast) for _ in range(WRITERS)]
    busy = threading.Semaphore(0)
    read: list[str] = []

    def write(place: int) -> Job:
        job = writing(place, said(sent[place], inspector))

        def run() -> Any:
            try:
                return job()
            finally:
                busy.release()

        return run

    def follow() -> None:
        cursor, done = Cursor(b"", 0, 0), 0
        while done < WRITERS:
            while busy.acquire(blocking=False):
                done += 1
            # After the last writer once more, in a transaction that sees it.
            db.session.rollback()
            for each in queries.told(reader, cursor, 200):
                read.append(each.ticket_id)
                cursor = cursor.after(each.seq, more=True)
            time.sleep(0.005)

    answers = together(app, [*(write(place) for place in range(WRITERS)), follow])

    assert answers == ["applied"] * WRITERS + [None]
    assert len(read) >= 1
    return {envelope.args["ticket_id"] for envelope in sent} - set(read)


def test_a_reader_misses_nothing_while_twenty_write(app: Flask, cast: Cast) -> None:
    assert missed(app, cast, lambda _place, job: job) == set()


def test_numbers_taken_first_would_lose_changes(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: each writer takes its number before its transaction begins, and the last to take one is the first to
    commit. Whoever reads in between goes past all the others."""
    mine = threading.local()
    ended = [threading.Event() for _ in range(WRITERS + 1)]
    ended[WRITERS].set()

    def early(place: int, job: Job) -> Job:
        def run() -> Any:
            mine.number = place + 1
            ended[place + 1].wait(30)
            try:
                return job()
            finally:
                ended[place].set()

        return run

    monkeypatch.setattr(reactions, "_reserve", lambda _count: mine.number)

    assert missed(app, cast, early) != set()


def test_the_first_changes_of_all_may_come_at_once(app: Flask, cast: Cast) -> None:
    actor = cast.actor("xuncha1")

    def first() -> None:
        context = Context(actor, make.new_id(), kernel_clock.now(), kernel_clock.now())
        context.touch("ticket", context.command_id)
        with write_transaction():  # without the second try that a command gets
            reactions.number(context)

    answers = together(app, [first] * WRITERS)

    assert answers == [None] * WRITERS
    assert sorted(db.session.scalars(select(Change.seq))) == list(range(1, WRITERS + 1))
    assert db.session.scalars(select(ChangeCounter.last)).all() == [WRITERS]


def test_many_steps_on_one_ticket_leave_it_one_number(app: Flask, cast: Cast) -> None:
    actor = cast.actor("xuncha1")
    ticket_id = make.open_ticket(actor).id
    words = [{"ticket_id": ticket_id, "words": str(n)} for n in range(8)]

    answers = together(app, [said(Envelope("ticket.comment", each, id=make.new_id()), actor) for each in words])

    assert answers == ["applied"] * 8
    assert db.session.execute(select(Change.subject, Change.subject_id, Change.seq)).all() == [("ticket", ticket_id, 9)]
