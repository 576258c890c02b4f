"""The working days of one ticket as cells (期限格, look.md section 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby

from webapp.catalogue.workdays import Calendar, local_date


class Cell(StrEnum):
    """What became of one working day."""

    PAST = "past"
    TODAY = "today"
    LEFT = "left"
    OVER = "over"
    PAUSED = "paused"


@dataclass(frozen=True)
class Pause:
    """A time in which the clock stood still and which is given back; ``until`` None = still does."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Run:
    """Neighbouring cells of one kind, as a share (0–1) of the whole bar."""

    state: Cell
    days: int
    fraction: float


@dataclass(frozen=True)
class Workdays:
    """The cells in order, the same as runs for one bar, and which working day today is."""

    cells: tuple[Cell, ...]
    runs: tuple[Run, ...]
    today_number: int


def workday_cells(released_on: date, due: date, today: date, pauses: Iterable[Pause], calendar: Calendar) -> Workdays:
    """One cell for each working day from the day after release to the due date, or to today if over.

    :param released_on: local date of the release.
    :param due: the due date as it stands, with the pauses that have ended already given back.
    :param today: the local date.
    :param pauses: what was or will be given back. A pause that is not ("no real fix") is left out
        by the caller: those days count as any other.
    """
    stopped, gained = _stopped_days(pauses, today, calendar)
    last = max(calendar.add(due, gained), today)
    days = _working_days(released_on, last, calendar)
    budget = calendar.between(released_on, due) + gained - _ended(stopped, today)
    cells: list[Cell] = []
    for day in days:
        state = _state(day, today, stopped, budget)
        budget -= state is not Cell.PAUSED
        cells.append(state)
    return Workdays(tuple(cells), _runs(cells), max(0, calendar.between(released_on, today)))


def _state(day: date, today: date, stopped: frozenset[date], budget: int) -> Cell:
    if day in stopped:
        return Cell.PAUSED
    if budget <= 0:
        return Cell.OVER
    if day == today:
        return Cell.TODAY
    return Cell.PAST if day < today else Cell.LEFT


def _stopped_days(pauses: Iterable[Pause], today: date, calendar: Calendar) -> tuple[frozenset[date], int]:
    """Working days the clock stood still on, and how many of them are not in the due date yet.

    A day counts as stopped when its end passed in a pause; under a running pause, today too.
    """
    stopped: set[date] = set()
    gained = 0
    for pause in pauses:
        since = local_date(pause.since)
        until = today if pause.until is None else local_date(pause.until)
        ends = [day for day in _working_days(since, until, calendar, first=True) if day < until]
        stopped.update(ends)
        if pause.until is None:
            gained += len(ends)
            stopped.add(today)
    return frozenset(stopped), gained


def _ended(stopped: frozenset[date], today: date) -> int:
    return sum(day < today for day in stopped)


def _working_days(a: date, b: date, calendar: Calendar, first: bool = False) -> list[date]:
    """The working days in ``(a, b]``, or in ``[a, b]`` with ``first``."""
    count = max(0, calendar.between(a, b))
    days = [a] if first and calendar.is_working(a) else []
    for _ in range(count):
        a = calendar.next_working(a)
        days.append(a)
    return days


def _runs(cells: list[Cell]) -> tuple[Run, ...]:
    total = len(cells)
    lengths = [(state, len(list(group))) for state, group in groupby(cells)]
    return tuple(Run(state, days, days / total) for state, days in lengths)
