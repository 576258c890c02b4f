"""Many at once: threads that begin at the same moment, each with a database session of its own."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import Flask

from webapp.kernel.actors import Actor
from webapp.kernel.commands import Envelope, execute
from webapp.kernel.db import db
from webapp.kernel.errors import AppError

Result = TypeVar("Result")


def together(app: Flask, jobs: Sequence[Callable[[], Result]]) -> list[Result | BaseException]:
    """Run every job in a thread of its own; what each returned or raised, in the order of ``jobs``."""
    start = threading.Barrier(len(jobs))
    results: list[Result | BaseException] = [RuntimeError("did not run")] * len(jobs)

    def run(place: int) -> None:
        with app.app_context():
            start.wait()
            try:
                results[place] = jobs[place]()
            except BaseException as error:  # noqa: BLE001 - the test judges what was raised
                results[place] = error
            finally:
                db.session.remove()

    db.session.commit()  # what the test itself has read must not hold a lock or an old view
    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.expire_all()
    return results


def said(envelope: Envelope, actor: Actor) -> Callable[[], str]:
    """A job that carries out a command; ``applied``, ``replayed``, or the code of its problem."""

    def job() -> str:
        try:
            return execute(envelope, actor).status
        except AppError as error:
            return error.problem.code

    return job
