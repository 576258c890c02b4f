"""One ticket."""

from typing import Any

from flask import render_template
from werkzeug.wrappers import Response

from webapp.kernel.http import SIGNED_IN, access, acting
from webapp.kernel.ids import new_id, parse_id
from webapp.kernel.text import lazy, pgettext
from webapp.tickets import present, queries
from webapp.tickets.pages import pages
from webapp.tickets.policy import responsible

# The one red action of the page, the first that this person may do; then the quiet ones, in this order.
SEALS = (
    ("ticket.submit", lazy("Photograph the fix"), "camera", "submit"),
    ("ticket.close", lazy("Review it"), "stamp", None),
)
QUIET = (
    ("ticket.witness", lazy("Fixed on the spot"), "check"),
    ("ticket.withdraw", lazy("Take back"), "undo"),
    ("ticket.release", lazy("Hand over"), "stamp"),
    ("ticket.comment", lazy("Add a word"), "comment"),
    ("ticket.correct", lazy("Correct"), "edit"),
    ("ticket.reopen", lazy("Reopen"), "undo"),
    ("ticket.void", lazy("Declare void"), "trash"),
)


@pages.get("/tickets/<uuid:ticket_id>")
@access(SIGNED_IN)
def show(ticket_id: Any) -> str | Response:
    """A ticket, with what this person may do."""
    actor = acting()
    ticket = queries.get(actor, parse_id(str(ticket_id)))
    shown = present.ticket(ticket, actor)
    seal = _seal(shown, mine=responsible(actor, ticket))
    quiet = [
        {"label": str(label), "url": f"{shown['url']}/{command.partition('.')[2]}", "icon": icon}
        for command, label, icon in QUIET
        if command in shown["may"]
    ]
    if not responsible(actor, ticket) and "ticket.submit" in shown["may"]:
        label = pgettext("on behalf", "Enter the fix for them")
        quiet.insert(0, {"label": label, "url": f"{shown['url']}/submit", "icon": "edit"})
    return render_template("tickets/page.html", ticket=shown, seal_action=seal, quiet=quiet, command_id=new_id())


def _seal(shown: dict[str, Any], *, mine: bool) -> dict[str, Any] | None:
    for command, label, icon, verb in SEALS:
        if command in shown["may"] and (verb is None or mine):
            url = f"{shown['url']}/{verb}" if verb else f"/review/{shown['id']}"
            return {"label": str(label), "icon": icon, "url": url}
    return None
