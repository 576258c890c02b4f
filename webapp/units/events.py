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
