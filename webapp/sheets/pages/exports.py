"""A spreadsheet of the ledger: ask for one, wait for it, fetch it."""

from typing import Any
from uuid import UUID

from flask import render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from webapp.kernel import clock, dates, forms
from webapp.kernel.errors import AppError
from webapp.kernel.forms import Form
from webapp.kernel.http import SIGNED_IN, access, acting
from webapp.kernel.storage import StoreMiss, photo_store
from webapp.kernel.text import _, current_locale, size
from webapp.sheets import queries
from webapp.sheets.models import Sheet
from webapp.sheets.pages import pages
from webapp.sheets.problems import GONE, NOT_READY
from webapp.sheets.vocab import KEPT, ROWS_WITH_PICTURES, XLSX, SheetState
from webapp.tickets import queries as tickets
from webapp.tickets.filters import Filter


@pages.get("/sheets")
@access("ledger.export")
def ask() -> Any:
    """What would be written, and the files there are."""
    return _ask(Filter.from_args(request.args), forms.blank())


@pages.post("/sheets")
@access("ledger.export")
def export() -> Any:
    """Have the list written."""
    wanted = Filter.from_args(request.form)
    args = {"address": wanted.address, "pictures": "pictures" in request.form, "locale": current_locale()}
    form = forms.run("ledger.export", args)
    if form.failed or form.result is None:
        return _ask(wanted, form)
    return forms.done(url_for(".show", sheet_id=form.result["sheet_id"]))


@pages.get("/sheets/<uuid:sheet_id>")
@access(SIGNED_IN)
def show(sheet_id: UUID) -> Any:
    """How far a file is, and where to fetch it."""
    sheet = queries.get(acting(), str(sheet_id))
    wanted = Filter.from_args(sheet.address)
    return render_template("sheets/sheet.html", sheet=_told(sheet), back=wanted.url(), again=wanted.url("/sheets"))


@pages.get("/sheets/<uuid:sheet_id>/file")
@access(SIGNED_IN)
def fetch(sheet_id: UUID) -> Response:
    """The file itself."""
    sheet = queries.get(acting(), str(sheet_id))
    if sheet.state != SheetState.READY:
        raise AppError(NOT_READY if sheet.state == SheetState.WRITING else GONE)
    try:
        data = photo_store().open(sheet.key)
    except StoreMiss:
        raise AppError(GONE) from None
    made, word = clock.local(sheet.created_at), _("ledger")
    name = f"{word}-{acting().unit_name}-{made:%Y%m%d-%H%M}.xlsx"
    answer = send_file(data, XLSX, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"  # it holds names, and the phone may be another's next
    return answer


def _ask(wanted: Filter, form: Form) -> tuple[str, int]:
    actor = acting()
    total = tickets.count(actor, wanted)
    page = render_template(
        "sheets/ask.html",
        wanted=wanted,
        total=total,
        pictures_fit=total <= ROWS_WITH_PICTURES,
        limit=ROWS_WITH_PICTURES,
        sheets=[_told(sheet) for sheet in queries.listed(actor)],
        form=form,
    )
    return page, form.status


def _told(sheet: Sheet) -> dict[str, Any]:
    return {
        "id": sheet.id,
        "url": f"/sheets/{sheet.id}",
        "state": str(sheet.state_at(clock.now())),
        "made": dates.moment(sheet.created_at),
        "until": dates.day(clock.local(sheet.created_at + KEPT).date()),
        "done": sheet.done,
        "total": sheet.total,
        "percent": round(100 * sheet.done / sheet.total) if sheet.total else 100,
        "size": size(sheet.size or 0),
        "pictures": sheet.pictures,
    }
