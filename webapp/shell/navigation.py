"""Where each role can go, and the one red action of its top pages: one table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from webapp.complaints import queries as complaints
from webapp.kernel.actors import Actor
from webapp.kernel.policy import can
from webapp.kernel.text import lazy
from webapp.tickets import queries as tickets
from webapp.units.vocab import Role


@dataclass(frozen=True)
class Place:
    """An entry of the dock and the desk's top bar. ``counts`` names a count to show beside it."""

    label: Any
    url: str
    icon: str
    counts: str = ""


TODAY = Place(lazy("Today"), "/", "calendar")
TICKETS = Place(lazy("Problems"), "/tickets", "checklist")
LEDGER = Place(lazy("Ledger"), "/tickets", "checklist")
VILLAGES = Place(lazy("Villages"), "/villages", "grid")
REVIEW = Place(lazy("Review"), "/review", "stamp", counts="in_review")
OVERVIEW = Place(lazy("Overview"), "/overview", "eye")
PEOPLE = Place(lazy("People"), "/people", "users")
TO_FIX = Place(lazy("To fix"), "/", "checklist")
OUR_VILLAGE = Place(lazy("Our village"), "/villages/own", "home")
OURS = Place(lazy("All of ours"), "/tickets", "list")
ME = Place(lazy("My page"), "/me", "user")
SETTINGS = Place(lazy("Settings"), "/settings", "building")
ANSWERING = replace(SETTINGS, counts="complaints")
"""For who answers what is put into the box: it must not lie there unseen."""

CAMERA = Place(lazy("Photograph a problem"), "/tickets/new", "camera")

COUNTS: dict[str, Callable[[Actor], int]] = {
    "in_review": tickets.count_in_review,
    "complaints": complaints.count_waiting,
}
"""What may stand as a number beside a place or a desk."""

PLACES: dict[str, tuple[Place, ...]] = {
    Role.INSPECTOR: (TODAY, TICKETS, VILLAGES, REVIEW),
    Role.VILLAGE_STAFF: (TO_FIX, OUR_VILLAGE, ME),
    Role.DEPARTMENT_STAFF: (TO_FIX, OURS, ME),
    Role.OFFICE: (REVIEW, LEDGER, VILLAGES, OVERVIEW, ANSWERING),
    Role.LEADER: (OVERVIEW, TICKETS, VILLAGES, REVIEW, SETTINGS),
    Role.COUNTY_VIEWER: (OVERVIEW, LEDGER, VILLAGES, SETTINGS),
    Role.ADMINISTRATOR: (PEOPLE, VILLAGES, ANSWERING, ME),
}
SEALS: dict[str, Place] = {Role.INSPECTOR: CAMERA}
HOMES: dict[str, str] = {
    Role.OFFICE: "/review",
    Role.LEADER: "/overview",
    Role.COUNTY_VIEWER: "/overview",
    Role.ADMINISTRATOR: "/people",
}


def place_at(role: str, url: str, otherwise: Place) -> Place:
    """How a role calls an address that it can go to, for the head of that page."""
    return next((place for place in PLACES[role] if place.url == url), otherwise)


@dataclass(frozen=True)
class Desk:
    """An entry of the settings page. ``rule`` names the command whose rule says who sees it, ``counts`` a count."""

    label: Any
    second: Any
    url: str
    icon: str
    rule: str
    counts: str = ""


DESKS: tuple[tuple[Any, tuple[Desk, ...]], ...] = (
    (
        lazy("People and places"),
        (
            Desk(lazy("People"), lazy("Who works here, and how they get in"), "/people", "users", "people.list"),
            Desk(
                lazy("Units and places"), lazy("Villages, departments, their places, and who answers for them"),
                "/units", "building", "register.view",
            ),
            Desk(
                lazy("Bring in a list"), lazy("People, units and places, the catalogue, a former ledger"),
                "/settings/lists", "list", "register.import",
            ),
        ),
    ),
    (
        lazy("Rules"),
        (
            Desk(
                lazy("Catalogue"), lazy("What can be wrong, until when it has to be fixed"), "/settings/catalogue",
                "notice", "catalogue.view",
            ),
            Desk(
                lazy("How long photos are kept"), lazy("And what would be removed"), "/settings/retention", "photo",
                "retention.set",
            ),
            Desk(
                lazy("Calendar"), lazy("Holidays and swapped workdays that due dates go by"), "/settings/calendar",
                "calendar", "calendar.set_days",
            ),
        ),
    ),
    (
        lazy("Heard from outside"),
        (
            Desk(
                lazy("Complaints and suggestions"), lazy("What waits for an answer"), "/complaints/desk", "comment",
                "complaint.list", "complaints",
            ),
        ),
    ),
    (
        lazy("Phones"),
        (
            Desk(lazy("Phones"), lazy("What has not arrived; lost phones"), "/devices", "phone", "device.list"),
            Desk(
                lazy("Bring in unsent work"), lazy("From the file that the phone wrote"), "/imports", "box",
                "device.list",
            ),
        ),
    ),
    (
        lazy("System"),
        (
            Desk(
                lazy("State of the system"), lazy("Whether all is well, how much is kept, what failed"),
                "/settings/system", "info", "system.view",
            ),
        ),
    ),
)  # fmt: skip
"""What those who run the place set up and look after, by subject; each entry only for whom it is."""


def desks(actor: Actor) -> list[tuple[Any, list[Desk]]]:
    """The settings that ``actor`` may open, subject by subject; subjects with nothing in them are left out."""
    found = [(label, [desk for desk in held if can(actor, desk.rule)]) for label, held in DESKS]
    return [(label, held) for label, held in found if held]


def counts(actor: Actor, held: Iterable[Place | Desk]) -> dict[str, int]:
    """The numbers that stand beside these places or desks, by name."""
    return {name: COUNTS[name](actor) for name in {each.counts for each in held} if name}


def places(actor: Actor | None, here: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The places of a role as the dock and top bar take them; the longest fitting address is the current one."""
    if actor is None:
        return []
    held = PLACES[actor.role]
    fitting = [p.url for p in held if here == p.url or (p.url != "/" and here.startswith(p.url + "/"))]
    now = max(fitting, key=len, default="")
    return [
        {"label": p.label, "url": p.url, "icon": p.icon, "current": p.url == now, "count": counts.get(p.counts, 0)}
        for p in held
    ]


def seal(actor: Actor | None) -> dict[str, Any] | None:
    """The red action of a role's top pages, if it has one."""
    found = SEALS.get(actor.role) if actor else None
    return {"label": found.label, "url": found.url, "icon": found.icon} if found else None
