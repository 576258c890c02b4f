"""Rules: named, combined, one table; a command without a rule is nobody's."""

import pytest

from webapp.kernel import policy
from webapp.kernel.actors import Actor
from webapp.kernel.errors import AppError
from webapp.kernel.policy import Rule, can, define, require, rule

ACTOR = Actor("p", "周敏", "m", "inspector", "u", "望溪镇", "t", "c")

yes, no = Rule(lambda *_: True, "yes"), Rule(lambda *_: False, "no")


@rule
def own_thing(actor: Actor, thing: object) -> bool:
    """The thing is the actor."""
    return thing == actor.person_id


@pytest.mark.parametrize(
    ("combined", "name", "holds"),
    [
        (yes | no, "yes or no", True),
        (yes & no, "yes and no", False),
        ((yes | no) & yes, "(yes or no) and yes", True),
        (no & (yes | no), "no and (yes or no)", False),
        (yes | (no & no), "yes or no and no", True),
    ],
)
def test_rules_combine_and_know_their_names(combined: Rule, name: str, holds: bool) -> None:
    assert (combined.name, combined(ACTOR, None)) == (name, holds)


def test_a_rule_is_named_after_its_function() -> None:
    assert (own_thing.name, own_thing(ACTOR, "p"), own_thing(ACTOR, "q")) == ("own thing", True, False)


def test_a_command_without_a_rule_is_nobody_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "POLICY", {})
    define({"thing.take": yes, "thing.leave": no})

    assert [can(ACTOR, name) for name in ("thing.take", "thing.leave", "thing.unknown")] == [True, False, False]
    with pytest.raises(AppError, match=r"auth\.forbidden"):
        require(ACTOR, "thing.unknown")
    with pytest.raises(ValueError, match="twice"):
        define({"thing.take": no})
