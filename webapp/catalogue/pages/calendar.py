"""The calendar: a year at a glance, and what was decided here about it."""

from typing import Any

from flask import render_template, request, url_for

from webapp.catalogue import day_lines, queries
from webapp.catalogue.pages import pages
from webapp.catalogue.present import calendar as present
from webapp.kernel import clock, forms
from webapp.kernel.forms import Form
from webapp.kernel.http import access
from webapp.kernel.text import _

YEARS_AHEAD, YEARS_BACK = 2, 3


@pages.get("/settings/calendar")
@access("calendar.set_days")
def calendar() -> Any:
    """A year: what is worked, what is free, what was decided here."""
    return _page(forms.blank())


@pages.post("/settings/calendar")
@access("calendar.set_days")
def set_days() -> Any:
    """Take down days, one or many."""
    days, faults = day_lines.read(request.form.get("lines", ""))
    if faults:
        return _page(forms.refused(forms.invalid(lines=present.faults(faults))))
    args = {"days": [{"day": d.day.isoformat(), "is_working": d.is_working, "note": d.note} for d in days]}
    form = forms.run("calendar.set_days", args, blame={"input.invalid": "lines"})
    if form.failed:
        return _page(form)
    return forms.done(_address(days[0].day.year), _("Taken down. Due dates that were given stay as they are."))


@pages.post("/settings/calendar/<day>/forget")
@access("calendar.set_days")
def forget(day: str) -> Any:
    """Count a day as announced again."""
    form = forms.run("calendar.set_days", {"days": [{"day": day, "is_working": None}]})
    if form.error:
        raise form.error
    return forms.done(_address(int(day[:4])), _("Counted as announced again."))


def _page(form: Form) -> tuple[str, int]:
    counted, year = queries.calendar(), _year()
    page = render_template(
        "catalogue/calendar.html",
        year=year,
        years=[(each, _address(each)) for each in _years()],
        months=present.months(year, counted),
        weekdays=present.weekdays(),
        own_days=present.own_days(year),
        missing=present.missing_year(counted),
        is_known=counted.knows(year),
        form=form,
    )
    return page, form.status


def _years() -> range:
    now = clock.today().year
    return range(now - YEARS_BACK, now + YEARS_AHEAD + 1)


def _year() -> int:
    asked = request.args.get("year", "")
    shown = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == len("2026") else clock.today().year
    return shown if shown in _years() else clock.today().year


def _address(year: int) -> str:
    return url_for("catalogue.calendar", year=year)
