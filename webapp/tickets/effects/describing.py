"""What a ticket says of its problem: kind, place, structured fields."""

from datetime import date
from typing import Any

from sqlalchemy import select

from webapp.catalogue import queries as catalogue
from webapp.catalogue.models import IssueType
from webapp.catalogue.vocab import FieldKind
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.kernel.text import localized
from webapp.tickets.problems import UNKNOWN_KIND, WRONG_FIELD, WRONG_VENUE
from webapp.units.models import Unit, Venue

FIELD_LIMIT = 200


def kind_of(code: str) -> IssueType:
    """The newest revision of a kind. Raises ``ticket.unknown_kind``."""
    found = catalogue.by_code(code)
    if found is None:
        raise AppError(UNKNOWN_KIND, type_code=code)
    return found


def venue_in(village: Unit, venue_id: str | None) -> str | None:
    """The id of a venue of that village, or None. Raises ``ticket.wrong_venue``."""
    if venue_id is None:
        return None
    found = db.session.scalar(select(Venue.id).where(Venue.id == venue_id, Venue.unit_id == village.id))
    if found is None:
        raise AppError(WRONG_VENUE)
    return found


def checked_fields(kind: IssueType, given: dict[str, str]) -> dict[str, str]:
    """The structured fields of a kind, empty ones left out. Raises ``ticket.wrong_field`` naming the field."""
    known = {field["key"]: field for field in kind.fields}
    checked: dict[str, str] = {}
    for key, raw in given.items():
        value = raw.strip()
        if not value:
            continue
        field = known.get(key)
        if field is None or not _fits(field, value):
            raise AppError(WRONG_FIELD, field=localized(field["label"]) if field else key[:40], key=key[:40])
        checked[key] = value
    return checked


def _fits(field: dict[str, Any], value: str) -> bool:
    if len(value) > FIELD_LIMIT or any(ord(letter) < 32 for letter in value):
        return False
    if field["kind"] == FieldKind.CHOICE:
        return value in {choice["key"] for choice in field["choices"]}
    if field["kind"] == FieldKind.DATE:
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
    return True
