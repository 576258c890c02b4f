"""What a correction changed, in words: label, old, new."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select

from webapp.accounts.models import Person
from webapp.catalogue.models import IssueType
from webapp.kernel import dates
from webapp.kernel.db import db
from webapp.kernel.text import _, lazy, localized
from webapp.units.models import Unit, Venue

LABELS = {
    "issue_type_id": lazy("Kind"),
    "village_id": lazy("Village"),
    "venue_id": lazy("Place in the village"),
    "responsible_id": lazy("Who must fix it"),
    "responsible_person_id": lazy("Person"),
    "words": lazy("What was seen"),
    "fields": lazy("Details"),
    "due_on": lazy("Due"),
}


def told(changes: dict[str, list[Any]]) -> list[dict[str, str]]:
    """Old and new of every changed field that says something to a reader; the term shows in the due date.

    :param changes: field → [old, new] as ``TicketCorrected`` keeps them.
    """
    return [
        {"label": str(LABELS[name]), "old": _word(name, old), "new": _word(name, new)}
        for name, (old, new) in changes.items()
        if name in LABELS
    ]


def _word(name: str, value: Any) -> str:
    if not value:
        return str(_("nothing"))
    return WORDS[name](value)


def _named(model: type[Unit] | type[Venue] | type[Person]) -> Callable[[Any], str]:
    def name(identifier: str) -> str:
        return db.session.scalar(select(model.name).where(model.id == identifier)) or ""

    return name


def _kind(identifier: str) -> str:
    found = db.session.get(IssueType, identifier)
    return localized(found.texts["title"]) if found else ""


WORDS: dict[str, Callable[[Any], str]] = {
    "issue_type_id": _kind,
    "village_id": _named(Unit),
    "venue_id": _named(Venue),
    "responsible_id": _named(Unit),
    "responsible_person_id": _named(Person),
    "words": str,
    "fields": lambda fields: " · ".join(fields.values()),
    "due_on": lambda day: dates.day(date.fromisoformat(day)),
}
