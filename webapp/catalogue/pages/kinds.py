"""The catalogue on screen: what kinds there are, one of them and its history, what changed between two days."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import render_template, request, url_for

from webapp.catalogue import queries
from webapp.catalogue.models import IssueType
from webapp.catalogue.pages import pages
from webapp.catalogue.present import kinds as present
from webapp.catalogue.problems import CHANGED_MEANWHILE, CODE_TAKEN, NO_GROUP, TILE_TAKEN
from webapp.catalogue.schemas import KindArgs
from webapp.catalogue.vocab import (
    EVIDENCE_LABELS,
    OWNER_LABELS,
    SEVERITY_LABELS,
    TEXT_LIMITS,
    TILES,
)
from webapp.kernel import clock, forms
from webapp.kernel.errors import NOT_FOUND, AppError
from webapp.kernel.forms import Form
from webapp.kernel.http import access, acting
from webapp.kernel.policy import can
from webapp.kernel.text import _, joined

TYPED = [name for name in KindArgs().fields if name != "code"]
NUMBERS = ("term_days", "named")
BLAME = {
    CODE_TAKEN.code: "code",
    NO_GROUP.code: "code",
    TILE_TAKEN.code: "named",
}
LOOKED_BACK = timedelta(days=90)
NEW = {"severity": "minor", "term_days": 5, "default_owner": "village", "evidence": "optional", "icon": "other"}


@pages.get("/settings/catalogue")
@access("catalogue.view")
def kinds() -> Any:
    """All kinds, group by group; those that are offered no more at the end."""
    every = queries.newest()
    return render_template(
        "catalogue/kinds.html",
        groups=present.groups([kind for kind in every if kind.retired_at is None]),
        retired=present.groups([kind for kind in every if kind.retired_at is not None]),
        may_change=can(acting(), "kind.save"),
    )


@pages.get("/settings/catalogue/new")
@access("kind.save")
def new_kind() -> Any:
    """A kind to be added."""
    return _form_page(None, forms.blank(**NEW))


@pages.post("/settings/catalogue/new")
@access("kind.save")
def add_kind() -> Any:
    """Add it."""
    form = forms.run("kind.save", _typed(request.form.get("code", "").strip(), None), blame=BLAME)
    if form.failed:
        return _form_page(None, form)
    return forms.done(_address((form.result or {})["code"]), _("Added. It is offered from now on."))


@pages.get("/settings/catalogue/<code>")
@access("catalogue.view")
def kind(code: str) -> Any:
    """One kind: to be changed by who may, with its history."""
    found = _found(code)
    return _form_page(found, forms.blank(**present.values(found)))


@pages.post("/settings/catalogue/<code>")
@access("kind.save")
def save_kind(code: str) -> Any:
    """Change it; a change is another revision."""
    found, seen = _found(code), request.form.get("revision", "")
    args = _typed(code, int(seen) if seen.isascii() and seen.isdigit() else 0)
    form = forms.run("kind.save", args, blame=BLAME)
    if form.failed:
        return _form_page(found, form)
    return forms.done(_address(code), _("Changed. Problems that were reported before keep what held then."))


@pages.post("/settings/catalogue/<code>/<any(retire, restore):step>")
@access("kind.retire")
def offer(code: str, step: str) -> Any:
    """Offer it no more, or again."""
    form = forms.run(f"kind.{step}", {"code": code})
    if form.failed:
        return _form_page(_found(code), form)
    said = _("Offered no more. Problems of this kind go on.") if step == "retire" else _("Offered again.")
    return forms.done(_address(code), said)


@pages.get("/settings/catalogue/changes")
@access("catalogue.view")
def changes() -> Any:
    """What differs between two days."""
    today = clock.today()
    since, until = _day("since", today - LOOKED_BACK), _day("until", today)
    told = present.compared(queries.as_of(_end(since)), queries.as_of(_end(until)))
    return render_template("catalogue/changes.html", since=since, until=until, told=told)


def _form_page(found: IssueType | None, form: Form) -> Any:
    page = render_template(
        "catalogue/kind.html",
        kind=found,
        title=present.values(found) if found else None,
        form=form,
        may_change=can(acting(), "kind.save"),
        is_stale=form.error is not None and form.error.problem is CHANGED_MEANWHILE,
        lines=present.lines(found) if found else [],
        history=present.history(found.code) if found else [],
        groups=joined([title for _code, title in present.group_choices()]),
        texts=present.TEXT_LABELS,
        languages=present.LANGUAGE_LABELS,
        limits=TEXT_LIMITS,
        severities=list(SEVERITY_LABELS.items()),
        owners=list(OWNER_LABELS.items()),
        evidences=list(EVIDENCE_LABELS.items()),
        icons=present.icons(),
        tiles=[(number, number) for number in range(1, TILES + 1)],
        asked_besides=present.asked_besides(found) if found else "",
    )
    return page, form.status


def _typed(code: str, revision: int | None) -> dict[str, Any]:
    args: dict[str, Any] = forms.typed(*TYPED)
    for name in NUMBERS:
        if (text := args.get(name, "")).isascii() and text.isdigit():
            args[name] = int(text)
    return args | {"code": code, "revision": revision}


def _found(code: str) -> IssueType:
    found = queries.by_code(code)
    if found is None:
        raise AppError(NOT_FOUND)
    return found


def _address(code: str) -> str:
    return url_for("catalogue.kind", code=code)


def _day(name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return otherwise


def _end(day: date) -> datetime:
    """The end of a local day, within what calendars know."""
    return clock.midnight(min(day, date(9998, 1, 1)) + timedelta(days=1))
