"""Who may do what with accounts. What concerns only oneself is everybody's."""

from typing import Any

from webapp.kernel.actors import Actor
from webapp.kernel.policy import define, rule


@rule
def oneself(actor: Actor, thing: Any) -> bool:
    """The account is the actor's own."""
    return bool(thing is not None and thing.id == actor.person_id)


define(
    {
        "account.change_password": oneself,
        "account.end_session": oneself,
        "account.set_preferences": oneself,
    }
)
