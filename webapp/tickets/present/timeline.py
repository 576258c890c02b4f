"""The steps of a ticket in words, for one reader, newest first."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from webapp.kernel import dates
from webapp.kernel.actors import Actor
from webapp.kernel.db import db
from webapp.kernel.events import EVENTS
from webapp.kernel.text import _
from webapp.tickets.models import Ticket
from webapp.tickets.policy import hides_opener
from webapp.tickets.present import changes
from webapp.tickets.vocab import CHANNEL_LABELS, REASON_LABELS, Channel, ReturnReason, State
from webapp.timeline.models import Entry
from webapp.units.models import Unit

PhotosById = dict[str, dict[str, Any]]
LATELY = 3


def steps(
    ticket: Ticket, entries: Sequence[Entry], actor: Actor, photos: PhotosById, owner: str
) -> list[dict[str, Any]]:
    """What happened, newest first, and above it what is awaited."""
    told = [_line(entry, ticket, actor) | _more(entry, photos) for entry in reversed(entries)]
    awaited = _awaited(ticket, owner)
    return [awaited | {"name": "", "changes": [], "photos": []}, *told] if awaited else told


def lines(ticket: Ticket, entries: Sequence[Entry], actor: Actor, owner: str) -> list[dict[str, Any]]:
    """The same in words only: without photos, and without what a correction changed."""
    told = [_line(entry, ticket, actor) for entry in reversed(entries)]
    awaited = _awaited(ticket, owner)
    return [awaited, *told] if awaited else told


def lately(ticket: Ticket, entries: Sequence[Entry], actor: Actor) -> list[dict[str, Any]]:
    """The latest steps in the order they happened, for somebody whose own step came too late."""
    return [
        {
            "name": entry.name,
            "text": sentence(entry),
            "who": who(entry, ticket, actor),
            "unit": who(entry, ticket, actor) if hides_opener(actor) else entry.actor_unit_name,
            "at": entry.recorded_at.isoformat(),
            "at_text": dates.moment(entry.recorded_at),
        }
        for entry in entries[-LATELY:]
    ]


def who(entry: Entry, ticket: Ticket, actor: Actor) -> str:
    """Who did it, as far as this reader is told: the person (and who brought it in for them), or only the township.

    Not the opener's unit: a village's own report would name the one clerk it has.
    """
    if hides_opener(actor) and entry.actor_id == ticket.opened_by:
        return _township(ticket)
    if carrier := entry.data.get("brought_by"):
        return str(_("%(who)s (brought in by %(carrier)s)", who=entry.actor_name, carrier=carrier))
    return entry.actor_name


def _township(ticket: Ticket) -> str:
    return db.session.get_one(Unit, ticket.township_id).name


def _line(entry: Entry, ticket: Ticket, actor: Actor) -> dict[str, Any]:
    data = entry.data
    shown = data.get("words") or data.get("reason", "") if entry.name != "ticket.returned" else data.get("words", "")
    return {
        "text": sentence(entry),
        "who": who(entry, ticket, actor),
        "at": entry.recorded_at.isoformat(),
        "at_text": dates.moment(entry.recorded_at),
        "quote": shown,
        "awaited": False,
    }


def _more(entry: Entry, photos: PhotosById) -> dict[str, Any]:
    return {
        "name": entry.name,
        "changes": changes.told(entry.data.get("changes", {})),
        "photos": [photos[i] for i in entry.data.get("photo_ids", []) if i in photos],
    }


def sentence(entry: Entry) -> str:
    """What happened, in words."""
    data = dict(entry.data)
    if "due_on" in data:
        data["due_on"] = dates.day(date.fromisoformat(data["due_on"]))
    if entry.name == "ticket.returned":
        data["reason"] = REASON_LABELS[ReturnReason(data["reason"])]
    if entry.name == "ticket.submitted" and data["channel"] != Channel.SELF:
        label = CHANNEL_LABELS[Channel(data["channel"])]
        return str(_("Entered the fix: %(channel)s", channel=label))
    if entry.name == "ticket.closed":
        return str(_("Closed, on time") if data.get("on_time") else _("Closed, late"))
    return str(EVENTS[entry.name].sentence) % data


def _awaited(ticket: Ticket, owner: str) -> dict[str, Any] | None:
    if ticket.released_at is None:
        text = _("Not handed over yet")
    elif ticket.state == State.OPEN:
        text = _("Waiting for %(unit)s to fix it", unit=owner)
    elif ticket.state == State.SUBMITTED:
        text = _("Waiting for the review")
    else:
        return None
    return {"text": str(text), "who": "", "at": None, "at_text": "", "quote": "", "awaited": True}
