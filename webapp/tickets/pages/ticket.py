"""One ticket."""

from typing import Any

from flask import render_template
from werkzeug.wrappers import Response

from webapp.kernel.http import SIGNED_IN, access, acting
from webapp.kernel.ids import new_id, parse_id
from webapp.kernel.text import _
from webapp.tickets import present, queries
from webapp.tickets.pages import pages
from webapp.tickets.policy import responsible
from webapp.tickets.present import paper
from webapp.tickets.present.asking import QUIET, SEALS, WITHHOLD, on_behalf


@pages.get("/tickets/<uuid:ticket_id>")
@access(SIGNED_IN)
def show(ticket_id: Any) -> str | Response:
    """A ticket, with what this person may do."""
    actor = acting()
    ticket = queries.get(actor, parse_id(str(ticket_id)))
    shown = present.ticket(ticket, actor)
    seal = _seal(shown, mine=responsible(actor, ticket))
    quiet = [
        {"label": str(each.label), "url": f"{shown['url']}/{each.path}", "icon": each.icon}
        for each in QUIET
        if each.command in shown["may"] and (each is not WITHHOLD or shown["photo_count"])
    ]
    if not responsible(actor, ticket) and "ticket.submit" in shown["may"]:
        quiet.insert(0, {"label": on_behalf(), "url": f"{shown['url']}/submit", "icon": "edit"})
    if paper.has_paper(ticket):
        quiet.append({"label": str(_("Print")), "url": f"{shown['url']}/paper", "icon": "paper"})
    return render_template("tickets/page.html", ticket=shown, seal_action=seal, quiet=quiet, command_id=new_id())


def _seal(shown: dict[str, Any], *, mine: bool) -> dict[str, Any] | None:
    for each in SEALS:
        if each.command in shown["may"] and (mine or not each.own):
            # Reviewing has a desk of its own, where before and after stand side by side.
            url = f"/review/{shown['id']}" if each.command == "ticket.close" else f"{shown['url']}/{each.path}"
            return {"label": str(each.label), "icon": each.icon, "url": url}
    return None
