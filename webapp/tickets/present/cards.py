"""Tickets as cards, for lists. A list of any length costs the same number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from webapp.catalogue import queries as catalogue
from webapp.catalogue.models import IssueType
from webapp.catalogue.workdays import Calendar
from webapp.kernel import clock as kernel_clock
from webapp.kernel import dates
from webapp.kernel.actors import Actor
from webapp.kernel.db import db
from webapp.kernel.text import _, localized
from webapp.kernel.transitions import available
from webapp.tickets import clock, queries, words
from webapp.tickets.models import Ticket, TicketPhoto
from webapp.tickets.transitions import TICKET
from webapp.tickets.vocab import STATE_LABELS, PhotoUse, State
from webapp.units import queries as units
from webapp.units.models import Unit, Venue


@dataclass
class Lookup:
    """What cards of several tickets share, loaded at once."""

    kinds: dict[str, IssueType]
    units: dict[str, Unit]
    venues: dict[str, Venue]
    photos: dict[str, list[TicketPhoto]]
    calendar: Calendar
    today: date

    @classmethod
    def of(cls, tickets: Sequence[Ticket]) -> "Lookup":
        """Load for ``tickets``."""
        queries.load_waiting(tickets)
        # The township stands for the opener where that must not be told (present/timeline.py).
        unit_ids = {id_ for t in tickets for id_ in (t.village_id, t.responsible_id, t.township_id)}
        venue_ids = {t.venue_id for t in tickets if t.venue_id}
        photos: dict[str, list[TicketPhoto]] = defaultdict(list)
        for photo in queries.photos_of([t.id for t in tickets]):
            photos[photo.ticket_id].append(photo)
        return cls(
            kinds=catalogue.by_ids([t.issue_type_id for t in tickets]),
            units=units.names(list(unit_ids)),
            venues={v.id: v for v in db.session.scalars(select(Venue).where(Venue.id.in_(venue_ids)))},
            photos=photos,
            calendar=catalogue.calendar(),
            today=kernel_clock.today(),
        )


def cards(tickets: Sequence[Ticket], actor: Actor) -> list[dict[str, Any]]:
    """One dict per ticket, in the same order."""
    lookup = Lookup.of(tickets)
    return [card(ticket, actor, lookup) for ticket in tickets]


def card(ticket: Ticket, actor: Actor, lookup: Lookup) -> dict[str, Any]:
    """One ticket as a card."""
    kind = lookup.kinds[ticket.issue_type_id]
    village, owner = lookup.units[ticket.village_id], lookup.units[ticket.responsible_id]
    venue = lookup.venues.get(ticket.venue_id or "")
    photos = lookup.photos[ticket.id]
    shown = next((p for p in photos if p.use == PhotoUse.PROBLEM), photos[0] if photos else None)
    return {
        "id": ticket.id,
        "number": ticket.name,
        "title": localized(kind.texts["title"]),
        "place": " · ".join(each.name for each in (village, venue) if each),
        "village": {"id": village.id, "name": village.name},
        "venue": {"id": venue.id, "name": venue.name} if venue else None,
        "type": {"code": kind.code, "title": localized(kind.texts["title"]), "icon": kind.icon},
        "responsible": {"id": owner.id, "name": owner.name, "kind": owner.kind},
        "state": ticket.state,
        "state_label": state_label(ticket),
        "light": light(ticket, lookup),
        "review_light": review_light(ticket, lookup),
        "due_on": ticket.due_on.isoformat() if ticket.due_on else None,
        "released_at": _iso(ticket.released_at),
        "opened_at": _iso(ticket.opened_at),
        "submitted_at": _iso(waits_since(ticket)),
        "closed_at": _iso(ticket.closed_at),
        "thumb": f"/api/v1/photos/{shown.photo_id}/thumb" if shown else None,
        "photo_count": len(photos),
        "returned_times": ticket.returned_times,
        "version": ticket.version,
        "may": available(TICKET, ticket, actor),
        "url": f"/tickets/{ticket.id}",
    }


def state_label(ticket: Ticket) -> str:
    """The state in the field's own word; before the release nobody has been asked to fix anything."""
    if ticket.released_at is None and ticket.state == State.OPEN:
        return str(_("Not handed over"))
    return str(STATE_LABELS[State(ticket.state)])


def shown_due(ticket: Ticket) -> date | None:
    """The due date that the ticket's light is about; none before the release and after the end."""
    return None if ticket.state in (State.CLOSED, State.VOID) else ticket.due_on


def waits_since(ticket: Ticket) -> datetime | None:
    """Since when a fix waits for its review; None when none does."""
    return ticket.clock_stopped_at if ticket.state == State.SUBMITTED else None


def light(ticket: Ticket, lookup: Lookup) -> dict[str, Any] | None:
    """The ticket's own light; none without a due date to show."""
    due = shown_due(ticket)
    if due is None:
        return None
    paused = ticket.state != State.OPEN
    seen = clock.light(due, ticket.term_days, lookup.today, lookup.calendar, paused=paused)
    return _light(seen, words.light_text(seen), "" if paused else dates.day_of_week(due))


def review_light(ticket: Ticket, lookup: Lookup) -> dict[str, Any] | None:
    """The office's own light while a fix waits for its review."""
    since = waits_since(ticket)
    if since is None:
        return None
    seen = clock.review_light(since, lookup.today, lookup.calendar)
    return _light(seen, words.review_text(seen), _("since %(day)s", day=dates.moment(since)))


def _light(seen: clock.Light, text: str, date_text: str) -> dict[str, Any]:
    return {
        "colour": str(seen.colour),
        "shape": seen.colour.shape,
        "text": text,
        "label": words.light_label(seen, text),
        "date_text": date_text,
        "days_left": seen.days_left,
        "days_over": seen.days_over,
    }


def _iso(instant: Any) -> str | None:
    return instant.isoformat() if instant else None
