"""What became of a file's items, in words."""

from collections.abc import Sequence
from typing import Any

from webapp.catalogue import queries as catalogue
from webapp.kernel.actors import Actor
from webapp.kernel.db import db
from webapp.kernel.text import lazy, localized
from webapp.sync.claims import ID
from webapp.sync.effects.bringing import Brought
from webapp.sync.vocab import Fate
from webapp.tickets import queries as tickets
from webapp.tickets.models import Ticket
from webapp.tickets.transitions import BY_COMMAND
from webapp.units import queries as units

FATE_LABELS = {
    Fate.ARRIVED: lazy("Arrived now"),
    Fate.HERE: lazy("Was here already"),
    Fate.REFUSED: lazy("Not taken"),
    Fate.LATER: lazy("Not arrived yet"),
    Fate.NOT_TRIED: lazy("Not tried"),
}
NOT_TRIED = lazy("An earlier step on the same problem was not taken.")
OPENING = lazy("New problem")
THROWN_AWAY = lazy("Thrown away on the phone")
OTHER = lazy("Another step")


def items(actor: Actor, brought: Sequence[Brought]) -> list[dict[str, Any]]:
    """What became of each item: what it is, as far as this reader may know, and its fate with the reason."""
    return [
        {
            "title": _label(each.name),
            "about": about,
            "fate": str(each.fate),
            "fate_text": str(FATE_LABELS[each.fate]),
            "reason": _reason(each),
        }
        for each, about in zip(brought, _abouts(actor, brought), strict=True)
    ]


def counts(brought: Sequence[Brought]) -> list[tuple[str, str]]:
    """How many items met which fate, in the order of the fates; those that none met are left out."""
    found = [(fate, sum(each.fate is fate for each in brought)) for fate in Fate]
    return [(str(FATE_LABELS[fate]), str(count)) for fate, count in found if count]


def _reason(each: Brought) -> str:
    if each.error is not None:
        return each.error.problem.text(each.error.details)
    return str(NOT_TRIED) if each.fate is Fate.NOT_TRIED else ""


def _label(name: str) -> str:
    if name in BY_COMMAND:
        return str(BY_COMMAND[name].label)
    return str({"ticket.open": OPENING, "device.discard": THROWN_AWAY}.get(name, OTHER))


def _abouts(actor: Actor, brought: Sequence[Brought]) -> list[list[str]]:
    """Kind and village of the ticket of each item: of a ticket the reader sees, else as the item itself names them."""
    ids = [str(each.args.get("ticket_id")) for each in brought]
    kinds = {kind.code: localized(kind.texts["title"]) for kind in catalogue.current()}
    villages = {unit.id: unit.name for unit in units.villages(actor)}
    said = {
        ticket: [kinds.get(str(each.args.get("type_code")), ""), villages.get(str(each.args.get("village_id")), "")]
        for ticket, each in zip(ids, brought, strict=True)
        if each.name == "ticket.open"
    }
    known = said | _tickets(actor, ids)
    return [known.get(ticket, []) for ticket in ids]


def _tickets(actor: Actor, ids: Sequence[str]) -> dict[str, list[str]]:
    wanted = tickets.visible_to(actor).where(Ticket.id.in_({each for each in ids if ID.fullmatch(each)}))
    rows = db.session.scalars(wanted).all()
    kinds = catalogue.by_ids([row.issue_type_id for row in rows])
    villages = units.names([row.village_id for row in rows])
    return {row.id: [localized(kinds[row.issue_type_id].texts["title"]), villages[row.village_id].name] for row in rows}
