"""Who must fix a problem: from the catalogue and the duties, or chosen."""

from webapp.catalogue.models import IssueType
from webapp.catalogue.vocab import DefaultOwner
from webapp.kernel.errors import AppError
from webapp.tickets.problems import NO_OWNER, OWNER_REASON, WRONG_OWNER
from webapp.units import queries as units
from webapp.units.models import Unit


def owner_of(kind: IssueType, village: Unit, chosen_id: str | None, reason: str) -> Unit:
    """The responsible unit 责任主体: ``chosen_id`` or the catalogue's default.

    A burden problem is a department's; making the village answer for it needs a reason (domain.md C25).
    Raises ``ticket.no_owner``, ``ticket.wrong_owner``, ``ticket.owner_needs_reason``.
    """
    caused_above = kind.default_owner == DefaultOwner.DEPARTMENT
    if chosen_id is None:
        owner = units.department_for(units.township_of(village), kind.code) if caused_above else village
        if owner is None:
            raise AppError(NO_OWNER)
        return owner
    if chosen_id == village.id:
        if caused_above and not reason:
            raise AppError(OWNER_REASON)
        return village
    for department in units.departments_of(units.township_of(village)):
        if department.id == chosen_id:
            return department
    raise AppError(WRONG_OWNER)
