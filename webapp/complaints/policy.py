"""Who reads the box, and who answers. The county reads along as soon as something comes."""

from typing import Any

from webapp.kernel.actors import Actor
from webapp.kernel.policy import define, rule
from webapp.units.policy import administrator, county_viewer, in_their_county, leader, office


@rule
def of_their_unit(actor: Actor, unit: Any) -> bool:
    """It is about the actor's own unit."""
    return bool(unit.id == actor.unit_id)


define(
    {
        "complaint.list": office | leader | county_viewer | administrator,
        # What is about the app itself is answered by who runs it.
        "complaint.answer": (office & of_their_unit) | (administrator & in_their_county & of_their_unit),
    }
)
