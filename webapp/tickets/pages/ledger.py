"""The ledger 台账: the list of problems, and the views of it that people keep."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.kernel import forms
from webapp.kernel.forms import Form
from webapp.kernel.http import SIGNED_IN, access, acting
from webapp.kernel.text import _
from webapp.shell.navigation import TICKETS, place_at
from webapp.tickets import queries
from webapp.tickets.filters import SORTS, Filter
from webapp.tickets.pages import pages
from webapp.tickets.present import ledger

PAGE_SIZE = 50


@pages.get("/tickets")
@access(SIGNED_IN)
def listing() -> str:
    """Problems by whatever is known of them, as rows on phones and as a table on desks."""
    # A form sends each ticked column by itself.
    args = request.args.to_dict() | {"columns": ".".join(request.args.getlist("columns"))}
    return _listing(Filter.from_args(args), forms.blank())[0]


@pages.post("/tickets/views")
@access("view.save")
def save_view() -> Any:
    """Keep what the list shows under a name."""
    wanted = Filter.from_args(request.form)
    form = forms.run("view.save", {"name": request.form.get("name", ""), "address": wanted.address})
    if form.failed:
        return _listing(wanted, form)
    return forms.done(wanted.url(), _("Kept. It stands above the list from now on."))


@pages.get("/tickets/views")
@access("view.save")
def views() -> str:
    """The views one keeps, to rename or remove them."""
    return _views("", forms.blank())[0]


@pages.post("/tickets/views/<uuid:view_id>/name")
@access("view.save")
def rename_view(view_id: UUID) -> Any:
    """Give a view another name."""
    form = forms.run(
        "view.rename",
        {"view_id": str(view_id), "name": request.form.get("name", "")},
        blame={"view.name_taken": "name"},
    )
    return _views(str(view_id), form) if form.failed else forms.done(url_for(".views"), _("Renamed."))


@pages.post("/tickets/views/<uuid:view_id>/delete")
@access("view.save")
def delete_view(view_id: UUID) -> Response:
    """Keep a view no longer."""
    form = forms.run("view.delete", {"view_id": str(view_id)})
    if form.error:
        raise form.error
    return forms.done(url_for(".views"), _("Removed. The problems in it are still there."))


def _listing(wanted: Filter, form: Form) -> tuple[str, int]:
    actor = acting()
    tickets = queries.listed(actor, wanted, PAGE_SIZE + 1)
    shown, offered = tickets[:PAGE_SIZE], ledger.choices(wanted, actor)
    first = (wanted.page - 1) * PAGE_SIZE
    page = render_template(
        "tickets/ledger.html",
        title=place_at(actor.role, "/tickets", TICKETS).label,
        rows=ledger.rows(shown, actor),
        columns=ledger.columns(wanted, actor),
        heads=_heads(wanted, ledger.columns(wanted, actor)),
        offered_columns=ledger.offered_columns(actor),
        chips=ledger.chips(wanted, actor),
        views=[{"label": view.name, "url": _of(view.address).url()} for view in queries.views_of(actor)],
        choices=offered,
        lights=[(str(colour), str(label)) for colour, label in ledger.LIGHT_LABELS.items()],
        narrowed=ledger.narrowed(wanted, offered),
        wanted=wanted,
        export_url=wanted.url("/sheets", page=1),
        clear_url=Filter(view=wanted.view).url(),
        first=first + 1,
        last=first + len(shown),
        total=queries.count(actor, wanted),
        next_url=wanted.url(page=wanted.page + 1) if len(tickets) > PAGE_SIZE else "",
        previous_url=wanted.url(page=wanted.page - 1) if wanted.page > 1 else "",
        form=form,
    )
    return page, form.status


def _heads(wanted: Filter, columns: dict[str, ledger.Column]) -> list[dict[str, Any]]:
    """The heads of the table; one that is sorted by turns round when it is asked for again."""
    by, turned = wanted.order.removeprefix("-"), wanted.order.startswith("-")
    return [
        {
            "label": str(column.label),
            "figure": column.is_figure,
            "sort": ("descending" if turned else "ascending") if column.sort == by else "",
            "url": wanted.url(sort=f"-{by}" if column.sort == by and not turned else column.sort, page=1)
            if column.sort in SORTS
            else "",
        }
        for column in columns.values()
    ]


def _views(changing: str, form: Form) -> tuple[str, int]:
    kept = [{"id": view.id, "name": view.name, "url": _of(view.address).url()} for view in queries.views_of(acting())]
    return render_template("tickets/views.html", views=kept, changing=changing, form=form), form.status


def _of(address: dict[str, str]) -> Filter:
    return Filter.from_args(address)
