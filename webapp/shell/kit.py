"""The kit: everything but tickets that one person's phone needs without a signal (docs/offline.md)."""

import hashlib
from collections import defaultdict
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from flask import current_app

from webapp.catalogue import queries as catalogue
from webapp.kernel import clock, forms
from webapp.kernel.actors import Actor
from webapp.kernel.db import canonical
from webapp.kernel.ids import new_id
from webapp.shell import navigation
from webapp.sync.archive import unsent_key
from webapp.tickets import words
from webapp.tickets.present import choices
from webapp.tickets.present.asking import PLAIN_FORMS, QUIET, RETURN, SEALS, Action
from webapp.tickets.transitions import BY_COMMAND
from webapp.tickets.vocab import REASON_LABELS
from webapp.units import present
from webapp.units import queries as units
from webapp.units.models import Unit
from webapp.units.vocab import READING_ROLES, RESPONSIBLE_ROLES

# How far its working days reach: late tickets count from the past, long terms into the future.
DAYS_BACK, DAYS_AHEAD = timedelta(days=240), timedelta(days=400)
# A ticket that says nothing yet: the phone fills in which one it is.
BLANK: dict[str, Any] = {
    "url": "/tickets/-", "number": "", "title": "", "version": "", "how_to_fix": "", "problem_photos": [],
    "village": {"id": "", "name": ""}, "venue": None, "responsible": {"id": "", "name": ""},
    "evidence": {"policy": "", "reason": ""},
}  # fmt: skip


def for_actor(actor: Actor, device: str | None) -> dict[str, Any]:
    """What the template of the kit needs: the data for the phone's scripts, and the forms it brings along.

    :param device: the phone that asks, which gets the key that seals what it exports; None when it does not say.
    """
    villages = choices.villages(actor)
    key = unsent_key(actor.person_id, device) if device else ""
    return {
        "kit": _facts(actor) | {"villages": _villages(actor, villages), "unsent_key": key},
        "verbs": _verbs(),
        "blank": BLANK,
        "blank_form": forms.blank(),
        "villages": villages,
        "kinds": choices.kinds(actor) if villages else [],
        "owners": choices.owners(actor) if villages else [],
        "form": {},
        "errors": {},
        "stored_photos": [],
        "command_id": new_id(),
        "ticket_id": new_id(),
    }


def reads(actor: Actor) -> bool:
    """Whether this person's phone keeps tickets: whoever works in the villages. A desk reads from the server."""
    return actor.role in READING_ROLES


def desk_version(actor: Actor, preferences: dict[str, Any]) -> str:
    """Which kit somebody would get whose phone keeps no tickets; others hear it with what changed."""
    week = clock.today().isocalendar()
    content = [actor.membership_id, preferences, week.year, week.week, current_app.extensions["assets"].version]
    return hashlib.sha256(canonical(content).encode()).hexdigest()[:16]


def _facts(actor: Actor) -> dict[str, Any]:
    above = units.names([actor.township_id or actor.county_id or ""])
    home = "responsible" if actor.role in RESPONSIBLE_ROLES else "inspector" if reads(actor) else ""
    return {
        "home": home,
        "lists": any(
            place is navigation.TICKETS or place is navigation.OURS for place in navigation.PLACES[actor.role]
        ),
        "unit": {"id": actor.unit_id, "name": actor.unit_name, "over": next((u.name for u in above.values()), "")},
        "person": {"name": actor.name, "initial": actor.name[:1]},
        "workdays": workdays(),
        "phrases": words.phrases(),
        "actions": {"seals": _actions(SEALS), "quiet": _actions((*QUIET, RETURN))},
    }


def workdays() -> dict[str, str]:
    """Which days are worked around today, ``{"first": ISO date, "days": "1" worked or "0" not, for each}``."""
    first, calendar = clock.today() - DAYS_BACK, catalogue.calendar()
    days = (first + timedelta(days=n) for n in range((DAYS_BACK + DAYS_AHEAD).days))
    return {"first": first.isoformat(), "days": "".join("01"[calendar.is_working(day)] for day in days)}


def _actions(actions: tuple[Action, ...]) -> list[dict[str, Any]]:
    """Those whose form the kit has."""
    return [asdict(each) | {"label": str(each.label)} for each in actions if each.path in PLAIN_FORMS]


def _verbs() -> list[dict[str, Any]]:
    reasons = list(REASON_LABELS.items())
    return [
        {"verb": verb, "asked": form, "label": BY_COMMAND[f"ticket.{verb}"].label, "reasons": reasons}
        for verb, form in PLAIN_FORMS.items()
    ]


def _villages(actor: Actor, known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The villages of the phone's lists, with who answers for them."""
    rows: list[Unit] = [unit for unit in units.villages(actor) if unit.id in {each["id"] for each in known}]
    contacts = present.contacts(rows)
    duties: dict[str, list[Any]] = defaultdict(list)
    for duty in units.duties_of([unit.id for unit in rows]):
        duties[duty.unit_id].append(duty)
    return [
        {
            "id": each["id"],
            "name": each["name"],
            "township": each["township"],
            "last_used": each["last_used"],
            "venues": [venue["name"] for venue in each["venues"]],
            "contact": contacts.get(each["id"], ""),
            "duties": present.duties(duties[each["id"]]),
        }
        for each in known
    ]
