"""The job runner: one process that works off what commands have asked for."""

import logging
import os
import signal
import threading

from webapp.kernel.db import db
from webapp.kernel.jobs import run_due
from webapp.shell.backups.making import ask_for_tonights
from webapp.tickets.jobs import ask_for_expiry
from webapp.timeline.jobs import ask_for_yesterday

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 4.0
"""Seconds between looks at an empty table; a photo's sizes that are not made yet are made on first view."""

LONGEST_TROUBLE = 60.0
BEHIND = 10
"""How nice the runner is: whoever waits for an answer comes first, smaller copies of photos can wait."""

log = logging.getLogger("xungai.jobs")


def run_all() -> int:
    """Run what is due until nothing is left. Returns how many jobs were tried."""
    total = 0
    while tried := run_due():
        total += tried
    return total


def run_until_told() -> None:
    """Run jobs as they fall due, until SIGTERM or SIGINT; the job at work is finished first.

    A database that cannot be reached is asked again, less and less often.
    """
    os.nice(BEHIND)
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    parent, pause = os.getppid(), FIRST_PAUSE
    while not told.is_set() and os.getppid() == parent:
        try:
            ask_for_yesterday()
            ask_for_tonights()
            ask_for_expiry()
            pause = 0.0 if run_due(limit=1) else min(max(FIRST_PAUSE, pause * 1.5), LONGEST_PAUSE)
        except Exception:  # the runner outlives every accident of the database
            log.exception("jobs cannot be read; trying again")
            pause = min(max(FIRST_PAUSE, pause * 2), LONGEST_TROUBLE)
        finally:
            db.session.remove()
        told.wait(pause)
