"""Child processes that live and die with their parent: started again when they die, ended when it ends."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import FrameType

import click

from webapp.kernel.orphans import end_with_parent

POLL_SECONDS = 0.2
LONGEST_PAUSE = 30.0
PROVEN_SECONDS = 20.0
"""A child that lived this long had started well: its death is an accident and it is started again at once."""

PATIENCE = {signal.SIGINT: 8.0, signal.SIGTERM: 45.0, signal.SIGHUP: 45.0}
"""Seconds for children to finish what they do (gunicorn gives its requests 40) before they are killed."""

ENDINGS = tuple(PATIENCE)


@dataclass
class Child:
    """A program to keep running. ``essential``: when it cannot even start, everything ends."""

    name: str
    command: Sequence[str]
    essential: bool = False
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    again_at: float = 0.0


@dataclass
class Family:
    """Children and the environment they get; ``when_ready`` is called once, as soon as ``is_ready`` says so."""

    children: list[Child]
    environment: Mapping[str, str]
    is_ready: Callable[[], bool]
    when_ready: Callable[[], None]
    told: bool = False
    ending: threading.Event = field(default_factory=threading.Event)
    patience: float = PATIENCE[signal.SIGTERM]
    asked: int = 0

    def live(self) -> int:
        """Start all children and keep them running until a signal ends us. Returns an exit status."""
        for number in ENDINGS:
            signal.signal(number, self._end)
        for child in self.children:
            self._start(child)
        status = 0
        while not self.ending.wait(POLL_SECONDS):
            if (failed := self._look_after()) is not None:
                status = failed
                break
            if not self.told and self.is_ready():
                self.told = True
                self.when_ready()
        self._stop()
        return status

    def _end(self, number: int, _frame: FrameType | None) -> None:
        self.patience = min(self.patience, PATIENCE[signal.Signals(number)])
        self.asked += 1
        self.ending.set()

    def _start(self, child: Child) -> None:
        child.started = time.monotonic()
        child.process = subprocess.Popen(  # noqa: S603 - our own programs
            child.command,
            env=self.environment,
            start_new_session=True,  # Ctrl+C reaches us only, and we end the children in order
            preexec_fn=partial(end_with_parent, os.getpid()),
        )

    def _look_after(self) -> int | None:
        """Start again what has died. Returns its status when an essential child cannot start at all."""
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.again_at:
                    self._start(child)
                continue
            status = child.process.poll()
            if status is None:
                continue
            proven = now - child.started >= PROVEN_SECONDS
            if child.essential and not proven:
                return status if status > 0 else 1
            child.process = None
            child.pause = 0.0 if proven else min(max(1.0, child.pause * 2), LONGEST_PAUSE)
            child.again_at = now + child.pause
            click.echo(f"{child.name} ended with status {status}; starting it again", err=True)
        return None

    def _stop(self) -> None:
        """Ask all to finish, wait, and kill who does not; a second signal shortens the wait."""
        alive = [child.process for child in self.children if child.process is not None]
        for process in alive:
            process.terminate()
        asked, deadline = self.asked, time.monotonic() + self.patience
        while any(process.poll() is None for process in alive):
            if time.monotonic() > deadline or self.asked > max(asked, 1):
                for process in alive:
                    process.kill()
            time.sleep(POLL_SECONDS / 4)
