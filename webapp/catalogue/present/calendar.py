"""The calendar of a year in words."""

from calendar import SATURDAY
from calendar import Calendar as Grid
from datetime import date
from typing import Any

from webapp.catalogue import queries
from webapp.catalogue.day_lines import Fault
from webapp.catalogue.workdays import Calendar
from webapp.kernel import clock, dates
from webapp.kernel.text import _, lazy

WARNED_FROM = (11, 1)
"""Month and day from which a missing table of the next year is said: the State Council tells it in November."""

FAULTS = {
    Fault.UNREADABLE: lazy("is not understood: a date, 休 or 班, and what for"),
    Fault.NO_SUCH_DAY: lazy("names a day that does not exist"),
    Fault.BACKWARDS: lazy("ends before it begins"),
    Fault.TOO_LONG: lazy("is longer than a month, or its remark too long"),
    Fault.TWICE: lazy("names a day that stands above already"),
}


def missing_year(calendar: Calendar) -> int | None:
    """The year whose holidays are not known and should be by today; None when all is well."""
    today = clock.today()
    if not calendar.knows(today.year):
        return today.year
    is_time = (today.month, today.day) >= WARNED_FROM
    return today.year + 1 if is_time and not calendar.knows(today.year + 1) else None


def months(year: int, calendar: Calendar) -> list[dict[str, Any]]:
    """Twelve months of weeks of days; a day that belongs to another month is None."""
    own, today = {row.day for row in queries.own_days()}, clock.today()
    return [
        {
            "name": dates.month(date(year, month, 1)),
            "weeks": [
                [_day(day, calendar, own, today) if day.month == month else None for day in week]
                for week in Grid().monthdatescalendar(year, month)
            ],
        }
        for month in range(1, 13)
    ]


def weekdays() -> list[str]:
    """The heads of a month's columns, Monday first."""
    return [dates.weekday(date(2026, 6, day)) for day in range(1, 8)]  # 1 June 2026 is a Monday


def own_days(year: int) -> list[dict[str, Any]]:
    """What was decided here about a year."""
    return [
        {
            "iso": row.day.isoformat(),
            "day": dates.day_of_week(row.day),
            "label": str(_("worked") if row.is_working else _("free")),
            "note": row.note,
        }
        for row in queries.own_days()
        if row.day.year == year
    ]


def faults(found: list[tuple[int, Fault]]) -> str:
    """What is wrong with which lines, as one sentence."""
    said = [_("Line %(n)s %(fault)s", n=number, fault=FAULTS[fault]) for number, fault in found]
    return str(_("; ")).join(map(str, said)) + str(_("."))


def _day(day: date, calendar: Calendar, own: set[date], today: date) -> dict[str, Any]:
    works, is_weekend = calendar.is_working(day), day.weekday() >= SATURDAY
    kind = ("swapped" if is_weekend else "work") if works else ("rest" if is_weekend else "holiday")
    return {"n": day.day, "kind": kind, "own": day in own, "today": day == today}
