"""Each role's first page, and the list of problems."""

from collections import Counter
from typing import Any

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from webapp.kernel import clock, dates
from webapp.kernel.actors import Actor
from webapp.kernel.http import SIGNED_IN, access, acting
from webapp.shell.navigation import HOMES
from webapp.tickets import present, queries, words
from webapp.tickets.pages import pages
from webapp.tickets.vocab import State
from webapp.units import queries as units
from webapp.units.models import Unit
from webapp.units.vocab import RESPONSIBLE_ROLES

COLOURS = ("red", "amber", "green")


@pages.get("/")
@access(SIGNED_IN)
def home() -> str | Response:
    """What this role is here for."""
    actor = acting()
    if actor.role in HOMES:
        return redirect(HOMES[actor.role])
    return _responsible_home(actor) if actor.role in RESPONSIBLE_ROLES else _inspector_home(actor)


def _inspector_home(actor: Actor) -> str:
    here = _here(actor)
    open_here = queries.unfinished_in(actor, here.id) if here else []
    waiting = [card for card in present.cards(queries.in_review(actor), actor) if "ticket.close" in card["may"]]
    return render_template(
        "home/inspector.html",
        day=dates.long_day(clock.today()),
        here=here,
        tally=tally(present.cards(open_here, actor)),
        villages=units.villages(actor),
        waiting=waiting[:5],
        waiting_count=len(waiting),
        mine=present.cards(queries.opened_by(actor, 5), actor),
    )


def _responsible_home(actor: Actor) -> str:
    to_fix = present.cards(queries.to_fix(actor, actor.unit_id), actor)
    above = units.names([actor.township_id or actor.county_id or ""])
    return render_template(
        "home/responsible.html",
        over=next((unit.name for unit in above.values()), ""),
        to_fix=to_fix,
        waiting=present.cards(queries.of_owner(actor, actor.unit_id, State.SUBMITTED), actor),
        others=present.cards(queries.of_others(actor, actor.unit_id), actor),
        closed=present.cards(queries.of_owner(actor, actor.unit_id, State.CLOSED)[:3], actor),
    )


def tally(cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many lights of each colour, worst first, none left out at zero."""
    shown = Counter(card["light"]["colour"] for card in cards if card["light"])
    return [{"colour": c, "text": words.counted(c, shown[c]), "count": shown[c]} for c in COLOURS if shown[c]]


def _here(actor: Actor) -> Unit | None:
    chosen = request.args.get("village")
    seen = list(units.villages(actor))
    last = queries.opened_by(actor, 1)
    wanted = chosen or (last[0].village_id if last else None)
    return next((unit for unit in seen if unit.id == wanted), seen[0] if seen else None)
