"""The kit: everything but tickets that one person's phone needs without a signal (docs/offline.md)."""

from datetime import date, timedelta
from typing import Any

from webapp.catalogue import queries as catalogue
from webapp.kernel import clock, forms
from webapp.kernel.actors import Actor
from webapp.kernel.ids import new_id
from webapp.shell import navigation
from webapp.tickets import words
from webapp.tickets.pages.new import known_kinds, known_owners, known_villages
from webapp.tickets.pages.ticket import QUIET, SEALS
from webapp.tickets.pages.verbs import FORMS
from webapp.tickets.transitions import BY_COMMAND
from webapp.tickets.vocab import REASON_LABELS
from webapp.units import present, queries as units
from webapp.units.policy import village_staff
from webapp.units.vocab import RESPONSIBLE_ROLES, Role

# How far the working days of the kit reach: late tickets count from the past, long terms into the future.
DAYS_BACK, DAYS_AHEAD = 240, 400


def for_actor(actor: Actor) -> dict[str, Any]:
    """What the template of the kit needs: the data for the phone's scripts, and the forms it brings along."""
    return {
        "kit": _facts(actor),
        "verbs": _verbs(),
        "blank": BLANK,
        "blank_form": forms.blank(),
        "villages": known_villages(actor),
        "kinds": known_kinds(actor),
        "owners": known_owners(actor),
        "form": {},
        "errors": {},
        "stored_photos": [],
        "command_id": new_id(),
        "ticket_id": new_id(),
    }
