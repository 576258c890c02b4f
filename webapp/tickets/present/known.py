"""What is known of several tickets whole: any number of them costs the same number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.accounts.queries import names
from webapp.photos import queries as photos
from webapp.photos.models import Photo
from webapp.tickets import queries
from webapp.tickets.models import Submission, Ticket
from webapp.tickets.present.cards import Lookup
from webapp.timeline import queries as entries
from webapp.timeline.models import Entry


@dataclass
class Known:
    """``lookup`` is that of their cards. Fixes and trails are by ticket, first first; people are names by id;
    ``expired`` counts the photos that are gone, by ticket."""

    lookup: Lookup
    stored: dict[str, Photo]
    fixes: dict[str, list[Submission]]
    trails: dict[str, list[Entry]]
    people: dict[str, str]
    expired: dict[str, int]

    @classmethod
    def of(cls, tickets: Sequence[Ticket]) -> "Known":
        """Load for ``tickets``."""
        ids = [ticket.id for ticket in tickets]
        lookup, fixes = Lookup.of(tickets), queries.submissions_of(ids)
        return cls(
            lookup=lookup,
            stored=photos.by_ids([each.photo_id for attached in lookup.photos.values() for each in attached]),
            fixes=fixes,
            trails=entries.of_each("ticket", ids),
            people=_people(tickets, fixes),
            expired=queries.expired_photos(ids),
        )


def _people(tickets: Sequence[Ticket], fixes: dict[str, list[Submission]]) -> dict[str, str]:
    ids = {person_id for ticket in tickets for person_id in (ticket.opened_by, ticket.responsible_person_id)}
    for fix in (fix for each in fixes.values() for fix in each):
        ids |= {fix.submitted_by, fix.entered_by, fix.witnessed_by, fix.decided_by}
    return names(ids)
