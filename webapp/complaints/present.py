"""Messages in words, for pages."""

from collections.abc import Sequence
from typing import Any

from webapp.catalogue import queries as catalogue
from webapp.catalogue.workdays import local_date
from webapp.complaints import queries
from webapp.complaints.models import Complaint
from webapp.complaints.vocab import ANSWER_DAYS, KIND_LABELS, Kind
from webapp.kernel import clock, dates
from webapp.kernel.text import _
from webapp.units import queries as units
from webapp.units.models import Unit
from webapp.units.vocab import UnitKind


def box(unit: Unit) -> str:
    """What a message is about, in words."""
    return str(_("This app itself")) if unit.kind == UnitKind.COUNTY else unit.name


def message(complaint: Complaint, *, is_open: bool) -> dict[str, Any]:
    """One message; ``is_open`` when nobody has answered yet."""
    unit = units.names([complaint.unit_id])[complaint.unit_id]
    due = catalogue.calendar().add(local_date(complaint.sent_at), ANSWER_DAYS)
    return {
        "id": complaint.id,
        "kind": str(KIND_LABELS[Kind(complaint.kind)]),
        "box": box(unit),
        "words": complaint.words,
        "contact": complaint.contact,
        "sent": dates.moment(complaint.sent_at),
        "due": dates.day_of_week(due),
        "is_late": is_open and due < clock.today(),
    }


def messages(complaints: Sequence[Complaint], *, is_open: bool) -> list[dict[str, Any]]:
    """Several."""
    return [message(each, is_open=is_open) for each in complaints]


def answers(complaint: Complaint) -> list[dict[str, str]]:
    """What was answered: words, when, by which unit. Not by whom: the office answers, not a person."""
    given = queries.answers(complaint.id)
    names = units.names([each.unit_id for each in given])
    return [
        {"words": each.words, "when": dates.moment(each.answered_at), "unit": names[each.unit_id].name}
        for each in given
    ]
