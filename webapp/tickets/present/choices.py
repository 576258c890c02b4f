"""What may be chosen on the screens of a new problem and of the verbs."""

from collections import Counter
from typing import Any

from webapp.catalogue import queries as catalogue
from webapp.catalogue.models import IssueType
from webapp.kernel.actors import Actor
from webapp.kernel.policy import can
from webapp.kernel.text import _, localized
from webapp.tickets import queries
from webapp.tickets.models import Ticket
from webapp.tickets.present.known import Known
from webapp.tickets.present.photos import photo
from webapp.tickets.vocab import CHANNEL_LABELS, REASON_LABELS, Channel
from webapp.units import queries as units
from webapp.units.models import Unit, Venue

FIELD = "fields."
"""What the name of a structured field begins with on a form."""

OWN_VILLAGE = "village"
"""The owner that is whichever village is chosen in the end."""


def own_villages(actor: Actor) -> list[Unit]:
    """The villages in which the actor may open a problem, in the register's order; none for who may open none."""
    return [unit for unit in units.villages(actor) if can(actor, "ticket.open", unit)]


def villages(actor: Actor) -> list[dict[str, Any]]:
    """The same with their places and with what a search finds them by; ``last_used`` is where the actor was last."""
    own = own_villages(actor)
    towns = units.names([unit.township_id or "" for unit in own])
    venues: dict[str, list[Venue]] = {}
    for venue in units.venues_of([unit.id for unit in own]):
        venues.setdefault(venue.unit_id, []).append(venue)
    last = next((ticket.village_id for ticket in queries.opened_by(actor, 1)), None)
    return [
        {
            "id": unit.id,
            "name": unit.name,
            "pinyin": unit.pinyin,
            "initials": unit.initials,
            "lat": unit.lat,
            "lng": unit.lng,
            "township": towns[unit.township_id].name if unit.township_id in towns else "",
            "last_used": unit.id == last,
            "venues": [{"id": venue.id, "name": venue.name} for venue in venues.get(unit.id, [])],
        }
        for unit in own
    ]


def owners(actor: Actor) -> list[tuple[str, str]]:
    """Who may have to fix a new problem, as (id, name): the village itself first, then departments."""
    towns = units.names([unit.township_id or "" for unit in own_villages(actor)])
    departments = [unit for town in towns.values() for unit in units.departments_of(town)]
    return [(OWN_VILLAGE, _("The village itself")), *((unit.id, unit.name) for unit in departments)]


def kinds(actor: Actor) -> list[dict[str, Any]]:
    """The kinds of problems in the catalogue's order, with how often the actor chose each lately."""
    groups = catalogue.groups()
    used = Counter(ticket.issue_type_id for ticket in queries.opened_by(actor, 100))
    return [_kind(kind, groups, used[kind.id]) for kind in catalogue.current()]


def _kind(kind: IssueType, groups: dict[str, Any], use_count: int) -> dict[str, Any]:
    return {
        "code": kind.code,
        "title": localized(kind.texts["title"]),
        "short": localized(kind.texts["short"]),
        "icon": kind.icon,
        "named": kind.named,
        "use_count": use_count,
        "owner_kind": kind.default_owner,
        "term_days": kind.term_days,
        "category": localized(groups[kind.category].title),
        "group": localized(groups[kind.group].title),
        "keywords": kind.texts.get("keywords", []),
        "fields": [
            field
            | {
                "label": localized(field["label"]),
                "choices": [choice | {"label": localized(choice["label"])} for choice in field["choices"]],
            }
            for field in kind.fields
        ],
    }


def channels() -> list[tuple[str, str]]:
    """How an answer may have come that the office enters for somebody, as (channel, label)."""
    return [(channel, str(CHANNEL_LABELS[channel])) for channel in (Channel.PHONE, Channel.PAPER, Channel.SPOKEN)]


def photos(actor: Actor, ticket: Ticket) -> dict[str, Any]:
    """The photos on a ticket, for a form that asks for one: (id, spoken name, when it was taken, small picture)."""
    shown = Known.of([ticket])
    attached = enumerate(shown.lookup.photos[ticket.id], 1)
    told = [photo(each, shown.stored[each.photo_id], actor, number) for number, each in attached]
    return {"photo_choices": [(each["id"], each["alt"], each["caption"], each["thumb"]) for each in told]}


def reasons() -> list[tuple[str, str]]:
    """Why a fix may be returned, as (reason, label)."""
    return [(reason, str(label)) for reason, label in REASON_LABELS.items()]


def _venues(ticket: Ticket) -> list[Venue]:
    """The places of a ticket's village, and its own also when that is there no more."""
    every = units.every_venue_of(ticket.village_id)
    return [venue for venue in every if venue.closed_on is None or venue.id == ticket.venue_id]


def corrections(actor: Actor, ticket: Ticket) -> dict[str, Any]:
    """What a ticket may be corrected to: pairs of (value, label) by field, and the fields of its kind."""
    within = [unit for unit in units.villages(actor) if unit.township_id == ticket.township_id]
    town = units.names([ticket.township_id, ticket.village_id])
    owning = [town[ticket.village_id], *units.departments_of(town[ticket.township_id])]
    return {
        "village_choices": [(unit.id, unit.name) for unit in within],
        "kind_choices": [(kind.code, f"{kind.code} {localized(kind.texts['title'])}") for kind in catalogue.current()],
        "venue_choices": [(venue.id, venue.name) for venue in _venues(ticket)],
        "owner_choices": [(unit.id, unit.name) for unit in owning],
        "person_choices": [(m.person_id, m.person.name) for m in units.members_of(ticket.responsible_id)],
        "kind_fields": _fields_of(ticket),
    }


def _fields_of(ticket: Ticket) -> list[dict[str, Any]]:
    kind = catalogue.by_ids([ticket.issue_type_id])[ticket.issue_type_id]
    return [
        {
            "name": FIELD + field["key"],
            "label": localized(field["label"]),
            "kind": field["kind"],
            "choices": [(choice["key"], localized(choice["label"])) for choice in field["choices"]],
            "value": ticket.fields.get(field["key"], ""),
        }
        for field in kind.fields
    ]
