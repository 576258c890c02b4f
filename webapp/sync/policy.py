"""Who may do what with phones and the work on them."""

from typing import Any

from webapp.kernel.actors import Actor
from webapp.kernel.policy import define, rule
from webapp.units.policy import administrator, anybody, below_the_county, below_the_office, office


@rule
def ones_own_phone(actor: Actor, held: Any) -> bool:
    """The memberships, of the person whose phone it is, are the actor's own."""
    return bool(held) and all(m.person_id == actor.person_id for m in held)


@rule
def works_in_their_township(actor: Actor, held: Any) -> bool:
    """The person works somewhere in the actor's township."""
    return actor.township_id is not None and any(m.unit.township_id == actor.township_id for m in held)


@rule
def works_in_their_county(actor: Actor, held: Any) -> bool:
    """The person works somewhere in the actor's county."""
    return any(m.unit.county_id == actor.county_id for m in held)


# Whoever may invite somebody answers for their phones too.
answers_for_it = ones_own_phone | (office & below_the_office) | (administrator & below_the_county)

define(
    {
        "device.list": office | administrator,
        # What is thrown away is written down as the actor's own, whatever they say.
        "device.discard": anybody,
        "device.lose": answers_for_it,
        "device.find": answers_for_it,
        # Only with a right seal, so whoever carries it cannot change it: the leader's file too.
        "unsent.bring": (office & works_in_their_township) | (administrator & works_in_their_county),
    }
)
