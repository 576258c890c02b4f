"""The ticket's clock (design.md section 3): pure functions of dates, terms and a calendar.

Counting starts with the day after release and ends at 24:00 of the due date in Asia/Shanghai.
Nothing here reads the time or the database: the caller says what day it is.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from webapp.catalogue.vocab import LONGEST_TERM
from webapp.catalogue.workdays import Calendar, local_date

REVIEW_DAYS = 2
"""Working days the office gives itself for a review."""

RETURN_FLOOR_DAYS = 2
"""Whole working days that are left at least after a return."""

DAY = timedelta(days=1)


class Colour(StrEnum):
    """What a light says; its shape says the same without colour."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    PAUSED = "paused"

    @property
    def shape(self) -> str:
        """The shape of look.md section 3, a name of the sprite."""
        return _SHAPES[self]


_SHAPES = {
    Colour.GREEN: "ring",
    Colour.AMBER: "triangle",
    Colour.RED: "square",
    Colour.PAUSED: "bars",
}


@dataclass(frozen=True)
class Light:
    """One light on one day.

    ``days_left`` are the working days after today up to the due date, ``days_over`` those since it;
    both are 0 on the due date itself, on rest days right after it, and while the clock is stopped.
    """

    colour: Colour
    due_on: date
    days_left: int = 0
    days_over: int = 0
    due_today: bool = False
    due_tomorrow: bool = False


def due_on(released_at: datetime, term_days: int, calendar: Calendar) -> date:
    """The date whose end is the deadline.

    :param released_at: aware instant of the release; its local date is day 0.
    :param term_days: working days, at least 1.
    :raises ValueError: the term is below 1, or the instant has no time zone.
    """
    if term_days < 1:
        raise ValueError("a term has at least one working day")
    return calendar.add(local_date(released_at), term_days)


def in_time(instant: datetime, due: date) -> bool:
    """Whether ``instant`` (aware) lies before 24:00 local of the due date."""
    return local_date(instant) <= due


def light(due: date, term_days: int, today: date, calendar: Calendar, paused: bool = False) -> Light:
    """The light that ``due`` shows on ``today``.

    Amber are the last working day or the last fifth of the term, whichever is longer, today
    included. Red begins with the first calendar day past due. On rest days right after the due date
    the light is red with 0 days over: late is a fact, but no working day has been lost yet, so
    nothing is proposed from it (a supervision needs one working day).

    :param due: the due date.
    :param term_days: working days of the whole term, for the length of amber.
    :param today: the local date.
    :param paused: submitted or on hold: the clock stands still.
    """
    if paused:
        return Light(Colour.PAUSED, due)
    if today > due:
        return Light(Colour.RED, due, days_over=calendar.between(due, today))
    short = calendar.count(today, due) <= _amber_days(term_days)
    return Light(
        Colour.AMBER if short else Colour.GREEN,
        due,
        days_left=calendar.between(today, due),
        due_today=today == due,
        due_tomorrow=(due - today).days == 1,
    )


def amber_from(due: date, term_days: int, calendar: Calendar) -> date:
    """The first day on which ``light`` is amber; it stays so until the end of the due date.

    With both dates a phone without a signal shows the right light for weeks.

    :param due: the due date.
    :param term_days: working days of the whole term.
    """
    first = due
    while calendar.count(first - DAY, due) <= _amber_days(term_days):
        first -= DAY
    return first


def amber_until(today: date, calendar: Calendar) -> list[tuple[int, date]]:
    """The latest due date that is amber on ``today``, for terms of so many working days and more.

    ``light`` turned round, for a database that has to find what is amber among many.

    :param today: the local date.
    :returns: pairs (shortest term, latest due date), the shortest terms first; the first pair holds for every term.
    """
    ahead = 0 if calendar.is_working(today) else 1
    longest = range(1, _amber_days(LONGEST_TERM) + 1)
    return [(1 if n == 1 else 5 * n, calendar.add(today, n + ahead) - DAY) for n in longest]


def _amber_days(term_days: int) -> int:
    return max(1, term_days // 5)


def resume_due(
    due: date,
    paused_from: datetime,
    resumed_at: datetime,
    calendar: Calendar,
    *,
    give_back: bool = True,
    floor_days: int = 0,
) -> date:
    """The due date after a pause.

    Only the ends of working days that passed while the clock stood are given back: a pause that
    begins and ends on one day wins nothing, and a ticket already late stays as late as it was.

    :param paused_from: aware instant the clock stopped.
    :param resumed_at: aware instant it runs again, not before ``paused_from``.
    :param give_back: False for a return because of "no real fix".
    :param floor_days: whole working days left at least after the day of resuming
        (``RETURN_FLOOR_DAYS`` on a return), or 0 for none.
    :raises ValueError: the pause ends before it begins.
    """
    if resumed_at < paused_from:
        raise ValueError("a pause ends after it begins")
    resumed_on = local_date(resumed_at)
    lost = calendar.count(local_date(paused_from), resumed_on) - calendar.is_working(resumed_on)
    pushed = calendar.add(due, lost) if give_back else due
    return max(pushed, calendar.add(resumed_on, floor_days)) if floor_days else pushed


def review_due(submitted_at: datetime, calendar: Calendar) -> date:
    """The date by whose end the office should have reviewed what came at ``submitted_at``."""
    return due_on(submitted_at, REVIEW_DAYS, calendar)


def review_light(submitted_at: datetime, today: date, calendar: Calendar) -> Light:
    """The office's own light for a fix that waits since ``submitted_at``."""
    return light(review_due(submitted_at, calendar), REVIEW_DAYS, today, calendar)
