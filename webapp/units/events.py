"""Facts about people in units."""

from dataclasses import dataclass

from webapp.kernel.events import Event
from webapp.kernel.text import lazy


@dataclass(frozen=True, kw_only=True)
class MembershipChosen(Event):
    """A person chose the hat they act in. Not told to anybody; kept for the chain of who acted as what."""

    name = "unit.membership_chosen"
    subject = "person"
    sentence = lazy("acts in another role")

    membership_id: str


class RegisterEvent(Event):
    """Something about a unit of the register; its subject is the unit or place."""

    subject = "unit"


class PostEvent(Event):
    """Something about what a person works as; its subject is the person."""

    subject = "person"


@dataclass(frozen=True, kw_only=True)
class UnitAdded(RegisterEvent):
    """A unit was put into the register."""

    name = "unit.added"
    sentence = lazy("added %(unit_name)s")

    unit_name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class UnitCorrected(RegisterEvent):
    """A unit is called otherwise, or lies elsewhere."""

    name = "unit.corrected"
    sentence = lazy("corrected %(before)s to %(after)s")

    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class VenueAdded(RegisterEvent):
    """A place was put into a village."""

    name = "venue.added"
    sentence = lazy("added the place %(venue)s")

    venue: str


@dataclass(frozen=True, kw_only=True)
class VenueCorrected(RegisterEvent):
    """A place is called otherwise, or lies elsewhere."""

    name = "venue.corrected"
    sentence = lazy("corrected the place %(venue)s")

    venue: str


@dataclass(frozen=True, kw_only=True)
class UnitClosed(RegisterEvent):
    """A unit is there no more: merged or dissolved."""

    name = "unit.closed"
    sentence = lazy("closed the unit %(unit_name)s")

    unit_name: str


@dataclass(frozen=True, kw_only=True)
class UnitReopened(RegisterEvent):
    """A unit is there again."""

    name = "unit.reopened"
    sentence = lazy("opened the unit %(unit_name)s again")

    unit_name: str


@dataclass(frozen=True, kw_only=True)
class VenueClosed(RegisterEvent):
    """A place is there no more."""

    name = "venue.closed"
    sentence = lazy("closed the place %(venue)s")

    venue: str


@dataclass(frozen=True, kw_only=True)
class VenueReopened(RegisterEvent):
    """A place is there again."""

    name = "venue.reopened"
    sentence = lazy("brought the place %(venue)s back")

    venue: str


@dataclass(frozen=True, kw_only=True)
class AnswerableSet(RegisterEvent):
    """What a department answers for is another; ``codes`` are beginnings of the codes of kinds."""

    name = "unit.answerable_set"
    sentence = lazy("changed what the department answers for")

    codes: list[str]


@dataclass(frozen=True, kw_only=True)
class DutySet(RegisterEvent):
    """Somebody answers for a village from here on; nobody when ``person`` is empty."""

    name = "duty.set"
    sentence = lazy("changed who answers for the village")

    duty: str
    person: str


@dataclass(frozen=True, kw_only=True)
class PersonAdded(PostEvent):
    """Somebody was put down."""

    name = "person.added"
    sentence = lazy("added %(person)s")

    person: str
    role: str


@dataclass(frozen=True, kw_only=True)
class PersonCorrected(PostEvent):
    """Name or phone number were put right."""

    name = "person.corrected"
    sentence = lazy("corrected %(before)s to %(after)s")

    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class MembershipBegun(PostEvent):
    """Somebody works as something from a day on; ``deputy_for`` names in whose place."""

    name = "membership.begun"
    sentence = lazy("gave a role")

    membership_id: str
    role: str
    from_on: str
    to_on: str = ""
    deputy_for: str = ""


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(PostEvent):
    """Somebody works as this no more."""

    name = "membership.ended"
    sentence = lazy("ended a role")

    membership_id: str
    role: str
    last_day: str = ""
