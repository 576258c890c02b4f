"""Who acts: a person in one of their memberships, as a plain value that outlives any transaction."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A person at work. ``unit_ids`` are all units of the person's current memberships, because nobody
    reviews for a unit they belong to, whichever hat they wear at the moment."""

    person_id: str
    name: str
    membership_id: str
    role: str
    unit_id: str
    unit_name: str
    township_id: str | None
    county_id: str | None
    unit_ids: frozenset[str] = frozenset()
