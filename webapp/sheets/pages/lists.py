"""Lists brought in from spreadsheets: checked as a whole, shown, and then written as a whole or not at all."""

import json
import tempfile
from pathlib import Path
from typing import Any

from flask import Response, render_template, request, url_for

from webapp.kernel import errors, forms
from webapp.kernel.errors import AppError
from webapp.kernel.forms import Form
from webapp.kernel.http import access, acting, form_memory
from webapp.kernel.policy import can, require
from webapp.kernel.text import _, lazy
from webapp.sheets import reader
from webapp.sheets.lists import LISTS
from webapp.sheets.lists.table import Checked, Listed
from webapp.sheets.lists.table import check as check_list
from webapp.sheets.pages import pages
from webapp.sheets.reader import UnreadableError, letters
from webapp.sheets.vocab import XLSX
from webapp.sheets.workbook import Workbook

WIDTH = 18
LARGEST_LIST = 8_000_000
"""Bytes of a checked list on its way back to be written."""

FIRST = 8
"""Rows that are shown before they are written."""

UNREADABLE = {
    reader.Fault.TOO_LARGE: lazy("This file is too large."),
    reader.Fault.TOO_MANY_ROWS: lazy("This file has too many rows."),
    reader.Fault.TOO_MANY_COLUMNS: lazy("This file has too many columns."),
    reader.Fault.UNREADABLE: lazy("This file cannot be read. Save it as .xlsx or .csv and choose it again."),
    reader.Fault.NO_SHEET: lazy("There is no sheet in this file."),
}


@pages.get("/settings/lists")
@access("register.import")
def brought() -> Any:
    """What can be brought in."""
    found = [listed for listed in LISTS.values() if can(acting(), listed.command)]
    return render_template("sheets/lists.html", lists=found)


@pages.get("/settings/lists/<any({}):key>".format(",".join(LISTS)))
@access("register.import")
def one_list(key: str) -> Any:
    """One list: the template, and where the file is chosen or its rows are pasted."""
    return _page(_listed(key), forms.blank())


@pages.get("/settings/lists/<any({}):key>/template".format(",".join(LISTS)))
@access("register.import")
def template(key: str) -> Response:
    """A spreadsheet with the headings and a row that shows what is meant."""
    listed = _listed(key)
    return _spreadsheet(listed, [[column.example for column in listed.columns]])


@pages.get("/settings/lists/<any({}):out>/current".format(",".join(key for key in LISTS if LISTS[key].current)))
@access("register.import")
def current(out: str) -> Response:
    """What is there, as the list that it can be brought in by."""
    listed = _listed(out)
    assert listed.current is not None  # noqa: S101 - the address names no other
    return _spreadsheet(listed, listed.current(acting()))


def _spreadsheet(listed: Listed, rows: list[list[str]]) -> Response:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "list.xlsx")
        book = Workbook(path, str(listed.label))
        book.heads([(str(column.heading), WIDTH) for column in listed.columns])
        for row in rows:
            book.row(row)
        book.close(len(listed.columns))
        answer = Response(path.read_bytes(), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f"attachment; filename={listed.key}.xlsx"
    return answer


@pages.post("/settings/lists/<any({}):key>".format(",".join(LISTS)))
@access("register.import")
def check(key: str) -> Any:
    """Say what is wrong, or show what would be written. Nothing is."""
    listed = _listed(key)
    try:
        rows = reader.read(_sent())
    except UnreadableError as error:
        return _page(listed, forms.refused(forms.invalid(rows=UNREADABLE[error.fault])))
    found = check_list(listed, [(row.number, row.cells) for row in rows], acting())
    if found.faults:
        return _page(listed, forms.refused(forms.invalid(rows=_("Nothing was written."))), found)
    return _shown(listed, found, forms.blank())


@pages.post("/settings/lists/<any({}):key>/write".format(",".join(LISTS)))
@access("register.import")
@form_memory(LARGEST_LIST)
def write(key: str) -> Any:
    """Write all of it, or nothing. A double tap writes once."""
    listed = _listed(key)
    try:
        rows = json.loads(request.form.get("checked", ""))
    except ValueError:
        raise AppError(errors.MALFORMED) from None
    form = forms.run(listed.command, {listed.key: rows})
    if form.failed:
        return _page(listed, form)
    return forms.done(url_for(listed.goes_to), listed.told(form.result or {}))


def _listed(key: str) -> Listed:
    """The list of a name. Raises ``auth.forbidden`` for those that the reader may not bring in."""
    require(acting(), LISTS[key].command)
    return LISTS[key]


def _sent() -> bytes:
    """The file that was chosen, else the rows that were pasted."""
    file = request.files.get("file")
    data = file.read(reader.LARGEST_FILE + 1) if file is not None and file.filename else b""
    return data or request.form.get("rows", "").encode("utf-8", "replace")


def _page(listed: Listed, form: Form, found: Checked | None = None) -> Any:
    faults = [
        {
            "where": _("Row %(row)s, column %(column)s", row=fault.row, column=letters(fault.column)),
            "heading": fault.heading,
            "value": fault.value,
            "words": fault.words,
        }
        for fault in (found.faults if found else ())
    ]
    page = render_template("sheets/list.html", listed=listed, form=form, faults=faults)
    return page, form.status


def _shown(listed: Listed, found: Checked, form: Form) -> Any:
    return render_template(
        "sheets/list_shown.html",
        listed=listed,
        count=len(found.rows),
        known=found.known,
        first=[[row.get(key, "") for key in listed.shown] for row in found.rows[:FIRST]],
        rows=json.dumps(found.rows, ensure_ascii=False, separators=(",", ":")),
        form=form,
    )
