"""The whole catalogue as a file, out and in; in only after it was shown what would change."""

import json
from typing import Any

from flask import Response, render_template, request, url_for

from webapp.catalogue import documents, queries
from webapp.catalogue.pages import pages
from webapp.catalogue.present import kinds as present
from webapp.kernel import clock, forms
from webapp.kernel.forms import Form
from webapp.kernel.http import access, form_memory
from webapp.kernel.text import _, ngettext

LARGEST = 2_000_000
"""Bytes of a catalogue file: a hundred times the shipped one."""


@pages.get("/settings/catalogue/export.json")
@access("catalogue.view")
def export() -> Response:
    """The catalogue as its file."""
    told = present.document(queries.current(), queries.groups())
    answer = Response(json.dumps(told, ensure_ascii=False, indent=1), mimetype="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename=catalogue-{clock.today().isoformat()}.json"
    return answer


@pages.get("/settings/catalogue/file")
@access("catalogue.replace")
def file() -> Any:
    """Where the file is chosen."""
    return _page(forms.blank())


@pages.post("/settings/catalogue/file")
@access("catalogue.replace")
def check_file() -> Any:
    """Say every fault, or show what would change. Nothing is written."""
    sent = request.files.get("file")
    data = sent.read(LARGEST + 1) if sent is not None else b""
    if len(data) > LARGEST:
        return _page(forms.refused(forms.invalid(file=_("This file is too large."))))
    try:
        document = json.loads(data)
        wanted = documents.parse(document)
    except documents.CatalogueError as fault:
        return _page(forms.refused(forms.invalid(file=_("Nothing was written."))), str(fault).split("\n"))
    except (ValueError, RecursionError):
        return _page(forms.refused(forms.invalid(file=_("This file is not a catalogue that can be used."))))
    held = {kind.code for kind in queries.current()}
    codes = {kind.code for kind in wanted.kinds}
    return render_template(
        "catalogue/file_shown.html",
        counts=[
            ngettext("%(num)d kind is new.", "%(num)d kinds are new.", len(codes - held)),
            ngettext("%(num)d kind stands in both.", "%(num)d kinds stand in both.", len(codes & held)),
            ngettext(
                "%(num)d kind would be offered no more.", "%(num)d kinds would be offered no more.", len(held - codes)
            ),
        ],
        gone=sorted(held - codes),
        document=json.dumps(document, ensure_ascii=False, separators=(",", ":")),
        form=forms.blank(),
    )


@pages.post("/settings/catalogue/file/write")
@access("catalogue.replace")
@form_memory(2 * LARGEST)
def write_file() -> Any:
    """Make the catalogue what the file says."""
    try:
        document = json.loads(request.form.get("document", ""))
    except (ValueError, RecursionError):
        document = None
    form = forms.run("catalogue.replace", {"document": document})
    if form.failed:
        faults = form.error.details.get("faults", []) if form.error else []
        return _page(form, faults)
    count = (form.result or {})["count"]
    said = ngettext("%(num)d kind changed.", "%(num)d kinds changed.", count)
    return forms.done(url_for(".kinds"), said)


def _page(form: Form, faults: Any = ()) -> Any:
    return render_template("catalogue/file.html", form=form, faults=faults), form.status
