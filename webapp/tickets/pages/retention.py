"""How long photos are kept, and what would go."""

from typing import Any

from flask import render_template, request, url_for

from webapp.kernel import clock, dates, forms
from webapp.kernel.forms import Form
from webapp.kernel.http import access
from webapp.kernel.text import _, ngettext, size
from webapp.tickets import retention
from webapp.tickets.pages import pages
from webapp.tickets.vocab import KEPT_CHOICES

FOR_EVER = "ever"


@pages.get("/settings/retention")
@access("retention.set")
def kept() -> Any:
    """The choices, each with what would go by it now."""
    return _page(forms.blank())


@pages.post("/settings/retention")
@access("retention.set")
def keep() -> Any:
    """Choose another."""
    years = request.form.get("years", "")
    form = forms.run("retention.set", {"years": None if years == FOR_EVER else _number(years)})
    if form.failed:
        return _page(form)
    return forms.done(url_for(".kept"), _("Set. Nothing is removed before tomorrow."))


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() else text


def _page(form: Form) -> Any:
    limits = [retention.limit(years) for years in KEPT_CHOICES]
    choices = [
        (
            years,
            ngettext("%(num)d year", "%(num)d years", years),
            _would_go(found.photos, found.size, dates.day(until.date())),
        )
        for years, until, found in zip(KEPT_CHOICES, map(clock.local, limits), retention.sums(limits), strict=True)
    ]
    page = render_template(
        "tickets/retention.html",
        choices=[*choices, (FOR_EVER, _("For ever"), "")],
        chosen=retention.years() or FOR_EVER,
        may_remove=retention.may_remove(),
        form=form,
    )
    return page, form.status


def _would_go(photos: int, total: int, day: str) -> str:
    if not photos:
        return str(_("Nothing is that old."))
    told = {"size": size(total), "day": day}
    return ngettext(
        "%(num)d photo, %(size)s, of what ended before %(day)s",
        "%(num)d photos, %(size)s, of what ended before %(day)s",
        photos,
        **told,
    )
